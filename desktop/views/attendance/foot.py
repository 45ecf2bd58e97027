"""The lines below the grid: how the day of the class stands, and what was just done or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.core.attendance import Mark
from desktop.views.style import mark
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from desktop.views.attendance.typed import TypedRolls


class RollFoot(QFrame):
    """Two lines of words.

    Args:
        help_words: what stands there when there is nothing else to say.
    """

    def __init__(self, help_words: str) -> None:
        super().__init__()
        mark(self, kind="foot")
        self._help = help_words
        self.sums, self.said = ElidedLabel(), ElidedLabel()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 4, 8, 4)
        lines.setSpacing(2)
        lines.addWidget(self.sums)
        lines.addWidget(self.said)
        self.say("")

    def say(self, sentence: str, kind: str = "muted") -> None:
        """Say what was done or refused; nothing: how to work here."""
        self.said.say(sentence or self._help)
        mark(self.said, kind=kind)

    def show_day(self, typed: TypedRolls | None, place: int) -> None:
        """Say how a day of the class stands, as it is typed."""
        self.sums.say("" if typed is None else _stands(typed, place))


def _stands(typed: TypedRolls, place: int) -> str:
    head, tally = typed.grid.days[place], typed.day_tally(place)
    unsaved = f" · {len(typed.changed_days)} 天未保存" if typed.dirty else ""
    if not head.lessons:
        return f"不上课（{head.state.label}）{unsaved}"
    if not typed.recorded(place):
        when = "还没有到" if head.day > typed.today else "还没有点名，没有点名不算缺勤"
        return f"应到 {head.pupils} 人 · {when}{unsaved}"
    parts = [f"{m.label} {tally.days(m)}" for m in Mark if tally.halves(m)]
    who = f" · {head.roll.recorded_by}点名" if head.roll else ""
    return f"应到 {head.pupils} 人 · {' · '.join(parts)}{who}{unsaved}"
