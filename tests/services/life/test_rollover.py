from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.grades import Grade
from desktop.core.labels import EnrolmentKind, Stage, UnitKind
from desktop.core.life import DeedKind
from desktop.core.terms import Month, SchoolYear
from desktop.services.events import NewEvent, record
from desktop.services.life import deeds, rollover
from desktop.services.life.rollover import Fate
from desktop.services.life.rollover_plan import usual_choices
from desktop.services.people import count_by_class
from tests.services.life.schools import (
    SEPTEMBER_1,
    at,
    class_ids,
    eat,
    events_of,
    everything,
    fill,
    ids_of,
    miss,
    standing,
)
from tests.services.rosters import pupil, school_class, students, take

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.life.rollover import Choices, RolloverPlan
    from desktop.services.session import Session

Kind = EnrolmentKind
YEAR = SchoolYear(2027)
NEXT = date(2027, 9, 1)
LAST_DAY = date(2027, 7, 9)
SCHOOL = {
    "一年级甲": (1, 1),
    "一年级乙": (1, 1),
    "三年级甲": (3, 1),
    "三年级乙": (3, 2),
    "五年级甲": (5, 1),
    "六年级甲": (6, 1),
    "六年级乙": (6, 1),
}


@pytest.fixture
def pupils(session: Session) -> dict[str, UUID]:
    """A primary school in October 2026; the desk stands on 1 September 2027."""
    found = fill(session, SCHOOL)
    at(session, NEXT)
    return found


def choices(session: Session, **changed: object) -> Choices:
    usual = replace(rollover.usual(session, YEAR), graduation=LAST_DAY)
    return replace(usual, **changed)  # type: ignore[arg-type]


def fates(plan: RolloverPlan) -> dict[str, tuple[Fate, str, str]]:
    return {line.name: (line.fate, line.old_class, line.new_class) for line in plan.lines}


def test_everybody_is_listed_and_nothing_is_written(
    session: Session, pupils: dict[str, UUID]
) -> None:
    record(session, [NewEvent(pupils["三年级乙"], Kind.SUSPENDED, date(2027, 3, 1))])
    record(session, [NewEvent(pupils["一年级乙"], Kind.LEFT, date(2027, 3, 1))])
    before = everything(session)
    plan = rollover.plan(session, choices(session))
    assert everything(session) == before
    found = fates(plan)
    assert found["一年级甲"] == (Fate.PROMOTED, "一年级1班", "二年级1班")
    assert found["六年级甲"] == (Fate.GRADUATED, "六年级1班", "")
    assert found["三年级乙"] == (Fate.AWAY, "三年级2班", "")
    assert "一年级乙" not in found
    assert plan.counts == {Fate.PROMOTED: 3, Fate.GRADUATED: 2, Fate.AWAY: 1}
    assert plan.opened == ()


def test_graduates_leave_and_the_others_move_up_by_themselves(
    session: Session, pupils: dict[str, UUID]
) -> None:
    plan = rollover.plan(session, choices(session))
    number, changes = rollover.apply(session, plan)
    assert (number, "people" in changes.books) == (1, True)
    assert standing(session, pupils["六年级甲"])[0] is Kind.GRADUATED
    last = events_of(session, pupils["六年级甲"])[-1]
    assert (last.kind, last.day) == (Kind.GRADUATED, LAST_DAY)
    assert len(events_of(session, pupils["一年级甲"])) == 1
    assert count_by_class(session, NEXT) == {
        "二年级1班": 2,
        "四年级1班": 1,
        "四年级2班": 1,
        "六年级1班": 1,
    }
    assert count_by_class(session, date(2027, 7, 8))["六年级1班"] == 2


def test_repeaters_go_into_the_next_cohort(session: Session, pupils: dict[str, UUID]) -> None:
    repeat = frozenset({pupils["五年级甲"], pupils["六年级乙"], pupils["三年级乙"]})
    plan = rollover.plan(session, choices(session, repeaters=repeat))
    found = fates(plan)
    assert found["六年级乙"] == (Fate.REPEATED, "六年级1班", "六年级1班")
    assert found["五年级甲"] == (Fate.REPEATED, "五年级1班", "五年级1班")
    assert found["三年级乙"] == (Fate.REPEATED, "三年级2班", "三年级2班")
    assert plan.opened_labels == ("三年级2班", "五年级1班")
    rollover.apply(session, plan)
    state, class_id = standing(session, pupils["六年级乙"])
    assert state is Kind.MOVED
    assert class_id == class_ids(session, NEXT)["六年级1班"]
    assert count_by_class(session, NEXT)["六年级1班"] == 1


