"""What a person says of another office's list, where its title does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.lists import ListSource, ListTopic
from desktop.rosters.office_lists import SCHOOL_AGE
from desktop.services.imports.plan import Listed
from desktop.views.style import mark
from desktop.views.widgets import Choice, DateEdit

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.importing.taking import Purpose


class OfList(Protocol):
    """An import that may be of another office's list."""

    purpose: Purpose

    def say_of_list(self, listed: Listed) -> None:
        """Take the list for what the person says that it is."""


class ListChoice(QWidget):
    """Kind, office and date; what is left open is taken from the title."""

    def __init__(self, desk: Desk, taking: OfList) -> None:
        super().__init__()
        self._taking = taking
        today = desk.session.store.clock.today()
        topics = [(t, t.label) for t in ListTopic if t is not ListTopic.SCHOOL_AGE]
        self.topic: Choice[ListTopic] = Choice("名单种类", topics, nothing="看标题和各行")
        sources = [(source, source.label) for source in ListSource]
        self.source: Choice[ListSource] = Choice("来自哪个部门", sources, nothing="通常的部门")
        self.day = DateEdit("名单日期", today, latest=today)
        school_age = taking.purpose.kind is SCHOOL_AGE
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        layout = QHBoxLayout()
        rows.addLayout(layout)
        fields: tuple[tuple[str, Choice[ListTopic] | Choice[ListSource] | DateEdit], ...] = (
            ("名单种类", self.topic),
            ("部门", self.source),
            ("名单日期", self.day),
        )
        # Of children of school age there is one kind only.
        for words, field in fields[school_age:]:
            layout.addWidget(QLabel(words))
            layout.addWidget(field)
            layout.addSpacing(16)
            field.changed.connect(self._on_changed)
        hint = QLabel("不填就按表格的标题")
        mark(hint, kind="muted")
        layout.addStretch(1)
        rows.addWidget(hint)
        if school_age:
            self.topic.setParent(self)
            self.topic.hide()

    def show_listed(self, told: Listed) -> None:
        """Show what was said before."""
        self.topic.set_value(told.topic)
        self.source.set_value(told.source)
        self.day.set_value(told.day)

    def _on_changed(self) -> None:
        told = Listed(self.topic.value(), self.source.value(), self.day.value())
        self._taking.say_of_list(told)
