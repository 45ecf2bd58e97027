"""The form of a cash count: what lay in the box, beside what the books say on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - drafts are read by these types

from desktop.core.money import Money  # noqa: TC001 - drafts are read by these types
from desktop.services.canteen.cash import CashCounted, NewCashCount, booked_cash, count_cash
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit, MoneyEdit, TextEdit

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class CashDraft:
    """What is being entered of a count."""

    canteen_id: UUID
    day: date | None = None
    counted: Money | None = None
    reason: str | None = None
    counted_by: str | None = None


class CashForm(Form[CashDraft, CashCounted]):
    """登记盘点: the reason is asked for as soon as the figures differ."""

    def __init__(self, desk: Desk, canteen_id: UUID, day: date, booked: Money) -> None:
        session, today = desk.session, desk.session.store.clock.today()
        self._canteen_id = canteen_id
        self.booked: dict[date, Money] = {day: booked}
        """What the books say, by day, as far as it was asked for."""

        def save(_job: Job, draft: CashDraft) -> CashCounted:
            return count_cash(session, _new(draft))

        fields = (
            Field("day", "盘点日期", lambda t: DateEdit(t, today, latest=today), required=True),
            Field("counted", "实盘现金", MoneyEdit, required=True, help="数出来的现金，没有填 0"),
            Field("reason", "差异原因", lambda t: TextEdit(t, longest=200)),
            Field(
                "counted_by",
                "盘点人",
                lambda t: TextEdit(t, longest=80),
                required=True,
                help="出纳和监盘人，如 李出纳、王会计",
            ),
        )
        super().__init__(desk, "canteen.cash", CashDraft, fields, save)
        self.content.checked_by(self._check)
        self.sheet.rows["day"].changed.connect(self._on_day)
        self.open(CashDraft(canteen_id, day), key=str(canteen_id))

    def _on_day(self) -> None:
        """The books of another day are read; the figures are compared when they have come."""
        day = self.sheet.rows["day"].entry.value()
        if not isinstance(day, date) or day in self.booked:
            return
        session, canteen_id = self._desk.session, self._canteen_id

        def known(booked: Money) -> None:
            self.booked[day] = booked
            self.content.look()

        task = self._desk.tasks.read(self, lambda _job: booked_cash(session, canteen_id, day))
        task.then(known).start()

    def _check(self, draft: CashDraft) -> dict[str, str]:
        booked = self.booked.get(draft.day) if draft.day is not None else None
        if booked is None or draft.counted is None or draft.counted == booked or draft.reason:
            return {}
        difference = draft.counted - booked
        return {"reason": f"账上是 {booked} 元，相差 {difference} 元。请写明原因。"}


def _new(draft: CashDraft) -> NewCashCount:
    assert draft.day is not None  # noqa: S101 - the form requires both
    assert draft.counted is not None  # noqa: S101 - same
    return NewCashCount(
        canteen_id=draft.canteen_id,
        day=draft.day,
        counted=draft.counted,
        counted_by=draft.counted_by or "",
        reason=draft.reason or "",
    )
