"""Opening data, outside of the GUI thread: what is found there, and who it is that came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.errors import AccessRefusedError, SchoolError
from desktop.core.terms import Month
from desktop.services.access import has_password, login_names
from desktop.services.books import Login, open_books
from desktop.services.demonstration import is_demonstration
from desktop.services.doors import is_locked

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.preferences import PreferencesFile
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Entered:
    """Open books with somebody at the desk."""

    session: Session
    is_demonstration: bool
    has_password: bool
    month: Month
    """The month that is shown first."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a data folder has come to: open books, a log-in, or a reason why neither."""

    folder: Path | None
    last_name: str = ""
    entered: Entered | None = None
    names: tuple[str, ...] = ()
    refusal: SchoolError | None = None

    @property
    def asks_who(self) -> bool:
        """Whether somebody has to log in."""
        return self.entered is None and self.refusal is None and self.folder is not None


def look(named: Path | None, preferences: PreferencesFile) -> Found:
    """Open the data of a folder if that needs no password.

    Args:
        named: the folder asked for; None: the one that this machine used last.
        preferences: what this machine remembers.
    """
    remembered = preferences.load().preferences
    folder = named or remembered.data_folder
    if folder is None:
        return Found(None)
    try:
        return _opened(folder, remembered.user_name)
    except SchoolError as error:
        return Found(folder, refusal=error)


def ask_who(folder: Path, preferences: PreferencesFile) -> Found:
    """Let somebody log in, also where the data would open by itself."""
    try:
        names = login_names(folder)
    except SchoolError as error:
        return Found(folder, refusal=error)
    return Found(folder, preferences.load().preferences.user_name, names=names)


def entered(session: Session) -> Entered:
    """What is to be known of open books before they are shown."""
    demonstration = is_demonstration(session)
    month = Month.of(session.store.clock.today())
    if demonstration:
        from desktop.demo.setting import stay_in_the_story  # noqa: PLC0415 - for the demo only

        month = stay_in_the_story(session)
    return Entered(session, demonstration, has_password(session), month)


def _opened(folder: Path, last_name: str) -> Found:
    if is_locked(folder):
        return Found(folder, last_name, names=login_names(folder))
    try:
        session = open_books(folder, Login(last_name or None))
    except AccessRefusedError:
        return Found(folder, last_name, names=login_names(folder))
    return Found(folder, last_name, entered(session))
