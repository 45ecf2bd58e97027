"""Staff: list, one person's story, posts, absences, leaving."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from desktop.cli import county
from desktop.cli.answer import DONE
from desktop.cli.checked import Whose, add_checked
from desktop.cli.desk import opened
from desktop.cli.words import day, labelled
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.labels import Sex
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind, StaffState
from desktop.core.pupil_fields import STAFF_FIELDS, STAFF_SENSITIVE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection
    from datetime import date
    from uuid import UUID

    from desktop.cli.answer import Answer
    from desktop.services.pupils.subjects import Subject
    from desktop.services.session import Session
    from desktop.services.staff.lists import StaffLine

T = TypeVar("T")
_ASKED: Final = 10
"""Questions that one action may ask."""
_WHO: Final = "工号，或只有一人叫的姓名"


def add_commands(commands: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """The words of `mingce staff`."""
    words = "教职工：列出、看一个人、登记岗位、请假和离岗、两人核对更改、核实"
    inner = commands.add_parser("staff", help=words, description=words).add_subparsers(
        dest="staff", required=True, metavar="做什么"
    )
    _add_list(on_data(inner, "list", listed, "列出教职工；在教育局是各校的"))
    on_data(inner, "show", show, "看一个人的全部记录").add_argument("who", metavar="谁", help=_WHO)
    _add_add(on_data(inner, "add", add, "登记新来的教职工"))
    post = on_data(inner, "post", begin_post, "登记一个新岗位；原来的岗位到前一天为止")
    post.add_argument("who", metavar="谁", help=_WHO)
    _add_post_words(post)
    post.add_argument("--besides", action="store_true", help="兼任：原来的岗位不变")
    post.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")
    absence = on_data(inner, "absence", enter_absence, "登记请假、借调、培训")
    absence.add_argument("who", metavar="谁", help=_WHO)
    absence.add_argument("kind", type=labelled(AbsenceKind), metavar="类别")
    absence.add_argument("--since", type=day, required=True, metavar="日期")
    absence.add_argument("--until", type=day, metavar="日期", help="不在岗的最后一天")
    absence.add_argument("--place", metavar="去向")
    absence.add_argument("--document", metavar="文号")
    absence.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")
    leave = on_data(inner, "leave", leave_all, "登记离岗：调出、退休、辞职……")
    leave.add_argument("who", metavar="谁", help=_WHO)
    leave.add_argument("ending", type=labelled(PostEnd), metavar="原因")
    leave.add_argument("--last-day", type=day, required=True, metavar="日期", help="最后一天在岗")
    leave.add_argument("--document", metavar="文号")
    _add_correct(on_data(inner, "correct", correct, "更正性别、民族"))
    add_checked(inner, on_data, Whose(_colleague, _WHO, STAFF_SENSITIVE, STAFF_FIELDS, "联系电话"))


def _add_correct(fix: argparse.ArgumentParser) -> None:
    fix.add_argument("who", metavar="谁", help=_WHO)
    fix.add_argument("--sex", type=labelled(Sex), metavar="性别")
    fix.add_argument("--ethnicity", metavar="民族")
    fix.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")


def _colleague(session: Session, text: str) -> Subject:
    from desktop.services.pupils.subjects import Subject  # noqa: PLC0415 - not for help

    return Subject.colleague(who(session, text))


def _add_list(shown: argparse.ArgumentParser) -> None:
    shown.add_argument("text", nargs="?", default="", metavar="找什么")
    shown.add_argument("--on", type=day, metavar="日期", help="哪天的名册，不写就是今天")
    shown.add_argument("--post", type=labelled(PostKind), metavar="岗位")
    shown.add_argument("--state", type=labelled(StaffState), metavar="状态", help="如 已离岗")
    shown.add_argument("--all", action="store_true", help="离岗的也列出")
    county.add_school(shown)


def _add_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="姓名")
    parser.add_argument("--sex", type=labelled(Sex), metavar="性别")
    parser.add_argument("--number", metavar="工号")
    _add_post_words(parser)
    parser.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")


def _add_post_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", type=labelled(PostKind), required=True, metavar="岗位")
    parser.add_argument("--since", type=day, required=True, metavar="日期")
    parser.add_argument("--duty", metavar="职务", help="如 语文教师")
    parser.add_argument("--establishment", type=labelled(Establishment), metavar="编制")
    parser.add_argument("--place", default="", metavar="单位", help="本校的不写")
    parser.add_argument("--document", metavar="文号")


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the staff of a day; at a bureau that of all schools."""
    from desktop.services.staff.lists import StaffOrder, StaffQuery, staff  # noqa: PLC0415 - not for help
    from desktop.services.staff.spells import HERE  # noqa: PLC0415 - same

    states = frozenset({args.state}) if args.state else frozenset() if args.all else HERE
    with opened(args) as session:
        unit_id = county.unit_of(session, args)
        query = StaffQuery(args.text, states, args.post, on=args.on, limit=100_000)
        if session.at_bureau:
            order = StaffOrder.SCHOOL
            query = replace(query, everywhere=True, unit_id=unit_id, order=order)
        page = staff(session, query)
    answer.put(total=page.total, lines=[asdict(line) for line in page.lines])
    for line in page.lines:
        answer.say(_words(line))
    answer.say(f"共 {page.total} 人。")
    return DONE


def _words(line: StaffLine) -> str:
    away = f"（{line.absence.label}）" if line.absence else ""
    told = (
        line.school,
        line.staff_number,
        line.name,
        line.place,
        line.post,
        f"{line.state.label}{away}",
    )
    return " ".join(filter(None, (*told, f"{line.classes}班主任" if line.classes else "")))


