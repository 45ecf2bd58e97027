"""The line over the sheets: pages, zoom, and where the paper goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from desktop.views.preview.zoom import STEPS, Fit, Zoom, free
from desktop.views.style import icon, mark

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QResizeEvent

_NARROWEST: Final = 420
_WIDE: Final = 560
_KEYS: Final = {Fit.WIDTH: "2", Fit.PAGE: "3"}


class Bar(QFrame):
    """Says which page and how large; its buttons ask, the preview does."""

    zoomed = Signal(object)
    stepped = Signal(int)
    """Smaller (-1) or larger (1)."""
    turned = Signal(int)
    """To the page before (-1) or after (1)."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.before = self._tool("up", "上一页 (Ctrl+↑)")
        self.after = self._tool("down", "下一页 (Ctrl+↓)")
        self.page = QLabel()
        self.smaller = self._tool("less", "缩小 (-)")
        self.larger = self._tool("add", "放大 (+)")
        self.zoom = QToolButton()
        self.zoom.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.zoom.setToolTip("显示大小")
        self.zoom.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.zoom.setMenu(self._zooms())
        self.excel = QPushButton(icon("export"), "Excel")
        self.save = QPushButton(icon("file"), "PDF")
        self.print = QPushButton("打印")
        self._print_tone = "text"
        self.print.setToolTip("打印 (Ctrl+P)")
        self.save.setToolTip("存为 PDF (Ctrl+S)")
        self.excel.setToolTip("存为 Excel")
        for button in (self.save, self.excel):
            button.setAccessibleName(button.toolTip().partition(" (")[0])
        self.setMinimumWidth(_NARROWEST)
        self.excel.hide()
        self._lay_out()
        self.say_print("打印", primary=True)
        self.before.clicked.connect(lambda: self.turned.emit(-1))
        self.after.clicked.connect(lambda: self.turned.emit(1))
        self.smaller.clicked.connect(lambda: self.stepped.emit(-1))
        self.larger.clicked.connect(lambda: self.stepped.emit(1))

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 4, 4, 4)
        line.setSpacing(4)
        for part in (self.before, self.page, self.after):
            line.addWidget(part)
        line.addSpacing(8)
        for part in (self.smaller, self.zoom, self.larger):
            line.addWidget(part)
        line.addStretch(1)
        for button in (self.excel, self.save, self.print):
            line.addWidget(button)

    def chain_behind(self, before: QWidget) -> None:
        """Let Tab walk over all of its parts when it has left another one."""
        tools = (self.before, self.after, self.smaller, self.zoom, self.larger)
        for part in (*tools, self.excel, self.save, self.print):
            QWidget.setTabOrder(before, part)
            before = part

    def _tool(self, name: str, words: str) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(name))
        made.setToolTip(words)
        made.setAccessibleName(words.partition(" ")[0])
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _zooms(self) -> QMenu:
        menu = QMenu(self)
        for fit, keys in _KEYS.items():
            menu.addAction(f"{fit.value}\t{keys}", lambda fit=fit: self.zoomed.emit(Zoom(fit)))
        menu.addSeparator()
        for step in STEPS:
            menu.addAction(f"{step:.0%}", lambda step=step: self.zoomed.emit(free(step)))
        return menu

    def show_page(self, page: int, pages: int) -> None:
        """Say which page is looked at, counted from 0."""
        self.page.setText(f"{page + 1} / {pages} 页" if pages else "")
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page + 1 < pages)

    def show_zoom(self, zoom: Zoom, factor: float) -> None:
        """Say how large the pages are."""
        self.zoom.setText(zoom.fit.value or f"{factor:.0%}")
        self.zoom.setAccessibleName(f"显示大小：{self.zoom.text()}")

    def say_print(self, words: str, *, primary: bool) -> None:
        """What the print button says, and whether it is what the page is for."""
        self.print.setText(words)
        mark(self.print, kind="primary" if primary else "")
        self._print_tone = "on_accent" if primary else "text"
        self.retone()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out what keys and wheel do as well, where there is little room."""
        super().resizeEvent(event)
        wide = event.size().width() >= _WIDE
        for part in (self.before, self.after, self.smaller, self.larger):
            part.setVisible(wide)

    def retone(self) -> None:
        """Take the icons in the colours of the day."""
        tools: tuple[tuple[QToolButton | QPushButton, QIcon], ...] = (
            (self.before, icon("up")),
            (self.after, icon("down")),
            (self.smaller, icon("less")),
            (self.larger, icon("add")),
            (self.excel, icon("export")),
            (self.save, icon("file")),
            (self.print, icon("print", self._print_tone)),
        )
        for button, picture in tools:
            button.setIcon(picture)
