"""The form of a price that was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import Sitting
from desktop.core.meals import Eater
from desktop.core.money import Money  # noqa: TC001 - drafts are read by these types
from desktop.services.canteen.prices import LONGEST_DECISION, NewPrice, PricesSaved, add_price
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, MoneyEdit, TextEdit

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_EATERS: Final = [(eater, eater.label) for eater in Eater]
_SITTINGS: Final = [(sitting, sitting.label) for sitting in Sitting]


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """What is being entered of a price."""

    eater: Eater | None = None
    sitting: Sitting | None = None
    price: Money | None = None
    since: date | None = None
    decision: str | None = None


class PriceForm(Form[PriceDraft, PricesSaved]):
    """Who eats, which sitting, what it costs, from when on, and who decided it."""

    def __init__(self, desk: Desk, canteen_id: UUID, begun: PriceDraft) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: PriceDraft) -> PricesSaved:
            assert draft.eater is not None  # noqa: S101 - the form requires all of them
            assert draft.sitting is not None  # noqa: S101 - same
            assert draft.price is not None  # noqa: S101 - same
            assert draft.since is not None  # noqa: S101 - same
            new = NewPrice(
                canteen_id=canteen_id,
                eater=draft.eater,
                sitting=draft.sitting,
                since=draft.since,
                price=draft.price,
                decision=draft.decision or "",
            )
            return add_price(session, new)

        fields = (
            Field("eater", "就餐人员", lambda t: Choice(t, _EATERS), required=True),
            Field("sitting", "餐次", lambda t: Choice(t, _SITTINGS), required=True),
            Field("price", "价格", MoneyEdit, required=True, help="每餐多少元"),
            Field("since", "从哪天起", lambda t: DateEdit(t, today), required=True),
            Field(
                "decision",
                "决定依据",
                lambda t: TextEdit(t, longest=LONGEST_DECISION),
                required=True,
                help="如 2026年9月1日膳食委员会会议",
            ),
        )
        super().__init__(desk, "canteen.price", PriceDraft, fields, save)
        self.done_words = "已保存。"
        self.open(begun, key=str(canteen_id))
