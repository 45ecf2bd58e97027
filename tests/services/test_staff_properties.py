"""The promises about staff: a sheet changes nothing twice, and a day is what its spells say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.clock import FixedClock
from desktop.core.dates import Precision, WrittenDate
from desktop.core.ids import IdSource
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind, StaffState
from desktop.database.folder import open_server_store, open_store
from desktop.database.verify import verify_chain
from desktop.models import AbsenceSpell, PostSpell
from desktop.services import exports
from desktop.services.imports.batches import Decisions, apply, preview, undo
from desktop.services.staff.absences import NewAbsence
from desktop.services.staff.lists import StaffQuery, staff
from desktop.services.staff.members import NewMember, add
from desktop.services.staff.posts import NewPost
from desktop.services.staff.putting_right import spell_row
from tests.conftest import NOW, add_unit, new_database
from tests.services.conftest import open_desk
from tests.services.rosters import dump, guardian, pupil, roster, school_class, students
from tests.services.staff_rosters import (
    absence,
    change,
    class_row,
    colleague,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.database.chain import Actor
    from desktop.services.session import Session

FAST = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=["plain", "postgres"])
def desk(
    request: pytest.FixtureRequest, prepared: dict[str, Path], tmp_path: Path, actor: Actor
) -> Iterator[Callable[[], Session]]:
    """Opens a fresh school of one database for each example."""
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


NAMES = st.sampled_from(["王建国", "李秀英", "阿卜来提·如则托合提"])
IDS = st.none() | st.sampled_from(["A1", "A2"])
NUMBERS = st.none() | st.sampled_from(["1", "2"])
DAYS = st.dates(date(2026, 8, 1), date(2026, 12, 31))
WRITTEN = st.builds(WrittenDate, DAYS) | st.builds(
    lambda day: WrittenDate(day.replace(day=1), Precision.MONTH), DAYS
)
KINDS = st.sampled_from([PostKind.TEACHER, PostKind.COOK, PostKind.HEAD])
PLACES = st.none() | st.sampled_from(["本校", "岩脚教学点"])
TERMS = st.none() | st.sampled_from([Establishment.STAFFED, Establishment.SPECIAL])
WORDS = st.none() | st.sampled_from(["语文教师", "炊事员"])

staff_rows = st.builds(
    colleague,
    NAMES,
    id_number=IDS,
    staff_number=NUMBERS,
    birth=st.none() | st.sampled_from([date(1980, 1, 1), date(1990, 2, 2)]),
    title=st.none() | st.sampled_from(["一级教师", "高级教师"]),
    joined=st.none() | WRITTEN,
    kind=st.none() | KINDS,
    duty=WORDS,
    establishment=TERMS,
    place=PLACES,
    since=st.none() | WRITTEN,
    status=st.sampled_from([None, None, None, "退休"]),
)


@st.composite
def post_rows(draw: st.DrawFn) -> Any:  # noqa: ANN401 - a row
    since = draw(st.none() | WRITTEN)
    until = draw(st.none() | DAYS)
    if since is None:
        until = until or date(2026, 10, 1)
    elif until is not None:
        until = max(until, since.day)
    return change(
        draw(NAMES),
        id_number=draw(IDS),
        staff_number=draw(NUMBERS),
        place=draw(PLACES),
        kind=draw(st.none() | KINDS),
        duty=draw(WORDS),
        establishment=draw(TERMS),
        since=since,
        until=until,
        ending=draw(st.none() | st.sampled_from(PostEnd)) if until else None,
        document=draw(st.none() | st.just("文1")),
        replaces=draw(st.booleans()),
    )


@st.composite
def absence_rows(draw: st.DrawFn) -> Any:  # noqa: ANN401 - same
    since = draw(WRITTEN)
    until = draw(st.none() | DAYS)
    return absence(
        draw(NAMES),
        id_number=draw(IDS),
        staff_number=draw(NUMBERS),
        kind=draw(st.sampled_from([AbsenceKind.SICK, AbsenceKind.SECONDED])),
        since=since,
        until=max(until, since.day) if until else None,
        place=draw(st.none() | st.just("县局")),
    )


class_rows = st.builds(
    class_row,
    teacher=st.none() | NAMES,
    teacher_number=NUMBERS,
    school_class=st.builds(
        school_class, st.sampled_from([3, 4]), st.none() | st.sampled_from([1, 2])
    ),
)


def sheet_of(kind: str, rows: Sequence[Any]) -> Any:  # noqa: ANN401 - any sheet
    """A sheet as the reader gives it: no two lines with the same number or class."""
    seen: set[object] = {None}
    kept = []
    for row in rows:
        unique = [getattr(row, name, None) for name in ("id_number", "staff_number")]
        unique = unique if kind == "staff" else [getattr(row, "school_class", None)]
        told = set(unique) - {None}
        if told.isdisjoint(seen):
            kept.append(row)
            seen |= told
    lines = [msgspec.structs.replace(row, row=place) for place, row in enumerate(kept, start=2)]
    return roster(kind, lines)


def lists_of(rows: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(rows, min_size=1, max_size=5)


staffs = lists_of(staff_rows).map(lambda rows: sheet_of("staff", rows))
sheets = st.one_of(
    staffs,
    lists_of(post_rows()).map(lambda rows: sheet_of("post-changes", rows)),
    lists_of(absence_rows()).map(lambda rows: sheet_of("absences", rows)),
    lists_of(class_rows).map(lambda rows: sheet_of("classes", rows)),
)
decisions = st.frozensets(st.integers(2, 6)).map(
    lambda chosen: Decisions(rows=dict.fromkeys(chosen, "new"))
)
FAMILY = students(pupil(guardians=(guardian("王建国", id_number="A1"), None)))


@given(before=staffs, between=sheets, sheet=sheets, decided=decisions)
@FAST
def test_any_sheet_taken_in_twice_changes_nothing_the_second_time(
    desk: Callable[[], Session],
    before: Any,  # noqa: ANN401 - sheets
    between: Any,  # noqa: ANN401 - same
    sheet: Any,  # noqa: ANN401 - same
    decided: Decisions,
) -> None:
    session = desk()
    for other in (FAMILY, before, between):
        apply(session, preview(session, other))
    apply(session, preview(session, sheet, decided))
    first = dump(session.store)
    seen = preview(session, sheet, decided)
    assert not seen.counts.moves, seen.plan.found
    assert apply(session, seen).batch is None
    assert dump(session.store) == first


@given(before=staffs, between=sheets, sheet=sheets, decided=decisions)
@FAST
def test_any_batch_taken_back_leaves_the_books_row_for_row(
    desk: Callable[[], Session],
    before: Any,  # noqa: ANN401 - same
    between: Any,  # noqa: ANN401 - same
    sheet: Any,  # noqa: ANN401 - same
    decided: Decisions,
) -> None:
    session = desk()
    for other in (FAMILY, before, between):
        apply(session, preview(session, other))
    first = dump(session.store)
    receipt = apply(session, preview(session, sheet, decided))
    if receipt.batch is not None:
        undo(session, receipt.batch)
    assert dump(session.store) == first
    with session.store.read() as connection:
        assert verify_chain(connection, session.unit_id).whole


@given(before=staffs, taken=st.lists(sheets, max_size=3))
@FAST
def test_whatever_is_exported_differs_in_nothing_when_it_comes_back(
    desk: Callable[[], Session],
    before: Any,  # noqa: ANN401 - same
    taken: list[Any],
) -> None:
    session = desk()
    for sheet in (FAMILY, before, *taken):
        apply(session, preview(session, sheet))
    for kind in ("staff", "post-changes", "absences", "classes"):
        out = exports.rows(session, kind)
        seen = preview(session, roster(kind, out))
        assert not seen.counts.moves, (kind, seen.plan.found)
        if kind == "staff" and len({row.name_key for row in out}) == len(out):
            assert seen.counts.same == len(out), seen.plan.found


@given(before=staffs, taken=st.lists(sheets, max_size=3))
@FAST
def test_same_post_is_never_held_twice_on_a_day(
    desk: Callable[[], Session],
    before: Any,  # noqa: ANN401 - same
    taken: list[Any],
) -> None:
    session = desk()
    for sheet in (before, *taken):
        apply(session, preview(session, sheet))
    books = dump(session.store)
    for table, fields in (("post_spells", ("kind", "place")), ("absence_spells", ("kind",))):
        days: Counter[Any] = Counter()
        for row in books[table].values():
            if row["withdrawn_at"] is None and row["unit_id"] == session.unit_id:
                key = (row["staff_id"], *(row[field] for field in fields))
                days.update((key, day) for day in each_day(row["since"], row["until"]))
        assert max(days.values(), default=1) == 1


def each_day(since: date, until: date | None) -> Iterator[date]:
    last = until or date(2027, 1, 31)
    return (since + timedelta(days=n) for n in range((last - since).days + 1))


@dataclass(frozen=True)
class Slow:
    """What a person is on a day, looked up spell by spell."""

    state: StaffState
    post: str
    absence: AbsenceKind | None


SPANS = st.tuples(DAYS, st.none() | st.integers(0, 60))
posts_of_one = st.lists(
    st.tuples(st.sampled_from(PostKind), SPANS, st.booleans()), min_size=1, max_size=5
)
absences_of_one = st.lists(
    st.tuples(st.sampled_from(AbsenceKind), SPANS, st.booleans()), max_size=4
)


def last_of(span: tuple[date, int | None]) -> date | None:
    since, length = span
    return None if length is None else since + timedelta(days=length)


@given(people=st.lists(st.tuples(posts_of_one, absences_of_one), min_size=1, max_size=4), day=DAYS)
@FAST
def test_state_on_any_day_is_what_the_spells_say(
    desk: Callable[[], Session],
    people: list[tuple[list[Any], list[Any]]],
    day: date,
) -> None:
    session = desk()
    expected = {}
    for place, (posts, absences) in enumerate(people):
        key = put(session, f"王{'一二三四'[place]}", posts, absences)
        expected[key] = slowly(posts, absences, day)
    found = staff(session, StaffQuery(states=frozenset(), on=day)).lines
    told = {line.staff_id: Slow(line.state, line.duty, line.absence) for line in found}
    assert told == expected
    here = {k for k, v in expected.items() if v.state in (StaffState.AT_POST, StaffState.AWAY)}
    assert {line.staff_id for line in staff(session, StaffQuery(on=day)).lines} == here


def put(session: Session, name: str, posts: list[Any], absences: list[Any]) -> UUID:
    """Somebody with these spells, past all rules."""
    first = NewPost(PostKind.OTHER, date(2026, 8, 1))
    key = add(session, NewMember(name, first)).staff_id

    def body(work: Any) -> None:  # noqa: ANN401 - a unit of work
        every = work.rows(PostSpell, ids_of(work, PostSpell)).values()
        work.delete(PostSpell, [row["id"] for row in every if row["staff_id"] == key])
        for place, (kind, span, withdrawn) in enumerate(posts):
            new = NewPost(kind, span[0], duty=str(place), until=last_of(span))
            row = spell_row(work, key, new)
            work.insert(PostSpell, [row | ({"withdrawn_at": work.now} if withdrawn else {})])
        for kind, span, withdrawn in absences:
            gone = spell_row(work, key, NewAbsence(kind, span[0], last_of(span)))
            gone |= {"withdrawn_at": work.now} if withdrawn else {}
            work.insert(AbsenceSpell, [gone])

    session.write("test", body)
    return key


def ids_of(work: Any, model: Any) -> list[UUID]:  # noqa: ANN401 - a unit of work, a model
    query = select(model.id).where(model.unit_id == work.unit_id)
    return list(work.connection.execute(query).scalars())


def slowly(posts: list[Any], absences: list[Any], day: date) -> Slow:
    rank = list(PostKind)
    spells = [
        (kind, span[0], last_of(span) or date.max, str(place))
        for place, (kind, span, withdrawn) in enumerate(posts)
        if not withdrawn
    ]
    held = [s for s in spells if s[1] <= day <= s[2]]
    gone = [s for s in spells if s[2] < day]
    coming = [s for s in spells if s[1] > day]
    why = slow_absence(absences, day)
    if held:
        chosen = min(held, key=lambda s: (rank.index(s[0]), s[1], s[3]))
        return Slow(StaffState.AWAY if why else StaffState.AT_POST, chosen[3], why)
    if gone:
        chosen = min(gone, key=lambda s: (-s[2].toordinal(), rank.index(s[0]), s[1], s[3]))
        return Slow(StaffState.LEFT, chosen[3], why)
    if coming:
        chosen = min(coming, key=lambda s: (s[1], rank.index(s[0]), s[3]))
        return Slow(StaffState.COMING, chosen[3], why)
    return Slow(StaffState.COMING, "", why)


def slow_absence(absences: list[Any], day: date) -> AbsenceKind | None:
    reasons = [
        (span[0], place, kind)
        for place, (kind, span, withdrawn) in enumerate(absences)
        if not withdrawn and span[0] <= day <= (last_of(span) or date.max)
    ]
    return max(reasons, key=lambda r: r[:2])[2] if reasons else None
