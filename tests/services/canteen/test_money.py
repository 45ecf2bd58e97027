from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.balances import trial_balance
from desktop.services.canteen.money import NewMoney, record, reverse_money

if TYPE_CHECKING:
    from desktop.services.canteen.money import MoneyBooked
    from tests.services.canteen.kitchen import Kitchen

OCTOBER = Month(2026, 10)
DAY, LATER = date(2026, 10, 8), date(2026, 10, 12)


def book(kitchen: Kitchen, kind: MoneyKind, amount: str, **more: object) -> MoneyBooked:
    accepted = frozenset(str(key) for key in more.pop("accepted", ()))  # type: ignore[attr-defined]
    new = NewMoney(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        kind=kind,
        amount=Money.of(amount),
        **more,  # type: ignore[arg-type]
    )
    return record(kitchen.session, new, accepted)


def closing(kitchen: Kitchen) -> dict[tuple[str, Fund], str]:
    lines = trial_balance(kitchen.session, kitchen.canteen_id, OCTOBER)
    return {(line.account.name, line.fund): str(line.closing) for line in lines if line.closing}


def test_income_of_a_kind_lands_in_its_fund(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.SUBSIDY, "5000")
    booked = book(kitchen, MoneyKind.PUPIL_FEE, "320.50", method=PayMethod.CASH)
    assert booked.numbers == ("收支 2026-10-002",)
    assert closing(kitchen) == {
        ("银行存款", Fund.NUTRITION): "5,000.00",
        ("库存现金", Fund.PUPIL_FEES): "320.50",
        ("营养膳食补助收入", Fund.NUTRITION): "-5,000.00",
        ("学生伙食费收入", Fund.PUPIL_FEES): "-320.50",
    }


@pytest.mark.parametrize(
    ("fund", "spending", "said"),
    [
        (Fund.NUTRITION, Spending.WAGES, "营养膳食补助不能付炊事人员工资"),
        (Fund.NUTRITION, Spending.ENTERTAINMENT, "营养膳食补助不能付招待费"),
        (Fund.PUPIL_FEES, Spending.WELFARE, "学生伙食费不能付奖金福利.*教体艺厅函〔2024〕39号"),
        (Fund.MATCHING, Spending.RENT, "配套资金不能付租金"),
        (Fund.NUTRITION, Spending.PUPIL_FOOD, "要经过入库和出库"),
        (Fund.PUPIL_FEES, None, "写明用途"),
        (None, Spending.WAGES, "哪项资金"),
    ],
)
def test_what_a_fund_may_not_pay_is_refused_with_its_rule(
    kitchen: Kitchen, fund: Fund | None, spending: Spending | None, said: str
) -> None:
    with pytest.raises(SchoolError, match=said):
        book(kitchen, MoneyKind.EXPENSE, "100", fund=fund, spending=spending)
    assert closing(kitchen) == {}


def test_no_spending_that_nobody_may_pay_has_an_account() -> None:
    from desktop.services.canteen.chart import EXPENSE  # noqa: PLC0415
    from desktop.services.canteen.funds import payable, rules  # noqa: PLC0415

    paid = {spending for rule in rules() for spending in payable(rule.fund, DAY)}
    food = {Spending.PUPIL_FOOD, Spending.STAFF_FOOD}
    assert set(EXPENSE) == paid - food
    assert not paid & {
        Spending.ENTERTAINMENT,
        Spending.WELFARE,
        Spending.MANAGEMENT,
        Spending.RENT,
    }


def test_a_fund_below_zero_is_asked_about(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.PUPIL_FEE, "1000")
    paying = {"fund": Fund.MATCHING, "spending": Spending.WAGES}
    with pytest.raises(Confirmable, match=r"配套资金账上变成-800.00元，等于用了别的资金") as asked:
        book(kitchen, MoneyKind.EXPENSE, "800", **paying)
    book(kitchen, MoneyKind.EXPENSE, "800", accepted=(asked.value.key,), **paying)
    # What comes in afterwards is not asked about.
    book(kitchen, MoneyKind.MATCHING, "500")
    assert closing(kitchen)["银行存款", Fund.MATCHING] == "-300.00"


def test_cash_that_is_not_there_cannot_be_paid(kitchen: Kitchen) -> None:
    book(kitchen, MoneyKind.PUPIL_FEE, "100")
    paying = {"fund": Fund.PUPIL_FEES, "spending": Spending.FUEL, "method": PayMethod.CASH}
    with pytest.raises(SchoolError, match=r"账上的现金是-60.00元"):
        book(kitchen, MoneyKind.EXPENSE, "60", **paying)
    book(kitchen, MoneyKind.WITHDRAWAL, "60", fund=Fund.PUPIL_FEES)
    book(kitchen, MoneyKind.EXPENSE, "60", **paying)
    assert closing(kitchen) == {
        ("银行存款", Fund.PUPIL_FEES): "40.00",
        ("学生伙食费收入", Fund.PUPIL_FEES): "-100.00",
        ("燃料支出", Fund.PUPIL_FEES): "60.00",
    }


def test_paying_a_supplier_settles_what_is_owed(kitchen: Kitchen) -> None:
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "10", "4"))
    book(kitchen, MoneyKind.PUPIL_FEE, "100")
    with pytest.raises(SchoolError, match="哪个供货商"):
        book(kitchen, MoneyKind.SUPPLIER_PAYMENT, "40", fund=Fund.PUPIL_FEES)
    book(
        kitchen,
        MoneyKind.SUPPLIER_PAYMENT,
        "40",
        fund=Fund.PUPIL_FEES,
        supplier_id=kitchen.supplier_id,
    )
    assert ("应付账款", Fund.PUPIL_FEES) not in closing(kitchen)


def test_income_cannot_be_put_into_another_fund(kitchen: Kitchen) -> None:
    with pytest.raises(SchoolError, match="只能记在学生伙食费里"):
        book(kitchen, MoneyKind.PUPIL_FEE, "1", fund=Fund.STAFF_FEES)


def test_red_ink_takes_money_back(kitchen: Kitchen) -> None:
    wrong = book(kitchen, MoneyKind.PUPIL_FEE, "100", ticket="0001")
    (key,) = wrong.document_ids
    with pytest.raises(SchoolError, match="写明原因"):
        reverse_money(kitchen.session, key, "", LATER)
    red = reverse_money(kitchen.session, key, "重复登记", LATER)
    assert red.numbers == ("收支 2026-10-002",)
    assert closing(kitchen) == {}
    with pytest.raises(SchoolError, match="已经冲销过了"):
        reverse_money(kitchen.session, key, "重复登记", LATER)
    with pytest.raises(SchoolError, match="本身是红字"):
        reverse_money(kitchen.session, red.document_ids[0], "重复登记", LATER)
