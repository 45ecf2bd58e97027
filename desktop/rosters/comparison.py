"""A comparison as a workbook: a page for each list; the doubtful pairs can be decided in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.core.lists import Verdict
from desktop.rosters.cells import is_nothing, plain_text, squeeze, text_of
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.problems import Flaw, Level
from desktop.rosters.writing import Styles, new_workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

CODE: Final = "核对码"
VERDICT: Final = "判定"
_TITLE_HEIGHT: Final = 28


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """One list of a comparison: what it is called, its headings, and its rows."""

    name: str
    note: str
    """Stands above the headings."""
    headings: Sequence[tuple[str, int]]
    """Words, and width in letters."""
    rows: Iterable[Sequence[Cell | None]]


def write_comparison(out: Path, pages: Iterable[ComparedPage], password: str = "") -> int:
    """Write a workbook with a page for each list; gives how many rows stand in it.

    Raises:
        EnvironmentFault: the file cannot be written.
    """
    written = 0
    with new_workbook(out, password) as book:
        styles = Styles.of(book)
        for page in pages:
            written += _write(book.add_worksheet(page.name), page, styles)
    return written


def _write(sheet: Any, page: ComparedPage, styles: Styles) -> int:  # noqa: ANN401 - XlsxWriter has no types
    for index, (_, width) in enumerate(page.headings):
        sheet.set_column(index, index, width, styles.text)
    sheet.set_row(0, _TITLE_HEIGHT)
    sheet.write_string(0, 0, page.note, styles.title)
    for index, (words, _) in enumerate(page.headings):
        sheet.write_string(1, index, words, styles.heading)
    sheet.freeze_panes(2, 0)
    row = 2
    for cells in page.rows:
        for index, cell in enumerate(cells):
            if cell is not None:
                write_cell(sheet, row, index, cell, styles)
        row += 1
    decided = [at for at, (words, _) in enumerate(page.headings) if words == VERDICT]
    for index in decided if row > 2 else ():  # noqa: PLR2004 - below the headings
        rule = {"validate": "list", "source": [verdict.label for verdict in Verdict]}
        sheet.data_validation(2, index, row - 1, index, rule)
    return row - 2


class VerdictRow(msgspec.Struct, frozen=True):
    """What a person has written beside a doubtful pair."""

    row: int
    code: str
    verdict: Verdict | None


_WORDS: Final = {
    **dict.fromkeys(("同一人", "是", "同一个人", "√", "same"), Verdict.SAME),
    **dict.fromkeys(("不是同一人", "否", "不是", "两个人", "×", "different"), Verdict.DIFFERENT),
}


def _verdict(cell: Cell, context: Context) -> object:
    del context
    text = text_of(cell)
    found = _WORDS.get(squeeze(text))
    if found is not None or (is_nothing(text) and text != "√"):
        return found
    return Flaw(Level.ERROR, "看不懂判定；请填 同一人 或 不是同一人，没有把握就空着")


def _build(line: Line, context: Context) -> VerdictRow:
    del context
    code, verdict = line.values.get("code"), line.values.get("verdict")
    return VerdictRow(line.row, str(code or ""), verdict if isinstance(verdict, Verdict) else None)


def _record(row: VerdictRow) -> dict[str, Cell]:
    told = row.verdict.label if row.verdict else ""
    return {"code": row.code, "verdict": told}


VERDICTS: Final = SheetKind(
    name="verdicts",
    title="可能是同一人",
    columns=(
        Column("code", CODE, plain_text, required=True),
        Column("verdict", VERDICT, _verdict, few=True),
    ),
    anchor="code",
    build=_build,
    record=_record,
)
