"""What a bureau sees of all its schools at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.labels import EnrolmentKind, Role, UnitKind
from desktop.services.county_lists import CountyQuery, county_pupils, schools
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import undo
from desktop.services.pupil_order import Lacking
from desktop.services.units import NewUnit, add_unit
from tests.services.rosters import ID_A, as_role, pupil, school_class, students, take

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.services.units import UnitLine


@pytest.fixture
def bureau(session: Session) -> Session:
    return as_role(session, Role.BUREAU)


@pytest.fixture
def lines(bureau: Session) -> tuple[UnitLine, UnitLine]:
    """安宁小学 with three pupils, of whom one has left, and 红星小学 with one."""
    one = add_unit(bureau, NewUnit("11", "安宁小学", UnitKind.PRIMARY, "安宁乡"))
    two = add_unit(bureau, NewUnit("12", "新红小学", UnitKind.PRIMARY))
    first, second = (bureau.in_unit(line.unit_id, line.name) for line in (one, two))
    take(
        first,
        students(
            pupil("赵甲", id_number=ID_A),
            pupil("钱乙", 3, school_class=school_class(3, 2)),
            pupil("孙丙", 4),
        ),
    )
    take(second, students(pupil("李丁", school_number="0012")))
    gone = county_pupils(bureau, CountyQuery("孙丙")).lines[0]
    record(first, [NewEvent(gone.student_id, EnrolmentKind.TRANSFER_OUT, date(2026, 10, 9))])
    return one, two


def names(bureau: Session, query: CountyQuery) -> list[str]:
    return [f"{line.school} {line.name}" for line in county_pupils(bureau, query).lines]


def test_schools_are_listed_with_what_their_rosters_come_to(
    bureau: Session, lines: tuple[UnitLine, UnitLine]
) -> None:
    add_unit(bureau, NewUnit("13", "安宁乡人民政府", UnitKind.TOWNSHIP))
    found = {line.name: line for line in schools(bureau)}
    assert "安宁乡人民政府" not in found
    one = found["安宁小学"]
    assert (one.code, one.township) == ("11", "安宁乡")
    assert (one.pupils, one.classes, one.without_number) == (2, 2, 1)
    assert one.taken_in is not None
    undo(bureau.in_unit(lines[1].unit_id, "新红小学"), 1)
    two = next(line for line in schools(bureau) if line.name == "新红小学")
    assert (two.pupils, two.classes, two.without_number, two.taken_in) == (0, 0, 0, None)


def test_pupils_of_all_schools_stand_school_by_school_by_name(
    bureau: Session, lines: tuple[UnitLine, UnitLine]
) -> None:
    assert names(bureau, CountyQuery()) == ["安宁小学 钱乙", "安宁小学 赵甲", "新红小学 李丁"]
    assert names(bureau, CountyQuery(descending=True))[0] == "新红小学 李丁"
    page = county_pupils(bureau, CountyQuery(offset=1, limit=1))
    assert ([line.name for line in page.lines], page.total) == (["赵甲"], 3)
    everybody = CountyQuery(present_only=False)
    assert county_pupils(bureau, everybody).total == 4
    assert everybody.narrowed
    assert not CountyQuery(offset=5).narrowed
    assert lines


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("赵", ["安宁小学 赵甲"]),
        ("zhao", ["安宁小学 赵甲"]),
        ("ld", ["新红小学 李丁"]),
        (ID_A, ["安宁小学 赵甲"]),
        ("0012", ["新红小学 李丁"]),
        ("没有", []),
    ],
)
def test_search_over_all_schools(bureau: Session, text: str, found: list[str]) -> None:
    assert names(bureau, CountyQuery(text)) == found


def test_list_of_one_school_and_of_what_is_lacking(
    bureau: Session, lines: tuple[UnitLine, UnitLine]
) -> None:
    assert names(bureau, CountyQuery(unit_id=lines[1].unit_id)) == ["新红小学 李丁"]
    lacking = CountyQuery(lacking=Lacking.ID_NUMBER)
    assert names(bureau, lacking) == ["安宁小学 钱乙", "新红小学 李丁"]
    guardian = CountyQuery(lacking=Lacking.GUARDIAN, unit_id=lines[0].unit_id)
    assert len(names(bureau, guardian)) == 2


@pytest.mark.usefixtures("lines")
def test_numbers_are_masked(bureau: Session) -> None:
    line = county_pupils(bureau, CountyQuery("赵甲")).lines[0]
    assert ID_A not in line.id_masked
    assert line.id_masked


def test_offices_are_no_schools(bureau: Session, lines: tuple[UnitLine, UnitLine]) -> None:
    add_unit(bureau, NewUnit("13", "安宁乡人民政府", UnitKind.TOWNSHIP))
    assert [line.unit_id for line in schools(bureau)][-2:] == [line.unit_id for line in lines]
