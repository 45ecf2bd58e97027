"""Writing the returned workbook: the user's own file patched, or a new one where that cannot be."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any, Final

from desktop.core.errors import SchoolError
from desktop.core.files import disk_fault, write_whole
from desktop.rosters.archive import Archive
from desktop.rosters.kept import KeptFile
from desktop.rosters.returned.package import patched
from desktop.rosters.returned.parts import UnpatchableError
from desktop.rosters.returned.rawzip import copied
from desktop.rosters.sources import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.rosters.problems import Problem
    from desktop.rosters.results import RosterResult


ANEW: Final = "原来的文件不能直接标注，退回表是一张新的 .xlsx：内容相同，格式和宏没有带过来"
"""What is told of a workbook that was made anew."""


def write_returned(
    file: Path | KeptFile,
    out: Path,
    roster: RosterResult[Any],
    problems: Sequence[Problem] | None = None,
) -> bool:
    """Hand a workbook back with its problems marked.

    Cells are coloured and noted, a last column says what is wrong with each row, and a first sheet
    groups what is wrong in many places. An .xlsx keeps everything else byte for byte; other forms
    come back as a new .xlsx with the same cells.

    Args:
        file: the file that was read, or what was kept of it.
        out: the .xlsx file to write.
        roster: what reading it gave.
        problems: what to mark; the roster's own problems where nothing is given.

    Returns:
        Whether it is the user's own file; otherwise it is a new one, without formats and macros.

    Raises:
        SchoolError: the file has changed since it was read.
        EnvironmentFault: it cannot be read or written.
    """
    marked = roster.problems if problems is None else problems
    data = _as_read(file, roster)
    content = _patched(file.name, data, roster, marked) if data.startswith(b"PK") else None
    if content is None:
        # The writer of new workbooks is large, and most files can be patched.
        from desktop.rosters.returned.fresh import write_fresh  # noqa: PLC0415

        write_fresh(file, out, roster, marked)
    else:
        write_whole(out, content)
    return content is not None


def _as_read(file: Path | KeptFile, roster: RosterResult[Any]) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise disk_fault(error, file.path if isinstance(file, KeptFile) else file) from error
    if hashlib.sha256(data).hexdigest() != roster.digest:
        raise SchoolError(f"“{file.name}”在读过以后改动了，标不出问题。请重新导入这个文件。")
    return data


def _patched(
    name: str, data: bytes, roster: RosterResult[Any], problems: Sequence[Problem]
) -> bytes | None:
    """The user's file with the marks in it, or None where it cannot be patched."""
    try:
        return copied(data, patched(Archive(io.BytesIO(data)), roster, problems, name))
    except (UnpatchableError, UnreadableError):
        return None
