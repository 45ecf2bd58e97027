"""A pane that shows one record, and in its place a form about it until that is saved or closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.views.style import mark
from desktop.views.widgets import ChipLabel
from desktop.views.widgets.keyboard import give_keyboard, holds_keyboard, keyboard_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.desk import Desk
    from desktop.views.forms import Form
    from desktop.views.widgets import Chip

NOTHING: Final = "—"


class RecordPane(QWidget):
    """Shows content, or a form over it."""

    closing = Signal()
    """The person wants the pane shut."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.desk = desk
        self.form: Form[Any, Any] | None = None
        self._content: QWidget | None = None
        self._form_box: QWidget | None = None
        self._opened_by = ""
        """The name of the button behind which the form was."""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 0, 4, 0)

    def show_content(self, content: QWidget) -> None:
        """Show a record in place of the one before; a form that is open stays open."""
        held = holds_keyboard(self._content)
        self.forget()
        self._content = content
        # First into its place: without a parent it would be a window.
        self._layout.insertWidget(0, content)
        content.setVisible(self.form is None)
        if held:
            give_keyboard(content, self._opened_by)

    def open_form(self, title: str, form: Form[Any, Any], told: str = "") -> None:
        """Open a form in place of the record, with what should be known of it."""
        self.drop_form()
        if holds_keyboard(self._content):
            self._opened_by = keyboard_name()
        form.closed.connect(self.close_form)
        form.saved.connect(self._on_saved)
        # It scrolls by itself: what it would like to be must not stretch the pane.
        form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._form_box = QWidget()
        box = QVBoxLayout(self._form_box)
        box.setContentsMargins(0, 0, 0, 0)
        for text, kind in ((title, "heading"), (told, "small")):
            if text:
                words = QLabel(text)
                words.setWordWrap(True)
                mark(words, kind=kind)
                box.addWidget(words)
        box.addWidget(form, 1)
        self._layout.addWidget(self._form_box)
        # At once: the keyboard goes to it now.
        self._form_box.show()
        if self._content is not None:
            self._content.hide()
        self.form = form
        form.setFocus()

    def close_form(self) -> None:
        """Go back to the record, or shut the pane where there is none."""
        self.drop_form()
        if self._content is None:
            self.closing.emit()

    def drop_form(self) -> None:
        """Take the form away; a record that stands behind it is seen again."""
        if self.form is None or self._form_box is None:
            return
        self.form = None
        held = holds_keyboard(self._form_box)
        self._layout.removeWidget(self._form_box)
        self._form_box.hide()
        self._form_box.deleteLater()
        self._form_box = None
        if self._content is not None:
            self._content.show()
            if held:
                give_keyboard(self._content, self._opened_by)

    def forget(self) -> None:
        """Show nobody."""
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
            self._content = None

    def _on_saved(self, _result: object) -> None:
        self.drop_form()


def head(pane: RecordPane, title: str, chip: Chip | None) -> QHBoxLayout:
    """What a record is called, how it stands, and the button that shuts the pane."""
    name = QLabel(title)
    name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    name.setWordWrap(True)
    mark(name, kind="heading")
    close = QPushButton("关闭")
    mark(close, kind="link")
    close.clicked.connect(pane.closing)
    line = QHBoxLayout()
    line.addWidget(name, 1)
    if chip is not None:
        line.addWidget(ChipLabel(chip))
    line.addWidget(close)
    return line


def facts() -> QFormLayout:
    """A layout of facts by their titles."""
    form = QFormLayout()
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(6)
    return form


def fact(text: str) -> QLabel:
    """A fact, or that it is not known."""
    label = QLabel(text or NOTHING)
    label.setWordWrap(True)
    return label


def rule() -> QFrame:
    """A line between two parts."""
    line = QFrame()
    mark(line, kind="line")
    return line


def told(text: str, *actions: tuple[str, Callable[[], object]], faint: bool = False) -> QHBoxLayout:
    """A line of a story, and what can be done about it."""
    label = QLabel(text)
    label.setWordWrap(True)
    if faint:
        mark(label, kind="muted")
    line = QHBoxLayout()
    line.addWidget(label, 1)
    for words, do in actions:
        button = QPushButton(words)
        mark(button, kind="link")
        button.clicked.connect(lambda _checked=False, do=do: do())
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return line


def section(title: str, *actions: tuple[str, Callable[[], object]]) -> QHBoxLayout:
    """The heading of a part, and what can be entered there."""
    words = QLabel(title)
    mark(words, kind="heading")
    line = QHBoxLayout()
    line.addWidget(words, 1)
    for name, do in actions:
        button = QPushButton(name)
        button.setObjectName(f"{title}：{name}")
        button.clicked.connect(lambda _checked=False, do=do: do())
        line.addWidget(button)
    return line
