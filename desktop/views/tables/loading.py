"""Brings the pages of a list: newest wish first, answers to older questions are dropped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.views.tables.model import PAGE_ROWS
from desktop.views.tables.source import Order, Restarting

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.tables.model import PagedTable
    from desktop.views.tables.source import ListPage, ListSource
    from desktop.views.tasks import Job, Task, Tasks

# One thread reads the books: what waits there could not be overtaken by a newer wish.
_AT_ONCE: Final = 1
_MOST_WAITING: Final = 4


class Loader(QObject):
    """Reads what a table asks for, in read tasks that belong to its view."""

    filled = Signal(int, object)
    """The list was begun anew: the first row of the page that has come, and the page."""
    failed = Signal()
    """The list could not be read; the message has been shown."""

    def __init__(
        self, tasks: Tasks, owner: QWidget, table: PagedTable[Any], source: ListSource[Any]
    ) -> None:
        super().__init__(owner)
        self._tasks, self._owner, self._table = tasks, owner, table
        self.source = source
        self.order = Order()
        self._round = 0
        self._waiting: list[int] = []
        self._running: dict[int, Task[Any]] = {}
        self._first: Task[Any] | None = None
        # What is wanted in one go is looked at together: the newest first.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._go_on)
        table.wanted.connect(self._on_wanted)

    def begin(self, row: int = 0) -> None:
        """Read the list anew, first the page that holds `row`."""
        self._round += 1
        if isinstance(self.source, Restarting):
            self.source.restart()
        for task in (self._first, *self._running.values()):
            if task is not None:
                task.cancel()
        self._running.clear()
        self._waiting.clear()
        asked = self._round
        page = row // PAGE_ROWS
        task = self._tasks.read(self._owner, self._reading(page))
        # Kept before it is started: it may answer at once.
        self._first = task
        task.then(partial(self._on_begun, asked, page)).ended(partial(self._on_first_ended, asked))
        task.start()

    def sort_by(self, sort: str | None) -> bool:
        """Sort by a column, the other way round when it is sorted by it already."""
        if sort is None:
            return False
        self.order = Order(sort, self.order.sort == sort and not self.order.descending)
        return True

    def _reading(self, page: int) -> Any:  # noqa: ANN401 - work of a task
        source, order = self.source, self.order

        def work(job: Job) -> ListPage[Any]:
            offset = page * PAGE_ROWS
            return source.page(
                job, order.sort, descending=order.descending, offset=offset, limit=PAGE_ROWS
            )

        return work

    def _on_begun(self, asked: int, page: int, answer: ListPage[Any]) -> None:
        if asked != self._round:
            return
        self._first = None
        if not answer.rows and answer.total and page:
            self.begin((answer.total - 1) // PAGE_ROWS * PAGE_ROWS)
            return
        self._table.fill(answer.total, page, answer.rows)
        self.filled.emit(page * PAGE_ROWS, answer)

    def _on_first_ended(self, asked: int) -> None:
        if asked == self._round and self._first is not None:
            self._first = None
            self.failed.emit()

    def _on_wanted(self, page: int) -> None:
        if self._first is not None:
            self._table.give_up(page)
            return
        self._waiting.append(page)
        self._soon.start()
        while len(self._waiting) > _MOST_WAITING:
            self._table.give_up(self._waiting.pop(0))

    def _go_on(self) -> None:
        while self._waiting and len(self._running) < _AT_ONCE:
            page = self._waiting.pop()
            task = self._tasks.read(self._owner, self._reading(page))
            self._running[page] = task
            task.then(partial(self._on_come, self._round, page))
            task.ended(partial(self._on_ended, self._round, page)).start()

    def _on_come(self, asked: int, page: int, answer: ListPage[Any]) -> None:
        if asked != self._round:
            return
        if answer.total != self._table.rowCount():
            self.begin(page * PAGE_ROWS)
            return
        self._table.put(page, answer.rows)

    def _on_ended(self, asked: int, page: int) -> None:
        if asked != self._round:
            return
        # A page that failed stays asked for, so that looking at it does not fail again and again.
        self._running.pop(page, None)
        self._go_on()
