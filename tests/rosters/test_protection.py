"""Workbooks with a password before them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from desktop.core.errors import SchoolError
from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from desktop.rosters.workbook import LockedFileError, Workbook
from tests.rosters.books import names, students, write
from tests.services.rosters import pupil

if TYPE_CHECKING:
    from pathlib import Path

WORD = "红星小学2026"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    assert write_export(path, sheet_kind("students"), (pupil(), pupil("李小军", 3)), password=WORD)
    return path


def test_protected_export_opens_with_its_password_and_reads_the_same(locked: Path) -> None:
    assert names(students(Workbook(locked, password=WORD))) == ["张小红", "李小军"]
    assert locked.read_bytes()[:8] == bytes.fromhex("d0cf11e0a1b11ae1")
    with pytest.raises(Exception, match="zip"):
        load_workbook(locked)


@pytest.mark.parametrize(("word", "told"), [("", "加了密码"), (WORD.upper() + "x", "密码不对")])
def test_without_the_password_nothing_is_read(locked: Path, word: str, told: str) -> None:
    with pytest.raises(LockedFileError, match=told):
        students(Workbook(locked, password=word))


def test_locked_file_that_is_damaged_is_refused(locked: Path) -> None:
    data = bytearray(locked.read_bytes())
    data[2048 : len(data) - 512] = os.urandom(len(data) - 2560)
    locked.write_bytes(data)
    with pytest.raises(SchoolError) as refused:
        students(Workbook(locked, password=WORD))
    assert not isinstance(refused.value, LockedFileError)


def test_password_for_a_file_without_one_is_not_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "名册.xlsx", [["姓名", "班级"], ["赵甲", "三年级2班"]])
    assert names(students(Workbook(path, password=WORD))) == ["赵甲"]


def test_nothing_readable_is_left_beside_the_protected_file(locked: Path) -> None:
    assert [path.name for path in locked.parent.iterdir()] == [locked.name]
    assert "张小红".encode() not in locked.read_bytes()
