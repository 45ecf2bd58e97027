"""What is chosen for a new school year: changes, classes and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from desktop.core.grades import ClassName, Grade
from desktop.core.labels import EnrolmentKind, Stage
from desktop.core.terms import SchoolYear
from desktop.services.life.rollover_plan import Choices, Fate, RolloverLine, Standing
from desktop.services.life.year_changes import ChangeKind, YearChange
from desktop.services.life.year_roll import ClassKnown, PupilKnown, YearRoll
from desktop.views.enrolment.rollover_choosing import (
    Begun,
    Choosing,
    ClassSeen,
    next_class,
    old_label,
    opened,
    seen,
    targets,
)

YEAR = SchoolYear(2026)
DAY = date(2026, 10, 14)
THIRD, LAST, ELDER = UUID(int=1), UUID(int=2), UUID(int=3)


def primary(number: int) -> Grade:
    return Grade(Stage.PRIMARY, number)


def usual(year: SchoolYear = YEAR) -> Choices:
    return Choices(year, date(year.start, 7, 1), frozenset({primary(6)}))


def stands(number: int, name: str, class_id: UUID | None) -> PupilKnown:
    since = date(2025, 9, 1)
    standing = Standing(UUID(int=number), name, EnrolmentKind.ENROLLED, since, class_id)
    return PupilKnown(standing, None, "")


def begun(year: SchoolYear = YEAR) -> Begun:
    """Classes of the third and the sixth grade, and one that has left its stage."""
    classes = (
        ClassKnown(THIRD, "三年级1班", primary(3)),
        ClassKnown(LAST, "六年级1班", primary(6)),
        ClassKnown(ELDER, "2017级1班", None),
    )
    pupils = (stands(11, "赵甲", THIRD), stands(12, "钱乙", LAST), stands(13, "孙丙", None))
    keys = {
        THIRD: (Stage.PRIMARY, 2023, 1, ""),
        LAST: (Stage.PRIMARY, 2020, 1, ""),
        ELDER: (Stage.PRIMARY, 2017, 1, ""),
    }
    return Begun(usual(year), YearRoll(classes, pupils, keys))


def started() -> Choosing:
    choosing = Choosing()
    choosing.start(begun())
    return choosing


def room(known: ClassKnown | None, *ends: tuple[str, Fate]) -> ClassSeen:
    pupils = tuple(
        (
            stands(20 + at, f"学生{at}", known.class_id if known else None),
            RolloverLine(UUID(int=20 + at), f"学生{at}", fate, "", words),
        )
        for at, (words, fate) in enumerate(ends)
    )
    return ClassSeen(known, pupils, None)


def test_nothing_can_be_chosen_or_put_aside_before_a_year_is_begun() -> None:
    choosing = Choosing()
    assert choosing.prepared(2) is None
    assert choosing.read_class("三年级1班") is None
    with pytest.raises(ValueError, match="no rollover was begun"):
        _ = choosing.whole
    assert seen(choosing) == ()
    assert targets(choosing) == ()
    class_ = ClassKnown(THIRD, "三年级1班", primary(3))
    assert next_class(choosing, room(class_)) is None
    assert old_label(room(class_, ("四年级1班", Fate.PROMOTED)), choosing) == "三年级1班"


def test_grades_of_the_ending_year_are_those_of_its_classes() -> None:
    assert begun().grades == (primary(3), primary(6))


def test_changes_stay_in_the_same_year_and_go_with_another() -> None:
    choosing = started()
    choosing.add([YearChange(ChangeKind.REPEAT, UUID(int=11))])
    choosing.start(begun())
    assert list(choosing.changes) == [UUID(int=11)]
    choosing.start(begun(SchoolYear(2027)))
    assert choosing.changes == {}


def test_a_change_takes_the_place_of_another_about_the_same_pupil() -> None:
    choosing = started()
    choosing.ready = True
    who = UUID(int=11)
    choosing.add([YearChange(ChangeKind.REPEAT, who)])
    assert not choosing.ready
    assert choosing.whole.repeaters == {who}
    target = ClassName(primary(4), 2)
    choosing.add([YearChange(ChangeKind.MOVE, who, target)])
    assert (choosing.whole.repeaters, choosing.whole.moves) == (frozenset(), {who: target})
    choosing.ready = True
    choosing.drop([who, UUID(int=99)])
    assert (choosing.changes, choosing.ready) == ({}, False)


def test_what_was_put_aside_goes_on_without_changes_about_nobody() -> None:
    choosing = started()
    new = ClassName(primary(1), 1)
    choosing.add([YearChange(ChangeKind.REPEAT, UUID(int=n)) for n in (11, 98)])
    choosing.add([YearChange(ChangeKind.OPEN, target=new)])
    choosing.ready = True
    prepared = choosing.prepared(2)
    assert prepared is not None
    assert (prepared.year, prepared.place, prepared.ready) == (2026, 2, True)
    again = Choosing()
    assert again.go_on(begun(), prepared) == 1
    assert set(again.changes) == {UUID(int=11), new}
    assert again.ready
    assert opened(again) == [new]


def test_classes_are_seen_with_what_becomes_of_their_pupils() -> None:
    rooms = seen(started())
    assert [one.label for one in rooms] == ["三年级1班", "六年级1班", "未分班"]
    assert rooms[0].becomes == "四年级1班"
    assert rooms[1].becomes == "毕业"
    assert not rooms[0].changed


def test_a_class_with_somebody_who_repeats_is_marked_as_changed() -> None:
    choosing = started()
    choosing.add([YearChange(ChangeKind.REPEAT, UUID(int=11))])
    assert [one.changed for one in seen(choosing)] == [True, False, False]


def test_new_class_is_numbered_behind_those_that_there_will_be() -> None:
    choosing = started()
    assert targets(choosing) == (ClassName(primary(4), 1),)
    third, last, nowhere = seen(choosing)
    assert next_class(choosing, third) == ClassName(primary(4), 2)
    choosing.add([YearChange(ChangeKind.OPEN, target=ClassName(primary(4), 2))])
    assert next_class(choosing, third) == ClassName(primary(4), 3)
    assert next_class(choosing, last) is None
    assert next_class(choosing, nowhere) is None


def test_class_that_nobody_is_in_is_no_target() -> None:
    choosing = started()
    first = begun()
    keys = {**first.roll.keys, UUID(int=4): (Stage.PRIMARY, 2024, 1, "")}
    choosing.start(replace(first, roll=replace(first.roll, keys=keys)))
    assert targets(choosing) == (ClassName(primary(4), 1),)


def test_old_class_is_named_with_what_it_becomes() -> None:
    choosing = started()
    third, last, nowhere = seen(choosing)
    assert old_label(third, choosing) == "三年级1班 → 四年级1班"
    assert old_label(last, choosing) == "六年级1班 → 毕业"
    assert old_label(nowhere, choosing) == "未分班"
    elder = ClassKnown(ELDER, "外", None)
    assert old_label(room(elder), choosing) == "2017级1班"
    most = (("四年级2班", Fate.MOVED), ("四年级1班", Fate.PROMOTED), ("四年级1班", Fate.PROMOTED))
    assert room(elder, *most).becomes == "四年级1班"
