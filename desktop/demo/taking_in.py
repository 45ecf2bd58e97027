"""Taking the sample workbooks in, sheet by sheet, and adding up what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.core.grades import GradeRules
from desktop.core.terms import SchoolYear
from desktop.demo.places import AUTUMN, JUNIOR
from desktop.rosters.cells import Context
from desktop.rosters.problems import Level
from desktop.rosters.reading import read
from desktop.rosters.results import Choices
from desktop.services.imports.batches import Decisions, apply, preview

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.demo.samples import Sample
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.batches import Preview
    from desktop.services.session import Session

_JUNIOR_ENTRY = 7


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of one workbook, all its sheets together."""

    sample: Sample
    sheets: int
    rows: int
    new: int
    changed: int
    same: int
    parked: int
    skipped: int
    errors: int
    """Rows that were not taken in."""
    reasons: tuple[tuple[str, int], ...]
    """Why rows were not taken in or wait for a decision, and how many."""
    to_give_back: tuple[Preview, ...]
    """The sheets with rows that were not taken in."""


def context_of(unit: str, today: date) -> Context:
    """How the cells of a school are to be understood."""
    entry = _JUNIOR_ENTRY if unit == JUNIOR else 1
    return Context(today, GradeRules(entry_grade=entry, school_year=SchoolYear.of(today)))


def sheets_of(sample: Sample, context: Context) -> list[RosterResult[Any]]:
    """Every sheet of a workbook that has a header."""
    first = read(sample.path, sample.kind, context)
    others = [
        read(sample.path, sample.kind, context, Choices(sheet=candidate.name))
        for candidate in first.candidates
        if candidate.visible and candidate.header_row is not None and candidate.name != first.sheet
    ]
    sheets = {sheet.sheet: sheet for sheet in (first, *others)}
    return [sheets[candidate.name] for candidate in first.candidates if candidate.name in sheets]


def take_in(session: Session, sample: Sample) -> TakenIn:
    """Look at every sheet of a workbook and take it in; the same workbook again changes nothing.

    Raises:
        SchoolError: the workbook cannot be read or is not meant for this school or month.
    """
    context = context_of(sample.unit, session.store.clock.today())
    decisions = Decisions(month=sample.month, on=None if sample.month else AUTUMN)
    seen = []
    for sheet in sheets_of(sample, context):
        looked = preview(session, sheet, decisions)
        apply(session, looked)
        seen.append(looked)
    return _sum(sample, seen)


def _sum(sample: Sample, seen: Sequence[Preview]) -> TakenIn:
    counts = [look.counts for look in seen]
    problems = [problem for look in seen for problem in look.problems]
    errors = {(p.sheet, p.row) for p in problems if p.level is Level.ERROR}
    return TakenIn(
        sample=sample,
        sheets=len(seen),
        rows=sum(c.rows for c in counts),
        new=sum(c.new for c in counts),
        changed=sum(c.changed for c in counts),
        same=sum(c.same for c in counts),
        parked=sum(c.parked for c in counts),
        skipped=sum(c.skipped for c in counts),
        errors=len(errors),
        reasons=_reasons(seen),
        to_give_back=tuple(look for look in seen if _has_errors(look)),
    )


def _has_errors(look: Preview) -> bool:
    return any(problem.level is Level.ERROR for problem in look.problems)


def _reasons(seen: Sequence[Preview]) -> tuple[tuple[str, int], ...]:
    told = [
        f"{problem.field}：{problem.message}"
        for look in seen
        for problem in look.problems
        if problem.level is Level.ERROR
    ]
    told += [f"待定：{line.reason}" for look in seen for line in look.plan.found.parked]
    return tuple(Counter(told).items())
