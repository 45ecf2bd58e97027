"""Several papers in one file, for a printer that is started once."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2

from desktop.reports.pdf import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.core.progress import Progress
    from desktop.reports.guard import GuardedDocument


def bind(documents: Iterable[GuardedDocument], progress: Progress) -> bytes:
    """Set papers one behind the other; each begins on a page, and counts its own pages.

    Raises:
        SchoolError: something cannot be printed.
        Cancelled: the person stopped the work.
    """
    bound, out = pypdfium2.PdfDocument.new(), BytesIO()
    try:
        for number, guarded in enumerate(documents, 1):
            progress.step(f"排版第 {number} 份")
            with pypdfium2.PdfDocument(render(guarded, progress)) as paper:
                bound.import_pages(paper)
        bound.save(out)
    finally:
        bound.close()
    return out.getvalue()
