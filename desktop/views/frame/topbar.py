"""The line on top: which unit, which month and its state, search, and who sits at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from desktop.core.labels import MonthState
from desktop.core.terms import Month
from desktop.views.frame.shrinking import ShrinkingButton
from desktop.views.style import current_tokens, icon, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.standing import Standing
    from desktop.services.units import UnitLine
    from desktop.views.desk import Desk

_MONTHS: Final = 18
_SHAPES: Final = {MonthState.OPEN: "○", MonthState.CLOSED: "●", MonthState.LOCKED: "■"}
_SPACE: Final = 8
_UNIT_WIDTH: Final = 320
_MONTH_WIDTH: Final = 240
"""More than any month needs: which month it is may never be cut."""


class Topbar(QFrame):
    """Where and when; what it says is handed in with `show_standing`."""

    unit_chosen = Signal(object)
    """A UnitLine."""
    password_asked = Signal()
    lock_asked = Signal()
    logout_asked = Signal()

    def __init__(self, desk: Desk, search: QWidget | None, *, demonstration: bool) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setObjectName("topbar")
        self._place = desk.place
        self._standing: Standing | None = None
        self.unit = ShrinkingButton("换一个单位")
        self.unit.setObjectName("unit")
        self.unit.setMaximumWidth(_UNIT_WIDTH)
        self.unit.setText(desk.session.unit_name)
        self.unit.setToolTip(desk.session.unit_name)
        self.earlier = _arrow("back", "上一个月（Ctrl+PgUp）")
        self.later = _arrow("next", "下一个月（Ctrl+PgDn）")
        self.month = ShrinkingButton("换一个月份", least=_MONTH_WIDTH)
        self.state = QLabel()
        self.state.setObjectName("chip")
        mark(self.state, kind="chip")
        self.state.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.user = ShrinkingButton("使用者")
        self.user.setText(desk.session.user_name)
        self.user.setToolTip(f"{desk.session.user_name}（{desk.session.role.label}）")
        self.search = search
        self._lay_out(demonstration=demonstration)
        self._fill_user_menu()
        self.earlier.clicked.connect(lambda: self._place.set_month(self._place.month.previous))
        self.later.clicked.connect(lambda: self._place.set_month(self._place.month.next))
        self._place.month_changed.connect(self._on_month)
        self._menu_of(self.month).aboutToShow.connect(self._fill_month_menu)
        self._on_month(self._place.month)
        self._dress()

    def show_standing(self, standing: Standing, unit: UnitLine | None) -> None:
        """Say which units there are to work in, and how the months stand."""
        self._standing = standing
        self._fill_unit_menu(standing.units, unit)
        self._on_month(self._place.month)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take icons anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "user"):
            self._dress()

    def _dress(self) -> None:
        edge = current_tokens().sizes.icon
        for button, name in (
            (self.earlier, "back"),
            (self.later, "next"),
            (self.month, "calendar"),
            (self.user, "user"),
        ):
            button.setIcon(icon(name, "muted"))
            button.setIconSize(QSize(edge, edge))

    def _lay_out(self, *, demonstration: bool) -> None:
        name = QLabel("明册")
        mark(name, kind="heading")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 12, 6)
        layout.setSpacing(_SPACE)
        layout.addWidget(name)
        if demonstration:
            said = QLabel("演示数据")
            said.setObjectName("demonstration")
            said.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
            said.setToolTip("这里的人、号码和账目都是编的，可以随便试。")
            mark(said, kind="demo")
            layout.addWidget(said)
        layout.addWidget(self.unit)
        layout.addSpacing(_SPACE)
        for widget in (self.earlier, self.month, self.later, self.state):
            layout.addWidget(widget)
        layout.addStretch(1)
        if self.search is not None:
            layout.addWidget(self.search, 2)
        layout.addWidget(self.user)

    def _on_month(self, month: Month) -> None:
        self.month.setText(month.label)
        if self._standing is None:
            self.state.clear()
            return
        state = self._standing.state_of(month)
        mark(self.state, state=str(state))
        self.state.setText(f"{_SHAPES[state]} {state.label}")
        self.later.setEnabled(month < Month.of(self._standing.today).next)

    def _fill_month_menu(self) -> None:
        menu = self._menu_of(self.month)
        menu.clear()
        newest = self._place.month
        if self._standing is not None:
            newest = max(newest, Month.of(self._standing.today))
        month = newest
        for _ in range(_MONTHS):
            state = self._standing.state_of(month) if self._standing else MonthState.OPEN
            action = QAction(f"{month.label}\t{_SHAPES[state]} {state.label}", menu)
            action.setCheckable(True)
            action.setChecked(month == self._place.month)
            action.triggered.connect(lambda _=False, chosen=month: self._place.set_month(chosen))
            menu.addAction(action)
            month = month.previous

    def _fill_unit_menu(self, units: Sequence[UnitLine], current: UnitLine | None) -> None:
        menu = self._menu_of(self.unit)
        menu.clear()
        for unit in units:
            action = QAction(f"{unit.name}（{unit.kind.label}）", menu)
            action.setCheckable(True)
            action.setChecked(unit == current)
            action.triggered.connect(lambda _=False, chosen=unit: self.unit_chosen.emit(chosen))
            menu.addAction(action)
        self.unit.setEnabled(len(units) > 1)

    def _fill_user_menu(self) -> None:
        menu = self._menu_of(self.user)
        for text, signal in (
            ("修改密码…", self.password_asked),
            ("立即锁定", self.lock_asked),
            ("退出登录", self.logout_asked),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, ask=signal: ask.emit())
            menu.addAction(action)

    @staticmethod
    def _menu_of(button: QToolButton) -> QMenu:
        menu = button.menu()
        assert isinstance(menu, QMenu)  # noqa: S101 - made with the button
        return menu


def _arrow(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name, "muted"))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
