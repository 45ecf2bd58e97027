"""A new school year that was prepared: everybody of the school sees it, and may take it over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import Confirmable
from desktop.core.progress import Progress
from desktop.core.terms import SchoolYear
from desktop.services.life import prepared_years, rollover
from desktop.services.life.prepared_years import keep, prepare, standing
from desktop.services.life.year_changes import prepared_of
from desktop.services.verification import check_all
from tests.services.life.schools import at, fill
from tests.services.pupils import second

if TYPE_CHECKING:
    from desktop.services.life.rollover_plan import Choices
    from desktop.services.session import Session

YEAR = SchoolYear(2027)
SUMMER, FIRST = date(2027, 7, 20), date(2027, 9, 1)


@pytest.fixture
def choices(session: Session) -> Choices:
    fill(session, {"一年级甲": (1, 1), "六年级甲": (6, 1)})
    at(session, SUMMER)
    return replace(rollover.usual(session, YEAR), graduation=date(2027, 7, 9))


def test_colleague_sees_takes_over_and_does_what_was_prepared(
    session: Session, choices: Choices
) -> None:
    assert standing(session) is None
    own = prepare(session, choices)
    assert standing(session) == own
    assert own.told(session) == own.prepared.title
    other = second(session)
    found = standing(other)
    assert found == own
    assert found.told(other).startswith("张校长已准备好2027-2028学年的升级，2027年9月1日起")
    changed = replace(found.prepared, graduation=date(2027, 7, 10))
    taken = keep(other, changed, found.at).kept
    assert (taken.by_name, standing(session)) == ("李老师", taken)
    with pytest.raises(Confirmable, match="李老师已经准备好") as asked:
        prepare(session, choices)
    assert standing(session) == taken
    prepare(session, choices, {asked.value.key})
    kept = standing(other)
    assert kept is not None
    assert (kept.by_name, kept.prepared) == ("张校长", prepared_of(choices))
    at(session, FIRST)
    number, _changes = rollover.apply(other, rollover.plan(other, choices))
    assert standing(session) is None
    rollover.undo(session, number)
    assert standing(session) == kept
    assert check_all(session, Progress()).whole


def test_what_was_given_up_or_cannot_be_read_waits_for_nobody(
    session: Session, choices: Choices
) -> None:
    prepare(session, choices)
    prepared_years.give_up(session, 2027)
    prepared_years.give_up(session, 2027)
    assert standing(session) is None
