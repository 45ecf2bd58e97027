"""The new school year on the command line: look, apply, take back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.cli.students import one_pupil
from desktop.cli.words import day
from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.cli.answer import Answer
    from desktop.core.grades import ClassName, GradeRules
    from desktop.core.terms import SchoolYear
    from desktop.services.life.rollover import Choices, RolloverPlan
    from desktop.services.session import Session

_SHOWN: Final = 20


def add_commands(commands: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """The words of `mingce rollover`."""
    words = "学年升级：升级、留级、毕业、并班分班、新开一年级"
    inner = commands.add_parser("rollover", help=words, description=words).add_subparsers(
        dest="rollover", required=True, metavar="做什么"
    )
    looked = on_data(inner, "plan", plan, "列出每个学生会怎样，不写入")
    done = on_data(inner, "apply", apply, "照选定的办理，一次写入")
    kept = on_data(inner, "prepare", prepare, "先存好，到 9 月 1 日再办理")
    for parser in (looked, kept, done):
        parser.add_argument("--year", type=int, metavar="年份", help="新学年从哪年 9 月开始")
        parser.add_argument("--graduation", type=day, metavar="日期", help="毕业日期")
        parser.add_argument(
            "--last-grade",
            action="append",
            default=[],
            metavar="年级",
            help="哪个年级毕业离校，可以写几次；不写就照学校类别",
        )
        for name, value, told in (
            ("--repeat", "谁", "留级的学生：学籍号，或只有一人叫的姓名；可以写几次"),
            ("--move", "谁=班级", "调班：新学年的班级，如 李明=四年级2班；可以写几次"),
            ("--merge", "班级=班级", "并班：现在的班级=新学年的班级；可以写几次"),
            ("--split", "班级=班级", "分班：现在的班级=新学年的新班，学号在后的一半去新班"),
            ("--open", "班级", "新开的班级，如 一年级1班；可以写几次"),
        ):
            parser.add_argument(name, action="append", default=[], metavar=value, help=told)
    for parser in (looked, done):
        parser.add_argument("--prepared", action="store_true", help="照存好的")
    kept.add_argument("--accept", action="store_true", help="代替别人已经存好的")
    done.add_argument("--accept", action="store_true", help="看过以后名册又有改动，也照办")
    back = on_data(inner, "undo", undo, "撤销一次升级")
    back.add_argument("number", type=int, metavar="编号")
    on_data(inner, "list", listed, "列出升级和合并的办理记录")


def plan(args: argparse.Namespace, answer: Answer) -> int:
    """List what becomes of everybody."""
    from desktop.services.life import rollover  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found = rollover.plan(session, _choices(session, args))
    _tell(answer, found)
    answer.say("这是预览，没有写入。照办用 mingce rollover apply。")
    return LOOK


def prepare(args: argparse.Namespace, answer: Answer) -> int:
    """Keep what is chosen until its day."""
    from desktop.services.life import prepared_years, rollover  # noqa: PLC0415 - not for help

    accepted = frozenset({prepared_years.OTHER} if args.accept else ())
    with opened(args) as session:
        choices = _choices(session, args)
        found = rollover.plan(session, choices)
        kept = prepared_years.prepare(session, choices, accepted)
    _tell(answer, found)
    answer.say(f"{kept.prepared.title}办理用 mingce rollover apply --prepared。")
    return DONE


def apply(args: argparse.Namespace, answer: Answer) -> int:
    """Roll over."""
    from desktop.services.life import rollover  # noqa: PLC0415 - not for help

    accepted = frozenset({"moved"} if args.accept else ())
    with opened(args) as session:
        found = rollover.plan(session, _choices(session, args))
        number, _changes = rollover.apply(session, found, accepted)
    _tell(answer, found)
    answer.put(number=number)
    answer.say(f"已办理，编号 {number}。要撤销：mingce rollover undo {number}")
    return DONE


def undo(args: argparse.Namespace, answer: Answer) -> int:
    """Take a rollover back."""
    from desktop.services.life import rollover  # noqa: PLC0415 - not for help

    with opened(args) as session:
        done = rollover.undo(session, args.number)
    answer.put(number=done.number, removed=done.removed, restored=done.restored)
    answer.say(f"第 {done.number} 次已撤销：移除 {done.removed} 条，还原 {done.restored} 条。")
    return DONE


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List rollovers and merges."""
    from desktop.services.life.deeds import history  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = history(session)
    answer.put(
        deeds=[
            {
                "number": line.number,
                "kind": line.kind,
                "at": line.at,
                "user": line.user_name,
                "counts": dict(line.counts),
                "undone_at": line.undone_at,
            }
            for line in lines
        ]
    )
    for line in lines:
        state = "，已撤销" if line.undone_at else ""
        answer.say(f"{line.number} {line.kind.label} {line.at:%Y-%m-%d} {line.user_name}{state}")
    answer.say(f"共 {len(lines)} 次。")
    return DONE


