"""What lies on the disk: readable words, and whether anything is different from before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def readable(folder: Path, secrets: Sequence[str]) -> list[str]:
    """Which of these words stand in clear in any file of a folder, or in a file's name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    content = [path.read_bytes() for path in files] + [str(path).encode() for path in files]
    return [
        word
        for word in secrets
        for coded in (word.encode(), word.encode("utf-16-le"))
        if any(coded in one for one in content)
    ]
