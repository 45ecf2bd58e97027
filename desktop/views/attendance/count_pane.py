"""The pane of a class whose heads are counted: what was found, and what stood there before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.clock import CHINA
from desktop.core.labels import Role
from desktop.services.attendance.counting import countable, earlier_counts
from desktop.views.attendance.count_form import CountForm
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told
from desktop.views.widgets.chips import Chip, Tone

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFormLayout

    from desktop.core.terms import Month
    from desktop.services.attendance.counting import Countable, EarlierCount
    from desktop.services.attendance.head_counts import CountedName, CountLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_TOLD = "实到人数和写明的姓名要对得上；Ctrl+S 保存后接着登记下一个没有清点的班。"


def chip_of(line: CountLine) -> Chip:
    """How the count of a class stands."""
    if line.counted is None:
        return Chip("没有清点", Tone.PLAIN)
    if line.agrees:
        return Chip("人籍一致", Tone.GOOD)
    return Chip(f"{len(line.names)}人不一致", Tone.CARE)


class CountPane(RecordPane):
    """Shows one class of the month."""

    counted = Signal(object)
    """The key of a class whose count was saved."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "countPane")
        self.line: CountLine | None = None

    def show_line(self, line: CountLine) -> None:
        """Read what stood there before, and show the class."""
        if self.line is None or self.line.class_id != line.class_id:
            self.drop_form()
        self.line = line
        session = self.desk.session

        def read(_job: Job) -> tuple[EarlierCount, ...]:
            return () if line.count_id is None else earlier_counts(session, line.count_id)

        self.desk.tasks.read(self, read).then(partial(self._on_read, line)).start()

    def enter(self, line: CountLine, month: Month) -> None:
        """Open the form of a class."""
        self.show_line(line)
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: countable(session, line.class_id, month))
        task.then(partial(self._on_countable, line)).start()

    def _on_countable(self, line: CountLine, known: Countable) -> None:
        if self.line is not line:
            return
        form = CountForm(self.desk, known, line)
        form.saved.connect(lambda _changes: self.counted.emit(line.class_id))
        what = "登记清点" if line.counted is None else "更正清点"
        self.open_form(f"{line.label}：{what}", form, _TOLD)

    def _on_read(self, line: CountLine, earlier: tuple[EarlierCount, ...]) -> None:
        if self.line is line:
            self.show_content(self._made(line, earlier))

    def _made(self, line: CountLine, earlier: tuple[EarlierCount, ...]) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, line.label, chip_of(line)))
        if self.desk.session.role is not Role.AUDITOR:
            what = "登记清点" if line.counted is None else "更正"
            month = self.desk.place.month
            layout.addLayout(section("清点", (what, partial(self.enter, line, month))))
        layout.addLayout(_figures(line))
        if line.names:
            layout.addWidget(rule())
            layout.addLayout(section("不一致的学生"))
            for name in line.names:
                layout.addLayout(told(_name_words(name)))
        if earlier:
            layout.addWidget(rule())
            layout.addLayout(section("更正以前"))
            for old in earlier:
                layout.addLayout(told(_earlier_words(old), faint=True))
        layout.addStretch(1)
        return content


def _figures(line: CountLine) -> QFormLayout:
    form = facts()
    if line.counted is None or line.day is None:
        form.addRow("名册人数", fact(f"{line.on_roll} 人"))
        return form
    form.addRow("清点日期", fact(line.day.isoformat()))
    form.addRow("名册人数", fact(f"{line.expected} 人"))
    if line.on_roll != line.expected:
        form.addRow("", fact(f"那天的名册现在是 {line.on_roll} 人，清点以后改过，请再核对"))
    form.addRow("实到人数", fact(f"{line.counted} 人"))
    form.addRow("清点人", fact(line.counted_by))
    return form


def _name_words(name: CountedName) -> str:
    note = f"：{name.note}" if name.note else ""
    return f"{name.kind.label}　{name.name}{note}"


def _earlier_words(old: EarlierCount) -> str:
    names = "、".join(f"{name.kind.label} {name.name}" for name in old.names) or "人籍一致"
    changed = old.changed_at.astimezone(CHINA)
    return (
        f"{old.day} 名册 {old.expected} 人，实到 {old.counted} 人（{old.counted_by}）：{names}\n"
        f"{changed:%Y-%m-%d} {old.changed_by}更正"
    )
