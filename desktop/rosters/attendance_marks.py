"""What stands in the cells of attendance sheets: signs and words for there, absent and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.core.attendance import PRESENT, Called, DayPart, Mark
from desktop.rosters.cells import squeeze, text_of, words
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context

_WORDS: Final[dict[str, Mark]] = {
    word: mark
    for mark, text in {
        Mark.PRESENT: "√ ✓ ✔ v √√ 1 是 出 到 在 y 出勤 出席 到校 全天 正常 + 已到",
        Mark.SICK: "病 病假 b 生病 病休",
        Mark.PERSONAL: "事 事假 s 有事",
        Mark.OTHER: "假 请假 公 公假 丧 丧假 其他 其它 其他请假 婚 准假",
        Mark.TRUANT: "旷 旷课 k 无故 无故缺课 无故缺勤 逃学 逃课",
        Mark.UNKNOWN: "× x ✗ ✘ 0 n 缺 缺勤 缺课 否 未到 没到 未到校 不明 原因不明 不详 ?",
        Mark.NOT_RECORDED: "未登记 未点名 未点",
    }.items()
    for word in words(text)
}
_NOTHING: Final = frozenset(words("- -- — – ― 休 休息 放假 假期 节 节日 周 周末 未"))
_LATE: Final = frozenset(words("迟 迟到 早退 退 晚到"))
_HALVES: Final = {
    "上": DayPart.MORNING,
    "上午": DayPart.MORNING,
    "早": DayPart.MORNING,
    "下": DayPart.AFTERNOON,
    "下午": DayPart.AFTERNOON,
}
_HALF: Final = re.compile(
    r"(上午|下午|上|下|早)[(（]?(.*?)[)）]?|(.+?)[(（]?(上午|下午|上|下)[)）]?"
)
_TOLD_BY: Final = (
    ("病", Mark.SICK),
    ("发烧", Mark.SICK),
    ("发热", Mark.SICK),
    ("感冒", Mark.SICK),
    ("旷", Mark.TRUANT),
    ("无故", Mark.TRUANT),
    ("事", Mark.PERSONAL),
    ("假", Mark.OTHER),
    ("不明", Mark.UNKNOWN),
)
_AMBIGUOUS: Final = frozenset(words("/ ／ ○ o ● ◎ △ ▲ ☆ ★ ※ ⊙ □ ■ #"))


def sign(cell: Cell, context: Context) -> object:
    """A day of a month's grid as a `Called`; None: the cell says nothing."""
    del context
    text = squeeze(text_of(cell))
    if not text or text in _NOTHING:
        return None
    if text in _LATE:
        return Flaw(Level.REPAIR, "迟到、早退算到校，不另外登记", PRESENT)
    if text in _AMBIGUOUS:
        return Flaw(
            Level.WARNING,
            f"“{text}”各校意思不同，没有收；请改成 √ 到校、病、事、假、旷，或 × 原因不明",
        )
    found = called(text)
    if found is not None:
        return found
    return Flaw(Level.WARNING, "看不懂这一天的记号，没有收；请用 √ 病 事 假 旷 ×")


def called(text: str) -> Called | None:
    """What a sign or a word means, with its half of the day; None: not understood."""
    mark = _WORDS.get(text)
    if mark is not None:
        return Called(mark)
    half = _HALF.fullmatch(text)
    if half is None:
        return None
    part = _HALVES[half[1] or half[4]]
    mark = _WORDS.get(half[2] if half[1] else half[3])
    if mark is None or not mark.absent:
        return None
    return Called(mark, part)


def reason(cell: Cell, context: Context) -> object:
    """The reason in a list of absences as a `Called`: a word of ours, or a sentence with one."""
    del context
    text = squeeze(text_of(cell))
    if not text or text in _NOTHING:
        return None
    found = called(text)
    if found is not None:
        return found
    for word, mark in _TOLD_BY:
        if word in text:
            return Flaw(Level.REPAIR, f"按“{mark.label}”登记", Called(mark))
    return Flaw(Level.WARNING, "看不懂原因，按原因不明登记", Called(Mark.UNKNOWN))


def part(cell: Cell, context: Context) -> object:
    """How much of the day."""
    del context
    text = squeeze(text_of(cell))
    if not text or text in _NOTHING:
        return None
    found = _HALVES.get(text) or DayPart.by_label(text)
    return found or Flaw(Level.ERROR, "时段请填 全天、上午 或 下午")


LEGEND: Final = (
    "说明：√ 到校  病 病假  事 事假  假 其他请假  旷 旷课  × 没到、原因不明；"
    "只缺半天的在前面写上、下（上病、下事）；没有点名的空着，空着不算缺勤"
)
