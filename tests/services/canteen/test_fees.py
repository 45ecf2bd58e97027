"""Pupils' meal fees: by name under one receipt for each class, and what is to be paid back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from desktop.core.canteen import MoneyKind, PayMethod, Sitting
from desktop.core.errors import SchoolError
from desktop.core.meals import Eater
from desktop.core.money import Money
from desktop.core.notices import NoticeKind
from desktop.core.school_days import after_working_days
from desktop.core.terms import Month
from desktop.models import LedgerEntry, MealFee, MealPrice
from desktop.services.canteen.chart import INCOME
from desktop.services.canteen.fee_lists import fees_month, refunds_due
from desktop.services.canteen.fee_states import FeeState
from desktop.services.canteen.fees import FeePart, NewFees, record_fees
from desktop.services.canteen.money import reverse_money
from desktop.services.canteen.money_lists import month_money
from desktop.services.meal_entry import QUESTIONS, ClassEntry, MealEntry, enter
from desktop.services.notices.issue import trial
from desktop.services.notices.results import MealsNotice
from desktop.services.parameters import MEAL_REFUND_DAYS, NewValue, set_value
from tests.services.canteen.school import DAY, FIRST, SECOND, SmallSchool

if TYPE_CHECKING:
    from desktop.database.work import Work
    from desktop.services.canteen.fee_states import FeesMonth, PupilFees
    from desktop.services.canteen.fees import FeesBooked
    from desktop.services.session import Session

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def school(session: Session) -> SmallSchool:
    return SmallSchool.of(session)


def pay(
    school: SmallSchool,
    amounts: dict[str, str],
    kind: MoneyKind = MoneyKind.PUPIL_FEE,
    month: Month = OCTOBER,
    *,
    method: PayMethod = PayMethod.BANK,
) -> FeesBooked:
    """Record what pupils paid, or were paid back."""
    parts = tuple(
        FeePart(school.pupils[name], Money.of(amount), f"No.{name}")
        for name, amount in amounts.items()
    )
    new = NewFees(
        canteen_id=school.canteen_id, day=DAY, meals_of=month, parts=parts, kind=kind, method=method
    )
    return record_fees(school.session, new)


def ate(school: SmallSchool, days: dict[str, int], month: Month = OCTOBER) -> None:
    """Record days of pupils of the first class."""
    entries = tuple(MealEntry(school.pupils[name], None, n) for name, n in days.items())
    enter(school.session, ClassEntry(month, school.first, entries), QUESTIONS)


def decide(school: SmallSchool, price: str) -> None:
    """Decide what a lunch costs."""

    def body(work: Work) -> None:
        row = {
            "id": work.new_ids(1)[0],
            "canteen_id": school.canteen_id,
            "eater": Eater.PUPIL,
            "sitting": Sitting.LUNCH,
            "since": date(2026, 9, 1),
            "price": Money.of(price),
            "decision": "膳食委员会2026年8月会议",
        }
        work.insert(MealPrice, [row])

    school.session.write("test.price", body)


def line(found: FeesMonth, name: str) -> PupilFees:
    return next(line for line in found.lines if line.name == name)


def booked(school: SmallSchool) -> tuple[Money, Money]:
    """What the ledger took in as pupils' fees, and what their lines come to."""
    with school.session.store.read() as connection:
        ledger = connection.execute(
            select(func.sum(LedgerEntry.amount)).where(
                LedgerEntry.account == INCOME[MoneyKind.PUPIL_FEE]
            )
        ).scalar()
        lines = connection.execute(select(func.sum(MealFee.amount))).scalar()
    return -(ledger or Money(0)), lines or Money(0)


def test_one_receipt_for_each_class_and_whose_it_is(school: SmallSchool) -> None:
    done = pay(school, {"赵甲": "110", "周戊": "220.50", "钱乙": "110"})
    assert (done.numbers, done.pupils, done.amount) == (
        ("收支 2026-10-001", "收支 2026-10-002"),
        3,
        Money.of("440.50"),
    )
    second, first = month_money(school.session, school.canteen_id, OCTOBER)
    assert (first.party, first.amount, first.note) == (
        "三年级1班",
        Money.of("220"),
        "2026年10月，2人",
    )
    assert (second.party, second.ticket) == ("三年级2班", "No.周戊")
    found = fees_month(school.session, school.canteen_id, OCTOBER)
    assert [(ln.name, ln.state) for ln in found.lines] == [
        *(("李丁", FeeState.UNPAID), ("钱乙", FeeState.OPEN), ("孙丙", FeeState.UNPAID)),
        *(("赵甲", FeeState.OPEN), ("吴己", FeeState.UNPAID), ("周戊", FeeState.OPEN)),
    ]
    assert [(c.label, c.pupils, c.payers, c.paid) for c in found.classes] == [
        ("三年级1班", 4, 2, Money.of("220")),
        ("三年级2班", 2, 1, Money.of("220.50")),
    ]
    assert (found.unnamed, line(found, "赵甲").tickets) == (Money(0), "No.赵甲")


