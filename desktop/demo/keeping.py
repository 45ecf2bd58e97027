"""The demo of this machine's user: built once, opened again and again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import platformdirs

from desktop.core.files import disk_fault
from desktop.demo.places import PRIMARY
from desktop.demo.setting import account_of
from desktop.demo.story import build
from desktop.services.books import Login, has_data, open_books

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.progress import Progress
    from desktop.services.session import Session

_UNFINISHED: Final = "-unfinished"


def demo_folder() -> Path:
    """Where the demo of this machine's user lies."""
    return platformdirs.user_data_path("mingce", appauthor=False) / "demo"


def open_demo(folder: Path, progress: Progress) -> Session:
    """Open the demo at its primary school, after building it if it is not there.

    What was begun and stopped is thrown away and built anew: it is nobody's work.

    Raises:
        SchoolError: the disk does not take it.
        Cancelled: the person stopped it.
    """
    if not has_data(folder):
        _build(folder, progress)
    return open_books(folder, Login(account_of(PRIMARY).name, None, PRIMARY))


def _build(folder: Path, progress: Progress) -> None:
    unfinished = folder.with_name(folder.name + _UNFINISHED)
    try:
        if unfinished.exists():
            shutil.rmtree(unfinished)
        build(unfinished, progress)
        unfinished.rename(folder)
    except OSError as error:
        raise disk_fault(error, folder) from error
