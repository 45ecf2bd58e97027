"""核实: ticking the fields that were held against the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - drafts of forms are read by these types

from desktop.core.pupil_fields import PupilField, places_of
from desktop.services.pupils.verified import MarkChange, change_marks
from desktop.views.forms import Field, Form
from desktop.views.personal.propose_form import key_of
from desktop.views.widgets import Tick

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.pupils.register import Dossier
    from desktop.services.pupils.subjects import Subject
    from desktop.services.pupils.values import Place
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

NAME: Final = "people.verify"


@dataclass(frozen=True, slots=True)
class VerifyDraft:
    """Which fields are verified."""

    subject_id: UUID
    opened: tuple[str, ...] = ()
    """Those that were verified when the form was opened."""
    name: bool = False
    sex: bool = False
    birth: bool = False
    id_number: bool = False
    ethnicity: bool = False
    student_number: bool = False
    phone: bool = False
    address: bool = False
    registered_address: bool = False
    bank_card: bool = False
    guardian1_name: bool = False
    guardian1_phone: bool = False
    guardian1_id_number: bool = False
    guardian2_name: bool = False
    guardian2_phone: bool = False
    guardian2_id_number: bool = False


_PLACES: Final = {
    key_of(field, position): (field, position)
    for field in PupilField
    for position in places_of(field)
}
_STARS: Final = re.compile(r"\*{5,}")
"""As many as are masked do not go into a narrow pane."""
_KEYS: Final = tuple(field.name for field in fields(VerifyDraft) if field.name in _PLACES)


class VerifyForm(Form[VerifyDraft, "Changes"]):
    """One tick for each field that has something."""

    def __init__(self, desk: Desk, subject: Subject, known: Dossier) -> None:
        session = desk.session
        offered = [key for key in _KEYS if _PLACES[key] in known.standing]

        def save(_job: Job, draft: VerifyDraft) -> Changes:
            ticked = {key for key in offered if getattr(draft, key)}
            opened = set(draft.opened) & set(offered)
            change = MarkChange(_places(ticked - opened), _places(opened - ticked))
            return change_marks(session, subject, change)

        made = [Field(key, _title(key, known), Tick) for key in offered]
        super().__init__(desk, NAME, VerifyDraft, made, save)
        verified = known.verified
        ticks = {key: True for key in offered if _PLACES[key] in verified}
        self.open(VerifyDraft(subject.key, tuple(ticks), **ticks), str(subject.key))


def _places(keys: set[str]) -> frozenset[Place]:
    return frozenset(_PLACES[key] for key in keys)


def _title(key: str, known: Dossier) -> str:
    field, position = _PLACES[key]
    standing = _STARS.sub("****", known.standing[field, position])
    return f"{field.titled(position)}　{standing}"
