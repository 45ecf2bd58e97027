"""Cells as readers give them, and the conversions that every sheet shares.

A converter takes a cell that is not empty and gives the value, None for a mark that means
"nothing", or a `Flaw`. It never raises for what stands in the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.grades import PLAIN_RULES, GradeRules
from desktop.core.money import Money
from desktop.core.repairs import EXACT_FLOAT, INVISIBLE, LOSSY
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.results import LearnedLayout

Cell = str | float | bool | date | datetime | time | timedelta
"""A cell; an empty one is the empty text."""
Row = list[Cell]


def words(text: str) -> tuple[str, ...]:
    """The words of a list that is written in one text."""
    return tuple(text.split())


NOTHING: Final = frozenset(
    words(
        "- -- --- — —— – － / // ／ \\ 无 無 没有 暂无 空 √ ✓ 缺 缺考 N/A n/a NA "
        "#N/A none None null NULL"
    )
)
"""Marks that stand for "nothing" where a value is asked for."""


@dataclass(frozen=True, slots=True)
class Context:
    """What conversions must know beside the cell."""

    today: date
    rules: GradeRules = PLAIN_RULES
    learned: tuple[LearnedLayout, ...] = ()
    """Forms of this kind of sheet that somebody has explained before."""
    memory: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What these rules have made of texts that come again and again."""


Converter = Callable[[Cell, Context], object]


def text_of(cell: Cell) -> str:
    """A cell as clean text: no outer blanks or invisible characters, whole numbers without ".0"."""
    if isinstance(cell, str):
        # What has only letters and digits needs no cleaning; NBSP and U+3000 are blanks to strip.
        return cell if cell.isalnum() else INVISIBLE.sub("", cell).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        return _number_text(float(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return str(cell)


def _number_text(number: float) -> str:
    if number.is_integer():
        return str(int(number))
    return repr(number)


def squeeze(text: str) -> str:
    """Text for comparing words: half width, no blanks at all, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


_LONGEST_NOTHING: Final = max(map(len, NOTHING))


def is_nothing(text: str) -> bool:
    """Whether the text is a mark that stands for "nothing"."""
    return not text or text in NOTHING


def plain_text(cell: Cell, context: Context) -> object:
    """Text as it stands, without outer blanks; line breaks become blanks."""
    del context
    if isinstance(cell, str) and len(cell) > _LONGEST_NOTHING and cell.isalnum():
        return cell
    text = text_of(cell)
    return None if is_nothing(text) else " ".join(text.split())


def code_text(cell: Cell, context: Context) -> object:
    """A number that is a name (学号): never ".0" or an exponent, leading zeros kept."""
    del context
    if isinstance(cell, str) and cell.isascii() and cell.isdecimal():
        return cell
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= EXACT_FLOAT:
        return Flaw(
            Level.ERROR,
            "号码被表格软件当成数字存，后几位已经丢失，无法复原；请把这一列设为文本格式后重新填写",
        )
    text = text_of(cell).lstrip("'‘’").strip()
    if is_nothing(text):
        return None
    if LOSSY.fullmatch(text.upper()):
        return Flaw(
            Level.ERROR,
            "号码成了科学计数法，后几位已经丢失，无法复原；请把这一列设为文本格式后重新填写",
        )
    healed = "".join(unicodedata.normalize("NFKC", text).split())
    if healed != text_of(cell):
        return Flaw(Level.REPAIR, "号码里的单引号、空格或全角字符已经改正", healed)
    return healed


_YES: Final = frozenset(words("是 有 √ ✓ ✔ v y yes true t 1 对 ○ ● * 享受 属于 true"))
_NO: Final = frozenset(
    words("否 无 不是 没有 × x ✗ ✘ n no false f 0 2 - -- — / ／ 不享受 不属于 非")
)


def yes_no(cell: Cell, context: Context) -> object:
    """是 or 否, in the marks that people use for it."""
    del context
    if isinstance(cell, bool):
        return cell
    text = squeeze(text_of(cell))
    if text in _YES:
        return True
    if text in _NO:
        return False
    return Flaw(Level.ERROR, "看不懂是“是”还是“否”；请填 是 或 否")


def whole_number(low: int, high: int) -> Converter:
    """A converter for whole numbers from `low` to `high`."""

    def convert(cell: Cell, context: Context) -> object:
        del context
        text = squeeze(text_of(cell)).removesuffix("天")
        if is_nothing(text):
            return None
        if re.fullmatch(r"\d{1,9}(\.0+)?", text) and low <= (number := int(float(text))) <= high:
            return number
        return Flaw(Level.ERROR, f"这里要填 {low} 到 {high} 的整数")

    return convert


def money(cell: Cell, context: Context) -> object:
    """An amount in 元, exact to the 分."""
    del context
    text = squeeze(text_of(cell)).removeprefix("¥").removeprefix("￥").removesuffix("元")
    if is_nothing(text):
        return None
    try:
        amount = Money.of(text)
    except ValueError:
        return Flaw(Level.ERROR, "这里要填金额，只写数字，如 5.00")
    if amount.units < 0:
        return Flaw(Level.ERROR, "金额不能是负数")
    return amount
