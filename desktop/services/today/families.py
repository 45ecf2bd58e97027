"""Rules over what is known of families: facts that end, and those that nobody looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.services.household import expiring_on
from desktop.services.household_checks import unconfirmed_on
from desktop.services.parameters import HOUSEHOLD_CONFIRM_MONTHS, HOUSEHOLD_LEAD_DAYS
from desktop.services.today.items import Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.today.items import Asking

PEOPLE: Final = "people"


def expiring(asking: Asking) -> Iterator[Item]:
    """Facts that end: the sentence says neither whose nor what, the record opens the first."""
    lead = asking.parameters[HOUSEHOLD_LEAD_DAYS.key]
    found = expiring_on(asking.connection, asking.unit_id, asking.today, lead)
    over = [fact for fact in found if fact.until < asking.today]
    ending = [fact for fact in found if fact.until >= asking.today]
    if over:
        sentence = f"有{len(over)}项家庭情况登记已经到期，请核对以后续期或终止。"
        yield Item("household.over", Urgency.HANDS, sentence, PEOPLE, over[0].student_id)
    if ending:
        sentence = f"有{len(ending)}项家庭情况登记在{lead}天内到期，请核对以后续期。"
        yield Item("household.ending", Urgency.SOON, sentence, PEOPLE, ending[0].student_id)


def unconfirmed(asking: Asking) -> Iterator[Item]:
    """Facts without an end that ask once in a while whether they still hold."""
    months = asking.parameters[HOUSEHOLD_CONFIRM_MONTHS.key]
    found = unconfirmed_on(asking.connection, asking.unit_id, asking.today, months)
    if found:
        sentence = (
            f"有{len(found)}项没有期限的家庭情况登记超过{months}个月没有核对，请核对是否仍符合。"
        )
        yield Item("household.unconfirmed", Urgency.SOON, sentence, PEOPLE, found[0].student_id)
