"""A tab of a canteen's books: before them the offer to open them, above them which canteen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Book
from desktop.core.labels import Role
from desktop.services.canteen.canteens import canteens
from desktop.views.canteen.opening import OpeningForm
from desktop.views.records import RecordPane
from desktop.views.style import current_tokens
from desktop.views.tabbed import TabPanel
from desktop.views.widgets import EmptyState
from desktop.views.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.views.desk import Desk

_WRITERS: Final = (Role.PRINCIPAL, Role.CLERK)
_NONE: Final = (
    "还没有食堂账。食堂要单独设账：开设以后，在这里登记入库、出库，"
    "账目、库存和公示都从这些单据得出。"
)
_FORM_WIDTH: Final = 40


class PartSwitch(QWidget):
    """Buttons in a line, one for each part of a tab; the parts lie under them in a stack."""

    turned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.stack = QStackedWidget()
        self.parts: dict[str, QWidget] = {}
        self.buttons: dict[str, QToolButton] = {}
        self._tools: dict[str, QWidget] = {}
        self._group = QButtonGroup(self)
        self.line = FlowLayout(self)
        self.line.setSpacing(current_tokens().sizes.space)

    @property
    def current(self) -> str:
        """The name of the part that is seen."""
        return next(n for n, part in self.parts.items() if part is self.stack.currentWidget())

    def add_part(self, name: str, title: str, part: QWidget, tools: QWidget) -> None:
        """Add a part behind those that are there; its tools stand in the line while it is seen."""
        button = QToolButton()
        button.setText(title)
        button.setCheckable(True)
        button.setChecked(not self.parts)
        button.clicked.connect(lambda _checked=False: self.turn_to(name))
        self._group.addButton(button)
        self.line.insert_widget(len(self.parts), button)
        self.parts[name], self.buttons[name], self._tools[name] = part, button, tools
        self.line.insert_widget(2 * len(self.parts) - 1, tools)
        tools.setVisible(len(self.parts) == 1)
        self.stack.addWidget(part)

    def turn_to(self, name: str) -> None:
        """Show a part."""
        self.buttons[name].setChecked(True)
        self.stack.setCurrentWidget(self.parts[name])
        for of, tools in self._tools.items():
            tools.setVisible(of == name)
        self.turned.emit(name)


class CanteenPanel(TabPanel):
    """Reads which canteens there are, when it is first seen and when the books change."""

    found = Signal(object)
    """The canteens were read: a tuple of CanteenLine."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.canteen: CanteenLine | None = None
        self._canteens: tuple[CanteenLine, ...] = ()
        self._then: tuple[UUID, Callable[[], object]] | None = None
        opens = desk.session.role in _WRITERS
        self.empty = EmptyState(_NONE, "开设食堂账" if opens else "", "canteen")
        self.empty.asked.connect(self.enter_canteen)
        self.opening = RecordPane(desk, "openingPane")
        self.opening.setMaximumWidth(current_tokens().sizes.base * _FORM_WIDTH)
        self.opening.closing.connect(self._show_room)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("食堂")
        self.chooser.hide()
        self.chooser.activated.connect(lambda _at: self._on_chosen())
        self.books = QWidget()
        self.rooms = QStackedWidget()
        self._blank = QWidget()
        for room in (self._blank, self.empty, self.opening, self.books):
            self.rooms.addWidget(room)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, current_tokens().sizes.space, 0, 0)
        layout.addWidget(self.rooms)
        desk.refresh.subscribe(self, (Book.CANTEEN,), self.reload)
        desk.place.month_changed.connect(self._on_month)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Read which canteens there are when the tab is seen for the first time."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self.canteen is None:
            self._read()

    def show_canteen(self) -> None:
        """Show the books of `self.canteen`, which is another one now."""

    def show_month(self) -> None:
        """Another month is shown."""

    def reload_books(self) -> None:
        """The books have changed."""

    def in_books(self, canteen_id: UUID, do: Callable[[], object]) -> None:
        """Do something in the books of a canteen, now or as soon as they are known."""
        self._then = canteen_id, do
        self._do_then()

    def reload(self) -> None:
        """Read everything again."""
        self._read()
        if self.canteen is not None:
            self.reload_books()

    def primary_ready(self) -> bool:
        """Whether there are books to write into."""
        return self.canteen is not None

    def enter_canteen(self) -> None:
        """Open the form with which a canteen's accounts begin."""
        form = OpeningForm(self.desk)
        told = "每个食堂单独设一套账（单独核算）。开始的日期定了以后不能改。"
        self.rooms.setCurrentWidget(self.opening)
        self.opening.open_form("开设食堂账", form, told)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """A school may have several canteens."""
        if self.desk.session.role in _WRITERS and self.canteen is not None:
            return (("开设另一个食堂账…", self.enter_canteen),)
        return ()

    def _on_month(self, _month: object) -> None:
        self.show_month()

    def _read(self) -> None:
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: canteens(session))
        task.then(self._on_read).start()

    def _on_read(self, lines: tuple[CanteenLine, ...]) -> None:
        known = self.canteen
        self._canteens = lines
        now = {line.canteen_id: line for line in lines}
        self.canteen = now.get(known.canteen_id) if known else next(iter(lines), None)
        self._offer(lines)
        if self.canteen is not None and (known is None or known != self.canteen):
            self.show_canteen()
        if self.opening.form is None:
            self._show_room()
        self.primary_changed.emit()
        self.found.emit(lines)
        self._do_then()

    def _do_then(self) -> None:
        """Do what was asked for, in the books that were meant."""
        if self._then is None:
            return
        canteen_id, do = self._then
        keys = [line.canteen_id for line in self._canteens]
        if canteen_id in keys:
            self._then = None
            self.chooser.setCurrentIndex(keys.index(canteen_id))
            if self.canteen is None or self.canteen.canteen_id != canteen_id:
                self._on_chosen()
            do()

    def _offer(self, lines: tuple[CanteenLine, ...]) -> None:
        """Offer the canteens where there are several."""
        self.chooser.clear()
        for line in lines:
            self.chooser.addItem(line.name)
        if self.canteen is not None:
            self.chooser.setCurrentIndex(lines.index(self.canteen))
        self.chooser.setVisible(len(lines) > 1)

    def _on_chosen(self) -> None:
        self.canteen = self._canteens[self.chooser.currentIndex()]
        self.show_canteen()

    def _show_room(self) -> None:
        self.rooms.setCurrentWidget(self.empty if self.canteen is None else self.books)
