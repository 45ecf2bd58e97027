"""Faults of the disk, said in words."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from desktop.core.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYSTEM: Final = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超过了磁盘允许的大小",
    errno.EROFS: "磁盘只能读、不能写",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EIO: "读写磁盘出错，请检查磁盘或U盘是否松动",
    errno.EBUSY: "另一个程序正在使用这个文件",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "这里不是文件夹",
    errno.EISDIR: "这里是文件夹，不是文件",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENAMETOOLONG: "文件名太长",
}


@contextmanager
def in_words() -> Iterator[None]:
    """Put faults of the disk inside the block into words."""
    try:
        yield
    except OSError as error:
        reason = _SYSTEM.get(error.errno or 0)
        if reason is None:
            raise
        where = f"：{error.filename}" if error.filename else ""
        sentence = f"{reason}{where}。这一步没有做，原有数据完好。请处理后再试。"
        raise EnvironmentFault(sentence) from error
