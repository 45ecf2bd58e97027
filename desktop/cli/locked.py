"""Passwords of workbooks: from the environment, or asked for at the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.rosters.results import RosterResult
    from desktop.rosters.workbook import Workbook

OF_FILE: Final = "MINGCE_FILE_PASSWORD"


class Passwords:
    """Those that are known by now; each is tried on every locked file."""

    def __init__(self) -> None:
        said = os.environ.get(OF_FILE, "")
        self.known: list[str] = [said] if said else []
        self.used = ""
        """The one that opened the last file; empty: it has none."""

    def ask(self, sentence: str) -> bool:
        """Ask whoever sits at the terminal for one more; whether one was given."""
        if not sys.stdin.isatty():
            return False
        sys.stderr.write(f"{sentence}\n")
        given = getpass.getpass("文件的密码（不导入这个文件就直接回车）：")
        if given:
            self.known.append(given)
        return bool(given)


def read_with(
    passwords: Passwords,
    path: Path,
    read: Callable[[Workbook], RosterResult[Any]],
    book: Workbook | None = None,
) -> RosterResult[Any]:
    """What a workbook holds; of a locked one with a password that is known, or asked for.

    Args:
        passwords: those that are known.
        path: the workbook.
        read: reads it; more than once where a password is wrong.
        book: the workbook, if it is open already.

    Raises:
        LockedFileError: nobody gave the right one.
        SchoolError: it cannot be read.
    """
    from desktop.rosters.workbook import LockedFileError, Workbook  # noqa: PLC0415 - not for help

    passwords.used, tried = "", 0
    while True:
        try:
            return read(book or Workbook(path, password=passwords.used))
        except LockedFileError as error:
            book = None
            if tried == len(passwords.known) and not passwords.ask(error.sentence):
                raise
            passwords.used = passwords.known[tried]
            tried += 1
