"""Drawing a page's share of a table: rules, grey bands and rows of set cells."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.reports.pdf.cells import PITCH
from desktop.reports.pdf.pagination import Part
from desktop.reports.pdf.tables import Row, air

if TYPE_CHECKING:
    from desktop.reports.pdf.cells import Cell
    from desktop.reports.pdf.pagination import Panel, TablePage
    from desktop.reports.pdf.paper import Paper
    from desktop.reports.pdf.tables import TableMeasurer

_THIN: Final = 0.4
_THICK: Final = 0.9
_GREY: Final = {Part.HEADING: 0.92, Part.SUBTOTAL: 0.96, Part.TOTAL: 0.92}
_HEAD_GREY: Final = 0.88
_CARRY_GREY: Final = 0.96
_NO_GREY: Final = 1.0

Shaded = tuple[Row, float]


class GridPen:
    """Draws one table onto the pages of a PDF."""

    def __init__(self, paper: Paper, source: TableMeasurer) -> None:
        self._paper = paper
        self._source = source
        self._table = source.measured

    def draw(self, page: TablePage, top: float) -> None:
        """Draw the table's share of a page, its upper edge `top` below the sheet's edge."""
        left = self._paper.sheet.left
        bottom = top
        for number, panel in enumerate(page.panels):
            rows = self._panel_rows(page, panel, number)
            x = left + number * self._table.panel_step
            bottom = max(bottom, self._draw_rows(rows, x, top, self._table.panel_width))
        closing = self._source.closing()
        if closing and page.panels and page.panels[-1].end == len(self._table.rows):
            self._draw_rows([(closing, _NO_GREY)], left, bottom, self._table.full_width)

    def _panel_rows(self, page: TablePage, panel: Panel, number: int) -> list[Shaded]:
        """Every row of a panel from its head to 过次页, with its shade."""
        table, source = self._table, self._source
        rows: list[Shaded] = [(table.head, _HEAD_GREY)]
        if number == 0 and page.carried_in:
            rows.append((source.carry("承前页", panel.start), _CARRY_GREY))
        if panel.continued:
            rows.append((source.continued(table.headings[panel.start]), _GREY[Part.HEADING]))
        rows.extend(
            (table.rows[at], _GREY.get(table.parts[at], _NO_GREY))
            for at in range(panel.start, panel.end)
        )
        if panel is page.panels[-1] and page.carried_out:
            rows.append((source.carry("过次页", panel.end), _CARRY_GREY))
        return rows

    def _draw_rows(self, rows: list[Shaded], left: float, top: float, wide: float) -> float:
        """Draw rows from `top` down; return their lower edge."""
        high = self._paper.sheet.height
        edges = [top]
        for row, _ in rows:
            edges.append(edges[-1] + row.height)
        operators = [f"q 1 0 0 1 {left:.2f} 0 cm"]
        operators += [
            f"{shade:g} g 0 {high - below:.2f} {wide:.2f} {row.height:.2f} re f"
            for (row, shade), below in zip(rows, edges[1:], strict=True)
            if shade != _NO_GREY
        ]
        operators.append(f"{self._paper.ink} 0 Tc BT")
        for (row, _), edge in zip(rows, edges, strict=False):
            operators.append(_row_text(row, high - edge))
        operators.append("ET")
        operators += self._rules([row for row, _ in rows], edges, wide)
        operators.append("Q")
        self._paper.draw("\n".join(operators))
        return edges[-1]

    def _rules(self, rows: list[Row], edges: list[float], wide: float) -> list[str]:
        high = self._paper.sheet.height
        bottom, top = high - edges[-1], high - edges[0]
        rules = [f"{_THIN:g} w"]
        rules += [f"0 {high - y:.2f} m {wide:.2f} {high - y:.2f} l" for y in edges[1:-1]]
        rules += self._uprights(rows, edges)
        rules.append(f"S {_THICK:g} w 0 {bottom:.2f} {wide:.2f} {top - bottom:.2f} re S")
        return rules

    def _uprights(self, rows: list[Row], edges: list[float]) -> list[str]:
        """The rules between columns, left out where a label takes several columns."""
        high = self._paper.sheet.height
        lefts = [slot.left for slot in self._table.slots[1:]]
        rules: list[str] = []
        at = 0
        for span, run in groupby(row.span for row in rows):
            end = at + len(list(run))
            upper, lower = high - edges[at], high - edges[end]
            rules += [
                f"{x:.2f} {upper:.2f} m {x:.2f} {lower:.2f} l" for x in lefts[max(span - 1, 0) :]
            ]
            at = end
        return rules


def _row_text(row: Row, top: float) -> str:
    """The operators that show the cells of a row."""
    shown: list[str] = []
    alike, places = (0.0, 0), [""]
    for cell in row.cells:
        if not cell.lines:
            continue
        if (cell.size, len(cell.lines)) != alike:  # most cells of a row have one line of one size
            alike = (cell.size, len(cell.lines))
            places = _baselines(row, cell, top)
        for (x, operators), y in zip(cell.lines, places, strict=True):
            shown.append(f"1 0 0 1 {x} {y} Tm {operators}")
    return "\n".join(shown)


def _baselines(row: Row, cell: Cell, top: float) -> list[str]:
    """How high each line of a cell stands."""
    y = top - air(row, cell)
    places: list[str] = []
    for _ in cell.lines:
        places.append(f"{y:.2f}")
        y -= cell.size * PITCH
    return places