def test_repeater_takes_the_class_that_there_is(session: Session) -> None:
    ids = fill(session, {"二年级甲": (2, 1), "三年级乙": (3, 2)})
    at(session, NEXT)
    plan = rollover.plan(session, choices(session, repeaters=frozenset({ids["三年级乙"]})))
    assert fates(plan)["三年级乙"] == (Fate.REPEATED, "三年级2班", "三年级1班")
    assert plan.opened == ()


def test_classes_are_split_merged_and_opened(session: Session, pupils: dict[str, UUID]) -> None:
    second = class_ids(session, SEPTEMBER_1)["三年级2班"]
    plan = rollover.plan(
        session,
        choices(
            session,
            moves={pupils["一年级乙"]: school_class(2, 2)},
            merges={second: school_class(4, 1)},
            opened=(school_class(1, 1), school_class(1, 2)),
        ),
    )
    found = fates(plan)
    assert found["一年级乙"] == (Fate.MOVED, "一年级1班", "二年级2班")
    assert found["三年级乙"] == (Fate.MOVED, "三年级2班", "四年级1班")
    assert plan.opened_labels == ("一年级1班", "一年级2班", "二年级2班")
    rollover.apply(session, plan)
    assert count_by_class(session, NEXT) == {
        "二年级1班": 1,
        "二年级2班": 1,
        "四年级1班": 2,
        "六年级1班": 1,
    }
    assert events_of(session, pupils["一年级乙"])[-1].note == "调班"


def test_move_into_the_own_class_is_none(session: Session, pupils: dict[str, UUID]) -> None:
    moves = {pupils["一年级乙"]: school_class(2, 1)}
    plan = rollover.plan(session, choices(session, moves=moves))
    assert fates(plan)["一年级乙"] == (Fate.PROMOTED, "一年级1班", "二年级1班")


def test_pupils_without_a_class_are_named_or_placed(session: Session) -> None:
    take(session, students(pupil(school_class=None), pupil("李明", 3, school_class=None)), new=[3])
    at(session, NEXT)
    placed = ids_of(session)["李明"]
    plan = rollover.plan(session, choices(session, moves={placed: school_class(4, 1)}))
    assert fates(plan) == {
        "张小红": (Fate.UNPLACED, "未分班", ""),
        "李明": (Fate.MOVED, "未分班", "四年级1班"),
    }
    rollover.apply(session, plan)
    assert standing(session, placed)[1] == class_ids(session, NEXT)["四年级1班"]


def test_event_after_the_day_holds_a_pupil_back_and_is_told(
    session: Session, pupils: dict[str, UUID]
) -> None:
    away, back = date(2027, 7, 10), date(2027, 8, 20)
    record(session, [NewEvent(pupils["六年级甲"], Kind.SUSPENDED, away)])
    record(session, [NewEvent(pupils["六年级甲"], Kind.RESUMED, back)])
    plan = rollover.plan(session, choices(session))
    line = next(line for line in plan.lines if line.name == "六年级甲")
    assert line.fate is Fate.HELD
    assert line.reason == "2027年8月20日已有复学，晚于2027年7月9日"
    rollover.apply(session, plan)
    assert standing(session, pupils["六年级甲"])[0] is Kind.RESUMED


def test_undo_leaves_every_row_as_it_was(session: Session, pupils: dict[str, UUID]) -> None:
    before = everything(session)
    asked = choices(
        session,
        repeaters=frozenset({pupils["六年级乙"]}),
        moves={pupils["一年级乙"]: school_class(2, 3)},
        opened=(school_class(1, 1),),
    )
    number, _ = rollover.apply(session, rollover.plan(session, asked))
    assert everything(session) != before
    with pytest.raises(SchoolError, match="已经升级过（第1次办理）"):
        rollover.plan(session, asked)
    done = rollover.undo(session, number)
    assert everything(session) == before
    assert done.removed == 7
    (line,) = deeds.history(session)
    assert (line.kind, line.subject) == (DeedKind.ROLLOVER, "2027-2028学年")
    assert (line.counts["graduated"], line.counts["opened"]) == (1, 2)
    assert line.undone_at is not None
    with pytest.raises(SchoolError, match="已经撤销过"):
        rollover.undo(session, number)
    assert rollover.apply(session, rollover.plan(session, asked))[0] == 2


