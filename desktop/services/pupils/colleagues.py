"""Sex and 民族 of a member of staff, corrected by one person; other private fields need two."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.identity import IdentityNumber, read_identity
from desktop.core.pupil_fields import PupilField
from desktop.models import Person
from desktop.rosters.nations import read_nation
from desktop.services.pupils.subjects import Subject, staff_row
from desktop.services.pupils.verified import ask_verified
from desktop.services.staff.members import keep_facts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from desktop.core.labels import Sex
    from desktop.database.work import Work
    from desktop.services.session import Session
    from desktop.services.staff.members import MemberFacts

OTHER_SEX: Final = "staff.other_sex"


@dataclass(frozen=True, slots=True)
class PersonalFacts:
    """What one person may correct of who somebody is; None: not known."""

    sex: Sex | None = None
    ethnicity: str | None = None


def personal_of(session: Session, staff_id: UUID) -> PersonalFacts:
    """What a form starts from.

    Raises:
        NotFoundError: this unit has no such member of staff.
    """
    with session.store.read() as connection:
        row = staff_row(connection, session.unit_id, staff_id)
    return PersonalFacts(row.sex, row.ethnicity)


def edit(
    session: Session,
    staff_id: UUID,
    facts: MemberFacts,
    personal: PersonalFacts,
    accepted: Collection[str] = frozenset(),
) -> Changes:
    """Keep what a form says of a member of staff, sex and 民族 among it, in one action.

    Raises:
        NotFoundError: nobody of the staff is meant.
        SchoolError: a text cannot be kept, or somebody else has the staff number.
        Confirmable: a sex is odd, or what changes was verified.
    """
    today = session.store.clock.today()

    def body(work: Work) -> Changes:
        keep_facts(work, staff_id, facts)
        changed = _keep_personal(work, staff_id, personal, today, accepted)
        work.summary |= {"fields": ",".join(changed)} if changed else {}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.edit", body)


def _keep_personal(
    work: Work, staff_id: UUID, wanted: PersonalFacts, today: date, accepted: Collection[str]
) -> tuple[str, ...]:
    """Write what differs; the names of the fields that do."""
    row = staff_row(work.connection, work.unit_id, staff_id)
    told = asdict(_clean(wanted))
    changed = {f.name: told[f.name] for f in fields(wanted) if told[f.name] != getattr(row, f.name)}
    if not changed:
        return ()
    if "sex" in changed:
        _ask_of_sex(row, wanted.sex, today, accepted)
    places = {PupilField(name) for name in changed}
    ask_verified(work, Subject.colleague(staff_id), places, frozenset(accepted))
    work.update(Person, [{"id": row.id, **changed}])
    return tuple(changed)


def _clean(wanted: PersonalFacts) -> PersonalFacts:
    text = "".join((wanted.ethnicity or "").split())
    if not text:
        return PersonalFacts(wanted.sex)
    name = read_nation(text)
    if name is None:
        raise SchoolError("没有这个民族，没有保存。请填全称，如 汉族、维吾尔族。")
    return PersonalFacts(wanted.sex, name)


def _ask_of_sex(row: Any, sex: Sex | None, today: date, accepted: Collection[str]) -> None:  # noqa: ANN401 - a row
    read = read_identity(row.id_number or "", today)
    told = read.sex if isinstance(read, IdentityNumber) else None
    if told in (None, sex) or OTHER_SEX in accepted:
        return
    raise Confirmable(
        OTHER_SEX, "填写的性别和身份证件号里的不一样，请对照证件。确实如此，可以继续。"
    )
