"""Step 2 of a new school year: classes are kept, split, merged, and pupils placed, many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.life import rollover
from desktop.services.life.year_changes import ChangeKind, YearChange
from desktop.views.enrolment.rollover_choosing import (
    next_class,
    old_label,
    opened,
    seen,
    targets,
)
from desktop.views.enrolment.rollover_room import (
    ClassChoice,
    RoomList,
    RoomPane,
)
from desktop.views.style import mark
from desktop.views.widgets import TextEdit
from desktop.views.widgets.flow import FlowLayout
from desktop.views.wizard import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.grades import ClassName
    from desktop.services.life.rollover import RolloverPlan
    from desktop.views.desk import Desk
    from desktop.views.enrolment.rollover_choosing import Choosing, ClassSeen
    from desktop.views.tasks import Task

_LEFT: Final = 240
_SPACE: Final = 6
_UNREAD: Final = "看不懂新班级，写成 四年级2班 的样子。"
_NOBODY: Final = "请先选学生：点一行，按住 Shift 或 Ctrl 多选，或用上面的按钮。"


class ClassesStep(Step):
    """The classes on the left, the pupils of one on the right, and what becomes of the chosen."""

    title = "分班"

    def __init__(self, desk: Desk, choosing: Choosing) -> None:
        super().__init__()
        self._desk, self._choosing = desk, choosing
        self._rooms: tuple[ClassSeen, ...] = ()
        self._opened: list[ClassName] = []
        self.rooms = RoomList()
        self.opening = TextEdit("新开班级", longest=20)
        self.opening.setPlaceholderText("如 一年级1班")
        self.open = QPushButton("新开班级")
        self.pane = RoomPane()
        self.table = self.pane.table
        self.target = ClassChoice()
        self.problem = QLabel()
        mark(self.problem, kind="small", tone="error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.move_here = _button("调入", self._on_move)
        self.merge = _button("全班并入", self._on_merge)
        self.repeat = _button("留级", self._on_repeat)
        self.usual = _button("恢复", self._on_usual)
        self._lay_out()
        self.setFocusProxy(self.rooms)
        self.rooms.currentRowChanged.connect(self._on_room)
        self.rooms.dropped.connect(self._on_usual)
        self.rooms.itemActivated.connect(lambda _item: self.pane.take_keyboard())
        self.table.itemSelectionChanged.connect(self._tell)
        self.table.sent.connect(lambda: self.target.setFocus(Qt.FocusReason.TabFocusReason))
        self.target.entered.connect(self._on_move)
        self.opening.returnPressed.connect(self._on_open)
        self.open.clicked.connect(self._on_open)

    def enter(self) -> None:
        """Show the classes as they were left."""
        self._draw()
        if self.rooms.currentRow() < 0:
            self.rooms.setCurrentRow(0)

    def work(self) -> Task[Any] | None:
        """Find out what becomes of everybody."""
        choosing, session = self._choosing, self._desk.session
        whole = choosing.whole

        def keep(plan: RolloverPlan) -> None:
            choosing.plan = plan

        task = self._desk.tasks.read(self, lambda _job: rollover.plan(session, whole))
        return task.titled("逐个学生核对").then(keep)

    @property
    def room(self) -> ClassSeen | None:
        """The class that is looked at; None: one that is to be opened, or there is none."""
        row = self.rooms.currentRow()
        return self._rooms[row] if 0 <= row < len(self._rooms) else None

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.rooms, 1)
        opening = QHBoxLayout()
        opening.addWidget(self.opening, 1)
        opening.addWidget(self.open)
        left.addLayout(opening)
        holder = QWidget()
        holder.setFixedWidth(_LEFT)
        holder.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        sending = FlowLayout()
        sending.setSpacing(_SPACE)
        for part in (self.target, self.move_here, self.merge, self.repeat, self.usual):
            sending.addWidget(part)
        right = QVBoxLayout()
        right.addWidget(self.pane, 1)
        right.addWidget(self.problem)
        right.addLayout(sending)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(holder)
        layout.addLayout(right, 1)

    def _draw(self) -> None:
        """Work everything out anew; the class that is looked at and who is chosen stay."""
        choosing = self._choosing
        self._rooms = seen(choosing)
        self._opened = opened(choosing)
        words = [
            (f"{old_label(room, choosing)}　{len(room.pupils)}人", room.changed)
            for room in self._rooms
        ]
        news = [(f"新开：{name.label}", True) for name in self._opened]
        self.rooms.show_words([*words, *news])
        self.target.offer([name.label for name in targets(choosing)])
        self._show_room(keep=True)

    def _on_room(self, _row: int) -> None:
        self.pane.numbers.set_value(None)
        self._show_room(keep=False)
        room = self.room
        beside = next_class(self._choosing, room) if room else None
        self.target.setEditText(beside.label if beside else "")
        self._refuse("")

    def _show_room(self, *, keep: bool) -> None:
        room = self.room
        self.pane.show_room(room, keep=keep)
        for part in (self.target, self.move_here):
            part.setEnabled(room is not None)
        for part in (self.repeat, self.merge):
            part.setEnabled(room is not None and room.known is not None)
        self._tell()

    def _tell(self) -> None:
        room, row = self.room, self.rooms.currentRow()
        if room is None:
            place = row - len(self._rooms)
            opened = 0 <= place < len(self._opened)
            self.pane.heading.setText(f"新开 {self._opened[place].label}" if opened else "")
            self.usual.setText("不开了" if opened else "恢复")
            self.usual.setEnabled(opened)
            return
        chosen = len(self.table.chosen)
        merged = f"，并入{room.merged.label}" if room.merged else ""
        self.pane.heading.setText(f"{len(room.pupils)} 人，选中 {chosen} 人{merged}")
        self.usual.setText("不并了" if room.merged and not chosen else "恢复")
        self.usual.setEnabled(bool(chosen or room.merged))

    def _refuse(self, sentence: str) -> None:
        """Say what is wrong; without words there is more room for the table."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _read_target(self) -> ClassName | None:
        """The class that was typed, or None and the reason under the table."""
        target = self._choosing.read_class(self.target.currentText())
        if target is None:
            self._refuse(_UNREAD)
        return target

    def _on_move(self) -> None:
        chosen, target = self.table.chosen, self._read_target()
        if target is None:
            return
        if not chosen:
            self._refuse(_NOBODY)
            return
        self._add([YearChange(ChangeKind.MOVE, who, target) for who in chosen])
        self.table.setFocus()

    def _on_repeat(self) -> None:
        room, chosen = self.room, self.table.chosen
        if room is None or room.known is None or not chosen:
            self._refuse(_NOBODY)
            return
        # Another class of the same grade may be named; the class beside it is usual.
        target = self._choosing.read_class(self.target.currentText())
        if target is None or target.grade != room.known.grade:
            target = None
        self._add([YearChange(ChangeKind.REPEAT, who, target) for who in chosen])
        self.table.setFocus()

    def _on_merge(self) -> None:
        room, target = self.room, self._read_target()
        if room is None or room.known is None or target is None:
            return
        if target.label == room.becomes and room.merged is None:
            self._refuse(f"这个班升级以后就叫{target.label}，不用并。")
            return
        self._add([YearChange(ChangeKind.MERGE, room.known.class_id, target)])

    def _on_usual(self) -> None:
        room, row = self.room, self.rooms.currentRow()
        if room is not None:
            chosen: tuple[object, ...] = self.table.chosen
            if not chosen and room.known is not None:
                chosen = (room.known.class_id,)
            self._choosing.drop(chosen)
        elif row >= len(self._rooms):
            self._choosing.drop([self._opened[row - len(self._rooms)]])
        self._after()

    def _on_open(self) -> None:
        target = self._choosing.read_class(self.opening.value() or "")
        if target is None:
            self._refuse(_UNREAD)
            return
        self._add([YearChange(ChangeKind.OPEN, None, target)])
        self.opening.set_value(None)

    def _add(self, changes: list[YearChange]) -> None:
        self._choosing.add(changes)
        self._after()

    def _after(self) -> None:
        self._refuse("")
        self._draw()
        self.changed.emit()


def _button(words: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.clicked.connect(lambda _checked=False: do())
    return button
