"""A canteen's day in words: what is done, what is missing, what may be done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from desktop.core.canteen import Operation, Sitting
from desktop.core.canteen_day import DayPart
from desktop.core.school_days import DayState
from desktop.services.canteen.canteens import CanteenLine
from desktop.services.canteen.day_parts import (
    CanteenDay,
    Companion,
    Eaters,
    SittingDay,
    Unserved,
    Waiting,
)
from desktop.views.canteen.day.words import day_words, quiet_words, sitting_lines
from desktop.views.canteen.places import Doing

DAY = date(2026, 10, 14)


CANTEEN = CanteenLine(
    *(UUID(int=5), UUID(int=6), "学生食堂", Operation.SELF_RUN, "", None),
    *(date(2026, 9, 1), date(2026, 12, 31)),
)


def a_day(day: date = DAY, *, writable: bool = True, **more: Any) -> CanteenDay:  # noqa: ANN401
    values: dict[str, Any] = {"state": DayState.LESSONS, "unserved": (), **more}
    return CanteenDay(
        *(CANTEEN, day, DAY), writable=writable, sittings=(), waiting=Waiting(), **values
    )


def test_quiet_day_says_why_there_is_nothing_to_do() -> None:
    before, behind = date(2026, 8, 31), date(2027, 1, 1)
    assert quiet_words(a_day(before)) == "学生食堂的账从 2026-09-01 开始，这一天还没有账。"
    assert quiet_words(a_day(behind)) == "学生食堂的账到 2026-12-31 为止，这一天没有账。"
    closed = a_day(unserved=(Unserved(Sitting.LUNCH, "停电"),))
    assert quiet_words(closed) == "这一天没有开餐。"
    weekend = a_day(date(2026, 10, 17), state=DayState.WEEKEND)
    assert quiet_words(weekend) == "这一天周末，食堂不开餐，没有要办的。"
    assert day_words(weekend) == "星期六 · 周末"


def test_last_and_first_day_of_the_accounts_are_inside() -> None:
    for day in (date(2026, 9, 1), date(2026, 12, 31)):
        assert "食堂不开餐" in quiet_words(a_day(day))


def sitting(**more: Any) -> SittingDay:  # noqa: ANN401 - any part of it
    values: dict[str, Any] = {
        "ahead": False,
        "plan": None,
        "eaters": Eaters(False, 0, 0, 0, 0),  # noqa: FBT003
        "issued": (),
        "samples": (),
        "companions": (),
        **more,
    }
    return SittingDay(Sitting.LUNCH, **values)


def menu_of(*names: str) -> Any:  # noqa: ANN401 - of a plan only the dishes
    dishes = [SimpleNamespace(dish=SimpleNamespace(name=name)) for name in names]
    return SimpleNamespace(dishes=dishes, lines=(), unweighed=(), cooked_for=0)


def sample(dish: str, gone: datetime | None = None) -> Any:  # noqa: ANN401 - parts of a sample
    until = datetime(2026, 10, 16, 4, 0, tzinfo=UTC)
    return SimpleNamespace(dish=dish, disposed_at=gone, may_go_at=until)


def words_of(one: SittingDay, part: DayPart) -> str:
    lines = sitting_lines(a_day(), one, writes=True)
    return next(line.words for line in lines if line.title == part.label)


def test_samples_say_what_is_missing_and_until_when_they_are_kept() -> None:
    gone = datetime(2026, 10, 17, tzinfo=UTC)
    plan = menu_of("米饭", "肉丝")
    part = DayPart.SAMPLES
    assert words_of(sitting(plan=plan), part) == "还没有留样，要留 2 样"
    some = sitting(plan=plan, samples=(sample("米饭"),))
    assert words_of(some, part) == "已留 1 样：米饭；没有留：肉丝"
    away = sitting(plan=plan, samples=(sample("米饭", gone), sample("肉丝", gone)))
    assert words_of(away, part) == "已留 2 样：米饭、肉丝；已销样"
    kept = sitting(plan=plan, samples=(sample("米饭", gone), sample("肉丝")))
    assert words_of(kept, part) == "已留 2 样：米饭、肉丝；留到 10-16 12:00"


def test_who_may_only_look_is_offered_nothing_that_is_still_open() -> None:
    looked = sitting_lines(a_day(), sitting(), writes=False)
    assert [line.action for line in looked] == [""] * 5
    assert all(line.place is None for line in looked)
    closed = sitting_lines(a_day(writable=False), sitting(), writes=True)
    assert [line.action for line in closed] == [""] * 5
    entered = sitting_lines(a_day(), sitting(), writes=True)
    assert [line.action for line in entered] == [
        *("写食谱", "登记人数", "登记出库", "登记留样", "登记陪餐"),
    ]


def test_shared_meal_that_has_found_something_is_looked_at_first() -> None:
    one = sitting(companions=(Companion("王校长", unpaid=True, open_problem="汤凉"),))
    line = sitting_lines(a_day(), one, writes=True)[-1]
    assert line.words == "王校长（未缴费）：发现“汤凉”，还没有写处理结果"
    assert line.action == "看陪餐"
    assert line.place is not None
    assert (line.place.doing, line.place.enter) == (Doing.COMPANION, False)
