"""From a guarded document to PDF: the only package that knows the printing library."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

from desktop.core.errors import EnvironmentFault
from desktop.core.progress import Progress
from desktop.reports.pdf.compose import compose

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.reports.guard import GuardedDocument


def render(guarded: GuardedDocument, progress: Progress | None = None) -> bytes:
    """Set a document that the privacy guard has passed; the same data give the same bytes.

    Raises:
        SchoolError: something cannot be printed; the sentence says what and where.
        Cancelled: the person stopped the work.
    """
    return compose(guarded.document, progress or Progress())


def render_to(guarded: GuardedDocument, path: Path, progress: Progress | None = None) -> None:
    """Write the PDF to a file: whole, or the file that was there stays.

    Raises:
        SchoolError: something cannot be printed.
        EnvironmentFault: the file cannot be written.
        Cancelled: the person stopped the work.
    """
    content = render(guarded, progress)
    try:
        _write_whole(content, path)
    except OSError as error:
        raise EnvironmentFault(
            f"文件写不进去：{path}（{error.strerror or error}）。"
            "请看看它是否正被打开、文件夹能否写入、磁盘是否已满，再打印一次。"
        ) from error


def _write_whole(content: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
