"""办理记录: rollovers and merges, each of which can be taken back as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.clock import CHINA
from desktop.core.labels import Role
from desktop.core.life import DeedKind
from desktop.services.life import deeds, merging, rollover
from desktop.services.life.rollover import Fate
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from desktop.services.life.deeds import DeedLine, DeedUndone
    from desktop.services.session import Session
    from desktop.views.desk import Desk


def _state(line: DeedLine) -> Chip:
    return Chip("已撤销", Tone.PLAIN) if line.undone_at else Chip("有效", Tone.GOOD)


def _what(line: DeedLine) -> str:
    if line.kind is DeedKind.MERGE:
        return f"改指 {line.counts['moved']} 条记录"
    told = [f"{fate.label} {line.counts[fate]}" for fate in Fate if fate in line.counts]
    opened = line.counts["opened"]
    return "、".join([*told, *([f"新开 {opened} 个班"] if opened else [])])


def _title(line: DeedLine) -> str:
    return line.subject if line.kind is DeedKind.ROLLOVER else ""


COLUMNS: Final[tuple[ListColumn[DeedLine], ...]] = (
    ListColumn("number", "编号", lambda d: f"第{d.number}次", 80),
    ListColumn("kind", "办理", lambda d: d.kind.label, 100),
    ListColumn("subject", "学年", _title, 140),
    ListColumn("at", "时间", lambda d: f"{d.at.astimezone(CHINA):%Y-%m-%d %H:%M}", 150),
    ListColumn("user", "经手人", lambda d: d.user_name, 100),
    ListColumn("state", "状态", lambda d: _state(d).words, 90, chip=_state),
    ListColumn("what", "内容", _what, 420),
)


def undo_deed(session: Session, line: DeedLine) -> DeedUndone:
    """Take a deed back by what it was."""
    if line.kind is DeedKind.ROLLOVER:
        return rollover.undo(session, line.number)
    return merging.undo(session, line.number)


class DeedsPart(QWidget):
    """The list, and the button that takes the chosen one back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        session = desk.session
        source = WholeList(lambda: deeds.history(session))
        empty = EmptyState("还没有办理过学年升级或合并。", picture="people")
        self.view = ListView(desk, "deeds", COLUMNS, source, empty)
        self.view.titled("名册办理记录")
        self.view.identify_by(lambda line: line.number)
        self.undo = QPushButton("撤销这一次", self)
        self.undo.setEnabled(False)
        self.undo.setVisible(session.role is not Role.AUDITOR)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 8)
        line.addStretch(1)
        line.addWidget(self.undo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.undo.clicked.connect(self._on_undo)

    def reload(self) -> None:
        """Read the list again."""
        self.view.reload()

    def _on_selected(self, line: DeedLine | None) -> None:
        self.undo.setEnabled(line is not None and line.undone_at is None)

    def _on_undo(self) -> None:
        line = self.view.cursor_row.line()
        if line is None:
            return
        asked = f"撤销第{line.number}次{line.kind.label}？当时写入的全部还原，之后登记的不受影响。"
        if self._desk.messages.ask(self, asked, "撤销"):
            take_back(self._desk, self, line)


def take_back(desk: Desk, owner: QWidget, line: DeedLine) -> None:
    """Take a deed back, and say so."""
    session = desk.session

    def tell(done: DeedUndone) -> None:
        desk.messages.say(f"第{done.number}次{done.kind.label}已撤销")

    task = desk.tasks.write(owner, lambda _job: undo_deed(session, line))
    task.titled(f"撤销第{line.number}次{line.kind.label}").then(tell).start()
