"""Patching the package behind an .xlsx: a few parts change, all others stay as they are."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING, Any, Final

from desktop.rosters.problems import letter
from desktop.rosters.returned import notes
from desktop.rosters.returned.marks import SUMMARY, marks_of, summary
from desktop.rosters.returned.page import Page, legacy_drawing, with_legacy_drawing
from desktop.rosters.returned.parts import (
    MAIN,
    RELATIONS,
    UnpatchableError,
    escaped,
    overridden,
    related,
    with_default,
)
from desktop.rosters.returned.styles import StyleSheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rosters.archive import Archive
    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult
    from desktop.rosters.returned.marks import Marks

_CONTENT: Final = "[Content_Types].xml"
_WORKBOOK: Final = "xl/workbook.xml"
_SUMMARY_PART: Final = "xl/worksheets/sheet_mingce.xml"
_WORDS_PART: Final = "xl/comments_mingce{}.xml"
_SHAPES_PART: Final = "xl/drawings/vmlDrawing_mingce{}.vml"
_SPREADSHEET: Final = "vnd.openxmlformats-officedocument.spreadsheetml"
_SHAPES_TYPE: Final = "vnd.openxmlformats-officedocument.vmlDrawing"


def patched(
    archive: Archive, roster: RosterResult[Any], problems: Sequence[Problem], name: str
) -> dict[str, bytes]:
    """The parts to change or add so that the problems are marked.

    Raises:
        UnpatchableError: the package is written in a way that is not known here.
    """
    return _Package(archive).marked(roster, problems, name)


class _Package:
    """The parts of one workbook, changed ones beside those on the disk."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._changed: dict[str, bytes] = {}
        strange = any("\\" in raw for raw in archive.raw_names) or _SUMMARY_PART in archive.names
        types = self._part(_CONTENT)
        if strange or archive.workbook != _WORKBOOK or b"macroEnabled" in types:
            raise UnpatchableError
        if b'xmlns="' + MAIN not in self._part(_WORKBOOK):
            raise UnpatchableError

    def marked(
        self, roster: RosterResult[Any], problems: Sequence[Problem], name: str
    ) -> dict[str, bytes]:
        """Change what has to be changed."""
        parts, read = self._archive.sheet_parts(), roster.read_sheets
        styles = StyleSheet(self._part(self._related_to(_WORKBOOK, "styles") or ""))
        for number, sheet in enumerate(read):
            part = parts.get(sheet.name)
            if part is None:
                raise UnpatchableError
            own = (p for p in problems if p.sheet == sheet.name)
            marks = marks_of(own, len(read))
            self._changed[part] = Page(self._part(part)).marked(marks, styles, sheet.header_row)
            self._add_notes(part, marks, number)
        self._changed[self._related_to(_WORKBOOK, "styles") or ""] = styles.render()
        self._add_summary(summary(name, problems, roster.readings))
        return self._changed

    def _part(self, name: str) -> bytes:
        if name in self._changed:
            return self._changed[name]
        if name not in self._archive.names:
            raise UnpatchableError
        return self._archive.part(name)

    def _relations(self, part: str) -> str:
        folder, _, name = part.rpartition("/")
        return join(folder, "_rels", name + ".rels")

    def _related_to(self, part: str, kind: str) -> str | None:
        """The part that another one refers to by a kind of relation, or by a relation's id."""
        relations = self._relations(part)
        if relations not in self._archive.names and relations not in self._changed:
            return None
        for tag in re.findall(rb"<Relationship\s[^>]*>", self._part(relations)):
            told = {k.decode(): v.decode() for k, v in re.findall(rb'(\w+)="([^"]*)"', tag)}
            if kind in (told.get("Id"), told.get("Type", "").rpartition("/")[2]):
                target = told.get("Target", "")
                return (
                    target.lstrip("/")
                    if target.startswith("/")
                    else normpath(join(dirname(part), target))
                )
        return None

    def _relate(self, part: str, kind: str, target: str) -> str:
        relations = self._relations(part)
        known = relations in self._archive.names or relations in self._changed
        data = self._part(relations) if known else RELATIONS
        shown = relpath(target, dirname(part))
        self._changed[relations], relation = related(data, kind, shown)
        return relation

    def _add_notes(self, part: str, marks: Marks, number: int) -> None:
        noted = {(row, column): marks.cells[row][column] for row, column in marks.noted}
        if not noted:
            return
        had = self._related_to(part, "comments")
        words_part = had or _WORDS_PART.format(number or "")
        self._changed[words_part], fresh = notes.words(self._part(had) if had else None, noted)
        if not had:
            self._relate(part, "comments", words_part)
            kind = f"{_SPREADSHEET}.comments+xml"
            self._changed[_CONTENT] = overridden(self._part(_CONTENT), words_part, kind)
        drawing = legacy_drawing(self._part(part))
        drawn = self._related_to(part, drawing) if drawing else None
        shapes_part = drawn or _SHAPES_PART.format(number or "")
        self._changed[shapes_part] = notes.shapes(
            self._part(drawn) if drawn else None, fresh, number
        )
        if not drawn:
            relation = self._relate(part, "vmlDrawing", shapes_part)
            self._changed[part] = with_legacy_drawing(self._part(part), relation)
            self._changed[_CONTENT] = with_default(self._part(_CONTENT), "vml", _SHAPES_TYPE)

    def _add_summary(self, lines: list[tuple[str | int, ...]]) -> None:
        self._changed[_SUMMARY_PART] = _summary_sheet(lines)
        kind = f"{_SPREADSHEET}.worksheet+xml"
        self._changed[_CONTENT] = overridden(self._part(_CONTENT), _SUMMARY_PART, kind)
        relation = self._relate(_WORKBOOK, "worksheet", _SUMMARY_PART)
        self._changed[_WORKBOOK] = _with_first_sheet(self._part(_WORKBOOK), relation)


