"""The questions of the canteen's rules on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.cli.words import month as read_month
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.checks.questions import Question


def check(args: argparse.Namespace, answer: Answer) -> int:
    """Ask all rules, or those that are named, of a month; questions are no accusations."""
    from desktop.services.checks.registry import questions, rules_of  # noqa: PLC0415 - not for help

    rules = rules_of(args.rule)
    with opened(args) as session:
        month = args.month or Month.of(session.store.clock.today())
        found = questions(session, month, args.rule)
    answer.put(month=month.number, questions=[_told(question) for question in found])
    several = len({question.canteen for question in found}) > 1
    for question in found:
        where = f"{question.canteen}：" if several else ""
        answer.say(f"{question.rule.code} {where}{question.sentence}")
    words = f"{len(found)} 个问题，请核实" if found else "没有问题"
    answer.say(f"{month.label}检查了 {len(rules)} 条：{words}。")
    return LOOK if found else DONE


def _told(question: Question) -> dict[str, Any]:
    place = question.place
    return {
        "rule": question.rule.code,
        "title": question.rule.title,
        "canteen": question.canteen,
        "sentence": question.sentence,
        "tab": place.tab,
        "day": place.day.isoformat() if place.day else None,
    }


def add(inner: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """Add the command."""
    parser = on_data(inner, "check", check, "逐条检查一个月的食堂账，列出要核实的问题")
    parser.add_argument("--month", type=read_month, metavar="月份", help="不写就是这个月")
    parser.add_argument(
        "--rule", action="append", default=[], metavar="编号", help="只查这一条，如 C16；可以写几次"
    )
