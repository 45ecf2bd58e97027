"""The backup file: one zip with the database, its wrapped key, and a manifest of both.

What is in the zip is fixed by name and checked by size and digest before anything is used, because
a backup comes from a stick that anybody may have had.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - read by msgspec at run time
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.clock import CHINA
from desktop.core.errors import DamagedError, EnvironmentFault, SchoolError
from desktop.core.json import dump, load_as
from desktop.database.places import DATABASE, KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.core.progress import Progress

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_MEMBERS: Final = frozenset({MANIFEST, DATABASE, KEYS})
_LARGEST_SMALL_FILE: Final = 4 << 20
_PIECE: Final = 1 << 20
# What a damaged, foreign or tampered zip makes the reader raise.
_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError),
    *(NotImplementedError, RuntimeError, msgspec.DecodeError),
)


@dataclass(frozen=True, slots=True)
class FileMark:
    """Size and SHA-256 of a file in the archive."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the archive says of itself."""

    format: int
    revision: str
    made_at: datetime
    entries: int
    rows: dict[str, int]
    files: dict[str, FileMark]


def mark(path: Path) -> FileMark:
    """Size and digest of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileMark(path.stat().st_size, digest)


def pack(target: Path, manifest: Manifest, files: Mapping[str, Path], progress: Progress) -> None:
    """Write the archive. Encrypted data does not become smaller, so it is only stored."""
    stored = KEYS in files
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    moment = manifest.made_at.astimezone(CHINA).timetuple()[:6]
    with zipfile.ZipFile(target, "x", method, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST, moment), dump(manifest))
        for name, path in files.items():
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = method
            size = path.stat().st_size
            info.file_size = size
            with path.open("rb") as source, archive.open(info, "w") as member:
                for done in range(0, size, _PIECE):
                    progress.step("写备份文件", done, size)
                    member.write(source.read(_PIECE))


def unpack(archive_path: Path, folder: Path, progress: Progress) -> Manifest:
    """Take the files of an archive out into an empty folder, all checked against the manifest.

    Raises:
        DamagedError: it is no backup, or not as it was written.
        SchoolError: it was written by a newer program.
        EnvironmentFault: there is not room enough.
    """
    try:
        with zipfile.ZipFile(archive_path) as archive:
            manifest = _manifest(archive)
            for name, wanted in manifest.files.items():
                _take_out(archive, name, wanted, folder, progress)
    except _UNREADABLE as error:
        raise _damaged() from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # a place before the beginning of the file
            raise _damaged() from error
        raise
    return manifest


def read_manifest(archive_path: Path) -> Manifest | None:
    """What an archive says of itself, without checking it; None where it is no backup of ours."""
    try:
        with zipfile.ZipFile(archive_path) as archive:
            return _manifest(archive)
    except (*_UNREADABLE, SchoolError, OSError):
        return None


def _damaged() -> DamagedError:
    return DamagedError(
        "这不是明册的备份文件，或者它已损坏，没有恢复，现有数据没有改动。请换一份备份。"
    )


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if len(names) != len(set(names)) or not {MANIFEST, DATABASE} <= set(names) <= _MEMBERS:
        raise _damaged()
    if archive.getinfo(MANIFEST).file_size > _LARGEST_SMALL_FILE:
        raise _damaged()
    content = archive.read(MANIFEST)
    if load_as(content, _Version).format > FORMAT:
        raise SchoolError("这份备份由更新版本的明册写成，请先升级程序。")
    manifest = load_as(content, Manifest)
    if set(manifest.files) != set(names) - {MANIFEST}:
        raise _damaged()
    return manifest


@dataclass(frozen=True, slots=True)
class _Version:
    format: int


def _take_out(
    archive: zipfile.ZipFile, name: str, wanted: FileMark, folder: Path, progress: Progress
) -> None:
    """Write one member out; never more than the manifest says, whatever the zip claims."""
    if name == KEYS and wanted.size > _LARGEST_SMALL_FILE:
        raise _damaged()
    if wanted.size > shutil.disk_usage(folder).free:
        raise EnvironmentFault(
            "磁盘空间不够放下这份备份，没有恢复，现有数据没有改动。请先清理磁盘。"
        )
    digest, done = hashlib.sha256(), 0
    with archive.open(name) as member, (folder / name).open("xb") as target:
        while piece := member.read(min(_PIECE, wanted.size - done + 1)):
            progress.step("读备份文件", done, wanted.size)
            done += len(piece)
            if done > wanted.size:
                break
            digest.update(piece)
            target.write(piece)
    if (done, digest.hexdigest()) != (wanted.size, wanted.sha256):
        raise _damaged()
