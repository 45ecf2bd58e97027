"""Guardians: what a roster says of them, and which of them are people known by their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.identity import stored_number
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.students import Guardian
    from desktop.services.identity_digest import IdentityDigest


@dataclass(frozen=True, slots=True)
class GuardianChange:
    """What a roster says of a guardian, and who stood in that place before (None: nobody)."""

    guardian: Guardian
    old: Any

    @property
    def same_person(self) -> bool:
        """Whether the guardian of before is meant, of whom an empty cell says nothing."""
        return self.old is not None and self.old.name_key == self.guardian.name_key

    @property
    def says(self) -> bool:
        """Whether the roster says anything that the books do not."""
        return not self.same_person or bool(self.corrections) or self.new_number

    @property
    def corrections(self) -> dict[str, Any]:
        """What the roster says otherwise of the same guardian, apart from the identity number."""
        said = {
            "name": self.guardian.name,
            "relation": self.guardian.relation,
            "phone": self.guardian.phone,
        }
        return {k: v for k, v in said.items() if v is not None and v != getattr(self.old, k)}

    @property
    def new_number(self) -> bool:
        """Whether the roster gives the same guardian an identity number that the books lack."""
        number = stored_number(self.guardian.id_number)
        return number is not None and number != self.old.id_number


def columns_of(guardian: Guardian) -> dict[str, Any]:
    """A guardian as a guardianship keeps them."""
    return {
        "relation": guardian.relation,
        "name": guardian.name,
        "name_key": guardian.name_key,
        "phone": guardian.phone,
    }


class GuardianPeople:
    """The people behind guardians who are known by number; one without a number is none yet."""

    def __init__(self, work: Work, digest: IdentityDigest) -> None:
        self._work, self._digest = work, digest
        self._ids: dict[tuple[str, str], UUID] = {}

    def unknown(self, guardians: Iterable[Guardian]) -> Mapping[UUID, Guardian]:
        """Those with a number who are nobody in the unit yet, each with a key for a new person."""
        wanted = {key: g for g in guardians if (key := _key(g)) and key not in self._ids}
        self._load({number for number, _ in wanted})
        missing = [(key, guardian) for key, guardian in wanted.items() if key not in self._ids]
        new = self._work.new_ids(len(missing))
        self._ids |= {key: new_id for (key, _), new_id in zip(missing, new, strict=True)}
        return {new_id: guardian for (_, guardian), new_id in zip(missing, new, strict=True)}

    def id_of(self, guardian: Guardian) -> UUID | None:
        """The person of a guardian; None without a number."""
        key = _key(guardian)
        return self._ids[key] if key else None

    def _load(self, numbers: Iterable[str]) -> None:
        digests = [self._digest.of(number) for number in sorted(numbers)]
        for some in pieces(digests, KEYS_AT_ONCE):
            query = select(Person.id, Person.id_number, Person.name_key).where(
                Person.unit_id == self._work.unit_id, Person.id_digest.in_(some)
            )
            for row in self._work.connection.execute(query.order_by(Person.id.desc())):
                self._ids[row.id_number, row.name_key] = row.id


def _key(guardian: Guardian) -> tuple[str, str] | None:
    """A number under another name is another person until somebody has looked at it."""
    if guardian.id_number is None:
        return None
    number = stored_number(guardian.id_number)
    return (number, guardian.name_key) if number else None
