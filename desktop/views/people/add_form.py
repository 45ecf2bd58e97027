"""新增学生: one new pupil in a long form, by keyboard from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from desktop.core.labels import IdKind
from desktop.services.pupils.adding import add
from desktop.services.pupils.checks import entry_faults
from desktop.services.pupils.entries import NewPupil
from desktop.views.forms import Field, Form
from desktop.views.personal.fields import ARRIVALS, Fields
from desktop.views.widgets import IdentityEdit, PersonChoice, PersonChooser, pupils_of

if TYPE_CHECKING:
    from desktop.rosters.cells import Context
    from desktop.services.pupils.adding import Added
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

NAME: Final = "people.add"
_OWN: Final = tuple(field.name for field in fields(NewPupil) if field.name != "sibling")


@dataclass(frozen=True, slots=True)
class AddDraft(NewPupil):
    """What is being typed of a new pupil."""

    family: PersonChoice | None = None
    """A pupil of the same family, as chosen."""


def entry_of(draft: AddDraft) -> NewPupil:
    """What the services are given."""
    sibling = draft.family.key if draft.family is not None else None
    return NewPupil(**{name: getattr(draft, name) for name in _OWN}, sibling=sibling)


class AddForm(Form[AddDraft, "Added"]):
    """Asks for all that a roster would tell of a pupil."""

    def __init__(self, desk: Desk, made: Fields) -> None:
        session = desk.session

        def save(job: Job, draft: AddDraft) -> Added:
            return add(session, entry_of(draft), job.accepted)

        super().__init__(desk, NAME, AddDraft, _fields(desk, made), save)
        self._how: Context = made.how
        self.content.checked_by(lambda draft: entry_faults(entry_of(draft), self._how))
        self.sheet.rows["id_kind"].changed.connect(self._on_kind)
        self.open_blank()

    def open_blank(self) -> None:
        """Begin with somebody new; what was left unsaved is offered."""
        self.open(AddDraft(day=self._how.today))
        self.setFocus()

    def _on_kind(self) -> None:
        kind, number = self.sheet.rows["id_kind"], self.sheet.rows["id_number"]
        value = kind.entry.value()
        assert isinstance(number.widget, IdentityEdit)  # noqa: S101 - it is made so
        number.widget.set_kind(value if isinstance(value, IdKind) else None)
        number.speak()


def _fields(desk: Desk, made: Fields) -> list[Field]:
    return [
        made.text("name", required=True, section="入学"),
        made.school_class(),
        made.choice("arrival", [(kind, kind.label) for kind in ARRIVALS], required=True),
        made.day("day", required=True),
        made.id_kind(section="身份"),
        made.number("id_number", IdKind.RESIDENT, help="有证件的请填，性别和出生日期随号码"),
        made.sex(),
        made.day("birth"),
        made.ethnicity(),
        made.text("student_number", section="学籍和在校", help="G、J 或 L 加 18 位"),
        made.text("school_number"),
        made.boarding(),
        made.meal_plan(),
        Field(
            "family",
            "同一家的学生",
            lambda title: PersonChooser(desk.tasks, title, pupils_of(desk.session)),
            help="哥哥姐姐在校的，选他（她）：下面没填的监护人和住址照着填",
            section="家庭",
        ),
        made.text("address"),
        made.text("registered_address"),
        made.text("phone"),
        made.text("bank_card"),
        *_guardian(made, 1),
        *_guardian(made, 2),
        made.remark(),
    ]


def _guardian(made: Fields, place: int) -> tuple[Field, ...]:
    key = f"guardian{place}"
    return (
        made.text(f"{key}_name", "姓名", section=f"监护人{place}"),
        made.relation(place),
        made.text(f"{key}_phone", "电话"),
        made.number(f"{key}_id_number", None, title="证件号"),
    )
