"""The user's own workbook handed back with its problems marked."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from python_calamine import CalamineWorkbook

from desktop.core.errors import SchoolError
from desktop.rosters.problems import Level, Problem
from desktop.rosters.reading import read
from desktop.rosters.results import Choices, RosterResult
from desktop.rosters.returned import marks as marking
from desktop.rosters.returned import write_returned
from desktop.rosters.returned.marks import HEADING, SUMMARY
from tests.rosters.books import CONTEXT, HEADER, fill, names, pupils, students, write
from tests.rosters.test_hostile import old_book, patched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLOURS = {Level.ERROR: "FFFFC7CE", Level.WARNING: "FFFFEB9C", Level.REPAIR: "FFDDEBF7"}


def bad_rows() -> list[list[object]]:
    rows = pupils(6)
    rows[1][2] = "629821201409010118"
    rows[3][1] = "不知"
    rows[4][0] = "周　戊"
    return [["学生花名册"], HEADER, *rows]


def returned(path: Path, roster: RosterResult[Any] | None = None) -> tuple[Any, Path]:
    """The workbook handed back, opened by another program (and the fast reader opens it too)."""
    out = path.with_name("退回.xlsx")
    write_returned(path, out, roster or students(path))
    assert CalamineWorkbook.from_path(str(out)).sheet_names[0].startswith(SUMMARY)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            if part.endswith((".xml", ".rels", ".vml")):
                ET.fromstring(archive.read(part))  # Excel repairs what is not well-formed
    return load_workbook(out), out


def check_marks(page: Any) -> None:  # noqa: ANN401 - openpyxl's sheet
    assert page["C4"].fill.fgColor.rgb == COLOURS[Level.ERROR]
    assert page["B6"].fill.fgColor.rgb == COLOURS[Level.ERROR]
    assert page["A7"].fill.fgColor.rgb == COLOURS[Level.REPAIR]
    assert page["A3"].fill.fgColor.rgb not in COLOURS.values()
    assert "校验位" in page["C4"].comment.text
    assert page["E2"].value == HEADING
    assert page["E4"].value.startswith("身份证件号：")
    assert page["E3"].value is None


def test_cells_are_coloured_noted_and_spoken_of(tmp_path: Path) -> None:
    book, _ = returned(write(tmp_path / "册.xlsx", bad_rows(), ["A1:D1"]))
    assert book.sheetnames == [SUMMARY, "学生"]
    check_marks(book["学生"])
    assert "A1:D1" in [str(area) for area in book["学生"].merged_cells.ranges]
    assert book.active.title == "学生"


def test_first_sheet_groups_what_is_wrong_in_many_places(tmp_path: Path) -> None:
    rows = pupils(8)
    for row in rows[:5]:
        row[1] = "不知"
    book, _ = returned(write(tmp_path / "册.xlsx", [HEADER, *rows]))
    lines = [[cell.value for cell in row] for row in book[SUMMARY].iter_rows()]
    assert "错误 5 处" in lines[0][0]
    assert lines[4][:2] == ["错误", "性别"]
    assert lines[4][3:] == [5, "学生：B2、B3、B4、B5、B6"]


def test_first_sheet_tells_what_cells_were_read_as(tmp_path: Path) -> None:
    rows = pupils(8)
    for row in rows[::2]:
        row[1] = "1"
    rows[1][0] = "钱　乙"
    path = write(tmp_path / "册.xlsx", [HEADER, *rows])
    for name in ("册.xlsx", "册.csv"):
        if name.endswith("csv"):
            text = "\n".join(",".join(map(str, row)) for row in (HEADER, *rows))
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
        book, _ = returned(path)
        lines = [[cell.value for cell in row] for row in book[SUMMARY].iter_rows()]
        assert lines[-1][:4] == ["读法", "性别", "“1”读作“男”", 4]
        assert lines[-1][4].endswith("：B 列")


def test_returned_workbook_is_taken_in_again(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", bad_rows())
    before = students(path)
    _, out = returned(path)
    after = students(out)
    assert names(after) == names(before)
    assert (after.sheet, after.header_row, after.row_count) == ("学生", 2, 6)


def rich(path: Path) -> Path:
    """A workbook with much that must survive."""
    book = Workbook()
    page: Any = book.active
    page.title = "学生"
    fill(page, bad_rows())
    page["C4"].font = Font(bold=True, color="FF0000")
    page["C4"].comment = Comment("请核对户口簿", "王老师")
    page["A4"].comment = Comment("转学生", "王老师")
    page["B6"].fill = PatternFill("solid", fgColor="FF00FF00")
    page["B6"].number_format = "@"
    rule = CellIsRule("equal", ['"x"'], font=Font(bold=True))  # type: ignore[no-untyped-call]
    page.conditional_formatting.add("D3:D9", rule)
    page.column_dimensions["C"].width = 30
    page.auto_filter.ref = "A2:D8"
    page.freeze_panes = "A3"
    page.print_title_rows = "2:2"
    other = book.create_sheet("别的")
    other["A1"] = "=SUM(1,2)"
    book.defined_names["全班"] = DefinedName("全班", attr_text="学生!$A$3:$A$8")
    other.print_area = "A1:B2"
    book.save(path)
    return path


def test_all_else_stays_byte_for_byte(tmp_path: Path) -> None:
    path = rich(tmp_path / "册.xlsx")
    _, out = returned(path)
    before, after = zipfile.ZipFile(path), zipfile.ZipFile(out)
    changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }
    assert set(after.namelist()) - set(before.namelist()) == {"xl/worksheets/sheet_mingce.xml"}


def test_formats_notes_and_names_of_the_user_survive(tmp_path: Path) -> None:
    book, _ = returned(rich(tmp_path / "册.xlsx"))
    page = book["学生"]
    check_marks(page)
    assert (page["C4"].font.b, page["C4"].font.color.rgb) == (True, "00FF0000")
    assert page["B6"].number_format == "@"
    assert "请核对户口簿" in page["C4"].comment.text
    assert page["A4"].comment.text == "转学生"
    assert "不知" not in page["B6"].comment.text
    assert page.column_dimensions["C"].width == 30
    assert page.auto_filter.ref == "A2:D8"
    assert page.print_title_rows == "$2:$2"
    assert book["别的"].print_area == "'别的'!$A$1:$B$2"
    assert book.defined_names["全班"].attr_text == "学生!$A$3:$A$8"
    assert page.conditional_formatting


def test_pictures_boxes_and_tables_of_another_writer(tmp_path: Path) -> None:
    path = tmp_path / "册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("学生")
        for row, cells in enumerate(bad_rows()):
            for column, cell in enumerate(cells):
                page.write(row, column, cell)
        page.insert_textbox("H2", "不要丢")
        page.insert_checkbox("G2", True)  # noqa: FBT003 - as the library wants it
        page.add_table("J2:K4")
        page.write_comment("C4", "原有的批注")
        page.insert_button("M2", {"caption": "按钮"})
        page.set_header("&C名册", {})
    book_again, out = returned(path)
    assert "原有的批注" in book_again["学生"]["C4"].comment.text
    after = zipfile.ZipFile(out)
    assert "不要丢".encode() in after.read("xl/drawings/drawing1.xml")
    shapes = after.read("xl/drawings/vmlDrawing1.vml")
    assert shapes.count(b'ObjectType="Note"') == 3
    assert b'ObjectType="Button"' in shapes
    assert students(out).row_count == 6


class OneWay(io.BytesIO):
    """A pipe: whoever writes a zip into it puts the sizes behind the parts."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation

    def seek(self, *_: object) -> int:
        raise io.UnsupportedOperation


