"""The pane of one class: how many are in it, who is responsible, and the forms for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.labels import Role
from desktop.services.classes import class_story
from desktop.views.classes.forms import CloseForm, OpenForm, RenameForm, TeacherForm
from desktop.views.classes.listing import state_chip
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.core.labels import Stage
    from desktop.services.class_changes import Opened
    from desktop.services.classes import ClassStory
    from desktop.views.desk import Desk

Action = tuple[str, "Callable[[], object]"]


class ClassPane(RecordPane):
    """Shows a class."""

    shown = Signal(object)
    """A class stands here (ClassStory)."""
    opened = Signal(object)
    """A class was opened: its key."""
    teacher_asked = Signal(object)
    """The person wants to see who is responsible: the key of the member of staff."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "classPane")
        self.class_id: UUID | None = None
        self._may_write = desk.session.role is not Role.AUDITOR

    def show_class(self, class_id: UUID) -> None:
        """Read and show a class."""
        if class_id != self.class_id:
            self.drop_form()
        self.class_id = class_id
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: class_story(session, class_id))
        task.then(lambda story: self._on_read(class_id, story)).start()

    def reload(self) -> None:
        """Read the class again."""
        if self.class_id is not None and self.isVisible():
            self.show_class(self.class_id)

    def enter_new(self, stages: frozenset[Stage]) -> None:
        """Open the form of a new class."""
        self.class_id = None
        self.forget()
        form = OpenForm(self.desk, stages)
        form.saved.connect(self._on_opened)
        self.open_form("开班", form)

    def _on_opened(self, done: Opened) -> None:
        self.opened.emit(done.class_id)

    def _on_read(self, class_id: UUID, story: ClassStory) -> None:
        if class_id == self.class_id:
            self.show_content(self._made(story))
            self.shown.emit(story)

    def _made(self, story: ClassStory) -> QWidget:
        line = story.line
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, line.label, state_chip(line)))
        form = facts()
        form.addRow("学生人数", fact(f"{line.pupils:,} 人"))
        form.addRow("班主任", fact(line.teacher))
        form.addRow("入学年份", fact(f"{line.cohort}年"))
        form.addRow("学段", fact(line.stage.label))
        layout.addLayout(form)
        layout.addWidget(rule())
        self._teachers(story, layout)
        layout.addWidget(rule())
        self._deeds(story, layout)
        layout.addStretch(1)
        return content

    def _if_writing(self, *actions: Action) -> tuple[Action, ...]:
        return actions if self._may_write else ()

    def _teachers(self, story: ClassStory, layout: QVBoxLayout) -> None:
        change: Action = ("换班主任", lambda: self.change_teacher(story))
        layout.addLayout(section("班主任", *self._if_writing(change)))
        if not story.teachers:
            layout.addLayout(told("没有登记过。", faint=True))
        for teacher in story.teachers:
            words = f"{teacher.since} 至 {teacher.until or '今'}　{teacher.name}"
            if teacher.withdrawn:
                layout.addLayout(told(f"{words}（已更正）", faint=True))
            else:
                look = ("查看", lambda key=teacher.staff_id: self.teacher_asked.emit(key))
                layout.addLayout(told(words, look))

    def _deeds(self, story: ClassStory, layout: QVBoxLayout) -> None:
        actions: list[Action] = []
        if story.line.closed is None and story.line.grade is not None:
            actions = [
                ("改名", lambda: self.rename(story)),
                ("撤班", lambda: self.close_class(story)),
            ]
        layout.addLayout(section("班级变动", *self._if_writing(*actions)))
        if not story.deeds:
            layout.addLayout(told("没有登记过。", faint=True))
        for deed in story.deeds:
            before = f"（原{deed.before}）" if deed.before else ""
            words = f"{deed.day}　{deed.kind.label}{before}　{deed.document or ''}"
            layout.addLayout(told(words.rstrip("　")))

    def change_teacher(self, story: ClassStory) -> None:
        """Open the form of who is responsible."""
        form = TeacherForm(self.desk, story.line)
        self.open_form(f"{story.line.label}：换班主任", form)

    def rename(self, story: ClassStory) -> None:
        """Open the form of another name."""
        self.open_form(f"{story.line.label}：改名", RenameForm(self.desk, story.line))

    def close_class(self, story: ClassStory) -> None:
        """Open the form of closing."""
        self.open_form(f"{story.line.label}：撤班", CloseForm(self.desk, story.line))