def show(args: argparse.Namespace, answer: Answer) -> int:
    """Tell one person's story."""
    from desktop.services.staff.story import member  # noqa: PLC0415 - not for help

    with opened(args) as session:
        record = member(session, who(session, args.who))
    answer.put(**asdict(record))
    answer.say(_words(record.line))
    for post in record.posts:
        ending = f" {post.ending.label}" if post.ending else ""
        gone = f"（已更正：{post.withdrawn.why}）" if post.withdrawn else ""
        answer.say(f"  {_span(post.since, post.until)} {post.place}{post.words}{ending}{gone}")
    for away in record.absences:
        gone = f"（已更正：{away.withdrawn.why}）" if away.withdrawn else ""
        answer.say(f"  {_span(away.since, away.until)} {away.kind.label} {away.place}{gone}")
    for room in record.homerooms:
        answer.say(f"  {_span(room.since, room.until)} {room.school_class}班主任")
    return DONE


def _span(since: date, until: date | None) -> str:
    return f"{since} 至 {until or '今'}"


def add(args: argparse.Namespace, answer: Answer) -> int:
    """Enter somebody who comes to work here."""
    from desktop.services.staff import members  # noqa: PLC0415 - not for help

    facts = members.MemberFacts(staff_number=args.number)
    new = members.NewMember(args.name, _post(args), args.sex, facts=facts)
    with opened(args) as session:
        done = _asking(args, lambda said: members.add(session, new, said))
    answer.put(staff=done.staff_id)
    answer.say(f"已登记 {args.name}。证件号、电话用教职工名册导入，或在窗口里填。")
    return DONE


def correct(args: argparse.Namespace, answer: Answer) -> int:
    """Put sex or 民族 right; what is not named stays."""
    from desktop.services.pupils import colleagues  # noqa: PLC0415 - not for help
    from desktop.services.staff.members import facts_of  # noqa: PLC0415 - same

    wanted = {k: v for k in ("sex", "ethnicity") if (v := getattr(args, k)) is not None}
    with opened(args) as session:
        key = who(session, args.who)
        told = replace(colleagues.personal_of(session, key), **wanted)
        facts = facts_of(session, key)
        _asking(args, lambda said: colleagues.edit(session, key, facts, told, said))
    answer.put(staff=key, **asdict(told))
    answer.say("已更正。" if wanted else "没有写要更正什么，没有改动。")
    return DONE


def begin_post(args: argparse.Namespace, answer: Answer) -> int:
    """Enter a post that somebody takes up."""
    from desktop.services.staff import posts  # noqa: PLC0415 - not for help

    new = _post(args)
    with opened(args) as session:
        key = who(session, args.who)
        _asking(args, lambda s: posts.begin(session, key, new, besides=args.besides, accepted=s))
    answer.put(staff=key, **asdict(new))
    answer.say(f"从 {new.since} 起：{new.place}{new.duty or new.kind.label}。")
    return DONE


def _post(args: argparse.Namespace) -> Any:  # noqa: ANN401 - loaded when a command runs
    from desktop.services.staff.posts import NewPost  # noqa: PLC0415 - not for help

    return NewPost(
        args.kind,
        args.since,
        args.place,
        args.duty,
        args.establishment,
        document=args.document,
    )


def enter_absence(args: argparse.Namespace, answer: Answer) -> int:
    """Enter that somebody is away."""
    from desktop.services.staff import absences  # noqa: PLC0415 - not for help

    new = absences.NewAbsence(args.kind, args.since, args.until, args.place, args.document)
    with opened(args) as session:
        key = who(session, args.who)
        _asking(args, lambda said: absences.record(session, key, new, said))
    answer.put(staff=key, **asdict(new))
    answer.say(f"已登记：{_span(new.since, new.until)} {new.kind.label}。")
    return DONE


def leave_all(args: argparse.Namespace, answer: Answer) -> int:
    """Enter that somebody leaves."""
    from desktop.services.staff import posts  # noqa: PLC0415 - not for help

    leaving = posts.Leaving(args.last_day, args.ending, args.document)
    with opened(args) as session:
        key = who(session, args.who)
        posts.leave(session, key, leaving)
    answer.put(staff=key, **asdict(leaving))
    answer.say(f"已登记离岗：{leaving.ending.label}，在岗到 {leaving.last_day}。")
    return DONE


def who(session: Session, text: str) -> UUID:
    """Whom a staff number or a name means.

    Raises:
        NotFoundError: nobody.
        SchoolError: several.
    """
    from desktop.services.staff.story import staff_by_name  # noqa: PLC0415 - not for help

    lines = staff_by_name(session, text)
    if not lines:
        raise NotFoundError(f"教职工名册里没有“{text}”。用 mingce staff list --all 查看。")
    if len(lines) > 1:
        raise SchoolError(f"有 {len(lines)} 个人叫“{text}”，请写工号。")
    return lines[0].staff_id


def _asking(args: argparse.Namespace, do: Callable[[Collection[str]], T]) -> T:
    """Do something; with --accept every question is answered with yes."""
    said: set[str] = set()
    for _ in range(_ASKED):
        try:
            return do(frozenset(said))
        except Confirmable as question:
            if not args.accept:
                raise SchoolError(f"{question.sentence}确认的话加 --accept。") from None
            said.add(question.key)
    raise AssertionError  # pragma: no cover - no action asks so often
