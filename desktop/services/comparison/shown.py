"""People and pairs as the screen may show them: numbers and birth dates masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.identity import mask
from desktop.core.labels import Role
from desktop.core.lists import Likeness

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.labels import Sex
    from desktop.database.work import Work
    from desktop.services.comparison.comparing import Pair
    from desktop.services.comparison.people import Someone
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of one side, masked."""

    name: str
    sex: Sex | None
    id_masked: str
    birth_year: int | None
    guardians: str
    village: str
    place: str
    student_id: UUID | None
    """The pupil in the books, where it is one."""
    school: str = ""
    """On whose roll, where the side is of other units than the one worked in."""


def line_of(person: Someone) -> PersonLine:
    """What the screen may show."""
    return PersonLine(
        person.name,
        person.sex,
        mask(person.number or ""),
        person.birth.year if person.birth else None,
        "、".join(person.guardians),
        "、".join(person.villages),
        person.place or (f"第{person.row}行" if person.row else ""),
        person.students[0] if len(person.students) == 1 else None,
        "、".join(person.schools),
    )


def reason_of(pair: Pair) -> str:
    """Why two records are alike; of a number that is nearly the same, at which places it is not."""
    one, other = pair.left.number or "", pair.right.number or ""
    if pair.likeness not in (Likeness.ONE_DIGIT, Likeness.TWO_SWAPPED):
        return pair.likeness.label
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True), 1) if a != b]
    named = "、".join(map(str, places))
    return f"{pair.likeness.label}（第{named}位）"


@dataclass(frozen=True, slots=True)
class WholeValues:
    """The whole numbers and birth dates of a pair, for somebody who decides."""

    left_number: str
    right_number: str
    left_birth: str
    right_birth: str


def reveal_pair(session: Session, pair: Pair) -> WholeValues:
    """Show the private values of a pair; the look is an entry of the chain.

    Raises:
        AccessRefusedError: the role may not compare.
    """

    def body(work: Work) -> WholeValues:
        work.noted = True
        pupils = [key for person in (pair.left, pair.right) for key in person.students]
        work.summary = {"pupils": pupils, "reason": pair.likeness}
        return WholeValues(
            pair.left.number or "",
            pair.right.number or "",
            str(pair.left.birth or ""),
            str(pair.right.birth or ""),
        )

    return session.write("comparison.reveal", body, Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
