"""The large font of rare characters: shipped packed, unpacked once per user when first needed."""

from __future__ import annotations

import hashlib
import lzma
from io import BytesIO
from typing import TYPE_CHECKING, Final

from platformdirs import user_cache_path

from desktop.core.errors import DamagedError, EnvironmentFault
from desktop.core.files import write_whole
from desktop.core.resources import FONTS

if TYPE_CHECKING:
    from pathlib import Path

PACKED: Final = FONTS / "HanaMinB.ttf.xz"
_DIGEST: Final = "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c"


def unpacked() -> Path | BytesIO:
    """The font file, unpacked into the user's cache; in memory where nothing can be kept.

    Raises:
        DamagedError: the shipped file is damaged.
    """
    kept = user_cache_path("mingce", appauthor=False) / "fonts" / "HanaMinB.ttf"
    if _is_whole(kept):
        return kept
    content = _unpack()
    try:
        write_whole(kept, content)
    except EnvironmentFault:
        return BytesIO(content)  # a read-only or full home folder must not stop the printing
    return kept


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == _DIGEST
    except OSError:
        return False


def _unpack() -> bytes:
    try:
        content = lzma.decompress(PACKED.read_bytes())
    except (OSError, lzma.LZMAError) as error:
        raise DamagedError(f"生僻字字体打不开（{PACKED.name}），请重新安装明册。") from error
    if hashlib.sha256(content).hexdigest() != _DIGEST:
        raise DamagedError(f"生僻字字体已损坏（{PACKED.name}），请重新安装明册。")
    return content
