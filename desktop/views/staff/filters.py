"""The filter line over the list of staff."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.core.posts import Establishment, PostKind, StaffState
from desktop.services.staff.lists import StaffQuery
from desktop.services.staff.spells import HERE
from desktop.views.schools import SchoolChoices
from desktop.views.widgets import Choice, SearchField

_STATES: Final = (
    ("all", "在岗和离岗"),
    (StaffState.AT_POST.value, "只看在岗"),
    (StaffState.AWAY.value, "只看不在岗"),
    (StaffState.LEFT.value, "已离岗"),
    (StaffState.COMING.value, "未到岗"),
)


class StaffFilters(QWidget):
    """Text, post, establishment and state, at a bureau the school; `changed` carries the query."""

    changed = Signal(object)

    def __init__(self, *, everywhere: bool = False) -> None:
        super().__init__()
        self.school = SchoolChoices() if everywhere else None
        self.text = SearchField("姓名、拼音、首字母、工号或完整证件号")
        posts = [(kind, kind.label) for kind in PostKind]
        self.post: Choice[PostKind] = Choice("岗位", posts, nothing="全部岗位")
        terms = [(kind, kind.label) for kind in Establishment]
        self.terms: Choice[Establishment] = Choice("编制", terms, nothing="编制不限")
        self.state: Choice[str] = Choice("状态", _STATES, nothing="现有教职工")
        self.clear = QPushButton("清除筛选")
        self.clear.clicked.connect(self.reset)
        self.layout_ = QHBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 8)
        self.layout_.addWidget(self.text, 1)
        for choice in self._choices:
            choice.changed.connect(self._tell)
            self.layout_.addWidget(choice)
        self.layout_.addWidget(self.clear)
        self.text.searched.connect(lambda _text: self._tell())
        self.clear.setEnabled(False)

    @property
    def _choices(self) -> tuple[Choice[Any], ...]:
        choices: tuple[Choice[Any], ...] = (self.post, self.terms, self.state)
        return choices if self.school is None else (self.school, *choices)

    @property
    def query(self) -> StaffQuery:
        """What is asked for."""
        return StaffQuery(
            text=self.text.text().strip(),
            states=_states(self.state.value()),
            kind=self.post.value(),
            establishment=self.terms.value(),
            everywhere=self.school is not None,
            unit_id=None if self.school is None else self.school.value(),
        )

    def reset(self) -> None:
        """Ask for everybody who is here."""
        blocker = QSignalBlocker(self)
        for choice in self._choices:
            choice.setCurrentIndex(0)
        self.text.clear()
        self.text.ask_now()
        blocker.unblock()
        self._tell()

    def _tell(self) -> None:
        query = self.query
        self.clear.setEnabled(query.narrowed)
        self.changed.emit(query)


def _states(state: str | None) -> frozenset[StaffState]:
    if state is None:
        return HERE
    return frozenset() if state == "all" else frozenset({StaffState(state)})
