"""The forms of a contract price: a new one, and the day on which one ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - same

from desktop.core.money import UnitPrice  # noqa: TC001 - same
from desktop.services.canteen.contract_prices import (
    LONGEST_DECISION,
    NewContractPrice,
    add_contract_price,
    end_contract_price,
)
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, TextEdit, UnitPriceEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.canteen.contract_prices import ContractPriceLine, PricesSaved
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

    Offers = Sequence[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """What is being entered of a price."""

    supplier: UUID | None = None
    article: UUID | None = None
    price: UnitPrice | None = None
    since: date | None = None
    until: date | None = None
    decision: str | None = None


class PriceForm(Form[PriceDraft, "PricesSaved"]):
    """A price as it was decided; `begun` is what is known of it."""

    def __init__(
        self, desk: Desk, suppliers: Offers, articles: Offers, begun: PriceDraft | None = None
    ) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: PriceDraft) -> PricesSaved:
            return add_contract_price(session, _new(draft))

        fields = (
            Field("supplier", "供货商", lambda t: Choice(t, suppliers), required=True),
            Field("article", "物品", lambda t: Choice(t, articles), required=True),
            Field("price", "合同价（元）", UnitPriceEdit, required=True, help="一个计量单位的价格"),
            Field(
                "since",
                "从哪天起执行",
                lambda t: DateEdit(t, today),
                required=True,
                help="以前的价格到前一天为止",
            ),
            Field("until", "到哪天为止", lambda t: DateEdit(t, today), help="没有约定的空着"),
            Field(
                "decision",
                "定价依据",
                lambda t: TextEdit(t, longest=LONGEST_DECISION),
                required=True,
                help="合同号、招标结果或定价会议的日期",
            ),
        )
        super().__init__(desk, "canteen.price", PriceDraft, fields, save)
        self.done_words = "合同价已登记。"
        self.open(begun or PriceDraft(since=today))


def _new(draft: PriceDraft) -> NewContractPrice:
    assert draft.supplier is not None  # noqa: S101 - the form requires these
    assert draft.article is not None  # noqa: S101 - same
    assert draft.since is not None  # noqa: S101 - same
    assert draft.price is not None  # noqa: S101 - same
    return NewContractPrice(
        supplier_id=draft.supplier,
        article_id=draft.article,
        since=draft.since,
        until=draft.until,
        price=draft.price,
        decision=draft.decision or "",
    )


@dataclass(frozen=True, slots=True)
class EndDraft:
    """What is being entered of the end of a price."""

    price_id: UUID
    until: date | None = None


class EndForm(Form[EndDraft, "PricesSaved"]):
    """Until which day a price holds."""

    def __init__(self, desk: Desk, line: ContractPriceLine) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: EndDraft) -> PricesSaved:
            assert draft.until is not None  # noqa: S101 - the form requires it
            return end_contract_price(session, draft.price_id, draft.until)

        field = Field(
            "until",
            "到哪天为止",
            lambda t: DateEdit(t, today, earliest=line.since),
            required=True,
            help="从第二天起没有合同价",
        )
        super().__init__(desk, "canteen.price.end", EndDraft, (field,), save)
        self.done_words = "合同价的截止日期已保存。"
        self.open(EndDraft(line.price_id, line.until or today), key=str(line.price_id))
