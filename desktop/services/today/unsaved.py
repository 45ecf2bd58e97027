"""What this person has typed and not saved, as items that open the form again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select

from desktop.core.terms import Month
from desktop.models import Person, Student
from desktop.services.enrolment import class_labels
from desktop.services.roll import PERSON_OF_STUDENT
from desktop.services.today.items import ClassMonth, Item, Section, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from desktop.services.drafts import DraftLine
    from desktop.services.session import Session

_SETTINGS: Final = {
    "settings.unit": ("单位名称和类别", Section.UNIT),
    "settings.telephones": ("公示上的电话", Section.UNIT),
    "settings.user": ("新使用者", Section.USERS),
    "settings.term": ("学期日期", Section.CALENDAR),
    "settings.standard": ("本地标准", Section.STANDARDS),
    "settings.parameter": ("参数", Section.PARAMETERS),
}


def unsaved(session: Session, names: Iterable[str]) -> tuple[Item, ...]:
    """An item for each unsaved form whose name is known, in the order of the names.

    A form about what is not there any more is left out: nothing could be opened.
    """
    with session.store.read() as connection:
        found = (_item(session, connection, name) for name in sorted(names))
        return tuple(item for item in found if item is not None)


def put_aside(lines: Iterable[DraftLine]) -> tuple[Item, ...]:
    """An item for each piece of work that tells itself what it is, such as a half-done import."""
    return tuple(
        Item("work.put_aside", Urgency.INFORMATION, line.title, line.page, line) for line in lines
    )


def _item(session: Session, connection: Connection, name: str) -> Item | None:
    kind, _, rest = name.partition("/")
    if kind in _SETTINGS:
        title, section = _SETTINGS[kind]
        return _told(title, "settings", section)
    read = _READERS.get(kind)
    try:
        return read(session, connection, rest) if read is not None else None
    except ValueError:  # the name of a form of another version of the program
        return None


def _meals(session: Session, connection: Connection, rest: str) -> Item | None:
    said_month, _, said_class = rest.partition("/")
    month = Month.parse(said_month)
    if said_class == "no-class":
        return _told(f"没有班级的学生{month.label}就餐天数", "canteen", ClassMonth(month, None))
    class_id = UUID(said_class)
    label = class_labels(connection, session.unit_id, month.last).get(class_id)
    if label is None:
        return None
    return _told(f"{label}{month.label}就餐天数", "canteen", ClassMonth(month, class_id))


def _event(session: Session, connection: Connection, rest: str) -> Item | None:
    student_id = UUID(rest)
    name = connection.execute(
        select(Person.name)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .where(Student.unit_id == session.unit_id, Student.id == student_id)
    ).scalar()
    return None if name is None else _told(f"{name}的异动", "people", student_id)


def _notice(_session: Session, _connection: Connection, rest: str) -> Item | None:
    number = rest.partition("/")[0]
    return _told(f"{number}的登记", "notices", number)


_READERS: Final[dict[str, Callable[[Session, Connection, str], Item | None]]] = {
    "meals": _meals,
    "people.event": _event,
    "notices": _notice,
}


def _told(title: str, page: str, record: object) -> Item:
    sentence = f"没有保存的{title}：上次填的内容还在。"
    return Item("form.unsaved", Urgency.INFORMATION, sentence, page, record)
