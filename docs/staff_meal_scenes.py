"""The walk through the meals of the staff: prices, the month by name, a receipt, the share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import ArticleKind, Duty, Fund, Sitting
from desktop.core.meals import Eater
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.services.canteen.articles import NewArticle, add_article
from desktop.services.canteen.canteens import NewCanteen, canteens, open_canteen
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue
from desktop.services.canteen.prices import NewPrice, add_price
from desktop.services.canteen.receipts import NewReceipt, NewReceiptLine, receive
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.services.canteen.staff_meals import MealMark, mark_meals, staff_meals_month
from desktop.services.canteen.staff_payments import NewStaffPayment, pay, spread
from desktop.services.canteen.suppliers import NewSupplier, add_supplier

if TYPE_CHECKING:
    from uuid import UUID

    from camera import Studio

    from desktop.services.session import Session

OCTOBER: Final = Month(2026, 10)
_FIRST: Final = date(2026, 9, 1)
_DECISION: Final = "2026年9月1日膳食委员会会议"
_LUNCH, _SUPPER = Sitting.LUNCH, Sitting.SUPPER
_PRICES: Final = (
    (Eater.STAFF, _LUNCH, "6"),
    (Eater.STAFF, _SUPPER, "5"),
    (Eater.PUPIL, _SUPPER, "4"),
    (Eater.GUEST, _LUNCH, "8"),
)


def staff_meals(studio: Studio) -> None:
    """Prices, the grid of a month, the form of a receipt, the share of cost."""
    desk = studio.frame.desk
    desk.place.set_month(OCTOBER)
    canteen_id = _enter(desk.session)
    page = studio.page("canteen", "charges")
    page.panel.turn_to("prices")
    page.panel.part.reload()
    studio.settle()
    studio.save("meal-prices")
    page = studio.page("canteen", "meals")
    page.panel.turn_to("staff")
    _eat(desk.session, canteen_id)
    page.panel.part.reload()
    studio.settle()
    studio.save("staff-meals")
    page.primary.click()
    studio.settle()
    studio.save("staff-payment")
    page.panel.part.to_share.click()
    studio.settle()
    studio.save("staff-share")
    page.panel.turn_to("days")


def _enter(session: Session) -> UUID:
    known = [line for line in canteens(session) if line.opened_on <= _FIRST]
    name = "教工食堂" if canteens(session) else "学校食堂"
    new_one = NewCanteen(_FIRST, name)
    canteen = known[0].canteen_id if known else open_canteen(session, new_one).canteen_id
    for eater, sitting, price in _PRICES:
        new = NewPrice(
            canteen_id=canteen,
            eater=eater,
            sitting=sitting,
            since=OCTOBER.first,
            price=Money.of(price),
            decision=_DECISION,
        )
        add_price(session, new)
    return canteen


def _eat(session: Session, canteen_id: UUID) -> None:
    """Food that was eaten, nearly everybody's lunches, some suppers, two who have paid."""
    (grocer,) = add_supplier(session, NewSupplier(name="兴隆粮油店")).supplier_ids
    flour = NewArticle(name="面粉", kind=ArticleKind.GRAIN, shelf_days=180)
    (article,) = add_article(session, flour).article_ids
    day = date(2026, 10, 9)
    line = NewReceiptLine(
        article_id=article, delivered=Quantity.of("2600"), price=UnitPrice.of("4.8")
    )
    new = NewReceipt(
        canteen_id=canteen_id,
        day=day,
        supplier_id=grocer,
        fund=Fund.PUPIL_FEES,
        lines=(line,),
        signers=(Signer(Duty.ACCEPTOR, "王建国"), Signer(Duty.ACCEPTOR, "李桂兰")),
    )
    receive(session, new)
    out = NewIssue(
        canteen_id=canteen_id,
        day=day,
        lines=(NewIssueLine(article, Quantity.of("2500")),),
        signers=(Signer(Duty.KEEPER, "赵保管"), Signer(Duty.TAKER, "钱师傅")),
        sitting=_LUNCH,
    )
    issue(session, out)
    _mark(session, canteen_id)
    accounts = staff_accounts(session, canteen_id, OCTOBER)
    for one in accounts.lines[:2]:
        paid = NewStaffPayment(
            canteen_id=canteen_id,
            day=OCTOBER.last - timedelta(days=1),
            lines=spread(accounts, one.staff_id, one.due),
            ticket="00412",
        )
        pay(session, paid)


def _mark(session: Session, canteen_id: UUID) -> None:
    month = staff_meals_month(session, canteen_id, OCTOBER)
    marks = [
        MealMark(line.staff_id, day, sitting, ate=True)
        for number, line in enumerate(month.lines)
        for at, day in enumerate(sorted(month.taught))
        for sitting in (_LUNCH, _SUPPER)
        if day in line.employed and day not in line.away and day < OCTOBER.last - timedelta(days=2)
        if (number + at * 3) % 7 and (sitting is _LUNCH or number % 3 == 0)
    ]
    mark_meals(session, canteen_id, marks)
