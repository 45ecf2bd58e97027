"""A TrueType file: its tables are kept in memory, its outlines read when they are embedded.

Nearly all of the ten megabytes of a Chinese font are outlines, and a notice embeds a few hundred.
"""

from __future__ import annotations

import struct
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from desktop.core.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator

_OUTLINES: Final = "glyf"
_KEPT: Final = frozenset(
    ("OS/2", "cmap", "cvt ", "fpgm", "head", "hhea", "hmtx", "loca", "maxp", "name", "post", "prep")
)
_TRUE_TYPE: Final = 0x00010000
_HEAD: Final = 12  # bytes before the directory of tables
_ENTRY: Final = struct.Struct(">4sLLL")  # tag, checksum, offset, length


class FontFile:
    """A font's file by its path, or its content where it could not be kept on the disk.

    Raises:
        DamagedError: the file cannot be read.
    """

    def __init__(self, source: str | BytesIO) -> None:
        self._source = source
        with self._opened() as file:
            self._directory = _directory(file)
            self.tables = {
                tag: _part(file, offset, length)
                for tag, (_, offset, length) in self._directory.items()
                if tag in _KEPT
            }

    def without_outlines(self) -> bytes:
        """A font file of its own, of the tables that are kept."""
        parts = [struct.pack(">LH6x", _TRUE_TYPE, len(self.tables))]
        at = _HEAD + _ENTRY.size * len(self.tables)
        for tag, content in self.tables.items():
            parts.append(_ENTRY.pack(tag.encode(), self._directory[tag][0], at, len(content)))
            at += len(content)
        return b"".join([*parts, *self.tables.values()])

    def outlines(self, places: list[tuple[int, int]]) -> list[bytes]:
        """The outlines that begin and end at these places of their table.

        Raises:
            DamagedError: the file is gone, or is another one since it was first read.
        """
        with self._opened() as file:
            if _directory(file) != self._directory:  # it holds the checksum of each table
                raise self._damaged()
            start = self._directory[_OUTLINES][1]
            return [_part(file, start + begin, end - begin) for begin, end in places]

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        # Opened anew each time: a file that stays open cannot be replaced on Windows.
        try:
            if isinstance(self._source, BytesIO):
                yield BytesIO(self._source.getvalue())
            else:
                with Path(self._source).open("rb") as file:
                    yield file
        except (OSError, EOFError) as error:
            raise self._damaged() from error

    def _damaged(self) -> DamagedError:
        name = "生僻字" if isinstance(self._source, BytesIO) else Path(self._source).name
        return DamagedError(f"字体文件读不出来或已被换掉（{name}），请重新打开明册再打印。")


def _directory(file: BinaryIO) -> dict[str, tuple[int, int, int]]:
    """For each table its checksum, offset and length."""
    _, count = struct.unpack(">LH6x", _part(file, 0, _HEAD))
    entries = _ENTRY.iter_unpack(_part(file, _HEAD, _ENTRY.size * count))
    return {tag.decode("latin-1"): (checksum, at, long) for tag, checksum, at, long in entries}


def _part(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    content = file.read(length)
    if len(content) < length:
        raise EOFError(offset)
    return content
