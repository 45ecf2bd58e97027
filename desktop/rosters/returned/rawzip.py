"""Copying a zip with some parts changed: the others keep their packed bytes as they lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from desktop.rosters.returned.parts import UnpatchableError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s4B4H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_KEPT_FLAGS: Final = 0x806  # names in UTF-8, and how hard it was packed; sizes stand in the header
_LIMIT: Final = 0xFFFF_FFFF


def copied(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The archive with parts changed or added.

    Raises:
        UnpatchableError: it is encrypted, damaged or too large for a plain zip.
    """
    out = io.BytesIO()
    central: list[bytes] = []
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        infos = source.infolist()
    for info in infos:
        if info.filename in changed:
            info, packed = _packed(info.filename, changed[info.filename])  # noqa: PLW2901 - replaced
        else:
            packed = _as_it_lies(data, info)
        central.append(_write(out, info, packed))
    known = {info.filename for info in infos}
    for name, content in changed.items():
        if name not in known:
            central.append(_write(out, *_packed(name, content)))
    start = out.tell()
    directory = b"".join(central)
    count = len(central)
    if start + len(directory) > _LIMIT or count >= 0xFFFF:  # noqa: PLR2004 - a plain zip's limit
        raise UnpatchableError
    out.write(directory)
    out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))
    return out.getvalue()


def _packed(name: str, content: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.CRC, info.file_size, info.compress_size = zlib.crc32(content), len(content), len(packed)
    return info, packed


def _as_it_lies(data: bytes, info: zipfile.ZipInfo) -> bytes:
    head = _LOCAL.unpack_from(data, info.header_offset)
    if head[0] != b"PK\x03\x04" or info.flag_bits & _ENCRYPTED:
        raise UnpatchableError
    start = info.header_offset + _LOCAL.size + head[9] + head[10]
    return data[start : start + info.compress_size]


def _write(out: io.BytesIO, info: zipfile.ZipInfo, packed: bytes) -> bytes:
    """Write one part; gives its line of the directory."""
    name = info.orig_filename.encode("utf-8" if not info.orig_filename.isascii() else "ascii")
    flags = info.flag_bits & _KEPT_FLAGS | (0 if info.orig_filename.isascii() else _UTF8)
    year, month, day, hour, minute, second = info.date_time
    stamp = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
    sizes = (info.CRC, info.compress_size, info.file_size)
    offset = out.tell()
    out.write(
        _LOCAL.pack(b"PK\x03\x04", 20, flags, info.compress_type, *stamp, *sizes, len(name), 0)
    )
    out.write(name)
    out.write(packed)
    return (
        _CENTRAL.pack(
            b"PK\x01\x02",
            *(20, 0, 20, 0),
            flags,
            info.compress_type,
            *stamp,
            *sizes,
            len(name),
            *(0, 0, 0, 0),
            info.external_attr,
            offset,
        )
        + name
    )
