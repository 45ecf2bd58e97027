"""What is looked at before a month is closed: obstacles, both figures, and records in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.views.canteen.stocktake.panel import TAB as STOCKTAKE_TAB
from desktop.views.meals.records import COUNTS_PART, STAFF_PART, CanteenRecord
from desktop.views.style import mark
from desktop.views.widgets.chips import Chip, ChipLabel, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.core.terms import Month
    from desktop.services.month_checks import MonthChecks, Pair
    from desktop.services.obstacles import Obstacle

_BLOCKS: Final = Chip("先处理", Tone.BAD)
_REMINDS: Final = Chip("提醒", Tone.CARE)
_FINE: Final = Chip("可以结账", Tone.GOOD)
MEALS_TAB: Final = "meals"
CLOSE_TAB: Final = "close"
_TO_STOCKTAKE: Final = frozenset({"canteen.counting", "canteen.stocktake"})
MONEY_TAB: Final = "money"
_TO_COUNTS: Final = frozenset({"canteen.uncounted_meals", "canteen.uncounted_days"})
_TO_MEALS: Final = frozenset({"empty", "not_recorded"})
_TO_MONEY: Final = frozenset({"canteen.bank", "canteen.count", "canteen.cash", "canteen.fund"})
_TO_STAFF: Final = frozenset({"canteen.staff_owed", "canteen.staff_unnamed", "canteen.subsidy"})


@dataclass(frozen=True, slots=True)
class Point:
    """A line of the checklist: how grave, in words, and where to go."""

    chip: Chip
    sentence: str
    link: CanteenRecord | None = None


def points(found: MonthChecks, unsaved: int, first_missing: CanteenRecord | None) -> list[Point]:
    """The checklist of a month.

    Args:
        found: what the service has looked at.
        unsaved: classes with something typed and not saved.
        first_missing: the first class that misses records.
    """
    month = found.figures.month
    lines = [_obstacle(obstacle, month, first_missing) for obstacle in found.obstacles]
    if unsaved:
        sentence = f"有 {unsaved} 个班填了还没有保存，没有算进来"
        lines.append(Point(_REMINDS, sentence, CanteenRecord(MEALS_TAB, month)))
    lines += [
        Point(
            _REMINDS,
            doubt.sentence,
            CanteenRecord(MEALS_TAB, month, doubt.class_id, of_class=True),
        )
        for doubt in found.doubts
    ]
    return lines or [Point(_FINE, "没有发现问题")]


def _obstacle(obstacle: Obstacle, month: Month, first_missing: CanteenRecord | None) -> Point:
    chip = _BLOCKS if obstacle.blocking else _REMINDS
    link = None
    if obstacle.month is not None:
        link = CanteenRecord(CLOSE_TAB, obstacle.month)
    elif obstacle.rule in _TO_MEALS:
        link = first_missing or CanteenRecord(MEALS_TAB, month)
    elif obstacle.rule in _TO_COUNTS:
        link = CanteenRecord(MEALS_TAB, month, part=COUNTS_PART)
    elif obstacle.rule in _TO_STOCKTAKE:
        link = CanteenRecord(STOCKTAKE_TAB, month)
    elif obstacle.rule in _TO_MONEY:
        link = CanteenRecord(MONEY_TAB, month)
    elif obstacle.rule in _TO_STAFF:
        link = CanteenRecord(MEALS_TAB, month, part=STAFF_PART)
    return Point(chip, obstacle.sentence, link)


class Checklist(QFrame):
    """The points, each with a link to where it is settled."""

    led = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        mark(self, kind="card")
        self._layout = QVBoxLayout(self)
        self._lines: list[QFrame] = []
        self.links: list[QPushButton] = []
        self.sentences: list[str] = []

    def show_points(self, found: Sequence[Point]) -> None:
        """Show other points."""
        for line in self._lines:
            self._layout.removeWidget(line)
            line.deleteLater()
        self._lines, self.links = [], []
        self.sentences = [point.sentence for point in found]
        for point in found:
            line = self._line(point)
            self._lines.append(line)
            self._layout.addWidget(line)

    def _line(self, point: Point) -> QFrame:
        line = QFrame()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 2, 0, 2)
        words = QLabel(point.sentence)
        words.setWordWrap(True)
        layout.addWidget(ChipLabel(point.chip))
        layout.addWidget(words, 1)
        if point.link is not None:
            button = QPushButton("去看")
            mark(button, kind="link")
            button.setAccessibleName(f"去看：{point.sentence}")
            record = point.link
            button.clicked.connect(lambda _checked=False: self.led.emit(record))
            layout.addWidget(button)
            self.links.append(button)
        return line


_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_HEAD: Final = ("", "登记的", "对照的", "", "")


class PairsTable(QFrame):
    """Both figures, side by side, and whether they are the same."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, kind="card")
        self._layout = QGridLayout(self)
        self._layout.setHorizontalSpacing(24)
        self._layout.setColumnStretch(4, 1)
        self._shown: list[QLabel | ChipLabel] = []
        self.texts: list[tuple[str, str, str]] = []

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show other figures."""
        for part in self._shown:
            self._layout.removeWidget(part)
            part.deleteLater()
        self._shown, self.texts = [], [(p.recorded, p.expected, _agreement(p).words) for p in pairs]
        for column, words in enumerate(_HEAD):
            self._put(0, column, words, "muted").setAlignment(_RIGHT)
        for row, pair in enumerate(pairs, start=1):
            self._put(row, 0, pair.title, "muted")
            for column, figure in ((1, pair.recorded), (2, pair.expected)):
                self._put(row, column, figure, "heading").setAlignment(_RIGHT)
            self._add(ChipLabel(_agreement(pair)), row, 3)
            self._put(row, 4, pair.explanation, "small").setWordWrap(True)

    def _put(self, row: int, column: int, words: str, kind: str) -> QLabel:
        label = QLabel(words)
        mark(label, kind=kind)
        self._add(label, row, column)
        return label

    def _add(self, part: QLabel | ChipLabel, row: int, column: int) -> None:
        self._layout.addWidget(part, row, column)
        self._shown.append(part)


def _agreement(pair: Pair) -> Chip:
    if pair.equal:
        return Chip("一致", Tone.GOOD)
    return Chip("不多于", Tone.GOOD) if pair.agrees else Chip("不一样", Tone.CARE)
