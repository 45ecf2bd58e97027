"""Log-ins that failed: noted beside the data at once, taken into the chain by the next who enters.

When a log-in fails nobody is in, and encrypted data cannot be written to. So the note lies in a
small file beside the data, in the clear: when, where, and whose name it was, if that is a user's;
a name that no user has is not kept, because it may be a password in the wrong field. The file holds
so many notes and then only counts, so that nobody fills the disk by guessing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import msgspec
from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import EnvironmentFault
from desktop.core.files import write_whole
from desktop.core.json import dump, load_as, plain
from desktop.core.labels import Labelled, Role
from desktop.database.records import AuditEntry

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

FILE: Final = "refused-logins.json"
ACTION: Final = "login.refused"
MOST: Final = 50
"""So many are kept one by one; of more only the number."""
_LARGEST_FILE: Final = 64 * 1024
_SHOWN_FOR: Final = timedelta(days=90)


class Door(Labelled):
    """Where somebody tried to come in."""

    LOGIN = "login", "登录"
    LOCK = "lock", "锁屏或换密码"
    RECOVERY = "recovery", "恢复码"


@dataclass(frozen=True, slots=True)
class RefusedLogin:
    """Somebody who was not let in."""

    at: datetime
    door: Door
    name: str | None
    """The user whose name was given; None: no user has that name."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Those who were not let in, oldest first, and how many more there were."""

    logins: tuple[RefusedLogin, ...] = ()
    more: int = 0
    key: str = field(default_factory=lambda: uuid4().hex)
    """Tells this file from later ones: it is taken into the chain once."""


def note_refused(folder: Path, login: RefusedLogin) -> None:
    """Write down that somebody was not let in; it is on the disk when this returns.

    Raises:
        EnvironmentFault: the disk does not take it.
    """
    known = _read(folder) or Refusals()
    if len(known.logins) < MOST:
        known = Refusals((*known.logins, login), known.more, known.key)
    else:
        known = Refusals(known.logins, known.more + 1, known.key)
    write_whole(folder / FILE, dump(known))


def take_in(session: Session) -> Changes:
    """Bring what lies beside the data into the chain; an auditor, who writes nothing, leaves it.

    Where the disk is in the way it stays beside the data for the next log-in: nobody is kept out by
    it.
    """
    if session.folder is None or session.role is Role.AUDITOR:
        return Changes()
    try:
        found = _read(session.folder)
        if found is None:
            return Changes()
        _write(session, found)
        (session.folder / FILE).unlink(missing_ok=True)
    except (EnvironmentFault, OSError):
        return Changes()
    return Changes.of(Book.USERS)


def refused_logins(session: Session) -> tuple[RefusedLogin, ...]:
    """Who was not let in during the last three months, newest first.

    Raises:
        AccessRefusedError: the person is neither principal nor bureau.
    """
    session.require(Role.PRINCIPAL, Role.BUREAU)
    with session.store.read() as connection:
        found = _since(connection, session.store.clock.now() - _SHOWN_FOR)
    logins = (login for refusals in found for login in refusals.logins)
    return tuple(sorted(logins, key=lambda login: login.at, reverse=True))


def refused_since(connection: Connection, since: datetime) -> tuple[int, RefusedLogin | None]:
    """How often somebody was not let in since then, and the last one."""
    found = _since(connection, since)
    logins = [login for refusals in found for login in refusals.logins if login.at >= since]
    count = len(logins) + sum(refusals.more for refusals in found)
    return count, max(logins, key=lambda login: login.at, default=None)


def _since(connection: Connection, since: datetime) -> list[Refusals]:
    """The data is one whole: whoever took them in, in whatever unit."""
    entries = select(AuditEntry.summary).where(AuditEntry.action == ACTION, AuditEntry.at >= since)
    return [load_as(summary, Refusals) for summary in connection.execute(entries).scalars()]


def _write(session: Session, found: Refusals) -> None:
    def body(work: Work) -> None:
        known = select(AuditEntry.summary).where(AuditEntry.action == ACTION)
        summaries = work.connection.execute(known).scalars()
        if any(load_as(summary, Refusals).key == found.key for summary in summaries):
            return  # the program ended before the file could be removed
        work.noted = True
        work.summary = plain(found)

    session.write(ACTION, body)


def _read(folder: Path) -> Refusals | None:
    """What lies beside the data; a file that somebody has altered counts as one more."""
    path = folder / FILE
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return Refusals(more=1)
        return load_as(path.read_bytes(), Refusals)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Refusals(more=1)
