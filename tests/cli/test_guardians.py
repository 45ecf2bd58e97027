"""Guardians on the command line: template, import, export, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook

from desktop.rosters.export import write_export
from desktop.rosters.guardians import GUARDIANS
from tests.services.guardian_sheets import line
from tests.services.rosters import guardian

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]


def test_sheet_goes_in_and_comes_out_and_goes_back(filled: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "监护人.xlsx", tmp_path / "导出.xlsx"
    who = guardian(phone="13800001234", relation="父亲")
    write_export(path, GUARDIANS, (line(who), line(who, row=3, name="查无此人")))
    seen = filled("import", "监护人", path, "--json")
    assert (seen.json["new"], seen.json["parked"], seen.json["batch"]) == (1, 1, None)
    done = filled("import", "guardians", path, "--apply", "--json").json
    assert filled("export", "guardians", out, "--json").json["rows"] == 1
    again = filled("import", "guardians", out, "--json").json
    assert (again["same"], again["new"], again["changed"], again["parked"]) == (1, 0, 0, 0)
    assert filled("undo", str(done["batch"])).status == 0
    assert filled("export", "guardians", out, "--json").json["rows"] == 0


def test_template_offers_relations(school: Run, tmp_path: Path) -> None:
    out = tmp_path / "空白.xlsx"
    assert school("template", "guardians", out).status == 0
    book = load_workbook(out)
    heads = [cell.value for cell in book["监护人"][1]]
    assert "*监护人姓名" in heads
    assert "学生姓名" in heads
    rules = {rule.formula1 for rule in book["监护人"].data_validations.dataValidation}
    assert any(rule and "选项" in rule for rule in rules)
    assert "祖父" in {cell.value for row in book["选项"] for cell in row}
