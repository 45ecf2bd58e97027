"""Reading the sheets of a workbook as one roster, where a class stands on each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.core.collector import collector_held
from desktop.core.errors import SchoolError
from desktop.core.progress import Progress
from desktop.rosters.choosing import choose
from desktop.rosters.reading import dated, read_sheet
from desktop.rosters.readings import together
from desktop.rosters.results import (
    STRIDE,
    Choices,
    LearnedLayout,
    RosterResult,
    SheetRead,
    Skipped,
    alike,
)
from desktop.rosters.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop.rosters.cells import Context
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.kept import KeptFile


@collector_held()
def read_every(
    file: Path | KeptFile | Workbook,
    kind: SheetKind[Any],
    context: Context,
    progress: Progress | None = None,
) -> RosterResult[Any]:
    """Read all sheets that have the header of a kind as one: a class stands on each.

    Hidden sheets are left out; the rows of all but the first say on which sheet they stand.

    Raises:
        SchoolError: the file cannot be read at all, or two sheets are of different months.
        Cancelled: the person stopped the reading.
    """
    progress = progress or Progress()
    progress.step("打开文件")
    context = dated(context)
    with file if isinstance(file, Workbook) else Workbook(file) as book:
        first = read_sheet(book, kind, context, Choices(), progress)
        found = (
            read_sheet(book, kind, context, Choices(sheet=sheet.name), progress)
            for sheet in first.candidates
            if sheet.visible and sheet.header_row is not None and sheet.name != first.sheet
        )
        others = [other for other in found if other.row_count]
    rows = [msgspec.structs.replace(r, sheet=o.sheet) for o in others for r in o.rows]
    return _together(first, others, rows)


@collector_held()
def read_alike(
    file: Path | KeptFile | Workbook,
    kind: SheetKind[Any],
    context: Context,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> RosterResult[Any]:
    """Read all sheets that look like one of them as one roster; the rows count on.

    The header and the columns of each sheet are found by themselves. What a person has chosen
    holds for the sheet that is named (else the first one), and for those with the same header.

    Raises:
        SchoolError: the file or one of the sheets cannot be read at all, or two sheets are of
            different months.
        Cancelled: the person stopped the reading.
    """
    choices, progress = choices or Choices(), progress or Progress()
    progress.step("打开文件")
    context = dated(context)
    with file if isinstance(file, Workbook) else Workbook(file) as book:
        best = choose(book, kind, Choices(), context.learned)
        names = alike(best.candidates, (), best.name) or (best.name,)
        name = choices.sheet if choices.sheet is not None else names[0]
        first = read_sheet(book, kind, context, replace(choices, sheet=name), progress)
        if first.explained:
            context = replace(context, learned=(_explained(first), *context.learned))
        others = [
            _named(book, kind, context, other, progress) for other in names if other != first.sheet
        ]
    first = replace(first, candidates=best.candidates)
    rows, again = _continued((first, *others), kind.unique)
    return _together(first, others, rows, again)


def _named(
    book: Workbook, kind: SheetKind[Any], context: Context, sheet: str, progress: Progress
) -> RosterResult[Any]:
    progress.step(f"读取工作表“{sheet}”")
    try:
        return read_sheet(book, kind, context, Choices(sheet=sheet), progress)
    except SchoolError as error:
        msg = f"工作表“{sheet}”读不了：{error.sentence}可以只选一张工作表导入。"
        raise SchoolError(msg) from error


def _explained(first: RosterResult[Any]) -> LearnedLayout:
    """The form as a person has just explained it."""
    return LearnedLayout(first.words, {c.letter: c.key or "" for c in first.columns})


def _continued(
    sheets: Sequence[RosterResult[Any]], keys: Sequence[str]
) -> tuple[list[Any], list[Skipped]]:
    """The rows of further sheets counted on, without those that an earlier sheet has word by word.

    One sheet often holds the whole school, and the others its classes.
    """
    seen: dict[tuple[str, object], tuple[str, Any]] = {}
    rows, skipped = [], []
    for number, sheet in enumerate(sheets):
        for row in sheet.rows:
            before = next(_before(row, keys, seen), None)
            if before is not None and _same(row, before[1]):
                reason = f"与工作表“{before[0]}”第 {before[1].row} 行完全相同"
                skipped.append(Skipped(row.row, reason, sheet.sheet))
                continue
            for key in keys:
                seen.setdefault((key, getattr(row, key)), (sheet.sheet, row))
            if number:
                rows.append(msgspec.structs.replace(row, row=row.row + number * STRIDE))
    return rows, skipped


def _before(
    row: Any,  # noqa: ANN401 - a row of any kind
    keys: Sequence[str],
    seen: dict[tuple[str, object], tuple[str, Any]],
) -> Iterator[tuple[str, Any]]:
    """Earlier lines with a number that no two lines have."""
    for key in keys:
        value = getattr(row, key)
        if value is not None and (key, value) in seen:
            yield seen[key, value]


def _same(row: Any, before: Any) -> bool:  # noqa: ANN401 - same
    return bool(msgspec.structs.replace(row, row=before.row) == before)


def _together(
    first: RosterResult[Any],
    others: Sequence[RosterResult[Any]],
    rows: Sequence[Any],
    again: Sequence[Skipped] = (),
) -> RosterResult[Any]:
    months = {result.month for result in (first, *others)} - {None}
    if len(months) > 1:
        said = "、".join(month.label for month in sorted(months, key=str))  # type: ignore[union-attr]  # None is taken out
        raise SchoolError(
            f"这个文件里的工作表写着不同的月份（{said}）。请分成几个文件，或改正标题。"
        )
    skipped = [replace(s, sheet=o.sheet) for o in others for s in o.skipped]
    read = tuple(SheetRead(r.sheet, r.header_row, r.columns) for r in (first, *others))
    return replace(
        first,
        given=first.given.union(*(other.given for other in others)),
        rows=(*first.rows, *rows),
        problems=(*first.problems, *(p for other in others for p in other.problems)),
        skipped=(*first.skipped, *skipped, *again),
        row_count=sum(result.row_count for result in (first, *others)) - len(again),
        month=next(iter(months), None),
        sheets=read if others else (),
        readings=together(one.readings for one in (first, *others)),
    )
