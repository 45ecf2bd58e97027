"""Passwords of the person at the desk: asked for again after a pause, and changed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.errors import AccessRefusedError, EnvironmentFault
from desktop.database.folder import open_store
from desktop.database.keys import check_password
from desktop.models import Unit, User
from desktop.services.books import Tools
from desktop.services.doors import is_locked, key_holders
from desktop.services.refused_logins import Door, RefusedLogin, note_refused, take_in
from desktop.services.users import set_password

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.changes import Changes
    from desktop.services.session import Session


def login_names(folder: Path) -> tuple[str, ...]:
    """Who may open the data of a folder, to choose from.

    Raises:
        SchoolError: data that is not encrypted cannot be opened, or there is only its key.
    """
    if is_locked(folder):
        return key_holders(folder)
    tools = Tools.of_this_machine()
    store = open_store(folder, None, tools.clock, tools.ids)
    try:
        with store.read() as connection:
            query = select(User.name).where(User.active).order_by(User.unit_id, User.id)
            return tuple(connection.execute(query).scalars())
    finally:
        store.close()


def has_password(session: Session) -> bool:
    """Whether the person at the desk has a password at all."""
    return _stored(session) is not None


def confirm_password(session: Session, password: str) -> None:
    """Make sure that the person who has come back is the one who left.

    Raises:
        AccessRefusedError: the password is wrong, or the user was deactivated meanwhile.
    """
    stored = _stored(session)
    if stored is not None and not check_password(stored, password):
        if session.folder is not None:
            refused = RefusedLogin(session.store.clock.now(), Door.LOCK, session.user_name)
            with suppress(EnvironmentFault):  # a full disk is no answer to a wrong password
                note_refused(session.folder, refused)
        raise AccessRefusedError("密码不对，请再输一遍。忘记密码时，退出登录后用恢复码重设。")
    take_in(session)


def change_own_password(session: Session, old: str, new: str) -> Changes:
    """Give the person at the desk a new password, after asking for the old one.

    Raises:
        AccessRefusedError: the old password is wrong.
        SchoolError: the new one is weak.
    """
    confirm_password(session, old)
    # The user's row lies in their own unit, also while they work in one below it.
    own = _row(session)
    return set_password(session.in_unit(own.unit_id, own.name), session.user_name, new)


def _stored(session: Session) -> str | None:
    stored: str | None = _row(session).password_hash
    return stored


def _row(session: Session) -> Any:  # noqa: ANN401 - a row
    with session.store.read() as connection:
        row = connection.execute(
            select(User.password_hash, User.unit_id, Unit.name)
            .join(Unit, Unit.id == User.unit_id)
            .where(User.id == session.user_id, User.active)
        ).first()
    if row is None:
        raise AccessRefusedError("这个使用者已停用，请退出登录。")
    return row
