from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import EnrolmentKind, Role
from desktop.demo import rows
from desktop.demo.county import county
from desktop.demo.places import PRIMARY, TODAY
from desktop.demo.setting import new_unit
from desktop.services.books import Login, Tools, create, open_books
from desktop.services.events import NewEvent, correct_arrival, record, student_ids
from desktop.services.imports.batches import apply, preview
from desktop.services.people import PupilQuery, count_by_class, pupil, pupils
from desktop.services.users import NewUser, add_user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from desktop.services.session import Session

Kind = EnrolmentKind
CLOCK = FixedClock(datetime(2026, 11, 2, 1, tzinfo=UTC))
STAYS = county().pupils(PRIMARY, TODAY)[:3]


@dataclass
class Desk:
    """A school with three pupils of one class, enrolled in September 2026."""

    session: Session
    folder: Path
    tools: Tools
    ids: list[UUID]

    def state(self, place: int = 0) -> tuple[EnrolmentKind, str]:
        record = pupil(self.session, self.ids[place])
        return record.line.state, record.line.school_class

    def days(self, place: int = 0) -> list[tuple[date, EnrolmentKind]]:
        return [(e.day, e.kind) for e in pupil(self.session, self.ids[place]).events]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    tools = Tools(CLOCK, IdSource(1, CLOCK))
    unit = new_unit(county().unit(PRIMARY))
    session = create(tmp_path / "data", unit, NewUser("校长", Role.PRINCIPAL), tools).session
    apply(session, preview(session, rows.students(STAYS, TODAY)))
    numbers = [stay.child.national_number for stay in STAYS]
    found = student_ids(session, numbers)
    yield Desk(session, tmp_path / "data", tools, [found[number] for number in numbers])
    session.store.close()


def test_pupils_are_found_by_their_student_number(desk: Desk) -> None:
    assert len(set(desk.ids)) == 3
    assert student_ids(desk.session, ["G000000000000000000"]) == {}
    assert student_ids(desk.session, []) == {}


def test_leaver_keeps_the_class_and_is_no_longer_counted(desk: Desk) -> None:
    before = sum(count_by_class(desk.session, TODAY).values())
    _, school_class = desk.state()
    changes = record(
        desk.session, [NewEvent(desk.ids[0], Kind.TRANSFER_OUT, date(2026, 10, 12), "随父母")]
    )
    assert "people" in changes.books
    assert desk.state() == (Kind.TRANSFER_OUT, school_class)
    assert sum(count_by_class(desk.session, TODAY).values()) == before - 1
    assert sum(count_by_class(desk.session, date(2026, 10, 11)).values()) == before
    assert pupils(desk.session, PupilQuery()).total == 2


def test_pupil_leaves_and_comes_back_in_one_action(desk: Desk) -> None:
    away = NewEvent(desk.ids[1], Kind.SUSPENDED, date(2026, 9, 14))
    back = NewEvent(desk.ids[1], Kind.RESUMED, date(2026, 10, 26))
    record(desk.session, [away, back])
    assert desk.state(1)[0] is Kind.RESUMED
    assert desk.days(1)[1:] == [(away.day, away.kind), (back.day, back.kind)]


REFUSED = {
    "future": ([(Kind.LEFT, date(2026, 11, 3))], "还没有到"),
    "before": ([(Kind.LEFT, date(2026, 8, 31))], "不能更早"),
    "class": ([(Kind.MOVED, TODAY)], "改班级"),
    "here": ([(Kind.RESUMED, TODAY)], "现在就在校"),
    "twice": ([(Kind.LEFT, TODAY), (Kind.TRANSFER_OUT, TODAY)], "已经离校"),
    "died": ([(Kind.DIED, TODAY), (Kind.RESUMED, TODAY)], "死亡"),
}


@pytest.mark.parametrize(("events", "words"), REFUSED.values(), ids=REFUSED)
def test_event_that_does_not_fit_is_refused_and_nothing_is_written(
    desk: Desk, events: list[tuple[EnrolmentKind, date]], words: str
) -> None:
    fine = NewEvent(desk.ids[2], Kind.TRANSFER_OUT, TODAY)
    before = desk.days(), desk.days(2)
    with pytest.raises(SchoolError, match=words):
        record(desk.session, [fine, *(NewEvent(desk.ids[0], kind, day) for kind, day in events)])
    assert (desk.days(), desk.days(2)) == before


def test_stranger_is_refused(desk: Desk) -> None:
    nobody = desk.tools.ids.new_id()
    with pytest.raises(NotFoundError):
        record(desk.session, [NewEvent(nobody, Kind.LEFT, TODAY)])
    with pytest.raises(NotFoundError):
        correct_arrival(desk.session, NewEvent(nobody, Kind.TRANSFER_IN, TODAY))


def test_arrival_is_corrected_to_the_day_and_manner(desk: Desk) -> None:
    day = date(2026, 10, 12)
    correct_arrival(desk.session, NewEvent(desk.ids[0], Kind.TRANSFER_IN, day, "外县转入"))
    assert desk.days() == [(day, Kind.TRANSFER_IN)]
    assert sum(count_by_class(desk.session, date(2026, 10, 11)).values()) == 2


def test_arrival_may_not_lie_behind_what_followed(desk: Desk) -> None:
    record(desk.session, [NewEvent(desk.ids[0], Kind.SUSPENDED, date(2026, 9, 14))])
    with pytest.raises(SchoolError, match="休学之后"):
        correct_arrival(desk.session, NewEvent(desk.ids[0], Kind.TRANSFER_IN, date(2026, 9, 15)))
    correct_arrival(desk.session, NewEvent(desk.ids[0], Kind.TRANSFER_IN, date(2026, 9, 14)))
    assert desk.state()[0] is Kind.SUSPENDED


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [(Kind.LEFT, TODAY, "不是到校"), (Kind.TRANSFER_IN, date(2026, 12, 1), "还没有到")],
)
def test_impossible_arrival_is_refused(
    desk: Desk, kind: EnrolmentKind, day: date, words: str
) -> None:
    with pytest.raises(SchoolError, match=words):
        correct_arrival(desk.session, NewEvent(desk.ids[0], kind, day))


def test_auditor_may_not_enter_events(desk: Desk) -> None:
    add_user(desk.session, NewUser("审计", Role.AUDITOR))
    auditor = open_books(desk.folder, Login("审计"), desk.tools)
    try:
        with pytest.raises(AccessRefusedError):
            record(auditor, [NewEvent(desk.ids[0], Kind.LEFT, TODAY)])
    finally:
        auditor.store.close()
