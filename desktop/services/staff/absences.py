"""Absences entered one by one: leave, secondment, training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.models import AbsenceSpell, PostSpell
from desktop.services.staff.putting_right import (
    Instead,
    SpellKind,
    put_right,
    spell_row,
    take_back,
)
from desktop.services.staff.rules import (
    day_words,
    guarded,
    refuse_bad_span,
    refuse_clashing_absence,
    refuse_stranger,
    standing_spell,
    standing_spells,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from desktop.core.posts import AbsenceKind
    from desktop.database.work import Work
    from desktop.services.session import Session


_KIND: Final = SpellKind(AbsenceSpell, "absence")


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
        work.insert(AbsenceSpell, [spell_row(work, staff_id, new)])
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
    new = _clean(session, new)

    def refuse(work: Work, old: Any) -> None:  # noqa: ANN401 - a row
        spells = standing_spells(work, AbsenceSpell, old.staff_id)
        posts = standing_spells(work, PostSpell, old.staff_id)
        others = [other for other in spells if other.id != absence_id]
        refuse_clashing_absence(new, others, posts, accepted)

    return put_right(session, _KIND, absence_id, Instead(new, why), refuse)


def withdraw(session: Session, absence_id: UUID, why: str) -> Changes:
    """Take back an absence that never was.

    Raises:
        NotFoundError: there is no such absence.
        SchoolError: no reason is given.
    """
    return take_back(session, _KIND, absence_id, why)


def _clean(session: Session, new: NewAbsence) -> NewAbsence:
    refuse_bad_span(session, new)
    return replace(
        new,
        place=guarded(new.place, "去向"),
        document=guarded(new.document, "文号"),
        note=guarded(new.note, "备注"),
    )
