"""The old container of .xls and .et files, checked before any reader follows its chains.

A loop in a chain of sectors makes a fast reader take all memory there is (MS-CFB 2.1-2.6).
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = bytes.fromhex("D0CF11E0A1B11AE1")

_HEADER_DIFAT: Final = 109
_LAST_SECTOR: Final = 0xFFFFFFFA
_END: Final = 0xFFFFFFFE
_ENTRY: Final = 128
_STREAM, _ROOT = 2, 5
_LONGEST_NAME: Final = 64
_SECTOR_SHIFTS: Final = (9, 12)
_MINI_SHIFT: Final = 6


class DamagedOleError(Exception):
    """The container does not agree with itself."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of the container."""

    name: str
    start: int
    size: int


class OleFile:
    """A container whose chains have all been walked to their ends."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(SIGNATURE):  # noqa: PLR2004 - the header's length
            raise DamagedOleError
        self._data = data
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in _SECTOR_SHIFTS:
            raise DamagedOleError
        self._size = 1 << shift
        self._fat = self._read_fat()
        self._used = bytearray(len(self._fat))
        (self._cutoff,) = struct.unpack_from("<I", data, 56)
        self._entries = self._read_directory()
        self._read_mini()
        self.streams = {name.lower(): stream for name, stream in self._entries.items()}
        for stream in self._entries.values():
            self._check(stream)

    def head(self, name: str, count: int) -> bytes:
        """The first bytes of a stream."""
        stream = self.streams[name]
        length = min(count, stream.size)
        if stream.size < self._cutoff:
            sectors = self._chain(stream.start, self._minifat, None)
            return b"".join(self._mini[s << _MINI_SHIFT : (s + 1) << _MINI_SHIFT] for s in sectors)[
                :length
            ]
        sectors = self._chain(stream.start, self._fat, None)[: length // self._size + 1]
        return b"".join(self._sector(sector) for sector in sectors)[:length]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _read_fat(self) -> array[int]:
        numbers = list(struct.unpack_from(f"<{_HEADER_DIFAT}I", self._data, 76))
        (following,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while following < _LAST_SECTOR:
            sector = self._sector(following)
            if following in seen or len(sector) < self._size:
                raise DamagedOleError
            seen.add(following)
            entries = struct.unpack(f"<{self._size // 4}I", sector)
            numbers += entries[:-1]
            following = entries[-1]
        return self._table(number for number in numbers if number < _LAST_SECTOR)

    def _table(self, sectors: object) -> array[int]:
        table = array("I")
        whole = b"".join(self._sector(sector) for sector in sectors)  # type: ignore[attr-defined]
        table.frombytes(whole[: len(whole) // 4 * 4])
        return table

    def _chain(self, start: int, table: array[int], used: bytearray | None) -> list[int]:
        chain: list[int] = []
        sector = start
        while sector < _LAST_SECTOR:
            if sector >= len(table) or len(chain) > len(table) or (used and used[sector]):
                raise DamagedOleError
            if used is not None:
                used[sector] = 1
            chain.append(sector)
            sector = table[sector]
        return chain

    def _read_directory(self) -> dict[str, Stream]:
        (start,) = struct.unpack_from("<I", self._data, 48)
        whole = b"".join(self._sector(s) for s in self._chain(start, self._fat, self._used))
        self._root = Stream("", _END, 0)
        entries: dict[str, Stream] = {}
        for at in range(0, len(whole) - _ENTRY + 1, _ENTRY):
            name_length, kind = struct.unpack_from("<HB", whole, at + 64)
            first, size = struct.unpack_from("<II", whole, at + 116)
            raw = whole[at : at + max(0, min(name_length, _LONGEST_NAME) - 2)]
            stream = Stream(raw.decode("utf-16-le", "replace"), first, size)
            if kind == _ROOT:
                self._root = stream
            elif kind == _STREAM:
                entries[stream.name] = stream
        return entries

    def _read_mini(self) -> None:
        (start,) = struct.unpack_from("<I", self._data, 60)
        self._minifat = self._table(self._chain(start, self._fat, self._used))
        self._mini_used = bytearray(len(self._minifat))
        sectors = self._chain(self._root.start, self._fat, self._used) if self._root.size else []
        self._mini = b"".join(self._sector(sector) for sector in sectors)

    def _check(self, stream: Stream) -> None:
        if not stream.size:
            return
        if stream.size < self._cutoff:
            self._chain(stream.start, self._minifat, self._mini_used)
        else:
            self._chain(stream.start, self._fat, self._used)


_BOF: Final = frozenset({0x0809, 0x0009, 0x0209, 0x0409})
_FILEPASS: Final = 0x002F
_SHEET: Final = 0x0085
_EOF: Final = 0x000A
_BIFF8: Final = 0x0600


@dataclass(frozen=True, slots=True)
class Biff:
    """What the first records of a workbook stream say."""

    version: int
    protected: bool

    @property
    def modern(self) -> bool:
        """Whether it is BIFF8 (Excel 97 and later)."""
        return self.version == _BIFF8


def read_biff(head: bytes) -> Biff | None:
    """The version and whether a password is asked for, or None when it is no workbook stream."""
    if len(head) < 8 or struct.unpack_from("<H", head)[0] not in _BOF:  # noqa: PLR2004 - BOF
        return None
    (version,) = struct.unpack_from("<H", head, 4)
    at = 0
    while at + 4 <= len(head):
        record, length = struct.unpack_from("<HH", head, at)
        if record == _FILEPASS:
            return Biff(version, protected=True)
        if record in (_SHEET, _EOF):
            break
        at += 4 + length
    return Biff(version, protected=False)
