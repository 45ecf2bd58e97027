"""The large font of rare characters: shipped packed, unpacked once per user when first needed."""

from __future__ import annotations

import hashlib
import lzma
import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from desktop.core.errors import DamagedError
from desktop.core.resources import FONTS

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
        _keep(content, kept)
    except OSError:
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


def _keep(content: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
