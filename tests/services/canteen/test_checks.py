"""The rules of the canteen: silent over honest books, and each asks about what it is for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import select, update

from desktop.core.attendance import DayPart, Mark
from desktop.core.canteen import ArticleKind, Duty, Fund, MoneyKind, PayMethod, Sitting, Spending
from desktop.core.clock import FixedClock
from desktop.core.errors import NotFoundError
from desktop.core.labels import Role
from desktop.core.meals import CompanionKind, Diner
from desktop.core.money import Money, Quantity
from desktop.core.terms import Month
from desktop.models import (
    Article,
    Canteen,
    ClassRoll,
    CompanionMeal,
    Dish,
    DishIngredient,
    FoodHandler,
    FoodSample,
    LedgerEntry,
    MealCount,
    MealMonth,
    MealSitting,
    MenuDish,
    MoneyDocument,
    Person,
    ReceiptLine,
    RollException,
    SampleDisposal,
    SchoolClass,
    StaffMeal,
    StaffMealPayment,
    StaffMember,
    StockLot,
    Student,
    Supplier,
)
from desktop.services import months
from desktop.services.canteen.articles import NewArticle, add_article
from desktop.services.canteen.count_end import end
from desktop.services.canteen.counting import Count, begin
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.fee_lists import refunds_due
from desktop.services.canteen.fees import FeePart, NewFees, record_fees
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.receipts import SEEN, NewReceipt, receive
from desktop.services.canteen.stocktakes import stocktake
from desktop.services.canteen.suppliers import NewSupplier, add_supplier
from desktop.services.checks.registry import RULES, questions
from desktop.services.today.waiting import today
from tests.builders import blank, tamper
from tests.services.canteen.kitchen import ACCEPTORS, Kitchen
from tests.services.rosters import OCTOBER, as_role, meal_days, meals, pupil, students, take

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.database.base import Base, Owned
    from desktop.database.work import Work
    from desktop.services.session import Session

AFTER: Final = datetime(2026, 11, 20, tzinfo=UTC)
MONDAY: Final = date(2026, 10, 12)


@dataclass(frozen=True)
class School:
    """A school with a canteen, and short ways to put rows into its books."""

    kitchen: Kitchen

    @property
    def session(self) -> Session:
        return self.kitchen.session

    def keep(self, kind: type[Base], /, **values: object) -> UUID:
        """Put one row into a table."""

        def body(work: Work) -> UUID:
            (key,) = work.new_ids(1)
            work.insert(kind, [blank(kind, id=key, **values)])
            return key

        return self.session.write("test", body)

    def first(self, kind: type[Owned]) -> UUID:
        with self.session.store.read() as connection:
            return connection.execute(select(kind.id).order_by(kind.id).limit(1)).scalar_one()

    def of_day(self, day: date = MONDAY) -> dict[str, Any]:
        month = Month.of(day)
        return {"canteen_id": self.kitchen.canteen_id, "month": month, "day": day,
                "sitting": Sitting.LUNCH}  # fmt: skip

    def money(self, kind: MoneyKind, amount: str, day: date = MONDAY, **more: Any) -> None:  # noqa: ANN401 - fields
        new = NewMoney(canteen_id=self.kitchen.canteen_id, day=day, kind=kind,
                       amount=Money.of(amount))  # fmt: skip
        record(self.session, replace(new, **more), frozenset({"seen", "overdrawn", "overpaid"}))

    def said(self, code: str) -> list[str]:
        return [q.sentence for q in questions(self.session, OCTOBER, [code])]

    def sitting(self, day: date) -> UUID:
        now = {"recorded_at": AFTER, "recorded_by": "王老师"}
        return self.keep(MealSitting, **self.of_day(day), **now, served=True, reason="")

    def count(self, day: date, diner: Diner, heads: int, expected: int) -> None:
        with self.session.store.read() as connection:
            found = connection.execute(select(MealSitting.id).where(MealSitting.day == day))
            key = found.scalar_one()
        values = {"class_id": self.first(SchoolClass), "diner": diner, "heads": heads}
        self.keep(MealCount, **self.of_day(day), **values, sitting_id=key, expected=expected)

    def staff(self) -> UUID:
        person = self.keep(Person, name="赵敏", name_key="赵敏", pinyin="zhao min", initials="zm")
        return self.keep(StaffMember, person_id=person)

    def dish(self, name: str, article: UUID) -> UUID:
        dish = self.keep(Dish, name=name, note="", pinyin="")
        self.keep(DishIngredient, dish_id=dish, article_id=article, per_thousand=Quantity.of("50"))
        return dish

    def article(self, name: str, kind: ArticleKind) -> UUID:
        return add_article(self.session, NewArticle(name=name, kind=kind)).article_ids[0]

    def companion(self, day: date, paid: str = "5", opinion: str = "菜热") -> None:
        words = {"post": "", "problem": "", "handling": "", "ticket": "", "opinion": opinion}
        head = {"name": "王校长", "kind": CompanionKind.HEAD, "paid": Money.of(paid)}
        self.keep(CompanionMeal, **self.of_day(day), **words, **head)

    def sample(self, day: date, dish: str, grams: int = 130) -> UUID:
        taken = {"taken_at": datetime(2026, 10, day.day, 4, tzinfo=UTC), "taken_by": "甲"}
        return self.keep(
            FoodSample, **self.of_day(day), **taken, dish=dish, grams=grams, watched_by="乙"
        )


@pytest.fixture
def school(session: Session) -> School:
    """Two pupils with lunches in October; it is the twentieth of November."""
    take(session, students(pupil(), pupil("李小军", 3)))
    take(session, meal_days(meals(), meals("李小军", 5)))
    kitchen = Kitchen.of(session)
    session.store.clock = FixedClock(AFTER)
    return School(kitchen)


def more_heads(school: School) -> None:
    school.sitting(MONDAY)
    values = {"class_id": school.first(SchoolClass), "day": MONDAY, "expected": 2}
    roll = school.keep(ClassRoll, **values, recorded_at=AFTER, recorded_by="王老师")
    away = {"student_id": school.first(Student), "mark": Mark.SICK, "part": DayPart.WHOLE}
    school.keep(RollException, roll_id=roll, day=MONDAY, **away)
    school.count(MONDAY, Diner.PAYING_PUPIL, 2, 2)


def fewer_lunches(school: School) -> None:
    day = MONDAY + timedelta(1)
    school.sitting(day)
    school.count(day, Diner.PLAN_PUPIL, 1, 2)


def too_many_days(school: School) -> None:
    tamper(school.session.store, update(MealMonth).values(days=25, amount=Money(12500)))


def little_food(school: School) -> None:
    school.money(MoneyKind.SUBSIDY, "1000", fund=Fund.NUTRITION)
    rice = school.kitchen.line(school.kitchen.rice, "10", "4")
    school.kitchen.take_in(MONDAY, rice, fund=Fund.NUTRITION)
    school.kitchen.take_out(MONDAY, school.kitchen.rice, "1")


def unpaid_teacher(school: School) -> None:
    staff = school.staff()
    school.keep(StaffMeal, **school.of_day(), staff_id=staff, price=Money.of("8"))


def staff_loss(school: School) -> None:
    rice = school.kitchen.line(school.kitchen.rice, "10", "4")
    school.money(MoneyKind.STAFF_FEE, "1")
    school.kitchen.take_in(MONDAY, rice, fund=Fund.STAFF_FEES)
    with school.session.store.read() as connection:
        own = select(StockLot.id).where(StockLot.fund == Fund.STAFF_FEES)
        lot = connection.execute(own).scalar_one()
    tamper(school.session.store, update(StockLot).where(StockLot.id == lot).values(
        expires_on=date(2026, 10, 13)))  # fmt: skip
    school.kitchen.take_out(MONDAY, school.kitchen.rice, "5")


def plan_money(school: School) -> None:
    plan = LedgerEntry.fund == Fund.NUTRITION.value
    moved = update(LedgerEntry).where(plan, LedgerEntry.account == "5001").values(account="5102")
    tamper(school.session.store, moved)


def expired(school: School) -> None:
    tamper(school.session.store, update(StockLot).values(expires_on=date(2026, 10, 11)))


def left_behind(school: School) -> None:
    rice, early = school.kitchen.line(school.kitchen.rice, "1", "4"), date(2026, 10, 2)
    school.kitchen.take_in(early, rice, fund=Fund.NUTRITION)
    store = school.session.store
    tamper(store, update(StockLot).values(expires_on=date(2027, 1, 1)))
    older = StockLot.received_on == early
    tamper(store, update(StockLot).where(older).values(expires_on=date(2026, 12, 1)))


def menu_without_goods(school: School) -> None:
    egg = school.article("鸡蛋", ArticleKind.EGG)
    dish = school.dish("番茄炒蛋", egg)
    school.keep(MenuDish, **school.of_day(MONDAY), place=1, dish_id=dish)


def goods_without_menu(school: School) -> None:
    pork = school.kitchen.line(school.kitchen.pork, "2", "20", quarantine="检0001")
    school.kitchen.take_in(MONDAY, pork)
    school.kitchen.take_out(MONDAY, school.kitchen.pork, "1")


def no_sitting(school: School) -> None:
    school.kitchen.take_out(date(2026, 10, 14), school.kitchen.rice, "1")


def no_goods(school: School) -> None:
    school.sitting(date(2026, 10, 16))


def dearer(school: School) -> None:
    rice = school.kitchen.line(school.kitchen.rice, "1", "9.9")
    school.kitchen.take_in(date(2026, 10, 19), rice)


def from_one(school: School) -> None:
    (other,) = add_supplier(school.session, NewSupplier(name="小卖部")).supplier_ids
    new = NewReceipt(canteen_id=school.kitchen.canteen_id, day=MONDAY, supplier_id=other,
                     fund=Fund.PUPIL_FEES, signers=ACCEPTORS,
                     lines=(school.kitchen.line(school.kitchen.soap, "1", "1.5"),))  # fmt: skip
    receive(school.session, new, frozenset())


def even_lines(school: School, price: str = "4.01") -> None:
    for number in range(20):
        rice = school.kitchen.line(school.kitchen.rice, "5", price, ordered=Quantity.of("6"))
        school.kitchen.take_in(date(2026, 10, 10) + timedelta(number), rice)


def dearer_soap(school: School) -> None:
    soap = [school.kitchen.line(school.kitchen.soap, "1", price) for price in ["1.5"] * 10 + ["9"]]
    school.kitchen.take_in(date(2026, 10, 19), *soap, accepted=frozenset({SEEN}))


def all_even(school: School) -> None:
    tamper(school.session.store, update(ReceiptLine).values(ordered=ReceiptLine.delivered))


def buyer(school: School) -> None:
    signers = (*ACCEPTORS, Signer(Duty.BUYER, "李桂兰"))
    new = NewReceipt(canteen_id=school.kitchen.canteen_id, day=MONDAY, fund=Fund.PUPIL_FEES,
                     supplier_id=school.kitchen.supplier_id, signers=signers,
                     lines=(school.kitchen.line(school.kitchen.soap, "1", "1.5"),))  # fmt: skip
    receive(school.session, new, frozenset({SEEN}))


def keeper(school: School) -> None:
    clerk = replace(as_role(school.session, Role.CLERK), user_name="库管老赵")
    new = NewMoney(canteen_id=school.kitchen.canteen_id, day=MONDAY, kind=MoneyKind.PUPIL_FEE,
                   amount=Money.of("1"))  # fmt: skip
    record(clerk, new)


def to_the_fen(school: School) -> None:
    store, plan = school.session.store, LedgerEntry.fund == Fund.NUTRITION.value
    with store.read() as connection:
        entries = select(LedgerEntry.id).where(plan, LedgerEntry.account == "5102")
        first, *others = connection.execute(entries).scalars()
        due = sum(amount.units for amount in connection.execute(select(MealMonth.amount)).scalars())
    wanted = update(LedgerEntry).where(LedgerEntry.id == first)
    tamper(store, wanted.values(account="5001", amount=Money(due)))
    tamper(store, update(LedgerEntry).where(LedgerEntry.id.in_(others)).values(account="5103"))


def no_interest(school: School) -> None:
    school.money(MoneyKind.PUPIL_FEE, "3000000", date(2026, 9, 2))


def odd_count(school: School) -> None:
    begun = begin(school.session, school.kitchen.canteen_id, date(2026, 10, 31)).stocktake_id
    lines = stocktake(school.session, begun).lines
    counts = [Count(line.line_id, Quantity(line.booked.units // 2), "受潮") for line in lines]
    end(school.session, begun, ("甲", "乙"), counts)


def spent_on_guests(school: School) -> None:
    paid: dict[str, Any] = {"spending": Spending.SUPPLIES, "fund": Fund.MATCHING}
    school.money(MoneyKind.MATCHING, "500", fund=Fund.MATCHING)
    school.money(MoneyKind.EXPENSE, "12", note="接待招待用", **paid)


def cash_kept(school: School) -> None:
    school.money(MoneyKind.PUPIL_FEE, "800", method=PayMethod.CASH, ticket="0001")


def ticket_twice(school: School) -> None:
    school.money(MoneyKind.PUPIL_FEE, "5", ticket="0001")


def companions(school: School) -> None:
    for number in range(10):
        school.companion(date(2026, 10, 20) + timedelta(number), "5", "")


def free_companion(school: School) -> None:
    school.companion(MONDAY, "0")


def small_sample(school: School) -> None:
    thrown = school.sample(date(2026, 10, 16), "白菜", 90)
    at = {"disposed_at": datetime(2026, 10, 17, tzinfo=UTC), "disposed_by": "甲"}
    school.keep(SampleDisposal, sample_id=thrown, month=OCTOBER, **at)


def certificates(school: School) -> None:
    values = {"canteen_id": school.kitchen.canteen_id, "job": "厨师", "certificate": ""}
    school.keep(FoodHandler, **values, name="厨师老钱", certificate_until=date(2026, 11, 1))
    store = school.session.store
    tamper(store, update(Supplier).values(contract_until=date(2026, 12, 1)))
    tamper(store, update(Canteen).values(licence_until=date(2026, 12, 2)))


def meat_without_ticket(school: School) -> None:
    tamper(school.session.store, update(ReceiptLine).values(quarantine=""))


def sausage(school: School) -> None:
    key = school.article("火腿肠", ArticleKind.PROCESSED)
    school.kitchen.take_in(MONDAY, school.kitchen.line(key, "1", "9.5"))
    school.kitchen.take_out(MONDAY, key, "1")


def restricted_dish(school: School) -> None:
    with school.session.store.read() as connection:
        sausage = connection.execute(
            select(Article.id).where(Article.name == "火腿肠")
        ).scalar_one()
    dish = school.dish("火腿炒饭", sausage)
    school.keep(MenuDish, **school.of_day(), place=9, dish_id=dish)


def beans(school: School) -> None:
    key = school.article("鲜四季豆", ArticleKind.VEGETABLE)
    day = date(2026, 10, 13)
    school.kitchen.take_in(day, school.kitchen.line(key, "1", "5"))
    school.kitchen.take_out(day, key, "1")


def closed(school: School) -> None:
    school.sitting(date(2026, 10, 14))
    months.close(school.session, OCTOBER, accept_warnings=True)


# In an order in which each can be arranged; the words are asked for the first time then.
SCENES: Final[tuple[tuple[str, str, Callable[[School], None]], ...]] = (
    ("C1", "2026-10-12三年级1班午餐登记2人就餐，点名在校1人", more_heads),
    ("C19", "本月有2次午餐没有陪餐记录", fewer_lunches),
    ("C2", "张小红本月登记就餐25天", too_many_days),
    ("C3", "按标准应为250.00元", little_food),
    ("C6", "赵敏本月就餐应交8.00元，没有缴费记录", unpaid_teacher),
    ("C5", "按份数分摊的成本20.00元", staff_loss),
    ("C7", "用于人员支出", plan_money),
    ("C14", "一分不差", to_the_fen),
    ("C8", "已经过了保质期", expired),
    ("C8", "没有先出2026-12-01到期的那一批", left_behind),
    ("C20", "2026-10-12午餐没有番茄炒蛋的留样", menu_without_goods),
    ("C9", "出库的猪肉不在食谱里", goods_without_menu),
    ("C21", "2026-10-12进的猪肉（入库 2026-10-004）没有检疫或检测票号", meat_without_ticket),
    ("C10", "2026-10-14没有登记就餐人数，却出了食材", no_sitting),
    ("C10", "2026-10-16开了餐，没有食材出库", no_goods),
    ("C11", "大米（入库 2026-10-005）进价9.90元，上一次是4.00元", dearer),
    ("C11", "其中平安粮油店", from_one),
    ("C11", "本月洗洁精最高进价9.00元，全县食堂的中间价是1.50元", dearer_soap),
    ("C12", "次验收都是同样的人", even_lines),
    ("C12", "一点不差", all_even),
    ("C12", "采购人李桂兰也是验收人", buyer),
    ("C13", "库管老赵管仓库，也登记收支", keeper),
    ("C15", "账上只收到0.00元", no_interest),
    ("C16", "写的原因是“受潮”", odd_count),
    ("C18", "有招待、奖金", spent_on_guests),
    ("C22", "有800.00元现金", cash_kept),
    ("C22", "写着同一个票据号", ticket_twice),
    ("C19", "10次陪餐都是同一个人", companions),
    ("C19", "没有写缴费", free_companion),
    ("C20", "留样90克，不到125克", small_sample),
    ("C21", "厨师老钱的健康证已经过期", certificates),
    ("C25", "用了深加工食品火腿肠", sausage),
    ("C25", "的食谱有火腿炒饭", restricted_dish),
    ("C25", "2026-10-13出库鲜四季豆", beans),
    ("C24", "没有发布", closed),
)


def test_each_rule_asks_when_it_should_and_not_before(school: School) -> None:
    wrong = []
    for code, words, arrange in SCENES:
        before = school.said(code)
        arrange(school)
        after = school.said(code)
        heard = [any(words in line for line in told) for told in (before, after)]
        if heard != [False, True]:
            wrong.append((code, words, before, after))
    assert wrong == [], "\n".join(map(str, wrong))
    asked = {rule.code for rule in RULES}
    assert asked - {code for code, _, _ in SCENES} == {"C4", "C17", "C23"}
    items = [i for i in today(school.session, OCTOBER).items if i.rule.startswith("canteen.")]
    assert {item.rule for item in items} >= {"canteen.C1", "canteen.C21"}
    assert all(item.page == "canteen" for item in items)


def test_honest_month_is_asked_nothing(school: School) -> None:
    """Food for what came in; counted, shared, sampled, paid, posted in time."""
    kitchen = school.kitchen
    school.session.store.clock = FixedClock(datetime(2026, 11, 5, tzinfo=UTC))
    school.money(MoneyKind.PUPIL_FEE, "66")
    kitchen.take_in(MONDAY, kitchen.line(kitchen.rice, "25", "4"))
    kitchen.take_out(MONDAY, kitchen.rice, "24.5")
    school.sitting(MONDAY)
    school.count(MONDAY, Diner.PLAN_PUPIL, 2, 2)
    tamper(school.session.store, update(MealMonth).values(days=1, amount=Money(500)))
    school.companion(MONDAY)
    school.sample(MONDAY, "米饭")
    staff = school.staff()
    school.keep(StaffMeal, **school.of_day(), staff_id=staff, price=Money.of("33"))
    school.money(MoneyKind.STAFF_FEE, "33")
    receipt = school.first(MoneyDocument)
    line = {"document_id": receipt, "month": OCTOBER, "meals_of": OCTOBER, "note": ""}
    school.keep(StaffMealPayment, **line, staff_id=staff, amount=Money.of("33"))
    begun = begin(school.session, kitchen.canteen_id, date(2026, 10, 31)).stocktake_id
    (lot,) = stocktake(school.session, begun).lines
    end(school.session, begun, ("甲", "乙"), [Count(lot.line_id, lot.booked)])
    assert [q.sentence for q in questions(school.session, OCTOBER)] == []


def test_money_that_pupils_do_not_eat_is_asked_about(school: School) -> None:
    school.money(MoneyKind.PUPIL_FEE, "100")
    kitchen = school.kitchen
    kitchen.take_in(MONDAY, kitchen.line(kitchen.rice, "10", "4"))
    kitchen.take_out(MONDAY, kitchen.rice, "10")
    assert school.said("C4") == ["本月食材支出占伙食收入40.00%，低于65%。是什么原因？"]
    assert "盈余60.00元，占收入60.00%" in school.said("C17")[0]
    school.session.store.clock = FixedClock(datetime(2026, 10, 20, tzinfo=UTC))
    assert school.said("C4") == [], "the month is not over"


def test_refunds_are_asked_about_when_the_county_s_days_are_over(school: School) -> None:
    pupil_id = school.first(Student)
    tamper(school.session.store, update(MealMonth).values(days=5))
    fees = NewFees(
        canteen_id=school.kitchen.canteen_id,
        day=MONDAY,
        meals_of=OCTOBER,
        parts=(FeePart(pupil_id, Money.of("170")),),
    )
    record_fees(school.session, fees)
    (due,) = refunds_due(school.session, school.kitchen.canteen_id)
    for day, told in ((due.line.due_on, 0), (due.line.due_on + timedelta(1), 1)):
        school.session.store.clock = FixedClock(datetime.combine(day, time(4), UTC))
        found = school.said("C23")
        assert len(found) == told
    amount, last = due.line.due, due.line.due_on
    who = f"2026年10月张小红应退伙食费{amount}元"
    assert found == [f"{who}，最早的应在{last}前退，还没有退。什么时候退？"]
    assert [i.sentence.count("应退") for i in today(school.session, OCTOBER).items
            if i.rule == "canteen.C23"] == [1]  # fmt: skip
    back = replace(fees, day=last + timedelta(1), kind=MoneyKind.PUPIL_REFUND,
                   parts=(FeePart(due.line.student_id, amount),))  # fmt: skip
    record_fees(school.session, back, frozenset({"overdrawn"}))
    assert school.said("C23") == []


def test_rule_that_is_not_there_is_named(school: School) -> None:
    with pytest.raises(NotFoundError, match="C99"):
        questions(school.session, OCTOBER, ["C99"])
