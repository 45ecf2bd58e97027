"""更正: the ordinary fields of a pupil, compared field by field with what others have written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - drafts of forms are read by these types

from desktop.core.errors import Confirmable
from desktop.services.pupils.correcting import Conflict, Correction, correct, facts
from desktop.services.pupils.entries import FACTS, PupilFacts
from desktop.views.forms import CHANGED, Field, Form

if TYPE_CHECKING:
    from desktop.services.pupils.correcting import Corrected
    from desktop.views.desk import Desk
    from desktop.views.personal.fields import Fields
    from desktop.views.tasks import Job

NAME: Final = "people.correct"


@dataclass(frozen=True, slots=True)
class CorrectionDraft(PupilFacts):
    """What is being corrected, and what stood there when the form was opened."""

    student_id: UUID | None = None
    opened: PupilFacts | None = None


def draft_of(student_id: UUID, found: PupilFacts) -> CorrectionDraft:
    """A form of a pupil begins with this."""
    values = {name: getattr(found, name) for name in FACTS}
    return CorrectionDraft(**values, student_id=student_id, opened=found)


def correction_of(draft: CorrectionDraft) -> Correction:
    """What the services are given."""
    assert draft.student_id is not None  # noqa: S101 - every draft is made for a pupil
    assert draft.opened is not None  # noqa: S101 - same
    wanted = PupilFacts(**{name: getattr(draft, name) for name in FACTS})
    return Correction(draft.student_id, draft.opened, wanted)


class CorrectForm(Form[CorrectionDraft, "Corrected"]):
    """Shows the values in the clear: opening it was noted in the chain."""

    def __init__(self, desk: Desk, made: Fields, draft: CorrectionDraft, guardians: int) -> None:
        """`guardians`: how many the pupil has."""
        session = desk.session

        def save(job: Job, draft: CorrectionDraft) -> Corrected:
            done = correct(session, correction_of(draft), job.accepted)
            if isinstance(done, Conflict):
                titles = "、".join(clash.title for clash in done.clashes)
                raise Confirmable(CHANGED, f"{titles}刚被改过，没有保存。请对照后再保存。")
            return done

        super().__init__(desk, NAME, CorrectionDraft, _fields(made, guardians), save)
        student_id = draft.student_id
        assert student_id is not None  # noqa: S101 - every draft is made for a pupil
        self.open(
            draft,
            str(student_id),
            lambda _job: draft_of(student_id, facts(session, student_id)),
        )


def _fields(made: Fields, guardians: int) -> list[Field]:
    relations = [made.relation(place) for place in (1, 2) if place <= guardians]
    return [
        made.text("name", required=True),
        made.school_class(),
        made.sex(),
        made.day("birth"),
        made.ethnicity(),
        made.text("student_number"),
        made.text("school_number"),
        made.boarding(),
        made.meal_plan(),
        made.text("address"),
        made.text("registered_address"),
        made.text("phone"),
        *(_titled(field, place) for place, field in enumerate(relations, 1)),
        made.remark(),
    ]


def _titled(field: Field, place: int) -> Field:
    return Field(field.name, f"监护人{place}关系", field.make)
