"""One child in two schools, seen in what is about to be taken in.

Schools are compared by the keyed digest of the identity number; the numbers themselves are not
looked at. Domain rule: 学籍系统 duplicates, one 学籍 for each pupil.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from desktop.core.identity import stored_number
from desktop.models import Person, Student, Unit
from desktop.rosters.students import STUDENTS
from desktop.services.enrolment import PRESENT
from desktop.services.identity_digest import IdentityDigest
from desktop.services.roll import PERSON_OF_STUDENT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from desktop.services.imports.county_places import Share
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Twice:
    """A child whom two schools, or more, have on their rolls."""

    name: str
    schools: tuple[str, ...]


def twice_with(session: Session, shares: Iterable[Share]) -> tuple[Twice, ...]:
    """Children in the shares of two schools, or in the share of one and on the roll of another.

    Only of rosters of pupils: other sheets bring nobody onto a roll.
    """
    with session.store.read() as connection:
        digest_of = IdentityDigest(connection).of
        lines = [
            (digest, row.name, share.unit.name)
            for share in shares
            if share.roster.kind == STUDENTS.name
            for row in share.roster.rows
            if (digest := digest_of(stored_number(getattr(row, "id_number", None))))
        ]
        coming = {digest for digest, _, _ in lines}
        known = _on_rolls(Person.id_digest, Person.name, Unit.name).where(
            Person.id_digest.is_not(None)
        )
        rows = connection.execute(known.order_by(Unit.id))
        lines += [(digest, name, school) for digest, name, school in rows if digest in coming]
    return _told(lines)


def _on_rolls(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of the three tables
    return (
        select(*columns)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .join(Unit, Unit.id == Student.unit_id)
        .where(Student.state.in_(PRESENT))
    )


def _told(lines: Iterable[tuple[str, str, str]]) -> tuple[Twice, ...]:
    names: dict[str, str] = {}
    schools: dict[str, dict[str, None]] = defaultdict(dict)
    for digest, name, school in lines:
        names.setdefault(digest, name)
        schools[digest][school] = None
    return tuple(
        Twice(names[digest], tuple(where)) for digest, where in schools.items() if len(where) > 1
    )
