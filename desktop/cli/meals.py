"""Meal days by class: what is on record, and typing them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.core.errors import Confirmable, SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from desktop.cli.answer import Answer
    from desktop.services.meal_entry import MealEntry
    from desktop.services.meal_grid import ClassGrid, GridLine, SchoolMeals

_EMPTY: Final = ("-", "未登记")
_PRESENT: Final = ("=", "在校")


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the classes of a month, or the pupils of one class."""
    from desktop.services import meal_grid  # noqa: PLC0415 - not for help

    with opened(args) as session:
        if args.school_class is None:
            _tell_school(meal_grid.school_meals(session, args.month), answer)
            return DONE
        found = meal_grid.class_named(session, args.month, args.school_class)
        _tell_class(meal_grid.class_grid(session, args.month, found.class_id), answer)
    return DONE


def entered(args: argparse.Namespace, answer: Answer) -> int:
    """Type days for some pupils of a class, and with `--rest` the days at school for the others."""
    from desktop.services import meal_grid  # noqa: PLC0415 - not for help
    from desktop.services.meal_entry import QUESTIONS, ClassEntry, enter  # noqa: PLC0415 - same

    with opened(args) as session:
        found = meal_grid.class_named(session, args.month, args.school_class)
        grid = meal_grid.class_grid(session, args.month, found.class_id)
        typed = ClassEntry(args.month, found.class_id, tuple(_entries(args, grid)))
        try:
            done = enter(session, typed, QUESTIONS if args.accept else frozenset())
        except Confirmable as question:
            answer.put(saved=False, question=question.sentence)
            answer.say(f"提醒：{question.sentence}")
            answer.say("没有保存。核对以后可加 --accept。")
            return LOOK
    answer.put(saved=True, new=done.new, changed=done.changed, removed=done.removed)
    answer.say(
        f"{grid.label}{args.month.label}：新登记 {done.new}、改动 {done.changed}、"
        f"改为未登记 {done.removed}。"
    )
    return DONE


def _entries(args: argparse.Namespace, grid: ClassGrid) -> Iterable[MealEntry]:
    from desktop.services.meal_entry import MealEntry  # noqa: PLC0415 - not for help

    named = set()
    for word in args.days:
        line, days = _typed(word, grid)
        named.add(line.student_id)
        yield MealEntry(line.student_id, line.days, days)
    for line in grid.lines:
        if args.rest and line.missing and line.student_id not in named:
            yield MealEntry(line.student_id, None, line.present)


def _typed(word: str, grid: ClassGrid) -> tuple[GridLine, int | None]:
    """A pupil and days from a word such as 张小红=18."""
    name, found, text = word.partition("=")
    if not found:
        msg = f"“{word}”要写成 姓名=天数，例如 张小红=18；不登记写 张小红=- 。"
        raise SchoolError(msg)
    line = _named(name.strip(), grid)
    text = text.strip()
    if text in _EMPTY:
        return line, None
    if text in _PRESENT:
        return line, line.present
    if not (text.isascii() and text.isdigit()):
        msg = f"{name}的天数要写整数，不登记写 - ，按在校天数写 = 。"
        raise SchoolError(msg)
    return line, int(text)


def _named(name: str, grid: ClassGrid) -> GridLine:
    found = [line for line in grid.lines if line.name == name]
    if not found:
        msg = f"{grid.label}里没有叫“{name}”的学生。请核对姓名。"
        raise SchoolError(msg)
    if len(found) > 1:
        msg = f"{grid.label}有{len(found)}名学生叫“{name}”，请在窗口里登记，或导入表格。"
        raise SchoolError(msg)
    return found[0]


def _tell_school(found: SchoolMeals, answer: Answer) -> None:
    answer.put(
        month=str(found.month),
        state=found.state.value,
        teaching_days=found.teaching_days,
        classes=[
            {
                "class": line.label,
                "state": line.state.value,
                "recorded": line.recorded,
                "days": line.days,
                "amount": str(line.amount.decimal),
                "not_recorded": line.not_recorded,
            }
            for line in found.classes
        ],
        recorded=found.recorded,
        days=found.days,
        amount=str(found.amount.decimal),
        not_recorded=found.not_recorded,
    )
    for line in found.classes:
        answer.say(
            f"{line.label} {line.state.label}：{line.recorded} 人，{line.days} 人次，"
            f"{line.amount} 元，未登记 {line.not_recorded} 人"
        )
    answer.say(
        f"{found.month.label}（{found.state.label}，上课日 {found.teaching_days} 天）："
        f"{found.recorded} 人，{found.days} 人次，{found.amount} 元，"
        f"未登记 {found.not_recorded} 人。"
    )


def _tell_class(grid: ClassGrid, answer: Answer) -> None:
    answer.put(
        month=str(grid.month),
        state=grid.state.value,
        teaching_days=grid.teaching_days,
        rate=None if grid.rate is None else str(grid.rate.decimal),
        lines=[asdict(line) for line in grid.lines],
        **{"class": grid.label},
    )
    for line in grid.lines:
        days = "未登记" if line.days is None else f"{line.days} 天"
        note = f"（{line.note}）" if line.note else ""
        answer.say(f"{line.name} 在校 {line.present} 天，就餐 {days}{note}")
    answer.say(f"{grid.label}{grid.month.label}共 {len(grid.lines)} 名。")
