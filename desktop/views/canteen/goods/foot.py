"""The edges of a sheet of goods: its title with the way back, its foot with what it comes to."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.views.style import icon, mark


class SheetTitle(QWidget):
    """What is entered, the way back, and that something was left unsaved."""

    def __init__(self) -> None:
        super().__init__()
        self.back = QPushButton(icon("back"), "返回")
        self.back.setToolTip("Esc；写了的会留着")
        self.words = QLabel()
        mark(self.words, kind="heading")
        self.anew = QPushButton("上次没有记账的内容还在，清空重填")
        mark(self.anew, kind="link")
        self.anew.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.back)
        layout.addWidget(self.words)
        layout.addStretch(1)
        layout.addWidget(self.anew)


class SheetFoot(QWidget):
    """What it comes to, what can be added on the spot, and what can be done."""

    def __init__(self) -> None:
        super().__init__()
        self.total, self.book, self.keep = QLabel(), QPushButton("记账"), QPushButton("存为草稿")
        mark(self.total, kind="heading")
        mark(self.book, kind="primary")
        self.book.setToolTip("Ctrl+Enter；记账以后只能用红字冲销")
        self.keep.setToolTip("Ctrl+S；不进库存，可以接着改")
        self.keep.hide()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.total)
        self.row.addStretch(1)
        self.row.addWidget(self.keep)
        self.row.addWidget(self.book)

    def add_link(self, words: str) -> QPushButton:
        """Add something that can be entered on the spot."""
        button = QPushButton(words)
        mark(button, kind="link")
        self.row.insertWidget(self.row.count() - 2, button)
        return button

    def tell(self, total: str, missing: list[str], words: str = "记账") -> None:
        """Say what it comes to, and on the button what is missing."""
        named = "、".join(missing[:2]) + (f"等 {len(missing)} 项" if len(missing) > 2 else "")  # noqa: PLR2004 - as forms do
        self.total.setText(total)
        self.book.setText(f"还缺{named}" if missing else words)
        mark(self.book, kind="" if missing else "primary")
