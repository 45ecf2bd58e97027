"""Logs of a canteen: samples, companions, rounds of checklists, and what is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import Sitting
from desktop.core.clock import CHINA
from desktop.core.errors import ClosedMonthError, NotFoundError, SchoolError
from desktop.core.meals import CompanionKind, Eater, Finding, LogKind, LogPart, LogState
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.models import Dish, MealPrice, MealSitting, MenuDish
from desktop.services import months
from desktop.services.canteen.companions import (
    NewCompanion,
    companions,
    correct_companion,
    prices_on,
    record_companion,
    remove_companion,
)
from desktop.services.canteen.handlers import (
    NewHandler,
    add_handler,
    correct_handler,
    handlers,
)
from desktop.services.canteen.log_due import due_on, missing_in
from desktop.services.canteen.log_lines import NewRound, RoundLine
from desktop.services.canteen.log_lists import papers, round_paper, rounds, satisfaction_of
from desktop.services.canteen.log_rounds import (
    correct_round,
    draft_of,
    draft_round,
    record_round,
    remove_round,
)
from desktop.services.canteen.samples import (
    NewSamples,
    SampledDish,
    dispose,
    propose,
    remove_sample,
    samples,
    take,
    to_dispose,
    undo_disposal,
)
from desktop.services.parameters import FREEZE_MOST, NewValue, set_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.canteen.samples import SamplesSaved
    from tests.services.canteen.kitchen import Kitchen

OCTOBER = Month(2026, 10)
DAY = date(2026, 10, 12)
LUNCH = Sitting.LUNCH


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


def sampled(kitchen: Kitchen, day: date, *dishes: tuple[str, int], hour: int = 11) -> SamplesSaved:
    new = NewSamples(
        canteen_id=kitchen.canteen_id,
        day=day,
        sitting=LUNCH,
        taken_at=at(day, hour),
        taken_by="老钱",
        watched_by="王老师",
        dishes=tuple(SampledDish(*dish) for dish in dishes),
    )
    return take(kitchen.session, new)


def companion(kitchen: Kitchen, **more: object) -> NewCompanion:
    told: dict[str, object] = {
        "canteen_id": kitchen.canteen_id,
        "day": DAY,
        "sitting": LUNCH,
        "name": "张校长",
        "kind": CompanionKind.HEAD,
        "opinion": "饭菜可口，卫生好",
        "paid": Money.of("5"),
    }
    return NewCompanion(**{**told, **more})  # type: ignore[arg-type]


def a_round(kitchen: Kitchen, kind: LogKind, *lines: RoundLine, **more: object) -> NewRound:
    told: dict[str, object] = {
        "canteen_id": kitchen.canteen_id,
        "kind": kind,
        "day": DAY,
        "done_by": "老钱",
        "watched_by": "王老师",
        "lines": lines,
    }
    return NewRound(**{**told, **more})  # type: ignore[arg-type]


def good(item: str, value: str = "", part: str = "") -> RoundLine:
    return RoundLine(item, part, Finding.GOOD, value)


def counted(part: str, **counts: int) -> tuple[RoundLine, ...]:
    return tuple(RoundLine(item, part, None, str(count)) for item, count in counts.items())


def served_menu(kitchen: Kitchen, day: date, *names: str) -> None:
    """Dishes on the menu of a day's lunch."""

    def body(work: object) -> None:
        keys = work.new_ids(2 * len(names))  # type: ignore[attr-defined]
        for place, name in enumerate(names):
            dish = {"id": keys[2 * place], "name": name, "note": "", "pinyin": ""}
            work.insert(Dish, [{**dish, "stopped_on": None}])  # type: ignore[attr-defined]
            row = {
                "id": keys[2 * place + 1],
                "canteen_id": kitchen.canteen_id,
                "month": Month.of(day),
                "day": day,
                "sitting": LUNCH,
                "place": place,
                "dish_id": keys[2 * place],
            }
            work.insert(MenuDish, [row])  # type: ignore[attr-defined]

    kitchen.session.write("menu", body)


# Samples


