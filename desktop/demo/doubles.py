"""Two children of the primary school whom a colleague has typed in once more, today."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.errors import Confirmable
from desktop.core.terms import SchoolYear
from desktop.demo.county import county
from desktop.demo.office_lists import alike
from desktop.demo.places import PRIMARY, TODAY
from desktop.services.pupils.adding import add
from desktop.services.pupils.entries import NewPupil

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.session import Session

UNIT: Final = PRIMARY
HOW_MANY: Final = 2
_PLACE: Final = 100
"""In the list of those of whom the office writes nothing otherwise."""


def type_in(session: Session) -> None:
    """Add them, whatever the program asks."""
    for new in _typed():
        accepted: frozenset[str] = frozenset()
        while True:
            try:
                add(session, new, accepted)
            except Confirmable as question:
                accepted |= {question.key}
            else:
                break


def _typed() -> Iterator[NewPupil]:
    """One under the same name and birth date, one by sound and born a day later."""
    stays = [s for s in county().pupils(UNIT, TODAY) if not s.child.categories and not s.repeats]
    whole = stays[_PLACE]
    heard = next(stay for stay in stays[_PLACE + 1 :] if alike(stay.child.name))
    for stay in (whole, heard):
        child = stay.child
        new = NewPupil(
            child.name,
            stay.room_in(SchoolYear.of(TODAY)).label(SchoolYear.of(TODAY)),
            day=TODAY,
            id_kind=None,
            sex=child.sex,
            birth=child.born,
            guardian1_name=child.family.guardians[0].name,
            guardian1_relation=child.family.guardians[0].relation,
        )
        if stay is heard:
            born = child.born + timedelta(days=1)
            new = replace(new, name=alike(child.name), birth=born)
        yield new
