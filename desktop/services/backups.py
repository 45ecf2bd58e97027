"""Backup and restore: who may, what is checked before, and how the backup's own key is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from desktop.core.errors import AccessRefusedError, DamagedError, DataClosedError, SchoolError
from desktop.core.labels import Role, UpkeepKind
from desktop.database import backup as files
from desktop.database.files import UNFINISHED
from desktop.database.folder import open_again
from desktop.database.places import KEYS, Folder
from desktop.database.restore import HalfRestoredError
from desktop.database.restore import rehearse as try_out
from desktop.database.restore import restore as put_back
from desktop.services.books import Login, Tools, open_books
from desktop.services.upkeep import note
from desktop.services.verification import check_chain, note_check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.core.changes import Changes
    from desktop.core.progress import Progress
    from desktop.database.backup import BackupReport
    from desktop.database.keys import KeyFile
    from desktop.database.restore import RestoreReport
    from desktop.services.session import Session

_REHEARSAL: Final = f"rehearsal{UNFINISHED}"


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What opens a backup: a user's name and password of that time, or the recovery code."""

    login: Login
    recovery_code: str | None = None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A backup that could be restored: it was opened and every part of it checked."""

    path: Path
    entries: int
    rows: int
    changes: Changes


def is_locked(backup_file: Path) -> bool:
    """Whether a backup is encrypted; what is no backup at all is refused when it is restored."""
    try:
        with ZipFile(backup_file) as archive:
            return KEYS in archive.namelist()
    except (OSError, BadZipFile):
        return False


def back_up(session: Session, out: Path, progress: Progress | None = None) -> BackupReport:
    """Write a backup, open it and check it; only then it is called good.

    Raises:
        AccessRefusedError: an auditor, who carries nothing away.
        DamagedError: the audit chain does not hold: a backup of it would not be good.
        SchoolError: the data is on a server, or the machine stands in the way.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    if session.folder is None:
        raise SchoolError("数据在服务器上，备份由服务器的管理员做，不在这里做。")
    checked = check_chain(session)
    if not checked.whole:
        note_check(session, UpkeepKind.CHAIN, checked)
        found = checked.findings[0]
        msg = f"没有备份，数据已不完好：{found.unit_name}{found.sentence}"
        raise DamagedError(msg)
    report = files.backup(session.store, session.folder, out, session.key, progress)
    note(session, UpkeepKind.BACKUP, detail=out.name)
    return report


def rehearse(
    session: Session,
    backup_file: Path,
    unlocking: Unlocking | None = None,
    progress: Progress | None = None,
) -> Rehearsed:
    """Take a backup out, open it and check all of it, as a restore would; the data stays as it is.

    Args:
        session: whose backup it is; its key opens the backup.
        backup_file: the `.mcb` file.
        unlocking: what opens a backup of other data, or from before this key.
        progress: told of each step; may cancel.

    Raises:
        SchoolError: in words, why this backup could not be restored.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    if session.folder is None:
        raise SchoolError("数据在服务器上，备份由服务器的管理员做，不在这里做。")
    _refuse_missing(backup_file)
    own = session.key
    unlock = _opener(unlocking) if unlocking else None if own is None else lambda _: own
    try:
        contents = try_out(backup_file, session.folder / _REHEARSAL, unlock, progress)
    except DamagedError:
        note(session, UpkeepKind.REHEARSAL, good=False, detail=backup_file.name)
        raise
    changes = note(session, UpkeepKind.REHEARSAL, detail=backup_file.name)
    return Rehearsed(backup_file, contents.entries, sum(contents.rows.values()), changes)


def restore(
    folder: Path,
    backup_file: Path,
    unlocking: Unlocking,
    tools: Tools | None = None,
    progress: Progress | None = None,
) -> RestoreReport:
    """Put a backup in the place of a folder's data, which is put aside and not deleted.

    Where the folder has data that opens, only a principal or the bureau may do this. The backup
    opens by the password of its time, or by the recovery code.

    Raises:
        AccessRefusedError: the person may not, or nothing given opens the backup.
        SchoolError: in words; the present data has not changed.
    """
    tools = tools or Tools.of_this_machine()
    _refuse_missing(backup_file)
    _require_right(folder, unlocking, tools)
    return put_back(backup_file, folder, _opener(unlocking), tools.clock, progress)


def replace_open_data(
    session: Session,
    backup_file: Path,
    unlocking: Unlocking,
    progress: Progress | None = None,
) -> RestoreReport:
    """Put a backup in the place of the data that is open, and let go of it.

    The backup is rehearsed first, so that data is closed only for a backup that can be restored.
    Afterwards everybody has to log in anew.

    Raises:
        DataClosedError: the data could not be opened again; whoever has it open has to leave it.
        AccessRefusedError: the person may not, or nothing given opens the backup.
        SchoolError: in words; the present data has not changed and is open as before.
    """
    session.require(Role.PRINCIPAL, Role.BUREAU)
    rehearse(session, backup_file, unlocking, progress)
    assert session.folder is not None  # noqa: S101 - a rehearsal refuses servers
    session.store.close()
    tools = Tools(session.store.clock, session.store.ids)
    try:
        return restore(session.folder, backup_file, unlocking, tools, progress)
    except HalfRestoredError as error:
        raise DataClosedError(error.sentence) from error
    except BaseException as error:
        _open_again(session, session.folder, error)
        raise


def _open_again(session: Session, folder: Path, cause: BaseException) -> None:
    """Let a session whose data was closed in vain go on as if nothing had been."""
    try:
        open_again(session.store, folder)
    except SchoolError as fault:
        why = cause.sentence if isinstance(cause, SchoolError) else "恢复没有做完。"
        sentence = f"{why}原来的数据没有改动，但现在打不开：{fault.sentence}"
        raise DataClosedError(sentence) from cause


def _refuse_missing(backup_file: Path) -> None:
    if not backup_file.is_file():
        msg = f"没有这个备份文件：{backup_file}。请检查文件名。"
        raise SchoolError(msg)


def _require_right(folder: Path, unlocking: Unlocking, tools: Tools) -> None:
    """Ask the present data who may replace it; data that is damaged cannot be asked."""
    place = Folder(folder)
    if not place.has_data:
        return
    by_code = unlocking.login.password is None and place.is_encrypted
    if by_code and unlocking.recovery_code is not None:
        place.key_file.unlock_by_recovery(unlocking.recovery_code)
        return
    try:
        session = open_books(folder, unlocking.login, tools)
    except DamagedError:
        return
    try:
        session.require(Role.PRINCIPAL, Role.BUREAU)
    finally:
        session.store.close()


def _opener(unlocking: Unlocking) -> Callable[[KeyFile], bytes]:
    def unlock(keys: KeyFile) -> bytes:
        if unlocking.recovery_code is not None:
            return keys.unlock_by_recovery(unlocking.recovery_code)
        login, names = unlocking.login, keys.users()
        name = login.user or (names[0] if len(names) == 1 else None)
        if name is None or login.password is None:
            raise AccessRefusedError("这份备份已加密。请给出当时的姓名和密码，或打印的恢复码。")
        return keys.unlock(name, login.password)

    return unlock
