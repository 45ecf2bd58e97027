"""A bureau's import: one table of many schools, a file per school, or a whole folder.

    gather (the files) ──► place (rows at their schools) ──► preview ──► apply, all schools at once
       ▲ passwords, sheets   ▲ unknown names                  ▲ rows in doubt
       └─────────────────────┴── a person says ───────────────┘

All schools are one transaction; in it each has an entry and a batch of its own, which it can undo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.changes import Changes
from desktop.core.errors import SchoolError
from desktop.core.progress import Progress
from desktop.services.imports.batches import Decisions, Preview, Receipt, apply, preview
from desktop.services.imports.county_corrections import keep_forms
from desktop.services.schools import remember_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.services.imports.county_places import Placed, Share
    from desktop.services.session import Session
    from desktop.services.units import UnitLine


LineKey = tuple[Path, str, int]
"""A row in doubt: its file, the sheet, and the number by which a person decides of it."""


@dataclass(frozen=True, slots=True)
class ShareSeen:
    """What taking a share in would do."""

    share: Share
    seen: Preview


@dataclass(frozen=True, slots=True)
class ShareRefused:
    """A share that cannot be taken in at all, and why."""

    share: Share
    sentence: str


@dataclass(frozen=True, slots=True)
class CountyPreview:
    """What the import would do, school by school. Nothing has been written."""

    placed: Placed
    schools: tuple[ShareSeen, ...]
    said: Mapping[str, UUID | None]
    """What unknown names of schools were said to mean."""
    refused: tuple[ShareRefused, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether taking in would change anything."""
        return any(one.seen.counts.moves for one in self.schools)


@dataclass(frozen=True, slots=True)
class SchoolReceipt:
    """What was taken in for one school from one file, or why it was not."""

    unit: UnitLine
    path: Path
    receipt: Receipt | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CountyReceipt:
    """The receipts of all schools."""

    schools: tuple[SchoolReceipt, ...]
    changes: Changes


def county_preview(
    session: Session,
    placed: Placed,
    said: Mapping[str, UUID | None] | None = None,
    month: Month | None = None,
    progress: Progress | None = None,
) -> CountyPreview:
    """Hold every share against the books of its school; writes nothing.

    A share that cannot be meant (its sheet is of another month) does not stop the others.
    """
    progress = progress or Progress()
    found: list[ShareSeen] = []
    refused: list[ShareRefused] = []
    for number, share in enumerate(placed.shares, start=1):
        progress.step(f"核对 {share.unit.name}", number, len(placed.shares))
        own = session.in_unit(share.unit.unit_id, share.unit.name)
        decisions = Decisions(month, listed=share.listed)
        try:
            found.append(ShareSeen(share, preview(own, share.roster, decisions)))
        except SchoolError as error:
            refused.append(ShareRefused(share, error.sentence))
    return CountyPreview(placed, tuple(found), dict(said or {}), tuple(refused))


def decide(
    session: Session,
    seen: CountyPreview,
    rows: Mapping[LineKey, str],
    progress: Progress | None = None,
) -> CountyPreview:
    """The same with what a person says of rows in doubt; only schools with such rows are looked at.

    Args:
        session: the bureau's.
        seen: what the import would do so far.
        rows: all that is said: "new" (new here, or back), or the key of the candidate meant.
        progress: told of each school that is looked at again.
    """
    progress = progress or Progress()
    said = [_said_of(one.share, rows) for one in seen.schools]
    moved = [at for at, one in enumerate(seen.schools) if said[at] != one.seen.decisions.rows]
    schools = list(seen.schools)
    for number, at in enumerate(moved, start=1):
        share, before = schools[at].share, schools[at].seen
        progress.step(f"核对 {share.unit.name}", number, len(moved))
        own = session.in_unit(share.unit.unit_id, share.unit.name)
        decisions = replace(before.decisions, rows=said[at])
        schools[at] = ShareSeen(share, preview(own, share.roster, decisions))
    return replace(seen, schools=tuple(schools))


def _said_of(share: Share, rows: Mapping[LineKey, str]) -> dict[int, str]:
    place = (share.path, share.roster.sheet)
    said = {key[2]: word for key, word in rows.items() if key[:2] == place}
    return {row.row: said[row.row] for row in share.roster.rows if row.row in said} if said else {}


def county_apply(
    session: Session, seen: CountyPreview, progress: Progress | None = None
) -> CountyReceipt:
    """Take every share in as one transaction, and keep what names were said to mean.

    Each school is a batch of its own. One that refuses (its month is closed) does not stop the
    others: its receipt says why. When the program ends on the way, or somebody stops it, nothing
    of any school was taken in.

    Raises:
        SchoolError: some rows belong to schools that nobody knows yet, or the machine stands in
            the way (in words).
        Cancelled: somebody stopped it.
    """
    told = progress or Progress()
    if seen.placed.unknown:
        names = "、".join(f"“{one.name}”" for one in seen.placed.unknown[:5])
        msg = f"还不知道{names}是哪所学校。请先指明，或说明不导入。"
        raise SchoolError(msg)
    return session.store.write_together(
        lambda store: _take_in(replace(session, store=store), seen, told)
    )


def _take_in(session: Session, seen: CountyPreview, progress: Progress) -> CountyReceipt:
    _remember(session, seen.said)
    keep_forms(session, [one.share.roster for one in seen.schools])
    receipts: list[SchoolReceipt] = []
    changes = Changes()
    before: set[UUID] = set()
    for number, one in enumerate(seen.schools, start=1):
        unit = one.share.unit
        progress.step(f"导入 {unit.name}", number, len(seen.schools))
        # An earlier file of this import has moved the same school's books.
        accepted = frozenset(("moved",)) if unit.unit_id in before else frozenset[str]()
        before.add(unit.unit_id)
        own = session.in_unit(unit.unit_id, unit.name)
        try:
            receipt = apply(own, one.seen, accepted=accepted)
        except SchoolError as error:
            receipts.append(SchoolReceipt(unit, one.share.path, None, error.sentence))
        else:
            receipts.append(SchoolReceipt(unit, one.share.path, receipt))
            changes |= receipt.changes
    progress.step("保存")
    return CountyReceipt(tuple(receipts), changes)


def _remember(session: Session, said: Mapping[str, UUID | None]) -> None:
    if not any(said.values()):
        return

    def body(work: Work) -> None:
        work.summary = {"names": remember_names(work, said)}

    session.write("schools.name", body)
