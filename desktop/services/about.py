"""What the program is made of and what it keeps: for the person, and for whoever helps."""

from __future__ import annotations

import platform
import sys
import tomllib
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from desktop.core.resources import RESOURCES
from desktop.database.records import AuditEntry
from desktop.database.upgrade import revision_of

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session

PROGRAM: Final = "mingce"
_UNKNOWN: Final = "未知"
# The fonts lie in the program itself and have no package that names their licence.
FONTS: Final = (
    ("思源黑体 Noto Sans SC", "OFL-1.1"),
    ("思源宋体 Noto Serif SC", "OFL-1.1"),
    ("朱雀仿宋 LXGW Zhuque Fangsong", "OFL-1.1"),
    ("花园明朝 HanaMin B", "HanaMin"),
)
# Without packages that only hold types, tests or tools.
LIBRARIES: Final = (
    *("alembic", "argon2-cffi", "chinesecalendar", "cryptography", "filelock", "msgspec"),
    *("platformdirs", "pypdfium2", "pypinyin", "pyqtgraph", "pyside6-essentials"),
    *("python-calamine", "reportlab", "sqlalchemy", "sqlcipher3", "xlrd", "xlsxwriter"),
)


# Whose package brings its licence along, but does not name it.
_READ_IN_THEIR_FILES: Final = {"sqlcipher3": "zlib（SQLCipher：BSD-3-Clause）"}


@dataclass(frozen=True, slots=True)
class Part:
    """A library or font: its version and licence."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class About:
    """Nothing here tells of a person."""

    version: str
    system: str
    python: str
    database: str
    revision: str
    encrypted: bool
    entries: int
    size: int | None
    """Of the data file; None on a server."""
    folder: Path | None
    parts: tuple[Part, ...]


def about(session: Session) -> About:
    """Look at the program and the open data."""
    with session.store.read() as connection:
        name = connection.dialect.name
        asked = "SELECT sqlite_version()" if name == "sqlite" else "SHOW server_version"
        database = connection.exec_driver_sql(asked).scalar()
        entries = connection.execute(select(func.count()).select_from(AuditEntry)).scalar_one()
        revision = revision_of(connection) or _UNKNOWN
    file = session.folder / "mingce.db" if session.folder else None
    return About(
        version=program_version(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        python=".".join(map(str, sys.version_info[:3])),
        database=f"{'SQLite' if name == 'sqlite' else 'PostgreSQL'} {database}",
        revision=revision,
        encrypted=session.key is not None,
        entries=entries,
        size=file.stat().st_size if file and file.is_file() else None,
        folder=session.folder,
        parts=parts(),
    )


def parts() -> tuple[Part, ...]:
    """The libraries and fonts that the program brings along, with their licences."""
    libraries = (Part(name, _version(name), _licence(name)) for name in LIBRARIES)
    fonts = (Part(name, "", licence) for name, licence in FONTS)
    return (*libraries, *fonts)


def for_support(found: About, more: tuple[str, ...] = ()) -> str:
    """A text to hand to whoever helps: no names, no folders, no numbers of people."""
    size = f"{found.size / 1024 / 1024:.1f} MB" if found.size is not None else "服务器"
    lines = (
        f"明册 {found.version}",
        f"系统 {found.system}",
        f"Python {found.python}",
        f"数据库 {found.database}，结构 {found.revision}",
        "已加密" if found.encrypted else "未加密",
        f"操作记录 {found.entries} 条，数据 {size}",
        *more,
    )
    return "\n".join(lines)


def program_version() -> str:
    """The version of this program: as it was installed, or as its checkout says."""
    installed = _version(PROGRAM)
    declared = RESOURCES.parent / "pyproject.toml"
    if installed != _UNKNOWN or not declared.is_file():
        return installed
    return str(tomllib.loads(declared.read_text(encoding="utf-8"))["project"]["version"])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return _UNKNOWN


def _licence(name: str) -> str:
    """The licence as the package names it: an expression, a word, or its classifier."""
    try:
        known = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return _UNKNOWN
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in known.get("classifier", ())
        if line.startswith("License :: ")
    ]
    words = str(known.get("license") or "").strip().splitlines()
    short = words[0] if words else ""
    told = known.get("license_expression") or "、".join(classified) or short
    return str(told or _READ_IN_THEIR_FILES.get(name, _UNKNOWN))
