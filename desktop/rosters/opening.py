"""Choosing the reader for a file by its first bytes, whatever its name says. Runs in the child process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rosters.sources import CalamineSource

if TYPE_CHECKING:
    from desktop.rosters.sources import Source


def open_source(path: str) -> Source:
    """Open a file.

    Raises:
        UnreadableError: it is no workbook, or cannot be read.
    """
    return CalamineSource(path)
