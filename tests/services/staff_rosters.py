"""Lines of sheets about staff for tests, and a school with a few people to try them on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.core.dates import WrittenDate
from desktop.core.names import name_key
from desktop.core.posts import AbsenceKind, PostKind
from desktop.rosters.absences import AbsenceRow
from desktop.rosters.classes import ClassRow
from desktop.rosters.post_changes import PostRow
from desktop.rosters.staff import StaffRow
from desktop.services.staff.lists import StaffQuery, staff
from desktop.services.staff.members import NewMember, add
from desktop.services.staff.posts import NewPost
from tests.services.rosters import roster, school_class

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session
    from desktop.services.staff.lists import StaffLine

AUTUMN = date(2026, 9, 1)
TODAY = date(2026, 10, 31)
ID_1, ID_2 = "110101198503070013", "11010119850307003X"


def colleague(name: str = "王建国", row: int = 2, **values: Any) -> StaffRow:  # noqa: ANN401 - fields
    """A teacher of whom the roster says no more than a test adds."""
    blank: dict[str, Any] = dict.fromkeys(
        field for field in StaffRow.__struct_fields__ if field not in ("row", "name", "name_key")
    )
    blank["kind"] = PostKind.TEACHER
    return StaffRow(row=row, name=name, name_key=name_key(name), **(blank | values))


def change(name: str = "王建国", row: int = 2, **values: Any) -> PostRow:  # noqa: ANN401 - same
    """A line of post changes."""
    names = ("row", "name", "name_key", "replaces")
    blank: dict[str, Any] = dict.fromkeys(
        field for field in PostRow.__struct_fields__ if field not in names
    )
    return PostRow(row=row, name=name, name_key=name_key(name), **(blank | values))


def absence(name: str = "王建国", row: int = 2, **values: Any) -> AbsenceRow:  # noqa: ANN401 - same
    """A sick leave in September, and what a test says otherwise."""
    blank: dict[str, Any] = dict.fromkeys(
        field for field in AbsenceRow.__struct_fields__ if field not in ("row", "name", "name_key")
    )
    blank |= {"kind": AbsenceKind.SICK, "since": day(2026, 9, 7), "until": date(2026, 9, 11)}
    return AbsenceRow(row=row, name=name, name_key=name_key(name), **(blank | values))


def class_row(row: int = 2, teacher: str | None = None, **values: Any) -> ClassRow:  # noqa: ANN401 - same
    """A line about 三年级1班."""
    blank: dict[str, Any] = {
        "school_class": school_class(),
        "teacher_number": None,
        "pupils": None,
    }
    key = name_key(teacher) if teacher else None
    return ClassRow(row=row, teacher=teacher, teacher_key=key, **(blank | values))


def day(year: int, month: int, number: int) -> WrittenDate:
    """A day as a sheet writes it."""
    return WrittenDate(date(year, month, number))


def staff_sheet(*rows: StaffRow) -> RosterResult[StaffRow]:
    """A roster of staff."""
    return roster("staff", rows)


def post_sheet(*rows: PostRow) -> RosterResult[PostRow]:
    """A sheet of post changes."""
    return roster("post-changes", rows)


def absence_sheet(*rows: AbsenceRow) -> RosterResult[AbsenceRow]:
    """A sheet of absences."""
    return roster("absences", rows)


def class_sheet(*rows: ClassRow) -> RosterResult[ClassRow]:
    """A sheet of classes."""
    return roster("classes", rows)


def hire(
    session: Session,
    name: str = "王建国",
    since: date = AUTUMN,
    kind: PostKind = PostKind.TEACHER,
    **values: Any,  # noqa: ANN401 - same
) -> UUID:
    """Enter somebody by hand."""
    post = NewPost(kind, since, **{k: v for k, v in values.items() if k in _OF_POST})
    others = {k: v for k, v in values.items() if k not in _OF_POST}
    return add(session, NewMember(name, post, **others), {"namesake"}).staff_id


_OF_POST = frozenset({"place", "duty", "establishment", "until", "document"})


def lines(session: Session, **query: Any) -> tuple[StaffLine, ...]:  # noqa: ANN401 - same
    """A list of staff."""
    return staff(session, StaffQuery(**query)).lines
