"""A file is written whole or not at all."""

import errno
import os
import sys
from pathlib import Path

import pytest

from desktop.core.errors import EnvironmentFault
from desktop.core.files import disk_fault, write_whole


def test_file_and_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "一" / "二" / "三.json"
    write_whole(path, b"1")
    write_whole(path, b"22")
    assert path.read_bytes() == b"22"
    assert list(path.parent.iterdir()) == [path]


def test_broken_write_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="读写文件失败"):
        write_whole(tmp_path / "a" / "b", b"")


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EDQUOT, "磁盘已满"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "权限"),
        (errno.EPERM, "权限"),
        (errno.ENOENT, "找不到"),
        (errno.EIO, "读写文件失败"),
    ],
)
def test_faults_in_words(code: int, word: str) -> None:
    fault = disk_fault(OSError(code, "reason"), Path("名册.xlsx"))
    assert word in fault.sentence
    assert "名册.xlsx" in fault.sentence


def test_file_open_in_another_program(tmp_path: Path) -> None:
    error = OSError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    assert "别的程序" in disk_fault(error, tmp_path).sentence


def test_fault_without_a_reason() -> None:
    assert "OSError" in disk_fault(OSError(), Path("a")).sentence


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX systems")
def test_others_may_read_what_this_users_new_files_allow(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "公示.pdf", b"1")
    finally:
        os.umask(before)
    assert (tmp_path / "公示.pdf").stat().st_mode & 0o777 == 0o640