def test_what_was_not_eaten_is_to_be_paid_back_in_the_countys_days(school: SmallSchool) -> None:
    decide(school, "6.50")
    pay(school, {"赵甲": "33", "李丁": "143"}, month=SEPTEMBER)
    ate(school, {"赵甲": 20, "李丁": 12}, SEPTEMBER)
    found = fees_month(school.session, school.canteen_id, SEPTEMBER)
    plan, paying = line(found, "赵甲"), line(found, "李丁")
    # In the plan a pupil pays what the plan leaves; outside of it the whole price.
    assert (str(plan.price), plan.due) == ("1.5000", Money.of("3"))
    assert (str(paying.price), paying.due) == ("6.5000", Money.of("65"))
    assert (found.days_to_refund, plan.due_on) == (15, date(2026, 10, 27))
    assert plan.state is FeeState.OVERDUE
    value = NewValue("canteen.refund_days", 30, date(2026, 9, 1), "平教字〔2026〕9号")
    set_value(school.session, value)
    dues = refunds_due(school.session, school.canteen_id)
    assert [(due.line.name, due.overdue) for due in dues] == [("李丁", False), ("赵甲", False)]
    pay(school, {"赵甲": "3"}, MoneyKind.PUPIL_REFUND, SEPTEMBER)
    (left,) = refunds_due(school.session, school.canteen_id, SEPTEMBER)
    assert left.line.name == "李丁"
    found = fees_month(school.session, school.canteen_id, SEPTEMBER)
    assert line(found, "赵甲").state is FeeState.SETTLED
    assert line(found, "孙丙").state is FeeState.UNPAID
    assert MEAL_REFUND_DAYS.default == 15


def test_without_a_decided_price_days_are_worth_what_was_paid(school: SmallSchool) -> None:
    pay(school, {"赵甲": "110"})
    ate(school, {"赵甲": 16})
    found = fees_month(school.session, school.canteen_id, OCTOBER)
    one = line(found, "赵甲")
    assert not found.decided
    assert one.due == Money.of("110") - Money(round(11000 * 16 / one.school_days))


def test_who_has_left_is_due_at_once(school: SmallSchool) -> None:
    pay(school, {"周戊": "100", "吴己": "100"})
    school.leave("周戊", date(2026, 9, 20))
    (due,) = refunds_due(school.session, school.canteen_id)
    told = (due.line.name, due.line.label, due.line.due, due.line.note, due.overdue)
    assert told == ("周戊", "三年级2班", Money.of("100"), "2026-09-20转出", True)


def test_nobody_is_paid_back_more_than_was_paid(school: SmallSchool) -> None:
    (receipt,) = pay(school, {"赵甲": "110"}).document_ids
    with pytest.raises(
        SchoolError, match=r"赵甲2026年10月的伙食费现有已交110\.00元，不能退110\.01元"
    ):
        pay(school, {"赵甲": "110.01"}, MoneyKind.PUPIL_REFUND)
    with pytest.raises(SchoolError, match=r"现有已交0\.00元"):
        pay(school, {"赵甲": "1"}, MoneyKind.PUPIL_REFUND, SEPTEMBER)
    (refund,) = pay(school, {"赵甲": "10"}, MoneyKind.PUPIL_REFUND).document_ids
    with pytest.raises(SchoolError, match="先冲销退费的单据"):
        reverse_money(school.session, receipt, "记错了", DAY)
    reverse_money(school.session, refund, "没有领走", DAY)
    reverse_money(school.session, receipt, "记错了", DAY)
    assert booked(school) == (Money(0), Money(0))
    found = fees_month(school.session, school.canteen_id, OCTOBER)
    assert (found.paid, found.refunded) == (Money(0), Money(0))
    with pytest.raises(SchoolError, match="没有填任何学生"):
        pay(school, {})
    with pytest.raises(SchoolError, match="大于零"):
        pay(school, {"赵甲": "0"})


def test_the_notice_by_name_says_what_each_pupil_paid(school: SmallSchool) -> None:
    ate(school, {"赵甲": 16, "钱乙": 16})

    def paid() -> list[tuple[str, Money | None]]:
        made = trial(school.session, NoticeKind.MEALS, OCTOBER)
        assert isinstance(made.content, MealsNotice)
        return [(line.name, line.own) for line in made.content.classes[0].lines]

    assert paid() == [("钱乙", None), ("赵甲", None)]
    pay(school, {"赵甲": "110"})
    pay(school, {"赵甲": "10"}, MoneyKind.PUPIL_REFUND)
    assert paid() == [("钱乙", Money(0)), ("赵甲", Money.of("100"))]


def test_working_days_skip_the_national_holidays() -> None:
    assert after_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)


@pytest.fixture
def one_school(plain_session: Session) -> SmallSchool:
    """One for all examples: what each has booked stays, and the sums must agree all the same."""
    return SmallSchool.of(plain_session)


steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from([MoneyKind.PUPIL_FEE, MoneyKind.PUPIL_FEE, MoneyKind.PUPIL_REFUND]),
            st.dictionaries(st.sampled_from([*FIRST, *SECOND]), st.integers(0, 300_00), max_size=4),
            st.sampled_from(PayMethod),
        ),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps)
def test_fees_and_refunds_come_to_the_ledger_exactly(
    one_school: SmallSchool, steps: list[int | tuple[MoneyKind, dict[str, int], PayMethod]]
) -> None:
    for step in steps:
        try:
            if isinstance(step, int):
                documents = month_money(one_school.session, one_school.canteen_id, OCTOBER)
                document = documents[step % max(len(documents), 1)] if documents else None
                if document is not None:
                    reverse_money(one_school.session, document.document_id, "记错了", DAY)
            else:
                kind, amounts, method = step
                told = {name: str(Money(units).decimal) for name, units in amounts.items()}
                pay(one_school, told, kind, method=method)
        except SchoolError:
            continue
    ledger, lines = booked(one_school)
    found = fees_month(one_school.session, one_school.canteen_id, OCTOBER)
    assert ledger == lines == found.paid - found.refunded
    assert found.unnamed == Money(0)
    assert all(one.paid >= one.refunded for one in found.lines)
