"""Rows of the sheets about staff, in the form that is read back in."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from desktop.core.dates import WrittenDate
from desktop.models import AbsenceSpell, Person, PostSpell, StaffMember
from desktop.rosters.absences import AbsenceRow
from desktop.rosters.post_changes import PostRow
from desktop.rosters.staff import StaffRow
from desktop.services.staff.spells import PERSON_OF_STAFF, post_rank, shown_post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Select

_FIRST_ROW: Final = 2
_WHO: Final = (
    Person.name,
    Person.name_key,
    Person.id_number,
    StaffMember.staff_number,
)


_OF_STAFF: Final = (
    *_WHO,
    Person.id_kind,
    Person.sex,
    Person.birth,
    Person.ethnicity,
    Person.phone,
    Person.address,
    Person.bank_card,
    StaffMember.political,
    StaffMember.education,
    StaffMember.title,
    StaffMember.subject,
    StaffMember.certificate,
    StaffMember.joined,
    StaffMember.remark,
    PostSpell.kind,
    PostSpell.duty,
    PostSpell.establishment,
    PostSpell.place,
    PostSpell.since,
)


def _staff(connection: Connection, unit_id: UUID, today: date) -> tuple[StaffRow, ...]:
    """Everybody who holds a post today, with the first of several."""
    rows = connection.execute(
        select(*_OF_STAFF)
        .select_from(StaffMember)
        .join(Person, PERSON_OF_STAFF)
        .join(PostSpell, shown_post(today))
        .where(
            StaffMember.unit_id == unit_id,
            PostSpell.since <= today,
            PostSpell.until.is_(None) | (PostSpell.until >= today),
        )
        .order_by(
            PostSpell.place != "",
            PostSpell.place,
            post_rank(PostSpell.kind),
            Person.pinyin,
            Person.id,
        )
    )
    return tuple(_staff_row(number, row) for number, row in enumerate(rows, start=_FIRST_ROW))


def _staff_row(number: int, row: Any) -> StaffRow:  # noqa: ANN401 - a row
    return StaffRow(
        row=number,
        name=row.name,
        name_key=row.name_key,
        staff_number=row.staff_number,
        id_kind=row.id_kind,
        id_number=row.id_number,
        sex=row.sex,
        birth=row.birth,
        ethnicity=row.ethnicity,
        political=row.political,
        education=row.education,
        title=row.title,
        subject=row.subject,
        certificate=row.certificate,
        joined=WrittenDate(row.joined) if row.joined else None,
        kind=row.kind,
        duty=row.duty,
        establishment=row.establishment,
        place=row.place or None,
        since=WrittenDate(row.since),
        phone=row.phone,
        address=row.address,
        bank_card=row.bank_card,
        status=None,
        school=None,
        school_code=None,
        remark=row.remark,
    )


def _spells(model: Any, unit_id: UUID) -> Select[Any]:  # noqa: ANN401 - a model
    """The spells of all staff that were not withdrawn, person by person."""
    return (
        select(model, *_WHO)
        .join(
            StaffMember,
            and_(StaffMember.unit_id == model.unit_id, StaffMember.id == model.staff_id),
        )
        .join(Person, PERSON_OF_STAFF)
        .where(model.unit_id == unit_id, model.withdrawn_at.is_(None))
        .order_by(Person.pinyin, Person.id, model.since, model.id)
    )


def _posts(connection: Connection, unit_id: UUID, today: date) -> tuple[PostRow, ...]:
    """Every post that anybody holds or held."""
    del today
    return tuple(
        PostRow(
            row=number,
            name=row.name,
            name_key=row.name_key,
            staff_number=row.staff_number,
            id_number=row.id_number,
            place=row.place or None,
            kind=row.kind,
            duty=row.duty,
            establishment=row.establishment,
            since=WrittenDate(row.since),
            until=row.until,
            ending=row.ending,
            document=row.document,
            end_document=row.end_document,
            note=row.note,
        )
        for number, row in enumerate(
            connection.execute(_spells(PostSpell, unit_id)), start=_FIRST_ROW
        )
    )


def _absences(connection: Connection, unit_id: UUID, today: date) -> tuple[AbsenceRow, ...]:
    """Every absence."""
    del today
    return tuple(
        AbsenceRow(
            row=number,
            name=row.name,
            name_key=row.name_key,
            staff_number=row.staff_number,
            id_number=row.id_number,
            kind=row.kind,
            since=WrittenDate(row.since),
            until=row.until,
            place=row.place,
            document=row.document,
            note=row.note,
        )
        for number, row in enumerate(
            connection.execute(_spells(AbsenceSpell, unit_id)), start=_FIRST_ROW
        )
    )


OF_STAFF: Final[Mapping[str, Callable[[Connection, UUID, date], tuple[Any, ...]]]] = (
    MappingProxyType({"staff": _staff, "post-changes": _posts, "absences": _absences})
)
"""What the books hold of a sheet on a day."""
