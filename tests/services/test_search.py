from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.labels import EnrolmentKind
from desktop.core.notices import NoticeKind
from desktop.services.events import NewEvent, record
from desktop.services.imports import batches
from desktop.services.months import close
from desktop.services.notices.issue import notice
from desktop.services.people import PupilQuery, pupils
from desktop.services.search import BatchKey, search
from tests.services.rosters import (
    ID_A,
    OCTOBER,
    charge,
    charges,
    meal_days,
    meals,
    pupil,
    school_class,
    students,
    take,
)
from tests.services.schools import NUMBER, school_of

if TYPE_CHECKING:
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    other = pupil("单雄信", 3, school_class=school_class(1, 1))
    take(school_of(session, other, pupil("张建国", 4)), charges(charge()))
    return session


def titles(session: Session, text: str) -> list[str]:
    return [hit.title for hit in search(session, text).all]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("小红", ["张小红"]),
        ("zxh", ["张小红"]),
        ("ZhangX", ["张小红"]),
        (f" {ID_A.lower()} ", ["张小红"]),
        (NUMBER, ["张小红"]),
        ("0007", ["张小红"]),
        ("shan", ["单雄信"]),
        ("%", []),
        ("", []),
        ("·", []),
    ],
)
def test_pupils_are_found_by_what_people_remember(
    school: Session, text: str, found: list[str]
) -> None:
    assert titles(school, text) == found


def test_hit_names_its_page_its_record_and_nothing_private(school: Session) -> None:
    (hit,) = search(school, ID_A).all
    (line,) = pupils(school, PupilQuery("张小红")).lines
    assert (hit.page, hit.record, hit.detail) == ("people", line.student_id, "三年级1班")
    assert ID_A not in repr(hit)


def test_those_who_have_left_come_last_and_say_so(school: Session) -> None:
    (line,) = pupils(school, PupilQuery("张建国")).lines
    record(school, [NewEvent(line.student_id, EnrolmentKind.TRANSFER_OUT, date(2026, 10, 9))])
    hits = search(school, "张").pupils
    assert [hit.title for hit in hits] == ["张小红", "张建国"]
    assert hits[1].detail == "三年级1班 · 转出"


def test_more_pupils_than_are_listed_are_told(session: Session) -> None:
    take(
        session,
        students(*(pupil(f"王{n}", row) for row, n in enumerate("一二三四五六七八九十百千万", 2))),
    )
    hits = search(session, "王")
    assert (len(hits.pupils), hits.more) == (12, True)
    assert not search(session, "王一").more


@pytest.mark.parametrize("text", ["10月", "2026年10月", "2026-10", "202610", "午餐"])
def test_notices_are_found_by_month_and_kind(school: Session, text: str) -> None:
    names = enumerate(("张小红", "张建国"), 4)
    rows = [meals(name, row) for row, name in names]
    take(school, meal_days(*rows, meals("单雄信", 6, school_class=school_class(1, 1))))
    close(school, OCTOBER)
    notice(school, NoticeKind.MEALS, OCTOBER)
    (hit,) = search(school, text).documents
    assert (hit.page, hit.title) == ("notices", "2026年10月学生午餐实名公示")
    assert search(school, str(hit.record)).documents == (hit,)
    assert search(school, "9月").documents == ()


def test_imports_are_found_by_number_and_sheet(school: Session) -> None:
    batches.undo(school, 2)
    assert [hit.record for hit in search(school, "导入").documents] == [BatchKey(2), BatchKey(1)]
    (hit,) = search(school, "第2批").documents
    assert (hit.title, hit.detail) == ("第2批导入：收费项目", "2026-10-31 · 已撤销")
    assert titles(school, "学生") == ["第1批导入：学生"]
