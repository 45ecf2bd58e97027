"""Opening the data that a command names, as the user that it names."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.errors import AccessRefusedError, SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from desktop.services.session import Session


def address(args: argparse.Namespace) -> str:
    """Where the data lies: `--data`, MINGCE_DATA, or the folder that this machine used last.

    Raises:
        SchoolError: none is known.
    """
    from desktop.core.preferences import PreferencesFile  # noqa: PLC0415 - not for help

    named = args.data or os.environ.get("MINGCE_DATA")
    if named:
        return str(named)
    last = PreferencesFile.of_user().load().preferences.data_folder
    if last is None:
        raise SchoolError("请用 --data 写明数据文件夹，或先用 mingce init 建立。")
    return str(last)


def ask(question: str, variable: str) -> str:
    """A secret from the environment, or typed without showing it.

    Raises:
        AccessRefusedError: nobody is there to type it.
    """
    value = os.environ.get(variable)
    if value is not None:
        return value
    if not sys.stdin.isatty():
        msg = f"要输入{question}：请在终端里运行，或设好环境变量 {variable}。"
        raise AccessRefusedError(msg)
    return getpass.getpass(f"{question}：")


def user_of(args: argparse.Namespace) -> str | None:
    """Who works: `--user` or MINGCE_USER; None: the only one, or who needs no password."""
    return args.user or os.environ.get("MINGCE_USER") or None


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Session]:
    """The data, open for the command's user; closed afterwards."""
    from desktop.services.books import Login, open_books  # noqa: PLC0415 - not for help
    from desktop.services.doors import is_locked  # noqa: PLC0415 - same

    where = address(args)
    password = os.environ.get("MINGCE_PASSPHRASE")
    if password is None and "://" not in where and is_locked(Path(where)):
        password = ask("密码", "MINGCE_PASSPHRASE")
    login = Login(user_of(args), password, args.unit)
    try:
        session = open_books(where, login)
    except AccessRefusedError:
        if password is not None or not sys.stdin.isatty():
            raise
        # Data that is not encrypted does not tell before who needs a password.
        session = open_books(where, replace(login, password=ask("密码", "MINGCE_PASSPHRASE")))
    try:
        yield session
    finally:
        session.store.close()
