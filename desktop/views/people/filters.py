"""The filter line over the list of pupils."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from desktop.core.labels import EnrolmentKind
from desktop.services.people import Lacking, PupilQuery
from desktop.views.widgets import Choice, SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.people import ClassChoice

_CLASS_WORDS: Final = 8
"""A class is always seen whole: 四年级1班."""
_AWAY: Final = tuple(kind for kind in EnrolmentKind if not kind.present)
_EVERYBODY: Final = frozenset(EnrolmentKind)


class ClassChoices(Choice[UUID]):
    """The classes that there are today; offered once they have been read."""

    def __init__(self) -> None:
        super().__init__("班级", [], nothing="全部班级")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(_CLASS_WORDS)

    def offer(self, classes: Sequence[ClassChoice]) -> bool:
        """Offer classes; tells whether the chosen one is gone."""
        chosen = self.value()
        blocker = QSignalBlocker(self)
        self._values = [None, *(choice.class_id for choice in classes)]
        while self.count() > 1:
            self.removeItem(self.count() - 1)
        self.addItems([choice.label for choice in classes])
        self.set_value(chosen)
        blocker.unblock()
        return self.value() != chosen


class Filters(QWidget):
    """Text, class, state, boarding and what is lacking; `changed` carries the query."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.text = SearchField("姓名、拼音、首字母或完整号码")
        self.school_class = ClassChoices()
        states = [("all", "在校和离校"), *((kind.value, kind.label) for kind in _AWAY)]
        self.state: Choice[str] = Choice("状态", states, nothing="在校")
        self.boarding: Choice[bool] = Choice(
            "住宿", [(True, "住校"), (False, "走读")], nothing="住校和走读"
        )
        lacking = [(kind, kind.label) for kind in Lacking]
        self.lacking: Choice[Lacking] = Choice("缺什么", lacking, nothing="资料不限")
        self.clear = QPushButton("清除筛选")
        self.clear.clicked.connect(self.reset)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self.text, 1)
        for choice in (self.school_class, self.state, self.boarding, self.lacking):
            choice.changed.connect(self._tell)
            layout.addWidget(choice)
        layout.addWidget(self.clear)
        self.text.searched.connect(lambda _text: self._tell())
        self.clear.hide()

    def offer_classes(self, classes: Sequence[ClassChoice]) -> None:
        """Offer the classes that there are; the chosen one stays chosen."""
        if self.school_class.offer(classes):
            self._tell()

    @property
    def query(self) -> PupilQuery:
        """What is asked for."""
        state = self.state.value()
        return PupilQuery(
            text=self.text.text().strip(),
            class_id=self.school_class.value(),
            states=_states(state),
            boarding=self.boarding.value(),
            lacking=self.lacking.value(),
        )

    def reset(self) -> None:
        """Ask for everybody who is here."""
        blocker = QSignalBlocker(self)
        for choice in (self.school_class, self.state, self.boarding, self.lacking):
            choice.setCurrentIndex(0)
        self.text.clear()
        self.text.ask_now()
        blocker.unblock()
        # The button goes out, and would hand the keyboard on to whatever stands behind it.
        self.text.setFocus()
        self._tell()

    def _tell(self) -> None:
        query = self.query
        self.clear.setVisible(query.narrowed)
        self.changed.emit(query)


def _states(state: str | None) -> frozenset[EnrolmentKind]:
    if state is None:
        return frozenset()
    return _EVERYBODY if state == "all" else frozenset({EnrolmentKind(state)})
