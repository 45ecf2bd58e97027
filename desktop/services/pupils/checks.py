"""Checks of what is typed of a pupil: those of the roster's columns, and of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.clock import CHINA
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.identity import stored_number
from desktop.core.pinyin import pinyin
from desktop.models import Person, SchoolClass, Student
from desktop.rosters.problems import Level
from desktop.rosters.single import read_single
from desktop.rosters.students import STUDENTS
from desktop.services.identity_digest import IdentityDigest
from desktop.services.pupils.entries import TITLES, NewPupil, cells_of
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from typing import Any
    from uuid import UUID

    from sqlalchemy import Select

    from desktop.core.labels import Sex
    from desktop.database.work import Work
    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.problems import Flaw
    from desktop.rosters.single import Single
    from desktop.rosters.students import StudentRow

DOUBTS: Final = "pupil.doubts"
NAMESAKE: Final = "pupil.namesake"
NEW_CLASS: Final = "pupil.new_class"
_SOMEBODY: Final = "某人"
_ROOM: Final = {
    "school_number": 40,
    "address": 200,
    "registered_address": 200,
    "guardian1_relation": 20,
    "guardian2_relation": 20,
    "remark": 500,
}
# The roster takes the number's word and warns; whoever types is asked to look first.
_BY_HAND: Final = {"school_class": "看不懂班级，请写成 三年级1班 的样子"}
"""What the roster says in words that only a sheet has a use for."""
_FIRMLY: Final = {"birth": "出生日期和身份证件号里的不一样，请核对后改正其中一个"}


def read_entry(cells: Mapping[str, Cell], context: Context) -> Single[StudentRow]:
    """What was typed, as a line of the roster would be read."""
    return read_single(STUDENTS, cells, context)


def faults(read: Single[Any], among: Collection[str] | None = None) -> dict[str, str]:
    """A sentence for each key that cannot be taken; `among`: only these are looked at."""
    found = {
        key: _FIRMLY.get(key, flaw.message)
        for key, flaw in read.of(Level.WARNING).items()
        if _is_firm(key, flaw)
    }
    found |= {k: _BY_HAND.get(k, flaw.message) for k, flaw in read.of(Level.ERROR).items()}
    return {key: f"{message}。" for key, message in found.items() if among is None or key in among}


def doubts(read: Single[Any], among: Collection[str] | None = None) -> tuple[str, ...]:
    """What is odd and may be right all the same, in words without any value."""
    return tuple(
        f"{TITLES[key]}：{_plainly(flaw.message)}"
        for key, flaw in read.of(Level.WARNING).items()
        if not _is_firm(key, flaw) and (among is None or key in among)
    )


def _is_firm(key: str, flaw: Flaw) -> bool:
    """Whether a warning of the roster stops whoever types: nothing would be kept of the value."""
    return key in _FIRMLY or flaw.value is None


def _plainly(message: str) -> str:
    return message.replace("已按表里的性别读入，", "").replace("已按身份证件号读入，", "")


def entry_faults(new: NewPupil, context: Context) -> dict[str, str]:
    """What cannot be taken of a new pupil, by field; for a form while it is typed in."""
    cells = cells_of(new)
    return faults(read_entry(cells, context)) | too_long(cells)


def field_fault(key: str, text: str, how: Context) -> str:
    """What is wrong with one text by itself, as a sentence, or empty; for a field of a form."""
    cells: dict[str, Cell] = {"name": _SOMEBODY, key: text}
    if key.startswith("guardian"):
        cells.setdefault(f"{key.partition('_')[0]}_name", _SOMEBODY)
    found = faults(read_entry(cells, how), {key}) | too_long(cells)
    return found.get(key, "")


def refuse_faults(found: Mapping[str, str]) -> None:
    """Refuse what cannot be taken.

    Raises:
        SchoolError: it names each field.
    """
    if found:
        raise SchoolError("没有保存。" + "".join(f"{TITLES[k]}：{s}" for k, s in found.items()))


def ask_doubts(found: Collection[str], accepted: frozenset[str]) -> None:
    """Ask about what is odd.

    Raises:
        Confirmable: nobody has said yet that it is right.
    """
    if found and DOUBTS not in accepted:
        raise Confirmable(DOUBTS, "请再核对：" + "；".join(found) + "。确实如此，可以继续。")


def refuse_taken(
    work: Work, id_number: str | None, student_number: str | None, but: UUID | None = None
) -> None:
    """Refuse numbers that another pupil has.

    Raises:
        SchoolError: it says whose they are.
    """
    number = stored_number(id_number)
    digest = IdentityDigest(work.connection).of(number)
    for title, condition in (
        ("身份证件号", (Person.id_digest == digest) if digest else None),
        ("学籍号", (Student.student_number == student_number) if student_number else None),
    ):
        if condition is None:
            continue
        query = _pupils(work, condition, but)
        row = work.connection.execute(query).first()
        if row is not None:
            raise SchoolError(_taken(title, row, work))


def _taken(title: str, row: Any, work: Work) -> str:  # noqa: ANN401 - a row of _pupils
    who = f"{label_of(row, _today(work))} {row.name}".strip()
    if row.state.present:
        return f"这个{title}在名册里是{who}的，没有保存。请核对是哪一个写错了，或者是不是同一个人。"
    return (
        f"这个{title}在名册里是{who}的（已{row.state.label}），没有保存。"
        "这名学生回来了的，请打开那条记录登记异动。"
    )


def ask_namesake(
    work: Work, row: StudentRow, accepted: frozenset[str], but: UUID | None = None
) -> None:
    """Ask about somebody of the same name, sex and birth date; what is not known does not tell.

    Raises:
        Confirmable: such a pupil is in the books, and nobody has said that it is another one.
    """
    if NAMESAKE in accepted:
        return
    condition = (Person.pinyin == pinyin(row.name)) & (Person.name_key == row.name_key)
    for known in work.connection.execute(_pupils(work, condition, but)):
        if _may_be(known.sex, known.birth, row):
            who = f"{label_of(known, _today(work))} {known.name}".strip()
            sentence = (
                f"名册里已有{who}（{'在校' if known.state.present else known.state.label}），"
                "姓名、性别、出生日期都对得上。确认是另一个人，才继续保存。"
            )
            raise Confirmable(NAMESAKE, sentence)


def _may_be(sex: Sex | None, birth: date | None, row: StudentRow) -> bool:
    return (sex is None or row.sex is None or sex is row.sex) and (
        birth is None or row.birth is None or birth == row.birth
    )


def _pupils(work: Work, condition: Any, but: UUID | None) -> Select[Any]:  # noqa: ANN401 - a condition
    columns: tuple[Any, ...] = (
        Person.name,
        Person.sex,
        Person.birth,
        Student.state,
        *CLASS_COLUMNS,
    )
    query = (
        select(*columns)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .outerjoin(SchoolClass, CLASS_OF_STUDENT)
        .where(Student.unit_id == work.unit_id, Person.unit_id == work.unit_id, condition)
        .order_by(Student.id)
    )
    return query if but is None else query.where(Student.id != but)


def _today(work: Work) -> date:
    return work.now.astimezone(CHINA).date()


def too_long(cells: Mapping[str, Cell]) -> dict[str, str]:
    """A sentence for each text that the books have no room for."""
    return {
        key: f"最多 {room} 个字，多了 {len(text) - room} 个。"
        for key, room in _ROOM.items()
        if isinstance(text := cells.get(key, ""), str) and len(text) > room
    }


def titles(keys: Iterable[str]) -> str:
    """What fields are called, in one: 姓名、民族."""
    return "、".join(TITLES[key] for key in keys)
