"""The places on the left, each with the number of what waits there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.views.style import current_tokens, icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from desktop.views.pages import PageKind

_COUNT: Final = Qt.ItemDataRole.UserRole + 1
_MOST: Final = 99
_GIVEN_UP: Final = 28


class Sidebar(QListWidget):
    """A list of places; nothing else in the window navigates."""

    chosen = Signal(str)
    _narrow = False

    def __init__(self, kinds: Sequence[PageKind]) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setProperty("kind", "places")
        self.setAccessibleName("去处")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_PlaceDelegate(self))
        self._kinds = tuple(kinds)
        for number, kind in enumerate(self._kinds, start=1):
            item = QListWidgetItem(kind.title)
            item.setToolTip(f"Ctrl+{number}")
            self.addItem(item)
        self._dress()
        self.currentRowChanged.connect(self._on_row)

    def show_place(self, name: str) -> None:
        """Mark the place where one is, without going there."""
        names = [kind.name for kind in self._kinds]
        self.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.setCurrentRow(names.index(name))
        self.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.viewport().update()

    def set_count(self, name: str, count: int) -> None:
        """Say how much waits at a place; nothing is shown for none."""
        for row, kind in enumerate(self._kinds):
            if kind.name == name:
                item = self.item(row)
                item.setData(_COUNT, count)
                said = f"{kind.title}，{count} 项等着办" if count else kind.title
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said)

    def count_of(self, name: str) -> int:
        """How much waits at a place, as it is shown."""
        row = [kind.name for kind in self._kinds].index(name)
        return int(self.item(row).data(_COUNT) or 0)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take icons and width anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        sizes = current_tokens().sizes
        self.setFixedWidth(sizes.side - (_GIVEN_UP if self._narrow else 0))
        self.setIconSize(QSize(sizes.icon, sizes.icon))
        for row, kind in enumerate(getattr(self, "_kinds", ())):
            item = self.item(row)
            if item is not None:
                item.setIcon(icon(kind.icon, "muted"))

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave what room can be spared to the page, where the window is small."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._dress()

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._kinds[row].name)


class _PlaceDelegate(QStyledItemDelegate):
    """Draws the number of what waits as a pill at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the place as the style sheet says, then the number."""
        super().paint(painter, option, index)
        count = index.data(_COUNT)
        if not count:
            return
        worn = current_tokens()
        text = str(count) if count <= _MOST else f"{_MOST}+"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(worn.sizes.small)
        painter.setFont(font)
        height = worn.sizes.small + 6
        width = max(height, painter.fontMetrics().horizontalAdvance(text) + 10)
        room: QRect = option.rect  # type: ignore[attr-defined]
        pill = QRect(0, 0, width, height)
        pill.moveCenter(room.center())
        pill.moveRight(room.right() - worn.sizes.space)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(worn.colours.accent))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(worn.colours.on_accent))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
