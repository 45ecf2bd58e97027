"""Measuring a table: its columns, the cells of each row set once, the heights for the paginator."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.core.errors import SchoolError
from desktop.reports.document import Align, Kind, Summary
from desktop.reports.pdf.cells import EMPTY, PADDING, PITCH, Cell, CellSetter, Slot, slot_for
from desktop.reports.pdf.pagination import Extents, Part, Rows

if TYPE_CHECKING:
    from desktop.core.progress import Progress
    from desktop.reports.document import Cells, Table
    from desktop.reports.pdf.typeset import Setter

_GAP: Final = 8.5  # points between panels
_AIR: Final = 0.34  # air in a row, above and below together, in type sizes
_HEAD: Final = 0.88  # the size of the column titles to that of the cells
_SHOWN: Final = 20  # characters of a cell in a sentence
_CONTINUED: Final = "（续）"


class Row(NamedTuple):
    """A measured row: its cells, how many leading columns its label takes, its height."""

    cells: tuple[Cell, ...]
    span: int
    height: float


@dataclass(slots=True)
class MeasuredTable:
    """A table with every cell set: ready to be placed and drawn."""

    table: Table
    slots: tuple[Slot, ...]
    panel_width: float
    head: Row
    rows: list[Row] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    """For each row the heading that stands over it; empty outside headed groups."""
    figures: dict[int, list[Decimal]] = field(default_factory=dict)
    """For each carried column the sum of the data rows above each row, and above the end."""

    @property
    def panel_step(self) -> float:
        """From the left edge of a panel to that of the next."""
        return self.panel_width + _GAP

    @property
    def full_width(self) -> float:
        """All panels together."""
        return self.panel_step * self.table.panels - _GAP


class TableMeasurer:
    """Sets the cells of one table into the room of a page."""

    def __init__(self, table: Table, room: float, setter: Setter) -> None:
        self._setter = setter
        self._table = table
        panel = (room - _GAP * (table.panels - 1)) / table.panels
        slots = _slots(table, panel)
        self._columns = [CellSetter(slot, setter) for slot in slots]
        heads = tuple(
            CellSetter(Slot(s.left, s.width, Align.CENTRE, wraps=True, size=s.size * _HEAD), setter)
            for s in slots
        )
        head = self._row(
            tuple(heads[at][column.title] for at, column in enumerate(table.columns)), 0
        )
        self.measured = MeasuredTable(table, slots, panel, head)
        self._spans: dict[tuple[int, Align], CellSetter] = {}

    def measure(self, deepest: float, progress: Progress) -> MeasuredTable:
        """Measure every row; `deepest` is the most that a page holds.

        Raises:
            SchoolError: a cell cannot be printed; the sentence names its row.
            Cancelled: the person stopped the work.
        """
        measured = self.measured
        number = 0
        for group in self._table.groups:
            if group.heading:
                self._append(self.band(group.heading), Part.HEADING, group.heading)
            for cells in progress.walk("排版", group.rows):
                number += 1
                row = self._data(cells, number)
                if row.height + measured.head.height * 4 > deepest:
                    raise SchoolError(
                        f"表格第 {number} 行的文字太长，一页印不下，请把这一行写短些再打印。"
                    )
                self._append(row, Part.DATA, group.heading)
            if group.subtotal:
                self._append(self.summary(group.subtotal), Part.SUBTOTAL, group.heading)
        if self._table.total:
            self._append(self.summary(self._table.total), Part.TOTAL, "")
        self._sum_up()
        return measured

    def band(self, text: str) -> Row:
        """A row of one text across the panel."""
        return self._row((self._span(len(self._columns), Align.LEFT)[text],), len(self._columns))

    def summary(self, summary: Summary) -> Row:
        """A subtotal, total or carried row."""
        span = summary.label_span
        label = self._span(span, Align.CENTRE)[summary.label] if span else EMPTY
        figures = [self._columns[at][text] for at, text in enumerate(summary.cells) if at >= span]
        return self._row((label, *[EMPTY] * (span - 1), *figures) if span else tuple(figures), span)

    def carry(self, label: str, at: int) -> Row:
        """过次页 or 承前页: the sums of the rows before row `at`."""
        sums = {column: sums[at] for column, sums in self.measured.figures.items()}
        cells = tuple(
            _figure(sums[number], column.kind) if number in sums else ""
            for number, column in enumerate(self._table.columns)
        )
        return self.summary(Summary(label, cells))

    def closing(self) -> Row | None:
        """The last row across all panels."""
        if not self._table.closing:
            return None
        wide = Slot(
            0.0, self.measured.full_width, Align.CENTRE, wraps=True, size=self._table.type_size
        )
        return self._row((CellSetter(wide, self._setter)[self._table.closing],), len(self._columns))

    def extents(self) -> Extents:
        """The heights that pages are reckoned with."""
        row = self._row((), 0).height
        closing = self.closing()
        # Where a table goes over in the middle of a class, the wall reader needs its name again.
        return Extents(
            head=self.measured.head.height,
            band=max(
                (self.continued(h).height for h in set(self.measured.headings) if h), default=row
            ),
            carry=row if self.measured.figures else 0.0,
            closing=closing.height if closing else 0.0,
        )

    def continued(self, heading: str) -> Row:
        """A group's heading where the group goes on."""
        return self.band(heading + _CONTINUED)

    def placing(self) -> Rows:
        """The rows as the paginator sees them."""
        measured = self.measured
        return Rows(
            measured.parts,
            [row.height for row in measured.rows],
            [bool(heading) for heading in measured.headings],
        )

    def _append(self, row: Row, part: Part, heading: str) -> None:
        self.measured.rows.append(row)
        self.measured.parts.append(part)
        self.measured.headings.append(heading)

    def _data(self, cells: Cells, number: int) -> Row:
        try:
            found = tuple([setter[text] for setter, text in zip(self._columns, cells, strict=True)])
        except SchoolError as error:
            words = self._refused(cells)
            raise SchoolError(f"表格第 {number} 行“{words}”：{error.sentence}") from error
        return self._row(found, 0)

    def _refused(self, cells: Cells) -> str:
        """The words of a row that cannot be set, by which a person finds them in the books."""
        for setter, text in zip(self._columns, cells, strict=True):
            try:
                setter[text]
            except SchoolError:
                return text[:_SHOWN]
        return ""

    def _row(self, cells: tuple[Cell, ...], span: int) -> Row:
        height = self._table.type_size * PITCH
        for cell in cells:
            if len(cell.lines) > 1 and cell.height > height:
                height = cell.height
        return Row(cells, span, height + self._table.type_size * _AIR)

    def _span(self, columns: int, align: Align) -> CellSetter:
        key = (columns, align)
        if key not in self._spans:
            slots = self.measured.slots[:columns]
            wide = sum(slot.width for slot in slots)
            slot = Slot(0.0, wide, align, wraps=True, size=self._table.type_size)
            self._spans[key] = CellSetter(slot, self._setter)
        return self._spans[key]

    def _sum_up(self) -> None:
        """Add up the carried columns row by row."""
        for at, column in enumerate(self._table.columns):
            if column.carried:
                texts = iter([cells[at] for cells in self._table.rows()])
                steps = [
                    _value(next(texts)) if part is Part.DATA else Decimal(0)
                    for part in self.measured.parts
                ]
                self.measured.figures[at] = list(accumulate(steps, initial=Decimal(0)))


def _slots(table: Table, panel: float) -> tuple[Slot, ...]:
    shares = sum(column.width for column in table.columns)
    slots: list[Slot] = []
    left = 0.0
    for column in table.columns:
        wide = panel * column.width / shares
        slots.append(slot_for(column, left, wide, table.type_size))
        left += wide
    return tuple(slots)


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or 0)


def _figure(value: Decimal, kind: Kind) -> str:
    return f"{value:,.2f}" if kind is Kind.MONEY else f"{value:,}"


def air(row: Row, cell: Cell) -> float:
    """From the top of a row to the first baseline of a cell that stands in its middle."""
    return (row.height - cell.height) / 2 + cell.size * (PITCH / 2 + 0.36)


__all__ = ["PADDING", "MeasuredTable", "Row", "TableMeasurer", "air"]
