"""What ends a month of an invented canteen: payments, the bank, the count of store and cash."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.demo import kitchen_rows as rows
from desktop.demo.kitchens import DAIRY, GRAIN
from desktop.demo.meals import teaching_days
from desktop.services.canteen.articles import articles
from desktop.services.canteen.bank import NewBankLine, add_lines, match_all, save_statement
from desktop.services.canteen.cash import NewCashCount, booked_cash, count_cash
from desktop.services.canteen.count_end import end
from desktop.services.canteen.counting import Count, begin
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.orders import NewOrder, NewOrderLine, cancel_order, place_order
from desktop.services.canteen.reconciling import proposals, reconciliation
from desktop.services.canteen.staff_accounts import staff_accounts
from desktop.services.canteen.staff_payments import NewStaffPayment, everybody, pay
from desktop.services.canteen.stocktakes import stocktake
from desktop.services.canteen.suppliers import suppliers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.demo.kitchen_days import Brought
    from desktop.demo.kitchen_logs import Crew
    from desktop.demo.kitchens import Kitchen
    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session

SHORT: Final = Quantity.of("1.5")
"""What the count of the store finds missing of the rice."""
_OWING: Final = 3
"""So many of the staff pay for the last month later."""
_SUBSIDY: Final = (Money.of("57500"), Money.of("70000"))
_WAGES: Final = Money.of("10400")
_FUEL: Final = (Money.of("1380"), Money.of("1426.50"))
_POWER: Final = (Money.of("618.40"), Money.of("655.20"))
_CHARGE: Final = Money.of("-12")
"""What the bank has taken and nobody has booked yet."""


class Ends:
    """Writes what belongs to the end of a month."""

    def __init__(
        self, session: Session, canteen_id: UUID, take: Callable[[RosterResult[Any]], None]
    ) -> None:
        self._session, self._canteen, self._take = session, canteen_id, take
        self._at_bank = Money(0)
        self._unpaid: list[Brought] = []

    def money(
        self, month: Month, kitchen: Kitchen, brought: Sequence[Brought], *, over: bool
    ) -> None:
        """Money that came and went, as one sheet."""
        days = teaching_days(month)
        lines = [*_incomes(month, kitchen), *_expenses(month)]
        until, day = (days[-4], days[-3]) if over else (days[-6], days[-2])
        owed = [*self._unpaid, *brought]
        self._unpaid = [one for one in owed if one.day > until]
        lines += _payments([one for one in owed if one.day <= until], day)
        lines.sort(key=lambda line: line["day"])
        self._take(rows.money(month, lines))

    def staff(self, month: Month, *, over: bool) -> None:
        """The staff pay for what they ate, in cash, which is brought to the bank."""
        day = teaching_days(month)[-1]
        owing = everybody(staff_accounts(self._session, self._canteen, month))
        lines = owing if over else owing[:-_OWING]
        paid = NewStaffPayment(
            canteen_id=self._canteen, day=day, lines=lines, ticket=f"{month.number}01"
        )
        pay(self._session, paid)
        if over:
            new = NewMoney(
                canteen_id=self._canteen,
                day=day,
                kind=MoneyKind.DEPOSIT,
                fund=Fund.STAFF_FEES,
                amount=Money.sum(line.amount for line in lines),
            )
            record(self._session, new)

    def count(self, month: Month, crew: Crew) -> Quantity:
        """Count what lies in the store and in the cash box; what is missing of the rice."""
        key = begin(self._session, self._canteen, month.last).stocktake_id
        lines = stocktake(self._session, key).lines
        rice = next(line for line in lines if line.name == "大米")
        counts = [
            Count(line.line_id, line.booked - SHORT, "称量误差和撒漏，逐袋复称过")
            if line is rice
            else Count(line.line_id, line.booked)
            for line in lines
        ]
        end(self._session, key, crew.acceptors[:2], counts)
        cash = NewCashCount(
            canteen_id=self._canteen,
            day=month.last,
            counted=booked_cash(self._session, self._canteen, month.last),
            counted_by="、".join(crew.acceptors[:2]),
        )
        count_cash(self._session, cash)
        return SHORT

    def bank(self, month: Month, *, over: bool) -> None:
        """The bank's statement, held against the books; of the last month not all is explained."""
        sums: dict[tuple[date, object], Money] = defaultdict(lambda: Money(0))
        texts: dict[tuple[date, object], str] = {}
        documents = reconciliation(self._session, self._canteen, month).documents
        late = next(d for d in documents if d.line.kind is MoneyKind.SUPPLIER_PAYMENT)
        for place, document in enumerate(documents):
            if document is late and not over:
                continue
            fee = document.line.kind is MoneyKind.PUPIL_FEE
            key = document.line.day, "fee" if fee else place
            sums[key] += document.amount
            texts[key] = "代收伙食费" if fee else document.line.party or document.line.kind.label
        moves = [(key[0], amount, texts[key]) for key, amount in sums.items()]
        if not over:
            moves.append((month.first + timedelta(days=20), _CHARGE, "账户管理费"))
        opening, lines = self._at_bank, []
        for day, amount, text in sorted(moves, key=lambda move: move[0]):
            self._at_bank += amount
            lines.append(NewBankLine(day, amount, text, self._at_bank))
        save_statement(self._session, self._canteen, month, opening, self._at_bank)
        add_lines(self._session, self._canteen, month, lines)
        match_all(self._session, proposals(self._session, self._canteen, month))

    def orders(self, buyer: str) -> None:
        """One order that was given up, and one that is to come."""
        shops = {line.supplier.name: line.supplier_id for line in suppliers(self._session)}
        goods = {line.article.name: line.article_id for line in articles(self._session)}
        for shop, good, quantity, price, day in (
            (GRAIN, "大米", "300", "4.6", date(2026, 10, 15)),
            (DAIRY, "学生奶", "2592", "1.85", date(2026, 10, 30)),
        ):
            line = NewOrderLine(goods[good], Quantity.of(quantity), UnitPrice.of(price))
            new = NewOrder(
                canteen_id=self._canteen,
                supplier_id=shops[shop],
                ordered_on=day,
                wanted_on=day + timedelta(days=4),
                buyer=buyer,
                lines=(line,),
            )
            saved = place_order(self._session, new)
            if good == "大米":
                cancel_order(self._session, saved.order_id, "供货商没有货，改为下周一起送")


