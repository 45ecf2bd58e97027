"""A bureau takes the rosters of the staff of its schools in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook

from desktop.core.labels import Role, UnitKind
from desktop.services.imports.county import county_apply, county_preview
from desktop.services.imports.county_files import gather
from desktop.services.imports.county_places import place
from desktop.services.units import NewUnit, add_unit
from tests.services.rosters import as_role
from tests.services.staff_rosters import lines

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session


def test_rows_of_one_workbook_go_to_their_schools(session: Session, tmp_path: Path) -> None:
    bureau = as_role(session, Role.BUREAU)
    new = (
        NewUnit("3629000011", "平安乡中心小学", UnitKind.PRIMARY),
        NewUnit("3629000012", "安宁小学", UnitKind.PRIMARY),
    )
    schools = [add_unit(bureau, one) for one in new]
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (
        ("学校", "姓名", "岗位", "编制"),
        ("平安乡中心小学", "赵甲", "校长", "在编"),
        ("平安县安宁小学", "钱乙", "语文教师", "特岗"),
        ("安宁小学", "孙丙", "炊事员", "临聘"),
    ):
        sheet.append(list(row))
    made.save(tmp_path / "全县教职工.xlsx")
    gathered = gather(bureau, "staff", [tmp_path / "全县教职工.xlsx"])
    done = county_apply(bureau, county_preview(bureau, place(bureau, gathered)))
    assert [one.receipt and one.receipt.counts.new for one in done.schools] == [1, 2]
    below = [bureau.in_unit(unit.unit_id, unit.name) for unit in schools]
    assert [[line.name for line in lines(one)] for one in below] == [["赵甲"], ["钱乙", "孙丙"]]
    assert [line.place for line in lines(below[1])] == ["", ""]
