"""What is written down of an error of the program: where it happened, and nothing of anybody."""

from __future__ import annotations

import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from PySide6.QtCore import qVersion

from desktop.core.errors import SchoolError
from desktop.core.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT: Final = 20
_PATTERN: Final = "mingce-*.txt"


def report_of(error: BaseException) -> str:
    """The type and the way through the program; no values, and no text of a foreign error."""
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    versions = f"Python {platform.python_version()}, Qt {qVersion()}"
    return "\n".join([f"明册 {_version()}", moment, f"{system}, {versions}", *_chain(error), ""])


def save_report(error: BaseException, folder: Path) -> tuple[str, Path]:
    """Write the report of an error; gives the text and where it lies.

    Raises:
        EnvironmentFault: the disk does not take it.
    """
    text = report_of(error)
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = folder / f"mingce-{moment}-{uuid4().hex[:6]}.txt"
    write_whole(path, text.encode())
    for old in sorted(folder.glob(_PATTERN))[:-_KEPT]:
        old.unlink(missing_ok=True)
    return text, path


def _chain(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield ""
        yield f"{type(current).__module__}.{type(current).__qualname__}{_sentence(current)}"
        for frame in traceback.extract_tb(current.__traceback__, limit=None):
            yield f"  {_plain_path(frame.filename)}:{frame.lineno} {frame.name}"
        current = current.__cause__ or current.__context__


def _sentence(error: BaseException) -> str:
    return f": {error.sentence}" if isinstance(error, SchoolError) else ""


def _plain_path(name: str) -> str:
    """A file without the folders above its package: those tell the user's name."""
    path = Path(name)
    for folder in sorted(sys.path, key=len, reverse=True):
        if folder and path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - rarely needed

    try:
        return version("mingce")
    except PackageNotFoundError:
        return "(源代码)"
