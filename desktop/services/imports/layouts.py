"""Forms that somebody has explained: remembered when they are taken in, read so the next time."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.json import dump_text, load
from desktop.models import RosterLayout, Unit
from desktop.rosters.results import LearnedLayout

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.rosters.results import RosterResult


def learned(connection: Connection, unit_id: UUID, kind: str) -> tuple[LearnedLayout, ...]:
    """The forms of a kind of sheet that this unit, or the one above it, has explained."""
    above = select(Unit.parent_id).where(Unit.id == unit_id).scalar_subquery()
    rows = connection.execute(
        select(RosterLayout.words, RosterLayout.mapping)
        .where(RosterLayout.unit_id.in_((unit_id, above)), RosterLayout.sheet == kind)
        # What the unit says itself goes first.
        .order_by(RosterLayout.unit_id != unit_id, RosterLayout.id.desc())
    )
    return tuple(LearnedLayout(tuple(load(words)), load(mapping)) for words, mapping in rows)


def mapping_of(roster: RosterResult[Any]) -> dict[str, str]:
    """Column letter → field key of a sheet as it was read; empty: the column is not read."""
    return {column.letter: column.key or "" for column in roster.columns}


def remember(work: Work, roster: RosterResult[Any]) -> None:
    """Keep how a person has explained this form, if one has."""
    if not roster.explained:
        return
    words = dump_text(list(roster.words))
    digest = hashlib.sha256(words.encode()).hexdigest()
    mapping = dump_text(mapping_of(roster))
    known = work.connection.execute(
        select(RosterLayout.id, RosterLayout.mapping).where(
            RosterLayout.unit_id == work.unit_id,
            RosterLayout.sheet == roster.kind,
            RosterLayout.words_digest == digest,
        )
    ).first()
    if known is None:
        row = {
            "id": work.new_ids(1)[0],
            "sheet": roster.kind,
            "words_digest": digest,
            "words": words,
            "mapping": mapping,
        }
        work.insert(RosterLayout, [row])
    elif known.mapping != mapping:
        work.update(RosterLayout, [{"id": known.id, "mapping": mapping}])
