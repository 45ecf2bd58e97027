"""开设食堂账: the form with which the accounts of a canteen begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import Operation
from desktop.services.canteen.canteens import FIRST_NAME, NewCanteen, open_canteen
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, TextEdit

if TYPE_CHECKING:
    from desktop.services.canteen.canteens import CanteenOpened
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_OPERATIONS: Final = [(kind, kind.label) for kind in Operation]


@dataclass(frozen=True, slots=True)
class OpeningDraft:
    """What is being entered of a canteen."""

    name: str | None = FIRST_NAME
    operation: Operation | None = Operation.SELF_RUN
    licence: str | None = None
    licence_until: date | None = None
    opened_on: date | None = None


class OpeningForm(Form[OpeningDraft, "CanteenOpened"]):
    """Name, who runs it, its licence, and from which day on it is booked."""

    def __init__(self, desk: Desk) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: OpeningDraft) -> CanteenOpened:
            return open_canteen(session, _new(draft))

        super().__init__(desk, "canteen.open", OpeningDraft, _fields(today), save)
        self.done_words = "食堂账已开设。"
        self.open(OpeningDraft(opened_on=today.replace(day=1)))


def _fields(today: date) -> tuple[Field, ...]:
    return (
        Field("name", "食堂名称", lambda words: TextEdit(words, longest=40), required=True),
        Field("operation", "经营方式", lambda words: Choice(words, _OPERATIONS), required=True),
        Field("licence", "许可证号", lambda words: TextEdit(words, longest=60)),
        Field(
            "licence_until",
            "许可证有效期至",
            lambda words: DateEdit(words, today),
            help="到期前会提醒",
        ),
        Field(
            "opened_on",
            "从哪天开始记账",
            lambda words: DateEdit(words, today),
            required=True,
            help="以前的单据不能再记，请选够早的日期，例如学期第一天",
        ),
    )


def _new(draft: OpeningDraft) -> NewCanteen:
    assert draft.opened_on is not None  # noqa: S101 - the form requires both
    assert draft.operation is not None  # noqa: S101 - same
    return NewCanteen(
        draft.opened_on,
        draft.name or "",
        draft.operation,
        draft.licence or "",
        draft.licence_until,
    )
