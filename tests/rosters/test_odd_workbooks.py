"""Workbooks that hold more than cells, or less: macros, links, hidden parts, old code pages."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import xlwt
from openpyxl import load_workbook
from xlwt.CompoundDoc import XlsDoc

from desktop.core.errors import SchoolError
from desktop.rosters.results import Choices
from desktop.rosters.returned import write_returned
from tests.rosters.books import HEADER, names, pupils, students, write
from tests.rosters.test_forms import record
from tests.rosters.test_hostile import patched, refused, sheet_changed

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.results import RosterResult

ROWS = [HEADER, *pupils(3)]
WHO = ["赵甲", "钱乙", "孙丙丙"]


def said(result: RosterResult[Any]) -> str:
    return "\n".join(f"{p.cell} {p.message}" for p in result.problems)


def biff5(rows: list[list[object]], page: int | None) -> bytes:
    """A workbook of Excel 5 with texts in the code page of a Chinese machine."""

    def beginning(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0x0DBB, 1996))

    cells = b""
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            text = str(cell).encode("gbk")
            cells += record(0x0204, struct.pack("<HHHH", row, column, 0, len(text)) + text)
    size = record(0x0200, struct.pack("<HHHHH", 0, len(rows), 0, len(rows[0]), 0))
    sheet = beginning(0x10) + size + cells + record(0x0A, b"")
    name = "学生".encode("gbk")
    told = b"" if page is None else record(0x42, struct.pack("<H", page))

    def book(at: int) -> bytes:
        entry = record(0x85, struct.pack("<IHB", at, 0, len(name)) + name)
        return beginning(5) + told + entry + record(0x0A, b"")

    return book(len(book(0))) + sheet


def contained(stream: bytes, name: str) -> bytes:
    """The stream in a container, by a name of up to eight letters."""
    out = io.BytesIO()
    XlsDoc().save(out, stream.ljust(4096, b"\0"))
    data = bytearray(out.getvalue())
    at = data.find("Workbook".encode("utf-16-le"))
    raw = name.encode("utf-16-le")
    data[at : at + 16] = raw.ljust(16, b"\0")
    struct.pack_into("<H", data, at + 64, len(raw) + 2)
    return bytes(data)


@pytest.mark.parametrize("page", [936, 10008, 10000, 1252, None])
def test_excel_5_in_whatever_code_page_it_says(tmp_path: Path, page: int | None) -> None:
    path = tmp_path / "册.xls"
    path.write_bytes(contained(biff5(ROWS, page), "Book"))
    result = students(path)
    assert (names(result), result.sheet) == (WHO, "学生")


def with_macros(path: Path) -> Path:
    write(path, [*ROWS, ["x" * 51, "男"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    plain, macro = (
        b"openxmlformats-officedocument.spreadsheetml.sheet",
        b"ms-excel.sheet.macroEnabled",
    )
    return patched(path, lambda _, data: data.replace(plain + b".main", macro + b".main"))


def test_macros_are_not_run_and_it_is_said(tmp_path: Path) -> None:
    path = with_macros(tmp_path / "册.xlsm")
    result = students(path)
    assert names(result) == WHO
    assert "宏没有运行" in said(result)
    out = tmp_path / "退回.xlsx"
    assert write_returned(path, out, result) is False
    assert not [part for part in zipfile.ZipFile(out).namelist() if "vba" in part.lower()]
    assert names(students(out)) == WHO
    plain = write(tmp_path / "无.xlsx", ROWS)
    assert "宏" not in said(students(plain))
    assert write_returned(plain, out, students(plain)) is True


def test_cells_that_point_at_another_workbook_keep_what_they_showed(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", [["姓名", "班级"], ["赵甲", 7], ["钱乙", 7]])
    link = "<f>'[1]总表'!B2</f>".encode()
    sheet_changed(
        path,
        b'<c r="B2" t="n"><v>7</v>',
        b'<c r="B2" t="str">' + link + "<v>三年级2班</v>".encode(),
    )
    sheet_changed(path, b'<c r="B3" t="n"><v>7</v>', b'<c r="B3">' + link)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    first, second = (result := students(path)).rows
    assert (first.school_class.label, second.school_class) == ("三年级2班", None)
    assert "B3 公式没有算出结果" in said(result)


def test_text_in_several_formats_is_one_text_without_its_pronunciation(tmp_path: Path) -> None:
    rich = "<r><t>赵</t></r><r><rPr><b/></rPr><t>甲</t></r><rPh sb='0' eb='1'><t>zhao</t></rPh>"

    def change(_: str, data: bytes) -> bytes:
        return data.replace("<t>赵甲</t>".encode(), rich.encode())

    assert names(students(patched(write(tmp_path / "册.xlsx", ROWS), change))) == WHO


def test_filtered_and_folded_lines_and_hidden_columns_are_read_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", ROWS)
    book = load_workbook(path)
    page: Any = book.worksheets[0]
    page.auto_filter.ref = "A1:D4"
    page.row_dimensions[3].hidden = True
    page.row_dimensions[4].outlineLevel = 1
    page.row_dimensions[4].hidden = True
    page.column_dimensions["C"].hidden = True
    page.column_dimensions["J"].hidden = True
    book.save(path)
    result = students(path)
    assert names(result) == WHO
    assert [p.cell for p in result.problems] == ["C1", ""]
    assert "C 列是隐藏的" in said(result)
    assert "有 2 行是隐藏的" in said(result)


def old_with_odd_cells(path: Path) -> Path:
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("空")
    page = book.add_sheet("学生")
    for column, heading in enumerate(["姓名", "班级", "出生日期", "备注"]):
        page.write(0, column, heading)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, name in enumerate(WHO, 1):
        page.write(row, 0, name)
        page.write(row, 1, "三年级2班")
        page.write(row, 2, date(2014, 9, 1), day)
    page.row(1).set_cell_error(3, 0x2A)
    page.row(3).hidden = True
    page.col(1).hidden = True
    book.save(str(path))
    return path


@pytest.mark.parametrize("name", ["册.xls", "册.et"])
def test_old_workbooks_tell_of_errors_hidden_parts_and_their_calendar(
    tmp_path: Path, name: str
) -> None:
    result = students(old_with_odd_cells(tmp_path / name), Choices(sheet="学生"))
    assert names(result) == WHO
    assert result.rows[0].birth == date(2014, 9, 1)
    assert [p.cell for p in result.problems] == ["B1", "D2", ""]
    assert "错误值" in result.problems[1].message
    assert "第一处在第 4 行" in result.problems[2].message


def test_macros_of_an_old_workbook_are_told(tmp_path: Path) -> None:
    path = old_with_odd_cells(tmp_path / "册.xls")
    data = bytearray(path.read_bytes())
    (directory,) = struct.unpack_from("<I", data, 48)
    at = (directory + 1) * 512 + 2 * 128
    raw = "_VBA_PROJECT".encode("utf-16-le")
    data[at : at + len(raw)] = raw
    struct.pack_into("<HB", data, at + 64, len(raw) + 2, 2)
    struct.pack_into("<II", data, at + 116, 0xFFFFFFFE, 0)
    path.write_bytes(data)
    assert "宏没有运行" in said(students(path))


def ods(path: Path, inside: str) -> Path:
    """An OpenDocument workbook with one sheet."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f"<table:table table:name='学生'>{inside}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def cell(text: str, more: str = "") -> str:
    kind = "<table:table-cell office:value-type='string'"
    return f"{kind} {more}><text:p>{text}</text:p></table:table-cell>"


