"""Classes: list, open, rename, close, and who is responsible for which."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.cli import county
from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.staff import who
from desktop.cli.words import day
from desktop.core.errors import Confirmable, NotFoundError, SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from uuid import UUID

    from desktop.cli.answer import Answer
    from desktop.core.grades import ClassName
    from desktop.services.classes import ClassLine
    from desktop.services.session import Session


def add_commands(commands: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """The words of `mingce classes`."""
    words = "班级：列出、开班、改名、撤班、换班主任"
    inner = commands.add_parser("classes", help=words, description=words).add_subparsers(
        dest="classes", required=True, metavar="做什么"
    )
    shown = on_data(inner, "list", listed, "列出班级、人数和班主任")
    shown.add_argument("--on", type=day, metavar="日期", help="哪天，不写就是今天")
    shown.add_argument("--all", action="store_true", help="撤了的、毕业了的也列出")
    county.add_school(shown)
    fresh = on_data(inner, "open", open_one, "开一个班")
    fresh.add_argument("name", metavar="班级", help="如 三年级2班")
    rename = on_data(inner, "rename", rename_one, "改班号或班名")
    rename.add_argument("name", metavar="班级")
    rename.add_argument("new", metavar="新名", help="如 三年级3班")
    close = on_data(inner, "close", close_one, "撤一个班（没有学生的）")
    close.add_argument("name", metavar="班级")
    teacher = on_data(inner, "teacher", appoint_one, "登记班主任")
    teacher.add_argument("name", metavar="班级")
    teacher.add_argument("who", metavar="谁", help="工号或姓名；写 - 是不再有班主任")
    teacher.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")
    for parser in (fresh, close, teacher):
        parser.add_argument("--day", type=day, metavar="日期", help="从哪天起，不写就是今天")
    for parser in (fresh, rename, close):
        parser.add_argument("--document", metavar="文号")


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the classes of a day; at a bureau those of all schools."""
    from desktop.services.classes import classes_on  # noqa: PLC0415 - not for help

    with opened(args) as session:
        unit_id = county.unit_of(session, args)
        if session.at_bureau:
            return _of_schools(session, args, unit_id, answer)
        lines = classes_on(session, args.on, closed_too=args.all)
    answer.put(classes=[_put(line) for line in lines])
    for line in lines:
        teacher = f" 班主任 {line.teacher}" if line.teacher else ""
        closed = f" 已撤（{line.closed}）" if line.closed else ""
        answer.say(f"{line.label} {line.pupils} 人{teacher}{closed}")
    answer.say(f"共 {len(lines)} 个班，{sum(line.pupils for line in lines)} 人。")
    return DONE


def _of_schools(
    session: Session, args: argparse.Namespace, unit_id: UUID | None, answer: Answer
) -> int:
    """At a bureau: the classes of the schools, and whose roll was called."""
    from desktop.services.county_classes import county_classes  # noqa: PLC0415 - not for help

    found = county_classes(session, args.on)
    lines = [line for line in found if unit_id in (None, line.unit_id)]
    answer.put(classes=[asdict(line) for line in lines])
    for line in lines:
        teacher = f" 班主任 {line.teacher}" if line.teacher else ""
        called = "未点名" if line.due else "" if line.roll is None else f"缺 {line.roll.absent} 人"
        answer.say(f"{line.school} {line.label} {line.pupils} 人{teacher} {called}".rstrip())
    due = sum(line.due for line in lines)
    pupils = sum(line.pupils for line in lines)
    answer.say(f"共 {len(lines)} 个班，{pupils} 人；{due} 个班未点名，没有点名不等于缺勤。")
    return DONE


def _put(line: ClassLine) -> dict[str, Any]:
    grade = line.grade.label if line.grade else None
    return {
        "class_id": line.class_id,
        "label": line.label,
        "stage": line.stage,
        "grade": grade,
        "cohort": line.cohort,
        "pupils": line.pupils,
        "teacher": line.teacher,
        "opened": line.opened,
        "closed": line.closed,
    }


def open_one(args: argparse.Namespace, answer: Answer) -> int:
    """Open a class."""
    from desktop.services.class_changes import NewClass, open_class  # noqa: PLC0415 - not for help

    with opened(args) as session:
        when = args.day or session.store.clock.today()
        name = _read(session, args.name)
        new = NewClass(name.grade, when, name.number, name.name, args.document)
        done = open_class(session, new)
    answer.put(class_id=done.class_id, day=when)
    answer.say(f"已开班：{name.label}。")
    return DONE


def rename_one(args: argparse.Namespace, answer: Answer) -> int:
    """Give a class another number or name."""
    from desktop.services.class_changes import rename  # noqa: PLC0415 - not for help

    with opened(args) as session:
        line, name = _found(session, args.name), _read(session, args.new)
        if name.grade != line.grade:
            raise SchoolError("改名不能换年级；升级、留级、并班用“升级”办理。")
        rename(session, line.class_id, name.number, name.name, args.document)
    answer.put(class_id=line.class_id, label=name.label)
    answer.say(f"{line.label}改为{name.label}。")
    return DONE


def close_one(args: argparse.Namespace, answer: Answer) -> int:
    """Close a class in which nobody is."""
    from desktop.services.class_changes import close_class  # noqa: PLC0415 - not for help

    with opened(args) as session:
        when = args.day or session.store.clock.today()
        line = _found(session, args.name)
        close_class(session, line.class_id, when, args.document)
    answer.put(class_id=line.class_id, day=when)
    answer.say(f"{line.label}已撤班。")
    return DONE


def appoint_one(args: argparse.Namespace, answer: Answer) -> int:
    """Make somebody responsible for a class."""
    from desktop.services.homerooms import Appointment, appoint  # noqa: PLC0415 - not for help

    with opened(args) as session:
        when = args.day or session.store.clock.today()
        line = _found(session, args.name)
        staff_id: UUID | None = None if args.who == "-" else who(session, args.who)
        wanted = Appointment(line.class_id, staff_id, when)
        accepted = frozenset({"second_class"}) if args.accept else frozenset[str]()
        try:
            appoint(session, wanted, accepted)
        except Confirmable as question:
            raise SchoolError(f"{question.sentence}确认的话加 --accept。") from None
    answer.put(class_id=line.class_id, staff=staff_id, since=when)
    answer.say(f"从 {when} 起，{line.label}的班主任：{'无' if staff_id is None else args.who}。")
    return DONE


def _read(session: Session, text: str) -> ClassName:
    from desktop.core.grades import read_class  # noqa: PLC0415 - not for help
    from desktop.services.imports.reading import context  # noqa: PLC0415 - same

    name = read_class(text, context(session).rules)
    if name is None:
        raise SchoolError(f"看不懂班级“{text}”；请写成 三年级1班 的样子。")
    return name


def _found(session: Session, text: str) -> ClassLine:
    from desktop.services.classes import classes_on  # noqa: PLC0415 - not for help

    label = _read(session, text).label
    line = next((line for line in classes_on(session) if line.label == label), None)
    if line is None:
        raise NotFoundError(f"没有{label}。用 mingce classes list 查看。")
    return line
