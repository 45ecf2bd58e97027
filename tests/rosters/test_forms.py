"""Every form of file that a roster comes in, whatever its name says."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
import xlwt
from openpyxl import load_workbook

from desktop.core.errors import SchoolError
from desktop.rosters.workbook import Workbook
from tests.rosters.books import HEADER, names, number, pupils, students, write
from tests.rosters.test_hostile import old_book, patched

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [HEADER, *pupils(3)]
WHO = ["赵甲", "钱乙", "孙丙丙"]


def as_csv(delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("name", ["册.csv", "册.xls", "册.xlsx", "册.txt"])
def test_text_in_every_encoding_and_under_every_name(
    tmp_path: Path, encoding: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(as_csv().encode(encoding))
    result = students(path)
    assert names(result) == WHO
    assert result.sheet == "册"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_with_every_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "册.txt"
    path.write_bytes(as_csv(delimiter).encode())
    assert names(students(path)) == WHO


def test_text_that_names_its_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_bytes(("sep=;\r\n" + as_csv(";")).encode())
    assert names(students(path)) == WHO


def test_rare_characters_of_four_bytes_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_bytes("姓名,班级\n䶮𫖮,三年级2班\n".encode("gb18030"))
    assert names(students(path)) == ["䶮𫖮"]


def test_text_kept_by_apostrophe_or_formula(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_text(f'姓名,学号,身份证号\n赵甲,="0012","\'{number(1)}"\n', encoding="utf-8")
    row = students(path).rows[0]
    assert (row.school_number, row.id_number) == ("0012", number(1))


@pytest.mark.parametrize(
    "data", [bytes(range(1, 256)) * 9, b"\x00\x01" * 300, b"\xff\xfe\x00\xd8x"]
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "册.csv"
    path.write_bytes(data)
    with pytest.raises(SchoolError, match="认不出"):
        students(path)


def test_cell_longer_than_any_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_text("姓名,班级\n" + "x" * 1_100_000 + ",1\n")
    with pytest.raises(SchoolError, match="认不出"):
        students(path)


def test_more_lines_than_any_roster_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_text("姓名,班级\n" + "a,1\n" * 300_001)
    with pytest.raises(SchoolError, match="大得不正常"):
        students(path)


@pytest.mark.parametrize("name", ["册.xls", "册.et", "册.xlsx"])
def test_biff8_under_every_name(tmp_path: Path, name: str) -> None:
    assert names(students(old_book(tmp_path / name, 3))) == WHO


def test_biff8_dates_merges_and_hidden_sheets(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("学生")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, heading in enumerate(["姓名", "出生日期", "班级"]):
        page.write(0, column, heading)
    page.write(1, 0, "赵甲")
    page.write(2, 0, "钱乙")
    page.write(1, 1, date(2014, 9, 1), day)
    page.write_merge(1, 2, 2, 2, "三年级2班")
    book.add_sheet("旧").visibility = 1
    book.save(str(tmp_path / "册.xls"))
    result = students(tmp_path / "册.xls")
    assert result.rows[0].birth == date(2014, 9, 1)
    assert [row.school_class.label for row in result.rows] == ["三年级2班"] * 2
    assert [c.visible for c in result.candidates] == [True, False]


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def biff2(rows: list[list[object]]) -> bytes:
    """A worksheet of Excel 2: a bare stream of records, text in the code page of the machine."""
    out = record(0x0009, struct.pack("<HH", 2, 0x10)) + record(0x0042, struct.pack("<H", 936))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            text = str(cell).encode("gbk")
            at = struct.pack("<HH3x", row, column)
            out += record(0x0004, at + bytes([len(text)]) + text)
    return out + record(0x000A, b"")


def test_biff2_stream(tmp_path: Path) -> None:
    path = tmp_path / "册.xls"
    path.write_bytes(biff2(ROWS))
    assert names(students(path)) == WHO


def test_two_streams_in_one_file_are_read_as_excel_does(tmp_path: Path) -> None:
    path = old_book(tmp_path / "册.xls", 3)
    data = bytearray(path.read_bytes())
    # A second entry named Book beside Workbook, empty: the modern stream is the one to read.
    (directory,) = struct.unpack_from("<I", data, 48)
    at = (directory + 1) * 512 + 2 * 128
    assert data[at + 66] == 0
    raw = "Book".encode("utf-16-le")
    data[at : at + len(raw)] = raw
    struct.pack_into("<HB", data, at + 64, len(raw) + 2, 2)
    struct.pack_into("<II", data, at + 116, 0xFFFFFFFE, 0)
    path.write_bytes(data)
    assert names(students(path)) == WHO


HTML = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>
<table border=1><tr><td colspan=3>学生花名册</td></tr>
<tr><th>姓名<th>身份证号<th>班级</tr>
<tr><td>赵&#30002;<br></td>
<td style="mso-number-format:'\\@'">{number}</td><td rowspan=2>三年级2班</td></tr>
<tr><td>钱乙<table><tr><td>!</td></tr></table></td><td></td></tr></table><p>完</p></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("gbk", "utf-8")]
)
def test_web_page_as_xls(tmp_path: Path, charset: str, encoding: str) -> None:
    path = tmp_path / "册.xls"
    path.write_bytes(HTML.format(charset=charset, number=number(1)).encode(encoding))
    result = students(path)
    assert result.header_row == 2
    assert names(result) == ["赵甲", "钱乙!"]
    assert result.rows[0].id_number == number(1)
    assert [row.school_class.label for row in result.rows] == ["三年级2班"] * 2


def test_web_page_without_a_table(tmp_path: Path) -> None:
    path = tmp_path / "册.xls"
    path.write_text("<html><body>请先登录</body></html>")
    with pytest.raises(SchoolError, match="认不出"):
        students(path)


def test_web_page_with_absurd_spans(tmp_path: Path) -> None:
    path = tmp_path / "册.xls"
    wide = "<tr><td colspan=99999 rowspan=99999>x</td></tr>"
    path.write_text(f"<table><tr><td>姓名</td><td>班级</td></tr>{wide}</table>")
    with pytest.raises(SchoolError, match="大得不正常"):
        students(path)


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">姓名</Data></Cell>
<Cell><Data ss:Type="String">班级</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>
<Worksheet ss:Name="学生"><Table>
<Row ss:Index="3"><Cell><Data ss:Type="String">姓名</Data></Cell>
<Cell><Data ss:Type="String">出生日期</Data></Cell>
<Cell><Data ss:Type="String">学号</Data></Cell><Cell><Data ss:Type="String">班级</Data></Cell>
<Cell><Data ss:Type="String">是否低保</Data></Cell></Row>
<Row ss:Hidden="1"><Cell><Data ss:Type="String">赵甲</Data>
<Comment><ss:Data>旧<B>名</B></ss:Data></Comment></Cell>
<Cell><Data ss:Type="DateTime">2014-09-01T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Number">12</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">三年级2班</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">钱乙</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="Error">#N/A</Data></Cell>
<Cell ss:Index="5"><Data ss:Type="Number">否</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_excel_2003_xml(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "册.xls"
    path.write_bytes(
        XML.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding)
    )
    result = students(path)
    assert (result.sheet, result.header_row) == ("学生", 3)
    first, second = result.rows
    assert (first.name, first.birth, first.school_number) == ("赵甲", date(2014, 9, 1), "12")
    assert second.school_class.label == "三年级2班"
    assert second.school_number is None
    assert [bool(row.categories) for row in result.rows] == [True, False]
    assert "隐藏" in result.problems[0].message
    assert [c.visible for c in result.candidates] == [False, True]


def test_damaged_xml(tmp_path: Path) -> None:
    path = tmp_path / "册.xls"
    path.write_text(XML[: len(XML) // 2])
    with pytest.raises(SchoolError, match="损坏"):
        students(path)


def test_excel_2003_xml_with_rows_beyond_all_bounds(tmp_path: Path) -> None:
    path = tmp_path / "册.xls"
    rows = "<Row ss:Index='99999'/>" * 4
    path.write_text(XML.replace("</Table></Worksheet></W", f"{rows}</Table></Worksheet></W"))
    assert names(students(path)) == ["赵甲", "钱乙"]
    path.write_text(
        XML.replace("</Table></Worksheet></W", f"{'<Row/>' * 300_000}</Table></Worksheet></W")
    )
    with pytest.raises(SchoolError, match="大得不正常"):
        students(path)


def strict(name: str, data: bytes) -> bytes:
    swaps = (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    for old, new in swaps:
        data = data.replace(old, new)
    assert name
    return data


def test_strict_ooxml(tmp_path: Path) -> None:
    path = patched(write(tmp_path / "册.xlsx", ROWS), strict)
    assert names(students(path)) == WHO


def test_parts_in_utf_16(tmp_path: Path) -> None:
    def wide(name: str, data: bytes) -> bytes:
        if "sheet1" not in name:
            return data
        text = data.decode().removeprefix("<?xml version='1.0' encoding='UTF-8'?>\n")
        return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")

    path = patched(write(tmp_path / "册.xlsx", ROWS), wide)
    assert names(students(path)) == WHO


def test_prefixed_elements_of_other_programs(tmp_path: Path) -> None:
    def prefixed(name: str, data: bytes) -> bytes:
        if "sheet1" not in name:
            return data
        data = data.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?")
        return data.replace(b'xmlns="', b'xmlns:x="')

    path = patched(write(tmp_path / "册.xlsx", [*ROWS, ["李丁", "=1/0"]]), prefixed)
    result = students(path)
    assert names(result) == [*WHO, "李丁"]
    assert "公式没有算出结果" in result.problems[-1].message


def test_backslashes_in_the_zip(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", ROWS)
    source = zipfile.ZipFile(path)
    parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\")
            target.writestr(info, data)
    assert names(students(path)) == WHO


def test_open_document_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "册.ods"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="学生">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    assert names(students(path)) == WHO


def test_protected_sheet_opens(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", ROWS)
    book = load_workbook(path)
    book.worksheets[0].protection.sheet = True
    book.worksheets[0].protection.password = "geheim"
    book.save(path)
    assert names(students(path)) == WHO


def test_every_kind_of_cell_crosses_the_pipe(tmp_path: Path) -> None:
    cells = [
        "字",
        1.5,
        True,
        date(2014, 9, 1),
        datetime(2014, 9, 1, 8, 30),  # noqa: DTZ001 - a cell has no zone
        time(8, 45),
        timedelta(hours=30),
    ]
    path = write(tmp_path / "册.xlsx", [[None, *cells]])
    with Workbook(path) as book:
        _, rows = book.head(0, 5)
    assert rows[0][1:] == [
        "字",
        1.5,
        True,
        date(2014, 9, 1),
        datetime(2014, 9, 1, 8, 30),  # noqa: DTZ001 - a cell has no zone
        time(8, 45),
        timedelta(hours=30),
    ]