def test_samples_of_a_sitting_are_those_of_its_menu(kitchen: Kitchen) -> None:
    served_menu(kitchen, DAY, "红烧肉", "炒白菜")
    found = propose(kitchen.session, kitchen.canteen_id, DAY, LUNCH)
    assert (found.dishes, found.least, found.taken_by) == (("红烧肉", "炒白菜"), 125, "")
    sampled(kitchen, DAY, ("红烧肉", 150))
    found = propose(kitchen.session, kitchen.canteen_id, DAY, LUNCH)
    assert (found.dishes, found.taken_by, found.watched_by) == (("炒白菜",), "老钱", "王老师")
    with pytest.raises(SchoolError, match="“红烧肉”已经留过样"):
        sampled(kitchen, DAY, ("红烧肉", 150))
    (line,) = samples(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert (line.dish, line.grams, line.may_go_at) == ("红烧肉", 150, at(date(2026, 10, 14), 11))


def test_odd_samples_are_refused_with_the_rule(kitchen: Kitchen) -> None:
    cases: dict[str, Callable[[], object]] = {
        "只留了124克。每样成品至少留125克（GB 31654-2021）": lambda: sampled(
            kitchen, DAY, ("米饭", 124)
        ),
        "请核对重量": lambda: sampled(kitchen, DAY, ("米饭", 12500)),
        "写了两次": lambda: sampled(kitchen, DAY, ("米饭", 125), ("米饭", 130)),
        "写1到60个字": lambda: sampled(kitchen, DAY, (" ", 125)),
        "每样一行": lambda: sampled(kitchen, DAY),
        "还没有到": lambda: sampled(kitchen, date(2026, 12, 30), ("米饭", 125)),
    }
    for words, refused in cases.items():
        with pytest.raises(SchoolError, match=words):
            refused()
    new = NewSamples(
        canteen_id=kitchen.canteen_id,
        day=DAY,
        sitting=LUNCH,
        taken_at=at(DAY, 11),
        taken_by="老钱",
        watched_by="老钱",
        dishes=(SampledDish("米饭", 125),),
    )
    with pytest.raises(SchoolError, match="要是两个人"):
        take(kitchen.session, new)
    assert not samples(kitchen.session, kitchen.canteen_id, OCTOBER)


def test_samples_go_together_and_only_after_48_hours(kitchen: Kitchen) -> None:
    first = sampled(kitchen, DAY, ("红烧肉", 150), ("米饭", 125)).sample_ids
    later = sampled(kitchen, date(2026, 10, 13), ("豆腐", 125)).sample_ids
    early = at(date(2026, 10, 14), 11) - timedelta(minutes=1)
    with pytest.raises(SchoolError, match="留够48小时（GB 31654-2021），10月14日 11:00以后"):
        dispose(kitchen.session, first, early, "老钱")
    with pytest.raises(SchoolError, match="“豆腐”要留够48小时"):
        dispose(kitchen.session, [*first, *later], at(date(2026, 10, 14), 11), "老钱")
    with pytest.raises(SchoolError, match="请写销样人的姓名"):
        dispose(kitchen.session, first, at(date(2026, 10, 14), 11), " ")
    assert len(to_dispose(kitchen.session, kitchen.canteen_id)) == 3
    dispose(kitchen.session, first, at(date(2026, 10, 14), 11), "老钱")
    (left,) = to_dispose(kitchen.session, kitchen.canteen_id)
    assert left.dish == "豆腐"
    now = kitchen.session.store.clock.now()
    assert left.late(now) is (left.may_go_at + timedelta(days=3) <= now)
    with pytest.raises(SchoolError, match="已经销样"):
        dispose(kitchen.session, first, at(date(2026, 10, 15), 11), "老钱")
    with pytest.raises(SchoolError, match="请先撤销销样"):
        remove_sample(kitchen.session, first[0])
    undo_disposal(kitchen.session, first[0])
    remove_sample(kitchen.session, first[0])
    assert [line.dish for line in samples(kitchen.session, kitchen.canteen_id, OCTOBER)] == [
        "豆腐",
        "米饭",
    ]
    for gone in (
        lambda: undo_disposal(kitchen.session, first[0]),
        lambda: remove_sample(kitchen.session, first[0]),
    ):
        with pytest.raises(NotFoundError):
            gone()


# Companions


def test_companions_are_told_with_menu_payment_and_what_became_of_problems(
    kitchen: Kitchen,
) -> None:
    served_menu(kitchen, DAY, "红烧肉", "炒白菜")
    key = record_companion(kitchen.session, companion(kitchen, problem="汤偏咸")).companion_id
    (line,) = companions(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert (line.dishes, line.open_problem) == ("红烧肉、炒白菜", True)
    correct_companion(
        kitchen.session, key, companion(kitchen, problem="汤偏咸", handling="已告诉厨师")
    )
    (line,) = companions(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert (line.meal.handling, line.open_problem) == ("已告诉厨师", False)
    remove_companion(kitchen.session, key)
    assert not companions(kitchen.session, kitchen.canteen_id, OCTOBER)
    for gone in (
        lambda: remove_companion(kitchen.session, key),
        lambda: correct_companion(kitchen.session, key, companion(kitchen)),
    ):
        with pytest.raises(NotFoundError):
            gone()


def test_odd_companions_are_refused(kitchen: Kitchen) -> None:
    record_companion(kitchen.session, companion(kitchen))
    cases: dict[str, dict[str, object]] = {
        "请写陪餐人的姓名": {"name": " "},
        "请写对饭菜质量": {"opinion": ""},
        "请把发现的问题也写上": {"handling": "已改"},
        "不能小于零": {"paid": Money.of("-1")},
        "职务最多40个字": {"post": "长" * 41},
        "已经登记过张校长陪餐": {},
        "账从2026-09-01开始": {"day": date(2026, 8, 31)},
    }
    for words, more in cases.items():
        with pytest.raises(SchoolError, match=words):
            record_companion(kitchen.session, companion(kitchen, **more))


def test_companions_pay_the_price_that_was_decided_last(kitchen: Kitchen) -> None:
    def body(work: object) -> None:
        told = ((Eater.STAFF, "6", 1), (Eater.STAFF, "6.5", 10), (Eater.GUEST, "8", 1))
        keys = work.new_ids(3)  # type: ignore[attr-defined]
        rows = [
            {
                "id": key,
                "canteen_id": kitchen.canteen_id,
                "eater": eater,
                "sitting": LUNCH,
                "since": date(2026, 10, day),
                "price": Money.of(price),
                "decision": "膳食委员会",
            }
            for key, (eater, price, day) in zip(keys, told, strict=True)
        ]
        work.insert(MealPrice, rows)  # type: ignore[attr-defined]

    kitchen.session.write("prices", body)
    found = prices_on(kitchen.session, kitchen.canteen_id, DAY)
    assert {kind: str(price) for (kind, _), price in found.items()} == {
        CompanionKind.HEAD: "6.50",
        CompanionKind.STAFF: "6.50",
        CompanionKind.PARENT: "8.00",
    }


# People of the kitchen


def test_morning_check_asks_for_everybody_who_works_in_the_kitchen(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    with pytest.raises(SchoolError, match="请先在“从业人员”里登记"):
        record_round(session, a_round(kitchen, LogKind.MORNING))
    until = date(2026, 12, 1)
    cook = add_handler(session, canteen, NewHandler(name="老钱", certificate_until=until))
    gone = add_handler(session, canteen, NewHandler(name="老孙")).handler_id
    correct_handler(session, gone, NewHandler(name="老孙", stopped_on=date(2026, 10, 1)))
    for words, new in {
        "已经有叫“老钱”": NewHandler(name="老钱"),
        "请写从业人员的姓名": NewHandler(name=" "),
        "健康证号最多60个字": NewHandler(name="老李", certificate="9" * 61),
    }.items():
        with pytest.raises(SchoolError, match=words):
            add_handler(session, canteen, new)
    with pytest.raises(NotFoundError):
        correct_handler(session, kitchen.rice, NewHandler(name="老李"))
    assert [line.handler.name for line in handlers(session, canteen)] == ["老钱", "老孙"]
    assert cook.handler_id == handlers(session, canteen)[0].handler_id
    draft = draft_round(session, canteen, LogKind.MORNING, DAY)
    assert list(draft.lines) == [good("老钱")]


# Rounds


def test_temperature_out_of_range_is_never_good(kitchen: Kitchen) -> None:
    session = kitchen.session
    for words, line in {
        "“冷藏柜”9℃，应在0到8℃，不能记成合格": good("冷藏柜", "9"),
        "“冷冻柜2号”-11.5℃，应不高于-12℃": good("冷冻柜2号", "-11.5"),
        "还没有写温度": good("冷藏柜"),
        "“冷藏柜”写的“四”不是数": good("冷藏柜", "四"),
        "不合格，请写明情况": RoundLine("冷藏柜", "", Finding.BAD, "9"),
        "还没有写结果": RoundLine("冷藏柜", value="4"),
        "没有写项目": good(" ", "4"),
    }.items():
        with pytest.raises(SchoolError, match=words):
            record_round(session, a_round(kitchen, LogKind.COLD_STORE, line))
    bad = RoundLine("冷藏柜", "", Finding.BAD, "9", "已调低，一小时后 4 度")
    record_round(session, a_round(kitchen, LogKind.COLD_STORE, bad, good("冷冻柜2号", "－18")))
    (found,) = rounds(session, kitchen.canteen_id, OCTOBER)
    assert (found.lines, found.bad, found.problems) == (2, 1, "冷藏柜：已调低，一小时后 4 度")


def test_county_sets_the_temperatures(kitchen: Kitchen) -> None:
    frozen = a_round(kitchen, LogKind.COLD_STORE, good("冷冻柜", "-15"))
    set_value(kitchen.session, NewValue(FREEZE_MOST.key, -18, date(2026, 10, 1), "县局〔2026〕3号"))
    with pytest.raises(SchoolError, match="应不高于-18℃"):
        record_round(kitchen.session, frozen)


def test_next_round_asks_for_the_schools_own_items_and_copies_no_value(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    fresh = draft_round(session, canteen, LogKind.COLD_STORE, DAY)
    assert [one.item for one in fresh.lines] == ["冷藏柜", "留样柜", "冷冻柜"]
    lines = (
        good("冷藏柜1号", "4"),
        good("冷藏柜2号", "5"),
        good("留样柜", "4"),
        good("冷冻柜", "-18"),
    )
    record_round(session, a_round(kitchen, LogKind.COLD_STORE, *lines))
    draft = draft_round(session, canteen, LogKind.COLD_STORE, DAY)
    assert [(one.item, one.value) for one in draft.lines] == [
        ("留样柜", ""),
        ("冷冻柜", ""),
        ("冷藏柜1号", ""),
        ("冷藏柜2号", ""),
    ]
    bounds = [draft.checklist.like(one.item).bounds(draft.parameters)[1] for one in draft.lines]
    assert bounds == [8, -12, 8, 8]
    assert (draft.done_by, draft.watched_by) == ("老钱", "王老师")


def test_round_is_put_right_or_removed_while_its_month_is_open(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    new = a_round(kitchen, LogKind.DISINFECTION, good("餐具、饮具", "30"), good("砧板"))
    key = record_round(session, new).log_id
    bad = RoundLine("砧板", "", Finding.BAD, "", "有霉点，已更换")
    correct_round(session, key, a_round(kitchen, LogKind.DISINFECTION, bad, at="午餐后"))
    paper = round_paper(session, key)
    assert (paper.lines, paper.head.at, paper.head.bad) == ((bad,), "午餐后", 1)
    assert draft_of(session, key).lines == (bad,)
    remove_round(session, key)
    for gone in (
        lambda: remove_round(session, key),
        lambda: round_paper(session, key),
        lambda: draft_of(session, key),
        lambda: correct_round(session, key, new),
    ):
        with pytest.raises(NotFoundError):
            gone()
    kept = record_round(session, new).log_id
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "1", "4"))
    kitchen.take_out(DAY, kitchen.rice, "1")
    months.close(session, OCTOBER, accept_warnings=True)
    for refused in (
        lambda: remove_round(session, kept),
        lambda: correct_round(session, kept, new),
        lambda: record_round(session, new),
        lambda: record_companion(session, companion(kitchen)),
        lambda: sampled(kitchen, DAY, ("米饭", 125)),
    ):
        with pytest.raises(ClosedMonthError):
            refused()
    assert len(rounds(session, canteen, OCTOBER)) == 1


def test_two_people_look_where_the_list_asks_for_two(kitchen: Kitchen) -> None:
    line = good("食堂干净", part="服务")
    for words, more in {
        "每周检查要两个人，请写陪同人": {"watched_by": ""},
        "检查人和陪同人要是两个人": {"watched_by": "老钱"},
        "请写检查人的姓名": {"done_by": ""},
        "姓名最多50个字": {"done_by": "长" * 51},
        "时间最多20个字": {"at": "长" * 21},
    }.items():
        with pytest.raises(SchoolError, match=words):
            record_round(kitchen.session, a_round(kitchen, LogKind.WEEKLY, line, **more))
    with pytest.raises(SchoolError, match="写了两次"):
        record_round(kitchen.session, a_round(kitchen, LogKind.WEEKLY, line, line))
    long = RoundLine("餐厅", "服务", Finding.BAD, "", "长" * 201)
    with pytest.raises(SchoolError, match="说明最多200个字"):
        record_round(kitchen.session, a_round(kitchen, LogKind.WEEKLY, long))
    with pytest.raises(NotFoundError, match="还没有满意度调查的检查表"):
        draft_round(kitchen.session, kitchen.canteen_id, LogKind.SATISFACTION, date(2024, 1, 1))


def test_committee_keeps_who_came_and_what_was_decided(kitchen: Kitchen) -> None:
    came = counted("到会", 学校代表=2, 教师代表=3, 家长代表=8)
    topics = (
        RoundLine("伙食价格", "议题和决定", note="午餐每餐5元，不变"),
        RoundLine("供货商", "议题和决定"),
    )
    new = a_round(kitchen, LogKind.COMMITTEE, *came, *topics)
    key = record_round(kitchen.session, new).log_id
    assert [line.item for line in round_paper(kitchen.session, key).lines] == [
        "学校代表",
        "教师代表",
        "家长代表",
        "伙食价格",
    ]
    odd = counted("到会", 家长代表=-1)
    with pytest.raises(SchoolError, match="“家长代表”要写不小于零的整数"):
        record_round(kitchen.session, a_round(kitchen, LogKind.COMMITTEE, *odd))


def test_satisfaction_is_the_share_of_those_who_answered(kitchen: Kitchen) -> None:
    asked = counted("问卷", 发出=120, 收回=90)
    lines = (*asked, *counted("满意", 价格=60, 服务和公示=90))
    record_round(kitchen.session, a_round(kitchen, LogKind.SATISFACTION, *lines, watched_by=""))
    (paper,) = papers(kitchen.session, kitchen.canteen_id, OCTOBER, LogKind.SATISFACTION)
    found = satisfaction_of(paper.lines)
    assert (found.asked, found.answered) == (120, 90)
    assert [(q, found.percent(n)) for q, n in found.questions] == [
        ("价格", "66.7%"),
        ("服务和公示", "100.0%"),
    ]
    odd = (*asked, *counted("满意", 价格=91))
    with pytest.raises(SchoolError, match="满意的有91份，比收回的90份还多"):
        record_round(kitchen.session, a_round(kitchen, LogKind.SATISFACTION, *odd))
    odd = (*counted("问卷", 发出=80, 收回=90), *counted("满意", 价格=1))
    with pytest.raises(SchoolError, match="发出80份，收回90份，对不上"):
        record_round(kitchen.session, a_round(kitchen, LogKind.SATISFACTION, *odd))


# What is due


def test_day_asks_for_what_its_sittings_need(kitchen: Kitchen) -> None:
    session, canteen = kitchen.session, kitchen.canteen_id
    sampled(kitchen, DAY, ("米饭", 125))
    record_companion(session, companion(kitchen, problem="汤偏咸"))
    record_round(session, a_round(kitchen, LogKind.COLD_STORE, good("冷藏柜", "4")))
    found = {line.label: line.state for line in due_on(session, canteen, DAY)}
    assert found == {
        "午餐留样": LogState.DONE,
        "午餐陪餐": LogState.PROBLEM,
        "晨检": LogState.MISSING,
        "消毒": LogState.MISSING,
        "冷柜温度": LogState.DONE,
        "每周检查": LogState.MISSING,
        "膳食委员会": LogState.MISSING,
        "满意度调查": LogState.MISSING,
    }
    assert due_on(session, canteen, date(2026, 10, 10)) != ()  # a Saturday that is worked
    assert due_on(session, canteen, date(2026, 10, 11)) == ()
    assert due_on(session, canteen, date(2026, 8, 31)) == ()


def test_day_on_which_nothing_was_served_asks_for_nothing(kitchen: Kitchen) -> None:
    supper, trip = date(2026, 10, 13), date(2026, 10, 14)

    def body(work: object) -> None:
        told = ((supper, Sitting.SUPPER, True), (trip, LUNCH, False))
        keys = work.new_ids(2)  # type: ignore[attr-defined]
        rows = [
            {
                "id": key,
                "canteen_id": kitchen.canteen_id,
                "month": OCTOBER,
                "day": day,
                "sitting": sitting,
                "served": served,
                "reason": "" if served else "秋游",
                "recorded_at": work.now,  # type: ignore[attr-defined]
                "recorded_by": "王老师",
            }
            for key, (day, sitting, served) in zip(keys, told, strict=True)
        ]
        work.insert(MealSitting, rows)  # type: ignore[attr-defined]

    kitchen.session.write("sittings", body)
    found = due_on(kitchen.session, kitchen.canteen_id, supper)
    assert [line.label for line in found][:2] == ["晚餐留样", "晚餐陪餐"]
    assert due_on(kitchen.session, kitchen.canteen_id, trip) == ()
    missed = {m.what: m.days for m in missing_in(kitchen.session, kitchen.canteen_id, OCTOBER)}
    assert supper in missed[LogPart.SAMPLES]
    assert trip not in missed[LogPart.SAMPLES]
