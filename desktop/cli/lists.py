"""Lists of other offices, and comparing any two lists of people."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.cli.answer import DONE, LOOK
from desktop.cli.county import school_called
from desktop.cli.desk import ask, opened
from desktop.cli.locked import OF_FILE
from desktop.cli.progress import on_terminal
from desktop.cli.rosters import take_in
from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from desktop.cli.answer import Answer
    from desktop.core.labels import HouseholdCategory
    from desktop.services.comparison.books import Reach
    from desktop.services.comparison.comparing import Comparison, Pair
    from desktop.services.comparison.people import Side, Someone
    from desktop.services.session import Session

_SHOWN: Final = 20
_PUPILS: Final = frozenset({"学生", "在校学生", "students"})
_GUARDIANS: Final = frozenset({"监护人", "guardians"})
_KNOWN: Final = frozenset({"登记", "known"})


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the lists."""
    from desktop.services.lists import stored_lists  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = stored_lists(session)
    answer.put(lists=[asdict(line) for line in lines])
    for line in lines:
        answer.say(f"{line.title} {line.people} 人，{line.user_name} {line.at:%Y-%m-%d %H:%M} 导入")
    answer.say(f"共 {len(lines)} 份名单。")
    return DONE


def show(args: argparse.Namespace, answer: Answer) -> int:
    """Show the people of a list, masked."""
    from desktop.services.lists import entries, find_list  # noqa: PLC0415 - not for help

    with opened(args) as session:
        known = find_list(session, args.list)
        page = entries(session, known.list_id, args.find, args.offset, args.limit)
    answer.put(list=asdict(known), total=page.total, lines=[asdict(line) for line in page.lines])
    answer.say(known.title)
    for line in page.lines:
        head = f"户主 {line.head}" if line.head else ""
        words = (line.name, line.id_masked, line.village, head, line.relation)
        answer.say("  " + " ".join(word for word in words if word))
    answer.say(f"共 {page.total} 人。")
    return DONE


def imported(args: argparse.Namespace, answer: Answer) -> int:
    """Look at a list, or take it in: the same as `import` of its sheet."""
    args.sheet = "school-age" if args.school_age else "households"
    return take_in(args, answer)


def exported(args: argparse.Namespace, answer: Answer) -> int:
    """Write a list as a workbook that can be taken in again."""
    from desktop.core.labels import Role  # noqa: PLC0415 - not for help
    from desktop.core.lists import ListTopic  # noqa: PLC0415 - same
    from desktop.rosters.export import write_export  # noqa: PLC0415 - same
    from desktop.rosters.sheets import sheet_kind  # noqa: PLC0415 - same
    from desktop.services.giving import note_given  # noqa: PLC0415 - same
    from desktop.services.lists import find_list, rows_of_list  # noqa: PLC0415 - same

    with opened(args) as session:
        session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
        known = find_list(session, args.list)
        with session.store.read() as connection:
            rows = rows_of_list(connection, session.unit_id, known.list_id)
        kind = sheet_kind("school-age" if known.topic is ListTopic.SCHOOL_AGE else "households")
        note_given(session, kind)
    write_export(args.out, kind, rows)
    answer.put(out=str(args.out), rows=len(rows))
    answer.say(f"已导出 {len(rows)} 行到 {args.out}。这个文件含个人信息，请妥善保管。")
    return DONE


def removed(args: argparse.Namespace, answer: Answer) -> int:
    """Take a list out."""
    from desktop.services.lists import find_list, remove_list  # noqa: PLC0415 - not for help

    with opened(args) as session:
        known = find_list(session, args.list)
        remove_list(session, known.list_id)
    answer.put(removed=known.people)
    answer.say(f"{known.title} 已删除，{known.people} 人。")
    return DONE


def granted(args: argparse.Namespace, answer: Answer) -> int:
    """See whom a list may give its category, or give it."""
    from desktop.services.granting import grant, grants_of  # noqa: PLC0415 - not for help
    from desktop.services.lists import find_list  # noqa: PLC0415 - same

    with opened(args) as session:
        seen = grants_of(session, find_list(session, args.list).list_id, on_terminal())
        if args.apply and seen.grants:
            grant(session, seen, [g.student_id for g in seen.grants], args.until)
    # Who has what is not said here: only who is on the list.
    lines = [
        {"school": g.school, "name": g.name, "class": g.school_class, "reason": g.reason}
        for g in seen.grants
    ]
    answer.put(grants=lines, known=seen.known, doubtful=seen.doubtful, applied=args.apply)
    for g in seen.grants[:_SHOWN]:
        school = f"{g.school} " if session.at_bureau else ""
        answer.say(f"  {school}{g.school_class} {g.name}：{g.reason}")
    _more(answer, len(seen.grants))
    answer.say(
        f"可以登记 {len(seen.grants)} 项，已经登记过 {seen.known} 项；"
        f"另有 {seen.doubtful} 对可能是同一人，要先用 mingce compare 核对。"
    )
    if args.apply:
        answer.say("已登记。" if seen.grants else "没有要登记的。")
        return DONE
    answer.say("这是预览，没有写入。确认后加 --apply 登记。")
    return LOOK if seen.grants else DONE


