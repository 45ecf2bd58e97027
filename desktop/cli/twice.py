"""Children of two schools at a bureau: listed, decided, and sent to the school where they are."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.cli.words import day, labelled
from desktop.core.errors import NotFoundError
from desktop.core.life import PairDecision

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.session import Session
    from desktop.services.two_rolls import OnRoll, TwoRolls


def add_commands(commands: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """The words of `mingce twice`."""
    words = "教育局用：在两所学校都在校的学生，列出、分开、转出"
    inner = commands.add_parser("twice", help=words, description=words).add_subparsers(
        dest="twice", required=True, metavar="做什么"
    )
    shown = on_data(inner, "list", listed, "列出可能是同一个孩子的两条记录")
    shown.add_argument("--all", action="store_true", help="已决定分开的也列出")
    shown.add_argument("--differing", action="store_true", help="证件号不同的也列出")
    said = on_data(inner, "decide", decide, "记下：不是同一个人，或以后再定")
    said.add_argument("decision", type=labelled(PairDecision), metavar="决定")
    said.add_argument("--note", metavar="说明")
    gone = on_data(inner, "leave", leave, "登记从前一条的学校转出，转往后一条的学校")
    gone.add_argument("--day", type=day, required=True, metavar="日期")
    gone.add_argument("--note", metavar="说明")
    for parser in (said, gone):
        parser.add_argument("first", type=_key, metavar="编号", help="见 mingce twice list")
        parser.add_argument("second", type=_key, metavar="编号", help="同上")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        msg = "编号用 mingce twice list 看，照抄即可"
        raise argparse.ArgumentTypeError(msg) from None


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List pupils of two schools who may be one child."""
    from desktop.services.two_rolls import children_twice  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = children_twice(session, decided=args.all, differing=args.differing)
    answer.put(pairs=[_put(line) for line in lines])
    for line in lines:
        decision = f"（{line.decision.label}）" if line.decision else ""
        differ = "，证件号不同" if line.numbers_differ else ""
        sides = " / ".join(map(_words, line.sides))
        answer.say(f"{sides} {line.likeness.label}{differ}{decision}")
    answer.say(f"共 {len(lines)} 对。")
    return LOOK if lines else DONE


def _put(line: TwoRolls) -> dict[str, Any]:
    return {
        "likeness": line.likeness,
        "numbers_differ": line.numbers_differ,
        "decision": line.decision,
        "sides": [
            {
                "key": str(side.person_id),
                "name": side.name,
                "school": side.school,
                "class": side.school_class,
            }
            for side in line.sides
        ],
    }


def _words(side: OnRoll) -> str:
    return " ".join(filter(None, (side.school, side.school_class, side.name, str(side.person_id))))


def decide(args: argparse.Namespace, answer: Answer) -> int:
    """Remember a decision about a pair."""
    from desktop.services.two_rolls import decide_twice  # noqa: PLC0415 - not for help

    with opened(args) as session:
        line = _found(session, args.first, args.second)
        decide_twice(session, line, args.decision, args.note)
    answer.put(decision=args.decision)
    answer.say(f"已记下：{args.decision.label}。")
    return DONE


def leave(args: argparse.Namespace, answer: Answer) -> int:
    """Enter that the child has left the first school for the second."""
    from desktop.services.two_rolls import Leaving, transfer  # noqa: PLC0415 - not for help

    with opened(args) as session:
        line = _found(session, args.first, args.second)
        side = next(one for one in line.sides if one.person_id == args.first)
        transfer(session, line, Leaving(side, args.day, args.note))
    answer.put(left=side.school)
    answer.say(f"已登记：{side.name} {args.day} 从{side.school}转出。")
    return DONE


def _found(session: Session, first: UUID, second: UUID) -> TwoRolls:
    from desktop.services.two_rolls import children_twice  # noqa: PLC0415 - not for help

    for line in children_twice(session, decided=True, differing=True):
        if {side.person_id for side in line.sides} == {first, second}:
            return line
    raise NotFoundError("没有这样的一对学生。用 mingce twice list 看有哪些。")
