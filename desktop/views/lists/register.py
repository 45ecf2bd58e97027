"""The lists that were taken in, and the pane of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.clock import CHINA
from desktop.core.lists import ListTopic
from desktop.views.lists.columns import ENTRY_COLUMNS
from desktop.views.lists.sources import EntrySource
from desktop.views.style import mark
from desktop.views.tables import ListView
from desktop.views.widgets import EmptyState, SearchField

if TYPE_CHECKING:
    from desktop.services.lists import StoredList
    from desktop.views.desk import Desk


class ListPane(QWidget):
    """What is known of a list, and what can be done with it."""

    comparing = Signal(object)
    opening = Signal(object)
    granting = Signal(object)
    removing = Signal(object)
    closing = Signal()

    def __init__(self, *, may_write: bool, at_bureau: bool = False) -> None:
        super().__init__()
        self._may_write = may_write
        self._known: StoredList | None = None
        self.name = QLabel()
        self.name.setWordWrap(True)
        mark(self.name, kind="heading")
        self.facts = QFormLayout()
        self.facts.setHorizontalSpacing(16)
        self.day, self.people, self.taken = QLabel(), QLabel(), QLabel()
        for words, label in (
            ("名单日期", self.day),
            ("人数", self.people),
            ("导入", self.taken),
        ):
            label.setWordWrap(True)
            self.facts.addRow(words, label)
        self.compare = QPushButton("与各校在校学生比对" if at_bureau else "与在校学生比对")
        self.open = QPushButton("看名单上的人")
        self.grant = QPushButton("按名单给各校学生登记…" if at_bureau else "按名单给学生登记…")
        self.remove = QPushButton("删除名单…")
        self._lay_out()
        for button, signal in (
            (self.compare, self.comparing),
            (self.open, self.opening),
            (self.grant, self.granting),
            (self.remove, self.removing),
        ):
            button.clicked.connect(lambda _checked=False, s=signal: s.emit(self._known))

    def _lay_out(self) -> None:
        close = QPushButton("关闭")
        mark(close, kind="link")
        close.clicked.connect(self.closing)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 0, 4, 0)
        layout.addLayout(head)
        layout.addLayout(self.facts)
        layout.addSpacing(8)
        for button in (self.compare, self.open, self.grant, self.remove):
            layout.addWidget(button)
        layout.addStretch(1)

    def show_list(self, known: StoredList) -> None:
        """Show a list."""
        self._known = known
        self.name.setText(f"{known.source.label}·{known.topic.label}名单")
        self.day.setText(f"{known.day.year}年{known.day.month}月{known.day.day}日")
        self.people.setText(f"{known.people:,}")
        at = known.at.astimezone(CHINA)
        self.taken.setText(f"{known.user_name}，{at:%Y-%m-%d %H:%M}")
        self.compare.setVisible(self._may_write)
        of_families = known.topic is not ListTopic.SCHOOL_AGE
        self.grant.setVisible(self._may_write and of_families)
        self.remove.setVisible(self._may_write)


class EntriesView(QWidget):
    """The people of a list, to be looked through."""

    closed = Signal()

    def __init__(self, desk: Desk, known: StoredList) -> None:
        super().__init__()
        self._desk, self._known = desk, known
        title = QLabel(known.title)
        mark(title, kind="heading")
        self.text = SearchField("姓名、拼音、户主或村")
        self.back = QPushButton("返回名单")
        self.back.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.text, 1)
        head.addWidget(self.back)
        self.view = ListView(
            desk, "entries", ENTRY_COLUMNS, self._source(""), EmptyState("名单上没有人。")
        )
        self.view.titled("名单上的人")
        self.view.filtering.connect(self.text.setFocus)
        self.text.searched.connect(self._on_searched)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _on_searched(self, text: str) -> None:
        self.view.set_source(self._source(text.strip()), filtered=bool(text.strip()))

    def _source(self, text: str) -> EntrySource:
        return EntrySource(self._desk.session, self._known.list_id, text)
