"""The canteens' goods, menus, heads and money as sheets, without the detour through a workbook."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.money import Quantity
from desktop.core.names import name_key
from desktop.core.terms import SchoolYear
from desktop.demo.kitchens import DECISION, GOODS, GREENS, PORTIONS, SHOPS
from desktop.demo.rows import sheet
from desktop.rosters.articles import ArticleRow
from desktop.rosters.contract_prices import ContractPriceRow
from desktop.rosters.goods_issues import GoodsIssueRow
from desktop.rosters.goods_receipts import GoodsReceiptRow
from desktop.rosters.meal_counts import MealCountRow
from desktop.rosters.meal_fees import MealFeeRow
from desktop.rosters.menus import MenuRow
from desktop.rosters.money_sheet import MoneyRow
from desktop.rosters.suppliers import SupplierRow
from desktop.services.canteen import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from desktop.core.grades import ClassName
    from desktop.core.money import Money
    from desktop.core.terms import Month
    from desktop.demo.kitchen_days import Brought, Served, Taken
    from desktop.demo.kitchens import Kitchen
    from desktop.demo.people import Stay
    from desktop.rosters.results import RosterResult

Crew = tuple[str, ...]
_FIRST: Final = 2
_GOOD: Final = {good.name: good for good in GOODS}


def suppliers() -> RosterResult[SupplierRow]:
    """Who delivers."""
    rows = tuple(
        SupplierRow(
            row,
            shop.name,
            credit_code=shop.code,
            licence=shop.licence,
            licence_until=shop.licence_until,
            contract=shop.contract,
            contract_until=shop.contract_until,
            contact=shop.contact,
        )
        for row, shop in enumerate(SHOPS, start=_FIRST)
    )
    return sheet(sheets.SUPPLIERS, "供货商", rows)


def articles(kitchen: Kitchen) -> RosterResult[ArticleRow]:
    """What is bought."""
    rows = tuple(
        ArticleRow(
            row,
            good.name,
            specification=good.specification or None,
            kind=good.kind,
            measure=good.measure,
            shelf_days=good.shelf_days,
        )
        for row, good in enumerate((_GOOD[name] for name in kitchen.goods), start=_FIRST)
    )
    return sheet(sheets.ARTICLES, "物品", rows)


def prices(kitchen: Kitchen, since: date) -> RosterResult[ContractPriceRow]:
    """What the contracts ask; greens are bought at the price of the market."""
    rows = tuple(
        ContractPriceRow(
            row=row,
            name=good.name,
            supplier=good.shop,
            specification=good.specification or None,
            kind=good.kind,
            measure=good.measure,
            price=good.price,
            since=since,
            until=None,
            decision=DECISION,
        )
        for row, good in enumerate((_GOOD[name] for name in kitchen.goods), start=_FIRST)
        if good.shop != GREENS
    )
    return sheet(sheets.CONTRACT_PRICES, "合同价", rows)


def menus(month: Month, meals: Iterable[Served], known: set[str]) -> RosterResult[MenuRow]:
    """What is served, with what a portion takes where that was not told before."""
    return sheet(sheets.MENUS, f"{month.label}食谱", tuple(_menu(meals, known)))


def _menu(meals: Iterable[Served], known: set[str]) -> Iterator[MenuRow]:
    row = _FIRST
    for served in meals:
        for dish in served.dishes:
            own: list[tuple[str | None, str | None]] = [(None, None)]
            if dish not in known:
                known.add(dish)
                own = list(PORTIONS[dish].items())
            for article, portion in own:
                yield _ingredient(row, served, dish, (article, portion))
                row += 1


def _ingredient(
    row: int, served: Served, dish: str, portion: tuple[str | None, str | None]
) -> MenuRow:
    article, amount = portion
    good = _GOOD[article] if article else None
    return MenuRow(
        row=row,
        name=dish,
        day=served.day,
        sitting=served.table.sitting,
        article=article,
        specification=(good.specification or None) if good else None,
        portion=Quantity.of(amount) if amount else None,
        portion_measure=(good.measure if good.measure == "盒" else "克") if good else None,
    )


def counts(
    month: Month, meals: Iterable[Served], names: Mapping[str, ClassName]
) -> RosterResult[MealCountRow]:
    """How many of each class sat at table."""
    found: list[MealCountRow] = []
    for served in meals:
        for place, (label, (plan, paying)) in enumerate(served.classes.items()):
            new = MealCountRow(
                row=len(found) + _FIRST,
                name=f"{served.day}{label}",
                day=served.day,
                sitting=served.table.sitting,
                school_class=names[label],
                plan=plan,
                paying=paying,
                guests=served.guests if place == 0 else None,
                reason="",
            )
            found.append(new)
    return sheet(sheets.MEAL_COUNTS, f"{month.label}就餐人数", tuple(found))


def receipts(month: Month, brought: Iterable[Brought], crew: Crew) -> RosterResult[GoodsReceiptRow]:
    """What came in; two of the crew accept, in turn."""
    rows = tuple(
        GoodsReceiptRow(
            row=row,
            name=one.good.name,
            day=one.day,
            supplier=one.good.shop,
            specification=one.good.specification or None,
            measure=one.good.measure,
            kind=one.good.kind,
            delivered=one.delivered,
            rejected=one.rejected,
            rejected_why="有烂叶、压伤" if one.rejected else "",
            price=one.price,
            amount=one.price * one.accepted,
            fund=one.fund,
            ticket=f"{one.day:%m%d}{_shop(one) + 1}",
            acceptors=_turn(crew, one.day),
            produced_on=one.day - timedelta(days=1) if one.good.shelf_days else None,
            expires_on=None,
            batch="",
            quarantine=f"云检{one.day:%m%d}07" if one.good.kind.ticketed else "",
            note="",
        )
        for row, one in enumerate(brought, start=_FIRST)
    )
    return sheet(sheets.GOODS_RECEIPTS, f"{month.label}入库", rows)


def _shop(one: Brought) -> int:
    return [shop.name for shop in SHOPS].index(one.good.shop)


def _turn(crew: Crew, day: date) -> tuple[str, str]:
    place = day.isocalendar().week % len(crew)
    return crew[place], crew[place - 1]


def issues(
    month: Month, taken: Iterable[Taken], takers: Crew, keeper: str
) -> RosterResult[GoodsIssueRow]:
    """What went out."""
    rows = tuple(
        GoodsIssueRow(
            row=row,
            name=one.good.name,
            day=one.served.day,
            sitting=one.served.table.sitting,
            specification=one.good.specification or None,
            measure=one.good.measure,
            quantity=one.quantity,
            takers=(takers[one.served.day.day % len(takers)],),
            keepers=(keeper,),
            note="",
        )
        for row, one in enumerate(taken, start=_FIRST)
    )
    return sheet(sheets.GOODS_ISSUES, f"{month.label}出库", rows)


def fees(
    month: Month, day: date, payers: Sequence[Stay], amount: Money
) -> RosterResult[MealFeeRow]:
    """What the pupils paid at the beginning of a month, through the bank."""
    year = SchoolYear.of(month.last)
    rows = tuple(
        MealFeeRow(
            row=row,
            name=stay.child.name,
            name_key=name_key(stay.child.name),
            id_number=None,
            student_number=stay.child.national_number,
            school_class=stay.room_in(year).name(year),
            day=day,
            meals_of=month,
            amount=amount,
            kind=MoneyKind.PUPIL_FEE,
            method=PayMethod.BANK,
            ticket="",
        )
        for row, stay in enumerate(payers, start=_FIRST)
    )
    return sheet(sheets.MEAL_FEES, f"{month.label}伙食费", rows)


def money(month: Month, lines: Iterable[Mapping[str, Any]]) -> RosterResult[MoneyRow]:
    """What money came and went; whatever a line does not tell is as usual."""
    usual: dict[str, Any] = {
        "method": PayMethod.BANK,
        **dict.fromkeys(("fund", "spending", "supplier")),
        **dict.fromkeys(("party", "ticket", "note"), ""),
    }
    rows = tuple(
        MoneyRow(row=row, name=line["kind"].label, **{**usual, **line})
        for row, line in enumerate(lines, start=_FIRST)
    )
    return sheet(sheets.MONEY, f"{month.label}收支", rows)


def expense(day: date, amount: Money, fund: Fund, spending: Spending, party: str) -> dict[str, Any]:
    """A line of the sheet: what was spent for something."""
    return {
        "day": day, "kind": MoneyKind.EXPENSE, "amount": amount, "fund": fund,
        "spending": spending, "party": party,
    }  # fmt: skip