def compared(args: argparse.Namespace, answer: Answer) -> int:
    """Hold two sides against each other."""
    from desktop.services.comparison.comparing import compare  # noqa: PLC0415 - not for help

    with opened(args) as session:
        reach = _reach(session, args)
        left, right = (_side(session, words, args.on, reach) for words in (args.left, args.right))
        found = compare(session, left, right, on_terminal())
        if args.decide is not None:
            _decide(session, found, args.decide, answer)
            found = compare(session, left, right, on_terminal())
        if args.out is not None:
            from desktop.services.comparison.workbook import export  # noqa: PLC0415 - where asked

            password = ask("文件的密码", OF_FILE) if args.protect else ""
            export(session, found, args.out, password)
    _put(answer, found)
    _tell(answer, found)
    if args.out is not None:
        answer.put(out=str(args.out))
        answer.say(f"已写到 {args.out}。这个文件含个人信息，请妥善保管。")
    differs = found.probable or found.only_left or found.only_right
    return LOOK if differs else DONE


def _reach(session: Session, args: argparse.Namespace) -> Reach | None:
    """Whose books are meant: at a bureau those of all schools, or of one; at a school its own."""
    from desktop.services.comparison.books import ALL_SCHOOLS, Reach  # noqa: PLC0415 - not for help

    if args.school is not None:
        line = school_called(session, args.school)
        return Reach(line.unit_id, line.name)
    return ALL_SCHOOLS if args.all or session.at_bureau else None


def _side(session: Session, words: str, on: date | None, reach: Reach | None) -> Side:
    from desktop.services.comparison import books, people  # noqa: PLC0415 - not for help
    from desktop.services.lists import find_list  # noqa: PLC0415 - same

    if words in _PUPILS:
        return books.pupils_on(session, on, reach)
    if words in _GUARDIANS:
        return books.guardians_on(session, on, reach)
    known, _, category = words.replace("：", ":").partition(":")
    if known in _KNOWN and category:
        return books.pupils_with(session, _category(category), on, reach)
    path = Path(words)
    if path.suffix or path.exists():
        return people.people_of_workbook(session, path, progress=on_terminal())
    return people.people_of_list(session, find_list(session, words).list_id)


def _category(words: str) -> HouseholdCategory:
    from desktop.core.labels import HouseholdCategory  # noqa: PLC0415 - not for help

    category = HouseholdCategory.by_label(words)
    if category is None:
        named = "、".join(c.label for c in HouseholdCategory)
        msg = f"没有“{words}”这一类，可以用：{named}"
        raise SchoolError(msg)
    return category


def _decide(session: Session, found: Comparison, path: Path, answer: Answer) -> None:
    from desktop.services.comparison.workbook import take_verdicts  # noqa: PLC0415 - where asked

    taken = take_verdicts(session, found, path, os.environ.get(OF_FILE, ""))
    answer.put(decided=taken.decided)
    answer.say(f"收下 {taken.decided} 对的判定。")
    if taken.unknown:
        answer.say(f"另有 {taken.unknown} 行不是这次比对的，没有收。")


def _put(answer: Answer, found: Comparison) -> None:
    answer.put(
        left=_counted(found.left, found.left_in_doubt, len(found.only_left)),
        right=_counted(found.right, found.right_in_doubt, len(found.only_right)),
        both=len(found.both),
        probable=[_pair(pair) for pair in found.probable],
        only_left=[_person(person) for person in found.only_left],
        only_right=[_person(person) for person in found.only_right],
    )


def _counted(side: Side, in_doubt: int, only: int) -> dict[str, Any]:
    return {
        "title": side.title,
        "people": len(side.people),
        "repeated": side.repeated,
        "unread": side.unread,
        "in_doubt": in_doubt,
        "only": only,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    from desktop.services.comparison.shown import reason_of  # noqa: PLC0415 - not for help

    return {
        "likeness": pair.likeness,
        "reason": reason_of(pair),
        "left": _person(pair.left),
        "right": _person(pair.right),
    }


def _person(person: Someone) -> dict[str, Any]:
    """Masked, as on the screen."""
    from desktop.services.comparison.shown import line_of  # noqa: PLC0415 - not for help

    return asdict(line_of(person))


def _tell(answer: Answer, found: Comparison) -> None:
    from desktop.services.comparison.shown import line_of, reason_of  # noqa: PLC0415 - not for help

    for word, side in (("左边", found.left), ("右边", found.right)):
        unread = f"，没有读 {side.unread} 行" if side.unread else ""
        repeated = f"，重复 {side.repeated} 行" if side.repeated else ""
        answer.say(f"{word}：{side.title}，{len(side.people)} 人{repeated}{unread}。")
    answer.say(
        f"两边都有 {len(found.both)}；可能是同一人 {len(found.probable)} 对"
        f"（左边 {found.left_in_doubt} 人，右边 {found.right_in_doubt} 人）；"
        f"只在左边 {len(found.only_left)}；只在右边 {len(found.only_right)}。"
    )
    for pair in found.probable[:_SHOWN]:
        right = line_of(pair.right)
        where = " ".join(filter(None, (right.school, right.place)))
        answer.say(f"  {pair.left.name} ～ {right.name}（{where}）：{reason_of(pair)}")
    _more(answer, len(found.probable))
    for word, people in (("只在左边", found.only_left), ("只在右边", found.only_right)):
        for person in map(line_of, people[:_SHOWN]):
            told = filter(None, (word, person.name, person.school, person.place))
            answer.say(f"  {' '.join(told)}")
        _more(answer, len(people))


def _more(answer: Answer, count: int) -> None:
    if count > _SHOWN:
        answer.say(f"  …… 另有 {count - _SHOWN} 行，用 --json 或 --out 看全部")
