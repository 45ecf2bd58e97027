"""提出更改: new values for sensitive fields, with the reason; somebody else decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - drafts of forms are read by these types

from desktop.core.labels import IdKind
from desktop.core.pupil_fields import (
    GUARDIANS,
    SENSITIVE,
    STAFF_SENSITIVE,
    PupilField,
    places_of,
)
from desktop.services.pupils.proposals import LONGEST_REASON, propose
from desktop.services.pupils.proposed import Proposal, Wish
from desktop.views.forms import Field, Form
from desktop.views.widgets import IdentityEdit, NoteEdit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.core.changes import Changes
    from desktop.services.pupils.subjects import Subject
    from desktop.services.pupils.values import Place
    from desktop.views.desk import Desk
    from desktop.views.personal.fields import Fields
    from desktop.views.tasks import Job

NAME: Final = "people.propose"
_ANY: Final = "请至少填写一项新的内容。"


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """What is being proposed."""

    subject_id: UUID
    name: str | None = None
    id_kind: IdKind | None = IdKind.RESIDENT
    id_number: str | None = None
    phone: str | None = None
    bank_card: str | None = None
    address: str | None = None
    guardian1_name: str | None = None
    guardian1_phone: str | None = None
    guardian1_id_number: str | None = None
    guardian2_name: str | None = None
    guardian2_phone: str | None = None
    guardian2_id_number: str | None = None
    reason: str | None = None


def key_of(field: PupilField, position: int) -> str:
    """What a field of a pupil, or of a guardian, is called in a form."""
    if not field.of_guardian:
        return field.value
    return f"guardian{position}_{field.value.removeprefix('guardian_')}"


_PLACES: Final = {
    key_of(field, position): (field, position)
    for field in dict.fromkeys((*SENSITIVE, *STAFF_SENSITIVE))
    for position in places_of(field)
}


def proposal_of(draft: ProposalDraft, subject: Subject) -> Proposal:
    """What the services are given: names before what belongs to them."""
    return Proposal(subject, _wishes(draft), draft.reason or "")


def _wishes(draft: ProposalDraft) -> tuple[Wish, ...]:
    return tuple(
        Wish(*place, value, draft.id_kind if key == "id_number" else None)
        for key, place in _PLACES.items()
        if (value := getattr(draft, key)) is not None
    )


def check(draft: ProposalDraft) -> dict[str, str]:
    """Something must be proposed."""
    return {} if _wishes(draft) else {"reason": _ANY}


class ProposeForm(Form[ProposalDraft, "Changes"]):
    """Says below each field what stands there now, masked; an empty field stays as it is."""

    def __init__(
        self, desk: Desk, made: Fields, subject: Subject, standing: Mapping[Place, str]
    ) -> None:
        session = desk.session

        def save(job: Job, draft: ProposalDraft) -> Changes:
            return propose(session, proposal_of(draft, subject), job.accepted)

        super().__init__(desk, NAME, ProposalDraft, _fields(made, subject, standing), save)
        self.content.checked_by(check)
        self.sheet.rows["id_kind"].changed.connect(self._on_kind)
        self.open(ProposalDraft(subject.key), str(subject.key))

    def _on_kind(self) -> None:
        kind, number = self.sheet.rows["id_kind"], self.sheet.rows["id_number"]
        value = kind.entry.value()
        assert isinstance(number.widget, IdentityEdit)  # noqa: S101 - it is made so
        number.widget.set_kind(value if isinstance(value, IdKind) else None)
        number.speak()


def _fields(made: Fields, subject: Subject, standing: Mapping[Place, str]) -> list[Field]:
    def told(key: str) -> str:
        now = standing.get(_PLACES[key], "")
        return f"现在是 {now}；不改就空着" if now else "现在没有登记；不改就空着"

    fields = [
        made.id_kind(section="本人", title="证件类型"),
        made.number("id_number", IdKind.RESIDENT, title="新证件号", help=told("id_number")),
        made.text("bank_card", "新银行卡号", help=told("bank_card")),
    ]
    if subject.staff_id is not None:
        fields += [
            made.text("phone", "新电话", help=told("phone")),
            made.text("name", "新姓名", help=told("name")),
            made.text("address", "新住址", help=told("address")),
        ]
    for place in GUARDIANS if subject.staff_id is None else ():
        name, phone, number = (f"guardian{place}_{part}" for part in ("name", "phone", "id_number"))
        fields += [
            made.text(name, "新姓名", section=f"监护人{place}", help=told(name)),
            made.text(phone, "新电话", help=told(phone)),
            made.number(number, None, title="新证件号", help=told(number)),
        ]
    reason = Field(
        "reason",
        "原因",
        lambda title: NoteEdit(title, longest=LONGEST_REASON),
        required=True,
        help="为什么改、看过什么材料",
        section="依据",
    )
    return [*fields, reason]
