"""From a guarded document to PDF: the only package that knows the printing library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.files import write_whole
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
    write_whole(path, render(guarded, progress))
