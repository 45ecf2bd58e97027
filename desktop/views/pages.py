"""What a page is: a title with one primary action, and a body; and how one is listed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.labels import Role
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.session import Session
    from desktop.views.desk import Desk

_MARGIN: Final = 16


class Page(QWidget):
    """The base of all pages: a title line and below it the layout `body`."""

    title = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("page")
        self.heading = QLabel(self.title)
        self.heading.setProperty("kind", "title")
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # As high as the buttons that stand beside it on some pages and tabs, and on others not.
        self.heading.setMinimumHeight(current_tokens().sizes.control)
        self.title_line = QHBoxLayout()
        self.title_line.addWidget(self.heading)
        self.body = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN - 4, _MARGIN, _MARGIN - 4)
        layout.setSpacing(_MARGIN - 4)
        layout.addLayout(self.title_line)
        layout.addLayout(self.body, 1)
        self._more_button = QPushButton("更多")
        self._more_button.setObjectName("more")
        self._more_button.hide()
        self._more = QMenu(self._more_button)
        self._more_button.setMenu(self._more)
        self.title_line.addWidget(self._more_button)

    def set_title(self, title: str) -> None:
        """Say what this page shows."""
        self.heading.setText(title)

    def add_primary(self, text: str, do: Callable[[], object]) -> QPushButton:
        """The one action that people come here for, as a button in the title line."""
        button = QPushButton(text)
        button.setProperty("kind", "primary")
        button.clicked.connect(lambda _checked=False: do())
        self.title_line.insertWidget(1, button)
        return button

    def add_more(self, text: str, do: Callable[[], object]) -> QAction:
        """An action in the menu 更多 at the end of the title line."""
        self._more_button.show()
        action = QAction(text, self._more)
        action.triggered.connect(lambda _checked=False: do())
        self._more.addAction(action)
        return action

    def offer_more(self, actions: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Fill the menu 更多 anew; without actions it is not there."""
        self._more.clear()
        self._more_button.hide()
        for words, do in actions:
            self.add_more(words, do)

    def take_keyboard(self) -> None:
        """Somebody came here by keys: to what was used here last, else to where work begins."""
        before: Any = self.focusWidget()  # may be None, which Qt's types do not say
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard where work begins; a page without such a place takes it itself."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_record(self, record: object) -> None:
        """Open a record that search or 今天要办 points at; a page without records shows itself."""


@dataclass(frozen=True, slots=True)
class PageKind:
    """A line of the registry: where a page stands, who sees it, and how it is made."""

    name: str
    title: str
    icon: str
    order: int
    factory: Callable[[Desk], Page]
    roles: frozenset[Role] = frozenset(Role)
    count: Callable[[Session], int] | None = None
    """What waits there; asked in a read task."""


def made_later(module: str, name: str) -> Callable[[Desk], Page]:
    """A factory that imports the page's module when the page is first shown.

    A registry of such factories costs the start of the window nothing.
    """

    def make(desk: Desk) -> Page:
        page: Page = getattr(import_module(module), name)(desk)
        return page

    return make
