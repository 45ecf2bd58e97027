"""一周食谱 as it hangs on the wall, and what each dish takes, for all who eat."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from desktop.core.canteen import ArticleKind, Sitting
from desktop.core.errors import SchoolError
from desktop.core.money import Quantity
from desktop.reports.canteen.menus import portion_sheet, week_notice
from desktop.reports.document import Orientation, SignatureLines, Table
from desktop.reports.pdf import render
from desktop.services.canteen.dishes import DishLine, NewDish, Portion
from desktop.services.canteen.menu_heads import Heads
from desktop.services.canteen.menus import MenuLine, Week
from desktop.services.canteen.planning import MealPlan

KEY = UUID(int=1)
MONDAY = date(2026, 10, 12)
LUNCHES = (
    ("青椒肉丝", "番茄炒蛋", "清炒白菜", "米饭"),
    ("土豆烧牛肉", "蒜蓉油麦菜", "紫菜蛋花汤", "米饭"),
    ("红烧鸡块", "醋溜土豆丝", "冬瓜汤", "米饭"),
    ("肉末豆腐", "胡萝卜炒鸡蛋", "炒豆芽", "馒头"),
    ("洋葱炒肉", "家常茄子", "玉米排骨汤", "米饭"),
)


def a_week() -> Week:
    lines = []
    for n, names in enumerate(LUNCHES):
        day = MONDAY + timedelta(days=n)
        meals = ((Sitting.BREAKFAST, ("小米粥", "鸡蛋")), (Sitting.LUNCH, names))
        lines += [
            MenuLine(KEY, day, sitting, place, KEY, name)
            for sitting, some in meals
            for place, name in enumerate(some)
        ]
    return Week(MONDAY, tuple(lines))


def a_plan() -> tuple[MealPlan, ...]:
    pork = Portion(KEY, "猪肉", "", "千克", ArticleKind.MEAT, Quantity.of(50))
    egg = Portion(UUID(int=2), "鸡蛋", "30枚/板", "个", ArticleKind.EGG, Quantity.of(1000))
    dishes = (
        DishLine(KEY, NewDish(name="青椒肉丝"), "", (pork,)),
        DishLine(KEY, NewDish(name="番茄炒蛋"), "", (egg,)),
        DishLine(KEY, NewDish(name="米饭"), "", ()),
    )
    heads = Heads(320, 312)
    return tuple(
        MealPlan(MONDAY + timedelta(days=n), Sitting.LUNCH, heads, 312, dishes, ())
        for n in range(2)
    )


def test_the_week_has_its_days_side_by_side_and_its_sittings_one_below_the_other() -> None:
    paper = week_notice("平安县红星小学", "学校食堂", a_week())
    (table,) = (block for block in paper.document.blocks if isinstance(block, Table))
    assert len(table.columns) == len(LUNCHES), "nothing is served at the weekend"
    assert table.columns[0].title == "星期一（10月12日）"
    assert [group.heading for group in table.groups] == ["早餐", "午餐"]
    assert list(table.rows())[2] == tuple(names[0] for names in LUNCHES)
    assert list(table.rows())[-1][3] == "馒头"
    assert paper.document.orientation is Orientation.LANDSCAPE
    assert any(isinstance(block, SignatureLines) for block in paper.document.blocks)
    assert render(paper).startswith(b"%PDF")
    with pytest.raises(SchoolError, match="还没有食谱"):
        week_notice("平安县红星小学", "学校食堂", Week(MONDAY, ()))


def test_the_portion_sheet_multiplies_by_the_heads() -> None:
    paper = portion_sheet("平安县红星小学", "学校食堂", a_plan())
    (table,) = (block for block in paper.document.blocks if isinstance(block, Table))
    rows = list(table.rows())
    assert rows[0] == ("午餐", "青椒肉丝", "猪肉", "50 克", "312", "15.6", "千克", "")
    assert rows[1][2:7] == ("鸡蛋 30枚/板", "1 个", "312", "312", "个")
    assert rows[2][-1] == "没有写用量"
    assert [group.heading for group in table.groups] == [
        "10月12日　星期一",
        "10月13日　星期二",
    ]
    assert render(paper).startswith(b"%PDF")
    with pytest.raises(SchoolError, match="还没有食谱"):
        portion_sheet("平安县红星小学", "学校食堂", ())
