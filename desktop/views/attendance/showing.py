"""What the cells of a class's month say: titles, signs and words, sums, why a day is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.attendance import Mark, days_text

if TYPE_CHECKING:
    from desktop.core.attendance import Called
    from desktop.views.attendance.typed import TypedRolls

NUMBER: Final = 0
NAME: Final = 1
FIRST_DAY: Final = 2
SUMS: Final = ("到校", "请假", "无假缺勤", "未登记")
WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class CellState:
    """How the painter shows a pupil's day."""

    called: Called | None
    open: bool
    """Whether the day can be called."""
    changed: bool
    words: str


def place_of(typed: TypedRolls, column: int) -> int | None:
    """The day of a column, from 0; None for other columns."""
    place = column - FIRST_DAY
    return place if 0 <= place < len(typed.grid.days) else None


def title(typed: TypedRolls, column: int) -> str:
    """The head of a column; a day says its weekday too."""
    place = place_of(typed, column)
    if place is not None:
        day = typed.grid.days[place].day
        return f"{day.day}\n{WEEKDAYS[day.weekday()]}"
    after = column - FIRST_DAY - len(typed.grid.days)
    if after < 0:
        return "序号" if column == NUMBER else "姓名"
    return SUMS[after] if after < len(SUMS) else "说明"


def state(typed: TypedRolls, row: int, column: int, *, in_words: bool) -> CellState | None:
    """How a pupil's day is painted; None for other columns."""
    place = place_of(typed, column)
    if place is None:
        return None
    called = typed.called(row, place)
    words = _words(called, in_words=in_words)
    return CellState(called, typed.open(place), typed.changed(row, place), words)


def text(typed: TypedRolls, row: int, column: int, *, in_words: bool) -> str:
    """What stands in a cell."""
    place = place_of(typed, column)
    if place is not None:
        return _words(typed.called(row, place), in_words=in_words)
    line, after = typed.grid.lines[row], column - FIRST_DAY - len(typed.grid.days)
    if after < 0:
        return str(row + 1) if column == NUMBER else line.name
    if after == len(SUMS):
        return line.note
    tally = typed.tally(row)
    counts = (tally.present, tally.absent - tally.unexcused, tally.unexcused, tally.not_recorded)
    return days_text(counts[after]) if counts[after] else ""


def tip(typed: TypedRolls, row: int, column: int) -> str:
    """What a cell says when it is pointed at."""
    place = place_of(typed, column)
    if place is None:
        line = typed.grid.lines[row]
        return f"{line.name}：{line.note}" if line.note else line.name
    called, head = typed.called(row, place), typed.grid.days[place]
    if not head.lessons:
        return f"不上课（{head.state.label}）"
    if called is None:
        return "这一天不在这个班"
    saved = "；还没有保存" if typed.changed(row, place) else ""
    return f"{head.day.month}月{head.day.day}日 {called.label}{saved}"


def why_closed(typed: TypedRolls, place: int) -> str:
    """Why a day cannot be called."""
    head = typed.grid.days[place]
    day = f"{head.day.month}月{head.day.day}日"
    if not head.lessons:
        return f"{day}不上课（{head.state.label}）。如果上了课，请先在设置的校历里标出来。"
    return f"{day}还没有到。" if head.day > typed.today else f"{day}这个班没有学生。"


def _words(called: Called | None, *, in_words: bool) -> str:
    if called is None:
        return ""
    if not in_words:
        return called.sign
    return f"{called.sign} {called.label}" if called.mark is Mark.PRESENT else called.label
