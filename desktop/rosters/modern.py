"""Workbooks that the fast reader reads. Runs in the child process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from desktop.rosters.scan import scan
from desktop.rosters.sources import BROKEN, MOST_ROWS, PROTECTED, TOO_LARGE, UnreadableError
from desktop.rosters.wire import Facts, SheetInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.rosters.archive import Archive
    from desktop.rosters.cells import Row
    from desktop.rosters.scan import Scanned


class CalamineSource:
    """A workbook read by the fast reader; the sheets of an archive are scanned first."""

    def __init__(
        self,
        file: str | IO[bytes],
        archive: Archive | None = None,
        changed: Mapping[str, bytes] | None = None,
        told: Mapping[str, Facts] | None = None,
    ) -> None:
        self._book = _open(file)
        self._metadata = [m for m in self._book.sheets_metadata if m.typ is SheetTypeEnum.WorkSheet]
        self._archive = archive
        self._changed = dict(changed or {})
        self._parts = archive.sheet_parts() if archive else {}
        self._told = told or {}
        self._facts: dict[int, Facts] = {}
        self._loaded: tuple[int, CalamineSheet] | None = None

    @property
    def sheets(self) -> list[SheetInfo]:
        """Its worksheets, in order."""
        return [SheetInfo(m.name, m.visible is SheetVisibleEnum.Visible) for m in self._metadata]

    def facts(self, sheet: int) -> Facts:
        """What the cells do not say."""
        self._sheet(sheet)
        return self._facts[sheet]

    def rows(self, sheet: int) -> Iterator[Row]:
        """The rows of a sheet."""
        loaded = self._sheet(sheet)
        if loaded.start is None or loaded.end is None:
            return
        if loaded.end[0] >= MOST_ROWS:
            raise UnreadableError(TOO_LARGE)
        before: Row = [""] * loaded.start[1]
        for row in loaded.iter_rows():
            yield before + row if before else row

    def _sheet(self, index: int) -> CalamineSheet:
        if self._loaded is None or self._loaded[0] != index:
            self._loaded = None  # the old sheet goes before the new one comes
            name = self._metadata[index].name
            scanned = self._scan(name)
            # The reader works without the interpreter, once it has begun: so it goes aside, and the
            # facts, which hold the interpreter, are found here meanwhile.
            with ThreadPoolExecutor(1) as aside:
                loading = aside.submit(self._load, name)
                facts = self._told_of(name, scanned)
                sheet = loading.result()
            if merged := sheet.merged_cell_ranges:
                facts.merges = [(*start, *end) for start, end in merged]
            if self._archive is not None:
                facts.macros = self._archive.has_macros
            self._facts[index] = facts
            self._loaded = index, sheet
        return self._loaded[1]

    def _told_of(self, name: str, scanned: Scanned | None) -> Facts:
        """What the cells of a sheet do not say; of old workbooks and .ods files found before."""
        return scanned.facts if scanned else self._told.get(name) or Facts()

    def _load(self, name: str) -> CalamineSheet:
        try:
            return self._book.get_sheet_by_name(name)
        except (CalamineError, OSError, ValueError) as error:
            raise UnreadableError(BROKEN) from error

    def _scan(self, name: str) -> Scanned | None:
        part = self._parts.get(name)
        if self._archive is None or part is None:
            return None
        data = self._changed.get(part) or self._archive.part(part)
        scanned = scan(data)
        if scanned.strays:
            self._changed[part] = scanned.data
            self._book = _open(self._archive.repacked(self._changed))
        return scanned


def _open(file: str | IO[bytes]) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_object(file)
    except PasswordError as error:
        raise UnreadableError(PROTECTED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(BROKEN) from error
