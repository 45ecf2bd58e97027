"""Forms over what is known of a pupil's family: a new fact, its renewal, its end; it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - drafts are read by these types

from desktop.core.labels import HouseholdCategory
from desktop.services import household
from desktop.services.household_checks import Confirmation, confirm
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.household import CategoryFact
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_PROOF_HELP = "如 低保证编号、认定文件文号和日期"


@dataclass(frozen=True, slots=True)
class FactDraft:
    """What is being entered of a fact."""

    student_id: UUID
    category: HouseholdCategory | None = None
    since: date | None = None
    until: date | None = None
    proof: str | None = None


class FactForm(Form[FactDraft, "Changes"]):
    """A new fact of a pupil."""

    def __init__(self, desk: Desk, student_id: UUID) -> None:
        session, today = desk.session, desk.session.store.clock.today()
        choices = [(category, category.label) for category in HouseholdCategory]

        def save(_job: Job, draft: FactDraft) -> Changes:
            assert draft.category is not None  # noqa: S101 - the form requires it
            assert draft.since is not None  # noqa: S101 - same
            proof = draft.proof or ""
            new = household.NewFact(student_id, draft.category, draft.since, proof, draft.until)
            return household.add(session, new)

        fields = (
            Field("category", "类别", lambda title: Choice(title, choices), required=True),
            Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
            _until(today),
            _proof(),
        )
        super().__init__(desk, "people.family", FactDraft, fields, save)
        self.open(FactDraft(student_id, since=today), key=str(student_id))


@dataclass(frozen=True, slots=True)
class RenewalDraft:
    """What is being entered of a renewal."""

    fact_id: UUID
    since: date | None = None
    until: date | None = None
    proof: str | None = None


class RenewalForm(Form[RenewalDraft, "Changes"]):
    """A fact that goes on by a new document."""

    def __init__(self, desk: Desk, fact: CategoryFact) -> None:
        session, today = desk.session, desk.session.store.clock.today()
        day = today if fact.until is None else fact.until + timedelta(days=1)

        def save(_job: Job, draft: RenewalDraft) -> Changes:
            proof = draft.proof or ""
            renewal = household.Renewal(fact.fact_id, proof, draft.until, draft.since)
            return household.renew(session, renewal)

        fields = (
            Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
            _until(today),
            _proof(),
        )
        super().__init__(desk, "people.family.renewal", RenewalDraft, fields, save)
        self.open(RenewalDraft(fact.fact_id, since=day), key=str(fact.fact_id))


@dataclass(frozen=True, slots=True)
class ConfirmationDraft:
    """That a fact still holds."""

    fact_id: UUID
    day: date | None = None
    proof: str | None = None


class ConfirmationForm(Form[ConfirmationDraft, "Changes"]):
    """仍符合: a fact without an end was looked at again."""

    def __init__(self, desk: Desk, fact: CategoryFact) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: ConfirmationDraft) -> Changes:
            assert draft.day is not None  # noqa: S101 - the form requires it
            told = Confirmation(fact.fact_id, draft.day, draft.proof or "")
            return confirm(session, told)

        fields = (
            Field(
                "day",
                "哪天核对的",
                lambda title: DateEdit(title, today, earliest=fact.since, latest=today),
                required=True,
            ),
            _proof("看过什么", "证书、名单或系统里的登记；和原来一样的不用改"),
        )
        super().__init__(desk, "people.family.confirm", ConfirmationDraft, fields, save)
        begun = ConfirmationDraft(fact.fact_id, today, fact.proof or None)
        self.open(begun, key=str(fact.fact_id))


@dataclass(frozen=True, slots=True)
class EndDraft:
    """On which day a fact held last."""

    fact_id: UUID
    until: date | None = None


class EndForm(Form[EndDraft, "Changes"]):
    """The end of a fact."""

    def __init__(self, desk: Desk, fact: CategoryFact) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: EndDraft) -> Changes:
            assert draft.until is not None  # noqa: S101 - the form requires it
            return household.end(session, fact.fact_id, draft.until)

        fields = (
            Field(
                "until",
                "到哪天为止",
                lambda title: DateEdit(title, today, earliest=fact.since),
                required=True,
            ),
        )
        super().__init__(desk, "people.family.end", EndDraft, fields, save)
        self.open(EndDraft(fact.fact_id, until=today), key=str(fact.fact_id))


def _until(today: date) -> Field:
    return Field("until", "到哪天为止", lambda title: DateEdit(title, today), help="没有期限就空着")


def _proof(title: str = "凭证", told: str = _PROOF_HELP) -> Field:
    longest = household.LONGEST_PROOF
    return Field(
        "proof",
        title,
        lambda title: TextEdit(title, longest=longest),
        required=True,
        help=told,
    )
