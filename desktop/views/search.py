"""The box on top (Ctrl+K): any person or document while one types; Enter opens what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.services.search import Hit, Hits, search
from desktop.views.style import current_tokens, icon

if TYPE_CHECKING:
    from typing import Any

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from desktop.views.desk import Desk
    from desktop.views.tasks import Task

PAUSE: Final = 60
"""Milliseconds after a key; while the books are being asked, only the newest text waits."""
_HIT: Final = Qt.ItemDataRole.UserRole
_DETAIL: Final = Qt.ItemDataRole.UserRole + 1
_LONGEST: Final = 60
_WIDEST: Final = 560
_NARROWEST: Final = 260
_LEAST: Final = 150
"""Width of the field on a small screen; the answers are wider."""
_MOST_LINES: Final = 14
_MARGIN: Final = 10


class SearchBox(QLineEdit):
    """A field with a list of answers below it.

    typing → asked → answered: the list opens; an answer to an older text is dropped.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("searchBox")
        self._desk = desk
        self._running: Task[Hits] | None = None
        self._answered = ""
        self.setPlaceholderText("找人、找单据 (Ctrl+K)")
        self.setAccessibleName("找人、找单据")
        self.setClearButtonEnabled(True)
        self.setMaxLength(_LONGEST)
        self.setMinimumWidth(_LEAST)
        self._picture = QAction(self)
        self.addAction(self._picture, QLineEdit.ActionPosition.LeadingPosition)
        self.answers = Answers(self)
        self.answers.itemClicked.connect(self._open)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._ask)
        self.textChanged.connect(lambda _text: self._timer.start())
        self._draw()

    @property
    def answered(self) -> str:
        """The text that the answers are to."""
        return self._answered

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Up and Down walk the answers, Enter opens one, Esc closes."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.answers.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.answers.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.answers.hide()
            self.clear()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select what was typed before, so that typing begins anew."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The answers go with the cursor."""
        super().focusOutEvent(event)
        self.answers.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the icon of a new look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setIcon(icon("search", "muted"))

    def _ask(self) -> None:
        text = self.text().strip()
        if not text:
            self._answered = ""
            self.answers.hide()
            return
        if self._running is not None or text == self._answered:
            return
        session = self._desk.session
        task = self._desk.tasks.find(self, lambda _job: search(session, text))
        self._running = task
        task.then(lambda hits: self._on_found(text, hits)).ended(self._on_ended).start()

    def _on_found(self, text: str, hits: Hits) -> None:
        self._answered = text
        if text == self.text().strip() and self.hasFocus():
            self.answers.show_hits(hits)

    def _on_ended(self) -> None:
        self._running = None
        if self.text().strip() != self._answered:
            self._timer.start()

    def _open(self, item: QListWidgetItem | None) -> None:
        hit = item.data(_HIT) if item is not None and self.answers.isVisible() else None
        if not isinstance(hit, Hit):
            return
        self.answers.hide()
        self.clear()
        self._desk.place.open(hit.page, hit.record)


class Answers(QListWidget):
    """The list below the field; it lies over the window and never takes the cursor."""

    def __init__(self, field: SearchBox) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("searchAnswers")
        self.setAccessibleName("找到的人和单据")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(HitPainter(self))
        self.setUniformItemSizes(True)
        self.hide()

    def show_hits(self, hits: Hits) -> None:
        """Show answers, the first one chosen."""
        self.clear()
        self._add("学生", hits.pupils, "还有更多，再多打一个字" if hits.more else "")
        self._add("教职工", hits.staff)
        self._add("单据", hits.documents)
        if not self.count():
            self._say("没有找到", "换一个字、拼音或号码再试")
        self.setCurrentRow(-1)
        self.step(1)
        self._place()

    def step(self, by: int) -> None:
        """Go to the next answer, past the headings."""
        row = self.currentRow() + by
        while 0 <= row < self.count():
            if self.item(row).data(_HIT) is not None:
                self.setCurrentRow(row)
                self.scrollToItem(self.item(row))
                return
            row += by

    def _add(self, heading: str, hits: tuple[Hit, ...], more: str = "") -> None:
        if not hits:
            return
        self._say(heading, more)
        for hit in hits:
            item = QListWidgetItem(hit.title)
            item.setData(_HIT, hit)
            item.setData(_DETAIL, hit.detail)
            self.addItem(item)

    def _say(self, words: str, detail: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(_DETAIL, detail)
        self.addItem(item)

    def _place(self) -> None:
        """Lie over the window, below the field."""
        window, field = self._field.window(), self._field
        if self.parentWidget() is not window:
            self.setParent(window)
            window.installEventFilter(self)
        row = current_tokens().sizes.row
        width = min(max(field.width(), _NARROWEST), _WIDEST)
        height = min(self.count(), _MOST_LINES) * row + 2 * self.frameWidth() + 2
        corner = field.mapTo(window, QPoint(0, field.height() + 2))
        room = window.height() - corner.y() - _MARGIN
        left = min(corner.x(), window.width() - width - _MARGIN)
        self.setGeometry(QRect(left, corner.y(), width, min(height, room)))
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay below the field when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


class HitPainter(QStyledItemDelegate):
    """The title at the left, what tells it from others at the right."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As high as the row of a table."""
        return QSize(_NARROWEST, current_tokens().sizes.row)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one answer or heading."""
        super().paint(painter, option, index)
        full: Any = option  # the types of Qt leave inherited fields out
        room = full.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        colours, detail = current_tokens().colours, str(index.data(_DETAIL) or "")
        title, middle = str(index.data() or ""), Qt.AlignmentFlag.AlignVCenter
        answer = index.data(_HIT) is not None
        painter.save()
        painter.setFont(full.font)
        painter.setPen(QColor(colours.text if answer else colours.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, title)
        used = full.fontMetrics.horizontalAdvance(title) + 2 * _MARGIN
        rest = room.adjusted(used, 0, 0, 0)
        words = full.fontMetrics.elidedText(detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.setPen(QColor(colours.muted))
        painter.drawText(rest, Qt.AlignmentFlag.AlignRight | middle, words)
        painter.restore()

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Let the style draw the ground only."""
        super().initStyleOption(option, index)
        full: Any = option
        full.text = ""