COVERED = "<table:covered-table-cell table:number-columns-repeated='2'/>"


def test_open_document_with_merged_cells_and_hidden_parts(tmp_path: Path) -> None:
    rows = (
        "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>",
        "<table:table-row>" + cell("花名册", "table:number-columns-spanned='3'") + COVERED,
        "</table:table-row><table:table-row>" + cell("姓名") + cell("性别") + cell("班级"),
        "</table:table-row><table:table-row>" + cell("赵甲") + cell("男"),
        cell("三年级2班", "table:number-rows-spanned='2'") + "</table:table-row>",
        "<table:table-row table:visibility='collapse'>" + cell("钱乙") + cell("女"),
        "<table:covered-table-cell/></table:table-row>",
    )
    columns = (
        "<table:table-column/><table:table-column table:visibility='collapse'/>"
        "<table:table-column table:number-columns-repeated='900' table:visibility='filter'/>"
    )
    result = students(ods(tmp_path / "册.ods", columns + "".join(rows)))
    assert (result.header_row, names(result)) == (4, ["赵甲", "钱乙"])
    assert [row.school_class.label for row in result.rows] == ["三年级2班"] * 2
    assert [p.cell for p in result.problems] == ["B4", "C4", ""]
    assert "第一处在第 6 行" in said(result)


@pytest.mark.parametrize("inside", ["<table:table-row>", "<!DOCTYPE x>"])
def test_damaged_open_document_is_refused(tmp_path: Path, inside: str) -> None:
    assert "损坏" in refused(ods(tmp_path / "册.ods", inside))


FOREIGN = {
    "表.slk": (b"ID;PWXL;N;E\r\n", "SYLK"),
    "表.dif": (b"TABLE\r\n0,1\r\n", "DIF"),
    "表.fods": (b'<?xml version="1.0"?>\n<office:document x="y">', ".fods"),
    "照片.xlsx": (b"\0\0\0\x18ftypheic\0\0\0\0", "照片"),
    "图.xlsx": (b"RIFF\0\0\0\0WEBP", "图片"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_kinds_of_tables_and_pictures_are_named(tmp_path: Path, name: str) -> None:
    data, word = FOREIGN[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert word in refused(path)


@pytest.mark.parametrize("part", ["Index/Document.iwa", "Index.zip"])
def test_numbers_of_apple_is_named(tmp_path: Path, part: str) -> None:
    path = tmp_path / "册.numbers"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, b"x")
    with pytest.raises(SchoolError, match="导出为"):
        students(path)
