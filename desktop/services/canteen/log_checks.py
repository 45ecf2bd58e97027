"""What is held against a round before it is written."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.core.meals import Finding, LogKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.canteen.checklists import CheckItem, Checklist
    from desktop.services.canteen.log_lines import NewRound, RoundLine

LONGEST: Final = {"item": (80, "项目"), "value": (40, "测量值"), "note": (200, "说明")}
LONGEST_PERSON: Final = 50
LONGEST_AT: Final = 20
LONGEST_NOTE: Final = 2000
ASKED, ANSWERED, SATISFIED = "发出", "收回", "满意"


def number_of(text: str) -> Decimal | None:
    """The number that was written; None where it is none."""
    try:
        found = Decimal(text.strip().replace("－", "-").replace("−", "-"))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def refuse_odd_round(
    checklist: Checklist,
    new: NewRound,
    lines: Sequence[RoundLine],
    parameters: Mapping[str, int],
) -> None:
    """Refuse a round that is not whole.

    Raises:
        SchoolError: with the item, and what is to be done.
    """
    _refuse_people(checklist, new)
    if not lines:
        what = "请先在“从业人员”里登记食堂的人。" if checklist.people else "请至少写一项。"
        msg = f"{new.kind.label}还没有内容。{what}"
        raise SchoolError(msg)
    seen: set[tuple[str, str]] = set()
    for line in lines:
        if (line.part, line.item.strip()) in seen:
            msg = f"“{line.item}”写了两次。请只留一行。"
            raise SchoolError(msg)
        seen.add((line.part, line.item.strip()))
        _refuse_long(line)
        item = checklist.like(line.item, line.part)
        _refuse_finding(checklist, line)
        _refuse_value(item, line, parameters)
    if new.kind is LogKind.SATISFACTION:
        _refuse_sums(lines)


def _refuse_people(checklist: Checklist, new: NewRound) -> None:
    done, watched = new.done_by.strip(), new.watched_by.strip()
    if not done:
        msg = f"请写{checklist.done}的姓名。"
        raise SchoolError(msg)
    if checklist.second and not watched:
        msg = f"{new.kind.label}要两个人，请写{checklist.watched}的姓名。"
        raise SchoolError(msg)
    if done == watched:
        msg = f"{checklist.done}和{checklist.watched}要是两个人。"
        raise SchoolError(msg)
    if max(len(done), len(watched)) > LONGEST_PERSON:
        msg = f"姓名最多{LONGEST_PERSON}个字。"
        raise SchoolError(msg)
    if len(new.at.strip()) > LONGEST_AT or len(new.note.strip()) > LONGEST_NOTE:
        msg = f"时间最多{LONGEST_AT}个字，备注最多{LONGEST_NOTE}个字。"
        raise SchoolError(msg)


def _refuse_long(line: RoundLine) -> None:
    if not line.item.strip():
        raise SchoolError("有一行没有写项目。请写上，或删掉这一行。")
    for name, (most, label) in LONGEST.items():
        if len(getattr(line, name).strip()) > most:
            msg = f"“{line.item[:20]}”的{label}最多{most}个字。"
            raise SchoolError(msg)


def _refuse_finding(checklist: Checklist, line: RoundLine) -> None:
    if checklist.judged and line.finding is None:
        msg = f"“{line.item}”还没有写结果。"
        raise SchoolError(msg)
    if line.finding is Finding.BAD and not line.note.strip():
        msg = f"“{line.item}”不合格，请写明情况和怎么处理的。"
        raise SchoolError(msg)


def _refuse_value(item: CheckItem, line: RoundLine, parameters: Mapping[str, int]) -> None:
    if not item.unit or line.finding is Finding.NOT_APPLICABLE:
        return
    if not line.value.strip():
        if item.optional:
            return
        msg = f"“{line.item}”还没有写{'温度' if item.unit == '℃' else '数'}（{item.unit}）。"
        raise SchoolError(msg)
    number = number_of(line.value)
    if number is None:
        msg = f"“{line.item}”写的“{line.value}”不是数。请只写数，单位是{item.unit}。"
        raise SchoolError(msg)
    if item.unit != "℃" and (number < 0 or number != number.to_integral_value()):
        msg = f"“{line.item}”要写不小于零的整数。"
        raise SchoolError(msg)
    if line.finding is Finding.GOOD and not within(number, item, parameters):
        least, most = item.bounds(parameters)
        right = range_words(least, most, item.unit)
        msg = (
            f"“{line.item}”{line.value.strip()}{item.unit}，应{right}，"
            "不能记成合格。请记为不合格，写明怎么处理的。"
        )
        raise SchoolError(msg)


def within(number: Decimal, item: CheckItem, parameters: Mapping[str, int]) -> bool:
    """Whether a number is good."""
    least, most = item.bounds(parameters)
    return (least is None or number >= least) and (most is None or number <= most)


def range_words(least: Decimal | None, most: Decimal | None, unit: str) -> str:
    """From where to where, as people say it; empty where there are no bounds."""
    if least is not None and most is not None:
        return f"在{least}到{most}{unit}"
    if most is not None:
        return f"不高于{most}{unit}"
    return f"不低于{least}{unit}" if least is not None else ""


def _refuse_sums(lines: Sequence[RoundLine]) -> None:
    """Nobody answers who was not asked, and no more are satisfied than have answered."""
    counted = {line.item: int(number_of(line.value) or 0) for line in lines}
    asked, answered = counted.get(ASKED, 0), counted.get(ANSWERED, 0)
    if not 0 < answered <= asked:
        msg = f"发出{asked}份，收回{answered}份，对不上。请核对问卷的份数。"
        raise SchoolError(msg)
    for line in lines:
        if line.part == SATISFIED and counted[line.item] > answered:
            msg = f"“{line.item}”满意的有{counted[line.item]}份，比收回的{answered}份还多。"
            raise SchoolError(msg)
