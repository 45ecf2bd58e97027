"""Backup: one file that has been opened and checked before it is called good."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, inspect, select, table

from desktop.core.errors import DamagedError, SchoolError
from desktop.core.progress import Progress
from desktop.database import archive, faults, files
from desktop.database.archive import FileMark, Manifest
from desktop.database.contents import changed_contents
from desktop.database.engine import open_file
from desktop.database.places import DATABASE, KEYS, Folder
from desktop.database.upgrade import revision_of
from desktop.database.verify import verify_chain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from desktop.database.work import Store


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A good backup: where it is, its digest, and what it holds."""

    path: Path
    size: int
    sha256: str
    revision: str
    entries: int
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a checked database file holds."""

    revision: str
    entries: int
    rows: dict[str, int]


def backup(
    store: Store, folder: Path, out: Path, key: bytes | None, progress: Progress | None = None
) -> BackupReport:
    """Write a backup of the data to `out`, open it, check it; only then it stands there.

    Args:
        store: the open data.
        folder: its data folder; the wrapped key is taken from there.
        out: the backup file (`.mcb`); one that stands there is replaced by the good new one.
        key: the data key; None for data that is not encrypted.
        progress: told of each step; may cancel.

    Raises:
        SchoolError: in words; nothing is left behind.
    """
    if store.engine.dialect.name != "sqlite":
        raise SchoolError("数据在服务器上，备份由服务器的管理员做，不在这里做。")
    progress = progress or Progress()
    with faults.in_words(), _scratch(out) as scratch:
        parts = _copy(store, Folder(folder), scratch, progress)
        progress.step("检查数据")
        contents = check_file(parts[DATABASE], key)
        files.sync_file(parts[DATABASE])
        unchecked = scratch / "unchecked"
        manifest = _manifest(store, contents, parts)
        archive.pack(unchecked, manifest, parts, progress)
        files.sync_file(unchecked)
        _open_again(unchecked, contents, key, progress)
        whole = archive.mark(unchecked)
        files.move(unchecked, out)
    return BackupReport(
        out, whole.size, whole.sha256, contents.revision, contents.entries, contents.rows
    )


def check_file(path: Path, key: bytes | None, *, thoroughly: bool = False) -> Contents:
    """Open a database file and check pages, foreign keys and the audit chain.

    Raises:
        DamagedError: it is not whole; the sentence names the first fault.
    """
    engine = open_file(path, key)
    try:
        with faults.in_words(), engine.connect() as connection, connection.begin():
            return _check(connection, "integrity_check" if thoroughly else "quick_check")
    finally:
        engine.dispose()


def _check(connection: Connection, pages: str) -> Contents:
    objects = "SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')"
    if _all(connection, f"PRAGMA {pages}") != [("ok",)]:
        raise DamagedError("数据文件的页已损坏。")
    if _all(connection, objects) != [(0,)]:
        raise DamagedError("数据文件里有不是明册建立的东西。")
    if _all(connection, "PRAGMA foreign_key_check"):
        raise DamagedError("数据里有记录互相对不上。")
    revision = revision_of(connection)
    if revision is None:
        raise DamagedError("这不是明册的数据。")
    report = verify_chain(connection)
    for broken in report.breaks:
        raise DamagedError(broken.sentence)
    changed = changed_contents(connection)
    if changed:
        msg = f"有 {changed} 个附件的内容与存入时不一致。"
        raise DamagedError(msg)
    rows = {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(inspect(connection).get_table_names())
    }
    return Contents(revision, report.entries, rows)


def _all(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(statement)]


@contextmanager
def _scratch(out: Path) -> Iterator[Path]:
    """A folder beside the backup, for what is not good yet; gone at the end."""
    scratch = out.with_name(out.name + files.UNFINISHED)
    if scratch.exists():
        shutil.rmtree(scratch)
    scratch.mkdir(mode=0o700, parents=True)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch)


def _copy(store: Store, place: Folder, scratch: Path, progress: Progress) -> dict[str, Path]:
    """One consistent copy of the data, still under its key, and of the wrapped key."""
    progress.step("复制数据")
    target = scratch / DATABASE
    options: dict[str, Any] = {"outside": True}
    with store.engine.connect() as plain:
        connection = plain.execution_options(**options)
        connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
    if not place.is_encrypted:
        return {DATABASE: target}
    place.key_file.users()  # a damaged key file would make the backup worthless
    keys = scratch / KEYS
    shutil.copyfile(place.key_file.path, keys)
    return {DATABASE: target, KEYS: keys}


def _manifest(store: Store, contents: Contents, parts: Mapping[str, Path]) -> Manifest:
    marks: dict[str, FileMark] = {name: archive.mark(path) for name, path in parts.items()}
    return Manifest(
        archive.FORMAT,
        contents.revision,
        store.clock.now(),
        contents.entries,
        contents.rows,
        marks,
    )


def _open_again(unchecked: Path, contents: Contents, key: bytes | None, progress: Progress) -> None:
    """Do what a restore will do: take it out, open it, check it."""
    opened = unchecked.with_name("opened")
    opened.mkdir()
    archive.unpack(unchecked, opened, progress)
    progress.step("打开备份并检查")
    if check_file(opened / DATABASE, key) != contents:
        raise DamagedError("备份写好后重新打开，内容与数据不一致，已经删除。请换一个磁盘再备份。")
