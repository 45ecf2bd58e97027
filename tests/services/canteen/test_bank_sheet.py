"""Statements of several banks as workbooks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.bank_sheet import read_statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

OCTOBER = Month(2026, 10)
HEAD = ("交易日期", "借方发生额", "贷方发生额（元）", "余额", "摘要", "对方户名", "对方账号")


def workbook(tmp_path: Path, *rows: Sequence[object]) -> Path:
    path = tmp_path / "对账单.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def test_two_columns_newest_first_with_balances(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ("农村信用社 对公账户明细",),
        HEAD,
        ("2026-11-01", "", "1.00", "489.00", "", "", ""),
        ("2026-10-30", 12, "", "488.00", "手续费", "", ""),
        ("20261009", "", "500.00", "500.00", "转账", "县财政局", "6222000000000000000"),
        ("合计", 12, 501, "", "", "", ""),
    )
    found = read_statement(path, OCTOBER)
    assert [(line.day, str(line.amount), line.text) for line in found.lines] == [
        (date(2026, 10, 9), "500.00", "转账 县财政局"),
        (date(2026, 10, 30), "-12.00", "手续费"),
    ]
    assert (found.elsewhere, found.opening, found.closing) == (1, Money(0), Money.of("488"))


@pytest.mark.parametrize(
    ("head", "row", "amount"),
    [
        (("日期", "金额"), ("2026/10/9", "-12.5"), "-12.50"),
        (("日期", "借贷标志", "金额"), ("2026/10/9", "借", "12.5"), "-12.50"),
        (("记账日期", "收支", "交易金额"), ("2026/10/9", "收入", "¥1,012.5元"), "1,012.50"),
    ],
)
def test_one_column_with_its_sign_beside_it(
    tmp_path: Path, head: tuple[str, ...], row: tuple[str, ...], amount: str
) -> None:
    found = read_statement(workbook(tmp_path, head, row), OCTOBER)
    assert [str(line.amount) for line in found.lines] == [amount]
    assert (found.opening, found.closing) == (None, None)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((("日期", "余额"), ("2026-10-09", "5")), "没有找到对账单的表头"),
        ((("日期", "金额"), ("2026-09-09", "5")), "没有2026年10月的明细"),
        ((("日期", "金额"), ("2026-10-09", "五元")), "第2行的金额看不懂"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, rows: tuple[tuple[str, ...], ...], said: str
) -> None:
    with pytest.raises(SchoolError, match=said):
        read_statement(workbook(tmp_path, *rows), OCTOBER)
