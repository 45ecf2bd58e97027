"""Names as they are: from a workbook over the search to the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from openpyxl import Workbook

from tests.rosters.books import number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

DOTS = "·•・‧∙●．.。⋅･"
LONG = "艾哈迈德·" + "买买提" * 15
NAMES = {
    "䶮𫖮": ("䶮", "yy"),
    "王𬱖㛃": ("王𬱖㛃",),
    "遆珺": ("ti", "tijun"),
    "玛": ("ma",),
    "单雄信": ("shanxiongxin", "sxx"),
    "张　三": ("张三", "zs"),
    "欧阳 娜娜": ("欧阳娜娜", "oynn"),
    "Anna  Li": ("anna li", "Anna"),
    LONG: ("艾哈迈德", "ahmd"),
    **{f"迪丽热巴{dot}买买提{i}": ("迪丽热巴买买提", "迪丽热巴。买") for i, dot in enumerate(DOTS)},
}


def stored(written: str) -> str:
    for dot in DOTS:
        written = written.replace(dot, "·")
    return {"张　三": "张三", "欧阳 娜娜": "欧阳娜娜", "Anna  Li": "Anna Li"}.get(written, written)


def book(path: Path, head: list[str], *more: object) -> Path:
    made = Workbook()
    made.worksheets[0].append(["2026年10月"])
    made.worksheets[0].append([*head, "身份证号"])
    for place, name in enumerate(NAMES):
        made.worksheets[0].append([name, "三2", *more, number(place)])
    made.save(path)
    return path


@pytest.fixture
def noticed(school: Run, tmp_path: Path) -> str:
    """The words of the notice of meals."""
    roster = book(tmp_path / "名册.xlsx", ["姓名", "班级"])
    assert school("import", "students", roster, "--apply", "--json").json["new"] == len(NAMES)
    meals = book(tmp_path / "就餐.xlsx", ["姓名", "班级", "就餐天数"], 15)
    taken = school("import", "meal-days", meals, "--apply", "--json").json
    assert (taken["new"], taken["parked"]) == (len(NAMES), 0)
    out = tmp_path / "公示.pdf"
    assert school("notice", "meals", "--month", "2026-10", "--out", out).err == ""
    document = pypdfium2.PdfDocument(out)
    try:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()


def test_rare_long_and_dotted_names_are_kept_found_and_printed(school: Run, noticed: str) -> None:
    assert len(LONG) == 50
    for written, searches in NAMES.items():
        for text in searches:
            found = school("people", text, "--json").json["lines"]
            assert stored(written) in [one["name"] for one in found], (written, text)
        assert "".join(stored(written).split()) in noticed, written
