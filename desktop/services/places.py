"""Where data may lie: looked at before anything is made there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import platformdirs

from desktop.core.errors import EnvironmentFault
from desktop.core.files import disk_fault
from desktop.database.engine import refuse_network_share
from desktop.database.places import Folder

if TYPE_CHECKING:
    from pathlib import Path

_LEAST_BYTES: Final = 500 << 20
_GIGABYTE: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class DataPlace:
    """A folder that data may be made in."""

    folder: Path
    free: int
    """Bytes that are free on its disk."""

    @property
    def sentence(self) -> str:
        """How much room there is."""
        return f"这个磁盘还有 {self.free / _GIGABYTE:,.1f} GB 空间，够用。"


def usual_folder() -> Path:
    """Where this machine's user keeps programs' data: on its own disk, not shared."""
    return platformdirs.user_data_path("mingce", appauthor=False) / "data"


def look_at(folder: Path) -> DataPlace:
    """See whether new data may lie in a folder; nothing is made.

    Raises:
        SchoolError: it is a network share, has data already, or its disk is nearly full.
    """
    refuse_network_share(folder)
    Folder(folder).refuse_data()
    there = next((p for p in (folder, *folder.parents) if p.exists()), folder)
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        raise disk_fault(error, folder) from error
    if free < _LEAST_BYTES:
        msg = f"这个磁盘只剩 {free >> 20} MB，放不下一年的账。请清理磁盘，或换一个文件夹：{folder}"
        raise EnvironmentFault(msg)
    return DataPlace(folder, free)
