"""What can be told of data before it is opened. Light: the window asks it first of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.errors import EnvironmentFault
from desktop.database.places import Folder

if TYPE_CHECKING:
    from pathlib import Path


def is_locked(folder: Path) -> bool:
    """Whether a password is needed to open the data of a folder."""
    return Folder(folder).is_encrypted


def key_holders(folder: Path) -> tuple[str, ...]:
    """Who has a password for locked data, by name.

    Raises:
        SchoolError: the key file cannot be read, or is damaged, or there is nothing that it opens.
    """
    place = Folder(folder)
    if not place.has_data and not place.is_being_restored:
        raise EnvironmentFault(
            f"这个文件夹里只有钥匙文件，没有数据：{folder}。可能上次没有建完，可以在这里重新建立；"
            "如果以前用过，请从备份恢复。"
        )
    return Folder(folder).key_file.users()