def test_undo_is_refused_where_something_depends_on_it(
    session: Session, pupils: dict[str, UUID]
) -> None:
    asked = choices(session, repeaters=frozenset({pupils["六年级乙"]}))
    number, _ = rollover.apply(session, rollover.plan(session, asked))
    eat(session, pupils["六年级乙"], Month(2027, 9))
    with pytest.raises(SchoolError, match="已在新班级登记2027年9月的就餐"):
        rollover.undo(session, number)


def test_undo_is_refused_after_the_roll_of_the_new_class_was_called(
    session: Session, pupils: dict[str, UUID]
) -> None:
    asked = choices(session, repeaters=frozenset({pupils["六年级乙"]}))
    number, _ = rollover.apply(session, rollover.plan(session, asked))
    miss(session, pupils["六年级乙"], NEXT)
    with pytest.raises(SchoolError, match="2027年9月1日已在新班级点名"):
        rollover.undo(session, number)


def test_undo_is_refused_after_a_later_event(session: Session, pupils: dict[str, UUID]) -> None:
    number, _ = rollover.apply(session, rollover.plan(session, choices(session)))
    record(session, [NewEvent(pupils["六年级甲"], Kind.TRANSFER_IN, NEXT)])
    before = everything(session)
    with pytest.raises(SchoolError, match="什么也没有改动"):
        rollover.undo(session, number)
    assert everything(session) == before
    with pytest.raises(NotFoundError, match="没有第7次学年升级"):
        rollover.undo(session, 7)
    with pytest.raises(NotFoundError):
        deeds.undo(session, number, DeedKind.MERGE)


def test_roll_that_has_moved_since_is_asked_about(
    session: Session, pupils: dict[str, UUID]
) -> None:
    plan = rollover.plan(session, choices(session))
    record(session, [NewEvent(pupils["六年级甲"], Kind.LEFT, date(2027, 6, 1))])
    with pytest.raises(Confirmable) as asked:
        rollover.apply(session, plan)
    rollover.apply(session, plan, frozenset({asked.value.key}))
    assert standing(session, pupils["六年级甲"])[0] is Kind.LEFT
    assert standing(session, pupils["六年级乙"])[0] is Kind.GRADUATED


def test_bad_choices_are_refused(session: Session, pupils: dict[str, UUID]) -> None:
    with pytest.raises(SchoolError, match="毕业日期要在2026-2027学年里"):
        rollover.plan(session, choices(session, graduation=date(2027, 9, 2)))
    with pytest.raises(SchoolError, match="重复"):
        rollover.plan(session, choices(session, opened=(school_class(1), school_class(1))))
    with pytest.raises(SchoolError, match="不在名册里"):
        rollover.plan(session, choices(session, repeaters=frozenset({session.unit_id})))
    merges = {pupils["一年级甲"]: school_class(2)}
    with pytest.raises(SchoolError, match="不在名册里"):
        rollover.plan(session, choices(session, merges=merges))
    at(session, date(2027, 8, 31))
    with pytest.raises(SchoolError, match="2027年9月1日还没有到"):
        rollover.apply(session, rollover.plan(session, choices(session)))


def test_year_in_which_nothing_is_to_be_written_is_refused(session: Session) -> None:
    fill(session, {"一年级甲": (1, 1)})
    at(session, NEXT)
    with pytest.raises(SchoolError, match="没有要登记的"):
        rollover.apply(session, rollover.plan(session, choices(session)))


def test_usual_choices_ask_about_the_year_that_begins(session: Session) -> None:
    assert rollover.usual(at(session, date(2027, 5, 31))).year == SchoolYear(2026)
    assert rollover.usual(at(session, date(2027, 6, 1))).year == SchoolYear(2027)
    assert rollover.usual(at(session, date(2027, 9, 1))).year == SchoolYear(2027)
    assert rollover.usual(at(session, date(2027, 9, 1))).graduation == date(2027, 7, 10)


