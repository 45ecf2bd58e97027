"""One pupil by hand: list, add, correct, propose, accept, refuse, verify."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from desktop.cli.answer import DONE, LOOK
from desktop.cli.checked import Whose, add_checked, asking, split, with_values
from desktop.cli.desk import opened
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind, IdKind, Sex
from desktop.core.pupil_fields import SENSITIVE, PupilField

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from desktop.cli.answer import Answer
    from desktop.services.pupils.correcting import Conflict
    from desktop.services.pupils.subjects import Subject
    from desktop.services.session import Session

_WHO: Final = "编号、学籍号，或只有一人叫的姓名"
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
    with_values(on_data(inner, "add", add, "新增一名学生"), "如 姓名=张小红 班级=三年级1班")
    fix = on_data(inner, "correct", correct, "更正一名学生的一般项目")
    fix.add_argument("who", metavar="学生", help=_WHO)
    with_values(fix, "如 民族=苗族；等号后面不写就是清空")
    whose = Whose(_pupil, _WHO, SENSITIVE, tuple(PupilField), "监护人1电话")
    add_checked(inner, on_data, whose)


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


def _typed(words: list[str], keys: Mapping[str, str]) -> dict[str, Any]:
    """Values by key; an empty text says that nothing stands there."""
    return {keys[title]: _value(keys[title], title, text) for title, text in split(words, keys)}


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


def _pupil(session: Session, who: str) -> Subject:
    from desktop.services.pupils.subjects import Subject  # noqa: PLC0415 - not for help

    return Subject.pupil(one_pupil(session, who))


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
