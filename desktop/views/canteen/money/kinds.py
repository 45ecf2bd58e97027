"""Which kind of money is to be entered: the first step of every entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.canteen import MoneyKind
from desktop.views.style import mark

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_GROUPS: Final = (
    (
        "收",
        (
            MoneyKind.PUPIL_FEE,
            MoneyKind.STAFF_FEE,
            MoneyKind.SUBSIDY,
            MoneyKind.MATCHING,
            MoneyKind.GUEST_FEE,
            MoneyKind.DONATION,
            MoneyKind.INTEREST,
            MoneyKind.OTHER_INCOME,
        ),
    ),
    (
        "付",
        (
            MoneyKind.SUPPLIER_PAYMENT,
            MoneyKind.EXPENSE,
            MoneyKind.PUPIL_REFUND,
            MoneyKind.STAFF_REFUND,
        ),
    ),
    ("存取和期初", (MoneyKind.DEPOSIT, MoneyKind.WITHDRAWAL, MoneyKind.OPENING)),
)


class KindsView(QWidget):
    """A button for each kind; arrows walk, Enter takes."""

    chosen = Signal(object)
    """The kind (MoneyKind)."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[MoneyKind, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for title, kinds in _GROUPS:
            words = QLabel(title)
            mark(words, kind="heading")
            layout.addWidget(words)
            grid = QGridLayout()
            grid.setSpacing(6)
            for at, kind in enumerate(kinds):
                # The heading says it, and two columns must fit a narrow pane.
                button = QPushButton(kind.label.removeprefix("收"))
                button.clicked.connect(lambda _checked=False, kind=kind: self.chosen.emit(kind))
                self.buttons[kind] = button
                grid.addWidget(button, at // 2, at % 2)
            layout.addLayout(grid)
        self.setFocusProxy(self.buttons[MoneyKind.PUPIL_FEE])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes the kind that has the keyboard."""
        held = self.focusWidget()
        if isinstance(held, QPushButton) and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            held.click()
        else:
            super().keyPressEvent(event)