@pytest.mark.parametrize(
    ("kind", "keys", "last", "first_junior"),
    [
        (UnitKind.PRIMARY, [(Stage.PRIMARY, 2021)], (Stage.PRIMARY, 6), 7),
        (UnitKind.NINE_YEAR, [(Stage.PRIMARY, 2021)], None, 7),
        (UnitKind.NINE_YEAR, [(Stage.JUNIOR, 2021)], None, 6),
        (UnitKind.TEACHING_POINT, [(Stage.PRIMARY, 2025)], (Stage.PRIMARY, 2), 7),
        (UnitKind.KINDERGARTEN, [(Stage.PRESCHOOL, 2023)], (Stage.PRESCHOOL, 4), 7),
        (UnitKind.KINDERGARTEN, [(Stage.PRESCHOOL, 2024)], (Stage.PRESCHOOL, 3), 7),
    ],
)
def test_last_grade_follows_from_the_kind_of_school(
    kind: UnitKind, keys: list[tuple[Stage, int]], last: tuple[Stage, int] | None, first_junior: int
) -> None:
    found = usual_choices(YEAR, kind, [(*key, 1, "") for key in keys])
    assert found.first_junior == first_junior
    primary = {g for g in found.last_grades if g.stage in (Stage.PRIMARY, Stage.PRESCHOOL)}
    if last is None:
        assert not any(g.stage is Stage.PRIMARY for g in primary)
    else:
        assert Grade(*last) in primary


def test_sixth_grade_of_a_nine_year_school_enters_junior_school(session: Session) -> None:
    ids = fill(session, {"六年级甲": (6, 2), "七年级甲": (7, 1), "九年级甲": (9, 1)})
    at(session, NEXT)
    plan = rollover.plan(session, choices(session))
    found = fates(plan)
    assert found["六年级甲"] == (Fate.ENTERS, "六年级2班", "七年级2班")
    assert found["七年级甲"] == (Fate.PROMOTED, "七年级1班", "八年级1班")
    assert found["九年级甲"][0] is Fate.GRADUATED
    rollover.apply(session, plan)
    assert count_by_class(session, NEXT) == {"七年级2班": 1, "八年级1班": 1}
    assert standing(session, ids["六年级甲"])[0] is Kind.MOVED


def test_new_first_grade_is_left_alone(session: Session) -> None:
    at(session, NEXT)
    fill(session, {"新生": (1, 1)})
    assert fates(rollover.plan(session, choices(session))) == {"新生": (Fate.NEW, "", "一年级1班")}


def test_new_pupil_cannot_repeat(session: Session) -> None:
    at(session, NEXT)
    ids = fill(session, {"新生": (1, 1)})
    plan = rollover.plan(session, choices(session, repeaters=frozenset(ids.values())))
    assert [(line.fate, line.reason) for line in plan.lines] == [
        (Fate.HELD, "新学年才入学，不能留级")
    ]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_rollover_and_undo_are_nothing_whatever_is_chosen(
    plain_session: Session, data: st.DataObject
) -> None:
    session = at(plain_session, date(2026, 10, 31))
    ids = list((ids_of(session) or fill(session, SCHOOL)).values())
    at(session, NEXT)
    some = st.sets(st.sampled_from(ids))
    targets = st.builds(school_class, st.integers(1, 6), st.integers(1, 3))
    merged = st.sampled_from(sorted(class_ids(session, SEPTEMBER_1).values()))
    asked = choices(
        session,
        repeaters=frozenset(data.draw(some)),
        moves=data.draw(st.dictionaries(st.sampled_from(ids), targets)),
        merges=data.draw(st.dictionaries(merged, targets, max_size=2)),
        opened=tuple(data.draw(st.sets(targets, max_size=2))),
        last_grades=frozenset({Grade(Stage.PRIMARY, data.draw(st.integers(1, 6)))}),
    )
    before, present = everything(session), sum(count_by_class(session, NEXT).values())
    plan = rollover.plan(session, asked)
    if not plan.opened and not any(line.fate.writes for line in plan.lines):
        return
    number, _ = rollover.apply(session, plan)
    now = count_by_class(session, NEXT)
    told: dict[str, int] = {}
    for line in plan.lines:
        if line.new_class:
            told[line.new_class] = told.get(line.new_class, 0) + 1
    assert now == told
    assert sum(now.values()) == present - plan.counts.get(Fate.GRADUATED, 0)
    rollover.undo(session, number)
    assert everything(session) == before