def _summary_sheet(lines: list[tuple[str | int, ...]]) -> bytes:
    widths = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (place, place, width)
        for place, width in enumerate((8, 16, 60, 8, 60), 1)
    )
    rows = []
    for number, cells in enumerate(lines, 1):
        written = (
            b'<c r="%s%d"><v>%d</v></c>' % (letter(column).encode(), number, cell)
            if isinstance(cell, int)
            else b'<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
            % (letter(column).encode(), number, escaped(cell))
            for column, cell in enumerate(cells)
        )
        rows.append(b'<row r="%d">%s</row>' % (number, b"".join(written)))
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="'
        + MAIN
        + b'">'
        b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><cols>' + widths + b"</cols>"
        b"<sheetData>" + b"".join(rows) + b"</sheetData>"
        b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


_LOCAL_SHEET: Final = re.compile(rb'(\slocalSheetId=")(\d+)(")')
_FIRST_TAB: Final = re.compile(rb'\sfirstSheet="\d+"')
_ACTIVE_TAB: Final = re.compile(rb'(\sactiveTab=")(\d+)(")')
_VIEW: Final = re.compile(rb"<workbookView\b")
_SHEET_ID: Final = re.compile(rb'<sheet\b[^>]*\ssheetId="(\d+)"')


def _with_first_sheet(data: bytes, relation: str) -> bytes:
    """The workbook with one more sheet before the others; whoever counts sheets counts one more."""
    at = data.find(b"<sheets>")
    if at < 0:
        raise UnpatchableError
    name = SUMMARY
    while f'name="{name}"'.encode() in data:
        name += "_"
    new = 1 + max((int(found) for found in _SHEET_ID.findall(data)), default=0)
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = b'<sheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>' % (
        office,
        name.encode(),
        new,
        relation.encode(),
    )
    at += len(b"<sheets>")
    data = data[:at] + sheet + data[at:]
    data = _LOCAL_SHEET.sub(_one_more, data)
    if _ACTIVE_TAB.search(data):
        return _FIRST_TAB.sub(b"", _ACTIVE_TAB.sub(_one_more, data))
    # The sheet that was open stays open: two selected sheets would be edited together.
    return _VIEW.sub(b'<workbookView activeTab="1"', data, count=1)


def _one_more(found: re.Match[bytes]) -> bytes:
    return b"%s%d%s" % (found[1], int(found[2]) + 1, found[3])
