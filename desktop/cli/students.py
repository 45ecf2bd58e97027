"""One pupil by hand: list, add, correct, propose, accept, refuse, verify."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import ask, opened
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind, IdKind, Sex
from desktop.core.pupil_fields import PupilField, places_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Mapping

    from desktop.cli.answer import Answer
    from desktop.services.pupils.correcting import Conflict
    from desktop.services.pupils.register import ProposalLine
    from desktop.services.session import Session

T = TypeVar("T")
_ASKED: Final = "-"
_CHOICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "sex": {kind.label: kind for kind in Sex},
    "id_kind": {kind.label: kind for kind in IdKind},
    "arrival": {kind.label: kind for kind in (EnrolmentKind.ENROLLED, EnrolmentKind.TRANSFER_IN)},
    "boarding": {"住校": True, "走读": False},
    "meal_plan": {"是": True, "否": False},
}
_DAYS: Final = frozenset({"birth", "day"})


def add_commands(commands: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - argparse's own type is private
    """The words of `mingce students`."""
    words = "一名学生：列出、新增、更正、两人核对更改、核实"
    inner = commands.add_parser("students", help=words, description=words).add_subparsers(
        dest="students", required=True, metavar="做什么"
    )
    shown = on_data(inner, "list", listed, "列出学生，带编号")
    shown.add_argument("text", nargs="?", default="", metavar="找什么")
    shown.add_argument("--limit", type=int, default=50, metavar="几个")
    _with_values(on_data(inner, "add", add, "新增一名学生"), "如 姓名=张小红 班级=三年级1班")
    fix = on_data(inner, "correct", correct, "更正一名学生的一般项目")
    fix.add_argument("who", metavar="学生", help="编号、学籍号，或只有一人叫的姓名")
    _with_values(fix, "如 民族=苗族；等号后面不写就是清空")
    new = on_data(inner, "propose", propose, "提出更改证件号、银行卡号、监护人，由另一人核对")
    new.add_argument("who", metavar="学生", help="编号、学籍号，或只有一人叫的姓名")
    _with_values(new, "如 监护人1电话=13900000000")
    new.add_argument("--reason", required=True, metavar="原因", help="为什么改、看过什么材料")
    new.add_argument("--id-kind", dest="id_kind", choices=list(_CHOICES["id_kind"]), metavar="证件")
    _on_proposals(inner, on_data)
    for name, run, told in (
        ("verify", verify, "标记一项已经核实，导入不再改它"),
        ("unverify", unverify, "取消核实标记"),
    ):
        mark = on_data(inner, name, run, told)
        mark.add_argument("who", metavar="学生", help="编号、学籍号，或只有一人叫的姓名")
        mark.add_argument("field", metavar="项目", help="如 身份证件号、监护人1电话")


def _with_values(parser: argparse.ArgumentParser, told: str) -> None:
    words = f"{told}；不想留在命令记录里的写 项目=-，另外再问"
    parser.add_argument("values", nargs="+", metavar="项目=内容", help=words)
    parser.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")


def _on_proposals(inner: Any, on_data: Callable[..., argparse.ArgumentParser]) -> None:  # noqa: ANN401 - same
    on_data(inner, "proposals", proposals, "列出等核对的更改")
    yes = on_data(inner, "accept", accept, "接受一项更改")
    yes.add_argument("--alone", action="store_true", help="单位只有一位使用者，记明没有第二人核对")
    no = on_data(inner, "refuse", refuse, "退回一项更改")
    no.add_argument("--reason", required=True, metavar="原因")
    back = on_data(inner, "withdraw", withdraw, "撤回自己提出的更改")
    for parser in (yes, no, back):
        parser.add_argument("proposal", type=UUID, metavar="更改编号")


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List pupils with their keys."""
    from desktop.services.people import PupilQuery, pupils  # noqa: PLC0415 - not for help

    with opened(args) as session:
        page = pupils(session, PupilQuery(args.text, limit=args.limit))
    answer.put(total=page.total, lines=[asdict(line) for line in page.lines])
    for line in page.lines:
        answer.say(f"{line.student_id} {line.school_class} {line.name} {line.state.label}")
    answer.say(f"共 {page.total} 名。")
    return DONE