def test_package_written_in_one_go_is_copied_in_order(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", bad_rows())
    pipe = OneWay()
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
    path.write_bytes(pipe.getvalue())
    assert all(info.flag_bits & 8 for info in zipfile.ZipFile(path).infolist())
    book, out = returned(path)
    check_marks(book["学生"])
    assert not any(info.flag_bits & 8 for info in zipfile.ZipFile(out).infolist())


def test_sheet_without_notes_or_relations(tmp_path: Path) -> None:
    path = tmp_path / "册.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("学生")
        for row, cells in enumerate(bad_rows()):
            page.write_row(row, 0, cells)
        page.set_column(0, 3, 20)
    check_marks(returned(path)[0]["学生"])


def test_marks_on_cells_that_are_not_there(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["姓名", "班级", "性别"],
        [None, "三年级2班", "男"],
        ["赵甲", None, "女"],
    ]
    path = write(tmp_path / "册.xlsx", rows)
    book, _ = returned(path)
    page = book["学生"]
    assert page["A2"].fill.fgColor.rgb == COLOURS[Level.ERROR]
    assert page["B2"].value == "三年级2班"
    assert page["D2"].value.startswith("姓名：")


def test_only_the_sheet_that_was_read_is_marked(tmp_path: Path) -> None:
    book = Workbook()
    fill(book.worksheets[0], bad_rows())
    book.worksheets[0].title = "一班"
    fill(book.create_sheet("二班"), bad_rows())
    path = tmp_path / "册.xlsx"
    book.save(path)
    result, _ = returned(path, students(path, Choices(sheet="二班")))
    assert result.sheetnames == [SUMMARY, "一班", "二班"]
    assert result["一班"]["C4"].fill.fgColor.rgb not in COLOURS.values()
    check_marks(result["二班"])
    assert result["二班"].sheet_view.tabSelected in (False, None)


def test_sheet_of_the_same_name_as_ours(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", bad_rows(), sheet=SUMMARY)
    book, _ = returned(path)
    assert book.sheetnames == [SUMMARY + "_", SUMMARY]


def test_problems_of_the_services_are_marked_too(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", [HEADER, *pupils(2)])
    roster = students(path)
    said = [
        Problem("学生", 3, "A", "A3", "姓名", Level.WARNING, "", "找到两个同名的学生"),
        Problem("学生", 3, "A", "A3", "姓名", Level.ERROR, "", "<不行>&"),
        Problem("学生", 0, "", "", "", Level.WARNING, "", "整张表"),
        Problem("学生", 3, "", "", "", Level.WARNING, "", "整行\x01"),
    ]
    out = tmp_path / "退回.xlsx"
    write_returned(path, out, roster, said)
    page: Any = load_workbook(out)["学生"]
    assert page["A3"].fill.fgColor.rgb == COLOURS[Level.ERROR]
    assert "找到两个同名的学生\n<不行>&" in page["A3"].comment.text
    assert page["E3"].value == "姓名：找到两个同名的学生；姓名：<不行>&；整行"


def test_notes_are_limited_and_the_gravest_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MOST_NOTES", 1)
    rows = pupils(4)
    rows[0][0] = "赵　甲"
    rows[2][1] = "不知"
    book, _ = returned(write(tmp_path / "册.xlsx", [HEADER, *rows]))
    assert book["学生"]["A2"].comment is None
    assert book["学生"]["B4"].comment is not None


@pytest.mark.parametrize("name", ["册.xls", "册.et"])
def test_old_workbook_comes_back_as_a_new_one(tmp_path: Path, name: str) -> None:
    import xlwt  # noqa: PLC0415 - only here

    book = xlwt.Workbook()
    page = book.add_sheet("学生")
    for row, cells in enumerate(bad_rows()):
        for column, cell in enumerate(cells[: 4 if row < 2 else 3]):
            page.write(row, column, cell)
    book.add_sheet("旧").visibility = 1
    page.write_merge(2, 7, 3, 3, "三年级2班")
    path = tmp_path / name
    book.save(str(path))
    result, out = returned(path)
    check_marks(result["学生"])
    assert [str(area) for area in result["学生"].merged_cells.ranges] == ["D3:D8"]
    assert result["学生"].column_dimensions["C"].width > 18
    assert {row.school_class.label for row in students(out).rows} == {"三年级2班"}
    assert result["旧"].sheet_state == "hidden"
    assert students(out).row_count == 6


def test_text_file_comes_back_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "一个名字长得超过三十一个字所以工作表放不下要截短的很长很长的册子名字.csv"
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in bad_rows()]
    path.write_text("\n".join(lines), encoding="gb18030")
    book, out = returned(path)
    check_marks(book.worksheets[1])
    assert students(out).row_count == 6


def test_missing_cell_of_a_text_file_is_coloured(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_text("姓名,班级,出生日期\n,三年级2班,2014-9-1\n")
    book, _ = returned(path)
    assert book["册"]["A2"].fill.fgColor.rgb == COLOURS[Level.ERROR]


def strange(name: str, data: bytes) -> bytes | None:
    return data.replace(b"<c r=", b"<c\tr=") if "sheet1" in name else data


def macros(name: str, data: bytes) -> bytes | None:
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert name
    return data.replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def without_styles(name: str, data: bytes) -> bytes | None:
    return data.replace(b"cellXfs", b"cellxfs") if "styles" in name else data


@pytest.mark.parametrize("change", [strange, macros, without_styles])
def test_package_that_cannot_be_patched_comes_back_anew(
    tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    path = patched(write(tmp_path / "册.xlsx", bad_rows()), change)
    book, _ = returned(path)
    assert book.sheetnames == [SUMMARY, "学生"]
    assert book["学生"]["E2"].value == HEADING


def test_file_that_changed_since_is_not_marked(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", bad_rows())
    roster = students(path)
    write(path, [HEADER, *pupils(3)])
    with pytest.raises(SchoolError, match="改动了"):
        write_returned(path, tmp_path / "退回.xlsx", roster)
    path.unlink()
    with pytest.raises(SchoolError, match="找不到"):
        write_returned(path, tmp_path / "退回.xlsx", roster)


def test_other_kinds_are_handed_back_too(tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "就餐天数"], ["赵甲", 32]]
    path = write(tmp_path / "天数.xlsx", rows)
    write_returned(path, tmp_path / "退回.xlsx", read(path, "meal-days", CONTEXT))
    page: Any = load_workbook(tmp_path / "退回.xlsx")["学生"]
    assert page["B2"].fill.fgColor.rgb == COLOURS[Level.ERROR]


def test_biff8_with_many_rows_is_streamed(tmp_path: Path) -> None:
    path = old_book(tmp_path / "册.xls", 60)
    book, _ = returned(path)
    assert book["学生"].max_row == 61
