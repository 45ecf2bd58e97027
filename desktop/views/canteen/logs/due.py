"""今天要记: each log that is due as a line with its state and one action; below what was missed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
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

from desktop.core.labels import Role
from desktop.core.meals import LogDue, LogPart, LogState
from desktop.services.canteen.log_due import due_on, missing_in
from desktop.services.canteen.samples import to_dispose
from desktop.views.canteen.logs.words import STATES, days_words, spoken
from desktop.views.records import rule
from desktop.views.style import current_tokens, mark
from desktop.views.widgets import ChipLabel, DateEdit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.log_due import DueLine, MissingLine
    from desktop.services.canteen.samples import SampleLine
    from desktop.services.session import Session
    from desktop.views.desk import Desk

_TIMES: Final = {LogDue.DAY: "", LogDue.WEEK: "本周", LogDue.TERM: "本学期"}
_WIDE: Final = 62
"""Letters of type that the checklist is wide."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a day and its month."""

    day: date
    due: tuple[DueLine, ...]
    missing: tuple[MissingLine, ...]
    to_go: tuple[SampleLine, ...]


def look(session: Session, canteen_id: object, day: date, month: Month) -> Seen:
    """Read what is due; in a read task."""
    return Seen(
        day,
        due_on(session, canteen_id, day),  # type: ignore[arg-type]
        missing_in(session, canteen_id, month),  # type: ignore[arg-type]
        to_dispose(session, canteen_id),  # type: ignore[arg-type]
    )


class DuePart(QWidget):
    """A day of logs."""

    entering = Signal(object)
    """A log of a day is to be entered (DueLine)."""
    looking = Signal(object)
    """What was written of a log is to be shown (DueLine)."""
    disposing = Signal()
    """The samples that may go are to be written off."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.canteen: CanteenLine | None = None
        self.seen: Seen | None = None
        self._wanted: date | None = None
        self.may_write = desk.session.role is not Role.AUDITOR
        today = desk.session.store.clock.today()
        self.day = DateEdit("日期", today, latest=today)
        self.day.set_value(today)
        self.day.changed.connect(self._on_day)
        self.tools = QWidget()
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.day)
        self.day.setFixedWidth(current_tokens().sizes.base * 11)
        self.buttons: list[QPushButton] = []
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._room)

    def show_books(self, canteen: CanteenLine) -> None:
        """Show a canteen's day: today, or the last day of the month that is looked at."""
        self.canteen = canteen
        today, month = self._desk.session.store.clock.today(), self._desk.place.month
        usual = today if today in month else min(month.last, today)
        self.day.set_value(self._wanted or usual)
        self._wanted = None
        self.reload()

    def look_at(self, day: date) -> None:
        """Show a day, as soon as it is known of which canteen."""
        if self.canteen is None:
            self._wanted = day
        else:
            self.day.set_value(day)

    def reload(self) -> None:
        """Read the day again."""
        canteen, day = self.canteen, self.day.value()
        if canteen is None or day is None:
            return
        session, month = self._desk.session, self._desk.place.month
        task = self._desk.tasks.read(
            self, lambda _job: look(session, canteen.canteen_id, day, month)
        )
        task.then(self._show).start()

    def _on_day(self) -> None:
        if self.day.value() is not None and not self.day.underway():
            self.reload()

    def _show(self, seen: Seen) -> None:
        if seen.day != self.day.value():
            return
        self.seen = seen
        self.buttons = []
        content = QWidget()
        content.setMaximumWidth(current_tokens().sizes.base * _WIDE)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(_heading(spoken(seen.day)))
        if seen.due:
            layout.addLayout(self._lines(seen.due))
        else:
            layout.addWidget(_words("这一天食堂不开餐，没有要记的日志。"))
        self._add_disposals(layout, seen.to_go)
        self._add_missing(layout, seen.missing)
        layout.addStretch(1)
        self._room.setWidget(content)
        self.setFocusProxy(self.buttons[0] if self.buttons else self.day)

    def _lines(self, due: Sequence[DueLine]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for row, line in enumerate(due):
            grid.addWidget(ChipLabel(STATES[line.state]), row, 0)
            grid.addWidget(QLabel(line.label), row, 1)
            grid.addWidget(_words(_said(line)), row, 2)
            missing = line.state is LogState.MISSING
            button = self._button("记录" if missing and self.may_write else "查看", line.label)
            if missing and self.may_write:
                mark(button, kind="primary" if not self.buttons else "")
                button.clicked.connect(partial(self._on_enter, line))
                self.buttons.append(button)
            else:
                button.clicked.connect(partial(self._on_look, line))
            grid.addWidget(button, row, 3)
        return grid

    def _add_disposals(self, layout: QVBoxLayout, lines: Sequence[SampleLine]) -> None:
        if not lines:
            return
        now = self._desk.session.store.clock.now()
        late = sum(line.late(now) for line in lines)
        layout.addWidget(rule())
        row = QHBoxLayout()
        said = f"，其中 {late} 份到期超过 3 天" if late else ""
        row.addWidget(_words(f"留样已满时间，可以销样 {len(lines)} 份{said}。"), 1)
        if self.may_write:
            button = self._button("销样", "全部到期的留样")
            button.clicked.connect(lambda _checked=False: self.disposing.emit())
            self.buttons.append(button)
            row.addWidget(button)
        layout.addLayout(row)

    def _add_missing(self, layout: QVBoxLayout, missing: Sequence[MissingLine]) -> None:
        if not missing:
            return
        layout.addWidget(rule())
        layout.addWidget(_heading(f"{self._desk.place.month.label}没有记的"))
        for line in missing:
            row = QHBoxLayout()
            row.addWidget(_words(f"{line.what.label}：{days_words(line.days)}"), 1)
            button = self._button("看那一天", f"{line.what.label}没有记的")
            button.clicked.connect(partial(self._on_missing, line))
            row.addWidget(button)
            layout.addLayout(row)

    def _button(self, words: str, of: str) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(f"{words}{of}")
        return button

    def _on_enter(self, line: DueLine, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's
        self.entering.emit(line)

    def _on_look(self, line: DueLine, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - same
        self.looking.emit(line)

    def _on_missing(self, line: MissingLine, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - same
        self.day.set_value(line.days[0])


def _said(line: DueLine) -> str:
    when = _TIMES[line.due]
    if line.state is LogState.MISSING:
        return when and f"{when}还没有"
    unit = "份" if line.what is LogPart.SAMPLES else "次"
    return f"{when}已记 {line.times} {unit}"


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    mark(label, kind="heading")
    return label


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    mark(label, kind="muted")
    return label
