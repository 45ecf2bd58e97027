from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from desktop.core.errors import EnvironmentFault
from desktop.rosters.lists import ListHeading, write_list

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = (ListHeading("姓名", 150), ListHeading("金额", 100, number=True))


def test_list_is_written_with_figures_to_add_up_and_text_that_is_no_formula(tmp_path: Path) -> None:
    out = tmp_path / "列表.xlsx"
    rows = [("=1+1", "1,234.50"), ("0007", "-2"), ("张三", "没有")]
    assert write_list(out, "补助", HEADINGS, iter(rows), ("共 3 条",)) == 3
    sheet = load_workbook(out).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [
        ("补助", None),
        ("姓名", "金额"),
        ("=1+1", 1234.5),
        ("0007", -2),
        ("张三", "没有"),
        ("共 3 条", None),
    ]
    assert sheet["A3"].data_type == "s"


def test_stopped_list_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "列表.xlsx"

    def rows() -> object:
        yield ("张三", "1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_list(out, "补助", HEADINGS, rows())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(EnvironmentFault):
        write_list(tmp_path / "x" / "列表.xlsx", "补助", HEADINGS, [])