def _incomes(month: Month, kitchen: Kitchen) -> Iterator[dict[str, Any]]:
    if kitchen.tables[0].fund is Fund.NUTRITION:
        day = month.first + timedelta(days=6)
        note = f"{month.label}营养膳食补助"
        yield {
            "day": day,
            "kind": MoneyKind.SUBSIDY,
            "amount": _SUBSIDY[month.month % 3 == 0],
            "note": note,
        }
    yield {"day": month.first + timedelta(days=1), "kind": MoneyKind.MATCHING, "amount": _WAGES}
    guests = sum(day.weekday() == _FRIDAY for day in teaching_days(month))
    yield {
        "day": teaching_days(month)[-1], "kind": MoneyKind.GUEST_FEE, "ticket": f"{month.number}02",
        "amount": Money.of("8") * guests, "method": PayMethod.CASH, "party": "陪餐家长",
    }  # fmt: skip
    if month.month % 3 == 0:
        day = date(month.year, month.month, 21)
        yield {"day": day, "kind": MoneyKind.INTEREST, "amount": Money.of("18.62")}


_FRIDAY: Final = 4


def _expenses(month: Month) -> Iterator[dict[str, Any]]:
    place = int(month.month % 3 != 0)
    day = month.first + timedelta(days=24)
    yield rows.expense(day, _WAGES, Fund.MATCHING, Spending.WAGES, "食堂工友")
    fuel, power = _FUEL[place], _POWER[place]
    yield rows.expense(day, fuel, Fund.PUPIL_FEES, Spending.FUEL, "平安乡液化气站")
    yield rows.expense(day, power, Fund.PUPIL_FEES, Spending.UTILITIES, "平安乡供电所")


def _payments(brought: Sequence[Brought], day: date) -> Iterator[dict[str, Any]]:
    """What is owed to each supplier, fund by fund."""
    owed: dict[tuple[str, Fund], Money] = defaultdict(lambda: Money(0))
    for one in brought:
        owed[one.good.shop, one.fund] += one.price * one.accepted
    for (shop, fund), amount in owed.items():
        yield {
            "day": day, "kind": MoneyKind.SUPPLIER_PAYMENT, "amount": amount,
            "fund": fund, "supplier": shop,
        }  # fmt: skip
