"""Files that are written whole or not at all, whatever stops the machine in between."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The file is written anew under a name of its own beside the place where it will stand.
UNFINISHED = ".unfinished"


@contextmanager
def finished_file(target: Path) -> Iterator[Path]:
    """A path to write to; it becomes `target` when the block ends well, else it is removed."""
    unfinished = target.with_name(target.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    try:
        yield unfinished
        sync_file(unfinished)
        unfinished.replace(target)
        sync_folder(target.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def write_bytes(target: Path, content: bytes) -> None:
    """Write a whole small file, readable by its owner only."""
    with finished_file(target) as unfinished:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def move(source: Path, target: Path) -> None:
    """Rename, replacing, and make the new name survive a power cut."""
    source.replace(target)
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Bring a file's content to the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Bring a folder's names to the disk, where the system can."""
    if sys.platform == "win32":  # pragma: no cover - Windows only
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
