"""Sheets of a canteen as schools head them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.canteen import ArticleKind, Fund, Sitting
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.rosters.goods_cells import (
    Keeps,
    amount,
    day_in,
    fund,
    fund_in,
    keeps,
    kind_of,
    measure,
    persons,
    quantity,
    sitting,
)
from desktop.rosters.problems import Flaw
from desktop.rosters.reading import read
from tests.rosters.books import CONTEXT, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAY = date(2026, 10, 8)


def rows(path: Path, kind: str, lines: Sequence[Sequence[object]]) -> Any:  # noqa: ANN401 - any sheet
    return read(write(path / "表.xlsx", lines), kind, CONTEXT)


@pytest.mark.parametrize(
    ("header", "line", "told"),
    [
        (
            ("序号", "采购日期", "食材名称", "规格型号", "数量", "单价", "总价", "供应商", "备注"),
            (1, DAY, "大米", "25kg/袋", 50, 4.36, 218, "平安粮油店", "早上到"),
            {"specification": "25kg/袋", "note": "早上到", "acceptors": ()},
        ),
        (
            (
                *("物资名称", "生产厂家/供应商", "入库日期", "数量", "单位", "是否合格"),
                *("检验人员", "单价", "总金额", "备注"),
            ),
            ("大米", "平安粮油店", "2026.10.8", 50, "公斤", "是", "张三 李四", 4.36, 218, None),
            {"measure": "千克", "acceptors": ("张三", "李四")},
        ),
        (
            (
                *("食品名称", "品牌及规格", "接收时间", "保质期", "数量", "价格", "金额"),
                *("供货商", "供货方签名", "验收人签名", "生产日期"),
            ),
            (
                *("大米", "北大荒", "2026年10月8日", "12个月", "50", "4.36元", "¥218"),
                *("平安粮油店", "老周", "张三（签字）/李四", "2026-09-30"),
            ),
            {"expires_on": date(2027, 9, 30), "acceptors": ("张三", "李四")},
        ),
    ],
    ids=["procurement", "register", "ledger"],
)
def test_goods_in_under_the_headings_of_real_sheets(
    tmp_path: Path, header: tuple[object, ...], line: tuple[object, ...], told: dict[str, object]
) -> None:
    total = ("合  计", *[None] * (len(header) - 2), 218)
    result = rows(tmp_path, "goods-receipts", [("食堂采购入库登记表",), header, line, total])
    (row,) = result.rows
    assert (row.name, row.day, row.supplier) == ("大米", DAY, "平安粮油店")
    assert (row.delivered, row.price, row.amount) == (
        Quantity.of("50"),
        UnitPrice.of("4.36"),
        Money.of("218"),
    )
    assert {key: getattr(row, key) for key in told} == told
    assert [skipped.reason for skipped in result.skipped] == ["合计行"]


def test_goods_out_under_the_headings_of_a_ledger(tmp_path: Path) -> None:
    header = (
        *("食品名称", "品牌及规格", "入库时间", "出库时间", "餐别", "数量", "价格", "金额"),
        *("领取人签名", "库管员签名", "备注"),
    )
    line = ("大米", "北大荒", "2026-10-01", DAY, "中餐", 20, 4.36, 87.2, "王五", "赵六", None)
    (row,) = rows(tmp_path, "goods-issues", [header, line]).rows
    assert (row.day, row.sitting, row.quantity) == (DAY, Sitting.LUNCH, Quantity.of("20"))
    assert (row.takers, row.keepers) == (("王五",), ("赵六",))


def test_a_line_without_a_day_anywhere_is_named(tmp_path: Path) -> None:
    goods = [("食材名称", "数量", "单价", "供应商"), ("大米", 5, 4, "平安粮油店")]
    result = rows(tmp_path, "goods-receipts", goods)
    assert result.rows == ()
    assert [problem.message[:6] for problem in result.problems] == ["没有写日期；"]
    taken = [("食材名称", "数量", "领料人"), ("大米", 5, "王五")]
    assert rows(tmp_path, "goods-issues", taken).rows == ()


def test_a_span_without_a_day_of_production_gives_no_last_day(tmp_path: Path) -> None:
    header = ("入库日期", "食材名称", "数量", "单价", "供应商", "保质期")
    result = rows(tmp_path, "goods-receipts", [header, (DAY, "大米", 5, 4, "店", "12个月")])
    assert result.rows[0].expires_on is None
    assert [problem.cell for problem in result.problems] == ["F2"]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("2026年10月8日入库登记表", DAY),
        ("2026-10-08", DAY),
        ("2026年10月1日—10月31日", None),
        ("2026年10月1日至2026年10月31日", None),
        ("2026年10月", None),
        ("2026年2月30日", None),
    ],
)
def test_a_title_tells_one_day_or_none(title: str, found: date | None) -> None:
    assert day_in(title, CONTEXT) == found


def test_words_of_people() -> None:
    assert persons("张三、李四 王五", CONTEXT) == ("张三", "李四", "王五")
    assert persons("无", CONTEXT) is None
    assert isinstance(persons("长" * 51, CONTEXT), Flaw)
    assert [measure(text, CONTEXT) for text in ("KG", "公斤", "元/斤", "袋", "无")] == [
        *("千克", "千克", "斤", "袋"),
        None,
    ]
    assert isinstance(measure("很长很长很长很长很长的", CONTEXT), Flaw)
    assert fund("营养改善计划", CONTEXT) is Fund.NUTRITION
    assert fund("-", CONTEXT) is None
    assert isinstance(fund("别的", CONTEXT), Flaw)
    assert sitting("早点", CONTEXT) is Sitting.BREAKFAST
    assert sitting("课间牛奶", CONTEXT) is Sitting.SNACK
    assert fund_in("红星小学学生食堂入库表") is None
    assert fund_in("红星小学营养餐入库表") is Fund.NUTRITION
    assert (keeps("3天", CONTEXT), keeps("2周", CONTEXT)) == (Keeps(3), Keeps(14))
    assert isinstance(keeps("2026年10月", CONTEXT), Flaw)
    assert isinstance(keeps("不知道", CONTEXT), Flaw)


def test_what_an_article_is_by_its_name() -> None:
    names = ("豆腐", "鸡蛋", "面包", "鸡精", "洗洁精", "香蕉", "番茄", "五花肉", "不认识")
    assert [kind_of(name) for name in names] == [
        *(ArticleKind.BEAN, ArticleKind.EGG, ArticleKind.PROCESSED, ArticleKind.SEASONING),
        *(ArticleKind.SUPPLIES, ArticleKind.FRUIT, ArticleKind.VEGETABLE, ArticleKind.MEAT),
        ArticleKind.OTHER_FOOD,
    ]


def test_figures_are_exact_and_never_below_zero() -> None:
    assert quantity(0.3, CONTEXT) == Quantity(300)
    assert quantity(12, CONTEXT) == Quantity(12_000)
    assert quantity(0.12345, CONTEXT) == Quantity(123)
    assert amount("1,234.50元", CONTEXT) == Money(123_450)
    assert amount("—", CONTEXT) is None
    assert isinstance(quantity(-1.0, CONTEXT), Flaw)
    assert isinstance(amount("不详", CONTEXT), Flaw)
