"""Writing a file whole or not at all, and faults of the disk in words."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from desktop.core.errors import EnvironmentFault

if TYPE_CHECKING:
    from pathlib import Path

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED: Final = frozenset({errno.EACCES, errno.EPERM})
_IN_USE: Final = frozenset({32, 33})  # Windows: sharing violation, lock violation


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`, so that a reader finds the old file or the new one, never a part.

    Missing folders are made. The content is on the disk when this returns. Who may read it is
    what this user's new files allow, as with any program that saves a file for its user.

    Raises:
        EnvironmentFault: the disk is full, the folder read-only, the file in use.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise disk_fault(error, path) from error


def disk_fault(error: OSError, path: Path) -> EnvironmentFault:
    """The fault in words: what stands in the way of `path`, and what to do."""
    return EnvironmentFault(f"{_cause(error)}：{path}")


def _cause(error: OSError) -> str:
    if getattr(error, "winerror", None) in _IN_USE:
        return "文件正被别的程序打开，请关闭它再试"
    if error.errno in _FULL:
        return "磁盘已满，请清出空间再试"
    if error.errno == errno.EROFS:
        return "这个位置是只读的，请换一个文件夹"
    if error.errno in _REFUSED:
        return "没有权限读写，请换一个文件夹，或请管理员放开权限"
    if error.errno == errno.ENOENT:
        return "找不到文件或文件夹，请检查位置是否写对、U 盘是否插好"
    return f"读写文件失败（{error.strerror or type(error).__name__}），请检查磁盘再试"
