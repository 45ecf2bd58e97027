"""The face of a form: what must be known first, the fields in their order, the save button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.views.forms.fields import FieldRow
from desktop.views.style import current_tokens, mark
from desktop.views.widgets import NoteEdit, ParsedEdit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop.views.forms.fields import Field, FieldState

_NAMED: Final = 2
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormSheet(QWidget):
    """Lays the fields out and walks through them; knows nothing of drafts and saving."""

    changed = Signal()
    save_asked = Signal()
    close_asked = Signal()

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__()
        self.rows = {field.name: FieldRow(field) for field in fields}
        self.save_button, self.close_button = QPushButton(), QPushButton("关闭")
        self.save_words, self.save_kind = "保存", "primary"
        self._saving = False
        self._above: QWidget | None = None
        self._top, self._grid = QVBoxLayout(), QGridLayout()
        self._scroll, self._scrolls = QScrollArea(), True
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._fields())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(self._foot())
        for row in self.rows.values():
            row.changed.connect(self._on_row_changed)
        self.speak()

    def states(self) -> dict[str, FieldState]:
        """What every field holds."""
        return {name: row.state() for name, row in self.rows.items()}

    def missing(self) -> list[str]:
        """The titles of fields that must be filled and are not."""
        return [row.field.title for row in self.rows.values() if row.is_missing]

    def wrong(self) -> list[str]:
        """The titles of fields that hold something wrong."""
        return [row.field.title for row in self.rows.values() if row.problem()]

    def lead_to_fault(self) -> None:
        """Say everything that is missing or wrong, and go to the first of it."""
        faulty = [row for row in self.rows.values() if row.is_missing or row.problem()]
        for row in faulty:
            row.touch()
        if faulty:
            self.go_to(faulty[0])

    def go_to(self, row: FieldRow) -> None:
        """Put the focus into a field and make it seen."""
        row.widget.setFocus(Qt.FocusReason.TabFocusReason)
        around = row.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(row)

    def set_above(self, part: QWidget | None) -> None:
        """Show something above the fields, in place of what is there."""
        if self._above is not None:
            self._above.hide()
            self._top.removeWidget(self._above)
            self._above.deleteLater()
        self._above = part
        if part is not None:
            self._top.addWidget(part)
            part.show()
            if self._scrolls:
                self._scroll.verticalScrollBar().setValue(0)

    def stand_in_column(self, save: str, width: int) -> None:
        """Stand among other parts in a column that scrolls, instead of scrolling by itself."""
        self.save_words = save
        box = self._scroll.takeWidget()
        box.setAutoFillBackground(False)  # the scroll area had it painted
        column = self.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101 - made above
        column.replaceWidget(self._scroll, box)
        self._scroll.deleteLater()
        self._scrolls = False
        box.show()
        for row in self.rows.values():
            row.widget.setMaximumWidth(width)
        self._grid.setColumnMinimumWidth(0, current_tokens().sizes.space * 12)
        self.close_button.setText("不改了")
        self.close_button.hide()
        self.speak()

    def set_readonly(self) -> None:
        """Let everything be read and nothing be typed."""
        for row in self.rows.values():
            row.widget.setEnabled(False)
        self.save_button.hide()
        self.close_button.hide()

    def set_saving(self, *, saving: bool) -> None:
        """Show that the form is being saved; the fields stay open."""
        self._saving = saving
        self.speak()

    def speak(self) -> None:
        """Let the save button say what it would do."""
        missing, wrong = self.missing(), self.wrong()
        words = self.save_words
        if self._saving:
            words = "正在保存…"
        elif missing:
            words = f"还缺{_some(missing)}"
        elif wrong:
            words = f"请改正{_some(wrong)}"
        self.save_button.setText(words)
        self.save_button.setEnabled(not self._saving)
        self.save_button.setToolTip("Ctrl+S")
        mark(self.save_button, kind="" if missing or wrong else self.save_kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter walks on to the next field, behind the last one to the save button."""
        if event.key() not in _ENTER or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        if self.save_button.hasFocus():
            self.save_button.click()
            return
        here = next((row for row in self.rows.values() if _holds_focus(row)), None)
        if here is None or _is_composing(here.widget):
            super().keyPressEvent(event)
            return
        self._walk_on(here)

    def _walk_on(self, here: FieldRow) -> None:
        rows = list(self.rows.values())
        behind = rows[rows.index(here) + 1 :]
        following = next((row for row in behind if row.widget.isEnabled()), None)
        if following is not None:
            self.go_to(following)
        else:
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _fields(self) -> QWidget:
        # What must be known first scrolls with the fields: it may be long, and the pane low.
        box = QWidget()
        around = QVBoxLayout(box)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(self._top)
        grid = self._grid
        around.addLayout(grid, 1)
        space, control = current_tokens().sizes.space, current_tokens().sizes.control
        grid.setContentsMargins(space, space, space, space)
        grid.setHorizontalSpacing(space)
        grid.setVerticalSpacing(space // 4)
        grid.setColumnStretch(1, 1)
        top_right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        for row in self.rows.values():
            if row.field.section:
                grid.addWidget(_heading(row.field.section), grid.rowCount(), 0, 1, 2)
            at = grid.rowCount()
            row.title.setFixedHeight(control)
            grid.addWidget(row.title, at, 0, top_right)
            grid.addWidget(row, at, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        return box

    def _foot(self) -> QHBoxLayout:
        self.save_button.clicked.connect(lambda _checked=False: self.save_asked.emit())
        self.close_button.clicked.connect(lambda _checked=False: self.close_asked.emit())
        self.close_button.setToolTip("Esc")
        foot = QHBoxLayout()
        space = current_tokens().sizes.space
        foot.setContentsMargins(space, space, space, space)
        foot.addWidget(self.save_button)
        foot.addWidget(self.close_button)
        foot.addStretch(1)
        return foot

    def _on_row_changed(self) -> None:
        self.changed.emit()
        self.speak()

    def take(self, states: Mapping[str, FieldState]) -> None:
        """Put states into their fields; fields that are not named stay as they are."""
        for name, state in states.items():
            if name in self.rows:
                self.rows[name].set_state(state)

    def untouch(self) -> None:
        """Say nothing of what is missing until the person has been there."""
        for row in self.rows.values():
            row.untouch()
        self.speak()


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    mark(label, kind="heading")
    return label


def _some(titles: Sequence[str]) -> str:
    """A few titles: 姓名、日期等 3 项."""
    named = "、".join(titles[:_NAMED])
    return named if len(titles) <= _NAMED else f"{named}等 {len(titles)} 项"


def _holds_focus(row: FieldRow) -> bool:
    return row.widget.hasFocus() or any(part.hasFocus() for part in row.findChildren(QWidget))


def _is_composing(widget: QWidget) -> bool:
    """Enter belongs to the input method, or to a note with several lines."""
    return (isinstance(widget, ParsedEdit) and widget.composing) or isinstance(widget, NoteEdit)
