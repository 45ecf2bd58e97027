"""The list of a month's money documents: its columns, its filter, what stands in its foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import MoneyKind
from desktop.core.money import Money
from desktop.services.canteen.money_lists import holdings, month_money
from desktop.views.tables import Chip, ListColumn, ListPage, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.core.canteen import Fund, PayMethod
    from desktop.core.terms import Month
    from desktop.services.canteen.money_lists import Holdings, MoneyLine
    from desktop.services.session import Session
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class MoneyFilter:
    """Which documents of the month are shown."""

    kind: MoneyKind | None = None
    fund: Fund | None = None
    method: PayMethod | None = None

    @property
    def narrowed(self) -> bool:
        """Whether some may be left out."""
        return self != MoneyFilter()

    def takes(self, line: MoneyLine) -> bool:
        """Whether a document is shown; the other side of what goes from bank to cash, too."""
        return (
            self.kind in (None, line.kind)
            and self.fund in (None, line.fund)
            and (self.method in (None, line.method) or line.moved is not None)
        )


def red_chip(line: MoneyLine) -> Chip | None:
    """Whether a document is red ink, or was taken back by it."""
    if line.reverses:
        return Chip("红字", Tone.BAD)
    return Chip("已冲销", Tone.CARE) if line.reversed_by else None


def _amount(amount: Money | None) -> str:
    return "" if amount is None else f"{amount}"


def _state(line: MoneyLine) -> str:
    chip = red_chip(line)
    return chip.words if chip else ""


def _about(line: MoneyLine) -> str:
    """What is written about it, and which document it undoes or is undone by."""
    if line.reverses:
        return f"冲销{line.reverses}：{line.note}"
    undone = f"已由{line.reversed_by}冲销" if line.reversed_by else ""
    return "；".join(part for part in (undone, line.note) if part)


def _day(line: MoneyLine) -> str:
    return f"{line.day:%m-%d}"


COLUMNS: Final[Sequence[ListColumn[MoneyLine]]] = (
    ListColumn("day", "日期", _day, 66, sort="day"),
    ListColumn("number", "单号", lambda m: f"{m.number:03}", 60, sort="number"),
    ListColumn("what", "类别", lambda m: m.what, 128, sort="what"),
    ListColumn("in", "收入", lambda m: _amount(m.money_in), 104, "right", sort="in"),
    ListColumn("out", "支出", lambda m: _amount(m.money_out), 104, "right", sort="out"),
    ListColumn("moved", "存取", lambda m: _amount(m.moved), 92, "right", sort="moved"),
    ListColumn("fund", "资金", lambda m: m.fund.label, 116, sort="fund"),
    ListColumn("method", "方式", lambda m: m.method.label, 60, sort="method"),
    ListColumn("party", "对方", lambda m: m.party, 150, sort="party"),
    ListColumn("ticket", "票据号", lambda m: m.short_ticket, 110),
    ListColumn("state", "状态", _state, 84, chip=red_chip),
    ListColumn("note", "说明", _about, 220),
    ListColumn("full", "完整票据号", lambda m: m.ticket, 180, hidden=True, on_paper=False),
    ListColumn("by", "登记人", lambda m: m.recorded_by, 90, hidden=True),
)
_ZERO: Final = Money(0)
_ORDERS: Final = {
    "day": lambda m: (m.day, m.number),
    "number": lambda m: m.number,
    "what": lambda m: m.what,
    "in": lambda m: m.money_in or _ZERO,
    "out": lambda m: m.money_out or _ZERO,
    "moved": lambda m: m.moved or _ZERO,
    "fund": lambda m: m.fund.label,
    "method": lambda m: m.method.label,
    "party": lambda m: m.party,
}


class MoneySource:
    """The documents of a month that a filter takes, and what is held in that month."""

    def __init__(
        self, session: Session, canteen_id: UUID, month: Month, shown: MoneyFilter
    ) -> None:
        self._session, self._canteen_id = session, canteen_id
        self.month, self.shown = month, shown
        self.held: Holdings | None = None
        self.lines: Sequence[MoneyLine] = ()
        """All documents of the month, as they were read last."""

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[MoneyLine]:
        """Some of the documents."""
        job.progress.step("读取收支")
        self.held = holdings(self._session, self._canteen_id, self.month)
        self.lines = month_money(self._session, self._canteen_id, self.month)
        lines = [line for line in self.lines if self.shown.takes(line)]
        if sort is not None:
            lines.sort(key=_ORDERS[sort], reverse=descending)
        return ListPage(lines[offset : offset + limit], len(lines), _foot(lines))


def _foot(lines: Sequence[MoneyLine]) -> dict[str, str]:
    """The sums of the columns; what was there at the beginning is no income of the month."""
    came = Money.sum(line.money_in for line in lines if line.money_in is not None)
    went = Money.sum(line.money_out for line in lines if line.money_out is not None)
    begun = Money.sum(line.amount for line in lines if line.kind is MoneyKind.OPENING)
    foot = {"收入": f"{came - begun}", "支出": f"{went}"}
    return foot | {"期初结存": f"{begun}"} if begun else foot
