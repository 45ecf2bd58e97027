"""What can be told of data before it is opened. Light: the window asks it first of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.database.places import Folder

if TYPE_CHECKING:
    from pathlib import Path


def is_locked(folder: Path) -> bool:
    """Whether a password is needed to open the data of a folder."""
    return Folder(folder).is_encrypted


def key_holders(folder: Path) -> tuple[str, ...]:
    """Who has a password for locked data, by name.

    Raises:
        SchoolError: the key file cannot be read, or is damaged.
    """
    return Folder(folder).key_file.users()
