"""The sheet of a sitting: the day, the grid of the classes, guests, sums, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.canteen import Sitting
from desktop.core.clock import CHINA
from desktop.core.labels import MonthState
from desktop.services.canteen.sittings import MOST_GUESTS
from desktop.views.canteen.counts.grid import CountsGrid
from desktop.views.canteen.counts.table import Column, CountsTable
from desktop.views.style import current_tokens, icon, mark
from desktop.views.widgets import Banner, CountEdit, DateEdit, Tone
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.canteen.heads import DaySheet
    from desktop.views.canteen.counts.table import Heads

HELP: Final = (
    "灰色的数是按点名或在册人数给出的，和实际一样就直接保存。数字直接填，回车到下一个班；"
    "空着是没有登记，不等于 0；Ctrl+S 保存"
)


class SittingSheet(QWidget):
    """Shows one sitting; says what the person wants done with it."""

    day_wanted = Signal(object)
    sitting_wanted = Signal(object)
    save_wanted = Signal()
    unserved_wanted = Signal()
    remove_wanted = Signal()
    edited = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.sheet: DaySheet | None = None
        self.day = DateEdit("日期", today, latest=today)
        self.sittings = {sitting: QToolButton() for sitting in Sitting}
        self._group = QButtonGroup(self)
        self.words = ElidedLabel()
        self.banner = Banner("", Tone.PLAIN)
        self.table = CountsTable()
        self.grid = CountsGrid(self.table)
        self.guests = CountEdit("其他人员", most=MOST_GUESTS)
        self.sums = ElidedLabel()
        self.said = ElidedLabel()
        self.propose = QPushButton(icon("check"), "按在校人数填")
        self.unserved = QPushButton("没有开餐…")
        self.remove = QPushButton("删除")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        mark(self.words, kind="heading")
        mark(self.said, kind="small")
        mark(self.sums, kind="heading")
        self.grid.setToolTip(HELP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._head())
        layout.addLayout(self._actions())
        layout.addWidget(self.banner)
        layout.addWidget(self.grid, 1)
        layout.addLayout(self._foot())
        layout.addWidget(self.said)
        self.banner.hide()
        self.setFocusProxy(self.grid)

    def _head(self) -> QHBoxLayout:
        self.day.setAccessibleName("日期")
        self.day.setFixedWidth(self.fontMetrics().horizontalAdvance("年") * 13)
        head = QHBoxLayout()
        head.setSpacing(current_tokens().sizes.space)
        head.addWidget(self.day)
        for sitting, button in self.sittings.items():
            button.setText(sitting.label)
            button.setCheckable(True)
            self._group.addButton(button)
            head.addWidget(button)
        head.addStretch(1)
        return head

    def _actions(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(current_tokens().sizes.space)
        line.addWidget(self.words, 1)
        for action in (self.propose, self.unserved, self.remove):
            line.addWidget(action)
        return line

    def _foot(self) -> QHBoxLayout:
        label = QLabel("其他人员")
        label.setBuddy(self.guests)
        self.guests.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 9)
        foot = QHBoxLayout()
        foot.setSpacing(current_tokens().sizes.space)
        foot.addWidget(label)
        foot.addWidget(self.guests)
        foot.addWidget(self.sums, 1)
        return foot

    def _connect(self) -> None:
        self.day.editingFinished.connect(self._on_day)
        for sitting, button in self.sittings.items():
            button.clicked.connect(lambda _on=False, one=sitting: self.sitting_wanted.emit(one))
        self.propose.clicked.connect(lambda _checked=False: self._on_propose())
        self.unserved.clicked.connect(lambda _checked=False: self.unserved_wanted.emit())
        self.remove.clicked.connect(lambda _checked=False: self.remove_wanted.emit())
        self.table.edited.connect(self._on_edited)
        self.table.refused.connect(self.said.say)
        self.guests.changed.connect(self._on_edited)
        self.guests.returnPressed.connect(self.save_wanted)
        self.grid.walked_out.connect(self.guests.setFocus)

    def show_sheet(
        self, sheet: DaySheet, typed: tuple[Heads, int | None] | None, *, writes: bool
    ) -> None:
        """Show a sitting as it was read, or as it was left unsaved."""
        self.sheet = sheet
        writable = writes and sheet.month_state is MonthState.OPEN and not sheet.reason
        self.day.set_value(sheet.day)
        self.sittings[sheet.sitting].setChecked(True)
        self.guests.set_value(typed[1] if typed else sheet.guests)
        self.guests.setReadOnly(not writable)
        self.table.show_sheet(sheet, typed[0] if typed else None, writable=writable)
        self.propose.setEnabled(writable)
        self.unserved.setEnabled(writable and not sheet.recorded)
        self.remove.setEnabled(writes and sheet.recorded and not self._closed)
        self.words.say(_headline(sheet))
        self._show_banner(sheet)
        self.said.say(HELP if writable else "")
        self._on_edited()

    @property
    def _closed(self) -> bool:
        return self.sheet is not None and self.sheet.month_state is not MonthState.OPEN

    @property
    def heads(self) -> tuple[Heads, int | None]:
        """What stands in the sheet."""
        return self.table.heads, self.guests.value()

    @property
    def changed(self) -> bool:
        """Whether a person has typed something that is not in the books."""
        sheet = self.sheet
        if sheet is None or not self.table.writable:
            return False
        return self.table.changed or (self.guests.value() or None) != (sheet.guests or None)

    @property
    def savable(self) -> bool:
        """Whether there is anything to save: proposals, too, are saved as they stand."""
        return (
            self.sheet is not None
            and self.table.writable
            and (self.changed or not self.sheet.recorded)
        )

    def lead_to_impossible(self) -> bool:
        """Go to a class with more heads than pupils, and say so; whether there is one."""
        found = self.table.impossible()
        if found is not None:
            row, why = found
            self.grid.go_to(row, Column.PLAN)
            self.grid.setFocus()
            self.said.say(why)
        return found is not None

    def _show_banner(self, sheet: DaySheet) -> None:
        sentence = ""
        if self._closed:
            sentence = f"{sheet.day.year}年{sheet.day.month}月{sheet.month_state.label}，只能查看。"
        elif sheet.reason:
            sentence = f"这一餐没有开餐：{sheet.reason}。实际开了餐的，先删除这一条再登记。"
        elif not sheet.state.has_lessons:
            sentence = (
                f"这天不上课（{sheet.state.label}），只能登记自费和其他人员；"
                "如果上了课，请先在设置的校历里标出来。"
            )
        self.banner.setVisible(bool(sentence))
        self.banner.set_sentence(sentence)

    def _on_day(self) -> None:
        day = self.day.value()
        if day is not None and (self.sheet is None or day != self.sheet.day):
            self.day_wanted.emit(day)

    def _on_propose(self) -> None:
        self.table.propose()
        self.grid.setFocus()

    def _on_edited(self) -> None:
        if self.sheet is None:
            return
        plan, paying = (self.table.total(column) for column in (Column.PLAN, Column.PAYING))
        guests = self.guests.value() or 0
        total = plan + paying + guests + self.sheet.staff
        unsaved = "（未保存）" if self.changed else ""
        self.sums.say(
            f"共 {total} 人{unsaved}：营养餐 {plan} · 自费 {paying} · 其他 {guests} · "
            f"教职工 {self.sheet.staff}"
        )
        self.edited.emit()


def _headline(sheet: DaySheet) -> str:
    there = sum(line.diners.present for line in sheet.lines)
    called = sum(line.diners.called for line in sheet.lines)
    state = "还没有登记"
    if sheet.recorded and sheet.recorded_at is not None:
        when = sheet.recorded_at.astimezone(CHINA)
        state = f"{when:%m-%d %H:%M} {sheet.recorded_by}登记"
    rolls = f"，点名 {called}/{len(sheet.lines)} 个班" if sheet.state.has_lessons else ""
    return f"{sheet.day:%m-%d} {sheet.sitting.label} · {state} · 在校 {there} 人{rolls}"
