"""The class that is open in a grid: reading it, keeping what is typed as a draft, saving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.core.labels import Role
from desktop.views.typed_table import Typed, TypedTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job, Task

G = TypeVar("G")
S = TypeVar("S")
"""What is read of the school beside the class."""


T = TypeVar("T", bound=Typed)


class OpenedClass(QObject, Generic[S, G, T]):
    """The class on the screen, for a widget that shows it. Subclasses say what is read and written.

    Leaving a class asks nothing: what was typed stays as its draft and stands there again when the
    class is opened the next time, be it after a crash.
    """

    school_read = Signal()
    """The classes are known, and the class stands in the table."""
    restored = Signal(int)
    """So much of a draft was typed again."""
    saving_changed = Signal()
    saved = Signal(object)
    """What was written."""

    def __init__(self, desk: Desk, owner: QWidget, table: TypedTable[T]) -> None:
        super().__init__(owner)
        self._desk, self._owner, self._table = desk, owner, table
        self.school: S | None = None
        self.is_saving = False
        self._reading: Task[Any] | None = None
        table.writable = desk.session.role is not Role.AUDITOR
        table.edited.connect(self._on_edited)

    @property
    def ready(self) -> bool:
        """There is something to save, and it is not being saved."""
        typed = self._table.typed
        return typed is not None and typed.dirty and not self.is_saving

    def read(self) -> None:
        """Read the school and the open class again; what is typed stays."""
        if self._reading is not None:
            self._reading.cancel()
        task = self._desk.tasks.read(self._owner, self._read_work()).then(self._on_read)
        self._reading = task
        task.ended(lambda: self._on_reading_ended(task)).start()

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Write what is typed, in the background."""
        typed = self._table.typed
        if typed is None or not self.ready:
            return
        name, kept = self._draft_name(typed.grid), typed.draft()

        def on_saved(done: object) -> None:
            if self._desk.drafts.find(name) == kept:
                self._desk.drafts.forget(name)
            self.saved.emit(done)
            if then is not None:
                then()

        self._set_saving(on=True)
        task = self._desk.tasks.write(self._owner, self._write_work(typed)).then(on_saved)
        task.ended(self._on_saving_ended).start()

    def discard(self) -> None:
        """Let go of what is typed for the open class."""
        typed = self._table.typed
        if typed is not None:
            self._table.show_class(self._typed(typed.grid))

    def _read_work(self) -> Callable[[Job], tuple[S, G | None]]:
        """What reads the school and the class that is wanted."""
        raise NotImplementedError

    def _write_work(self, typed: T) -> Callable[[Job], object]:
        """What writes that which is typed now."""
        raise NotImplementedError

    def _opened(self, grid: G) -> None:
        """Note which class was read."""
        raise NotImplementedError

    def _typed(self, grid: G) -> T:
        """A class over which nothing is typed yet."""
        raise NotImplementedError

    def _draft_name(self, grid: G) -> str:
        """Under which name what is typed for a class is kept; one name means one class."""
        raise NotImplementedError

    def _may_type(self, grid: G) -> bool:
        """Whether the class can be typed into now: else its draft stays for another time."""
        raise NotImplementedError

    def _on_reading_ended(self, task: Task[Any]) -> None:
        if self._reading is task:
            self._reading = None

    def _on_read(self, found: tuple[S, G | None]) -> None:
        self.school, grid = found
        if grid is None:
            self._table.show_class(None)
        else:
            self._opened(grid)
            self._show(grid)
        self.school_read.emit()

    def _show(self, grid: G) -> None:
        typed, name = self._table.typed, self._draft_name(grid)
        if typed is not None and self._draft_name(typed.grid) == name:
            self._table.rebase(grid)
            return
        fresh, draft = self._typed(grid), self._desk.drafts.find(name)
        count = fresh.take_draft(draft) if draft and self._may_type(grid) else 0
        self._table.show_class(fresh)
        if count:
            self.restored.emit(count)

    def _on_edited(self) -> None:
        """Keep what is typed, or let go of the draft when nothing is."""
        typed = self._table.typed
        if typed is None or not self._may_type(typed.grid):
            return
        name = self._draft_name(typed.grid)
        if typed.dirty:
            self._desk.drafts.keep(name, typed.draft())
        elif self._desk.drafts.find(name) is not None:
            self._desk.drafts.forget(name)

    def _on_saving_ended(self) -> None:
        self._set_saving(on=False)
        # A refusal or a conflict: show how things stand now. After a success nothing differs.
        if self._table.typed is not None and self._table.typed.dirty:
            self.read()

    def _set_saving(self, *, on: bool) -> None:
        self.is_saving = on
        self.saving_changed.emit()
