"""Finding the header of a sheet by its words, wherever it stands and however many lines it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from desktop.rosters.cells import text_of
from desktop.rosters.columns import WEEKDAYS, Heading, is_other_people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rosters.cells import Cell, Row
    from desktop.rosters.columns import Vocabulary

HEAD_ROWS: Final = 80
"""How far down a header is looked for."""
MOST_LEVELS: Final = 3
_LONGEST_HEADING: Final = 200
_LEAST_FIELDS: Final = 2
_LAST_DAY: Final = 31


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """A merged area, rows and columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Header:
    """The lines of a header, counted from 0, and what its columns are called."""

    top: int
    bottom: int
    headings: tuple[Heading, ...]
    title: str
    """What stands above it, line by line."""

    @property
    def fields(self) -> int:
        """How many different fields it names."""
        return len({heading.key for heading in self.headings if heading.key})


class Head:
    """The first lines of a sheet; every cell of a merged area says what the area says."""

    def __init__(self, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
        self.width = max((len(row) for row in rows), default=0)
        self.rows = [[*row, *[""] * (self.width - len(row))] for row in rows]
        self.merges = [m for m in merges if m.top < len(rows)]
        self._spread()

    def _spread(self) -> None:
        for merge in self.merges:
            value = self._at(merge.top, merge.left)
            for row in self.rows[merge.top : merge.bottom + 1]:
                end = min(merge.right + 1, self.width)
                row[merge.left : end] = [value] * (end - merge.left)

    def _at(self, row: int, column: int) -> Cell:
        return self.rows[row][column] if column < self.width else ""

    def text(self, row: int, column: int) -> str:
        """A cell of a possible header line as text; days of a month count, other numbers do not."""
        cell = self.rows[row][column]
        if isinstance(cell, str):
            text = text_of(cell)
            return text if len(text) <= _LONGEST_HEADING else ""
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            return str(int(cell)) if 1 <= cell <= _LAST_DAY and cell == int(cell) else ""
        if isinstance(cell, date | datetime):
            return str(cell.day)
        return ""

    def texts(self, row: int) -> list[str]:
        """A possible header line as texts."""
        return [self.text(row, column) for column in range(self.width)]

    def words(self, row: int) -> tuple[str, ...]:
        """A line by which a form is known again: its texts without the blanks at the end."""
        texts = self.texts(row)
        while texts and not texts[-1]:
            texts.pop()
        return tuple(texts)

    def blank(self, row: int) -> bool:
        """Whether nothing stands in a line."""
        return all(
            cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in self.rows[row]
        )


def find_header(head: Head, vocabulary: Vocabulary, anchor: str) -> Header | None:
    """The header of a sheet, or None: the earliest line that names about the most fields.

    Args:
        head: the first lines.
        vocabulary: the headings that are understood.
        anchor: the key that every header has.
    """
    scores = [_score(head, row, vocabulary, anchor) for row in range(len(head.rows))]
    best = max(scores, default=0)
    if not best:
        return None
    # A header repeated on a later page scores the same; a single extra word there must not win.
    row = next(r for r, score in enumerate(scores) if score and score >= 0.7 * best)
    return header_at(head, *_levels(head, row, vocabulary), vocabulary)


def header_ending(head: Head, bottom: int, vocabulary: Vocabulary) -> Header | None:
    """The header whose lowest line a person has named, counted from 0."""
    if not 0 <= bottom < len(head.rows):
        return None
    return header_at(head, _upwards(head, bottom, vocabulary), bottom, vocabulary)


def header_at(head: Head, top: int, bottom: int, vocabulary: Vocabulary) -> Header:
    """The header between two lines."""
    paths = [_path(head, top, bottom, column) for column in range(head.width)]
    headings = tuple(
        Heading(index, path, vocabulary.key_of_path(path)) for index, path in enumerate(paths)
    )
    return Header(top, bottom, headings, _title(head, top))


def _score(head: Head, row: int, vocabulary: Vocabulary, anchor: str) -> int:
    texts = head.texts(row)
    # 班级：三年级 in a line above the header names a field but heads no column.
    headings = {text for text in texts if text and not _LABELLED.search(text)}
    keys = {vocabulary.key(text) for text in headings} - {None}
    # One known word among others may be enough; alone it may stand anywhere.
    return len(keys) if anchor in keys and len(headings) >= _LEAST_FIELDS else 0


_LABELLED: Final = re.compile(r"[:：]\s*\S|[:：]\s*$|[_＿]{2}|\d{4}\s*年")


def _levels(head: Head, row: int, vocabulary: Vocabulary) -> tuple[int, int]:
    bottom = _downwards(head, row, vocabulary)
    return _upwards(head, row, vocabulary, bottom), bottom


def _upwards(head: Head, row: int, vocabulary: Vocabulary, bottom: int | None = None) -> int:
    top, lowest = row, row if bottom is None else bottom
    while top > 0 and lowest - top < MOST_LEVELS - 1 and _is_upper(head, top - 1, vocabulary):
        top -= 1
    return top


def _is_upper(head: Head, row: int, vocabulary: Vocabulary) -> bool:
    """Whether the line stands over the next one as a line of the same header."""
    texts, below = head.texts(row), head.texts(row + 1)
    if not any(texts) or any(_LABELLED.search(text) for text in texts if text):
        return False
    if any(m.top == row < m.bottom and m.left < head.width for m in head.merges):
        return True
    groups = {text for text in texts if text}
    if len(groups) == 1:
        return is_other_people(next(iter(groups))) and not texts[0]
    named = any(
        text and not lower and vocabulary.key(text)
        for text, lower in zip(texts, below, strict=True)
    )
    return named or _groups_over(texts, below)


def _groups_over(texts: list[str], below: list[str]) -> bool:
    """Whether every word stands over words, and at least one over several: 基本信息 | 家庭情况."""
    starts = [column for column, text in enumerate(texts) if text]
    over = all(below[column] for column in starts)
    wide = any(
        below[column] and not texts[column]
        for start in starts
        for column in (start + 1,)
        if column < len(below)
    )
    spread = len(set(filter(None, texts))) < len(starts)
    return over and (wide or spread)


def _downwards(head: Head, row: int, vocabulary: Vocabulary) -> int:
    bottom = row
    while bottom - row < MOST_LEVELS - 1 and bottom + 1 < len(head.rows):
        tall = any(
            m.top <= bottom < m.bottom <= row + MOST_LEVELS - 1 and m.top >= row - 1
            for m in head.merges
        )
        if not (tall and _names_only(head, bottom, bottom + 1)) and not _is_lower(
            head, bottom, vocabulary
        ):
            break
        bottom += 1
    return bottom


def _names_only(head: Head, upper: int, row: int) -> bool:
    """Whether the line holds no figures or dates but days of the month below a group."""
    pairs = zip(head.texts(row), head.rows[row], strict=True)
    return upper < row and all(text or cell == "" for text, cell in pairs)


def _is_lower(head: Head, row: int, vocabulary: Vocabulary) -> bool:
    """Whether the line below `row` says more about the columns that `row` leaves open."""
    upper, lower = head.texts(row), head.texts(row + 1)
    filled = [column for column, text in enumerate(lower) if text]
    if len(filled) < _LEAST_FIELDS or not _names_only(head, row, row + 1):
        return False
    if not all(_open(upper, lower, column) for column in filled):
        return False
    if set(filter(None, upper)) <= WEEKDAYS and any(upper):
        # Below the weekdays of a month only its days can follow: a pupil of an empty form has none.
        return all(lower[column].isdecimal() for column in filled)
    known = any(vocabulary.key(lower[column]) for column in filled)
    days = [lower[column] for column in filled if lower[column].isdecimal()]
    return known or len(days) > _LEAST_FIELDS or all(lower[c] in WEEKDAYS for c in filled)


def _open(upper: list[str], lower: list[str], column: int) -> bool:
    """Whether the upper line leaves the column to the lower: blank, or the first of a group."""
    if not upper[column] or lower[column] == upper[column] or upper[column].isdecimal():
        return True
    after = column + 1
    spread = after < len(upper) and upper[after] in ("", upper[column])
    before = column > 0 and upper[column - 1] == upper[column]
    return before or (spread and bool(lower[after]))


def _path(head: Head, top: int, bottom: int, column: int) -> tuple[str, ...]:
    words: list[str] = []
    for row in range(top, bottom + 1):
        text = head.text(row, column)
        if not text and row < bottom and head.text(bottom, column):
            text = _from_left(head, row, column, bottom)
        if text and (not words or words[-1] != text):
            words.append(text)
    return tuple(" ".join(word.split()) for word in words)


def _from_left(head: Head, row: int, column: int, bottom: int) -> str:
    """The group of a blank cell of an upper line, where the file keeps no merged areas."""
    if head.merges:
        return ""
    for left in range(column - 1, -1, -1):
        if not head.text(bottom, left):
            return ""
        if text := head.text(row, left):
            return text
    return ""


def _title(head: Head, top: int) -> str:
    lines = []
    for row in range(top):
        words = dict.fromkeys(text_of(cell) for cell in head.rows[row])
        line = " ".join(word for word in words if word)
        if line:
            lines.append(line)
    return "\n".join(lines)
