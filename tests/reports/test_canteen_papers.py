"""A canteen's papers: statements that add up on one sheet, count sheets, the same as workbooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from desktop.core.canteen import ArticleKind, CountState, Fund, Operation
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.statements import StatementKind
from desktop.core.terms import Month
from desktop.reports.canteen.statements import statement
from desktop.reports.canteen.stocktake import count_sheet
from desktop.reports.document import Paragraph, SealArea, Table
from desktop.reports.pdf import render
from desktop.reports.workbooks import write_workbook
from desktop.services.canteen.account_sums import AccountSum, Amounts
from desktop.services.canteen.canteens import CanteenLine
from desktop.services.canteen.chart import accounts
from desktop.services.canteen.goods_month import NOTHING, ArticleMonth, Goods, GoodsMonth
from desktop.services.canteen.statements import Held, Statements
from desktop.services.canteen.stocktakes import CountedLine, StocktakePaper, StocktakeSummary

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.reports.guard import GuardedDocument

KEY = UUID(int=1)
DAY = date(2026, 11, 3)
OCTOBER = Month(2026, 10)
CANTEEN = CanteenLine(KEY, KEY, "学校食堂", Operation.SELF_RUN, "", None, DAY, None)


def goods(quantity: str, amount: str) -> Goods:
    return Goods(Quantity.of(quantity), Money.of(amount))


def moved(code: str, fund: Fund, month: str, term: str, year: str) -> AccountSum:
    return AccountSum(
        accounts()[code], fund, Amounts(Money.of(month), Money.of(term), Money.of(year))
    )


def found() -> Statements:
    rice = ArticleMonth(
        KEY,
        "大米",
        "25千克/袋",
        "千克",
        ArticleKind.GRAIN,
        opening=goods("10", "43.60"),
        received=goods("50", "218"),
        issued=goods("40", "174.40"),
        lost=NOTHING,
        counted=goods("-0.5", "-2.18"),
    )
    soap = replace(rice, name="洗洁精", kind=ArticleKind.SUPPLIES, measure="瓶", counted=NOTHING)
    sums = (
        moved("4101", Fund.PUPIL_FEES, "1000", "2000", "9000"),
        moved("4102", Fund.STAFF_FEES, "100", "150", "500"),
        moved("5001", Fund.PUPIL_FEES, "990", "1900", "8800"),
        moved("5002", Fund.STAFF_FEES, "120", "160", "520"),
        moved("5302", Fund.PUPIL_FEES, "2.18", "2.18", "2.18"),
    )
    held = Held(Money.of("300"), Money.of("103.02"), Money.of("218"))
    month = GoodsMonth(OCTOBER, (rice, soap))
    kinds = tuple(StatementKind)
    return Statements(
        CANTEEN, OCTOBER, kinds, month, sums, held, held, 200, Money.of("1000"), "7K3M-2Q", 3
    )


def rows(guarded: GuardedDocument) -> list[tuple[str, ...]]:
    (table,) = (block for block in guarded.document.blocks if isinstance(block, Table))
    return list(table.rows())


@pytest.mark.parametrize("kind", StatementKind)
def test_statement_fits_one_sheet_and_its_workbook_says_the_same(
    kind: StatementKind, tmp_path: Path
) -> None:
    guarded = statement(kind, "红星幼儿园", found(), DAY)
    assert guarded.document.mark == ""
    assert guarded.document.subject == f"红星幼儿园2026年10月{kind.label}"
    assert render(guarded).count(b"/Type /Page\n") == 1
    on_wall = any(isinstance(block, SealArea) for block in guarded.document.blocks)
    assert (guarded.document.number == "封存码 7K3M-2Q") is not on_wall
    out = tmp_path / "x.xlsx"
    write_workbook(guarded, out)
    cells = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert cells[0][0] == guarded.document.subject
    firsts = [row[0] for row in cells[2:]]
    assert [row[0] for row in rows(guarded) if row[0] not in firsts] == []


def test_statement_of_an_open_month_is_a_trial() -> None:
    open_month = replace(found(), seal_code=None, canteen=replace(CANTEEN, name="南校区食堂"))
    guarded = statement(StatementKind.INCOME, "红星小学", open_month, DAY)
    assert guarded.document.mark == "试印稿·本月未结账"
    assert guarded.document.subject.startswith("红星小学南校区食堂2026年10月")


def test_goods_tell_all_columns_and_what_they_come_to() -> None:
    guarded = statement(StatementKind.GOODS, "红星小学", found(), DAY)
    (table,) = (block for block in guarded.document.blocks if isinstance(block, Table))
    assert next(iter(table.rows())) == (
        *("大米", "25千克/袋", "千克"),
        *("10", "43.60", "50", "218.00", "40", "174.40", "", "", "-0.5", "-2.18"),
        *("19.5", "85.02"),
    )
    assert table.total is not None
    assert table.total.cells[-1] == "172.22"


def test_results_stand_apart_for_pupils_and_staff() -> None:
    lines = rows(statement(StatementKind.RESULT, "红星小学", found(), DAY))
    assert ("学生", "7.82", "97.82") in lines
    assert ("教职工", "-20.00", "-10.00") in lines
    assert ("教职工", "-20.00%", "-6.67%") in lines
    assert ("其他", "无收入", "无收入") not in lines


def test_board_says_what_share_was_eaten_and_what_is_left() -> None:
    lines = rows(statement(StatementKind.INCOME, "红星小学", found(), DAY))
    assert ("本期结余", "-12.18", "177.82") in lines
    assert ("食材支出占伙食收入", "100.91%", "98.11%") in lines
    assert ("月末应付供货商货款", "218.00", "") in lines


def test_kindergarten_leaves_out_what_nobody_eats_and_tells_the_limit() -> None:
    guarded = statement(StatementKind.KINDERGARTEN, "红星幼儿园", found(), DAY)
    assert [row[0] for row in rows(guarded)] == ["大米"]
    words = "".join(b.text for b in guarded.document.blocks if isinstance(b, Paragraph))
    assert "本月10.00元（1.00%），本学期100.00元（5.00%），每学期盈亏应在3%以内" in words
    assert "本月就餐200人日，按标准应为1000.00元" in words.replace(",", "")


def taken(state: CountState, counted: str | None) -> StocktakePaper:
    line = CountedLine(
        *(KEY, 1, KEY, KEY, "大米", "", "千克", ArticleKind.GRAIN, Fund.PUPIL_FEES, DAY, None),
        UnitPrice.of("4.36"),
        Quantity.of("19.5"),
        Money.of("85.02"),
        None if counted is None else Quantity.of(counted),
        "受潮" if counted else "",
    )
    differing = int(line.counted is not None and bool(line.difference))
    head = StocktakeSummary(
        *(KEY, KEY, state, OCTOBER, DAY, 1, 1, differing, Money.of("-2.18")),
        *("甲", "乙", KEY, "盘点 2026-10-001", False),
        datetime(2026, 11, 3, tzinfo=None),  # noqa: DTZ001 - nobody reads it
        "王老师",
    )
    return StocktakePaper(head, (line,))


def test_count_sheet_is_blank_to_write_on_and_filled_when_it_is_filed() -> None:
    blank = count_sheet("红星小学", "学校食堂", taken(CountState.COUNTING, None))
    assert rows(blank)[0][6:] == ("19.5", "85.02", "", "", "")
    assert render(blank).startswith(b"%PDF")
    filed = count_sheet("红星小学", "学校食堂", taken(CountState.ENDED, "19"))
    assert rows(filed)[0][6:] == ("19.5", "85.02", "19", "-0.5", "受潮")
    words = [b.text for b in filed.document.blocks if isinstance(b, Paragraph)]
    assert words == ["盘点人：甲、乙；1行不同，差异金额-2.18元。"]
