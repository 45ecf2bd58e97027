"""Classes are opened, renamed and closed."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.posts import ClassDeed
from desktop.models import ClassEvent, Homeroom, SchoolClass
from desktop.services.classes import Deed, found, is_open, lines_on
from desktop.services.enrolment import cohort_of
from desktop.services.staff.rules import day_words, guarded

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.core.grades import Grade
    from desktop.database.work import Work
    from desktop.services.session import Session

_OWN_NAME: Final = re.compile(r"[^\d.]{1,8}班?")
_MOST_NUMBER: Final = 60


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class as a form says it: a grade, and a number, a name of its own, or neither."""

    grade: Grade
    day: date
    number: int | None = None
    name: str = ""
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A new class."""

    class_id: UUID
    changes: Changes


def open_class(session: Session, new: NewClass) -> Opened:
    """Open a class; one that was closed under the same name is opened again.

    Raises:
        SchoolError: the class is there already, or its number or name cannot be.
    """
    number, name = _number_and_name(new.number, new.name)
    document = guarded(new.document, "文号")
    key = {
        "stage": new.grade.stage,
        "cohort": cohort_of(new.grade, new.day),
        "number": number,
        "name": name,
    }

    def body(work: Work) -> Opened:
        known = next(
            (
                line
                for line in lines_on(work.connection, work.unit_id, new.day)
                if (line.stage, line.cohort, line.number, line.name) == tuple(key.values())
            ),
            None,
        )
        if known is not None and is_open(known, new.day):
            raise SchoolError(f"已经有{known.label}，没有再开班。")
        class_id = known.class_id if known else work.new_ids(1)[0]
        if known is None:
            work.insert(SchoolClass, [{"id": class_id, **key}])
        note(work, class_id, Deed(ClassDeed.OPENED, new.day, document))
        work.summary = {"class": class_id, "day": new.day}
        return Opened(class_id, Changes.of(Book.PEOPLE))

    return session.write("class.open", body)


def rename(
    session: Session, class_id: UUID, number: int | None, name: str, document: str | None = None
) -> Changes:
    """Give a class another number, or a name of its own; its pupils stay in it.

    Raises:
        NotFoundError: there is no such class.
        SchoolError: another class of the grade is called so, or it cannot be called so.
    """
    new_number, new_name = _number_and_name(number, name)
    said = guarded(document, "文号")
    today = session.store.clock.today()

    def body(work: Work) -> Changes:
        lines = lines_on(work.connection, work.unit_id, today)
        old = found(lines, class_id)
        if (old.number, old.name) == (new_number, new_name):
            raise SchoolError(f"它就叫{old.label}，不用改。")
        for line in lines:
            if (line.stage, line.cohort, line.number, line.name) == (
                *(old.stage, old.cohort, new_number, new_name),
            ):
                raise SchoolError(f"已经有{line.label}，不能改成同一个名字。")
        work.update(SchoolClass, [{"id": class_id, "number": new_number, "name": new_name}])
        note(work, class_id, Deed(ClassDeed.RENAMED, today, said, old.label))
        work.summary = {"class": class_id}
        return Changes.of(Book.PEOPLE)

    return session.write("class.rename", body)


def close_class(
    session: Session, class_id: UUID, day: date, document: str | None = None
) -> Changes:
    """Close a class in which nobody is any more; its teacher is responsible up to that day.

    Raises:
        NotFoundError: there is no such class.
        SchoolError: pupils are in it, it is closed already, or the day has not come.
    """
    said = guarded(document, "文号")
    if day > session.store.clock.today():
        raise SchoolError(f"{day_words(day)}还没有到，没有保存。请写实际撤班的日期。")

    def body(work: Work) -> Changes:
        today = session.store.clock.today()
        line = found(lines_on(work.connection, work.unit_id, today), class_id)
        if line.pupils:
            msg = f"{line.label}还有 {line.pupils} 名学生，不能撤班。请先给他们调班或登记离校。"
            raise SchoolError(msg)
        if line.closed is not None:
            raise SchoolError(f"{line.label}已经在{day_words(line.closed)}撤班。")
        note(work, class_id, Deed(ClassDeed.CLOSED, day, said))
        end_homerooms(work, class_id, day)
        work.summary = {"class": class_id, "day": day}
        return Changes.of(Book.PEOPLE)

    return session.write("class.close", body)


def note(work: Work, class_id: UUID, deed: Deed) -> None:
    """Note what happened to a class."""
    work.insert(ClassEvent, [{"id": work.new_ids(1)[0], "class_id": class_id, **asdict(deed)}])


def end_homerooms(work: Work, class_id: UUID, last: date) -> None:
    """Let whoever is responsible for a class be so up to a day."""
    rows = work.connection.execute(
        select(Homeroom.id, Homeroom.since).where(
            Homeroom.unit_id == work.unit_id,
            Homeroom.class_id == class_id,
            Homeroom.withdrawn_at.is_(None),
            Homeroom.until.is_(None),
        )
    )
    ended = [{"id": row.id, "until": max(row.since, last)} for row in rows]
    if ended:
        work.update(Homeroom, ended)


def _number_and_name(number: int | None, name: str) -> tuple[int, str]:
    """A class has a number, a name of its own, or neither.

    Raises:
        SchoolError: both, or a name that could not be read again.
    """
    said = "".join(name.split())
    if said and number:
        raise SchoolError("班号和班名只能填一个。")
    if number is not None and not 0 <= number <= _MOST_NUMBER:
        raise SchoolError(f"班号是 1 到 {_MOST_NUMBER} 的整数。")
    if said and not _OWN_NAME.fullmatch(said):
        raise SchoolError("班名最多 8 个字，不能有数字；有班号的请填班号。")
    return number or 0, said if not said or said.endswith("班") else said + "班"
