"""Choosing the sheet, its header and its columns: by the words, or as a person has chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.rosters.body import Block
from desktop.rosters.columns import Vocabulary
from desktop.rosters.layout import HEAD_ROWS, Head, Header, Merge, find_header, header_ending
from desktop.rosters.problems import column_index, letter
from desktop.rosters.results import FoundColumn, SheetCandidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from desktop.rosters.columns import Heading, SheetKind
    from desktop.rosters.results import Choices, LearnedLayout
    from desktop.rosters.wire import Facts
    from desktop.rosters.workbook import Workbook

_MOST_SHEETS: Final = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that will be read."""

    index: int
    name: str
    head: Head
    header: Header
    candidates: tuple[SheetCandidate, ...]
    layout: LearnedLayout | None = None
    """The form, where a person has explained it before."""


def choose(
    book: Workbook,
    kind: SheetKind[Any],
    choices: Choices,
    learned: Sequence[LearnedLayout] = (),
) -> Chosen:
    """The sheet to read and its header: as chosen now, as explained before, or by the words.

    Raises:
        SchoolError: there is no such sheet, or no header was found.
    """
    vocabulary = Vocabulary(kind.columns)
    wanted = _wanted(book, choices.sheet)
    seen: list[tuple[SheetCandidate, Chosen | None]] = []
    for index, info in enumerate(book.sheets[:_MOST_SHEETS]):
        named = wanted == index
        if choices.sheet is not None and not named:
            seen.append((SheetCandidate(info.name, info.visible, None, 0), None))
            continue
        facts, rows = book.head(index, max(HEAD_ROWS, choices.header_row or 0))
        head = Head(rows, merges(facts))
        row, layout = choices.header_row, None
        if row is None:
            row, layout = _known(head, learned)
        elif 0 < row <= len(head.rows):
            layout = _layout(head, row - 1, learned)
        header = _header(head, vocabulary, kind, row)
        filled = header is not None and any(
            not head.blank(r) for r in range(header.bottom + 1, len(head.rows))
        )
        row = header.bottom + 1 if header else None
        fields = header.fields if header else 0
        candidate = SheetCandidate(info.name, info.visible, row, fields, filled)
        offered = info.visible or named
        chosen = Chosen(index, info.name, head, header, (), layout) if header and offered else None
        seen.append(
            (candidate, replace(chosen, candidates=(candidate,)) if chosen and filled else chosen)
        )
    return _best(book, seen, kind)


def _best(
    book: Workbook, seen: list[tuple[SheetCandidate, Chosen | None]], kind: SheetKind[Any]
) -> Chosen:
    """Of the sheets with a header the first that names the most fields, filled ones first."""
    found = [chosen for _, chosen in seen if chosen]
    most = max((chosen.header.fields for chosen in found), default=0)
    best = max(
        found,
        # A filled sheet goes before an empty form, but not one that only mentions a word or two.
        key=lambda chosen: (
            chosen.layout is not None,
            bool(chosen.candidates) and chosen.header.fields * 2 >= most,
            chosen.header.fields,
            -chosen.index,
        ),
        default=None,
    )
    if best is None:
        title = kind.column(kind.anchor).title
        raise SchoolError(
            f"“{book.path.name}”里没有找到“{kind.title}”表的表头：要有一行写着“{title}”和别的栏目名。"
            "请检查是不是选错了文件或工作表，或者指定表头在第几行。"
        )
    return replace(best, candidates=tuple(candidate for candidate, _ in seen))


def _wanted(book: Workbook, sheet: str | int | None) -> int | None:
    if sheet is None:
        return None
    names = [info.name for info in book.sheets]
    if isinstance(sheet, str) and sheet in names:
        return names.index(sheet)
    place = int(sheet) if isinstance(sheet, int) or sheet.isdecimal() else 0
    if 1 <= place <= len(names):
        return place - 1
    listed = "、".join(info.name for info in book.sheets if info.visible)
    raise SchoolError(f"“{book.path.name}”里没有工作表“{sheet}”。里面有：{listed}")


def _known(head: Head, learned: Sequence[LearnedLayout]) -> tuple[int | None, LearnedLayout | None]:
    """The line, counted from 1, that is the header of a form that was explained before."""
    for row in range(len(head.rows)) if learned else ():
        layout = _layout(head, row, learned)
        if layout is not None:
            return row + 1, layout
    return None, None


