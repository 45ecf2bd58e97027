"""Absences entered one by one: leave, secondment, training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.models import AbsenceSpell, PostSpell
from desktop.services.staff.posts import NOT_WITHDRAWN
from desktop.services.staff.rules import (
    day_words,
    guarded,
    reason,
    refuse_bad_span,
    refuse_clashing_absence,
    refuse_stranger,
    standing_spell,
    standing_spells,
    withdraw_rows,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from desktop.core.posts import AbsenceKind
    from desktop.database.work import Work
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """An absence as a form says it. The reason of an illness is nobody's business."""

    kind: AbsenceKind
    since: date
    until: date | None = None
    place: str | None = None
    document: str | None = None
    note: str | None = None


def record(
    session: Session, staff_id: UUID, new: NewAbsence, accepted: Collection[str] = frozenset()
) -> Changes:
    """Enter that somebody is away.

    Raises:
        NotFoundError: nobody of the staff is meant.
        SchoolError: the days cannot be, or the same kind of absence covers one of them.
        Confirmable: another kind covers one, or there is no post to be away from.
    """
    new = _clean(session, new)

    def body(work: Work) -> Changes:
        refuse_stranger(work, staff_id)
        others = standing_spells(work, AbsenceSpell, staff_id)
        posts = standing_spells(work, PostSpell, staff_id)
        refuse_clashing_absence(new, others, posts, accepted)
        work.insert(AbsenceSpell, [absence_row(work, staff_id, new)])
        work.summary = {"staff": staff_id, "kind": new.kind, "since": new.since}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.absence", body)


def end(session: Session, absence_id: UUID, last_day: date) -> Changes:
    """Enter that somebody is back: the last day away.

    Raises:
        NotFoundError: there is no such absence.
        SchoolError: it has an end already, or began later.
    """

    def body(work: Work) -> Changes:
        old = standing_spell(work, AbsenceSpell, absence_id)
        if old.until is not None:
            msg = f"这一条已经登记到{day_words(old.until)}为止；日期不对的请用更正。"
            raise SchoolError(msg)
        refuse_bad_span(session, NewAbsence(old.kind, old.since, last_day))
        work.update(AbsenceSpell, [{"id": absence_id, "until": last_day}])
        work.summary = {"absence": absence_id, "last_day": last_day}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.absence_end", body)


def correct(
    session: Session,
    absence_id: UUID,
    new: NewAbsence,
    why: str,
    accepted: Collection[str] = frozenset(),
) -> Changes:
    """Put an absence right; what was entered is withdrawn and stays to be seen.

    Raises:
        NotFoundError: there is no such absence.
        SchoolError: as for `record`, or no reason is given.
        Confirmable: as for `record`.
    """
    new, said = _clean(session, new), reason(why)

    def body(work: Work) -> Changes:
        old = standing_spell(work, AbsenceSpell, absence_id)
        spells = standing_spells(work, AbsenceSpell, old.staff_id)
        posts = standing_spells(work, PostSpell, old.staff_id)
        others = [other for other in spells if other.id != absence_id]
        refuse_clashing_absence(new, others, posts, accepted)
        withdraw_rows(work, AbsenceSpell, [absence_id], said)
        work.insert(AbsenceSpell, [absence_row(work, old.staff_id, new)])
        work.summary = {"absence": absence_id, "since": new.since}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.absence_correct", body)


def withdraw(session: Session, absence_id: UUID, why: str) -> Changes:
    """Take back an absence that never was.

    Raises:
        NotFoundError: there is no such absence.
        SchoolError: no reason is given.
    """
    said = reason(why)

    def body(work: Work) -> Changes:
        standing_spell(work, AbsenceSpell, absence_id)
        withdraw_rows(work, AbsenceSpell, [absence_id], said)
        work.summary = {"absence": absence_id}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.absence_withdraw", body)


def absence_row(work: Work, staff_id: UUID, new: NewAbsence) -> dict[str, Any]:
    """An absence as a row."""
    (key,) = work.new_ids(1)
    return {"id": key, "staff_id": staff_id, **asdict(new), **NOT_WITHDRAWN}


def _clean(session: Session, new: NewAbsence) -> NewAbsence:
    refuse_bad_span(session, new)
    return replace(
        new,
        place=guarded(new.place, "去向"),
        document=guarded(new.document, "文号"),
        note=guarded(new.note, "备注"),
    )
