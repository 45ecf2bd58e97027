"""Lines that are typed one under the other: fields in columns, in two lines where it is narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.views.canteen.goods.offering import OfferEdit
from desktop.views.style import current_tokens, mark
from desktop.views.widgets import TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from desktop.views.widgets import ParsedEdit

_NUMBER: Final = 2
_REMOVE: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A column: the field's name, title, maker and width in letters; 0: it takes what is left."""

    name: str
    title: str
    make: Callable[[str], ParsedEdit[Any]]
    width: int
    second: bool = False
    """Whether it goes below the others where it is narrow."""
    quick: bool = True
    """Whether Enter stops here; Tab always does."""


class Lane(QWidget):
    """Some widgets beside each other, each as wide as its column; two lines where it is narrow."""

    def __init__(self, parts: Sequence[tuple[QWidget, Cell]]) -> None:
        super().__init__()
        self._parts = parts
        self._lines = (QHBoxLayout(), QHBoxLayout())
        space = current_tokens().sizes.space // 2
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(space)
        for line in self._lines:
            line.setSpacing(space)
            layout.addLayout(line)
        for part, cell in parts:
            if cell.width:
                part.setFixedWidth(_wide(cell))

    def lay_out(self, *, narrow: bool) -> None:
        """Put the widgets into one line or two."""
        for line in self._lines:
            while line.count():
                line.takeAt(0)
        for part, cell in self._parts:
            line = self._lines[1 if narrow and cell.second else 0]
            line.addWidget(part, 0 if cell.width else 1)
        if narrow:
            self._lines[1].insertSpacing(0, _letters(_NUMBER) + self._lines[0].spacing())
            self._lines[1].addStretch(1)


