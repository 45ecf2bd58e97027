"""Who has the data open: every open store is noticed by a program that must be alone.

The lock is SQLite's own on an empty file beside the data, because it works alike on all systems
and vanishes with the program that held it, however that ends.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop.core.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BEING_CHANGED: Final = "另一个明册程序正在升级或恢复这份数据。请等它做完再打开。"
BEING_USED: Final = "这份数据正被另一个明册窗口打开，现在不能升级或恢复。请关闭它后再试。"


def enter(path: Path) -> Callable[[], None]:
    """Be seen to have the data open, until the returned function is called."""
    connection = _connect(path)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlcipher.OperationalError as error:
        connection.close()
        raise _fault(error, BEING_CHANGED) from error

    def leave() -> None:
        connection.close()

    return leave


@contextmanager
def nobody_else(path: Path) -> Iterator[None]:
    """Run a block only when no store of this data is open anywhere.

    Raises:
        EnvironmentFault: another program, or another window, has it open.
    """
    connection = _connect(path)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlcipher.OperationalError as error:
        connection.close()
        raise _fault(error, BEING_USED) from error
    try:
        yield
    finally:
        connection.close()


def _fault(error: Any, busy: str) -> EnvironmentFault:  # noqa: ANN401 - a driver's error
    if error.sqlite_errorname.startswith("SQLITE_BUSY"):
        return EnvironmentFault(busy)
    return EnvironmentFault("打不开数据文件夹里的文件。请检查文件夹的权限。")


def _connect(path: Path) -> Any:  # noqa: ANN401 - a driver connection
    # A store may be closed by another thread than the one that opened it.
    try:
        return sqlcipher.connect(
            str(path), timeout=0, isolation_level=None, check_same_thread=False
        )
    except sqlcipher.OperationalError as error:
        raise _fault(error, BEING_USED) from error
