"""Database errors sorted: the machine's fault (said in words), damage, or a bug of ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError, OperationalError

from desktop.core.errors import DamagedError, EnvironmentFault
from desktop.database import disk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.core.errors import SchoolError

_ENVIRONMENT: Final = {
    "SQLITE_FULL": "磁盘已满，这一步没有保存，原有数据完好。请清理磁盘。",
    "SQLITE_BUSY": "另一个程序正在使用这份数据，这一步没有保存。请关闭另一个明册窗口后再试。",
    "SQLITE_LOCKED": "另一个程序正在使用这份数据，这一步没有保存。请关闭另一个明册窗口后再试。",
    "SQLITE_READONLY": "数据文件夹只能读、不能写，这一步没有保存。请检查文件夹的权限。",
    "SQLITE_CANTOPEN": "打不开数据文件。请检查数据文件夹是否存在、是否有权限。",
    "SQLITE_IOERR": "读写磁盘出错，这一步没有保存。请检查磁盘或U盘是否松动、已满。",
    "SQLITE_PERM": "没有权限读写数据文件。请检查文件夹的权限。",
    "SQLITE_NOMEM": "内存不足，这一步没有保存。请关闭一些程序后再试。",
}
_DAMAGED: Final = {
    "SQLITE_CORRUPT": "数据文件已损坏。请不要继续录入，用最近的备份恢复（mingce restore）。",
    "SQLITE_NOTADB": "数据文件打不开：它已损坏，或用另一份钥匙加密。请用最近的备份恢复"
    "（mingce restore）。",
}
_SERVER: Final = {
    "08": "连不上数据库服务器。请检查网络后再试。",
    "53": "数据库服务器的磁盘、内存或连接数不够，这一步没有保存。请告诉管理员。",
    "57": "数据库服务器正在停机或拒绝了操作，这一步没有保存。请稍后再试。",
    "58": "数据库服务器读写磁盘出错，这一步没有保存。请告诉管理员。",
    "25006": "数据库服务器只能读、不能写，这一步没有保存。请告诉管理员。",
}
# Serialisation failure, deadlock, and the audit chain's next place taken by another writer.
_RETRY_STATES: Final = frozenset({"40001", "40P01"})


def _sqlite_name(error: DBAPIError) -> str:
    """The primary code's name (SQLITE_IOERR for SQLITE_IOERR_WRITE); "" for other drivers."""
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return "_".join(name.split("_")[:2])


def _server_state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", "") or "")


def is_retryable(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when it is run again."""
    state = _server_state(error)
    chain_place_taken = state == "23505" and "audit_entries" in str(error.orig)
    # Plain SQLITE_BUSY comes after the long wait of the busy timeout; its kinds come at once.
    busy = str(getattr(error.orig, "sqlite_errorname", "")).startswith("SQLITE_BUSY_")
    return chain_place_taken or state in _RETRY_STATES or busy


def translate(error: DBAPIError) -> SchoolError | None:
    """Put a driver error into words; None if it is a bug and must be raised as it is."""
    name = _sqlite_name(error)
    if name in _ENVIRONMENT:
        return EnvironmentFault(_ENVIRONMENT[name])
    if name in _DAMAGED:
        return DamagedError(_DAMAGED[name])
    state = _server_state(error)
    sentence = _SERVER.get(state) or _SERVER.get(state[:2])
    if sentence is None and not state and not name and isinstance(error, OperationalError):
        sentence = _SERVER["08"]  # the driver could not reach the server at all
    if sentence is None:
        _take_values_out(error)
        return None
    return EnvironmentFault(sentence)


def _take_values_out(error: DBAPIError) -> None:
    """Leave only the first line of a bug's message: a server repeats the whole row after it."""
    for one in (error, error.orig):
        if one is not None and one.args:
            one.args = (str(one.args[0]).partition("\n")[0], *one.args[1:])


@contextmanager
def in_words() -> Iterator[None]:
    """Put faults of the disk and of the database inside the block into words."""
    with disk.in_words():
        try:
            yield
        except DBAPIError as error:
            raise translate(error) or error from error
