"""A list of a bureau held against the books of all its schools, and of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from desktop.core.errors import AccessRefusedError, SchoolError
from desktop.core.json import load
from desktop.core.labels import HouseholdCategory
from desktop.core.lists import Likeness, ListTopic, Verdict
from desktop.core.progress import Progress
from desktop.models import Unit
from desktop.services.comparison.books import (
    ALL_SCHOOLS,
    Reach,
    guardians_on,
    pupils_on,
    pupils_with,
)
from desktop.services.comparison.comparing import compare
from desktop.services.comparison.people import people_of_list
from desktop.services.comparison.shown import line_of
from desktop.services.comparison.verdicts import decide
from desktop.services.comparison.workbook import export
from desktop.services.granting import Grants, grant, grants_of
from desktop.services.household import NewFact, reveal_categories
from desktop.services.household import add as add_fact
from desktop.services.imports.plan import Listed
from desktop.services.lists import stored_lists
from desktop.services.verification import check_all
from tests.services.counties import add_school, at_bureau
from tests.services.rosters import ID_A, ID_B, ID_C, dump, guardian, pupil, students
from tests.services.rosters import take as take_students
from tests.services.test_household import key_of, last_entry
from tests.services.test_office_lists import listed, sheet, take

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.comparison.comparing import Comparison
    from desktop.services.session import Session

NEAR_B = ID_B[:-1] + ("0" if ID_B[-1] != "0" else "1")
OCTOBER = date(2026, 10, 1)
BIRTH = date(2016, 3, 7)


@pytest.fixture
def bureau(session: Session) -> Session:
    """Two schools: 张小红 is in both, 李小军 in the second, and a list at the bureau itself."""
    desk = at_bureau(session)
    first, second = add_school(desk, "11", "安宁小学"), add_school(desk, "12", "新红小学")
    father = guardian(id_number=ID_C, relation="父亲")
    known = pupil(id_number=ID_A, birth=BIRTH, guardians=(father, None))
    take_students(first, students(known, pupil("王小兰", 3)))
    take_students(second, students(known, pupil("李小军", 3, id_number=ID_B), pupil("王小兰", 4)))
    rows = (
        listed(id_number=ID_A),
        listed("李小军", 3, id_number=NEAR_B),
        listed("赵小毛", 4),
    )
    take(desk, sheet(*rows), Listed(ListTopic.LOW_INCOME, day=date(2026, 9, 30)))
    return desk


@pytest.fixture
def found(bureau: Session) -> Comparison:
    left = people_of_list(bureau, stored_lists(bureau)[0].list_id)
    return compare(bureau, left, pupils_on(bureau, reach=ALL_SCHOOLS))


def test_list_of_a_bureau_is_held_against_all_schools(found: Comparison) -> None:
    (both,) = found.both
    assert (both.right.name, line_of(both.right).school) == ("张小红", "安宁小学、新红小学")
    (near,) = found.probable
    assert (near.likeness, near.right.schools) == (Likeness.ONE_DIGIT, ("新红小学",))
    assert [p.name for p in found.only_left] == ["赵小毛"]
    assert found.right.title == "各校在校学生（2026-10-31）"


def test_child_of_two_schools_counts_once_and_namesakes_of_two_schools_twice(
    found: Comparison,
) -> None:
    assert found.right.repeated == 1
    assert [(p.name, p.schools) for p in found.only_right] == [
        ("王小兰", ("安宁小学",)),
        ("王小兰", ("新红小学",)),
    ]


def test_books_of_one_school_alone(bureau: Session) -> None:
    every = pupils_on(bureau, reach=ALL_SCHOOLS)
    one = next(p for p in every.people if p.name == "李小军")
    with bureau.store.read() as connection:
        second = next(
            row.id
            for row in connection.execute(select(Unit.id, Unit.name))
            if row.name == "新红小学"
        )
    side = pupils_on(bureau, reach=Reach(second, "新红小学"))
    assert side.title == "新红小学在校学生（2026-10-31）"
    assert sorted(p.name for p in side.people) == ["张小红", "李小军", "王小兰"]
    assert one in side.people


def test_guardians_of_all_schools_answer_for_their_children_with_the_school(
    bureau: Session,
) -> None:
    (father,) = guardians_on(bureau, reach=ALL_SCHOOLS).people
    assert (father.number, len(father.students)) == (ID_C, 2)
    assert father.schools == ("安宁小学", "新红小学")


def test_pupils_of_all_schools_with_a_category_are_looked_up_and_noted(bureau: Session) -> None:
    with bureau.store.read() as connection:
        units = {row.name: row.id for row in connection.execute(select(Unit.name, Unit.id))}
    school = bureau.in_unit(units["新红小学"], "新红小学")
    low = HouseholdCategory.LOW_INCOME
    add_fact(school, NewFact(key_of(school, "李小军"), low, date(2026, 9, 1), proof="低保证 1"))
    side = pupils_with(bureau, low, reach=ALL_SCHOOLS)
    assert [(p.name, p.schools) for p in side.people] == [("李小军", ("新红小学",))]
    entry = last_entry(bureau)
    assert (entry.action, entry.unit_id) == ("household.list", bureau.unit_id)
    assert load(entry.summary)["pupils"] == 1


def test_bureau_gives_the_category_in_all_schools_at_once_or_in_none(bureau: Session) -> None:
    list_id = stored_lists(bureau)[0].list_id
    seen = grants_of(bureau, list_id)
    told = [(g.school, g.name, g.category) for g in seen.grants]
    low = HouseholdCategory.LOW_INCOME
    assert told == [("安宁小学", "张小红", low), ("新红小学", "张小红", low)]
    first, second = (bureau.in_unit(g.unit_id, g.school) for g in seen.grants)
    chosen = [g.student_id for g in seen.grants]
    grant(second, grants_of_school(second), chosen)
    before = dump(bureau.store)
    with pytest.raises(SchoolError, match="已经登记了"):
        grant(bureau, seen, chosen)
    assert dump(bureau.store) == before
    again = grants_of(bureau, list_id)
    assert ([g.school for g in again.grants], again.known) == (["安宁小学"], 1)
    grant(bureau, again, chosen, date(2027, 8, 31))
    (given,) = reveal_categories(first, seen.grants[0].student_id)
    assert (given.category, given.since, given.until) == (low, date(2026, 9, 30), date(2027, 8, 31))
    assert given.proof == seen.listed.title
    assert grants_of(bureau, list_id).grants == ()
    assert check_all(bureau, Progress()).whole


def grants_of_school(school: Session) -> Grants:
    """What a list of the school itself gives."""
    take(school, sheet(listed(id_number=ID_A)), Listed(ListTopic.LOW_INCOME, day=OCTOBER))
    return grants_of(school, stored_lists(school)[0].list_id)


def test_verdict_of_a_bureau_is_remembered_there(bureau: Session, found: Comparison) -> None:
    (pair,) = found.probable
    decide(bureau, {(pair.left, pair.right): Verdict.SAME})
    again = compare(bureau, found.left, found.right)
    assert (again.probable, len(again.both)) == ((), 2)


def test_result_names_the_school_of_each_row(
    bureau: Session, found: Comparison, tmp_path: Path
) -> None:
    export(bureau, found, tmp_path / "比对.xlsx")
    book = load_workbook(tmp_path / "比对.xlsx")
    heads = [cell.value for cell in book["可能是同一人"][2]]
    assert "左·学校" not in heads
    assert book["可能是同一人"].cell(3, heads.index("右·学校") + 1).value == "新红小学"
    only = book["只在右边"]
    assert [only.cell(row, 1).value for row in (2, 3, 4)] == ["学校", "安宁小学", "新红小学"]


def test_school_cannot_ask_for_the_books_of_others(bureau: Session) -> None:
    school = bureau.in_unit(bureau.unit_id, "红星小学")
    with pytest.raises(AccessRefusedError, match="不是教育局"):
        pupils_on(school, reach=ALL_SCHOOLS)
    assert pupils_on(school).people == ()
