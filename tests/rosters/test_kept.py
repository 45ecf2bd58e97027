"""A workbook is read from its kept copy as from its file, in every form, when the file has gone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook as NewBook

from desktop.core.errors import SchoolError
from desktop.core.resources import SAMPLES
from desktop.rosters.kept import KeptFile
from desktop.rosters.reading import read
from desktop.rosters.returned import write_returned
from tests.rosters.books import CONTEXT

if TYPE_CHECKING:
    from desktop.rosters.results import RosterResult

ROSTERS = sorted(
    path
    for path in SAMPLES.rglob("*花名册*")
    if path.suffix in {".xlsx", ".xls", ".et", ".csv", ".htm", ".html"}
)
GONE = Path("/没有/这个/文件夹")


def kept(path: Path) -> KeptFile:
    return KeptFile(GONE / path.name, path.read_bytes())


def told(roster: RosterResult[object]) -> tuple[object, ...]:
    return roster.sheet, roster.header_row, roster.rows, roster.problems, roster.digest


def write_book(path: Path) -> Path:
    book = NewBook()
    sheet = book.active
    assert sheet is not None
    for row in (("姓名", "性别", "班级", "身份证件号"), ("坏号码", "女", "三年级1班", "123")):
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("path", ROSTERS, ids=lambda path: path.name)
def test_kept_copy_reads_as_its_file(path: Path) -> None:
    assert told(read(kept(path), "students", CONTEXT)) == told(read(path, "students", CONTEXT))


def test_old_and_plain_forms_are_read_from_copies_too(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes("姓名,班级\n孙小圣,三年级1班\n".encode("gb18030"))
    assert told(read(kept(path), "students", CONTEXT)) == told(read(path, "students", CONTEXT))


@pytest.mark.parametrize("name", ["名册.xlsx", "名册.csv"])
def test_returned_workbook_is_written_from_a_kept_copy(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("xlsx"):
        write_book(path)
    else:
        path.write_text("姓名,班级,身份证件号\n坏号码,三年级1班,123\n", "utf-8")
    roster = read(path, "students", CONTEXT)
    copy = kept(path)
    path.unlink()
    write_returned(copy, tmp_path / "退回.xlsx", roster)
    assert (tmp_path / "退回.xlsx").stat().st_size > 0


def test_copy_that_is_no_workbook_is_refused_by_its_name() -> None:
    with pytest.raises(SchoolError, match=r"花名册\.xlsx”：这是 PDF"):
        read(KeptFile(GONE / "花名册.xlsx", b"%PDF-1.7 "), "students", CONTEXT)
    with pytest.raises(SchoolError, match="0 字节"):
        read(KeptFile(GONE / "花名册.xlsx", b""), "students", CONTEXT)


def test_copy_says_nothing_of_its_content() -> None:
    assert "张小红" not in repr(KeptFile(GONE / "花名册.csv", "张小红".encode()))
