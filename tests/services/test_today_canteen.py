"""今天要办 over a canteen's logs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.core.canteen import Sitting
from desktop.core.clock import FixedClock
from desktop.core.meals import LogKind
from desktop.core.terms import Month, SchoolYear, Season, Term
from desktop.models import MealSitting
from desktop.services import months
from desktop.services.calendar import TermDates, set_term
from desktop.services.canteen.handlers import NewHandler, add_handler
from desktop.services.canteen.log_rounds import record_round
from desktop.services.canteen_limits import EXPIRY_DAYS
from desktop.services.parameters import NewValue, set_value
from desktop.services.today.items import Urgency
from desktop.services.today.waiting import today
from tests.builders import blank
from tests.services.canteen.kitchen import Kitchen
from tests.services.canteen.test_logs import a_round, good, sampled

if TYPE_CHECKING:
    from desktop.database.work import Work
    from desktop.services.session import Session
    from desktop.services.today.items import Item

OCTOBER = Month(2026, 10)
MONDAY = date(2026, 10, 12)


@pytest.fixture
def kitchen(session: Session) -> Kitchen:
    """It is ten o'clock on Wednesday, 14 October."""
    session.store.clock = FixedClock(datetime(2026, 10, 14, 2, tzinfo=UTC))
    return Kitchen.of(session)


def items(kitchen: Kitchen, rule: str) -> list[Item]:
    return [i for i in today(kitchen.session, OCTOBER).items if i.rule == rule]


def test_canteen_that_never_kept_a_log_is_told_once(kitchen: Kitchen) -> None:
    (item,) = items(kitchen, "canteen.logs")
    assert item.sentence.startswith("学校食堂还没有记过日志。")
    assert (item.page, item.record) == ("canteen", "logs/due")
    assert items(kitchen, "canteen.missed_logs") == []


def test_logs_of_today_and_of_the_last_days_are_asked_for(kitchen: Kitchen) -> None:
    cold = good("冷藏柜", "4")
    for day in (8, 9, 10, 12, 13, 14):
        day_of = date(2026, 10, day)
        record_round(kitchen.session, a_round(kitchen, LogKind.COLD_STORE, cold, day=day_of))
    (item,) = items(kitchen, "canteen.logs")
    assert item.sentence == "学校食堂今天的午餐留样、午餐陪餐、晨检、消毒还没有记。"
    (missed,) = items(kitchen, "canteen.missed_logs")
    assert "留样5天、陪餐5天、晨检5天、消毒5天" in missed.sentence
    assert "每周检查1天" in missed.sentence
    assert "冷柜" not in missed.sentence
    assert missed.urgency is Urgency.HANDS
    kitchen.session.store.clock = FixedClock(datetime(2026, 10, 18, 2, tzinfo=UTC))
    assert items(kitchen, "canteen.logs") == []


def test_a_meal_without_a_sample_is_told_once(kitchen: Kitchen) -> None:
    session, old, new = kitchen.session, date(2026, 10, 5), MONDAY

    def body(work: Work) -> None:
        for key, day in zip(work.new_ids(2), (old, new), strict=True):
            row = {"canteen_id": kitchen.canteen_id, "month": OCTOBER, "day": day}
            work.insert(MealSitting, [blank(MealSitting, id=key, sitting=Sitting.LUNCH, **row,
                                            served=True, reason="", recorded_at=work.now,
                                            recorded_by="王老师")])  # fmt: skip

    session.write("test", body)
    record_round(session, a_round(kitchen, LogKind.COLD_STORE, good("冷藏柜", "4")))
    (asked,) = items(kitchen, "canteen.C20")
    assert asked.sentence == "留样（C20）：2026-10-05午餐没有留样。登记对吗？"
    assert "最早的是2026-10-05" in items(kitchen, "canteen.C19")[0].sentence
    assert "本月有1次午餐" in items(kitchen, "canteen.C19")[0].sentence
    (missed,) = items(kitchen, "canteen.missed_logs")
    assert "留样" in missed.sentence


def test_days_of_a_closed_month_are_asked_for_no_more(kitchen: Kitchen) -> None:
    session = kitchen.session
    record_round(session, a_round(kitchen, LogKind.COLD_STORE, good("冷藏柜", "4")))
    kitchen.take_in(MONDAY, kitchen.line(kitchen.rice, "1", "4"))
    session.store.clock = FixedClock(datetime(2026, 11, 2, 2, tzinfo=UTC))
    (missed,) = items(kitchen, "canteen.missed_logs")
    assert "冷柜温度5天" in missed.sentence
    months.close(session, OCTOBER, accept_warnings=True)
    assert items(kitchen, "canteen.missed_logs") == []


def test_samples_that_may_go_wait_and_after_days_need_hands(kitchen: Kitchen) -> None:
    sampled(kitchen, MONDAY, ("米饭", 125), hour=9)
    (item,) = items(kitchen, "canteen.disposal")
    assert (item.sentence, item.urgency, item.record) == (
        "学校食堂有1份留样已满时间，可以销样。",
        Urgency.SOON,
        "logs/samples",
    )
    kitchen.session.store.clock = FixedClock(datetime(2026, 10, 17, 2, tzinfo=UTC))
    (item,) = items(kitchen, "canteen.disposal")
    assert (item.sentence, item.urgency) == (
        "学校食堂有1份留样到期超过3天还没有销样。",
        Urgency.HANDS,
    )


def test_certificates_are_asked_for_before_they_run_out(kitchen: Kitchen) -> None:
    for name, until, stopped in (
        ("老钱", date(2026, 10, 13), None),
        ("老孙", date(2026, 11, 13), None),
        ("老李", date(2026, 11, 14), None),
        ("老周", None, None),
        ("老吴", date(2026, 1, 1), date(2026, 9, 1)),
    ):
        new = NewHandler(name=name, certificate_until=until, stopped_on=stopped)
        add_handler(kitchen.session, kitchen.canteen_id, new)
    assert [(i.sentence, i.urgency) for i in items(kitchen, "canteen.certificate")] == [
        ("学校食堂老钱的健康证已过期，体检合格以前不能上岗。", Urgency.HANDS),
        ("学校食堂老孙的健康证30天内到期，请安排体检。", Urgency.SOON),
        ("学校食堂老周的健康证有效期还没有登记。", Urgency.SOON),
    ]
    told = [i.rule for i in today(kitchen.session, OCTOBER).items if "健康证" in i.sentence]
    assert told == ["canteen.certificate"] * 3, "each thing is said once"
    set_value(kitchen.session, NewValue(EXPIRY_DAYS.key, 60, date(2026, 10, 1), "县局〔2026〕3号"))
    assert "老孙等2人的健康证60天内到期" in items(kitchen, "canteen.certificate")[1].sentence


def test_committee_and_survey_are_asked_for_when_the_term_ends(kitchen: Kitchen) -> None:
    record_round(kitchen.session, a_round(kitchen, LogKind.COLD_STORE, good("冷藏柜", "4")))
    term = Term(SchoolYear(2026), Season.AUTUMN)
    set_term(kitchen.session, TermDates(term, date(2026, 9, 1), date(2027, 1, 15)))
    assert items(kitchen, "canteen.term_logs") == []
    kitchen.session.store.clock = FixedClock(datetime(2026, 12, 18, 2, tzinfo=UTC))
    (item,) = items(kitchen, "canteen.term_logs")
    assert "本学期的膳食委员会、满意度调查还没有记" in item.sentence
