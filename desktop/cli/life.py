"""Dated events, transfers and duplicates on the command line."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.cli.answer import DONE, LOOK
from desktop.cli.checked import asking
from desktop.cli.desk import opened
from desktop.cli.students import one_pupil
from desktop.cli.words import day, labelled, month
from desktop.core.errors import SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.life import CaseAnswer, PairDecision

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.both import OnTwoRolls
    from desktop.services.life.cases import CaseLine

_EVENT_KEY = "列表里的编号"


def add_commands(commands: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """The words of `mingce events`, `transfers` and `duplicates`."""
    _events(_group(commands, "events", "学籍异动：列出、更正、取消"), on_data)
    _transfers(_group(commands, "transfers", "转学：列出、接收、确认"), on_data)
    _duplicates(_group(commands, "duplicates", "疑似重复：列出、分开、合并"), on_data)


def _group(commands: Any, name: str, words: str) -> Any:  # noqa: ANN401 - same
    return commands.add_parser(name, help=words, description=words).add_subparsers(
        dest=name, required=True, metavar="做什么"
    )


def _events(inner: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - same
    shown = on_data(inner, "list", events, "列出全校的异动，最近的在前")
    shown.add_argument("--kind", type=labelled(EnrolmentKind), metavar="类别")
    shown.add_argument("--month", type=month, metavar="月份")
    shown.add_argument("--limit", type=int, default=50, metavar="几条")
    new = on_data(inner, "enter", enter, "登记一条异动")
    new.add_argument("who", metavar="谁", help="学籍号，或只有一人叫的姓名")
    new.add_argument("kind", type=labelled(EnrolmentKind), metavar="类别")
    new.add_argument("--day", type=day, required=True, metavar="日期")
    new.add_argument("--school", metavar="学校", help="转往或转自哪所学校")
    new.add_argument("--note", metavar="说明")
    right = on_data(inner, "correct", correct, "更正一条异动；不加 --apply 只看影响")
    right.add_argument("event", type=_key, metavar="编号", help=_EVENT_KEY)
    right.add_argument("--kind", type=labelled(EnrolmentKind), required=True, metavar="类别")
    right.add_argument("--day", type=day, required=True, metavar="日期")
    right.add_argument("--school", metavar="学校", help="改成转入、转出时：对方学校")
    gone = on_data(inner, "cancel", correct, "取消登记错的一条异动；不加 --apply 只看影响")
    gone.add_argument("event", type=_key, metavar="编号", help=_EVENT_KEY)
    gone.set_defaults(kind=None, day=None, school=None)
    for parser in (right, gone):
        parser.add_argument("--reason", required=True, metavar="原因")
        parser.add_argument("--apply", action="store_true", help="写入")
        parser.add_argument("--accept", action="store_true", help="涉及已结账的月份也改")


def _transfers(inner: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - same
    on_data(inner, "list", transfers, "列出转出、转入和等着接收的")
    take = on_data(inner, "accept", accept, "接收别校转来的学生")
    take.add_argument("case", type=_key, metavar="编号", help=_EVENT_KEY)
    take.add_argument("--day", type=day, required=True, metavar="日期", help="到校日期")
    take.add_argument("--class", dest="class_name", metavar="班级")
    take.add_argument("--with-facts", action="store_true", help="困难类别也收下")
    no = on_data(inner, "decline", decline, "别校转来的学生没有来")
    no.add_argument("case", type=_key, metavar="编号", help=_EVENT_KEY)
    no.add_argument("--reason", required=True, metavar="原因")
    told = on_data(inner, "confirm", confirm, "对方学校不在这份数据里：记下它的答复")
    told.add_argument("case", type=_key, metavar="编号", help=_EVENT_KEY)
    told.add_argument("answer", type=labelled(CaseAnswer), metavar="答复")
    told.add_argument("--note", required=True, metavar="谁怎样确认的")


def _duplicates(inner: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - same
    shown = on_data(inner, "list", duplicates, "列出可能是同一个人的记录")
    shown.add_argument("--all", action="store_true", help="已决定分开的也列出")
    said = on_data(inner, "decide", decide, "记下：不是同一个人，或以后再定")
    said.add_argument("decision", type=labelled(PairDecision), metavar="决定")
    one = on_data(inner, "merge", merge, "把后一条并进前一条")
    for parser in (said, one):
        parser.add_argument("first", type=_key, metavar="编号", help=_EVENT_KEY)
        parser.add_argument("second", type=_key, metavar="编号", help=_EVENT_KEY)
    said.add_argument("--note", metavar="说明")
    one.add_argument("--accept", action="store_true", help="证件号不同也合并")
    words = "两条都写了而且不同的栏目里，用后一条的那些，例如 姓名,联系电话；别的用前一条的"
    one.add_argument("--take", default="", metavar="栏目,栏目", help=words)
    back = on_data(inner, "undo", undo_merge, "撤销一次合并")
    back.add_argument("number", type=int, metavar="编号")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        msg = f"“{text}”不是编号，照列表里的写"
        raise argparse.ArgumentTypeError(msg) from None


def events(args: argparse.Namespace, answer: Answer) -> int:
    """List the events of the school."""
    from desktop.services.life.recent import EventQuery  # noqa: PLC0415 - not for help
    from desktop.services.life.recent import events as found  # noqa: PLC0415 - same

    with opened(args) as session:
        page = found(session, EventQuery(args.kind, args.month, limit=args.limit))
    answer.put(
        total=page.total,
        events=[
            {
                "event": str(line.event_id),
                "name": line.name,
                "kind": line.kind,
                "day": line.day,
                "class": line.school_class,
                "school": line.partner,
                "note": line.note,
            }
            for line in page.lines
        ],
    )
    for line in page.lines:
        words = (str(line.event_id), line.day, line.kind.label, line.name)
        answer.say(" ".join(map(str, (*words, line.school_class, line.partner))).rstrip())
    answer.say(f"共 {page.total} 条，列出 {len(page.lines)} 条。")
    return DONE


def enter(args: argparse.Namespace, answer: Answer) -> int:
    """Enter an event of a pupil."""
    from desktop.services.events import NewEvent, record  # noqa: PLC0415 - not for help

    if args.kind is EnrolmentKind.TRANSFER_OUT and not args.school:
        raise SchoolError("转出要写明转往哪所学校：--school 学校名称。")
    with opened(args) as session:
        key = one_pupil(session, args.who)
        record(session, [NewEvent(key, args.kind, args.day, args.note, school=args.school)])
    answer.put(kind=args.kind, day=args.day)
    answer.say(f"已登记 {args.day} {args.kind.label}。")
    return DONE


def correct(args: argparse.Namespace, answer: Answer) -> int:
    """Look at a correction, or write it; without a kind the event is cancelled."""
    from desktop.services.life import corrections  # noqa: PLC0415 - not for help

    right = corrections.Correction(args.event, args.reason, args.kind, args.day, school=args.school)
    with opened(args) as session:
        right = corrections.with_note(session, right)
        seen = corrections.look(session, right)
        if args.apply:
            asking(args, lambda said: corrections.correct(session, right, said))
    answer.put(
        effects=seen.sentences, closed=[str(month) for month in seen.closed], applied=args.apply
    )
    for sentence in seen.sentences:
        answer.say(f"  {sentence}")
    if not seen.sentences:
        answer.say("各月班级名册都不变。")
    answer.say("已更正。" if args.apply else "这是预览，没有写入。确认后加 --apply。")
    return DONE if args.apply else LOOK


def transfers(args: argparse.Namespace, answer: Answer) -> int:
    """List transfers, and the children who wait to be taken in."""
    from desktop.services.both import on_two_rolls  # noqa: PLC0415 - not for help
    from desktop.services.life.arriving import offers  # noqa: PLC0415 - same
    from desktop.services.life.cases import CaseState, cases  # noqa: PLC0415 - same

    with opened(args) as session:
        waiting, lines, both = offers(session), cases(session), on_two_rolls(session)
    answer.put(
        offers=[
            {
                "case": str(offer.case_id),
                "school": offer.school,
                "day": offer.day,
                "name": offer.name,
                "class": offer.school_class,
                "facts": offer.facts,
            }
            for offer in waiting
        ],
        cases=[_case(line) for line in lines],
        both=[_both(child) for child in both],
    )
    for child in both:
        answer.say(f"两校都在册 {child.name} {child.since}起 {child.school}")
    for offer in waiting:
        answer.say(f"等着接收 {offer.case_id} {offer.day} {offer.name} 来自{offer.school}")
    for line in lines:
        told = (line.side.label, line.case_id, line.day, line.name, line.partner, line.state.label)
        answer.say(" ".join(map(str, told)))
    still_open = sum(line.state is CaseState.OPEN for line in lines)
    summary = f"等着接收 {len(waiting)} 名，转出未落实 {still_open} 名，两校都在册 {len(both)} 名。"
    answer.say(summary)
    return LOOK if waiting or still_open or both else DONE


def _both(child: OnTwoRolls) -> dict[str, object]:
    names = ("name", "since", "school", "came_there")
    return {name: getattr(child, name) for name in names}


def _case(line: CaseLine) -> dict[str, object]:
    return {
        "case": str(line.case_id),
        "side": line.side,
        "day": line.day,
        "name": line.name,
        "school": line.partner,
        "state": line.state,
        "answered_on": line.answered_on,
    }


def accept(args: argparse.Namespace, answer: Answer) -> int:
    """Take a child in."""
    from desktop.services.life.arriving import Acceptance  # noqa: PLC0415 - not for help
    from desktop.services.life.arriving import accept as take  # noqa: PLC0415 - same
    from desktop.services.people import classes  # noqa: PLC0415 - same

    with opened(args) as session:
        known = {choice.label: choice.class_id for choice in classes(session)}
        if args.class_name and args.class_name not in known:
            msg = f"现在没有“{args.class_name}”这个班级。"
            raise SchoolError(msg)
        class_id = known.get(args.class_name)
        take(session, Acceptance(args.case, args.day, class_id, with_facts=args.with_facts))
    answer.put(case=str(args.case), day=args.day)
    answer.say("已接收，名册里有这名学生了。")
    return DONE


def decline(args: argparse.Namespace, answer: Answer) -> int:
    """Say that a child has not come."""
    from desktop.services.life.arriving import decline as refuse  # noqa: PLC0415 - not for help

    with opened(args) as session:
        refuse(session, args.case, args.reason)
    answer.put(case=str(args.case))
    answer.say("已答复原学校：没有来。")
    return DONE


def confirm(args: argparse.Namespace, answer: Answer) -> int:
    """Note what a school outside of this data has answered."""
    from desktop.services.life.cases import confirm as note  # noqa: PLC0415 - not for help

    with opened(args) as session:
        note(session, args.case, args.answer, args.note)
    answer.put(case=str(args.case), answer=args.answer)
    answer.say(f"已记下：{args.answer.label}。")
    return DONE


def duplicates(args: argparse.Namespace, answer: Answer) -> int:
    """List records that may be one person."""
    from desktop.services.life.duplicates import lookalike_lines  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = lookalike_lines(session, decided=args.all)
    answer.put(
        pairs=[
            {
                "first": str(line.pair.first_id),
                "second": str(line.pair.second_id),
                "names": [line.first_name, line.second_name],
                "likeness": line.pair.likeness,
                "decision": line.pair.decision,
            }
            for line in lines
        ]
    )
    for line in lines:
        decision = f"（{line.pair.decision.label}）" if line.pair.decision else ""
        answer.say(
            f"{line.first_name} {line.pair.first_id} / {line.second_name} {line.pair.second_id}"
            f" {line.pair.likeness.label}{decision}"
        )
    answer.say(f"共 {len(lines)} 对。")
    return LOOK if lines else DONE


def decide(args: argparse.Namespace, answer: Answer) -> int:
    """Remember a decision about a pair."""
    from desktop.services.life.duplicates import decide as say  # noqa: PLC0415 - not for help

    with opened(args) as session:
        say(session, (args.first, args.second), args.decision, args.note)
    answer.put(decision=args.decision)
    answer.say(f"已记下：{args.decision.label}。")
    return DONE


def merge(args: argparse.Namespace, answer: Answer) -> int:
    """Merge the second record into the first."""
    from desktop.services.life.differing import differing, fields_called  # noqa: PLC0415 - not for help
    from desktop.services.life.merging import merge as unite  # noqa: PLC0415 - same

    taken = fields_called([word for word in re.split("[,，、]", args.take) if word])
    with opened(args) as session:
        fields = differing(session, (args.first, args.second))
        number, _changes = asking(
            args, lambda said: unite(session, args.first, args.second, said, taken)
        )
    answer.put(number=number, differing=[asdict(one) for one in fields], taken=sorted(taken))
    for one in fields:
        answer.say(f"  {one.title}：用了{'后' if one.name in taken else '前'}一条的。")
    answer.say(f"已合并，编号 {number}。要撤销：mingce duplicates undo {number}")
    return DONE


def undo_merge(args: argparse.Namespace, answer: Answer) -> int:
    """Take a merge back."""
    from desktop.services.life.merging import undo  # noqa: PLC0415 - not for help

    with opened(args) as session:
        done = undo(session, args.number)
    answer.put(number=done.number, removed=done.removed, restored=done.restored)
    answer.say(f"第 {done.number} 次合并已撤销。")
    return DONE
