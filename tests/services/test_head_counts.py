from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from desktop.core.attendance import Difference
from desktop.core.changes import Book
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.progress import Progress
from desktop.services.attendance.count_names import listed, read_absent, read_extra, words_of
from desktop.services.attendance.counting import countable, earlier_counts
from desktop.services.attendance.head_counts import (
    Absentee,
    CountLine,
    Extra,
    NewCount,
    month_counts,
    take_count,
)
from desktop.services.verification import check_all
from tests.services.classrooms import School
from tests.services.rosters import OCTOBER

if TYPE_CHECKING:
    from desktop.services.session import Session

DAY = date(2026, 10, 20)


@pytest.fixture
def school(session: Session) -> School:
    return School(session)


def line(school: School, number: int = 1) -> CountLine:
    return month_counts(school.session, OCTOBER).lines[number - 1]


def whole(school: School, **changed: object) -> NewCount:
    return replace(NewCount(school.classes[1], DAY, 4, "李老师"), **changed)  # type: ignore[arg-type]


def test_class_that_nobody_has_counted_is_not_in_agreement(school: School) -> None:
    found = month_counts(school.session, OCTOBER)
    assert found.missing == 2
    assert [(c.on_roll, c.counted, c.agrees) for c in found.lines] == [
        (4, None, False),
        (2, None, False),
    ]


def test_count_that_agrees(school: School) -> None:
    assert Book.ATTENDANCE in take_count(school.session, whole(school))
    found = line(school)
    assert (found.counted, found.expected, found.day, found.counted_by) == (4, 4, DAY, "李老师")
    assert found.agrees
    assert month_counts(school.session, OCTOBER).missing == 1
    assert month_counts(school.session, OCTOBER.previous).missing == 2


def test_differences_stand_with_their_names(school: School) -> None:
    count = whole(
        school,
        counted=4,
        absent=(Absentee(school.pupils["甲安"], " 随父母外出 "),),
        extra=(Extra(" 丙生 ", "借读，没有转学籍"),),
    )
    take_count(school.session, count)
    found = line(school)
    assert not found.agrees
    assert [(n.kind, n.name, n.note) for n in found.names] == [
        (Difference.ABSENT, "甲安", "随父母外出"),
        (Difference.EXTRA, "丙生", "借读，没有转学籍"),
    ]


@pytest.mark.parametrize(("counted", "off"), [(3, 1), (6, 2)])
def test_figure_without_the_names_is_refused(school: School, counted: int, off: int) -> None:
    with pytest.raises(SchoolError, match=f"差{off}人"):
        take_count(school.session, whole(school, counted=counted))
    assert line(school).counted is None


def test_count_of_the_same_day_is_replaced_and_a_later_one_stands(school: School) -> None:
    absent = (Absentee(school.pupils["甲安"]),)
    take_count(school.session, whole(school, counted=3, absent=absent))
    take_count(school.session, whole(school))
    assert line(school).agrees
    take_count(school.session, whole(school, counted=3, absent=absent, day=date(2026, 10, 28)))
    assert (line(school).day, line(school).counted) == (date(2026, 10, 28), 3)


def test_count_stays_as_it_was_when_the_roll_changes(school: School) -> None:
    take_count(school.session, whole(school))
    school.happen("甲安", EnrolmentKind.TRANSFER_OUT, date(2026, 10, 12))
    found = line(school)
    assert (found.counted, found.expected, found.on_roll) == (4, 4, 3)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day": date(2026, 11, 3)}, "还没有到"),
        ({"counted_by": "  "}, "谁清点的"),
        ({"counted_by": "李" * 51}, "清点人的姓名太长"),
        ({"counted": -1}, "负数"),
        ({"counted": 5, "extra": (Extra(" "),)}, "要写姓名"),
        ({"counted": 5, "extra": (Extra("丙", "长" * 101),)}, "说明太长"),
    ],
)
def test_odd_counts_are_refused(school: School, changed: dict[str, object], words: str) -> None:
    with pytest.raises(SchoolError, match=words):
        take_count(school.session, whole(school, **changed))


