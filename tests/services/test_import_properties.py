"""The promise: the same file twice changes nothing, and a batch taken back leaves no trace."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.labels import HouseholdCategory
from desktop.core.money import Money
from desktop.core.notices import NoticeKind
from desktop.core.terms import Month
from desktop.database.folder import open_server_store, open_store
from desktop.database.verify import verify_chain
from desktop.models import Student
from desktop.services import exports
from desktop.services.imports.batches import Decisions, apply, preview, undo
from desktop.services.months import close, figures
from desktop.services.notices.issue import notice
from desktop.services.notices.results import MealsNotice
from tests.conftest import NOW, add_unit, new_database
from tests.services.conftest import open_desk
from tests.services.guardian_sheets import line as guardian_line
from tests.services.rosters import (
    OCTOBER,
    charge,
    charges,
    dump,
    guardian,
    meal_days,
    meals,
    pupil,
    roster,
    school_class,
    students,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from desktop.core.grades import ClassName
    from desktop.database.chain import Actor
    from desktop.rosters.guardians import GuardianRow
    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import StudentRow
    from desktop.services.session import Session

FAST = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=["plain"])
def desk(
    request: pytest.FixtureRequest, prepared: dict[str, Path], tmp_path: Path, actor: Actor
) -> Iterator[Callable[[], Session]]:
    """Opens a fresh school of one database for each example: a file, where nothing is said."""
    clock = FixedClock(NOW)
    ids, numbers = IdSource(seed=3, clock=clock), count(1)
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres")
        store = open_server_store(url, clock, ids)
    else:
        (tmp_path / "mingce.db").write_bytes((prepared["plain"] / "mingce.db").read_bytes())
        store = open_store(tmp_path, None, clock, ids)

    def fresh() -> Session:
        unit_id = store.ids.new_id()
        return open_desk(store, add_unit(store, actor, unit_id, str(next(numbers))), actor)

    yield fresh
    store.close()


@pytest.fixture
def new_postgres(postgres: str) -> Iterator[str]:
    """Address of a database of its own."""
    with new_database(postgres) as url:
        yield url


# What writes and takes back is tried on each; the rest only reads besides.
on_each = pytest.mark.parametrize("desk", ["plain", "postgres"], indirect=True)

names = st.sampled_from(["张伟", "李娜", "阿卜来提·如则托合提", "䶮"])
ids = st.none() | st.sampled_from(["A1", "A2", "A3"])
student_numbers = st.none() | st.sampled_from(["G1", "G2", "G3"])
phones = st.none() | st.sampled_from(["1", "2"])
births = st.none() | st.sampled_from([date(2017, 1, 1), date(2017, 2, 2)])
classes = st.none() | st.builds(
    school_class, st.sampled_from([3, 4]), st.none() | st.sampled_from([1, 2])
)
somebody = st.builds(guardian, st.sampled_from(["张大", "李二"]), phone=phones, id_number=ids)
guardians = st.none() | somebody
rows = st.builds(
    pupil,
    names,
    id_number=ids,
    student_number=student_numbers,
    birth=births,
    phone=phones,
    boarding=st.none() | st.booleans(),
    school_class=classes,
    enrolled=st.none() | st.sampled_from([Month(2026, 9), Month(2026, 10), Month(2027, 1)]),
    guardians=st.tuples(guardians, guardians),
    categories=st.frozensets(st.sampled_from(list(HouseholdCategory)), max_size=2),
    school=st.none() | st.just("白云中学"),
)


def numbered(lines: Sequence[StudentRow]) -> RosterResult[StudentRow]:
    return students(
        *(msgspec.structs.replace(line, row=place) for place, line in enumerate(lines, start=2))
    )


def as_read(lines: Sequence[StudentRow]) -> RosterResult[StudentRow]:
    """A sheet as the reader gives it: no two lines with the same number."""
    seen: set[str | None] = {None}
    kept = []
    for line in lines:
        numbers = {line.id_number, line.student_number} - {None}
        if numbers.isdisjoint(seen):
            kept.append(line)
            seen |= numbers
    return numbered(kept)


sheets = st.lists(rows, min_size=1, max_size=6).map(as_read)
words = st.dictionaries(st.integers(2, 7), st.none() | st.integers(0, 5))
"""By row that it is somebody new, or which pupil of the books it is."""


def said(session: Session, words: Mapping[int, int | None]) -> Decisions:
    """Words as decisions on rows; nobody is pointed at where the books are empty."""
    with session.store.read() as connection:
        query = select(Student.id).where(Student.unit_id == session.unit_id).order_by(Student.id)
        keys = connection.execute(query).scalars().all()
    return Decisions(
        rows={
            row: "new" if place is None else keys[place % len(keys)].hex
            for row, place in words.items()
            if place is None or keys
        }
    )


def test_bare_namesakes_said_to_be_new_are_taken_in_once(desk: Callable[[], Session]) -> None:
    def namesake(school_class: ClassName | None = None) -> StudentRow:
        names = ("student_number", "birth", "phone", "boarding", "enrolled")
        blank: dict[str, Any] = dict.fromkeys(names)
        return pupil("张伟", id_number=None, school_class=school_class, **blank)

    third = school_class(3, None)
    session = desk()
    apply(session, preview(session, as_read([namesake(third), namesake(), namesake()])))
    sheet = as_read([*(namesake() for _ in range(5)), namesake(third)])
    decided = Decisions(rows=dict.fromkeys((2, 3), "new"))
    apply(session, preview(session, sheet, decided))
    assert not preview(session, sheet, decided).counts.moves


@on_each
@given(before=sheets, sheet=sheets, words=words)
@FAST
def test_any_roster_taken_in_twice_changes_nothing_the_second_time(
    desk: Callable[[], Session],
    before: RosterResult[StudentRow],
    sheet: RosterResult[StudentRow],
    words: Mapping[int, int | None],
) -> None:
    session = desk()
    apply(session, preview(session, before))
    decided = said(session, words)
    apply(session, preview(session, sheet, decided))
    first = dump(session.store)
    seen = preview(session, sheet, decided)
    assert not seen.counts.moves, seen.plan.found
    assert apply(session, seen).batch is None
    assert dump(session.store) == first


def test_namesake_who_was_said_to_be_new_is_not_added_again(desk: Callable[[], Session]) -> None:
    session = desk()
    alike = [pupil("张伟", school_class=None) for _ in range(3)]
    apply(session, preview(session, numbered(alike[:1])))
    decided = Decisions(rows={4: "new"})
    assert apply(session, preview(session, numbered(alike), decided)).counts.new == 1
    again = preview(session, numbered(alike), decided).counts
    assert (again.new, again.same, again.parked) == (0, 2, 1)


@on_each
@given(before=sheets, sheet=sheets, words=words)
@FAST
def test_any_batch_taken_back_leaves_the_books_row_for_row(
    desk: Callable[[], Session],
    before: RosterResult[StudentRow],
    sheet: RosterResult[StudentRow],
    words: Mapping[int, int | None],
) -> None:
    session = desk()
    apply(session, preview(session, before))
    first = dump(session.store)
    receipt = apply(session, preview(session, sheet, said(session, words)))
    if receipt.batch is not None:
        undo(session, receipt.batch)
    assert dump(session.store) == first
    with session.store.read() as connection:
        assert verify_chain(connection, session.unit_id).whole


@given(sheet=sheets, words=words)
@FAST
def test_exported_pupils_taken_in_again_differ_in_nothing(
    desk: Callable[[], Session],
    sheet: RosterResult[StudentRow],
    words: Mapping[int, int | None],
) -> None:
    session = desk()
    apply(session, preview(session, sheet, said(session, words)))
    out = exports.rows(session, "students")
    seen = preview(session, students(*out))
    assert (seen.counts.same, seen.counts.parked) == (len(out), 0), seen.plan.found
    assert not seen.counts.moves


@given(sheet=sheets, words=words)
@FAST
def test_exported_guardians_taken_in_again_differ_in_nothing(
    desk: Callable[[], Session],
    sheet: RosterResult[StudentRow],
    words: Mapping[int, int | None],
) -> None:
    session = desk()
    apply(session, preview(session, sheet, said(session, words)))
    out = exports.rows(session, "guardians")
    seen = preview(session, roster("guardians", out))
    assert (seen.counts.same, seen.counts.parked) == (len(out), 0), seen.plan.found
    assert not seen.counts.moves
    assert not seen.counts.missing


lines_of_guardians = st.lists(
    st.builds(
        guardian_line,
        somebody,
        guardians,
        name=names,
        school_class=classes,
        id_number=ids,
        student_number=student_numbers,
        place=st.none() | st.sampled_from([1, 2]),
    ),
    min_size=1,
    max_size=8,
)


@on_each
@given(sheet=sheets, lines=lines_of_guardians)
@FAST
def test_any_sheet_of_guardians_twice_changes_nothing_and_goes_back(
    desk: Callable[[], Session],
    sheet: RosterResult[StudentRow],
    lines: list[GuardianRow],
) -> None:
    session = desk()
    apply(session, preview(session, sheet))
    first = dump(session.store)
    told = roster(
        "guardians",
        [msgspec.structs.replace(row, row=place) for place, row in enumerate(lines, start=2)],
    )
    receipt = apply(session, preview(session, told))
    again = preview(session, told)
    assert not again.counts.moves, again.plan.found
    if receipt.batch is not None:
        undo(session, receipt.batch)
    assert dump(session.store) == first


items = st.builds(
    charge,
    st.sampled_from(["住宿费", "伙食费"]),
    scope=st.none() | st.just("住校生"),
    standard=st.sampled_from(["100.00", "120.00"]),
    voluntary=st.none() | st.booleans(),
)


@on_each
@given(before=st.lists(items, max_size=4), after=st.lists(items, min_size=1, max_size=4))
@FAST
def test_any_charge_table_twice_changes_nothing_and_goes_back(
    desk: Callable[[], Session],
    before: list[Any],
    after: list[Any],
) -> None:
    session = desk()
    decided = Decisions(on=date(2026, 9, 1))
    apply(session, preview(session, charges(*before), decided))
    first = dump(session.store)
    sheet = charges(*after)
    receipt = apply(session, preview(session, sheet))
    assert not preview(session, sheet).counts.moves
    out = roster("charges", exports.rows(session, "charges"))
    assert not preview(session, out).counts.moves
    if receipt.batch is not None:
        undo(session, receipt.batch)
    assert dump(session.store) == first


@given(days=st.lists(st.integers(0, 23), min_size=1, max_size=12))
@FAST
def test_totals_on_a_notice_are_the_sums_of_the_rows(
    desk: Callable[[], Session], days: list[int]
) -> None:
    session = desk()
    people = [
        pupil(f"生{place}", place, school_class=school_class(1 + place % 3, 1))
        for place in range(len(days))
    ]
    apply(session, preview(session, students(*people)))
    lines = [
        meals(p.name, p.row, school_class=p.school_class, present_days=None, meal_days=eaten)
        for p, eaten in zip(people, days, strict=True)
    ]
    apply(session, preview(session, meal_days(*lines)))
    close(session, OCTOBER, accept_warnings=True)
    content = notice(session, NoticeKind.MEALS, OCTOBER).content
    assert isinstance(content, MealsNotice)
    rows_of_all = dump(session.store)["meal_months"].values()
    stored = [row for row in rows_of_all if row["unit_id"] == session.unit_id]
    assert content.days == sum(row["days"] for row in stored) == sum(days)
    assert content.total == Money.sum(row["amount"] for row in stored)
    assert content.total == Money.sum(c.amount for c in content.classes)
    assert content.total == figures(session, OCTOBER).amount
    assert sorted(line.name for c in content.classes for line in c.lines) == sorted(
        p.name for p in people
    )
