"""The photos of a sheet on the wall: chosen, shown small, opened, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.core.changes import Changes
from desktop.core.errors import SchoolError
from desktop.core.labels import Role
from desktop.core.notices import NoticeStage
from desktop.services.attachments import read
from desktop.services.notices.photos import add_photo, remove_photo, small
from desktop.views.messages import open_outside
from desktop.views.notices.words import day_words, short_day
from desktop.views.style import current_tokens, icon, mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.services.notices.life import LifeLine, NoticeRecord
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_PATTERNS: Final = "照片 (*.jpg *.jpeg *.png)"
_COLUMNS: Final = 2
_MARGIN: Final = 6
_ROWS_HIGH: Final = 3
"""A photo is as high as so many lines of a table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping some photos: how many, and why the others were not."""

    count: int
    changes: Changes
    refused: tuple[str, ...]


def keep_photos(session: Session, number: str, paths: Sequence[Path], job: Job) -> Kept:
    """Keep photos one after another; one that is refused does not stop the others."""
    count, changes, refused = 0, Changes(), []
    for path in job.progress.walk("正在保存照片", paths, len(paths), every=1):
        try:
            changes |= add_photo(session, number, path)
            count += 1
        except SchoolError as error:
            refused.append(error.sentence if len(paths) == 1 else f"{path.name}：{error.sentence}")
    return Kept(count, changes, tuple(refused))


def ask_photos(desk: Desk, owner: QWidget, number: str) -> None:
    """Ask for photos of the hanging sheet, and keep them."""
    paths = desk.messages.ask_several(owner, "选择张贴后的照片", _PATTERNS)
    if not paths:
        return

    def tell(kept: Kept) -> None:
        if kept.count:
            desk.messages.say(f"已保存{kept.count}张照片")
        if kept.refused:
            desk.messages.say_error(owner, SchoolError("\n".join(kept.refused)))

    session = desk.session
    task = desk.tasks.write(owner, lambda job: keep_photos(session, number, paths, job))
    task.then(tell).titled("正在保存照片…").start()


class Picture(QPushButton):
    """A photo to click on, in a square of one size for all."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setIconSize(QSize(side, side))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        mark(self, kind="way")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The square with a margin; the sheet would make it lower."""
        return self.iconSize().grownBy(QMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: a photo is not made narrow."""
        return self.sizeHint()


class Photo(QWidget):
    """One photo; a click opens it, below it stands when it was taken in."""

    def __init__(self, line: LifeLine, side: int) -> None:
        super().__init__()
        self.line = line
        self.picture = Picture(side)
        self.picture.setAccessibleName(f"打开{day_words(line.day)}的张贴照片")
        self.picture.setToolTip("点开看大图")
        self.day = QLabel(short_day(line.day))
        mark(self.day, kind="small")
        self.remove = QPushButton("移除")
        self.remove.setAccessibleName(f"移除{day_words(line.day)}的张贴照片")
        mark(self.remove, kind="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.picture)
        layout.addWidget(self.day, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.remove, alignment=Qt.AlignmentFlag.AlignHCenter)

    def show_picture(self, content: bytes | None, ratio: float) -> None:
        """Show the photo; None: it cannot be read."""
        picture = QPixmap()
        if content is None or not picture.loadFromData(content):
            self.picture.setIcon(icon("warning"))
            self.picture.setToolTip("照片打不开")
            return
        picture.setDevicePixelRatio(ratio)
        self.picture.setIcon(QIcon(picture))


class Photos(QWidget):
    """The photos of one notice, the oldest first; nothing where there are none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._number = ""
        self._shown: tuple[LifeLine, ...] | None = None
        self.photos: list[Photo] = []
        title = QLabel("张贴照片")
        mark(title, kind="heading")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(_COLUMNS, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(title)
        layout.addLayout(self._grid)
        self.hide()

    def show_photos(self, record: NoticeRecord) -> None:
        """Show the photos of a notice; those that are shown already stay."""
        lines = tuple(line for line in record.life if line.photo is not None)
        self._number = record.entry.number
        if lines != self._shown:
            self._shown = lines
            self._fill(lines)
        self.setVisible(bool(lines))
        changeable = record.entry.stage is not NoticeStage.ARCHIVED
        writes = self._desk.session.role is not Role.AUDITOR
        for photo in self.photos:
            photo.remove.setVisible(changeable and writes)

    def _fill(self, lines: Sequence[LifeLine]) -> None:
        for photo in self.photos:
            self._grid.removeWidget(photo)
            photo.hide()
            photo.deleteLater()
        side = current_tokens().sizes.row * _ROWS_HIGH
        self.photos = [Photo(line, side) for line in lines]
        for at, photo in enumerate(self.photos):
            self._grid.addWidget(photo, at // _COLUMNS, at % _COLUMNS)
            photo.picture.clicked.connect(lambda _on=False, line=photo.line: self._open(line))
            photo.remove.clicked.connect(lambda _on=False, line=photo.line: self._remove(line))
        if self.photos:
            self._load(side)

    def _load(self, side: int) -> None:
        session, ratio, shown = self._desk.session, self.devicePixelRatioF(), self.photos
        wanted = [photo.line.photo for photo in shown]
        points = round(side * ratio)

        def work(_job: Job) -> list[bytes | None]:
            return [_small(session, photo, points) for photo in wanted if photo is not None]

        def show(found: list[bytes | None]) -> None:
            for photo, content in zip(shown, found, strict=True):
                if photo in self.photos:
                    photo.show_picture(content, ratio)

        self._desk.tasks.read(self, work).then(show).start()

    def _open(self, line: LifeLine) -> None:
        session, copies, photo = self._desk.session, self._desk.copies, line.photo
        if photo is not None:
            task = self._desk.tasks.read(self, lambda _job: copies.lay_out(read(session, photo)))
            task.then(open_outside).titled("正在打开照片…").start()

    def _remove(self, line: LifeLine) -> None:
        session, number, messages = self._desk.session, self._number, self._desk.messages
        sentence = f"要移除{day_words(line.day)}的这张照片吗？移除后“经过”里也不再有它。"
        if messages.ask(self, sentence, "移除", "不移除"):
            task = self._desk.tasks.write(
                self, lambda _job: remove_photo(session, number, line.event_id)
            )
            task.then(lambda _changes: messages.say("已移除照片")).start()


def _small(session: Session, photo: UUID, side: int) -> bytes | None:
    """A photo as it is shown; None where it is gone or damaged, which opening it says."""
    try:
        return small(session, photo, side)
    except SchoolError:
        return None
