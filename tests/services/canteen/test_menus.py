"""Menus: what may be served, what that takes, what went out, and where it came from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.canteen import ArticleKind, Sitting, StockKind
from desktop.core.errors import ClosedMonthError, Confirmable, NotFoundError, SchoolError
from desktop.core.foods import FoodLevel, portion_of
from desktop.core.labels import Stage
from desktop.core.money import Quantity
from desktop.services.canteen.articles import NewArticle, add_article, correct_article
from desktop.services.canteen.dishes import (
    Ingredient,
    NewDish,
    add_dish,
    correct_dish,
    dishes,
)
from desktop.services.canteen.foods import Made, food_rules, rules_against
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue
from desktop.services.canteen.menus import (
    REPLACE,
    copy_week,
    menu,
    week,
    week_of,
    weeks_with_menu,
)
from desktop.services.canteen.planning import compared, plans
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.tracing import find_lots, trace_lot, trace_meal
from desktop.services.months import close
from tests.services.canteen.eaten import count_heads, enrol, keep_sample, serve, weighed
from tests.services.canteen.kitchen import OUT, Kitchen
from tests.services.rosters import SEPTEMBER

if TYPE_CHECKING:
    from desktop.services.session import Session

MONDAY = date(2026, 10, 12)
TUESDAY = MONDAY + timedelta(days=1)
NEXT = MONDAY + timedelta(days=7)
MONTH_END = date(2026, 10, 31)
RESTRICTED = frozenset({"restricted_food"})


def test_portions_are_told_per_person_and_kept_per_thousand(kitchen: Kitchen) -> None:
    weighed(kitchen, "青椒肉丝", pork="50.5", soap="2000")
    (line,) = dishes(kitchen.session)
    assert line.told == "猪肉 50.5 克、洗洁精 2 瓶"
    assert [p.per_thousand for p in line.portions] == [Quantity.of("50.5"), Quantity.of(2000)]
    for measure in ("千克", "斤", "克", "升", "袋"):
        told = portion_of(measure)
        assert told.portion(told.per_thousand(Quantity.of("1.5"))) == Quantity.of("1.5")


def test_a_dish_is_written_once_changed_and_stopped(kitchen: Kitchen) -> None:
    session = kitchen.session
    key = weighed(kitchen, "米饭", rice="100")
    with pytest.raises(SchoolError, match="已经有“米饭”"):
        add_dish(session, NewDish(name=" 米饭 "))
    twice = (Ingredient(kitchen.rice, Quantity.of(1)), Ingredient(kitchen.rice, Quantity.of(2)))
    with pytest.raises(SchoolError, match="写了两次"):
        add_dish(session, NewDish(name="粥", ingredients=twice))
    with pytest.raises(NotFoundError):
        add_dish(session, NewDish(name="粥", ingredients=(Ingredient(key, Quantity.of(1)),)))
    with pytest.raises(SchoolError, match="大于零"):
        add_dish(session, NewDish(name="粥", ingredients=(Ingredient(kitchen.rice, Quantity(0)),)))
    with pytest.raises(SchoolError, match="写进菜品的用量，不能改计量单位"):
        correct_article(
            session, kitchen.rice, NewArticle(name="大米", kind=ArticleKind.GRAIN, measure="斤")
        )
    rice = (Ingredient(kitchen.pork, Quantity.of(20)), Ingredient(kitchen.rice, Quantity.of(90)))
    correct_dish(session, key, NewDish(name="肉末饭", ingredients=rice, stopped_on=TUESDAY))
    (line,) = dishes(session)
    assert (line.dish.name, line.told) == ("肉末饭", "猪肉 20 克、大米 90 克")
    serve(kitchen, MONDAY, key)
    with pytest.raises(SchoolError, match="不再做"):
        serve(kitchen, TUESDAY, key)


def test_forbidden_is_refused_with_its_rule_and_restricted_is_asked(kitchen: Kitchen) -> None:
    session = kitchen.session
    with pytest.raises(SchoolError, match=r"^不能做.*四季豆.*令第45号"):
        add_dish(session, NewDish(name="干煸四季豆"))
    with pytest.raises(SchoolError, match=r"^不能做.*令第45号"):
        serve(kitchen, MONDAY, "裱花蛋糕")
    with pytest.raises(Confirmable, match="火腿肠等深加工"):
        add_dish(session, NewDish(name="火腿炒饭"))
    with pytest.raises(Confirmable) as asked:
        serve(kitchen, MONDAY, "火腿炒饭")
    assert asked.value.key in RESTRICTED
    assert serve(kitchen, MONDAY, "火腿炒饭", accepted=RESTRICTED).new_dishes == ("火腿炒饭",)
    # What stands on the menu is not asked about again.
    serve(kitchen, MONDAY, "米饭", "火腿炒饭")
    new = NewArticle(name="方腿", kind=ArticleKind.PROCESSED)
    made = Ingredient(add_article(session, new).article_ids[0], Quantity.of(10))
    with pytest.raises(Confirmable):
        add_dish(session, NewDish(name="炒饭", ingredients=(made,)))


def test_rules_are_dated_and_of_their_stages() -> None:
    def levels(name: str, stage: Stage, day: date) -> set[FoodLevel]:
        return {rule.level for rule in rules_against(Made(name), (stage,), day)}

    assert levels("凉拌黄瓜", Stage.PRESCHOOL, MONDAY) == {FoodLevel.FORBIDDEN}
    assert levels("凉拌黄瓜", Stage.PRIMARY, MONDAY) == {FoodLevel.RESTRICTED}
    assert levels("四季豆", Stage.SENIOR, MONDAY) == {FoodLevel.FORBIDDEN}
    assert levels("四季豆", Stage.SENIOR, date(2019, 3, 31)) == set()
    assert all(rule.document and rule.reason and rule.stages for rule in food_rules())


def test_a_meal_is_written_in_order_and_changed_by_its_difference(kitchen: Kitchen) -> None:
    rice = weighed(kitchen, "米饭", rice="100")
    assert serve(kitchen, MONDAY, "青菜", rice).added == 2
    saved = serve(kitchen, MONDAY, rice, "豆腐汤")
    assert (saved.added, saved.removed, saved.new_dishes) == (1, 1, ("豆腐汤",))
    shown = week(kitchen.session, kitchen.canteen_id, MONDAY)
    assert [line.name for line in shown.of(MONDAY, Sitting.LUNCH)] == ["米饭", "豆腐汤"]
    assert (shown.title, shown.sittings) == ("10月12日至18日", (Sitting.LUNCH,))
    assert len(shown.teaching) == 5
    with pytest.raises(SchoolError, match="写了两次"):
        serve(kitchen, MONDAY, rice, "米饭")
    with pytest.raises(SchoolError, match="没有开办"):
        serve(kitchen, date(2026, 8, 31), rice)
    with pytest.raises(SchoolError, match="太远"):
        serve(kitchen, date(2027, 12, 1), rice)
    with pytest.raises(NotFoundError):
        serve(kitchen, MONDAY, UUID(int=7))
    assert serve(kitchen, MONDAY).removed == 2
    assert menu(kitchen.session, kitchen.canteen_id, MONDAY, NEXT) == ()


def test_a_closed_month_keeps_its_menu(kitchen: Kitchen) -> None:
    last = SEPTEMBER.last
    serve(kitchen, last, "米饭")
    serve(kitchen, last + timedelta(days=1), "面条")
    kitchen.take_in(last, kitchen.line(kitchen.soap, "1", "5"))
    kitchen.take_out(last, kitchen.soap, "1")
    close(kitchen.session, SEPTEMBER, accept_warnings=True)
    with pytest.raises(ClosedMonthError):
        serve(kitchen, last, "面条")
    # The week goes over the end of the month: nothing of it is written.
    serve(kitchen, MONDAY + timedelta(days=2), "包子")
    with pytest.raises(ClosedMonthError):
        copy_week(kitchen.session, kitchen.canteen_id, MONDAY, last, frozenset({REPLACE}))
    serve(kitchen, last + timedelta(days=1), "米饭")


def test_a_week_is_copied_without_what_is_cooked_no_more(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    old = weighed(kitchen, "面片汤", rice="80")
    serve(kitchen, MONDAY, "米饭", old)
    with pytest.raises(SchoolError, match="没有食谱可以复制"):
        copy_week(session, canteen, NEXT, MONDAY)
    correct_dish(session, old, NewDish(name="面片汤", stopped_on=NEXT))
    serve(kitchen, NEXT, "馒头")
    with pytest.raises(Confirmable) as asked:
        copy_week(session, canteen, MONDAY, NEXT + timedelta(days=3))
    saved = copy_week(session, canteen, MONDAY, NEXT, frozenset({asked.value.key}))
    assert (saved.added, saved.removed, saved.left_out) == (1, 1, ("面片汤",))
    assert [line.name for line in menu(session, canteen, NEXT, NEXT)] == ["米饭"]
    assert weeks_with_menu(session, canteen, NEXT) == (MONDAY,)


def test_the_plan_is_menu_times_heads_against_store_and_issue(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    enrol(session, 3)
    kitchen.take_in(MONDAY, kitchen.line(kitchen.rice, "0.5", "5"))
    serve(kitchen, MONDAY, weighed(kitchen, "米饭", rice="100"), weighed(kitchen, "粥", rice="50"))
    serve(kitchen, MONDAY, "稀饭", sitting=Sitting.BREAKFAST)
    breakfast, lunch = plans(session, canteen, MONDAY, MONDAY)
    assert breakfast.unweighed == ("稀饭",)
    (line,) = lunch.lines
    assert (lunch.heads.told, line.planned) == ("名册 3 人", Quantity.of("0.45"))
    assert (line.in_store, line.missing) == (Quantity.of("0.5"), Quantity(0))
    (line,) = plans(session, canteen, MONDAY, MONDAY, heads=10)[1].lines
    assert (line.planned, line.missing) == (Quantity.of("1.5"), Quantity(1000))
    count_heads(kitchen, MONDAY, 2)
    kitchen.take_out(MONDAY, kitchen.rice, "0.4")
    (line,) = plans(session, canteen, MONDAY, MONDAY)[1].lines
    assert (line.planned, line.issued) == (Quantity.of("0.3"), Quantity.of("0.4"))
    assert (line.to_issue, line.in_store) == (Quantity(0), Quantity.of("0.1"))
    (found,) = compared(session, canteen, MONDAY, MONDAY)
    assert (found.difference, found.percent) == (Quantity.of("0.1"), "33.3%")


def test_what_was_reversed_was_not_issued(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    kitchen.take_in(MONDAY, kitchen.line(kitchen.rice, "9", "5"))
    booked = kitchen.take_out(MONDAY, kitchen.rice, "4")
    (found,) = compared(session, canteen, MONDAY, MONDAY)
    assert (found.issued, found.percent) == (Quantity.of(4), "")
    reverse(session, booked.document_id, "写错了", TUESDAY)
    assert compared(session, canteen, MONDAY, MONTH_END) == ()


def test_a_lot_is_followed_to_meals_and_samples_and_back(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    kitchen.take_in(
        MONDAY,
        kitchen.line(kitchen.rice, "9", "5", batch="A7"),
        kitchen.line(kitchen.pork, "2", "30", quarantine="川0812"),
    )
    serve(kitchen, MONDAY, weighed(kitchen, "米饭", rice="100"), weighed(kitchen, "肉", pork="50"))
    keep_sample(kitchen, MONDAY, "米饭")
    keep_sample(kitchen, MONDAY, "肉")
    kitchen.take_out(MONDAY, kitchen.rice, "4")
    kitchen.take_out(MONDAY, kitchen.pork, "1")
    lost = NewIssue(
        canteen_id=canteen,
        day=TUESDAY,
        lines=(NewIssueLine(kitchen.rice, Quantity.of(1), reason="受潮"),),
        signers=OUT,
        kind=StockKind.LOSS,
    )
    issue(session, lost)
    (lot,) = find_lots(session, canteen, "大米", MONDAY)
    assert (lot.supplier, lot.batch, lot.receipt) == ("平安粮油店", "A7", "入库 2026-10-001")
    traced = trace_lot(session, lot.lot_id)
    (meal,) = traced.meals
    assert (meal.document, meal.quantity) == ("出库 2026-10-001", Quantity.of(4))
    assert (meal.dishes, meal.certain) == (("米饭",), True)
    assert [sample.dish for sample in meal.samples] == ["米饭"]
    assert (traced.lost, traced.lot.left) == (Quantity.of(1), Quantity.of(4))
    back = trace_meal(session, canteen, MONDAY, Sitting.LUNCH, "肉")
    assert [(found.lot.name, found.lot.quarantine) for found in back.lots] == [("猪肉", "川0812")]
    assert [sample.dish for sample in back.samples] == ["肉"]
    whole = trace_meal(session, canteen, MONDAY)
    assert (len(whole.lots), len(whole.menu), len(whole.samples)) == (2, 2, 2)
    assert trace_meal(session, canteen, MONDAY, Sitting.SUPPER).lots == ()
    with pytest.raises(NotFoundError):
        trace_lot(session, canteen)


@settings(max_examples=60, deadline=None)
@given(
    grams=st.lists(st.integers(1, 400), min_size=1, max_size=4),
    heads=st.integers(0, 4000),
    measure=st.sampled_from(["千克", "斤", "升", "袋"]),
)
def test_plan_times_heads_is_exact_to_the_thousandth(
    grams: list[int], heads: int, measure: str
) -> None:
    told = portion_of(measure)
    portions = [told.per_thousand(Quantity(1000 * g)) for g in grams]
    planned = Quantity.sum(portions).for_heads(heads)
    # A thousandth of the measure holds so many of what a portion is told in.
    assert planned.units * 1000 == sum(grams) * heads * told.times * 1000
    assert planned == Quantity.sum(portion.for_heads(heads) for portion in portions)


days = st.integers(0, 6).map(lambda n: MONDAY + timedelta(days=n))
names = st.sampled_from(["米饭", "青椒肉丝", "豆腐汤", "馒头", "火腿炒饭"])
weeks = st.dictionaries(
    st.tuples(days, st.sampled_from(Sitting)), st.lists(names, max_size=4, unique=True), max_size=8
)


@pytest.fixture
def one_kitchen(plain_session: Session) -> Kitchen:
    return Kitchen.of(plain_session)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(meals=weeks, other=weeks)
def test_a_copied_week_is_the_same_week(
    one_kitchen: Kitchen,
    meals: dict[tuple[date, Sitting], list[str]],
    other: dict[tuple[date, Sitting], list[str]],
) -> None:
    session, canteen = one_kitchen.session, one_kitchen.canteen_id
    ahead = NEXT - MONDAY
    for first, wanted in ((MONDAY, meals), (NEXT, other)):
        for n in range(7):
            for sitting in Sitting:
                some = wanted.get((MONDAY + timedelta(days=n), sitting), [])
                on = first + timedelta(days=n)
                serve(one_kitchen, on, *some, sitting=sitting, accepted=RESTRICTED)
    if not any(meals.values()):
        return
    copy_week(session, canteen, MONDAY, NEXT, RESTRICTED | {REPLACE})
    old = week(session, canteen, MONDAY).lines
    new = week(session, canteen, week_of(NEXT)).lines
    assert [(m.day + ahead, m.sitting, m.place, m.dish_id) for m in old] == [
        (m.day, m.sitting, m.place, m.dish_id) for m in new
    ]