def test_names_that_are_not_on_the_roll_are_refused(school: School) -> None:
    stranger = Absentee(school.pupils["乙安"])
    twice = (Absentee(school.pupils["甲安"]),) * 2
    for absent, counted in (((stranger,), 3), (twice, 2)):
        with pytest.raises(SchoolError, match="不在这个班"):
            take_count(school.session, whole(school, counted=counted, absent=absent))
    with pytest.raises(NotFoundError):
        take_count(school.session, whole(school, class_id=school.pupils["甲安"]))


def test_names_are_read_as_people_type_them(school: School) -> None:
    pupils = countable(school.session, school.classes[1], OCTOBER).on(DAY)
    assert [pupil.called for pupil in pupils] == ["甲安", "甲北", "甲成", "甲东"]
    by_name = {pupil.name: pupil.student_id for pupil in pupils}
    found, fault = read_absent(" 甲安（随父母外出）、jb 甲成(病)", pupils)
    assert fault == ""
    assert found == (
        Absentee(by_name["甲安"], "随父母外出"),
        Absentee(by_name["甲北"]),
        Absentee(by_name["甲成"], "病"),
    )
    assert read_absent("jiadong", pupils)[0] == (Absentee(by_name["甲东"]),)
    assert read_absent("", pupils) == ((), "")
    for text, told in (
        ("丙", "没有“丙”"),
        ("甲安、ja", "写了两次"),
        ("jd、jd", "写了两次"),
    ):
        assert told in read_absent(text, pupils)[1]
    assert read_extra("John Smith（外县）；丁小满") == (
        Extra("John Smith", "外县"),
        Extra("丁小满"),
    )
    assert words_of([("甲安", "病"), ("甲北", "")]) == "甲安（病）、甲北"


def test_namesakes_are_told_apart_by_a_number() -> None:
    keys = [UUID(int=n) for n in range(3)]
    pupils = listed(zip(keys, ("张伟", "张伟", "阿依 古丽"), strict=True))
    assert [pupil.called for pupil in pupils] == ["张伟1", "张伟2", "阿依 古丽"]
    assert read_absent("张伟2、阿依 古丽", pupils)[0] == (Absentee(keys[1]), Absentee(keys[2]))
    assert "“张伟”对得上2人，请写明：张伟1、张伟2" in read_absent("张伟", pupils)[1]
    assert "“zw”对得上2人" in read_absent("zw", pupils)[1]


def test_class_can_be_counted_on_the_days_up_to_today(school: School) -> None:
    school.happen("甲东", EnrolmentKind.TRANSFER_OUT, date(2026, 10, 15))
    found = countable(school.session, school.classes[1], OCTOBER)
    assert (found.label, found.suggested) == ("三年级1班", date(2026, 10, 30))
    assert [len(found.on(date(2026, 10, day))) for day in (14, 15, 31)] == [4, 3, 3]
    assert found.on(date(2026, 11, 1)) == found.on(None) == ()
    with pytest.raises(NotFoundError):
        countable(school.session, UUID(int=4), OCTOBER)


def test_what_was_put_right_stays_to_be_seen(school: School) -> None:
    session = school.session
    absent = (Absentee(school.pupils["甲安"], "病"),)
    take_count(session, whole(school, counted=3, absent=absent))
    first = line(school).count_id
    assert first is not None
    assert earlier_counts(session, first) == ()
    take_count(session, whole(school, replaces=first))
    assert line(school).count_id == first
    take_count(session, NewCount(school.classes[2], DAY, 2, "王老师"))
    (old,) = earlier_counts(session, first)
    assert (old.day, old.counted, old.expected, old.counted_by, old.changed_by) == (
        DAY,
        3,
        4,
        "李老师",
        "张校长",
    )
    assert [(name.kind, name.name, name.note) for name in old.names] == [
        (Difference.ABSENT, "甲安", "病")
    ]
    # It was counted on another day, too.
    take_count(session, whole(school, day=date(2026, 10, 19), replaces=first))
    moved = line(school)
    assert (moved.day, moved.count_id == first) == (date(2026, 10, 19), False)
    assert moved.count_id is not None
    assert [(c.day, c.counted) for c in earlier_counts(session, moved.count_id)] == [
        (DAY, 4),
        (DAY, 3),
    ]
    with pytest.raises(NotFoundError, match="已经不在"):
        take_count(session, whole(school, replaces=first))
    assert earlier_counts(session, first) == ()
    assert check_all(session, Progress()).whole
