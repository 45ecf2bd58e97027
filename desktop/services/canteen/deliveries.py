"""What a delivery is, what is known of those it names, and what should be looked at in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from desktop.core.canteen import Duty
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.catalogue import articles_by_id, suppliers_by_id
from desktop.services.canteen.contract_prices import ContractPrices
from desktop.services.canteen.documents import names_of
from desktop.services.canteen.order_states import open_orders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.canteen import Fund
    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.catalogue import ArticleFacts, SupplierFacts
    from desktop.services.canteen.documents import Signer

FEWEST_ACCEPTORS: Final = 2
"""双人或多人联检: 中小学校园食品安全和膳食经费管理工作指引, 教体艺厅函〔2024〕39号."""
NONE: Final = Quantity(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReceiptLine:
    """Goods of one kind as they were brought; what was turned back never comes into the stock."""

    article_id: UUID
    delivered: Quantity
    price: UnitPrice
    amount: Money | None = None
    """What the ticket says for what was kept; None: price × quantity."""
    ordered: Quantity | None = None
    rejected: Quantity = NONE
    rejected_why: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    batch: str = ""
    quarantine: str = ""

    @property
    def accepted(self) -> Quantity:
        """What was kept."""
        return self.delivered - self.rejected if self.rejected.units else self.delivered

    @property
    def worth(self) -> Money:
        """What is owed for it."""
        return self.price * self.accepted if self.amount is None else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReceipt:
    """入库单: one delivery of a supplier, paid by one fund."""

    canteen_id: UUID
    day: date
    supplier_id: UUID
    fund: Fund
    lines: tuple[NewReceiptLine, ...]
    signers: tuple[Signer, ...]
    ticket: str = ""
    note: str = ""
    order_id: UUID | None = None
    """The order that it answers."""


@dataclass(frozen=True, slots=True)
class Known:
    """The canteens, suppliers and articles that deliveries name, each kind read at once."""

    canteens: Mapping[UUID, CanteenLine]
    suppliers: Mapping[UUID, SupplierFacts]
    articles: Mapping[UUID, ArticleFacts]
    prices: ContractPrices = field(default_factory=ContractPrices)
    orders: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def by(cls, work: Work, receipts: Sequence[NewReceipt]) -> Self:
        """All that is named."""
        look, unit = work.connection, work.unit_id
        return cls(
            {key: canteen_of(look, unit, key) for key in {r.canteen_id for r in receipts}},
            suppliers_by_id(look, unit, (r.supplier_id for r in receipts)),
            articles_by_id(look, unit, (line.article_id for r in receipts for line in r.lines)),
            ContractPrices.of(look, unit, {r.supplier_id for r in receipts}),
            open_orders(look, unit, (r.order_id for r in receipts if r.order_id is not None)),
        )


def expiry(line: NewReceiptLine, shelf_days: int | None) -> date | None:
    """The last day of goods: as the package says, or reckoned from the day of production."""
    if line.expires_on is not None or line.produced_on is None or shelf_days is None:
        return line.expires_on
    return line.produced_on + timedelta(days=shelf_days)


def doubts(receipt: NewReceipt, known: Known) -> Iterable[str]:
    """What is allowed but should be looked at."""
    supplier = known.suppliers[receipt.supplier_id]
    for what, until in (("许可证", supplier.licence_until), ("合同", supplier.contract_until)):
        if until is not None and until < receipt.day:
            yield f"{supplier.name}的{what}{until}已到期"
    yield from _alone(receipt, known)
    for line in receipt.lines:
        article = known.articles[line.article_id]
        if article.kind.ticketed and line.accepted and not line.quarantine.strip():
            yield f"{article.name}没有写检疫（检测）票号"
        if known.prices.spans and (words := beside_contract(receipt, line, known)):
            yield words


def _alone(receipt: NewReceipt, known: Known) -> Iterable[str]:
    """Who bought is one of so few acceptors that only one other person has looked at the goods."""
    buyers = set(names_of(receipt.signers, Duty.BUYER))
    if receipt.order_id is not None:
        buyers.add(known.orders[receipt.order_id]["buyer"])
    if not buyers:
        return
    acceptors = names_of(receipt.signers, Duty.ACCEPTOR)
    both = [name for name in acceptors if name in buyers]
    if both and len(acceptors) - len(both) < FEWEST_ACCEPTORS:
        yield f"采购人{'、'.join(both)}也是验收人，另外验收的不到{FEWEST_ACCEPTORS}个人"


def beside_contract(receipt: NewReceipt, line: NewReceiptLine, known: Known) -> str:
    """That a price is not the one of the contract, with both figures; empty where it is."""
    agreed = known.prices.on(receipt.supplier_id, line.article_id, receipt.day)
    if agreed is None or agreed.price == line.price:
        return ""
    name = known.articles[line.article_id].name
    return (
        f"{name}的单价{line.price.plain}元与合同价{agreed.price.plain}元（{agreed.decision}）不同"
    )
