"""Backups that the program makes by itself: when one is due, which are kept, which are there.

Kept are the newest backup of each of the last 7 days, 4 weeks and 12 months that have one; only
files that this program named for this data are ever removed, and only after a new one is good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.clock import CHINA
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import Labelled, Role
from desktop.database import faults
from desktop.database.archive import read_manifest
from desktop.database.places import KEYS, Folder
from desktop.models import Unit
from desktop.services.attachments import sweep
from desktop.services.backups import back_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from desktop.core.progress import Progress
    from desktop.services.session import Session

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12
ENDING: Final = ".mcb"
_MOMENT: Final = "%Y%m%d-%H%M%S"
_NAME: Final = re.compile(r"mingce-auto-([0-9a-f]{8})-(\d{8}-\d{6})\.mcb")
_BEFORE_UPGRADE: Final = "before-upgrade-"


class BackupKind(Labelled):
    """Why a backup was made."""

    AUTOMATIC = "automatic", "自动备份"
    BEFORE_UPGRADE = "before_upgrade", "升级前备份"
    BY_HAND = "by_hand", "手动备份"
    UNREADABLE = "unreadable", "打不开"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup that lies in a folder. It was opened and checked when it was made."""

    path: Path
    kind: BackupKind
    made_at: datetime
    size: int
    entries: int
    encrypted: bool


@dataclass(frozen=True, slots=True)
class AutomaticBackup:
    """A backup that the program has made by itself, and how many old ones it has removed."""

    path: Path
    size: int
    removed: int


def folder_for(session: Session, chosen: Path | None) -> Path:
    """Where backups of this data go: the chosen folder, or one inside the data folder.

    Raises:
        SchoolError: the data is on a server.
    """
    if session.folder is None:
        raise SchoolError("数据在服务器上，备份由服务器的管理员做，不在这里做。")
    return chosen or Folder(session.folder).backups


def kept(moments: Iterable[datetime]) -> frozenset[datetime]:
    """Which of many backups are kept, by the moments that they were made at."""
    newest_first = sorted(moments, reverse=True)
    rules: tuple[tuple[int, Callable[[date], Any]], ...] = (
        (DAYS, lambda day: day),
        (WEEKS, lambda day: day.isocalendar()[:2]),
        (MONTHS, lambda day: (day.year, day.month)),
    )
    found: set[datetime] = set()
    for most, span_of in rules:
        newest: dict[Any, datetime] = {}
        for moment in newest_first:
            newest.setdefault(span_of(moment.astimezone(CHINA).date()), moment)
        found.update(list(newest.values())[:most])
    return frozenset(found)


def backups_in(folder: Path) -> tuple[BackupFile, ...]:
    """The backups of a folder, newest first; other files are left out."""
    with faults.in_words():
        paths = sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
        found = [_look_at(path) for path in paths]
    return tuple(sorted(found, key=lambda backup: backup.made_at, reverse=True))


def is_due(session: Session, folder: Path) -> bool:
    """Whether this data has no automatic backup of today in a folder."""
    if session.role is Role.AUDITOR or session.folder is None:
        return False
    today = session.store.clock.today()
    return all(moment.astimezone(CHINA).date() != today for moment in _own(session, folder))


def back_up_when_due(
    session: Session, folder: Path, progress: Progress | None = None
) -> AutomaticBackup | None:
    """Make the backup of the day if there is none yet, then remove those that are not kept.

    Raises:
        SchoolError: in words; no backup was removed.
    """
    if not is_due(session, folder):
        return None
    moment = session.store.clock.now().astimezone(CHINA).strftime(_MOMENT)
    out = folder / f"mingce-auto-{_mark(session)}-{moment}{ENDING}"
    sweep(session)
    report = back_up(session, out, progress)
    return AutomaticBackup(report.path, report.size, _tidy(session, folder))


def _tidy(session: Session, folder: Path) -> int:
    """Remove the automatic backups of this data that are not kept; how many they were."""
    own = _own(session, folder)
    stale = own.keys() - kept(own)
    with faults.in_words():
        for moment in stale:
            own[moment].unlink(missing_ok=True)
    return len(stale)


def _own(session: Session, folder: Path) -> dict[datetime, Path]:
    """The automatic backups of this data, by the moment in their name."""
    mark, found = _mark(session), {}
    with faults.in_words():
        for path in folder.iterdir() if folder.is_dir() else ():
            named = _NAME.fullmatch(path.name)
            if named and named[1] == mark and (moment := _moment(named[2])) is not None:
                found[moment] = path
    return found


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=CHINA)
    except ValueError:
        return None


def _mark(session: Session) -> str:
    """What tells this data from other data whose backups lie in the same folder."""
    with session.store.read() as connection:
        first = connection.execute(select(Unit.id).order_by(Unit.id).limit(1)).scalar()
    if first is None:
        raise NotFoundError("数据里还没有单位，没有可以备份的内容。")
    return first.hex[-8:]


def _look_at(path: Path) -> BackupFile:
    """A file that says it is a backup; one that cannot be read is shown, so that it is noticed."""
    manifest, state = read_manifest(path), path.stat()
    if manifest is None:
        moment = datetime.fromtimestamp(state.st_mtime, CHINA)
        return BackupFile(path, BackupKind.UNREADABLE, moment, state.st_size, 0, encrypted=False)
    if _NAME.fullmatch(path.name):
        kind = BackupKind.AUTOMATIC
    elif path.name.startswith(_BEFORE_UPGRADE):
        kind = BackupKind.BEFORE_UPGRADE
    else:
        kind = BackupKind.BY_HAND
    encrypted = KEYS in manifest.files
    return BackupFile(path, kind, manifest.made_at, state.st_size, manifest.entries, encrypted)
