from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.attendance import Difference
from desktop.core.changes import Book
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.services.attendance.head_counts import (
    Absentee,
    CountLine,
    Extra,
    NewCount,
    month_counts,
    take_count,
)
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
