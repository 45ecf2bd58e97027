"""A copy of a workbook, kept because its file may go away with a memory stick."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, repr=False)
class KeptFile:
    """What stood in a file, and where the file was; it is read without lying on any disk."""

    path: Path
    content: bytes
    password: str = ""
    """Opens the content where it is encrypted; kept in memory only."""

    @property
    def name(self) -> str:
        """The file's name, for sentences."""
        return self.path.name

    def read_bytes(self) -> bytes:
        """The content, as of a path."""
        return self.content

    def opened(self) -> io.BytesIO:
        """The content as an open file."""
        return io.BytesIO(self.content)
