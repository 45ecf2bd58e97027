"""Posts and absences put right: what was entered is withdrawn, still seen, and replaced."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from desktop.core.changes import Book, Changes
from desktop.services.staff.rules import reason, standing_spell, withdraw_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import Field
    from datetime import date
    from typing import ClassVar
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.models import AbsenceSpell, PostSpell
    from desktop.services.session import Session

NOT_WITHDRAWN: Final = {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_why": None}


class NewSpell(Protocol):
    """A post or an absence as a form says it; its fields are the columns of its table."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def since(self) -> date:
        """The first day."""
        ...


@dataclass(frozen=True, slots=True)
class SpellKind:
    """A table of spells, and what its entries of the chain are called."""

    model: type[PostSpell | AbsenceSpell]
    name: str


@dataclass(frozen=True, slots=True)
class Instead:
    """What stands in the place of a spell that was entered wrongly, and why."""

    new: NewSpell
    why: str


def spell_row(work: Work, staff_id: UUID, new: NewSpell) -> dict[str, Any]:
    """A spell as a row."""
    (key,) = work.new_ids(1)
    return {"id": key, "staff_id": staff_id, **asdict(new), **NOT_WITHDRAWN}


def put_right(
    session: Session,
    kind: SpellKind,
    key: UUID,
    instead: Instead,
    refuse: Callable[[Work, Any], None],
) -> Changes:
    """Withdraw a spell and write another in its place.

    Args:
        session: whose desk.
        kind: a post or an absence.
        key: the one that was entered wrongly.
        instead: what stands in its place, and why.
        refuse: raises where that cannot be in place of the row that is given.

    Raises:
        NotFoundError: there is no such spell.
        SchoolError: no reason is given.
    """
    said, new = reason(instead.why), instead.new

    def body(work: Work) -> Changes:
        old = standing_spell(work, kind.model, key)
        refuse(work, old)
        withdraw_rows(work, kind.model, [key], said)
        work.insert(kind.model, [spell_row(work, old.staff_id, new)])
        work.summary = {kind.name: key, "since": new.since}
        return Changes.of(Book.PEOPLE)

    return session.write(f"staff.{kind.name}_correct", body)


def take_back(session: Session, kind: SpellKind, key: UUID, why: str) -> Changes:
    """Withdraw a spell that never was.

    Raises:
        NotFoundError: there is no such spell.
        SchoolError: no reason is given.
    """
    said = reason(why)

    def body(work: Work) -> Changes:
        standing_spell(work, kind.model, key)
        withdraw_rows(work, kind.model, [key], said)
        work.summary = {kind.name: key}
        return Changes.of(Book.PEOPLE)

    return session.write(f"staff.{kind.name}_withdraw", body)
