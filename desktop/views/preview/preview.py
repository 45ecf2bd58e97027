"""The preview: what will come out of the printer, and the ways to let it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.errors import SchoolError
from desktop.core.files import write_whole
from desktop.views.preview.bar import Bar
from desktop.views.preview.pdf import page_sizes
from desktop.views.preview.printing import ask_printer, chosen_pages, new_printer, print_pages
from desktop.views.preview.sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QShowEvent
    from PySide6.QtPrintSupport import QPrinter

    from desktop.views.messages import Messages
    from desktop.views.preview.pdf import PageSize
    from desktop.views.tasks import Job, Tasks

_FORBIDDEN: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


class Speaking(Protocol):
    """What a preview needs of a desk; the first start has it before there is one."""

    @property
    def tasks(self) -> Tasks:
        """Where work outside of the GUI thread is done."""
        ...

    @property
    def messages(self) -> Messages:
        """What speaks to the person."""
        ...


class Preview(QWidget):
    """PDF pages exactly as they will print."""

    printed = Signal(int)
    """Was sent to the printer: how many copies."""
    saved = Signal(object)
    """Was saved as a file (Path)."""
    shown = Signal()
    """The pages of another file are there."""

    def __init__(self, desk: Speaking, pdf: bytes = b"", title: str = "公示") -> None:
        super().__init__()
        self._desk, self._pdf, self._title = desk, b"", title
        self._sizes: tuple[PageSize, ...] = ()
        self._excel: Callable[[Job, Path], object] | None = None
        self.choose: Callable[[QWidget, QPrinter, int], bool] = ask_printer
        """Asks for printer, pages and copies; tests put their own answer here."""
        self.bar, self.sheets = Bar(), Sheets(desk.tasks)
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setProperty("kind", "muted")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._words)
        self._stack.addWidget(self.sheets)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        self._stack.currentChanged.connect(lambda _at: self._lend_focus())
        self._connect()
        self.show_words("")
        if pdf:
            self.show_pdf(pdf, title)

    def _connect(self) -> None:
        bar, sheets = self.bar, self.sheets
        bar.zoomed.connect(sheets.set_zoom)
        bar.stepped.connect(lambda by: sheets.step_zoom(larger=by > 0))
        bar.turned.connect(lambda by: sheets.go_to(sheets.page + by))
        bar.save.clicked.connect(self.save)
        bar.print.clicked.connect(self.print)
        bar.excel.clicked.connect(self.save_excel)
        sheets.page_changed.connect(self._on_page)
        sheets.zoom_changed.connect(lambda factor: bar.show_zoom(sheets.zoom, factor))
        for keys, act in (("Ctrl+P", self.print), ("Ctrl+S", self.save)):
            short = QShortcut(QKeySequence(keys), self)
            short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(act)

    def offer_excel(self, write: Callable[[Job, Path], object] | None) -> None:
        """Offer the same as a workbook, or (None) not; `write` runs outside of the GUI thread."""
        self._excel = write
        self.bar.excel.setVisible(write is not None)

    def show_pdf(self, pdf: bytes, title: str, *, keep: bool = False) -> None:
        """Show a file; `keep`: at the place where the one before was looked at."""

        def show(sizes: Sequence[PageSize]) -> None:
            self._pdf, self._title, self._sizes = pdf, title, tuple(sizes)
            self._stack.setCurrentWidget(self.sheets)
            self.sheets.show_pdf(pdf, sizes, keep=keep)
            self._enable()
            self.shown.emit()

        self._desk.tasks.paper(self, lambda _job: page_sizes(pdf)).then(show).start()

    def show_words(self, words: str) -> None:
        """Show a sentence in place of pages: what is being made, or why there are none."""
        self._pdf, self._sizes = b"", ()
        self._words.setText(words)
        self._stack.setCurrentWidget(self._words)
        self._enable()

    def print(self) -> None:
        """Ask for a printer and send the pages."""
        if not self._pdf:
            return
        pdf, sizes = self._pdf, self._sizes
        printer = new_printer(self._title, sizes)
        if not self.choose(self, printer, len(sizes)):
            return
        pages = chosen_pages(printer, len(sizes), self.sheets.page)
        if not pages:
            sentence = f"选的页不在这份文件里，它只有{len(sizes)}页。请重新选择页码。"
            self._desk.messages.say_error(self, SchoolError(sentence))
            return
        copies, name = printer.copyCount(), printer.printerName() or printer.outputFileName()

        def done(_: object) -> None:
            self._desk.messages.say(f"已送到“{name}”：{len(set(pages))} 页，{copies} 份")
            self.printed.emit(copies)

        task = self._desk.tasks.paper(
            self, lambda job: print_pages(pdf, printer, pages, job.progress)
        )
        task.titled("打印").then(done).start()

    def save(self) -> None:
        """Ask where to, and write the PDF."""
        pdf = self._pdf
        path = self._ask_save("存为 PDF", "pdf", "PDF 文件 (*.pdf)") if pdf else None
        if path is not None:
            self._write(path, lambda _job: write_whole(path, pdf))

    def save_excel(self) -> None:
        """Ask where to, and write the workbook."""
        write = self._excel
        path = self._ask_save("存为 Excel", "xlsx", "Excel 表格 (*.xlsx)") if write else None
        if path is not None and write is not None:
            self._write(path, lambda job: write(job, path))

    def _ask_save(self, words: str, suffix: str, patterns: str) -> Path | None:
        name = f"{self._title.translate(_FORBIDDEN)}.{suffix}"
        path = self._desk.messages.ask_save(self, words, name, patterns)
        if path is None or path.suffix.lower() == f".{suffix}":
            return path
        return path.with_name(f"{path.name}.{suffix}")

    def _write(self, path: Path, write: Callable[[Job], object]) -> None:
        def done(_: object) -> None:
            self._desk.messages.say(f"已保存 {path.name}")
            self.saved.emit(path)

        self._desk.tasks.paper(self, write).titled("保存").then(done).start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Who comes by Tab is given the pages: what stands before them must come behind them."""
        super().showEvent(event)
        self.bar.chain_behind(self.sheets)

    def _lend_focus(self) -> None:
        """The keyboard is the pages' while they are seen: Tab gets stuck before what is hidden."""
        seen = self._stack.currentWidget() is self.sheets
        self.setFocusProxy(self.sheets if seen else None)  # type: ignore[arg-type] # none is allowed

    def _on_page(self, page: int) -> None:
        self.bar.show_page(page, len(self._sizes))

    def _enable(self) -> None:
        there = bool(self._pdf)
        for part in (self.bar.save, self.bar.print, self.bar.zoom, self.bar.excel):
            part.setEnabled(there)
        self.bar.smaller.setEnabled(there)
        self.bar.larger.setEnabled(there)
        self.bar.show_page(self.sheets.page, len(self._sizes))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the icons anew when the look has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "bar"):
            self.bar.retone()
