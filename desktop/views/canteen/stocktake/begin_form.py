"""The form that begins a stocktake: on which day the store is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.services.canteen.counting import begin
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit

if TYPE_CHECKING:
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.counting import Counting
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

NAME = "canteen.stocktake"


@dataclass(frozen=True, slots=True)
class BeginDraft:
    """What is being entered of a stocktake that begins."""

    canteen_id: UUID
    day: date | None = None


class BeginForm(Form[BeginDraft, "Counting"]):
    """开始盘点: the day; all that was in store at its end is counted."""

    def __init__(self, desk: Desk, canteen: CanteenLine) -> None:
        session, today = desk.session, desk.session.store.clock.today()
        last = min(canteen.closed_on or today, today)

        def save(_job: Job, draft: BeginDraft) -> Counting:
            assert draft.day is not None  # noqa: S101 - the form requires it
            return begin(session, draft.canteen_id, draft.day)

        field = Field(
            "day",
            "盘点日期",
            lambda title: DateEdit(title, today, earliest=canteen.opened_on, latest=last),
            required=True,
            help="按这一天结束时的账面数盘点",
        )
        super().__init__(desk, NAME, BeginDraft, (field,), save)
        self.done_words = "盘点已开始，账面数已固定。"
        day = max(canteen.opened_on, min(last, desk.place.month.last))
        self.open(BeginDraft(canteen.canteen_id, day))
