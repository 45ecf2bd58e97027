"""Children on the rolls of two schools: found by what is alike, decided at the bureau."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind, Sex
from desktop.core.life import Likeness, PairDecision
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.services import two_rolls
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import undo
from desktop.services.life.arriving import offers
from desktop.services.life.cases import CaseState, cases
from desktop.services.life.corrections import Correction, correct
from desktop.services.people import pupil as record_of
from desktop.services.today.waiting import today
from desktop.services.two_rolls import (
    Leaving,
    children_twice,
    decide_twice,
    side_by_side,
    transfer,
)
from desktop.services.verification import check_all
from tests.services.counties import add_school, at_bureau
from tests.services.rosters import ID_A, ID_B, pupil, students, take
from tests.services.test_household import key_of

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.services.two_rolls import TwoRolls

BIRTH, NEAR, FAR = date(2016, 3, 7), date(2016, 3, 9), date(2012, 12, 30)
GIRL = Sex.FEMALE


@pytest.fixture
def bureau(session: Session) -> Session:
    return at_bureau(session)


@pytest.fixture
def schools(bureau: Session) -> tuple[Session, Session]:
    """赵甲 by number, 钱乙 by name, sex and birth, 孙丙 by sound, in both; 李丁 in one only."""
    first, second = add_school(bureau, "11", "安宁小学"), add_school(bureau, "12", "新红小学")
    take(
        first,
        students(
            pupil("赵甲", id_number=ID_A),
            pupil("钱乙", 3, sex=GIRL, birth=BIRTH),
            pupil("孙丙", 4, sex=GIRL, birth=BIRTH),
            pupil("李丁", 5, sex=GIRL, birth=BIRTH),
        ),
    )
    take(
        second,
        students(
            pupil("赵家", id_number=ID_A),
            pupil("钱乙", 3, sex=GIRL, birth=BIRTH),
            pupil("孙炳", 4, sex=GIRL, birth=NEAR),
            pupil("李丁", 5, sex=GIRL, birth=FAR),
            pupil("钱乙", 6, sex=Sex.MALE, birth=BIRTH),
        ),
        new=(3, 6),
    )
    return first, second


def told(bureau: Session, **asked: bool) -> list[tuple[str, str, Likeness]]:
    lines = children_twice(bureau, **asked)
    return [(line.first.name, line.second.name, line.likeness) for line in lines]


def line_of(bureau: Session, name: str) -> TwoRolls:
    lines = children_twice(bureau, decided=True, differing=True)
    return next(line for line in lines if line.first.name == name)


@pytest.mark.usefixtures("schools")
def test_children_of_two_schools_are_found_by_number_by_birth_and_by_sound(
    bureau: Session,
) -> None:
    assert told(bureau) == [
        ("赵甲", "赵家", Likeness.NUMBER),
        ("钱乙", "钱乙", Likeness.BIRTH),
        ("孙丙", "孙炳", Likeness.SOUND),
    ]
    line = children_twice(bureau)[0]
    assert [(side.school, side.school_class) for side in line.sides] == [
        ("安宁小学", "三年级1班"),
        ("新红小学", "三年级1班"),
    ]


def test_two_records_of_one_school_are_not_its_business(bureau: Session) -> None:
    school = add_school(bureau, "11", "安宁小学")
    rows = [pupil(name, row, sex=GIRL, birth=BIRTH) for row, name in ((2, "钱乙"), (3, "钱乙"))]
    take(school, students(*rows), new=(2, 3))
    assert told(bureau, decided=True, differing=True) == []


def test_namesakes_with_two_numbers_are_listed_on_demand_only(bureau: Session) -> None:
    first, second = add_school(bureau, "11", "安宁小学"), add_school(bureau, "12", "新红小学")
    for school, number in ((first, ID_A), (second, ID_B)):
        take(school, students(pupil("钱乙", id_number=number, sex=GIRL, birth=BIRTH)))
    assert told(bureau) == []
    (line,) = children_twice(bureau, differing=True)
    assert (line.likeness, line.numbers_differ) == (Likeness.BIRTH, True)


def test_who_has_left_a_school_is_in_one_only(
    bureau: Session, schools: tuple[Session, Session]
) -> None:
    gone = NewEvent(key_of(schools[1], "赵家"), EnrolmentKind.LEFT, date(2026, 10, 9))
    record(schools[1], [gone])
    assert ("赵甲", "赵家", Likeness.NUMBER) not in told(bureau)


@pytest.mark.usefixtures("schools")
def test_both_records_stand_side_by_side_masked(bureau: Session) -> None:
    one, other = side_by_side(bureau, line_of(bureau, "赵甲"))
    assert (one.name, other.name) == ("赵甲", "赵家")
    assert one.id_masked == other.id_masked != ID_A
    assert one.pupil is not None
    assert one.pupil.school_class == "三年级1班"


@pytest.mark.usefixtures("schools")
def test_what_the_bureau_decides_is_remembered(bureau: Session) -> None:
    line = line_of(bureau, "钱乙")
    decide_twice(bureau, line, PairDecision.LATER)
    assert line_of(bureau, "钱乙").decision is PairDecision.LATER
    decide_twice(bureau, line, PairDecision.APART, "两个孩子，电话核对过")
    assert [name for name, _, _ in told(bureau)] == ["赵甲", "孙丙"]
    assert [name for name, _, _ in told(bureau, decided=True)] == ["赵甲", "钱乙", "孙丙"]
    assert check_all(bureau, Progress()).whole


def test_decision_about_a_record_that_is_gone_is_refused(
    bureau: Session, schools: tuple[Session, Session]
) -> None:
    line = line_of(bureau, "钱乙")
    undo(schools[1], 1)
    with pytest.raises(NotFoundError, match="已经不在了"):
        decide_twice(bureau, line, PairDecision.APART)


@pytest.mark.parametrize("name", ["赵甲", "孙丙"])
def test_child_leaves_the_one_school_and_is_at_the_other_already(
    bureau: Session, schools: tuple[Session, Session], name: str
) -> None:
    line = line_of(bureau, name)
    transfer(bureau, line, Leaving(line.first, date(2026, 10, 12), "家长说的"))
    assert name not in [first for first, _, _ in told(bureau)]
    (case,) = cases(schools[0])
    assert (case.name, case.partner, case.state) == (name, "新红小学", CaseState.ARRIVED)
    assert case.answered_on == date(2026, 10, 12)
    assert offers(schools[1]) == ()
    assert cases(schools[1]) == ()


def test_child_may_leave_the_second_school_too(
    bureau: Session, schools: tuple[Session, Session]
) -> None:
    line = line_of(bureau, "孙丙")
    transfer(bureau, line, Leaving(line.second, date(2026, 10, 12)))
    assert [case.partner for case in cases(schools[1])] == ["安宁小学"]


def test_transfer_that_was_wrong_is_cancelled_in_the_school(
    bureau: Session, schools: tuple[Session, Session]
) -> None:
    line = line_of(bureau, "孙丙")
    transfer(bureau, line, Leaving(line.first, date(2026, 10, 12)))
    event = record_of(schools[0], line.first.student_id).events[-1]
    correct(schools[0], Correction(event.event_id, "登记错了"))
    assert cases(schools[0]) == ()
    assert "孙丙" in [first for first, _, _ in told(bureau)]


def test_day_before_the_child_came_is_refused(
    bureau: Session, schools: tuple[Session, Session]
) -> None:
    line = line_of(bureau, "孙丙")
    with pytest.raises(SchoolError, match="新的日期不能更早"):
        transfer(bureau, line, Leaving(line.first, date(2020, 1, 1)))
    assert cases(schools[0]) == ()


def test_more_pairs_than_anybody_looks_through_are_refused(
    bureau: Session, schools: tuple[Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert schools
    monkeypatch.setattr(two_rolls, "MOST_PAIRS", 2)
    with pytest.raises(SchoolError, match="超过 2 对"):
        children_twice(bureau)


def test_only_a_bureau_sees_the_children_of_two_schools(session: Session) -> None:
    with pytest.raises(AccessRefusedError, match="不是教育局"):
        children_twice(session)


@pytest.mark.usefixtures("schools")
def test_today_tells_a_bureau_of_its_pupils_and_of_children_in_two_schools(
    bureau: Session, session: Session
) -> None:
    found = today(bureau, Month(2026, 10))
    assert (found.figures.pupils, found.figures.classes) == (9, 2)
    assert found.figures.schools >= 2
    (item,) = [item for item in found.items if item.rule == "people.two_schools"]
    assert (item.sentence[:6], item.record) == ("有 1 名学", "twice")
    decide_twice(bureau, line_of(bureau, "赵甲"), PairDecision.APART)
    rules = [item.rule for item in today(bureau, Month(2026, 10)).items]
    assert "people.two_schools" not in rules
    own = today(session, Month(2026, 10)).figures
    assert (own.pupils, own.classes, own.schools) == (0, 0, 0)