def _layout(head: Head, row: int, learned: Sequence[LearnedLayout]) -> LearnedLayout | None:
    words = head.words(row)
    return next((layout for layout in learned if layout.words == words), None)


def _header(
    head: Head, vocabulary: Vocabulary, kind: SheetKind[Any], row: int | None
) -> Header | None:
    if row is None:
        found = find_header(head, vocabulary, kind.anchor)
        if found is None and kind.stand_in is not None:
            found = find_header(head, vocabulary, kind.stand_in)
        return found
    return header_ending(head, row - 1, vocabulary)


def merges(facts: Facts) -> list[Merge]:
    """The merged areas of a sheet that cover more than one cell."""
    areas = (Merge(*area) for area in facts.merges)
    return [m for m in areas if (m.bottom, m.right) != (m.top, m.left)]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What each column of a sheet is."""

    blocks: tuple[Block, ...]
    found: tuple[FoundColumn, ...]
    given: frozenset[str]
    twice: tuple[tuple[int, int], ...]
    """Columns that were not read because another one, named second, is the same field."""


def map_columns(header: Header, kind: SheetKind[Any], mapping: Mapping[str, str]) -> Mapped:
    """Take the columns for fields.

    Raises:
        SchoolError: the column that every line fills is missing, or a chosen column or field
            does not exist.
    """
    keys = _keys(header, kind, mapping)
    known = {column.key: column for column in kind.columns}
    blocks: list[Block] = []
    twice: list[tuple[int, int]] = []
    for start, end in _spans(header.headings, keys, kind.anchor):
        taken: dict[str, int] = {}
        for index in range(start, end):
            key = keys.get(index)
            if key in taken:
                twice.append((index, taken[key]))
            elif key:
                taken[key] = index
        columns = tuple((index, known[key]) for key, index in taken.items())
        if kind.anchor in taken:
            blocks.append(Block(columns, taken[kind.anchor], kind.shared))
    if not blocks:
        title = known[kind.anchor].title
        raise SchoolError(
            f"表头里没有“{title}”一栏。请检查表头行是否选对，或指定哪一列是“{title}”。"
        )
    places = {index: column for block in blocks for index, column in block.columns}
    found = tuple(
        FoundColumn(
            letter(heading.index),
            heading.label,
            places[heading.index].key if heading.index in places else None,
            places[heading.index].title if heading.index in places else "",
        )
        for heading in header.headings
    )
    given = frozenset(column.key for column in places.values())
    return Mapped(tuple(blocks), found, given, tuple(twice))


def _keys(header: Header, kind: SheetKind[Any], mapping: Mapping[str, str]) -> dict[int, str]:
    keys = {heading.index: heading.key for heading in header.headings if heading.key}
    if kind.settle is not None:
        keys |= kind.settle(header.headings)
    by_label = {heading.label: heading.index for heading in reversed(header.headings)}
    known = {column.key for column in kind.columns}
    for name, key in mapping.items():
        if key and key not in known:
            raise SchoolError(f"“{kind.title}”表没有“{key}”这个栏目。")
        try:
            index = by_label[name] if name in by_label else column_index(name)
        except ValueError:
            raise SchoolError(f"表里没有“{name}”这一列。") from None
        keys = {at: was for at, was in keys.items() if at != index and was != key}
        if key:
            keys[index] = key
    return keys


def _spans(
    headings: tuple[Heading, ...], keys: dict[int, str], anchor: str
) -> list[tuple[int, int]]:
    """Where each list begins and ends when the same columns stand side by side again."""
    width = max(len(headings), max(keys, default=-1) + 1)
    anchors = [index for index in range(width) if keys.get(index) == anchor]
    if len(anchors) < 2 or not _repeats(keys, anchors):  # noqa: PLR2004 - two of them
        return [(0, width)]
    first = next(heading.index for heading in headings if heading.path)
    lead = anchors[0] - first
    starts = [0, *(max(index - lead, 0) for index in anchors[1:])]
    return list(zip(starts, [*starts[1:], width], strict=True))


def _repeats(keys: dict[int, str], anchors: list[int]) -> bool:
    """Whether the fields around the second name are those around the first."""
    shift = anchors[1] - anchors[0]
    first = [(index, key) for index, key in keys.items() if anchors[0] <= index < anchors[1]]
    same = sum(keys.get(index + shift) == key for index, key in first)
    return same * 2 >= len(first) and same > 1