def add(args: argparse.Namespace, answer: Answer) -> int:
    """Add a pupil."""
    from desktop.services.pupils import adding  # noqa: PLC0415 - not for help
    from desktop.services.pupils.entries import TITLES, NewPupil  # noqa: PLC0415 - same

    with opened(args) as session:
        fields = set(NewPupil.__dataclass_fields__) - {"sibling"}
        values = _typed(args.values, {TITLES[key]: key for key in fields})
        new = NewPupil(**({"day": session.store.clock.today()} | values))
        done = asking(args, lambda said: adding.add(session, new, said))
    answer.put(student=done.student_id)
    answer.say(f"已新增 {new.name}。编号 {done.student_id}")
    return DONE


def correct(args: argparse.Namespace, answer: Answer) -> int:
    """Correct ordinary fields, as the books have them now."""
    from desktop.services.pupils import correcting  # noqa: PLC0415 - not for help
    from desktop.services.pupils.entries import FACTS, TITLES  # noqa: PLC0415 - same

    with opened(args) as session:
        key = one_pupil(session, args.who)
        before = correcting.facts(session, key)
        wanted = replace(before, **_typed(args.values, {TITLES[name]: name for name in FACTS}))
        told = correcting.Correction(key, before, wanted)
        done = asking(args, lambda said: correcting.correct(session, told, said))
    if isinstance(done, correcting.Conflict):
        return _tell_conflict(done, answer)
    answer.put(student=key, saved=True, fields=done.keys)
    titles = "、".join(TITLES[name] for name in done.keys)
    answer.say(f"已更正：{titles}。" if titles else "和现在登记的一样，没有改动。")
    return DONE


def _tell_conflict(found: Conflict, answer: Answer) -> int:
    titles = [clash.title for clash in found.clashes]
    answer.put(saved=False, fields=[clash.key for clash in found.clashes])
    answer.say(f"{'、'.join(titles)}刚被改过，没有保存。请看过再试。")
    return LOOK


def propose(args: argparse.Namespace, answer: Answer) -> int:
    """Propose new values for sensitive fields."""
    from desktop.services.pupils import proposals as service  # noqa: PLC0415 - not for help
    from desktop.services.pupils.proposed import Proposal, Wish  # noqa: PLC0415 - same
    from desktop.services.pupils.register import dossier  # noqa: PLC0415 - same
    from desktop.services.pupils.subjects import Subject  # noqa: PLC0415 - same

    places = _places()
    kind = _CHOICES["id_kind"].get(args.id_kind)
    wishes = tuple(
        Wish(*places[title], text, kind if places[title][0] in _NUMBERS else None)
        for title, text in _split(args.values, places)
    )
    with opened(args) as session:
        key = one_pupil(session, args.who)
        told = Proposal(Subject.pupil(key), wishes, args.reason)
        asking(args, lambda said: service.propose(session, told, said))
        lines = [line for line in dossier(session, told.subject).proposals if line.state == "waiting"]
    _tell(lines, answer)
    answer.say("等另一位使用者核对。")
    return DONE


_NUMBERS: Final = (PupilField.ID_NUMBER, PupilField.GUARDIAN_ID_NUMBER)


def proposals(args: argparse.Namespace, answer: Answer) -> int:
    """List what waits."""
    from desktop.services.pupils.register import waiting  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = waiting(session)
    _tell(lines, answer)
    answer.say(f"共 {len(lines)} 项等核对。")
    return DONE


def _tell(lines: Collection[ProposalLine], answer: Answer) -> None:
    answer.put(proposals=[asdict(line) for line in lines])
    for line in lines:
        answer.say(
            f"{line.proposal_id} {line.who} {line.title}：{line.old_masked or '（空）'}"
            f" → {line.new_masked}（{line.proposed_by_name}：{line.reason}）"
        )


def accept(args: argparse.Namespace, answer: Answer) -> int:
    """Accept a proposal."""
    from desktop.services.pupils.proposals import WAIVE  # noqa: PLC0415 - not for help
    from desktop.services.pupils.proposals import accept as let_be  # noqa: PLC0415 - same

    with opened(args) as session:
        let_be(session, args.proposal, frozenset({WAIVE} if args.alone else ()))
    answer.put(state="accepted")
    answer.say("已接受，名册已改。")
    return DONE


def refuse(args: argparse.Namespace, answer: Answer) -> int:
    """Send a proposal back."""
    from desktop.services.pupils.proposals import refuse as send_back  # noqa: PLC0415 - not for help

    with opened(args) as session:
        send_back(session, args.proposal, args.reason)
    answer.put(state="refused")
    answer.say("已退回，名册没有改。")
    return DONE


