"""A canteen for tests: suppliers, articles, and short ways to book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.core.canteen import ArticleKind, Duty, Fund, Sitting
from desktop.core.money import Quantity, UnitPrice
from desktop.services.canteen.articles import NewArticle, add_article
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue
from desktop.services.canteen.receipts import NewReceipt, NewReceiptLine, receive
from desktop.services.canteen.suppliers import NewSupplier, add_supplier

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.canteen.receipts import Booked
    from desktop.services.session import Session

OPENED = date(2026, 9, 1)
ACCEPTORS = (Signer(Duty.ACCEPTOR, "张三丰"), Signer(Duty.ACCEPTOR, "李桂兰"))
OUT = (Signer(Duty.KEEPER, "库管老赵"), Signer(Duty.TAKER, "厨师老钱"))


@dataclass(frozen=True)
class Kitchen:
    """An open canteen with a supplier and three articles."""

    session: Session
    canteen_id: UUID
    supplier_id: UUID
    rice: UUID
    pork: UUID
    soap: UUID

    @classmethod
    def of(cls, session: Session, canteen: UUID | None = None) -> Kitchen:
        canteen = canteen or open_canteen(session, NewCanteen(OPENED)).canteen_id
        (supplier,) = add_supplier(session, NewSupplier(name="平安粮油店")).supplier_ids
        made = [
            add_article(session, new).article_ids[0]
            for new in (
                NewArticle(name="大米", kind=ArticleKind.GRAIN, shelf_days=365),
                NewArticle(name="猪肉", kind=ArticleKind.MEAT, shelf_days=3),
                NewArticle(name="洗洁精", kind=ArticleKind.SUPPLIES, measure="瓶"),
            )
        ]
        return cls(session, canteen, supplier, *made)

    def line(self, article: UUID, quantity: str, price: str, **more: object) -> NewReceiptLine:
        return NewReceiptLine(
            article_id=article,
            delivered=Quantity.of(quantity),
            price=UnitPrice.of(price),
            **more,  # type: ignore[arg-type]
        )

    def take_in(
        self,
        day: date,
        *lines: NewReceiptLine,
        fund: Fund = Fund.PUPIL_FEES,
        accepted: frozenset[str] = frozenset(),
    ) -> Booked:
        new = NewReceipt(
            canteen_id=self.canteen_id,
            day=day,
            supplier_id=self.supplier_id,
            fund=fund,
            lines=lines,
            signers=ACCEPTORS,
        )
        return receive(self.session, new, accepted)

    def take_out(self, day: date, article: UUID, quantity: str) -> Booked:
        new = NewIssue(
            canteen_id=self.canteen_id,
            day=day,
            lines=(NewIssueLine(article, Quantity.of(quantity)),),
            signers=OUT,
            sitting=Sitting.LUNCH,
        )
        return issue(self.session, new)
