"""核实: marking fields that were held against the paper, so that no import writes over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.pupil_fields import PupilField
from desktop.models import VerifiedField
from desktop.services.pupils.subjects import Subject, standing_values

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.pupils.values import Place
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


def change_marks(session: Session, subject: Subject, change: MarkChange) -> Changes:
    """Mark several fields of somebody and take other marks away; all others stay as they are.

    Raises:
        NotFoundError: this unit has no such pupil or member of staff.
        SchoolError: nothing stands in one of the fields.
    """

    def body(work: Work) -> Changes:
        values = standing_values(work.connection, work.unit_id, subject)
        for field, position in sorted(change.marked - values.keys()):
            msg = f"{field.titled(position)}还没有登记，不能核实。请先补上。"
            raise SchoolError(msg)
        drop_marks(work, subject, change.marked | change.taken)
        rows = [
            {
                "id": key,
                **subject.columns,
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
        work.summary = {**subject.told, **told}
        return Changes.of(Book.PEOPLE)

    return session.write("people.verify", body)


def verify(session: Session, subject: Subject, field: PupilField, position: int = 0) -> Changes:
    """Mark a field as verified; marking it again notes the newer look.

    Raises:
        NotFoundError: this unit has no such pupil.
        SchoolError: nothing stands in the field.
    """
    return change_marks(session, subject, MarkChange(marked=frozenset({(field, position)})))


def unverify(session: Session, subject: Subject, field: PupilField, position: int = 0) -> Changes:
    """Take a mark away; without one nothing happens.

    Raises:
        NotFoundError: this unit has no such pupil.
    """
    return change_marks(session, subject, MarkChange(taken=frozenset({(field, position)})))


def marks_of(connection: Connection, unit_id: UUID, subject: Subject) -> tuple[Mark, ...]:
    """The marks of somebody, in the order of the fields."""
    rows = connection.execute(
        select(
            VerifiedField.field, VerifiedField.position, VerifiedField.by_name, VerifiedField.at
        ).where(VerifiedField.unit_id == unit_id, subject.owns(VerifiedField))
    )
    order = list(PupilField)
    return tuple(
        sorted(
            (Mark(*row) for row in rows), key=lambda mark: (mark.position, order.index(mark.field))
        )
    )


def drop_marks(work: Work, subject: Subject, places: Collection[Place]) -> None:
    """Take marks away, because what was verified changes."""
    work.delete(VerifiedField, _ids(work, subject, places))


def renew_mark(work: Work, subject: Subject, field: PupilField, position: int) -> None:
    """A second person has looked at a verified field that changes: the mark is theirs now."""
    for key in _ids(work, subject, {(field, position)}):
        work.update(VerifiedField, [{"id": key, "by_name": work.actor.name, "at": work.now}])


def ask_verified(
    work: Work, subject: Subject, fields: Collection[PupilField], accepted: frozenset[str]
) -> None:
    """Ask before verified fields are changed by hand; the marks go.

    Raises:
        Confirmable: nobody has said yet that they shall change.
    """
    marks = [
        mark
        for mark in marks_of(work.connection, work.unit_id, subject)
        if mark.position == 0 and mark.field in fields
    ]
    if marks and VERIFIED not in accepted:
        named = "、".join(f"{mark.title}（{mark.by_name}）" for mark in marks)
        raise Confirmable(VERIFIED, f"这几项核实过：{named}。改了以后要重新核实。")
    drop_marks(work, subject, {(mark.field, 0) for mark in marks})


def _ids(work: Work, subject: Subject, places: Collection[Place]) -> list[UUID]:
    rows = work.connection.execute(
        select(VerifiedField.id, VerifiedField.field, VerifiedField.position).where(
            VerifiedField.unit_id == work.unit_id, subject.owns(VerifiedField)
        )
    )
    return [row.id for row in rows if (row.field, row.position) in places]
