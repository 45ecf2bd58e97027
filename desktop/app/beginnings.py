"""What a machine without data is shown; loaded only then, because it brings half the program."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import SchoolError
from desktop.services.books import has_data
from desktop.views.start.first import FirstView
from desktop.views.start.keeping import FirstStartKeeping
from desktop.views.start.new_data import NewDataView
from desktop.views.start.restoring import RestoreView

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.app.core import Core
    from desktop.app.stage import Stage
    from desktop.services.session import Session
    from desktop.views.start.keeping import BegunData


class Beginnings(QObject):
    """The four ways to data, and where each of them leads."""

    entered = Signal(object)
    """The Session of open books."""
    chosen = Signal(object)
    """A folder with data to open."""

    def __init__(self, stage: Stage, core: Core) -> None:
        super().__init__(stage)
        self._stage = stage
        self._core = core
        self._keeping = FirstStartKeeping(core.preferences)
        self._keeping.failed.connect(self._on_not_kept)
        core.last.append(self._keeping.drain)

    def begin(self, refusal: SchoolError | None, folder: Path | None) -> None:
        """Show what comes first: the four ways, or the way that was not gone to its end."""
        begun = self._keeping.find()
        known = self._core.preferences.load().preferences.data_folder
        if begun is None or refusal is not None or folder is not None or known is not None:
            self.show_first(refusal, folder)
            return

        def look(_job: object) -> bool:
            return has_data(begun.path)

        task = self._core.tasks.read(self._stage.window, look)
        task.then(lambda there: self._go_on(begun, there=there)).start()

    def show_first(self, refusal: SchoolError | None = None, folder: Path | None = None) -> None:
        """Show the four ways, and why one is here; data that was refused may be tried again."""
        view = FirstView(self._core.tasks, self._core.messages, refusal)
        if refusal is not None and folder is not None:
            view.offer_again(folder)
        view.entered.connect(self.entered)
        view.chosen.connect(self.chosen)
        view.new_asked.connect(lambda: self._show_new(self._keeping.find()))
        view.restore_asked.connect(self._show_restore)
        self._stage.show_front(view)

    def _go_on(self, begun: BegunData, *, there: bool) -> None:
        if there:  # it was made, and the program ended before anybody came in
            self._keeping.forget()
            self.chosen.emit(begun.path)
        else:
            self._show_new(begun)

    def _show_new(self, begun: BegunData | None) -> None:
        view = NewDataView(self._core.tasks, self._core.messages, begun=begun)
        view.typed.connect(self._keeping.keep)
        view.made.connect(self._on_made)
        view.entered.connect(self.entered)
        view.left.connect(self._on_left)
        self._stage.show_front(view)

    def _on_made(self, session: Session) -> None:
        """Remember the data at once: its first user may never reach the last step."""
        self._keeping.forget()
        try:
            self._core.preferences.change(data_folder=session.folder, user_name=session.user_name)
        except SchoolError as error:
            self._core.messages.say(f"下次要重新选择数据文件夹：{error.sentence}")

    def _on_left(self) -> None:
        self._keeping.forget()
        self.show_first()

    def _on_not_kept(self, error: Exception) -> None:
        if isinstance(error, SchoolError):
            self._core.messages.say(f"填的内容暂时记不下来：{error.sentence}")
        else:
            self._core.messages.say_crash(self._stage.window, error)

    def _show_restore(self) -> None:
        view = RestoreView(self._core.tasks, self._core.messages)
        view.restored.connect(self.chosen)
        view.left.connect(partial(self.show_first, None))
        self._stage.show_front(view)
