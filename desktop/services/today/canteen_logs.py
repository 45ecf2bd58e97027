"""Rules over the canteen's logs: what is due, samples to throw away, certificates that run out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.meals import LogDue, LogState
from desktop.core.terms import Month, Term
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.canteen.handlers import handlers_of
from desktop.services.canteen.log_due import begun, due_of, kept_in, missing_of
from desktop.services.canteen.samples import LATE_DAYS, to_dispose_of
from desktop.services.canteen_limits import EXPIRY_DAYS
from desktop.services.today.items import Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.log_due import Kept
    from desktop.services.today.items import Asking

CANTEEN: Final = "canteen"
DUE_PLACE: Final = "logs/due"
SAMPLES_PLACE: Final = "logs/samples"
HANDLERS_PLACE: Final = "logs/handlers"
LOOKED_BACK_DAYS: Final = 7
_TERM_ENDS_DAYS: Final = 30


def canteen_logs(asking: Asking) -> Iterator[Item]:
    """What the logs of each canteen ask for today."""
    for canteen in canteen_lines(asking.connection, asking.unit_id):
        if canteen.closed_on is None or canteen.closed_on >= asking.today:
            yield from _logs(asking, canteen)
        yield from _disposals(asking, canteen)
        yield from _certificates(asking, canteen)


def _logs(asking: Asking, canteen: CanteenLine) -> Iterator[Item]:
    today = asking.today
    first = max(today - timedelta(days=LOOKED_BACK_DAYS), canteen.opened_on)
    kept = kept_in(asking.connection, asking.unit_id, canteen.canteen_id, (first, today))
    due = [line for line in due_of(kept, today) if line.state is LogState.MISSING]
    if due and not begun(asking.connection, asking.unit_id, canteen.canteen_id):
        sentence = (
            f"{canteen.name}还没有记过日志。留样、陪餐、晨检、消毒、冷柜温度每个上课日都要记。"
        )
        yield Item("canteen.logs", Urgency.SOON, sentence, CANTEEN, DUE_PLACE)
        return
    daily = [line.label for line in due if line.due is LogDue.DAY]
    if daily:
        sentence = f"{canteen.name}今天的{'、'.join(daily)}还没有记。"
        yield Item("canteen.logs", Urgency.SOON, sentence, CANTEEN, DUE_PLACE)
    yield from _missed(asking, canteen, kept)
    span = asking.calendar.terms.get(Term.of(today))
    ending = span is not None and timedelta() <= span.last - today <= timedelta(_TERM_ENDS_DAYS)
    once = [line.label for line in due if line.due is LogDue.TERM]
    if ending and once:
        sentence = f"学期快结束了，{canteen.name}本学期的{'、'.join(once)}还没有记。"
        yield Item("canteen.term_logs", Urgency.SOON, sentence, CANTEEN, DUE_PLACE)


def _missed(asking: Asking, canteen: CanteenLine, kept: Kept) -> Iterator[Item]:
    """What was not kept in the days before, as far as it can still be written down."""
    first = max(asking.today - timedelta(days=LOOKED_BACK_DAYS), canteen.opened_on)
    missing = missing_of(kept, first, asking.today - timedelta(days=1))
    told = []
    for line in missing:
        days = [day for day in line.days if Month.of(day) not in asking.closed]
        if days:
            told.append(f"{line.what.label}{len(days)}天")
    if told:
        sentence = (
            f"{canteen.name}最近{LOOKED_BACK_DAYS}天有没记的日志：{'、'.join(told)}。"
            "做了没有记的，请如实补记。"
        )
        yield Item("canteen.missed_logs", Urgency.HANDS, sentence, CANTEEN, DUE_PLACE)


def _disposals(asking: Asking, canteen: CanteenLine) -> Iterator[Item]:
    now = asking.session.store.clock.now()
    lines = to_dispose_of(asking.connection, asking.unit_id, canteen.canteen_id, now)
    late = sum(line.late(now) for line in lines)
    if late:
        sentence = f"{canteen.name}有{late}份留样到期超过{LATE_DAYS}天还没有销样。"
        yield Item("canteen.disposal", Urgency.HANDS, sentence, CANTEEN, SAMPLES_PLACE)
    elif lines:
        sentence = f"{canteen.name}有{len(lines)}份留样已满时间，可以销样。"
        yield Item("canteen.disposal", Urgency.SOON, sentence, CANTEEN, SAMPLES_PLACE)


def _certificates(asking: Asking, canteen: CanteenLine) -> Iterator[Item]:
    lead = timedelta(days=asking.parameters[EXPIRY_DAYS.key])
    people = handlers_of(asking.connection, asking.unit_id, canteen.canteen_id)
    ends = [
        (line.handler.certificate_until, line.handler.name)
        for line in people
        if line.works_on(asking.today)
    ]
    over = [name for until, name in ends if until is not None and until < asking.today]
    soon = [
        name
        for until, name in ends
        if until is not None and asking.today <= until <= asking.today + lead
    ]
    none = [name for until, name in ends if until is None]
    for names, urgency, said in (
        (over, Urgency.HANDS, "健康证已过期，体检合格以前不能上岗"),
        (soon, Urgency.SOON, f"健康证{lead.days}天内到期，请安排体检"),
        (none, Urgency.SOON, "健康证有效期还没有登记"),
    ):
        if names:
            who = f"{names[0]}等{len(names)}人" if len(names) > 1 else names[0]
            sentence = f"{canteen.name}{who}的{said}。"
            yield Item("canteen.certificate", urgency, sentence, CANTEEN, HANDLERS_PLACE)
