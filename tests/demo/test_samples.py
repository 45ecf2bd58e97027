from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.resources import SAMPLES
from desktop.core.terms import Month, SchoolYear
from desktop.demo.county import county
from desktop.demo.places import MEAL_SCHOOLS, SCHOOLS, TODAY
from desktop.demo.samples import ALL, CHARGES, MEAL_DAYS, OCTOBER, STUDENTS, Sample
from desktop.rosters.cells import Context
from desktop.rosters.problems import Level
from desktop.rosters.reading import read
from desktop.rosters.results import Choices, RosterResult
from desktop.rosters.students import StudentRow
from tools.make_samples import make
from tools.sample_rosters import pupils

if TYPE_CHECKING:
    from pathlib import Path

YEAR = SchoolYear.of(TODAY)
CONTEXT = Context(TODAY)


def _sheets(sample: Sample) -> list[RosterResult[Any]]:
    first = read(sample.path, sample.kind, CONTEXT)
    return [
        read(sample.path, sample.kind, CONTEXT, Choices(sheet=candidate.name))
        for candidate in first.candidates
        if candidate.header_row is not None
    ]


def _sample(sample: Sample) -> str:
    return sample.shown


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    make(folder)
    return folder


def test_samples_in_the_project_are_the_ones_that_the_county_gives(made: Path) -> None:
    here = {path.relative_to(SAMPLES) for path in SAMPLES.rglob("*") if path.is_file()}
    fresh = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    assert here == fresh
    assert not [
        name for name in sorted(here) if (SAMPLES / name).read_bytes() != (made / name).read_bytes()
    ]


def test_every_school_hands_in_what_the_main_job_needs() -> None:
    assert {s.unit for s in ALL if s.kind == STUDENTS} == set(SCHOOLS)
    assert {s.unit for s in ALL if s.kind == CHARGES} == set(SCHOOLS)
    assert {s.unit for s in ALL if s.kind == MEAL_DAYS and s.month == OCTOBER} == set(MEAL_SCHOOLS)
    assert {s.month for s in ALL} == {None, OCTOBER, Month(2026, 9)}
    assert {s.path.suffix for s in ALL} == {".xlsx", ".xls", ".et", ".csv"}


@pytest.mark.parametrize("sample", [s for s in ALL if s.kind == STUDENTS], ids=_sample)
def test_all_pupils_are_found_and_only_the_wrong_rows_refused(sample: Sample) -> None:
    sheets = _sheets(sample)
    people = [row for sheet in sheets for row in sheet.rows if isinstance(row, StudentRow)]
    errors = [p for sheet in sheets for p in sheet.problems if p.level is Level.ERROR]
    listed = {stay.child.id_number: stay for stay in pupils(sample.unit) if stay.child.id_number}
    refused = {p.row for p in errors}
    count = sum(sheet.row_count for sheet in sheets)
    assert len(people) + len(refused) == count
    assert len(people) >= len(pupils(sample.unit)) - WRONG_ROWS[sample.name]
    assert len(errors) == WRONG_ROWS[sample.name]
    repeated = [s for sheet in sheets for s in sheet.skipped if "相同" in s.reason]
    assert len(repeated) == REPEATED[sample.name]
    for row in people:
        if row.id_number is None:
            continue
        child = listed[row.id_number].child
        assert (row.name, row.sex, row.birth) == (child.name, child.sex, child.born)
        assert row.school_class is not None
        stay = listed[row.id_number]
        assert row.school_class.label == stay.room_in(YEAR).label(YEAR)


WRONG_ROWS = {
    "2026年秋季学期学生花名册.xlsx": 3,
    "学生基本信息表（2026秋）.xls": 1,
    "大岭教学点花名册.csv": 1,
    "幼儿花名册2026秋.et": 0,
}
REPEATED = {**dict.fromkeys(WRONG_ROWS, 0), "2026年秋季学期学生花名册.xlsx": 1}


@pytest.mark.parametrize("sample", [s for s in ALL if s.kind == MEAL_DAYS], ids=_sample)
def test_all_meal_lines_are_found_with_their_month(sample: Sample) -> None:
    sheets = _sheets(sample)
    written = [m for m in county().meals if (m.stay.unit, m.month) == (sample.unit, sample.month)]
    assert sum(sheet.row_count for sheet in sheets) == len(written)
    assert {sheet.month for sheet in sheets} == {sample.month}
    found = sum(row.meal_days or 0 for sheet in sheets for row in sheet.rows)
    assert found == sum(meal.days or 0 for meal in written)


@pytest.mark.parametrize("sample", [s for s in ALL if s.kind == CHARGES], ids=_sample)
def test_all_charges_are_found(sample: Sample) -> None:
    (sheet,) = _sheets(sample)
    mine = [charge for charge in county().charges if charge.unit == sample.unit]
    assert [row.item for row in sheet.rows] == [charge.item for charge in mine]
    assert not sheet.problems
