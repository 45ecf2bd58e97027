"""Opening a database: the pragmas, the key, and where it may not lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.sql.dml import UpdateBase

from desktop.core.errors import EnvironmentFault
from desktop.core.json import dump_text

NETWORK_SYSTEMS: Final = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "9p", "davfs"),
        *("fuse.sshfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.rclone"),
        *("glusterfs", "ceph", "lustre"),
    }
)
MOUNTS: Final = Path("/proc/self/mounts")
BUSY_MILLISECONDS: Final = 10_000
_REMOTE_DRIVE: Final = 4  # DRIVE_REMOTE of GetDriveTypeW

# Full synchronous: a power cut must not lose a saved form. Temporary tables stay in memory, because
# on disk they would not be encrypted.
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-65536",
)

# Of a new file only: half as many pages are written, checked and copied when a roster is taken in.
# An encrypted file has the cipher's own measure, which would have to be known to open it.
_PAGE: Final = "PRAGMA page_size=8192"


def open_file(path: Path, key: bytes | None, *, create: bool = False) -> Engine:
    """An engine on an SQLite file, encrypted with `key` (32 bytes) unless None.

    Raises:
        EnvironmentFault: the file lies on a network share, or is not there and `create` is false.
    """
    refuse_network_share(path)
    if not create and not path.is_file():
        msg = f"这里没有明册的数据：{path.parent}。请检查文件夹，或先用 mingce init 建立。"
        raise EnvironmentFault(msg)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlcipher,
        json_serializer=dump_text,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_MILLISECONDS / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver connection
        if key is not None:
            # The library writes to standard error on its own; what goes wrong is said in words.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        else:
            connection.execute(_PAGE)
        for pragma in (*_PRAGMAS, f"PRAGMA busy_timeout={BUSY_MILLISECONDS}"):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver is in autocommit mode so that a writer takes its lock before it reads.
        options = connection.get_execution_options()
        if not options.get("outside", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")

    _refuse_unrecorded(engine)
    return engine


def open_server(url: str) -> Engine:
    """An engine on a PostgreSQL server (`postgresql+psycopg://…`)."""
    engine = create_engine(
        url, json_serializer=dump_text, isolation_level="REPEATABLE READ", hide_parameters=True
    )
    _refuse_unrecorded(engine)
    return engine


def _refuse_unrecorded(engine: Engine) -> None:
    """Make every write that does not pass the audit chain a plain bug."""

    @event.listens_for(engine, "before_execute")
    def check(
        _connection: Connection,
        statement: object,
        _many: object,
        _parameters: object,
        options: dict[str, Any],
    ) -> None:
        if isinstance(statement, UpdateBase) and not options.get("recorded"):
            msg = "a write outside of the audit chain"
            raise RuntimeError(msg)


def refuse_network_share(path: Path) -> None:
    """Refuse a place that several machines may write to.

    Raises:
        EnvironmentFault: it lies on a network share.
    """
    system = _file_system(path)
    if system in NETWORK_SYSTEMS:
        raise EnvironmentFault(
            "数据不能放在网络共享盘上：几台电脑同时写会损坏数据。请把数据文件夹放在本机硬盘，"
            "用备份文件或上报包交换。"
        )


def _file_system(path: Path) -> str:
    """The file system that a path lies on: a name from `NETWORK_SYSTEMS`, another name, or ""."""
    if sys.platform == "win32":  # pragma: no cover - Windows only
        return "smb" if _on_remote_drive(path) else ""
    target = os.path.realpath(path)
    best, system = "", ""
    for point, name in _mounts(MOUNTS):
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, system = point, name
    return system


def _on_remote_drive(path: Path) -> bool:  # pragma: no cover - Windows only
    import ctypes  # noqa: PLC0415 - Windows only

    drive = path.resolve().drive
    if drive.startswith("\\\\"):
        return True
    kind: int = ctypes.windll.kernel32.GetDriveTypeW(drive + "\\")  # type: ignore[attr-defined,unused-ignore]
    return kind == _REMOTE_DRIVE


def _mounts(table: Path) -> list[tuple[str, str]]:
    """Mount points and their file systems, where the system tells them (Linux)."""
    try:
        rows = [line.split() for line in table.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return []
    # Blanks in a mount point are written as \040.
    return [(row[1].replace("\\040", " "), row[2]) for row in rows if len(row) > 2]  # noqa: PLR2004