def withdraw(args: argparse.Namespace, answer: Answer) -> int:
    """Take one's own proposal back."""
    from desktop.services.pupils.proposals import withdraw as take_back  # noqa: PLC0415 - not for help

    with opened(args) as session:
        take_back(session, args.proposal)
    answer.put(state="withdrawn")
    answer.say("已撤回，名册没有改。")
    return DONE


def verify(args: argparse.Namespace, answer: Answer) -> int:
    """Mark a field as verified."""
    from desktop.services.pupils import verified  # noqa: PLC0415 - not for help

    return _mark(args, answer, verified.verify)


def unverify(args: argparse.Namespace, answer: Answer) -> int:
    """Take a mark away."""
    from desktop.services.pupils import verified  # noqa: PLC0415 - not for help

    return _mark(args, answer, verified.unverify)


def _mark(args: argparse.Namespace, answer: Answer, do: Callable[..., object]) -> int:
    from desktop.services.pupils.register import dossier  # noqa: PLC0415 - not for help
    from desktop.services.pupils.subjects import Subject  # noqa: PLC0415 - same

    place = _places(sensitive=False).get(args.field)
    if place is None:
        raise SchoolError(_unknown(args.field, _places(sensitive=False)))
    with opened(args) as session:
        subject = Subject.pupil(one_pupil(session, args.who))
        do(session, subject, *place)
        marks = dossier(session, subject).marks
    answer.put(verified=[{"field": mark.title, "by": mark.by_name} for mark in marks])
    answer.say(f"核实过的：{'、'.join(mark.title for mark in marks) or '没有'}。")
    return DONE


def _places(*, sensitive: bool = True) -> dict[str, tuple[PupilField, int]]:
    """Fields by what they are called, with their place."""
    return {
        field.titled(place): (field, place)
        for field in PupilField
        if field.sensitive or not sensitive
        for place in places_of(field)
    }


def asking(args: argparse.Namespace, do: Callable[[frozenset[str]], T]) -> T:
    """Do it; with `--accept` every question is answered with yes."""
    said: frozenset[str] = frozenset()
    while True:
        try:
            return do(said)
        except Confirmable as question:
            if not args.accept or question.key in said:
                msg = f"{question.sentence}没有保存；核对以后可加 --accept。"
                raise SchoolError(msg) from question
            said |= {question.key}


def _split(words: list[str], known: Collection[str]) -> list[tuple[str, str]]:
    """Titles and texts from 项目=内容; what is not to stand in the call is asked for."""
    found = []
    for word in words:
        title, mark, text = word.partition("=")
        if not mark or title not in known:
            raise SchoolError(_unknown(title, known))
        secret = text == _ASKED
        found.append((title, ask(title, "MINGCE_VALUE") if secret else text.strip()))
    return found


def _unknown(title: str, known: Collection[str]) -> str:
    return f"没有“{title}”这一项，要写成 项目=内容，可以用：{'、'.join(sorted(known))}。"


def _typed(words: list[str], keys: Mapping[str, str]) -> dict[str, Any]:
    """Values by key; an empty text says that nothing stands there."""
    return {keys[title]: _value(keys[title], title, text) for title, text in _split(words, keys)}


def _value(key: str, title: str, text: str) -> Any:  # noqa: ANN401 - any field
    if not text:
        return None
    if key in _CHOICES:
        if text not in _CHOICES[key]:
            msg = f"{title}要写：{'、'.join(_CHOICES[key])}。"
            raise SchoolError(msg)
        return _CHOICES[key][text]
    if key in _DAYS:
        try:
            return date.fromisoformat(text)
        except ValueError:
            msg = f"{title}写成 2014-09-01 的样子。"
            raise SchoolError(msg) from None
    return text


def one_pupil(session: Session, who: str) -> UUID:
    """The pupil whom a word means: a key, a 学籍号, or a name that only one bears."""
    from desktop.services.events import student_ids  # noqa: PLC0415 - not for help
    from desktop.services.people import PupilQuery, pupils  # noqa: PLC0415 - same

    try:
        return UUID(who)
    except ValueError:
        pass
    numbered = student_ids(session, [who]).get(who)
    if numbered is not None:
        return numbered
    found = [line for line in pupils(session, PupilQuery(who)).lines if line.name == who]
    if not found:
        raise NotFoundError("没有这名学生。用 mingce students list 查看。")
    if len(found) > 1:
        msg = f"有{len(found)}名学生叫“{who}”。请写编号，用 mingce students list 查看。"
        raise SchoolError(msg)
    return found[0].student_id
