"""What to do when a record was changed while its form was open: field by field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from desktop.core.errors import SchoolError
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

CHANGED: Final = "record.changed"
"""The key of the `Confirmable` with which a service says that the record has changed."""
_NOTHING: Final = "（空）"


class ChangedMeanwhileError(SchoolError):
    """The record is not any more what the form began with."""

    def __init__(self, now: object) -> None:
        super().__init__("这条记录刚被改过，没有保存。请对照后再保存。")
        self.now = now


class Fate(Enum):
    """What became of a field on both sides."""

    SAME = "same"
    """Neither side, or both alike, changed it."""
    MINE = "mine"
    """Only the form did."""
    THEIRS = "theirs"
    """Only somebody else did."""
    BOTH = "both"
    """Each wrote something else: the person must choose."""


def fate_of(base: object, now: object, mine: object) -> Fate:
    """What became of a value that was `base`, is `now` in the books, and `mine` in the form."""
    if now == base:
        return Fate.SAME if mine == base else Fate.MINE
    if mine == now:
        return Fate.SAME
    return Fate.THEIRS if mine == base else Fate.BOTH


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed, in words."""

    name: str
    title: str
    base: str
    now: str
    mine: str
    fate: Fate


class ConflictPanel(QFrame):
    """Shows old and new values; where both sides wrote, the person chooses one.

    Nothing is saved by it: the choice goes into the form, which may then be saved.
    """

    decided = Signal(object)
    """The names of the fields whose value in the books is taken into the form, as a frozenset."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__()
        mark(self, kind="banner-warning")
        self._theirs = {d.name for d in differences if d.fate is Fate.THEIRS}
        self.choices: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        self._groups: list[QButtonGroup] = []
        self.button = QPushButton("照这样填到表里")
        self.button.clicked.connect(lambda _checked=False: self._on_decided())
        layout = QVBoxLayout(self)
        head = QLabel("您填写的时候，这条记录在别处改过。请逐项看一看：")
        head.setWordWrap(True)
        layout.addWidget(head)
        for difference in differences:
            layout.addLayout(self._lines(difference))
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        layout.addLayout(row)
        self._enable()

    def begin(self) -> None:
        """Put the keyboard on the first choice, or on the button where there is none."""
        first = next((mine for mine, _ in self.choices.values()), None)
        (first or self.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _lines(self, difference: Difference) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(2)
        title = QLabel(difference.title)
        mark(title, kind="muted")
        lines.addWidget(title)
        old, new = difference.base or _NOTHING, difference.now or _NOTHING
        moved = QLabel(f"原来是 {old}，现在是 {new}。")
        moved.setWordWrap(True)
        lines.addWidget(moved)
        if difference.fate is Fate.BOTH:
            self._choice(lines, difference)
        return lines

    def _choice(self, lines: QVBoxLayout, difference: Difference) -> None:
        mine = QRadioButton(f"用我填的：{difference.mine or _NOTHING}")
        theirs = QRadioButton(f"用现在的：{difference.now or _NOTHING}")
        group = QButtonGroup(self)
        for button in (mine, theirs):
            button.setAccessibleName(f"{difference.title}，{button.text()}")
            button.toggled.connect(lambda _on: self._enable())
            group.addButton(button)
            lines.addWidget(button)
        self._groups.append(group)
        self.choices[difference.name] = (mine, theirs)

    def _enable(self) -> None:
        """Everything must be chosen: neither side is taken silently."""
        open_choices = [g for g in self._groups if g.checkedButton() is None]
        self.button.setEnabled(not open_choices)

    def _on_decided(self) -> None:
        chosen = {name for name, (_, theirs) in self.choices.items() if theirs.isChecked()}
        self.decided.emit(frozenset(self._theirs | chosen))
