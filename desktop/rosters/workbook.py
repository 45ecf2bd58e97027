"""An untrusted workbook, read through a child process that may die without the program noticing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Final, Self

import msgspec

from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.rosters.kept import KeptFile
from desktop.rosters.wire import (
    End,
    Facts,
    Open,
    Opened,
    Read,
    Refused,
    Rows,
    SheetInfo,
    receive_reply,
    send,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from types import TracebackType

    from desktop.rosters.cells import Row
    from desktop.rosters.wire import Reply, Request

READER_FLAG: Final = "--read-workbook"
"""A frozen program started with this is the reader: see `desktop.rosters.reader`."""
PATIENCE: Final = 90.0
"""Seconds that the child may take for one answer."""
LARGEST_FILE: Final = 128 * 1024 * 1024

_DIED: Final = (
    "读这个文件时用的内存或时间超出了限度，文件可能已损坏，或者有成片的空白格式。"
    "请把要导入的内容复制到一个新的工作簿，另存为 .xlsx 后再选那个文件"
)


class LockedFileError(SchoolError):
    """The file has a password, and the right one was not given."""


class Workbook:
    """An open workbook. Use it in a `with` statement: the child ends with it.

    The child reads ahead from the beginning on, so a program that has other things to do makes the
    workbook first.
    """

    def __init__(
        self, file: Path | KeptFile, patience: float = PATIENCE, password: str = ""
    ) -> None:
        self._kept = file if isinstance(file, KeptFile) else None
        self.path = file.path if isinstance(file, KeptFile) else file
        self._patience = patience
        if self._kept is None:
            with _opened(self.path):
                pass  # refused before anything is started
        self._child = _start()
        content = None if self._kept is None else self._kept.content
        password = password or (self._kept.password if self._kept is not None else "")
        self._say(Open(str(self.path.resolve()), password, content))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        self._child.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):  # what was not sent to the ended child is not missed
                if pipe is not None:
                    pipe.close()
        self._child.wait()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        if self._kept is not None:
            return hashlib.sha256(self._kept.content).hexdigest()
        with _opened(self.path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def head(self, sheet: int, count: int) -> tuple[Facts, list[Row]]:
        """The first rows of a sheet, and what its cells do not say."""
        facts, rows = self.read(sheet, count)
        return facts, [row for chunk in rows for row in chunk]

    def read(self, sheet: int, limit: int | None = None) -> tuple[Facts, Iterator[list[Row]]]:
        """What the cells of a sheet do not say, and its rows in chunks from row 0 on.

        The chunks must be taken to their end before the next call.

        Raises:
            SchoolError: the sheet cannot be read.
        """
        self.sheets  # noqa: B018 - what the child has said first comes first
        self._say(Read(sheet, limit))
        facts = self._receive()
        if not isinstance(facts, Facts):
            raise SchoolError(self._sentence(_DIED))
        return facts, self._chunks()

    @cached_property
    def sheets(self) -> list[SheetInfo]:
        """Its sheets that hold cells, in order.

        Raises:
            SchoolError: the file cannot be read.
        """
        opened = self._receive()
        if not isinstance(opened, Opened):
            raise SchoolError(self._sentence(_DIED))
        return opened.sheets

    def _chunks(self) -> Iterator[list[Row]]:
        while not isinstance(reply := self._receive(), End):
            if not isinstance(reply, Rows):
                raise SchoolError(self._sentence(_DIED))
            try:
                rows = reply.taken_apart()
            except (IndexError, ValueError):
                raise SchoolError(self._sentence(_DIED)) from None
            yield rows

    def _say(self, request: Request) -> None:
        with suppress(OSError):  # a dead child is noticed when its answer is read
            if self._child.stdin is not None:
                send(self._child.stdin, request)

    def _receive(self) -> Reply:
        watch = Timer(self._patience, self._child.kill)
        watch.daemon = True
        watch.start()
        try:
            reply = None if self._child.stdout is None else receive_reply(self._child.stdout)
        except msgspec.DecodeError:
            reply = None
        finally:
            watch.cancel()
        if reply is None:
            raise SchoolError(self._sentence(_DIED))
        if isinstance(reply, Refused):
            kind = LockedFileError if reply.locked else SchoolError
            raise kind(self._sentence(reply.sentence))
        return reply

    def _sentence(self, sentence: str) -> str:
        return f"“{self.path.name}”：{sentence.removesuffix('。')}。"


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """The file, if it can be opened and may be a roster."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise SchoolError(
                f"“{path.name}”超过 128 MB，不像是一张名册。请把要导入的表单独另存为 .xlsx。"
            )
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise SchoolError(f"找不到文件“{path}”。请检查文件名和所在的文件夹。") from None
    except IsADirectoryError:
        raise SchoolError(f"“{path.name}”是文件夹。请选里面的表格文件。") from None
    except OSError:
        raise EnvironmentFault(
            f"打不开文件“{path.name}”，可能正被别的程序占用或没有权限。"
            "请在 WPS 或 Excel 里关掉它再试。"
        ) from None


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, READER_FLAG]
    return [sys.executable, "-P", "-m", "desktop.rosters.reader"]


def _start() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parents[2])
    # A console window would flash up on Windows; the constant exists only there.
    flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "1"},
        creationflags=flags,
    )
