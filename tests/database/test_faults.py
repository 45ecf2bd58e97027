from __future__ import annotations

import errno
import os
import sqlite3
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from desktop.core.errors import DamagedError, EnvironmentFault
from desktop.database import faults, files
from desktop.database.folder import open_server_store

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.clock import FixedClock
    from desktop.core.ids import IdSource


def of_file(name: str) -> DBAPIError:
    original = sqlite3.OperationalError("told by the driver")
    original.sqlite_errorname = name
    return OperationalError("SELECT 1", None, original)


def of_server(original: psycopg.Error) -> DBAPIError:
    return OperationalError("SELECT 1", None, original)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("SQLITE_FULL", EnvironmentFault, "磁盘已满"),
        ("SQLITE_BUSY", EnvironmentFault, "另一个程序"),
        ("SQLITE_BUSY_SNAPSHOT", EnvironmentFault, "另一个程序"),
        ("SQLITE_READONLY_DBMOVED", EnvironmentFault, "只能读"),
        ("SQLITE_CANTOPEN", EnvironmentFault, "打不开"),
        ("SQLITE_IOERR_WRITE", EnvironmentFault, "读写磁盘出错"),
        ("SQLITE_NOMEM", EnvironmentFault, "内存不足"),
        ("SQLITE_CORRUPT", DamagedError, "已损坏"),
        ("SQLITE_NOTADB", DamagedError, "mingce restore"),
    ],
)
def test_fault_of_the_machine_is_put_into_words(name: str, kind: type, words: str) -> None:
    found = faults.translate(of_file(name))
    assert found is not None
    assert type(found) is kind
    assert words in found.sentence


@pytest.mark.parametrize(
    ("original", "words"),
    [
        (errors.DiskFull("x"), "磁盘、内存或连接数"),
        (errors.TooManyConnections("x"), "连接数"),
        (errors.AdminShutdown("x"), "停机"),
        (errors.IoError("x"), "读写磁盘"),
        (errors.ReadOnlySqlTransaction("x"), "只能读"),
        (errors.ConnectionFailure("x"), "连不上"),
        (psycopg.OperationalError("connection failed"), "连不上"),
    ],
)
def test_fault_of_the_server_is_put_into_words(original: psycopg.Error, words: str) -> None:
    found = faults.translate(of_server(original))
    assert found is not None
    assert words in found.sentence


def test_bug_is_no_fault_and_loses_the_row_that_the_server_repeats() -> None:
    bug = IntegrityError("INSERT", None, errors.CheckViolation("check ck\nDETAIL: (13812345678)"))
    assert faults.translate(bug) is None
    assert "check ck" in str(bug)
    assert "13812345678" not in str(bug) + str(bug.orig)
    with pytest.raises(IntegrityError), faults.in_words():
        raise bug


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (of_file("SQLITE_BUSY"), False),
        (of_file("SQLITE_BUSY_SNAPSHOT"), True),
        (of_file("SQLITE_FULL"), False),
        (of_server(errors.SerializationFailure("x")), True),
        (of_server(errors.DeadlockDetected("x")), True),
        (of_server(errors.UniqueViolation("uq_audit_entries_unit_id_seq")), True),
        (of_server(errors.UniqueViolation("uq_notices_unit_id_number")), False),
    ],
)
def test_only_what_may_pass_is_tried_again(error: DBAPIError, again: bool) -> None:  # noqa: FBT001
    assert faults.is_retryable(error) is again


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_fault_of_the_disk_names_the_file(number: int) -> None:
    with pytest.raises(EnvironmentFault, match="：/数据/x。") as raised, faults.in_words():
        raise OSError(number, os.strerror(number), "/数据/x")
    assert raised.value.sentence.endswith("请处理后再试。")


def test_other_system_errors_are_bugs() -> None:
    with pytest.raises(OSError, match="x"), faults.in_words():
        raise OSError(errno.EDOM, "x")


def test_server_that_is_not_there_is_said(clock: FixedClock, ids: IdSource, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="连不上数据库服务器"):
        open_server_store(f"postgresql+psycopg:///mingce?host={tmp_path}", clock, ids)


def test_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "file"
    files.write_bytes(target, b"old")

    class StopError(Exception):
        pass

    def fail() -> None:
        with files.finished_file(target) as unfinished:
            unfinished.write_bytes(b"half")
            raise StopError

    with pytest.raises(StopError):
        fail()
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    (tmp_path / "file.unfinished").write_bytes(b"of a killed program")
    files.write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
