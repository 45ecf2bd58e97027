"""What is seen in the XML of a sheet, and the odd corners of the readers."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest
import xlwt
from msgspec import DecodeError

from desktop.rosters import modern, reader
from desktop.rosters.cells import Context, money, text_of
from desktop.rosters.legacy import LegacySource
from desktop.rosters.modern import CalamineSource
from desktop.rosters.ole import DamagedOleError, OleFile, read_biff
from desktop.rosters.opening import open_source
from desktop.rosters.problems import Flaw, column_index, letter, shown
from desktop.rosters.scan import scan
from desktop.rosters.sources import UnreadableError
from desktop.rosters.wire import (
    End,
    Open,
    Opened,
    Read,
    Refused,
    receive_reply,
    receive_request,
    send,
)
from tests.rosters.books import TODAY, write
from tests.rosters.test_hostile import ole

if TYPE_CHECKING:
    from pathlib import Path


def sheet(rows: str) -> bytes:
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()


PERSON = '<row r="1"><c r="A1"><v>1</v></c></row>'


def test_rows_far_below_are_cut_off_and_counted() -> None:
    far = (
        '<row r="900000"><c r="A900000"><v>1</v></c></row>'
        '<row r="900001"><c r="B900001"><v>2</v></c></row>'
    )
    found = scan(sheet(PERSON + far))
    assert found.facts.strays == 2
    assert found.data == sheet(PERSON)


def test_empty_cells_far_below_do_not_count() -> None:
    whole = sheet(PERSON + '<row r="900000"><c r="A900000" s="1"/></row>')
    assert (scan(whole).facts.strays, scan(whole).data) == (0, whole)


def test_sheet_with_nothing_but_far_rows() -> None:
    found = scan(sheet('<row r="900000"><c r="A900000"><v>1</v></c></row>'))
    assert (found.facts.strays, found.data) == (1, sheet(""))
    whole = sheet('<row r="900000"><c r="A900000" s="1"/></row>')
    assert (scan(whole).facts.strays, scan(whole).data) == (0, whole)


def test_too_many_rows_far_below_are_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(400_000, 410_002))
    with pytest.raises(UnreadableError, match="大得不正常"):
        scan(sheet(PERSON + rows))


def test_too_many_cells_far_to_the_right_are_refused() -> None:
    cells = "".join('<c r="ABC1"><v>1</v></c>' for _ in range(10_001))
    with pytest.raises(UnreadableError, match="大得不正常"):
        scan(sheet(f'<row r="1">{cells}</row>'))


def test_errors_hidden_rows_and_formulas_without_values() -> None:
    rows = (
        '<row r="1" hidden="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1</f></c></row>'
        '<row r="2" hidden="true"><c r="A2" t="str"><f>1</f><v></v></c>'
        '<c r="B2"><f>1</f><v/></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t> t="e" hidden="1"</t></is></c></row>'
    )
    facts = scan(sheet(rows)).facts
    assert facts.error_cells == [(0, 0)]
    assert facts.hidden_rows == [0, 1]
    assert facts.uncalculated == [(0, 1), (1, 1)]


def test_part_without_a_sheet_says_nothing() -> None:
    assert scan(b"<chartsheet/>").facts.strays == 0


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("一")
    day, hour = (xlwt.easyxf(num_format_str=f) for f in ("yyyy-mm-dd", "hh:mm"))
    page.write(0, 0, "字")
    page.write(0, 1, 1.5)
    page.write(0, 2, True)  # noqa: FBT003 - as the library wants it
    page.write(0, 3, date(2014, 9, 1), day)
    page.write(0, 4, time(8, 45), hour)
    page.row(0).set_cell_error(5, 0x2A)
    page.write(0, 6, 1e9, day)
    page.write_merge(1, 2, 0, 1, "并")
    page.row(2).hidden = True
    book.add_sheet("二").visibility = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_old_reader_gives_the_same_kinds_of_cells() -> None:
    source = LegacySource(old_workbook())
    assert [(s.name, s.visible) for s in source.sheets] == [("一", True), ("二", False)]
    cells = next(source.rows(0))
    day = datetime(2014, 9, 1)  # noqa: DTZ001 - a cell has no zone
    assert cells == ["字", 1.5, True, day, time(8, 45), "", 1e9]
    facts = source.facts(0)
    assert facts.merges == [(1, 0, 2, 1)]
    assert facts.error_cells == [(0, 5)]
    assert facts.hidden_rows == [2]


def test_old_reader_refuses_what_it_cannot_read() -> None:
    with pytest.raises(UnreadableError, match="损坏"):
        LegacySource(b"\x09\x08\x10\x00" + b"\x00" * 40)


def test_modern_workbook_that_the_fast_reader_refuses_goes_to_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "册.xls"
    path.write_bytes(old_workbook())

    def refuse(_: object) -> None:
        raise UnreadableError

    monkeypatch.setattr(modern, "_open", refuse)
    assert isinstance(open_source(str(path)), LegacySource)


def test_more_rows_than_any_roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modern, "MOST_ROWS", 2)
    source = CalamineSource(str(write(tmp_path / "册.xlsx", [[1], [2], [3]])))
    with pytest.raises(UnreadableError, match="大得不正常"):
        list(source.rows(0))


def test_containers_that_do_not_agree_with_themselves() -> None:
    good = ole("Workbook")
    OleFile(good)
    for at, value in ((30, b"\x05\x00"), (48, b"\xff\xff\xff\x00"), (68, b"\x77\x00\x00\x00")):
        with pytest.raises(DamagedOleError):
            OleFile(good[:at] + value + good[at + len(value) :])
    with pytest.raises(DamagedOleError):
        OleFile(b"short")


def test_chain_that_is_not_marked_ends_all_the_same() -> None:
    container = OleFile(ole("Workbook"))
    container._fat[2] = 2
    with pytest.raises(DamagedOleError):
        container._chain(2, container._fat, None)


def test_first_records_of_a_workbook_stream() -> None:
    assert read_biff(b"\x01\x02\x03\x04\x05\x06\x07\x08") is None
    biff = read_biff(b"\x09\x08\x04\x00\x00\x05\x05\x00\x0a\x00\x00\x00")
    assert biff is not None
    assert (biff.modern, biff.protected) == (False, False)


def test_server_answers_every_request(tmp_path: Path) -> None:
    path = write(tmp_path / "册.xlsx", [["甲"], ["乙"]])
    requests, replies = io.BytesIO(), io.BytesIO()
    for request in (Read(0), Open(str(tmp_path / "没有.txt")), Open(str(path)), Read(0, 1)):
        if not (isinstance(request, Open) and "没有" in request.path):
            send(requests, request)
    (tmp_path / "坏.pdf").write_bytes(b"%PDF")
    send(requests, Open(str(tmp_path / "坏.pdf")))
    requests.seek(0)
    reader.serve(requests, replies)
    replies.seek(0)
    kinds = []
    while (reply := receive_reply(replies)) is not None:
        kinds.append(type(reply))
    assert kinds[0] is Opened
    assert kinds[-2:] == [End, Refused]


def test_frames_that_are_cut_or_absurd() -> None:
    assert receive_request(io.BytesIO(b"\x01")) is None
    assert receive_request(io.BytesIO(b"\x05\0\0\0ab")) is None
    with pytest.raises(DecodeError):
        receive_request(io.BytesIO(b"\xff\xff\xff\xff"))


def test_reader_is_asked_for_by_a_flag() -> None:
    assert reader.asked(["mingce", "--read-workbook"])
    assert not reader.asked(["mingce", "import"])
    assert not reader.asked(["mingce"])


def test_columns_by_letter() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert [column_index(name) for name in ("A", "z", "AA", "AAA")] == [0, 25, 26, 702]
    with pytest.raises(ValueError, match="没有这一列"):
        column_index("甲")


def test_what_a_list_of_problems_may_show() -> None:
    assert shown("", private=True) == ""
    assert shown("低保", private=True) == "（2个字，不显示）"
    assert shown("电话 139-1234-5670 吗", private=False) == f"电话 {'*' * 13} 吗"
    assert shown("字" * 50, private=False) == "字" * 39 + "…"


def test_amounts() -> None:
    context = Context(TODAY)
    assert str(money("￥1,234.5元", context)) == "1,234.50"
    assert money("-", context) is None
    for wrong in ("很多", "-5"):
        assert isinstance(money(wrong, context), Flaw)
    assert text_of(datetime(2026, 10, 1)) == "2026-10-01"  # noqa: DTZ001 - a cell has no zone
