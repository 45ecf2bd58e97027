"""The sheet of menus: in once, twice the same, out and in without a difference, and back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.canteen import Sitting
from desktop.core.money import Quantity
from desktop.core.terms import Month
from desktop.rosters.menus import MenuRow
from desktop.services.canteen.dishes import NewDish, correct_dish, dishes
from desktop.services.canteen.menus import menu
from desktop.services.imports.batches import apply, preview, undo
from tests.services.canteen.eaten import serve, weighed
from tests.services.canteen.kitchen import Kitchen
from tests.services.canteen.workbooks import export, look, look_at, parked, said, take
from tests.services.rosters import dump, roster

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session

OCTOBER = Month(2026, 10)
MONDAY = date(2026, 10, 12)
HEAD = ("用餐日期", "餐别", "菜名", "食材", "每人用量（克）")


def test_dishes_and_articles_arise_from_the_sheet(kitchen: Kitchen, tmp_path: Path) -> None:
    session = kitchen.session
    lines = [
        HEAD,
        ("2026-10-12", "中餐", "青椒肉丝", "猪肉", 50),
        ("2026-10-12", "中餐", "青椒肉丝", "青椒", 80),
        ("2026-10-12", "中餐", "米饭", "大米", 100),
        ("2026-10-13", "中餐", "米饭", "大米", 100),
        ("2026-10-13", "中餐", "西红柿汤", "", ""),
    ]
    seen, receipt = take(session, tmp_path, "menus", lines)
    assert (seen.counts.new, seen.counts.parked) == (5, 0)
    assert any("没有“青椒”" in message for _, message in said(seen))
    served = menu(session, kitchen.canteen_id, MONDAY, MONDAY + timedelta(days=1))
    assert [line.name for line in served] == ["青椒肉丝", "米饭", "米饭", "西红柿汤"]
    told = {line.dish.name: line.told for line in dishes(session)}
    assert told == {"青椒肉丝": "猪肉 50 克、青椒 80 克", "米饭": "大米 100 克", "西红柿汤": ""}
    assert look(session, tmp_path, "menus", lines).counts.same == 5
    undo(session, receipt.batch or 0)
    assert dishes(session) == ()


def test_what_the_books_say_otherwise_is_shown_before(kitchen: Kitchen, tmp_path: Path) -> None:
    session = kitchen.session
    weighed(kitchen, "米饭", rice="100")
    serve(kitchen, MONDAY, "米饭", "豆腐汤")
    lines = [
        HEAD,
        ("2026-10-12", "午餐", "米饭", "大米", 120),
        ("2026-10-13", "午餐", "米饭", "大米", 110),
        ("2026-10-13", "午餐", "米饭", "洗洁精", 5),
        ("2026-10-13", "午餐", "清炒四季豆", "", ""),
        ("2026-10-13", "午餐", "火腿炒饭", "", ""),
        ("2026-08-13", "午餐", "米饭", "", ""),
    ]
    seen, _receipt = take(session, tmp_path, "menus", lines)
    (changed,) = seen.plan.found.changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [
        ("大米每人用量", "100 克", "120 克")
    ]
    assert [line.who for line in seen.plan.found.missing] == ["2026-10-12 午餐 豆腐汤"]
    reasons = dict(parked(seen))
    assert "前面写的是每人120 克" in reasons[3]
    assert "每人用量要写多少瓶，表里写的是克" in reasons[4]
    assert "令第45号" in reasons[5]
    assert "没有开办" in reasons[7]
    assert any("火腿" in message and "请看是不是要用" in message for _, message in said(seen))
    assert {line.dish.name: line.told for line in dishes(session)}["米饭"] == "大米 120 克"
    again = look(session, tmp_path, "menus", lines)
    assert not again.counts.moves


def test_a_stopped_dish_waits_for_a_person(kitchen: Kitchen, tmp_path: Path) -> None:
    key = weighed(kitchen, "米饭", rice="100")
    correct_dish(kitchen.session, key, NewDish(name="米饭", stopped_on=MONDAY))
    lines = [HEAD, ("2026-10-12", "午餐", "米饭", "", ""), ("2026-10-11", "午餐", "米饭", "", "")]
    seen = look(kitchen.session, tmp_path, "menus", lines)
    assert seen.counts.new == 1
    assert "不再做" in parked(seen)[0][1]


def test_columns_that_say_too_little_are_told(kitchen: Kitchen, tmp_path: Path) -> None:
    lines = [
        ("日期", "餐次", "菜品", "食材", "每人用量", "用量单位"),
        ("2026-10-12", "午餐", "米饭", "大米", "", ""),
        ("2026-10-12", "午餐", "粥", "", 5, ""),
        ("2026-10-12", "", "面", "", "", ""),
        ("2026-10-12", "午餐", "牛奶", "纯牛奶", 1, "盒"),
        ("2026-10-12", "午餐", "蒸饭", "大米", 0.1, "千克"),
    ]
    seen, _receipt = take(kitchen.session, tmp_path, "menus", lines)
    messages = " ".join(message for _, message in said(seen))
    assert "没有写每人用量" in messages
    assert "没有写是哪种食材" in messages
    assert seen.counts.new == 4
    told = {line.dish.name: line.told for line in dishes(kitchen.session)}
    assert told == {"米饭": "", "粥": "", "牛奶": "纯牛奶 1 盒", "蒸饭": "大米 100 克"}


rows = st.builds(
    MenuRow,
    row=st.just(0),
    name=st.sampled_from(["米饭", "粥", "火腿炒饭", "四季豆"]),
    day=st.integers(0, 2).map(lambda n: MONDAY + timedelta(days=n)),
    sitting=st.sampled_from([Sitting.LUNCH, Sitting.BREAKFAST]),
    article=st.sampled_from(["大米", "猪肉", "洗洁精", "土豆"]),
    specification=st.sampled_from([None, None, "大"]),
    portion=st.integers(1, 5).map(lambda n: Quantity(n * 1_250)),
    portion_measure=st.sampled_from([None, None, "克", "千克", "瓶"]),
)
bare = st.builds(
    MenuRow,
    row=st.just(0),
    name=st.sampled_from(["米饭", "粥"]),
    day=st.just(MONDAY),
    sitting=st.just(Sitting.LUNCH),
)


@pytest.fixture
def one_kitchen(plain_session: Session) -> Kitchen:
    return Kitchen.of(plain_session)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=st.lists(st.one_of(rows, rows, bare), max_size=8),
    second=st.lists(rows, max_size=5),
)
def test_any_sheet_of_menus_twice_out_and_in_and_back(
    one_kitchen: Kitchen, tmp_path: Path, first: list[MenuRow], second: list[MenuRow]
) -> None:
    session = one_kitchen.session
    before = dump(session.store)
    done = []
    for lines in (first, second):
        sheet = roster("menus", lines)
        receipt = apply(session, preview(session, sheet))
        again = preview(session, sheet)
        assert not again.counts.moves
        assert again.counts.same >= receipt.counts.new
        done.append(receipt.batch)
    seen = look_at(session, export(session, tmp_path, "menus", OCTOBER), "menus")
    assert not seen.counts.moves
    assert (seen.counts.parked, seen.counts.missing) == (0, 0)
    assert seen.counts.same == seen.counts.rows
    for batch in reversed(done):
        if batch is not None:
            undo(session, batch)
    assert dump(session.store) == before
