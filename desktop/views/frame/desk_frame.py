"""The frame around the pages of one desk: lists them, routes to them, and nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.changes import Book
from desktop.services.standing import standing
from desktop.views.frame.counts import Counts
from desktop.views.frame.foot import Foot
from desktop.views.frame.room import PageStack, Room
from desktop.views.frame.sidebar import Sidebar
from desktop.views.frame.topbar import Topbar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop.services.standing import Standing
    from desktop.views.desk import Desk
    from desktop.views.pages import Page, PageKind

_KEYS = 9
_SMALL = 1000
"""A window narrower than this is on a screen with large scaling."""


class DeskFrame(QWidget):
    """Places on the left, where and when on top, one page, a line at the foot."""

    unit_chosen = Signal(object)
    password_asked = Signal()
    lock_asked = Signal()
    logout_asked = Signal()

    def __init__(
        self,
        desk: Desk,
        kinds: Sequence[PageKind],
        search: Callable[[Desk], QWidget] | None = None,
        *,
        demonstration: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("frame")
        self.desk = desk
        self._demonstration = demonstration
        allowed = (kind for kind in kinds if desk.session.role in kind.roles)
        self.kinds = tuple(sorted(allowed, key=lambda kind: kind.order))
        self._pages: dict[str, Page] = {}
        self._current = ""
        self.sidebar = Sidebar(self.kinds)
        box = search(desk) if search is not None else None
        self.topbar = Topbar(desk, box, demonstration=demonstration)
        self.stack = PageStack()
        self.foot = Foot(desk.messages, desk.tasks)
        self._counts = Counts(desk, self.kinds, self)
        self._lay_out()
        self._connect()
        self._add_keys()
        self._read_standing()
        self._counts.ask()

    @property
    def title(self) -> str:
        """What the window is called while this desk is shown."""
        said = "（演示数据）" if self._demonstration else ""
        return f"{self.desk.session.unit_name}{said} - 明册"

    @property
    def current(self) -> str:
        """The name of the page that is shown; empty before the first."""
        return self._current

    def page(self, name: str) -> Page | None:
        """A page that was made already."""
        return self._pages.get(name)

    def show_first(self, wanted: str) -> None:
        """Show the page that was wanted, or the first that there is."""
        names = [kind.name for kind in self.kinds]
        if names:
            self.show_page(wanted if wanted in names else names[0])
            self.sidebar.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page(self, name: str, record: object | None = None) -> None:
        """Show a page, made when it is first shown, and in it a record."""
        kind = next((kind for kind in self.kinds if kind.name == name), None)
        if kind is None:
            self.desk.messages.say("这一页不在您的权限里，或这个版本还没有。")
            return
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = kind.factory(self.desk)
            self.stack.addWidget(page)
        self._current = name
        self.sidebar.show_place(name)
        self.stack.setCurrentWidget(page)
        if record is not None:
            page.show_record(record)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the page more of a small window."""
        super().resizeEvent(event)
        self.sidebar.set_narrow(narrow=event.size().width() < _SMALL)

    def _lead(self, name: str, record: object | None = None) -> None:
        """Show a page to somebody who does not point at it: the keyboard goes along."""
        if name != self._current and any(kind.name == name for kind in self.kinds):
            # Hiding what has the keyboard would give it to whatever comes next on the screen.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_page(name, record)
        page = self._pages.get(name)
        focused: Any = QApplication.focusWidget()  # may be None, which Qt's types do not say
        if page is not None and (focused is None or not page.isAncestorOf(focused)):
            page.take_keyboard()

    def _lay_out(self) -> None:
        side = QFrame()
        side.setProperty("kind", "side")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addWidget(self.sidebar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(side)
        middle.addWidget(Room(self.stack), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.topbar)
        layout.addLayout(middle, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_page)
        self._counts.counted.connect(self.sidebar.set_count)
        self.desk.place.opened.connect(self._lead)
        self.desk.refresh.subscribe(self, [Book.MONTHS, Book.UNITS], self._read_standing)
        self.topbar.unit_chosen.connect(self.unit_chosen)
        self.topbar.password_asked.connect(self.password_asked)
        self.topbar.lock_asked.connect(self.lock_asked)
        self.topbar.logout_asked.connect(self.logout_asked)

    def _add_keys(self) -> None:
        for number, kind in enumerate(self.kinds[:_KEYS], start=1):
            self._key(f"Ctrl+{number}", partial(self._lead, kind.name))
        self._key("Ctrl+PgUp", self.topbar.earlier.click)
        self._key("Ctrl+PgDown", self.topbar.later.click)
        self._key("Ctrl+L", self.lock_asked.emit)
        if self.topbar.search is not None:
            box = self.topbar.search
            self._key("Ctrl+K", lambda: box.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def _key(self, keys: str, do: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    def _read_standing(self) -> None:
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: standing(session))
        task.then(self._on_standing).start()

    def _on_standing(self, found: Standing) -> None:
        here = self.desk.session.unit_id
        unit = next((unit for unit in found.units if unit.unit_id == here), None)
        self.topbar.show_standing(found, unit)
