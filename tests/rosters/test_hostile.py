"""Files that would take a careless reader down: each ends in a sentence, in bounded time."""

from __future__ import annotations

import io
import os
import struct
import sys
import time
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import Cancelled, EnvironmentFault, SchoolError
from desktop.core.progress import Progress
from desktop.rosters import workbook
from desktop.rosters.cells import Context
from desktop.rosters.reading import read
from desktop.rosters.workbook import Workbook
from tests.rosters.books import HEADER, pupils, students, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENT = 30.0


def patched(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The file with its parts changed; None drops a part."""
    source = zipfile.ZipFile(path)
    parts = {name: change(name, source.read(name)) for name in source.namelist()}
    source.close()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            if data is not None:
                target.writestr(name, data)
    return path


def sheet_changed(path: Path, old: bytes, new: bytes) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return data
        assert old in data
        return data.replace(old, new, 1)

    return patched(path, change)


def refused(path: Path) -> str:
    """The sentence that a file is refused with."""
    began = time.monotonic()
    with pytest.raises(SchoolError) as caught:
        students(path)
    assert time.monotonic() - began < PATIENT
    assert path.name in caught.value.sentence
    return caught.value.sentence


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write(tmp_path / "册.xlsx", [HEADER, *pupils(57)])


def old_book(path: Path, amount: int = 57) -> Path:
    book = xlwt.Workbook()
    page = book.add_sheet("学生")
    for row, cells in enumerate([HEADER, *pupils(amount)]):
        for column, cell in enumerate(cells):
            page.write(row, column, cell)
    book.save(str(path))
    return path


@pytest.mark.usefixtures("child")
def test_looped_sector_chain_is_refused(tmp_path: Path) -> None:
    path = old_book(tmp_path / "环.xls")
    data = bytearray(path.read_bytes())
    (fat,) = struct.unpack_from("<I", data, 76)
    table = (fat + 1) * 512
    # Every sector of the stream follows itself.
    for sector in range(100):
        (after,) = struct.unpack_from("<I", data, table + 4 * sector)
        if after < 0xFFFFFFFA:
            struct.pack_into("<I", data, table + 4 * sector, sector)
    path.write_bytes(data)
    assert "损坏" in refused(path)


def test_looped_fat_list_is_refused(tmp_path: Path) -> None:
    path = old_book(tmp_path / "环.xls")
    data = bytearray(path.read_bytes())
    struct.pack_into("<II", data, 68, 0, 1)
    sector = bytearray(512)
    data[512:1024] = sector
    path.write_bytes(data)
    assert "损坏" in refused(path)


@pytest.mark.usefixtures("child")
def test_stray_cell_in_the_last_corner_does_not_hide_the_people(plain: Path) -> None:
    stray = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    sheet_changed(plain, b"</sheetData>", stray + b"</sheetData>")
    result = students(plain)
    assert result.row_count == 57
    assert any("很远的地方" in p.message for p in result.problems)


def test_stray_cell_far_to_the_right(plain: Path) -> None:
    sheet_changed(plain, b"</row>", b'<c r="XFD1"><v>1</v></c></row>')
    result = students(plain)
    assert result.row_count == 57
    assert any("很远的地方" in p.message for p in result.problems)


@pytest.mark.usefixtures("child")
def test_whole_column_formatted_down_to_the_end(plain: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(100, 1_048_577))
    sheet_changed(plain, b"</sheetData>", rows + b"</sheetData>")
    result = students(plain)
    assert (result.row_count, result.problems) == (57, ())


@pytest.mark.usefixtures("child")
def test_row_bomb_is_refused(plain: Path) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(100, 600_000)
    )
    sheet_changed(plain, b"</sheetData>", rows + b"</sheetData>")
    assert "大得不正常" in refused(plain)


def test_wrong_dimension_is_not_believed(plain: Path) -> None:
    sheet_changed(plain, b'<dimension ref="A1:D58"', b'<dimension ref="A1:XFD1048576"')
    assert students(plain).row_count == 57
    sheet_changed(plain, b'<dimension ref="A1:XFD1048576"', b'<dimension ref="A1"')
    assert students(plain).row_count == 57


@pytest.mark.usefixtures("child")
def test_zip_bomb_is_refused(plain: Path) -> None:
    patched(plain, lambda name, data: data + b" " * (200 << 20) if "sheet1" in name else data)
    assert plain.stat().st_size < 1 << 20
    assert "大得不正常" in refused(plain)


@pytest.mark.usefixtures("child")
def test_lying_directory_is_bounded(plain: Path) -> None:
    patched(plain, lambda name, data: data + b" " * (50 << 20) if "sheet1" in name else data)
    data = bytearray(plain.read_bytes())
    size = struct.pack("<I", zipfile.ZipFile(plain).getinfo("xl/worksheets/sheet1.xml").file_size)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 5000)
    plain.write_bytes(data)
    refused(plain)


@pytest.mark.usefixtures("child")
def test_entity_bomb_is_refused(plain: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{levels}]>'.encode()

    def change(name: str, data: bytes) -> bytes:
        if "sheet1" not in name:
            return data
        head, _, rest = data.partition(b"<worksheet")
        rest = rest.replace(
            b"</sheetData>", b'<row r="99"><c r="A99" t="str"><v>&a9;</v></c></row></sheetData>'
        )
        return head + bomb + b"<worksheet" + rest

    patched(plain, change)
    refused(plain)


def test_entities_in_old_xml_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "册.xls"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&a;</Workbook>'
    )
    assert "损坏" in refused(path)


def test_fifty_thousand_merges(plain: Path) -> None:
    areas = b"".join(b'<mergeCell ref="F%d:G%d"/>' % (n, n) for n in range(1, 50_001))
    merges = b"<mergeCells>" + areas + b"</mergeCells>"
    sheet_changed(plain, b"</sheetData>", b"</sheetData>" + merges)
    began = time.monotonic()
    assert students(plain).row_count == 57
    assert time.monotonic() - began < PATIENT


@pytest.mark.usefixtures("child")
def test_long_shared_text_used_by_many_cells(plain: Path) -> None:
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(100, 5000)
    )

    def change(name: str, data: bytes) -> bytes:
        if name.endswith("sharedStrings.xml"):
            return data.replace(b"<si>", b"<si><t>" + b"x" * (1 << 20) + b"</t></si><si>", 1)
        return data.replace(b"</sheetData>", cells + b"</sheetData>") if "sheet1" in name else data

    patched(plain, change)
    refused(plain)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_ambiguous(plain: Path) -> None:
    with zipfile.ZipFile(plain, "a") as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert "重名" in refused(plain)


def test_too_many_parts(plain: Path) -> None:
    with zipfile.ZipFile(plain, "a") as book:
        for place in range(5001):
            book.writestr(f"x/{place}", b"")
    assert "大得不正常" in refused(plain)


def test_bad_checksum_is_damage(plain: Path) -> None:
    data = bytearray(plain.read_bytes())
    for info in zipfile.ZipFile(plain).infolist():
        if "sheet1" in info.filename:
            data[info.header_offset + 14] ^= 0xFF
    central = data.rfind(b"xl/worksheets/sheet1.xml")
    data[central - 30] ^= 0xFF
    plain.write_bytes(data)
    assert "损坏" in refused(plain)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.usefixtures("child")
def test_truncated_files(plain: Path, tmp_path: Path, share: float) -> None:
    for path in (plain, old_book(tmp_path / "册.xls")):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        try:
            result = students(path)
        except SchoolError as error:
            assert "另存为" in error.sentence or "重新" in error.sentence  # noqa: PT017
        else:
            assert result.row_count <= 57


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.binary(max_size=3000),
    mark=st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"<table",
            b"<?xml ",
            b"\x09\x08\x10\x00",
        ]
    ),
)
@pytest.mark.usefixtures("child")
def test_random_bytes_end_in_a_sentence(tmp_path: Path, data: bytes, mark: bytes) -> None:
    path = tmp_path / "乱.xlsx"
    path.write_bytes(mark + data)
    with pytest.raises(SchoolError):
        students(path)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8)
)
@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
@pytest.mark.usefixtures("child")
def test_flipped_bytes_never_take_the_program_down(
    tmp_path: Path, suffix: str, places: list[tuple[int, int]]
) -> None:
    path = tmp_path / f"坏.{suffix}"
    if suffix == "xlsx":
        write(path, [HEADER, *pupils(20)])
    else:
        old_book(path, 20)
    data = bytearray(path.read_bytes())
    for at, value in places:
        data[at % len(data)] = value
    path.write_bytes(data)
    began = time.monotonic()
    try:
        students(path)
    except SchoolError as error:
        assert error.sentence  # noqa: PT017
    assert time.monotonic() - began < PATIENT


@pytest.mark.usefixtures("child")
def test_child_that_hangs_is_ended(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(workbook, "_command", lambda: hanging)
    began = time.monotonic()
    with pytest.raises(SchoolError, match="超出了限度"), Workbook(plain, patience=0.5) as book:
        _ = book.sheets
    assert time.monotonic() - began < 10


@pytest.mark.usefixtures("child")
def test_child_that_dies_is_a_sentence(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = [sys.executable, "-c", "import os; os.abort()"]
    monkeypatch.setattr(workbook, "_command", lambda: dying)
    with pytest.raises(SchoolError, match="超出了限度"), Workbook(plain) as book:
        _ = book.sheets


@pytest.mark.usefixtures("child")
def test_child_that_talks_nonsense_is_a_sentence(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (
        "b'\\x03\\0\\0\\0abc'",
        "b'\\xff\\xff\\xff\\xff'",
        "b'\\x07\\0\\0\\0\\x81\\xa4type\\xa3'",
    ):
        code = f"import sys; sys.stdout.buffer.write({words})"
        monkeypatch.setattr(workbook, "_command", lambda code=code: [sys.executable, "-c", code])
        with pytest.raises(SchoolError, match="超出了限度"), Workbook(plain) as book:
            _ = book.sheets


@pytest.mark.usefixtures("child")
def test_child_whose_columns_do_not_fit_is_a_sentence(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys\n"
        "from desktop.rosters.wire import Facts, Few, Opened, Rows, SheetInfo, send\n"
        "for said in (Opened([SheetInfo('表')]), Facts(), Rows(1, [Few(['甲'], b'x')])):\n"
        "    send(sys.stdout.buffer, said)\n"
    )
    monkeypatch.setattr(workbook, "_command", lambda: [sys.executable, "-c", code])
    with Workbook(plain) as book, pytest.raises(SchoolError, match="超出了限度"):
        book.head(0, 10)


@pytest.mark.usefixtures("child")
def test_cancelled_reading_ends_the_child(plain: Path) -> None:
    seen: list[str] = []

    def listen(text: str, done: int, total: int) -> None:
        seen.append(f"{text}{done}{total}")
        progress.cancel()

    progress = Progress(listen)
    with pytest.raises(Cancelled):
        read(plain, "students", Context(date(2026, 10, 15)), progress=progress)
    assert seen == ["打开文件00"]


def test_missing_file_folder_and_forbidden_file(tmp_path: Path, plain: Path) -> None:
    with pytest.raises(SchoolError, match="找不到文件"):
        students(tmp_path / "没有.xlsx")
    with pytest.raises(SchoolError, match="是文件夹"):
        students(tmp_path)
    plain.chmod(0)
    if os.geteuid() != 0:
        with pytest.raises(EnvironmentFault, match="打不开文件"):
            students(plain)


def test_file_larger_than_any_roster(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_FILE", 100)
    with pytest.raises(SchoolError, match="超过 128 MB"):
        students(plain)


FOREIGN = {
    "文件.pdf": (b"%PDF-1.7\n", "PDF"),
    "图.xlsx": (b"\x89PNG\r\n\x1a\n", "图片"),
    "包.xls": (b"Rar!\x1a\x07\x00", "压缩包"),
    "程序.xlsx": (b"MZ\x90\x00\x03\x00", "程序"),
    "文.xls": (b"{\\rtf1", "RTF"),
    "网页.xls": (b"MIME-Version: 1.0\r\n", "网页存档"),
    "空.xlsx": (b"", "0 字节"),
    "空白.csv": (b" \r\n", "没有内容"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_files_are_named(tmp_path: Path, name: str) -> None:
    data, word = FOREIGN[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert word in refused(path)
    assert refused(path).endswith("。")


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "演示"),
        ("OFD.xml", "OFD"),
        ("a.txt", "解压"),
    ],
)
def test_other_zips_are_named(tmp_path: Path, part: str, word: str) -> None:
    path = tmp_path / "文件.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, b"<x/>")
    assert word in refused(path)


def ole(*names: str) -> bytes:
    """A container with empty streams of these names."""
    fat = struct.pack("<4I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF) + b"\xff" * (512 - 16)
    entries = io.BytesIO()
    for kind, name in ((5, "Root Entry"), *((2, name) for name in names)):
        raw = name.encode("utf-16-le")
        entries.write(raw.ljust(64, b"\0") + struct.pack("<HB", len(raw) + 2, kind))
        entries.write(b"\0" * 49 + struct.pack("<II", 0xFFFFFFFE, 0) + b"\0" * 4)
    header = bytearray(b"\xff" * 512)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<I", header, 76, 0)
    return bytes(header) + fat + entries.getvalue().ljust(512, b"\0")


@pytest.mark.parametrize(
    ("streams", "word"),
    [
        (["EncryptedPackage", "EncryptionInfo"], "去掉密码"),
        (["WordDocument"], "Word"),
        (["PowerPoint Document"], "演示"),
        (["Thumbnail"], "不是表格"),
        (["Workbook"], "损坏"),
    ],
)
def test_other_containers_are_named(tmp_path: Path, streams: list[str], word: str) -> None:
    path = tmp_path / "册.xlsx"
    path.write_bytes(ole(*streams))
    assert word in refused(path)


def test_old_workbook_with_a_password(tmp_path: Path) -> None:
    path = old_book(tmp_path / "册.xls")
    data = path.read_bytes()
    # FILEPASS in place of the record behind BOF.
    at = data.find(struct.pack("<HHH", 0x0809, 16, 0x0600))
    (record, length) = struct.unpack_from("<HH", data, at + 20)
    assert record not in (0x2F, 0x0A)
    assert length >= 0
    path.write_bytes(data[: at + 20] + struct.pack("<H", 0x2F) + data[at + 22 :])
    assert "去掉密码" in refused(path)