class GridLine:
    """One line: its fields by their names, and below it what is to be said of it."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.fields: dict[str, ParsedEdit[Any]] = {
            cell.name: cell.make(cell.title) for cell in cells
        }
        self.number = QLabel()
        self.remove = QPushButton("删除")
        mark(self.remove, kind="link")
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.hide()
        self.note.setContentsMargins(_letters(_NUMBER) + current_tokens().sizes.space // 2, 0, 0, 0)
        mark(self.note, kind="small")
        self.lane = Lane(
            [
                (self.number, Cell("", "", TextEdit, _NUMBER)),
                *((self.fields[cell.name], cell) for cell in cells),
                (self.remove, Cell("", "", TextEdit, _REMOVE, second=True)),
            ]
        )
        self.widget = QWidget()
        layout = QVBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(0)
        layout.addWidget(self.lane)
        layout.addWidget(self.note)

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(field.text().strip() for field in self.fields.values())

    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: f.text() for name, f in self.fields.items() if f.text().strip()}

    def value(self, name: str) -> Any:  # noqa: ANN401 - of the kind of its field
        """The value of a field."""
        return self.fields[name].value()

    def problem(self) -> str:
        """The first thing that is wrong in it."""
        return next((p for field in self.fields.values() if (p := field.problem())), "")

    def say(self, words: str, *, wrong: bool = False) -> None:
        """Say something below the line."""
        self.note.setText(words)
        self.note.setVisible(bool(words))
        mark(self.note, kind="error" if wrong else "small")


class LineGrid(QWidget):
    """Any number of lines; there is always a blank one at the end."""

    changed = Signal(object)
    """Something was typed into a line (GridLine); None: a line was taken out."""

    def __init__(self, cells: Sequence[Cell], prepare: Callable[[GridLine], object]) -> None:
        """`prepare` is given each line that is made."""
        super().__init__()
        self._cells, self._prepare = cells, prepare
        self._narrow: bool | None = None
        self.lines: list[GridLine] = []
        titles = _titles(cells)
        edge = Cell("", "", TextEdit, _NUMBER)
        last = Cell("", "", TextEdit, _REMOVE, second=True)
        self._head = Lane(list(zip(titles, (edge, *cells, last), strict=True)))
        self._box = QWidget()
        self._column = QVBoxLayout(self._box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._box)
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        head = QHBoxLayout()
        head.addWidget(self._head, 1)
        head.addSpacing(self._scroll.verticalScrollBar().sizeHint().width())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)

    @property
    def filled(self) -> list[GridLine]:
        """The lines in which something stands."""
        return [line for line in self.lines if not line.blank]

    def fill(self, lines: Iterable[Mapping[str, str]]) -> None:
        """Show lines in place of those that are there."""
        for line in self.lines:
            self._drop(line)
        self.lines = []
        for texts in lines:
            line = self._add()
            for name, text in texts.items():
                if name in line.fields:
                    line.fields[name].setText(text)
        self._renew()

    def texts(self) -> list[dict[str, str]]:
        """What stands in the lines that are not blank."""
        return [line.texts() for line in self.filled]

    def walk_on(self, here: QWidget) -> bool:
        """Go on from a field to the next that is not filled by itself; False: not one of these."""
        for at, line in enumerate(self.lines):
            names = [cell.name for cell in self._cells if cell.quick]
            fields = list(line.fields.values())
            if here not in fields:
                continue
            place = fields.index(here)
            behind = [n for n in names if fields.index(line.fields[n]) > place]
            wanted = next((n for n in behind if not line.fields[n].isReadOnly()), None)
            if wanted is not None:
                self._go_to(line, wanted)
            elif at + 1 < len(self.lines):
                self._go_to(self.lines[at + 1], self._cells[0].name)
            return True
        return False

    def begin(self) -> None:
        """Put the keyboard into the first field of the first blank line."""
        line = next((line for line in self.lines if line.blank), self.lines[-1])
        self._go_to(line, self._cells[0].name)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """One line where there is room for it, else two."""
        super().resizeEvent(event)
        narrow = event.size().width() < self._least()
        if narrow != self._narrow:
            self._narrow = narrow
            for lane in (self._head, *(line.lane for line in self.lines)):
                lane.lay_out(narrow=narrow)

    def _least(self) -> int:
        space = current_tokens().sizes.space // 2
        letters = sum(cell.width or _FLEXIBLE for cell in self._cells) + _NUMBER + _REMOVE
        return _letters(letters) + space * (len(self._cells) + 2)

    def _go_to(self, line: GridLine, name: str) -> None:
        line.fields[name].setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(line.widget)

    def _add(self) -> GridLine:
        line = GridLine(self._cells)
        self.lines.append(line)
        self._column.insertWidget(len(self.lines) - 1, line.widget)
        line.lane.lay_out(narrow=bool(self._narrow))
        self._prepare(line)
        for field in line.fields.values():
            field.changed.connect(lambda line=line: self._on_changed(line))
            if isinstance(field, OfferEdit):
                field.taken.connect(lambda field=field: self.walk_on(field))
        line.remove.clicked.connect(lambda _checked=False: self._on_removed(line))
        return line

    def _drop(self, line: GridLine) -> None:
        self._column.removeWidget(line.widget)
        line.widget.hide()
        line.widget.deleteLater()

    def _renew(self) -> None:
        """Number the lines, and keep a blank one at the end."""
        if not self.lines or not self.lines[-1].blank:
            self._add()
        for number, line in enumerate(self.lines, start=1):
            line.number.setText(str(number))
            line.remove.setVisible(not line.blank)
            line.remove.setAccessibleName(f"删除第 {number} 行")

    def _on_changed(self, line: GridLine) -> None:
        self._renew()
        self.changed.emit(line)

    def _on_removed(self, line: GridLine) -> None:
        self.lines.remove(line)
        self._drop(line)
        self._renew()
        self.changed.emit(None)


def _titles(cells: Sequence[Cell]) -> list[QLabel]:
    """What stands over the columns."""
    titles = [QLabel(), *(QLabel(cell.title) for cell in cells), QLabel()]
    for title in titles:
        mark(title, kind="muted")
    titles[-1].setMaximumHeight(0)  # says nothing, also where it has a line to itself
    return titles


_FLEXIBLE: Final = 14


def _wide(cell: Cell) -> int:
    return _letters(cell.width)


def _letters(count: int) -> int:
    """How wide some half-width letters stand, with the air around them."""
    return count * current_tokens().sizes.base * 5 // 8
