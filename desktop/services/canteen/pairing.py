"""Which documents a line of the bank may be: proposed by amount and day, each used once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.money import Money

DAYS_APART: Final = 15


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that moved the bank account: said by the bank, or by the books."""

    key: UUID
    day: date
    amount: Money
    """Above zero what came in."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line of the bank, and the documents that it may be."""

    line_id: UUID
    document_ids: tuple[UUID, ...]


T = TypeVar("T")


def propose(lines: Sequence[Movement], documents: Sequence[Movement]) -> tuple[Proposal, ...]:
    """Pair lines with documents of the same amount, the nearest days first.

    What is left is held against all documents of one day together: fees that were taken in one by
    one and banked in one sum.
    """
    found = _one_to_one(lines, documents)
    taken_lines = {proposal.line_id for proposal in found}
    taken = {key for proposal in found for key in proposal.document_ids}
    left = [line for line in lines if line.key not in taken_lines]
    rest = [document for document in documents if document.key not in taken]
    return (*found, *_one_to_day(left, rest))


def _one_to_one(lines: Sequence[Movement], documents: Sequence[Movement]) -> list[Proposal]:
    by_amount: dict[int, list[Movement]] = defaultdict(list)
    for document in documents:
        by_amount[document.amount.units].append(document)
    pairs = (
        (_apart(line, document), line.day, line.key, document)
        for line in lines
        for document in by_amount[line.amount.units]
        if _apart(line, document) <= DAYS_APART
    )
    taken: set[UUID] = set()
    found = []
    for _, _, line_id, document in sorted(pairs, key=lambda p: (p[0], p[1], p[2], p[3].key)):
        if line_id not in taken and document.key not in taken:
            taken |= {line_id, document.key}
            found.append(Proposal(line_id, (document.key,)))
    return found


def _one_to_day(lines: Sequence[Movement], documents: Iterable[Movement]) -> list[Proposal]:
    days: dict[tuple[date, bool], list[Movement]] = defaultdict(list)
    for document in documents:
        days[document.day, document.amount.units > 0].append(document)
    found = []
    for line in sorted(lines, key=lambda each: (each.day, each.key)):
        fitting = [
            (abs((line.day - day).days), day, comes)
            for (day, comes), group in days.items()
            if len(group) > 1 and sum(d.amount.units for d in group) == line.amount.units
        ]
        near = min((f for f in fitting if f[0] <= DAYS_APART), default=None)
        if near is not None:
            group = days.pop((near[1], near[2]))
            found.append(Proposal(line.key, tuple(document.key for document in group)))
    return found


def _apart(line: Movement, document: Movement) -> int:
    return abs((line.day - document.day).days)