def _tell(answer: Answer, found: RolloverPlan) -> None:
    answer.put(
        year=found.choices.year.label,
        graduation=found.choices.graduation,
        counts={fate.value: count for fate, count in found.counts.items()},
        opened=found.opened_labels,
        lines=[
            {
                "name": line.name,
                "fate": line.fate,
                "from": line.old_class,
                "to": line.new_class,
                "reason": line.reason,
            }
            for line in found.lines
        ],
    )
    events = [line for line in found.lines if line.fate.writes or line.reason]
    for line in events[:_SHOWN]:
        where = " → ".join(filter(None, (line.old_class, line.new_class)))
        answer.say(f"  {line.fate.label} {line.name} {where} {line.reason}".rstrip())
    if len(events) > _SHOWN:
        answer.say(f"  …… 另有 {len(events) - _SHOWN} 名，--json 里有全部")
    if found.opened:
        answer.say(f"  新开班级：{'、'.join(found.opened_labels)}")
    counts = "、".join(f"{fate.label} {count}" for fate, count in found.counts.items())
    answer.say(f"{found.choices.year.label}：{counts or '没有学生'}。")


def _choices(session: Session, args: argparse.Namespace) -> Choices:
    from desktop.core.grades import GradeRules, read_grade  # noqa: PLC0415 - not for help
    from desktop.core.terms import SchoolYear  # noqa: PLC0415 - same
    from desktop.services.life import rollover  # noqa: PLC0415 - same

    if getattr(args, "prepared", False):
        return _prepared(session)
    usual = rollover.usual(session, SchoolYear(args.year) if args.year else None)
    rules = GradeRules(usual.first_junior, school_year=usual.year)
    grades = {word: read_grade(word, rules) for word in args.last_grade}
    if unread := [word for word, grade in grades.items() if grade is None]:
        msg = f"看不懂年级“{unread[0]}”，写成 六年级 的样子。"
        raise SchoolError(msg)
    moves = dict(_pair(word) for word in args.move)
    merges = dict(_pair(word) for word in args.merge)
    return replace(
        usual,
        graduation=args.graduation or usual.graduation,
        last_grades=frozenset(grade for grade in grades.values() if grade) or usual.last_grades,
        repeaters=frozenset(one_pupil(session, who) for who in args.repeat),
        moves=_halves(session, usual.year, args.split, rules)
        | {one_pupil(session, who): _class(name, rules) for who, name in moves.items()},
        merges={_class_id(session, name): _class(target, rules) for name, target in merges.items()},
        opened=tuple(_class(name, rules) for name in args.open),
    )


def _prepared(session: Session) -> Choices:
    """The choices that were kept."""
    from desktop.core.terms import SchoolYear  # noqa: PLC0415 - not for help
    from desktop.services.life import rollover  # noqa: PLC0415 - same
    from desktop.services.life.prepared_years import standing  # noqa: PLC0415 - same
    from desktop.services.life.year_changes import chosen  # noqa: PLC0415 - same

    found = standing(session)
    if found is None:
        raise SchoolError("没有存好的升级。先用 mingce rollover prepare，或在窗口里准备。")
    kept = found.prepared
    usual = rollover.usual(session, SchoolYear(kept.year))
    return chosen(kept.onto(usual), kept.changes)


def _halves(
    session: Session, year: SchoolYear, words: Sequence[str], rules: GradeRules
) -> dict[UUID, ClassName]:
    """The second half of each class that is split, with its new class."""
    from desktop.services.life.year_roll import year_roll  # noqa: PLC0415 - not for help

    moves: dict[UUID, ClassName] = {}
    pupils = year_roll(session, year).pupils if words else ()
    for name, target in map(_pair, words):
        class_id = _class_id(session, name)
        there = [p.standing for p in pupils if p.standing.class_id == class_id]
        there = [standing for standing in there if standing.kind.present]
        half = there[(len(there) + 1) // 2 :]
        moves |= {standing.student_id: _class(target, rules) for standing in half}
    return moves


def _pair(word: str) -> tuple[str, str]:
    before, sign, behind = word.partition("=")
    if not (sign and before and behind):
        msg = f"写成 谁=班级 的样子，不是“{word}”。"
        raise SchoolError(msg)
    return before, behind


def _class(name: str, rules: GradeRules) -> ClassName:
    from desktop.core.grades import read_class  # noqa: PLC0415 - not for help

    found = read_class(name, rules)
    if found is None:
        msg = f"看不懂班级“{name}”，写成 一年级1班 的样子。"
        raise SchoolError(msg)
    return found


def _class_id(session: Session, name: str) -> UUID:
    from desktop.services.people import classes  # noqa: PLC0415 - not for help

    found = next((c.class_id for c in classes(session) if c.label == name), None)
    if found is None:
        msg = f"现在没有“{name}”这个班级。"
        raise SchoolError(msg)
    return found
