"""The pane of a pair: both records side by side, and what a person says of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.lists import Likeness, Verdict
from desktop.services.comparison.shown import reveal_pair
from desktop.views.style import mark
from desktop.views.widgets import MaskedValue

if TYPE_CHECKING:
    from desktop.services.comparison.shown import PersonLine
    from desktop.views.desk import Desk
    from desktop.views.lists.columns import PairLine
    from desktop.views.tasks import Job

_NOTHING = "—"
_BIRTH = "{}年"


class PairPane(QWidget):
    """Left and right, the reason above them, the answers below."""

    decided = Signal(object, object)
    """A `Pair`, and the `Verdict`, or None to take one back."""
    closing = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._line: PairLine | None = None
        self._content: QWidget | None = None
        self.same = QPushButton("是同一人")
        self.different = QPushButton("不是同一人")
        self.undecided = QPushButton("取消判定")
        mark(self.same, kind="primary")
        self.answers = QWidget()
        row = QHBoxLayout(self.answers)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.same, self.different, self.undecided):
            row.addWidget(button)
        row.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 0, 4, 0)
        self._layout.addStretch(1)
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        mark(self.reason, kind="heading")
        close = QPushButton("关闭")
        mark(close, kind="link")
        close.clicked.connect(self.closing)
        head = QHBoxLayout()
        head.addWidget(self.reason, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.insertLayout(0, head)
        # Above the records: whoever has decided many knows what to look at.
        self._layout.insertWidget(1, self.answers)
        self.same.clicked.connect(partial(self._decide, Verdict.SAME))
        self.different.clicked.connect(partial(self._decide, Verdict.DIFFERENT))
        self.undecided.clicked.connect(partial(self._decide, None))

    def show_pair(self, line: PairLine) -> None:
        """Show a pair."""
        self._line = line
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.deleteLater()
        self._content = self._made(line)
        self._layout.insertWidget(2, self._content)
        self.reason.setText(line.reason)
        doubtful = not line.pair.likeness.sure
        for button in (self.same, self.different):
            button.setVisible(doubtful)
        self.undecided.setVisible(line.pair.likeness is Likeness.DECIDED)

    def _decide(self, verdict: Verdict | None, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        if self._line is not None:
            self.decided.emit(self._line.pair, verdict)

    def _made(self, line: PairLine) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        for word, person, place in (("左边", line.left, 0), ("右边", line.right, 1)):
            layout.addWidget(_title(f"{word}：{person.name}"))
            layout.addLayout(self._facts(line, person, place))
        return content

    def _facts(self, line: PairLine, person: PersonLine, place: int) -> QGridLayout:
        year = _BIRTH.format(person.birth_year) if person.birth_year else ""
        rows: tuple[tuple[str, QWidget], ...] = (
            ("证件号", self._private(line, "证件号", person.id_masked, place)),
            ("出生日期", self._private(line, "出生日期", year, place + 2)),
            ("性别", QLabel(person.sex.label if person.sex else _NOTHING)),
            ("监护人", _words(person.guardians)),
            ("村", _words(person.village)),
            ("班级（位置）", _words(person.place)),
            *((("学校", _words(person.school)),) if person.school else ()),
        )
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        for at, (words, widget) in enumerate(rows):
            name = QLabel(words)
            mark(name, kind="muted")
            grid.addWidget(name, at, 0)
            grid.addWidget(widget, at, 1)
        return grid

    def _private(self, line: PairLine, title: str, masked: str, value: int) -> MaskedValue:
        session = self._desk.session

        def reveal(_job: Job) -> str:
            whole = reveal_pair(session, line.pair)
            values = (whole.left_number, whole.right_number, whole.left_birth, whole.right_birth)
            return values[value]

        return MaskedValue(self._desk.tasks, title, masked, reveal if masked else None)


def _title(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setContentsMargins(0, 8, 0, 0)
    mark(label, kind="heading")
    return label


def _words(text: str) -> QLabel:
    label = QLabel(text or _NOTHING)
    label.setWordWrap(True)
    return label
