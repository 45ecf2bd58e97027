"""An issued notice: how it stands, what to do with it, what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.services.notices import life
from desktop.views.notices.deeds import WORDS, Deeds
from desktop.views.notices.life_view import LifeView
from desktop.views.notices.photos import Photos
from desktop.views.notices.steps import StepLine, next_step
from desktop.views.notices.words import entry_words, stage_chip
from desktop.views.style import mark
from desktop.views.widgets import ChipLabel

if TYPE_CHECKING:
    from desktop.services.notices.life import NoticeRecord
    from desktop.views.desk import Desk

_COLUMNS: Final = 2
_PRESSING: Final = {
    NoticeStage.DUE: NoticeDeed.TAKEN_DOWN,
    NoticeStage.DOWN: NoticeDeed.ARCHIVED,
}


def pressing_deed(record: NoticeRecord) -> NoticeDeed | None:
    """What a person should do with a notice now; None: let it be."""
    if record.open_objections:
        return NoticeDeed.ANSWERED
    stage = record.entry.stage
    if stage is NoticeStage.ISSUED:
        return NoticeDeed.POSTED if record.entry.prints else NoticeDeed.PRINTED
    return _PRESSING.get(stage)


class NoticePane(QWidget):
    """Follows one notice; what it writes comes back to it through the books."""

    preview_asked = Signal(str)
    """The number of the notice to be looked at and printed."""
    shown = Signal(object)
    """The record that is told now."""

    def __init__(self, desk: Desk, *, previews: bool = True) -> None:
        super().__init__()
        self._desk, self._previews = desk, previews
        self._number = ""
        self.record: NoticeRecord | None = None
        self.number, self.what, self.words = QLabel(), QLabel(), QLabel()
        self.chip, self.steps, self.life = ChipLabel(), StepLine(), LifeView()
        self.open = QPushButton("预览和打印")
        self.buttons = {deed: QPushButton(words) for deed, words in WORDS.items()}
        self.back = QPushButton()
        self.photos, self.deeds = Photos(desk), Deeds(desk, self)
        self._lay_out()
        self.open.clicked.connect(lambda: self.preview_asked.emit(self._number))
        self.back.clicked.connect(self._on_back)
        for deed, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, deed=deed: self._on_deed(deed))
        desk.refresh.subscribe(self, [Book.NOTICES, Book.MONTHS], self.reload)

    def _lay_out(self) -> None:
        mark(self.number, kind="heading")
        mark(self.what, kind="muted")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.number, self.what, self.words):
            label.setWordWrap(True)
        grid = QGridLayout()
        shown = [self.open, *self.buttons.values(), self.back]
        for at, button in enumerate(shown):
            button.hide()
            grid.addWidget(button, at // _COLUMNS, at % _COLUMNS)
        self._grid, self._buttons = grid, shown
        title = QLabel("经过")
        mark(title, kind="heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        for part in (self.number, self.what, self.chip, self.steps, self.words):
            layout.addWidget(part)
        layout.addLayout(grid)
        layout.addLayout(self.deeds.place)
        layout.addWidget(self.photos)
        layout.addSpacing(8)
        layout.addWidget(title)
        layout.addWidget(self.life)
        layout.addStretch(1)

    def show_notice(self, number: str) -> None:
        """Tell of another notice."""
        if number != self._number:
            self.deeds.leave_form()
        self._number = number
        self.reload()

    def reload(self) -> None:
        """Read the notice anew."""
        number, session = self._number, self._desk.session
        if number:
            task = self._desk.tasks.read(self, lambda _job: life.record(session, number))
            task.then(self._on_read).start()

    def _on_read(self, record: NoticeRecord) -> None:
        entry = record.entry
        if entry.number != self._number:
            return
        self.record = record
        self.number.setText(entry.number + ("（更正公示）" if entry.correction else ""))
        self.what.setText(f"{entry.month.label} {entry.kind.label}")
        self.chip.set_chip(stage_chip(entry.stage))
        self.words.setText(entry_words(entry, self._desk.session.store.clock.today()))
        self.steps.show_next(next_step(entry))
        self.life.show_life(record)
        self.photos.show_photos(record)
        self._show_buttons(record)
        self.shown.emit(record)

    def _show_buttons(self, record: NoticeRecord) -> None:
        writes = self._desk.session.role is not Role.AUDITOR
        pressing = pressing_deed(record)
        self.open.setVisible(self._previews)
        mark(self.open, kind="primary" if pressing is NoticeDeed.PRINTED else "")
        for deed, button in self.buttons.items():
            button.setVisible(writes and deed in record.allowed)
            mark(button, kind="primary" if deed is pressing else "")
        last = record.taken_back_next
        self.back.setVisible(writes and last is not None)
        self.back.setText(f"取消{last.label}登记" if last else "")
        visible = [button for button in self._buttons if not button.isHidden()]
        for at, button in enumerate(visible):
            self._grid.addWidget(button, at // _COLUMNS, at % _COLUMNS)

    def _on_deed(self, deed: NoticeDeed) -> None:
        if self.record is not None:
            self.deeds.ask(self.record, deed)

    def _on_back(self) -> None:
        if self.record is not None:
            self.deeds.take_back(self.record)
