"""What two people check of a pupil or of one of the staff: propose, accept, refuse, verify."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from desktop.cli.answer import DONE
from desktop.cli.desk import ask, opened
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import IdKind
from desktop.core.pupil_fields import PupilField, places_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection

    from desktop.cli.answer import Answer
    from desktop.services.pupils.register import ProposalLine
    from desktop.services.pupils.subjects import Subject
    from desktop.services.session import Session

T = TypeVar("T")
_ASKED: Final = "-"
_KINDS: Final = {kind.label: kind for kind in IdKind}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whether pupils or staff are meant, and which of their fields."""

    find: Callable[[Session, str], Subject]
    who: str
    """How somebody is named in a call."""
    sensitive: tuple[PupilField, ...]
    fields: tuple[PupilField, ...]
    example: str


def add_checked(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    whose: Whose,
) -> None:
    """The words for proposals and verified fields."""
    titles = "、".join(field.label for field in whose.sensitive)
    new = on_data(inner, "propose", propose, f"提出更改{titles}，由另一人核对")
    new.add_argument("who", metavar="谁", help=whose.who)
    with_values(new, f"如 {whose.example}=13900000000")
    new.add_argument("--reason", required=True, metavar="原因", help="为什么改、看过什么材料")
    new.add_argument("--id-kind", dest="id_kind", choices=list(_KINDS), metavar="证件")
    on_data(inner, "proposals", proposals, "列出等核对的更改，学生和教职工的都在内")
    yes = on_data(inner, "accept", accept, "接受一项更改")
    yes.add_argument("--alone", action="store_true", help="单位只有一位使用者，记明没有第二人核对")
    no = on_data(inner, "refuse", refuse, "退回一项更改")
    no.add_argument("--reason", required=True, metavar="原因")
    back = on_data(inner, "withdraw", withdraw, "撤回自己提出的更改")
    for parser in (yes, no, back):
        parser.add_argument("proposal", type=UUID, metavar="更改编号")
    for name, run, told in (
        ("verify", verify, "标记一项已经核实，导入不再改它"),
        ("unverify", unverify, "取消核实标记"),
    ):
        mark = on_data(inner, name, run, told)
        mark.add_argument("who", metavar="谁", help=whose.who)
        mark.add_argument("field", metavar="项目", help=f"如 身份证件号、{whose.example}")
        mark.set_defaults(whose=whose)
    new.set_defaults(whose=whose)


def with_values(parser: argparse.ArgumentParser, told: str) -> None:
    """The arguments 项目=内容, and that questions were answered."""
    words = f"{told}；不想留在命令记录里的写 项目=-，另外再问"
    parser.add_argument("values", nargs="+", metavar="项目=内容", help=words)
    parser.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")


def propose(args: argparse.Namespace, answer: Answer) -> int:
    """Propose new values for sensitive fields."""
    from desktop.services.pupils import proposals as service  # noqa: PLC0415 - not for help
    from desktop.services.pupils.proposed import Proposal, Wish  # noqa: PLC0415 - same
    from desktop.services.pupils.register import dossier  # noqa: PLC0415 - same

    places = _places(args.whose.sensitive)
    kind = _KINDS.get(args.id_kind)
    wishes = tuple(
        Wish(*places[title], text, kind if places[title][0] in _NUMBERS else None)
        for title, text in split(args.values, places)
    )
    with opened(args) as session:
        told = Proposal(args.whose.find(session, args.who), wishes, args.reason)
        asking(args, lambda said: service.propose(session, told, said))
        lines = [
            line for line in dossier(session, told.subject).proposals if line.state == "waiting"
        ]
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
    answer.put(proposals=[{**asdict(line), **line.subject.columns} for line in lines])
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

    places = _places(args.whose.fields)
    if args.field not in places:
        raise SchoolError(_unknown(args.field, places))
    with opened(args) as session:
        subject = args.whose.find(session, args.who)
        do(session, subject, *places[args.field])
        marks = dossier(session, subject).marks
    answer.put(verified=[{"field": mark.title, "by": mark.by_name} for mark in marks])
    answer.say(f"核实过的：{'、'.join(mark.title for mark in marks) or '没有'}。")
    return DONE


def _places(fields: Collection[PupilField]) -> dict[str, tuple[PupilField, int]]:
    """Fields by what they are called, with their place."""
    return {field.titled(place): (field, place) for field in fields for place in places_of(field)}


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


def split(words: list[str], known: Collection[str]) -> list[tuple[str, str]]:
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
