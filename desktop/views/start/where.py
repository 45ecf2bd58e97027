"""Third step: where the data lies; its work makes the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop.core.errors import SchoolError
from desktop.services.books import create
from desktop.services.places import look_at
from desktop.views.start.columns import FieldStep
from desktop.views.style import mark

if TYPE_CHECKING:
    from desktop.services.books import Created
    from desktop.services.places import DataPlace
    from desktop.views.messages import Messages
    from desktop.views.start.made import Making
    from desktop.views.tasks import Job, Task, Tasks

_PAUSE_MILLISECONDS = 300


class WhereStep(FieldStep):
    """A folder on this machine's own disk."""

    title = "数据放在哪里"
    created = Signal(object)
    """The data was made (Created)."""

    def __init__(self, tasks: Tasks, messages: Messages, making: Making) -> None:
        super().__init__(
            "放在这台电脑自己的硬盘上。不要放在网络共享盘或 U 盘；U 盘用来放备份。一般不用改。"
        )
        self._tasks = tasks
        self._messages = messages
        self._making = making
        self._place: DataPlace | None = None
        self.folder = QLineEdit(str(making.folder))
        self.add_field("数据文件夹", self.folder)
        self.said = QLabel()
        self.said.setWordWrap(True)
        mark(self.said, kind="muted")
        self.column.addWidget(self.said)
        self.choose = QPushButton("选择文件夹…")
        self.choose.clicked.connect(self._on_choose)
        self.column.addSpacing(8)
        self.column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._look)
        self.folder.textChanged.connect(self._on_typed)

    @property
    def next_words(self) -> str:
        """What the button says."""
        return "建立数据"

    @property
    def ready(self) -> bool:
        """Whether data may be made there."""
        return self._place is not None and self._making.created is None

    def enter(self) -> None:
        """Look at the place, for the first time or again."""
        self._look()

    def work(self) -> Task[Created] | None:
        """Make the data, outside of the GUI thread."""
        making = self._making
        unit, user, place = making.unit, making.user, self._place
        assert unit is not None  # noqa: S101 - the steps before have seen to it
        assert user is not None  # noqa: S101 - same
        assert place is not None  # noqa: S101 - it is ready

        def make(_job: Job) -> Created:
            return create(place.folder, unit, user)

        task = self._tasks.write(self, make).titled("正在建立数据…")
        return task.then(self._on_made)

    def _on_made(self, created: Created) -> None:
        self._making.created = created
        self.created.emit(created)

    def _on_choose(self) -> None:
        folder = self._messages.ask_folder(self, "数据放在哪个文件夹里", None)
        if folder is not None:
            inside = folder / "明册数据" if any(folder.iterdir()) else folder
            self.folder.setText(str(inside))

    def _on_typed(self) -> None:
        self._place = None
        self.said.clear()
        self.changed.emit()
        self._pause.start()

    def _look(self) -> None:
        text = self.folder.text().strip()
        if not text:
            return
        folder = Path(text).expanduser()
        task = self._tasks.read(self, lambda _job: look_at(folder))
        task.then(self._on_good).otherwise(self._on_bad).start()

    def _on_good(self, place: DataPlace) -> None:
        if str(place.folder) != str(Path(self.folder.text().strip()).expanduser()):
            return  # typed on meanwhile
        self._place = place
        self._making.folder = place.folder
        self.said.setText(place.sentence)
        self.changed.emit()

    def _on_bad(self, error: Exception) -> None:
        self._place = None
        if isinstance(error, SchoolError):
            self.say_wrong(error.sentence, self.folder)
        else:
            self._messages.say_crash(self, error)
        self.changed.emit()
