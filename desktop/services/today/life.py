"""Rules over the life of enrolment: transfers that wait, one child twice, closed months."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.life import CaseSide
from desktop.models import Person, Student
from desktop.services.both import claims_of
from desktop.services.drafts import DraftLine
from desktop.services.life.arriving import offers_of
from desktop.services.life.cases import cases_of
from desktop.services.life.corrections import closed_since
from desktop.services.life.duplicates import same_number
from desktop.services.life.prepared_years import standing_in
from desktop.services.life.year_changes import DRAFT
from desktop.services.parameters import TRANSFER_DAYS
from desktop.services.roll import PERSON_OF_STUDENT
from desktop.services.today.items import Asking, Item, Urgency, spoken
from desktop.services.two_rolls import count_by_number

if TYPE_CHECKING:
    from collections.abc import Iterator

PEOPLE: Final = "people"
LIFE_TAB: Final = "life"
TWICE_TAB: Final = "twice"
_NOTED_FOR_DAYS: Final = 60


def transfers(asking: Asking) -> Iterator[Item]:
    """Children whom another school has sent, and those whom nobody has taken in for long."""
    for offer in offers_of(asking.connection, asking.unit_id, asking.today):
        sentence = f"{offer.school}{spoken(offer.day)}转来的{offer.name}，等着接收。"
        yield Item("transfer.offered", Urgency.HANDS, sentence, PEOPLE, LIFE_TAB)
    for name, school, day in claims_of(asking.connection, asking.unit_id):
        sentence = f"{school}说{name}{spoken(day)}已转入，本校名册还在册，请登记转出。"
        yield Item("transfer.claimed", Urgency.HANDS, sentence, PEOPLE, LIFE_TAB)
    limit = asking.parameters[TRANSFER_DAYS.key]
    for case in cases_of(asking.connection, asking.unit_id, asking.today):
        days = case.waiting_days(asking.today)
        if case.side is CaseSide.OUT and days > limit:
            sentence = f"{case.name}转往{case.partner}已{days}天，对方还没有接收，请联系核实。"
            yield Item("transfer.open", Urgency.HANDS, sentence, PEOPLE, LIFE_TAB)


def twice(asking: Asking) -> Iterator[Item]:
    """One identity number in two records; at a bureau in the books of two schools."""
    if asking.session.at_bureau:
        pairs = count_by_number(asking.connection, asking.unit_id)
        if pairs:
            sentence = f"有 {pairs} 名学生同时在两所学校（证件号相同），请核对是哪一校的。"
            yield Item("people.two_schools", Urgency.HANDS, sentence, PEOPLE, TWICE_TAB)
        return
    count = len(same_number(asking.connection, asking.unit_id))
    if count:
        sentence = f"名册里有 {count} 对记录的证件号相同，请决定是合并还是分开。"
        yield Item("people.twice", Urgency.SOON, sentence, PEOPLE, LIFE_TAB)


def prepared_year(asking: Asking) -> Iterator[Item]:
    """A new school year that somebody of the school has prepared."""
    kept = standing_in(asking.connection, asking.unit_id)
    if kept is not None:
        sentence = kept.told(asking.session)
        urgency = Urgency.HANDS if kept.day <= asking.today else Urgency.INFORMATION
        yield Item(
            "rollover.prepared", urgency, sentence, PEOPLE, DraftLine(DRAFT, sentence, PEOPLE)
        )


def closed_months(asking: Asking) -> Iterator[Item]:
    """Corrections that closed months do not follow."""
    since = asking.session.store.clock.now() - timedelta(days=_NOTED_FOR_DAYS)
    pupils = closed_since(asking.connection, asking.unit_id, since)
    if not pupils:
        return
    first = asking.connection.execute(
        select(Person.name)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .where(Student.unit_id == asking.unit_id, Student.id == pupils[0])
    ).scalar()
    if first is not None:
        who = first if len(pupils) == 1 else f"{first}等{len(pupils)}名学生"
        sentence = f"{who}的学籍更正涉及已结账的月份，账和公示没有改，核对时请留意。"
        yield Item("event.closed_month", Urgency.INFORMATION, sentence, PEOPLE, pupils[0])
