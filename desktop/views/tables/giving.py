"""What leaves a list: cells on the clipboard, a workbook, paper. Hidden columns never do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop.reports.lists import PrintedList, document
from desktop.rosters.lists import ListHeading, write_list
from desktop.views.tables.copying import cells_of, for_clipboard
from desktop.views.tables.source import all_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.views.desk import Desk
    from desktop.views.tables.columns import ListColumn
    from desktop.views.tables.copying import Cells
    from desktop.views.tables.source import ListSource, Order, Span
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class Shown:
    """A list as it stands before the eye."""

    title: str
    columns: tuple[ListColumn[Any], ...]
    source: ListSource[Any]
    order: Order
    foot: tuple[str, ...]


class Giving(QObject):
    """Copies, exports and prints what a list shows; all of it in tasks."""

    def __init__(self, desk: Desk, owner: QWidget, shown: Callable[[], Shown]) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._shown = desk, owner, shown
        self.preview: Callable[[bytes, str], object] | None = None
        """Shows a PDF with its title."""

    def copy(self, spans: Sequence[Span], *, headed: bool = False) -> None:
        """Put rows on the clipboard, those that have not come yet included."""
        shown = self._shown()
        if not spans:
            return

        def work(job: Job) -> list[Cells]:
            lines = cells_of(shown.columns, all_rows(shown.source, shown.order, job, spans))
            titles = tuple(column.title for column in shown.columns)
            return [titles, *lines] if headed else lines

        def put(lines: list[Cells]) -> None:
            QApplication.clipboard().setMimeData(for_clipboard(shown.columns, lines))
            count = len(lines) - headed
            self._desk.messages.say(f"已复制 {count:,} 行，可以粘贴到 WPS 表格或 Excel")

        self._desk.tasks.read(self._owner, work).titled("复制").then(put).start()

    def copy_cell(self, text: str) -> None:
        """Put the text of one cell on the clipboard."""
        QApplication.clipboard().setText(text)
        self._desk.messages.say("已复制")

    def export(self) -> None:
        """Ask where to, and write a workbook."""
        shown = self._shown()
        out = self._desk.messages.ask_save(
            self._owner, "导出 Excel", f"{shown.title}.xlsx", "Excel 表格 (*.xlsx)"
        )
        if out is None:
            return
        out = out if out.suffix.lower() == ".xlsx" else out.with_name(f"{out.name}.xlsx")

        def work(job: Job) -> int:
            headings = [ListHeading(c.title, c.width, c.number) for c in shown.columns]
            rows = all_rows(shown.source, shown.order, job)
            cells = (tuple(column.text(row) for column in shown.columns) for row in rows)
            return write_list(out, shown.title, headings, cells, shown.foot)

        def done(count: int) -> None:
            self._desk.messages.say(f"已导出 {count:,} 行到 {out.name}")

        self._desk.tasks.paper(self._owner, work).titled("导出 Excel").then(done).start()

    def print(self) -> None:
        """Set the list as a document and show it before it is printed."""
        shown, session = self._shown(), self._desk.session
        columns = tuple(column for column in shown.columns if column.on_paper)

        def work(job: Job) -> bytes:
            # The printing library is large, and few lists are printed.
            from desktop.reports.pdf import render  # noqa: PLC0415

            listed = PrintedList(
                shown.title,
                session.unit_name,
                session.store.clock.today(),
                tuple(column.title for column in columns),
                frozenset(at for at, column in enumerate(columns) if column.number),
                cells_of(columns, all_rows(shown.source, shown.order, job)),
                shown.foot,
            )
            return render(document(listed), job.progress)

        def show(pdf: bytes) -> None:
            if self.preview is not None:
                self.preview(pdf, shown.title)

        self._desk.tasks.paper(self._owner, work).titled("排版").then(show).start()
