"""A person's word of a row without a number holds when it is said of the same row again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import select

from desktop.core.labels import EnrolmentKind
from desktop.models import Person, RowDecision, Student
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import Decisions, apply, preview, undo
from desktop.services.imports.doubts import NOT_AGAIN
from desktop.services.life.merging import merge
from desktop.services.roll import PERSON_OF_STUDENT
from tests.services.rosters import ID_A, dump, look, pupil, school_class, students, take

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Row

    from desktop.services.imports.plan import Counts
    from desktop.services.session import Session

TODAY = date(2026, 10, 31)


def numbers(counts: Counts) -> tuple[int, int, int, int]:
    return counts.new, counts.changed, counts.same, counts.parked


def of_name(session: Session) -> Sequence[Row[UUID, UUID, str | None]]:
    """Everybody of the name, in the order in which they were added."""
    query = select(Student.id, Student.person_id, Person.phone).join(Person, PERSON_OF_STUDENT)
    with session.store.read() as connection:
        return connection.execute(query.order_by(Student.id)).all()


def test_third_of_three_alike_is_added_once_and_found_again(session: Session) -> None:
    two = students(pupil("张伟", 2), pupil("张伟", 3))
    take(session, two, new=(3,))
    three = students(pupil("张伟", 2), pupil("张伟", 3), pupil("张伟", 4))
    assert numbers(take(session, three, new=(3, 4)).counts) == (1, 0, 2, 0)
    assert take(session, three, new=(3, 4)).batch is None
    assert len(of_name(session)) == 3


def test_row_said_to_be_new_leaves_the_only_namesake_to_the_others(session: Session) -> None:
    take(session, students(pupil("张伟")))
    sheet = students(pupil("张伟", 2, phone="1"), pupil("张伟", 3, phone="2"))
    assert numbers(take(session, sheet, new=(2,)).counts) == (1, 1, 0, 0)
    assert [found.phone for found in of_name(session)] == ["2", "1"]
    assert take(session, sheet, new=(2,)).batch is None
    later = students(pupil("张伟", 2, phone="1"), pupil("张伟", 3, phone="3"))
    assert numbers(look(session, later, new=(2,)).counts) == (0, 1, 1, 0)


def test_row_is_known_again_wherever_it_stands_and_changed_back(session: Session) -> None:
    take(session, students(pupil("张伟", 2)))
    take(session, students(pupil("张伟", 2), pupil("张伟", 3, remark="转来")), new=(3,))
    moved = students(pupil("张伟", 5, remark="转来"), pupil("张伟", 6))
    assert take(session, moved, new=(5,)).batch is None
    other = students(pupil("张伟", 5, remark="新来"), pupil("张伟", 6))
    assert numbers(look(session, other, new=(5,)).counts) == (1, 0, 1, 0), "another row"


def test_word_is_taken_back_with_its_batch(session: Session) -> None:
    take(session, students(pupil("张伟", 2)))
    before = dump(session.store)
    sheet = students(pupil("张伟", 2), pupil("张伟", 3))
    receipt = take(session, sheet, new=(3,))
    assert receipt.batch is not None
    with session.store.read() as connection:
        assert len(connection.execute(select(RowDecision.id)).all()) == 1
    undo(session, receipt.batch)
    assert dump(session.store) == before
    assert take(session, sheet, new=(3,)).counts.new == 1


def test_pupil_who_comes_back_by_word_is_not_added_when_it_is_said_again(session: Session) -> None:
    here = pupil("张伟", 3, school_class=school_class(4))
    take(session, students(pupil("张伟", 2), here))
    gone, _ = of_name(session)
    record(session, [NewEvent(gone.id, EnrolmentKind.TRANSFER_OUT, TODAY)])
    sheet = students(pupil("张伟", 2), replace(here, school_class=None, phone="2"))
    assert numbers(take(session, sheet, new=(2,)).counts) == (0, 2, 0, 0)
    assert take(session, sheet, new=(2,)).batch is None


def test_whoever_has_died_since_does_not_come_back_and_nobody_is_added(session: Session) -> None:
    take(session, students(pupil("张伟", 2)))
    sheet = students(pupil("张伟", 2), pupil("张伟", 3))
    take(session, sheet, new=(3,))
    _, added = of_name(session)
    record(session, [NewEvent(added.id, EnrolmentKind.DIED, TODAY)])
    found = look(session, sheet, new=(3,)).plan.found
    assert (found.new, [(line.row, line.reason) for line in found.parked]) == (0, [(3, NOT_AGAIN)])


def test_row_whose_pupil_another_row_names_by_number_is_in_doubt(session: Session) -> None:
    take(session, students(pupil("张伟", 2)))
    take(session, students(pupil("张伟", 2), pupil("张伟", 3, remark="转来")), new=(3,))
    told = pupil("张伟", 2, remark="转来", id_number=ID_A)
    assert numbers(take(session, students(told), new=(2,)).counts) == (1, 0, 0, 0)
    _, second, third = of_name(session)
    merge(session, third.person_id, second.person_id)
    both = students(told, replace(pupil("张伟", 3), remark="转来"))
    found = look(session, both, new=(3,)).plan.found
    assert (found.new, [(line.row, line.reason) for line in found.parked]) == (0, [(3, NOT_AGAIN)])


def test_row_of_which_nobody_says_anything_is_asked_about_as_ever(session: Session) -> None:
    take(session, students(pupil("张伟", 2)))
    sheet = students(pupil("张伟", 2), pupil("张伟", 3, remark="转来"))
    take(session, sheet, new=(3,))
    _, added = of_name(session)
    record(session, [NewEvent(added.id, EnrolmentKind.DIED, TODAY)])
    parked = look(session, sheet).plan.found.parked
    assert [(line.row, line.may_be_new) for line in parked] == [(3, True)]


def test_row_pointed_at_whom_another_has_become_goes_first_and_nobody_is_added(
    session: Session,
) -> None:
    take(session, students(pupil("张伟", 2)))
    sheet = students(pupil("张伟", 2), pupil("张伟", 3, remark="转来"))
    take(session, sheet, new=(3,))
    first, added = of_name(session)
    said = Decisions(rows={2: added.id.hex, 3: "new"})
    found = preview(session, sheet, said).plan.found
    assert (found.new, [(line.row, line.reason) for line in found.parked]) == (0, [(3, NOT_AGAIN)])
    said = Decisions(rows={2: first.id.hex, 3: "new"})
    assert apply(session, preview(session, sheet, said)).batch is None
