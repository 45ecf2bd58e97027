"""Whatever came since to two records of one child: merged it is all there, and undone as it was."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.attendance import Difference
from desktop.core.errors import SchoolError
from desktop.core.labels import EnrolmentKind, HouseholdCategory
from desktop.core.pupil_fields import PupilField
from desktop.core.terms import Month
from desktop.models import HeadCount, HeadCountName, VerifiedField
from desktop.services.attachments import Record, add
from desktop.services.events import NewEvent, record
from desktop.services.household import NewFact
from desktop.services.household import add as add_fact
from desktop.services.life.merging import merge, undo
from desktop.services.pupils.proposals import propose
from desktop.services.pupils.proposed import Proposal, Wish
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.verified import MarkChange, change_marks
from tests.builders import blank
from tests.services.life.schools import eat, events_of, everything, ids_of, miss, standing
from tests.services.rosters import guardian, pupil, students, take

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

_OF_BOTH = ("student_id", "person_id", "record_id", "event_id", "position", "roll_id")
_KEPT = (
    "meal_months",
    "roll_exceptions",
    "attachments",
    "change_proposals",
    "household_facts",
    "head_count_names",
    "transfer_cases",
    "verified_fields",
    "enrolment_events",
)
_AFTER = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 7), st.integers(0, 2)),
    min_size=1,
    max_size=14,
    unique=True,
)


def count(session: Session, key: UUID, number: int) -> None:
    """The child was missing when the heads of its class were counted."""
    class_id, day = standing(session, key)[1], date(2026, 10, 12 + number)

    def body(work: Work) -> None:
        query = select(HeadCount.id).where(HeadCount.day == day, HeadCount.class_id == class_id)
        head = work.connection.execute(query).scalar()
        if head is None:
            (head,) = work.new_ids(1)
            said = {"counted_by": "王", "recorded_at": work.now, "recorded_by": "王"}
            row = blank(HeadCount, id=head, class_id=class_id, day=day, counted=1, expected=2)
            work.insert(HeadCount, [row | said])
        row = blank(HeadCountName, id=work.new_ids(1)[0], head_count_id=head, student_id=key)
        work.insert(HeadCountName, [row | {"kind": Difference.ABSENT, "name": "张小红"}])

    session.store.write(session.unit_id, session.actor, "heads", body)


def attach(session: Session, key: UUID, paper: Path, number: int) -> None:
    paper.write_bytes(b"%PDF-1.4\n" + bytes([48 + number]) + b"\n%%EOF\n")
    add(session, Record(RecordKind.ENROLMENT_EVENT, events_of(session, key)[0].id), paper)


def happen(session: Session, key: UUID, what: int, number: int, paper: Path) -> None:
    """One of the things that may come to a record; what does not fit is refused and left out."""
    day = date(2026, 10, 12 + number)
    wish = Wish(PupilField.GUARDIAN_PHONE, 1, f"1380000000{number}")
    fact = NewFact(key, tuple(HouseholdCategory)[number], day, "平民发1号")
    seen = frozenset({(tuple(PupilField)[number], 0)})
    gone = NewEvent(key, EnrolmentKind.TRANSFER_OUT, date(2026, 10, 13), school="外县小学")
    ways: tuple[Callable[[], object], ...] = (
        lambda: eat(session, key, Month(2026, 9 + number)),
        lambda: miss(session, key, day),
        lambda: attach(session, key, paper, number),
        lambda: propose(session, Proposal(Subject.pupil(key), (wish,), "家长换了号码")),
        lambda: change_marks(session, Subject.pupil(key), MarkChange(seen)),
        lambda: add_fact(session, fact),
        lambda: count(session, key, number),
        lambda: record(session, [gone]),
    )
    with suppress(SchoolError):
        ways[what]()


_MARKS = VerifiedField.__tablename__


def said(rows: dict[str, dict[Any, Any]]) -> dict[str, set[str]]:
    """What the tables say, whoever of the two it is said of."""
    return {
        name: {
            repr({k: v for k, v in row.items() if k not in ("id", *_OF_BOTH)})
            for row in rows[name].values()
        }
        for name in _KEPT
    }


def pointers_at(rows: dict[str, dict[Any, Any]], keys: set[UUID]) -> set[str]:
    return {
        name
        for name, table in rows.items()
        for row in table.values()
        for column, value in row.items()
        if column != "id" and isinstance(value, type(next(iter(keys)))) and value in keys
    }


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(_AFTER)
def test_merge_keeps_all_that_came_since_and_undo_gives_every_row_back(
    plain_session: Session, tmp_path: Path, after: list[tuple[int, int, int]]
) -> None:
    session = plain_session
    name = f"张小红{len(ids_of(session))}"
    rows = [
        pupil(name, 2, id_number=None, guardians=(guardian(phone="13800000001"), None)),
        pupil(f"{name}二", 3, bank_card="6222020000000000000", guardians=(guardian("王梅"), None)),
    ]
    take(session, students(*rows), new=[2, 3])
    ids = ids_of(session)
    twins = ids[name], ids[f"{name}二"]
    for side, what, number in after:
        happen(session, twins[side], what, number, tmp_path / "paper.pdf")
    before = everything(session)
    people = [before["students"][session.unit_id, key]["person_id"] for key in twins]
    try:
        number, _changes = merge(session, *people)
    except SchoolError:
        assert everything(session) == before
        return
    now = everything(session)
    told, known = said(now), said(before)
    # A mark says that a value was held against the paper: it goes with a value that holds no more.
    assert told.pop(_MARKS) <= known.pop(_MARKS)
    assert told == known
    assert len(now["guardianships"]) == len(before["guardianships"])
    assert pointers_at(now, {twins[1], people[1]}) == set()
    undo(session, number)
    assert everything(session) == before


def test_what_both_records_say_alike_is_said_once(session: Session, tmp_path: Path) -> None:
    rows = [pupil("张小红", 2, guardians=(guardian(), None)), pupil("张晓红", 3)]
    take(session, students(*rows), new=[2, 3])
    ids = ids_of(session)
    twins = ids["张小红"], ids["张晓红"]
    for key in twins:
        for what in (1, 2, 4, 6, 7):
            happen(session, key, what, 0, tmp_path / "paper.pdf")
    before = everything(session)
    people = [before["students"][session.unit_id, key]["person_id"] for key in twins]
    number, _changes = merge(session, *people)
    now = everything(session)
    for name in ("roll_exceptions", "attachments", "verified_fields", "transfer_cases"):
        assert (name, len(before[name]), len(now[name])) == (name, 2, 1)
    assert len(now["head_count_names"]) == 1
    assert len(now["enrolment_events"]) == 2
    undo(session, number)
    assert everything(session) == before
