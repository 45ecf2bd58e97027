"""Copies of kept files for other programs, in a private folder that does not outlive the program.

Each run has a folder of its own under its user's cache, named by chance, and holds a lock on it
until it ends. What a run left that was killed, or that another program would not let go, is
removed by a later start. A copy's name says nothing of the file, and it cannot be written to:
what is changed there would be lost.
"""

from __future__ import annotations

import atexit
import os
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import platformdirs

from desktop.core.files import disk_fault

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import FileLock

    from desktop.services.attachments import FileContent

_LOCK: Final = ".lock"


class OutsideCopies:
    """The copies of one run of the program; any thread may ask for one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._run: tuple[Path, FileLock] | None = None
        self._guard = Lock()
        self._count = 0

    def lay_out(self, file: FileContent) -> Path:
        """A copy of a file, for its user only.

        Raises:
            EnvironmentFault: the disk does not take it.
        """
        try:
            with self._guard:
                folder = self._folder()
                self._count += 1
                path = folder / f"附件-{self._count}-{file.digest[:8]}.{file.kind.value}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o400)
            with os.fdopen(descriptor, "wb") as copy:
                copy.write(file.content)
        except OSError as error:
            raise disk_fault(error, self._root) from error
        return path

    def close(self) -> None:
        """Remove the copies of this run; what another program holds is left to a later start."""
        with self._guard:
            run, self._run = self._run, None
        if run is not None:
            folder, lock = run
            emptied = _remove(folder)
            lock.release()
            if emptied:
                _forget(folder)

    def clean_up(self) -> None:
        """Remove what earlier runs left; those that are still running are let be."""
        own = self._run[0] if self._run is not None else None
        for folder in _folders(self._root):
            if folder != own:
                _clean(folder)

    def _folder(self) -> Path:
        """The folder of this run, made when it is first needed."""
        if self._run is None:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = self._root / uuid4().hex
            lock = _lock_of(folder)
            lock.acquire()
            folder.mkdir(mode=0o700)
            self._run = folder, lock
        return self._run[0]


@cache
def copies_of_user() -> OutsideCopies:
    """The copies of this program, in the place that this system has; removed when it ends."""
    copies = OutsideCopies(platformdirs.user_cache_path("mingce", appauthor=False) / "opened")
    atexit.register(copies.close)
    return copies


_BINARY: Final = getattr(os, "O_BINARY", 0)


def _lock_of(folder: Path) -> FileLock:
    from filelock import FileLock  # noqa: PLC0415 - not before the first paint

    # Whichever thread lets it go may not be the one that took it.
    return FileLock(_lock_file(folder), thread_local=False)


def _lock_file(folder: Path) -> Path:
    return folder.with_name(folder.name + _LOCK)


def _folders(root: Path) -> list[Path]:
    try:
        return [path.with_suffix("") for path in root.iterdir() if path.suffix == _LOCK]
    except OSError:
        return []  # nothing was ever laid out here, or it cannot be looked at


def _clean(folder: Path) -> None:
    lock = _lock_of(folder)
    try:
        lock.acquire(timeout=0)
    except OSError:  # a timeout is one too
        return  # another run is at work there
    emptied = _remove(folder)
    lock.release()
    if emptied:
        _forget(folder)


def _remove(folder: Path) -> bool:
    """Remove a folder of copies; whether nothing is left of it."""
    try:
        for path in folder.iterdir() if folder.is_dir() else ():
            path.chmod(0o600)  # Windows does not remove what cannot be written
            path.unlink()
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False  # another program shows it still
    return True


def _forget(folder: Path) -> None:
    """Remove the lock file of a folder that is gone."""
    try:
        _lock_file(folder).unlink(missing_ok=True)
    except OSError:
        return  # another start is cleaning up at the same moment
