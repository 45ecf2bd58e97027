"""What a returned workbook says: marks by cell, sentences by row, identical problems in groups."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.rosters.problems import Level, Problem, column_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.rosters.readings import Reading

SUMMARY: Final = "导入问题"
READ: Final = "读法"
"""What stands for the gravity of a reading: nothing is wrong with it."""
HEADING: Final = "导入时的问题"
AUTHOR: Final = "明册"
MOST_NOTES: Final = 2000
"""Cells with a note of their own: more would make a spreadsheet program crawl. Colour and the
sentence at the end of the row stand on all."""
COLOURS: Final = {Level.ERROR: "FFC7CE", Level.WARNING: "FFEB9C", Level.REPAIR: "DDEBF7"}
_GRAVITY: Final = tuple(Level)
_PLACES: Final = 30
_HEADS: Final = ("程度", "栏目", "问题和办法", "处数", "位置")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one cell."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """All that is said of one sheet. Rows count from 1, columns from 0."""

    cells: dict[int, dict[int, Mark]]
    rows: dict[int, str]
    noted: frozenset[tuple[int, int]]
    """The cells that get a note, the gravest first."""


def marks_of(problems: Iterable[Problem], sheets: int = 1) -> Marks:
    """Sort the problems of one sheet, of so many, by cell and by row."""
    cells: dict[int, dict[int, Mark]] = defaultdict(dict)
    rows: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if problem.row < 1:
            continue
        sentence = f"{problem.field}：{problem.message}" if problem.field else problem.message
        rows[problem.row].append(sentence)
        if problem.column:
            column = column_index(problem.column)
            before = cells[problem.row].get(column)
            cells[problem.row][column] = _joined(before, Mark(problem.level, problem.message))
    return Marks(
        dict(cells),
        {row: "；".join(said) for row, said in rows.items()},
        _noted(cells, MOST_NOTES // sheets),
    )


def _joined(before: Mark | None, mark: Mark) -> Mark:
    if before is None:
        return mark
    graver = min(before.level, mark.level, key=_GRAVITY.index)
    return Mark(graver, f"{before.text}\n{mark.text}")


def _noted(cells: dict[int, dict[int, Mark]], most: int) -> frozenset[tuple[int, int]]:
    places = [
        (_GRAVITY.index(mark.level), row, column)
        for row, line in cells.items()
        for column, mark in line.items()
    ]
    return frozenset((row, column) for _, row, column in sorted(places)[:most])


def summary(
    name: str, problems: Sequence[Problem], readings: Sequence[Reading] = ()
) -> list[tuple[str | int, ...]]:
    """The lines of the first sheet: identical problems together, the gravest first; then readings.

    Args:
        name: of the file.
        problems: what was found.
        readings: what cells were read as, in groups.
    """
    groups: dict[tuple[Level, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.level, problem.field, problem.message].append(problem)
    ordered = sorted(groups.items(), key=lambda g: (_GRAVITY.index(g[0][0]), -len(g[1])))
    counts = {level: sum(p.level is level for p in problems) for level in Level}
    told = "、".join(f"{level.label} {count} 处" for level, count in counts.items() if count)
    lines: list[tuple[str | int, ...]] = [
        (f"“{name}”导入时发现：{told or '没有问题'}。改好后保存，再导入这个文件即可。",),
        (
            "红色的行没有读入，黄色的请核对，蓝色的已自动修正；最后一列写着每行的问题。这张表可以删掉。",
        ),
        (),
        _HEADS,
    ]
    for (level, field, message), group in ordered:
        lines.append((level.label, field, message, len(group), _places(group)))
    lines += [
        (READ, one.field, one.message, one.count, f"{one.sheet}：{one.column} 列")
        for one in readings
    ]
    return lines


def _places(group: Sequence[Problem]) -> str:
    """Where a problem stands, sheet by sheet."""
    sheets: dict[str, list[str]] = defaultdict(list)
    for problem in group[:_PLACES]:
        place = problem.place
        sheets[problem.sheet].append(place)
    told = "；".join(f"{sheet}：{'、'.join(places)}" for sheet, places in sheets.items())
    return told + (f" 等 {len(group)} 处" if len(group) > _PLACES else "")
