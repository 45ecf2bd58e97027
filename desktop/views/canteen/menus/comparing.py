"""用量对照: what went out against what the menu takes, for a day, a week or the month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.canteen.menus import WEEK, week_of
from desktop.services.canteen.planning import compared
from desktop.views.canteen.menus.week_table import WEEKDAYS
from desktop.views.tables import ListColumn, ListView, WholeList
from desktop.views.widgets import Chip, Choice, EmptyState, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.services.canteen.planning import Compared
    from desktop.views.desk import Desk

_EMPTY: Final = "这段时间没有食谱，也没有出库。写了食谱和每人用量，这里能看出用多了还是用少了。"
_Span = tuple[date, date]


def _state(line: Compared) -> Chip | None:
    if not line.planned:
        return Chip("食谱里没有", Tone.CARE)
    if not line.issued:
        return Chip("没有出库", Tone.CARE)
    return None


def _state_words(line: Compared) -> str:
    chip = _state(line)
    return chip.words if chip is not None else ""


_COLUMNS: Final[tuple[ListColumn[Compared], ...]] = (
    ListColumn("name", "食材", lambda c: c.goods.words, 160, sort="name"),
    ListColumn("kind", "类别", lambda c: c.goods.kind.label, 100, sort="kind"),
    ListColumn("planned", "按食谱要用", lambda c: c.planned.plain, 110, "right"),
    ListColumn("issued", "实际出库", lambda c: c.issued.plain, 100, "right"),
    ListColumn("difference", "相差", lambda c: c.difference.plain, 100, "right"),
    ListColumn("percent", "相差率", lambda c: c.percent, 90, "right", sort="percent"),
    ListColumn("measure", "单位", lambda c: c.goods.measure, 60, "center"),
    ListColumn("state", "提醒", _state_words, 120, chip=_state),
)


def spans(month: Month) -> Iterator[tuple[_Span, str]]:
    """What can be looked at of a month: its weeks, then its days."""
    first = week_of(month.first)
    while first <= month.last:
        last = first + timedelta(days=WEEK - 1)
        words = f"{first.month}月{first.day}日至{last.month}月{last.day}日这一周"
        yield (first, last), words
        first += timedelta(days=WEEK)
    for number in range((month.last - month.first).days + 1):
        day = month.first + timedelta(days=number)
        yield (day, day), f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


class ComparePart(QWidget):
    """The list, and above it of which days."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._canteen_id: UUID | None = None
        self.span: Choice[_Span] = Choice("时间", (), nothing="整月")
        self.span.changed.connect(self._set_source)
        self.view = ListView(desk, "menu-compared", _COLUMNS, WholeList(tuple), EmptyState(_EMPTY))
        self.view.titled("用量对照")
        self.view.identify_by(lambda line: line.goods.article_id)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def show_books(self, canteen_id: UUID) -> None:
        """Show a canteen's month."""
        self._canteen_id = canteen_id
        month = self._desk.place.month
        self.span.set_choices(tuple(spans(month)))
        self._set_source()

    def reload(self) -> None:
        """The books have changed."""
        self.view.reload()

    def _set_source(self) -> None:
        canteen_id, session, month = self._canteen_id, self._desk.session, self._desk.place.month
        if canteen_id is None:
            return
        span = self.span.value()
        first, last = span or (month.first, month.last)

        def rows() -> Sequence[Compared]:
            return compared(session, canteen_id, first, last)

        orders = {
            "name": lambda c: c.goods.words,
            "kind": lambda c: c.goods.kind.label,
            "percent": lambda c: (c.permille is None, c.permille or 0),
        }
        words = month.label if span is None else f"{first}至{last}" if first < last else str(first)
        self.view.titled(f"{words}用量对照")
        self.view.set_source(WholeList(rows, orders), filtered=span is not None)
