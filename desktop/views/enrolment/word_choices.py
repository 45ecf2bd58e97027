"""Field by field, whose word holds when two records are merged into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QWidget

from desktop.services.reveals import PrivateField, reveal
from desktop.views.style import mark
from desktop.views.widgets import MaskedValue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.services.life.differing import Differing
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_WORDS = "下面几项两条记录写得不同，合并后用选中的："


class WordChoices(QWidget):
    """A line for each field in which both records tell something, and not the same."""

    def __init__(self, desk: Desk, people: Sequence[UUID], fields: Sequence[Differing]) -> None:
        super().__init__()
        self._desk, self._people = desk, tuple(people)
        self.choices: dict[str, tuple[QRadioButton, ...]] = {}
        self._groups: list[QButtonGroup] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        head = QLabel(_WORDS)
        head.setWordWrap(True)
        grid.addWidget(head, 0, 0, 1, 5)
        for row, field in enumerate(fields, start=1):
            self._line(grid, row, field)
        for column in (2, 4):
            grid.setColumnStretch(column, 1)

    def _line(self, grid: QGridLayout, row: int, field: Differing) -> None:
        title = QLabel(field.title)
        mark(title, kind="muted")
        grid.addWidget(title, row, 0)
        group = QButtonGroup(self)
        buttons = []
        for number, (person, text) in enumerate(zip(self._people, field.shown, strict=True)):
            button = QRadioButton()
            button.setAccessibleName(f"{field.title}用第{number + 1}条的")
            group.addButton(button)
            grid.addWidget(button, row, 2 * number + 1)
            grid.addWidget(self._value(person, field, text), row, 2 * number + 2)
            buttons.append(button)
        self.choices[field.name] = tuple(buttons)
        self._groups.append(group)

    def _value(self, person: UUID, field: Differing, text: str) -> QWidget:
        private = next((one for one in PrivateField if one.value == field.name), None)
        if private is None:
            label = QLabel(text)
            label.setWordWrap(True)
            return label
        session = self._desk.session

        def look(_job: Job) -> str:
            return reveal(session, person, private)

        return MaskedValue(self._desk.tasks, field.title, text, look)

    def follow(self, keep: UUID) -> None:
        """Let the word of the record that stays hold in every field."""
        for buttons in self.choices.values():
            buttons[self._people.index(keep)].setChecked(True)

    def taken(self, keep: UUID) -> frozenset[str]:
        """The fields in which the word of the other record is to hold."""
        at = self._people.index(keep)
        return frozenset(
            name for name, buttons in self.choices.items() if not buttons[at].isChecked()
        )
