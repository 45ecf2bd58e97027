"""What else waits on a canteen's day, in lines: logs, deliveries, goods, drafts, samples, cash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.canteen_day import PartState
from desktop.core.meals import LogDue, LogKind, LogState
from desktop.views.canteen.day.words import CHIPS, Line
from desktop.views.canteen.places import DayPlace, Doing
from desktop.views.widgets import Chip, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.services.canteen.day_parts import CanteenDay, Expiring

_STATES: Final = {
    LogState.MISSING: PartState.OPEN,
    LogState.DONE: PartState.DONE,
    LogState.PROBLEM: PartState.PROBLEM,
}


def waiting_lines(found: CanteenDay, *, writes: bool) -> tuple[Line, ...]:
    """All of it, what is due every day first."""
    writes = writes and found.writable
    return (
        *_logs(found, writes=writes),
        *_orders(found),
        *_expiring(found),
        *_drafts(found),
        *_disposals(found, writes=writes),
        *_cash(found, writes=writes),
    )


def _place(found: CanteenDay, doing: Doing, **more: object) -> DayPlace:
    return DayPlace(doing, found.canteen.canteen_id, found.day, **more)  # type: ignore[arg-type]


def _logs(found: CanteenDay, *, writes: bool) -> Iterator[Line]:
    ahead = found.day > found.today
    for line in found.waiting.logs:
        assert isinstance(line.what, LogKind)  # noqa: S101 - no others are read
        missing = line.state is LogState.MISSING
        week = "本周" if line.due is LogDue.WEEK else ""
        words = f"{week}还没有记" if missing else f"{week}已记 {line.times} 次"
        if ahead and missing:
            yield Line(CHIPS[PartState.AHEAD], line.label, week or "当天记")
            continue
        enter = missing and writes
        action = "记录" if enter else "查看"
        place = _place(found, Doing.ROUND, enter=enter, kind=line.what)
        yield Line(CHIPS[_STATES[line.state]], line.label, words, action, place, line.label)


def _orders(found: CanteenDay) -> Iterator[Line]:
    for order in found.waiting.orders:
        late = order.overdue(found.today)
        state = PartState.PROBLEM if late else PartState.OPEN
        if not order.open:
            state = PartState.DONE
        elif found.day > found.today:
            state = PartState.AHEAD
        when = f"，应在 {order.wanted_on:%m-%d} 到货" if late else ""
        words = f"{order.supplier}：{order.articles}{when}"
        place = _place(found, Doing.ORDER, key=order.order_id)
        yield Line(CHIPS[state], "到货", words, "看订单", place, order.label)


def _expiring(found: CanteenDay) -> Iterator[Line]:
    groups: dict[str, list[str]] = {}
    for lot in found.waiting.expiring:
        told = f"{lot.name} {lot.left.plain} {lot.measure}"
        groups.setdefault(_when(lot, found.today), []).append(told)
    for when, lots in groups.items():
        tone = Tone.CARE if when == _TOMORROW else Tone.BAD
        place = _place(found, Doing.STORE)
        yield Line(Chip(when, tone), "库存", "、".join(lots), "看库存", place, when)


_TOMORROW: Final = "明天到期"


def _when(lot: Expiring, today: date) -> str:
    if lot.expires_on < today:
        return "已过期"
    return "今天到期" if lot.expires_on == today else _TOMORROW


def _drafts(found: CanteenDay) -> Iterator[Line]:
    for draft in found.waiting.drafts:
        words = f"{draft.day:%m-%d} {draft.supplier}{draft.kind.label}单还没有记账"
        place = DayPlace(Doing.DRAFT, found.canteen.canteen_id, draft.day, key=draft.document_id)
        yield Line(CHIPS[PartState.OPEN], "草稿", words, "打开", place, words)


def _disposals(found: CanteenDay, *, writes: bool) -> Iterator[Line]:
    lines = found.waiting.disposals
    if lines:
        days = sorted({line.day for line in lines})
        told = "、".join(f"{day:%m-%d}" for day in days[:3]) + ("等" if len(days) > 3 else "")  # noqa: PLR2004 - a few
        words = f"{told}的留样 {len(lines)} 份已满时间"
        place = _place(found, Doing.DISPOSE, enter=writes)
        yield Line(
            CHIPS[PartState.OPEN], "销样", words, "销样" if writes else "查看", place, "留样"
        )


def _cash(found: CanteenDay, *, writes: bool) -> Iterator[Line]:
    cash = found.waiting.cash
    if cash is not None:
        words = f"手上现金 {cash} 元，超过备用现金"
        place = _place(found, Doing.CASH, enter=writes)
        yield Line(
            CHIPS[PartState.OPEN], "现金", words, "存银行" if writes else "查看", place, "现金"
        )
