"""The staff of all schools as a bureau sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError
from desktop.core.posts import PostEnd, PostKind, StaffState
from desktop.services.classes import classes_on
from desktop.services.homerooms import Appointment, appoint
from desktop.services.search import StaffKey, search
from desktop.services.staff.lists import StaffOrder, StaffQuery, staff
from desktop.services.staff.posts import Leaving, leave
from tests.services.counties import add_school, at_bureau
from tests.services.rosters import pupil, students, take
from tests.services.staff_rosters import AUTUMN, ID_1, TODAY, hire, lines

if TYPE_CHECKING:
    from desktop.services.session import Session

EVERYBODY = StaffQuery(everywhere=True, order=StaffOrder.SCHOOL)


@pytest.fixture
def bureau(session: Session) -> Session:
    """A bureau with one member of its own, and two schools with two each; 李丁 has left."""
    desk = at_bureau(session)
    first, second = add_school(desk, "11", "安宁小学"), add_school(desk, "12", "新红小学")
    hire(first, "钱乙")
    principal = hire(first, "赵甲", kind=PostKind.PRINCIPAL, id_number=ID_1)
    take(first, students(pupil()))
    appoint(first, Appointment(classes_on(first)[0].class_id, principal, AUTUMN))
    hire(second, "孙丙")
    leave(second, hire(second, "李丁"), Leaving(TODAY.replace(day=1), PostEnd.RETIRED))
    hire(desk, "安局长")
    return desk


def told(bureau: Session, **query: object) -> list[str]:
    asked = {"everywhere": True, "order": StaffOrder.SCHOOL} | query
    return [f"{line.school} {line.name}" for line in lines(bureau, **asked)]


def test_staff_of_all_units_stand_school_by_school_by_post(bureau: Session) -> None:
    own = f"{bureau.unit_name} 安局长"
    assert told(bureau) == [own, "安宁小学 赵甲", "安宁小学 钱乙", "新红小学 孙丙"]
    assert told(bureau, order=StaffOrder.NAME)[:2] == [own, "安宁小学 钱乙"]
    page = staff(bureau, StaffQuery(everywhere=True, offset=1, limit=2, order=StaffOrder.SCHOOL))
    assert ([line.name for line in page.lines], page.total) == (["赵甲", "钱乙"], 4)
    assert [line.classes for line in page.lines] == ["三年级1班", ""]


def test_staff_of_all_units_are_filtered_and_found(bureau: Session) -> None:
    unit_id = lines(bureau, everywhere=True, text="孙丙")[0].unit_id
    assert told(bureau, unit_id=unit_id) == ["新红小学 孙丙"]
    assert told(bureau, unit_id=unit_id, states=frozenset({StaffState.LEFT})) == ["新红小学 李丁"]
    assert told(bureau, kind=PostKind.PRINCIPAL) == ["安宁小学 赵甲"]
    assert told(bureau, text="zhao") == told(bureau, text=ID_1) == ["安宁小学 赵甲"]
    assert StaffQuery(everywhere=True, unit_id=unit_id).narrowed
    assert not EVERYBODY.narrowed


def test_numbers_of_the_staff_are_masked(bureau: Session) -> None:
    (line,) = lines(bureau, everywhere=True, text="赵甲")
    assert line.id_masked
    assert ID_1 not in line.id_masked


def test_only_a_bureau_sees_the_staff_of_others(bureau: Session) -> None:
    school = bureau.in_unit(bureau.unit_id, "红星小学")
    with pytest.raises(AccessRefusedError, match="不是教育局"):
        staff(school, EVERYBODY)
    assert [line.name for line in lines(school)] == ["安局长"]
    assert [line.school for line in lines(school)] == [""]


def test_search_at_a_bureau_finds_staff_with_their_school(bureau: Session) -> None:
    (hit,) = search(bureau, "孙丙").staff
    (line,) = lines(bureau, everywhere=True, text="孙丙")
    assert hit.record == StaffKey(line.staff_id, line.unit_id, "新红小学")
    assert hit.detail == "新红小学 · 教师"
    assert search(bureau, "··").staff == ()
