"""核实: marking fields that were held against the paper, so that no import writes over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.pupil_fields import PupilField
from desktop.models import VerifiedField
from desktop.services.pupils.values import Place, values_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

VERIFIED: Final = "pupil.verified"


@dataclass(frozen=True, slots=True)
class Mark:
    """A field that somebody has verified."""

    field: PupilField
    position: int
    by_name: str
    at: datetime

    @property
    def title(self) -> str:
        """What the field is called."""
        return self.field.titled(self.position)


@dataclass(frozen=True, slots=True)
class MarkChange:
    """Fields to be marked as verified, and fields whose mark is to go."""

    marked: frozenset[Place] = frozenset()
    taken: frozenset[Place] = frozenset()


def change_marks(session: Session, student_id: UUID, change: MarkChange) -> Changes:
    """Mark several fields of a pupil and take other marks away; all others stay as they are.

    Raises:
        NotFoundError: this unit has no such pupil.
        SchoolError: nothing stands in one of the fields.
    """

    def body(work: Work) -> Changes:
        values = values_of(work.connection, work.unit_id, student_id)
        for field, position in sorted(change.marked - values.keys()):
            msg = f"{field.titled(position)}还没有登记，不能核实。请先补上。"
            raise SchoolError(msg)
        drop_marks(work, student_id, change.marked | change.taken)
        rows = [
            {
                "id": key,
                "student_id": student_id,
                "field": field,
                "position": position,
                "by_name": session.user_name,
                "at": work.now,
            }
            for key, (field, position) in zip(
                work.new_ids(len(change.marked)), sorted(change.marked), strict=True
            )
        ]
        work.insert(VerifiedField, rows)
        told = {"marked": len(change.marked), "taken": len(change.taken)}
        work.summary = {"student": student_id, **told}
        return Changes.of(Book.PEOPLE)

    return session.write("people.verify", body)


def verify(session: Session, student_id: UUID, field: PupilField, position: int = 0) -> Changes:
    """Mark a field of a pupil as verified; marking it again notes the newer look.

    Raises:
        NotFoundError: this unit has no such pupil.
        SchoolError: nothing stands in the field.
    """
    return change_marks(session, student_id, MarkChange(marked=frozenset({(field, position)})))


def unverify(session: Session, student_id: UUID, field: PupilField, position: int = 0) -> Changes:
    """Take a mark away; without one nothing happens.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    return change_marks(session, student_id, MarkChange(taken=frozenset({(field, position)})))


def marks_of(connection: Connection, unit_id: UUID, student_id: UUID) -> tuple[Mark, ...]:
    """The marks of a pupil, in the order of the fields."""
    rows = connection.execute(
        select(
            VerifiedField.field, VerifiedField.position, VerifiedField.by_name, VerifiedField.at
        ).where(VerifiedField.unit_id == unit_id, VerifiedField.student_id == student_id)
    )
    order = list(PupilField)
    return tuple(
        sorted(
            (Mark(*row) for row in rows), key=lambda mark: (mark.position, order.index(mark.field))
        )
    )


def drop_marks(work: Work, student_id: UUID, places: Collection[tuple[PupilField, int]]) -> None:
    """Take marks away, because what was verified changes."""
    work.delete(VerifiedField, _ids(work, student_id, places))


def renew_mark(work: Work, student_id: UUID, field: PupilField, position: int) -> None:
    """A second person has looked at a verified field that changes: the mark is theirs now."""
    for key in _ids(work, student_id, {(field, position)}):
        work.update(VerifiedField, [{"id": key, "by_name": work.actor.name, "at": work.now}])


def ask_verified(
    work: Work, student_id: UUID, fields: Collection[PupilField], accepted: frozenset[str]
) -> None:
    """Ask before verified fields are changed by hand; the marks go.

    Raises:
        Confirmable: nobody has said yet that they shall change.
    """
    marks = [
        mark
        for mark in marks_of(work.connection, work.unit_id, student_id)
        if mark.position == 0 and mark.field in fields
    ]
    if marks and VERIFIED not in accepted:
        named = "、".join(f"{mark.title}（{mark.by_name}）" for mark in marks)
        raise Confirmable(VERIFIED, f"这几项核实过：{named}。改了以后要重新核实。")
    drop_marks(work, student_id, {(mark.field, 0) for mark in marks})


def _ids(work: Work, student_id: UUID, places: Collection[tuple[PupilField, int]]) -> list[UUID]:
    rows = work.connection.execute(
        select(VerifiedField.id, VerifiedField.field, VerifiedField.position).where(
            VerifiedField.unit_id == work.unit_id, VerifiedField.student_id == student_id
        )
    )
    return [row.id for row in rows if (row.field, row.position) in places]
