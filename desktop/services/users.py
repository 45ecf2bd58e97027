"""Users, their roles and passwords. On encrypted data a password also opens the data key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import Role, UpkeepKind
from desktop.database.keys import hash_password, plain_name
from desktop.database.places import Folder
from desktop.models import User
from desktop.services.upkeep import note

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

SHORTEST_PASSWORD: Final = 8
LONGEST_NAME: Final = 50


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to be entered; without a password everybody at this desk may be this user."""

    name: str
    role: Role
    password: str | None = None


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user in the list."""

    user_id: UUID
    name: str
    role: Role
    active: bool
    has_password: bool


def users(session: Session) -> tuple[UserLine, ...]:
    """The users of the unit."""
    with session.store.read() as connection:
        rows = connection.execute(
            select(User).where(User.unit_id == session.unit_id).order_by(User.id)
        )
        return tuple(
            UserLine(r.id, r.name, r.role, r.active, r.password_hash is not None) for r in rows
        )


def add_user(session: Session, new: NewUser) -> Changes:
    """Enter a user of this unit.

    Raises:
        SchoolError: the name is taken, the password is weak, or encrypted data needs one.
    """
    refuse_name(new.name)
    if new.password is None and session.key is not None:
        raise SchoolError("这份数据已加密，每个使用者都要有密码。")
    if new.password is not None:
        refuse_weak(new.password)

    def body(work: Work) -> Changes:
        # A name opens the key file, so it must mean one person in the whole database.
        name = plain_name(new.name)
        taken = work.connection.execute(select(User.id).where(User.name == name)).first()
        if taken is not None:
            msg = f"已经有一个使用者叫“{name}”，请在姓名后加字区别。"
            raise SchoolError(msg)
        work.insert(User, [user_row(work.new_ids(1)[0], new)])
        work.summary = {"user": new.name, "role": new.role}
        return Changes.of(Book.USERS)

    changes = session.write("user.add", body, Role.PRINCIPAL, Role.BUREAU)
    # The row first: a user without a wrap can be given a new password, a wrap without a user is a
    # password nobody knows of.
    if new.password is not None and session.key is not None and session.folder is not None:
        Folder(session.folder).key_file.wrap(new.name, new.password, session.key)
    return changes


def set_password(session: Session, name: str, password: str) -> Changes:
    """Give a user of this unit a new password: one's own, or as principal anybody's.

    Killed at any moment, the old or the new password works.

    Raises:
        SchoolError: the password is weak.
        NotFoundError: the unit has no such user.
        AccessRefusedError: only the principal may set other people's passwords.
    """
    refuse_weak(password)
    name = plain_name(name)
    if name != session.user_name:
        session.require(Role.PRINCIPAL, Role.BUREAU)
    user_id = _active_user(session, name)
    keys = Folder(session.folder).key_file if session.key and session.folder else None
    if keys is not None and session.key is not None:
        keys.wrap(name, password, session.key, keep_old=True)

    def body(work: Work) -> Changes:
        work.update(User, [{"id": user_id, "password_hash": hash_password(password)}])
        work.summary = {"user": name}
        return Changes.of(Book.USERS)

    changes = session.write("user.password", body, *Role)
    if keys is not None:
        keys.drop_old(name)
    return changes


def deactivate(session: Session, name: str) -> Changes:
    """Let a user work no longer; what they did stays under their name.

    Raises:
        SchoolError: it is the person at the desk, who would be locked out.
    """
    session.require(Role.PRINCIPAL, Role.BUREAU)
    name = plain_name(name)
    if name == session.user_name:
        raise SchoolError("不能停用自己。请由另一位校长角色的使用者来停用。")
    user_id = _active_user(session, name)
    # The key first: whatever stops this, nobody keeps a key without being a user.
    if session.key is not None and session.folder is not None:
        Folder(session.folder).key_file.remove(name)

    def body(work: Work) -> Changes:
        work.update(User, [{"id": user_id, "active": False}])
        work.summary = {"user": name}
        return Changes.of(Book.USERS)

    return session.write("user.deactivate", body, Role.PRINCIPAL, Role.BUREAU)


def new_recovery_code(session: Session) -> str:
    """A new code to print; the one printed before no longer opens the data.

    Until somebody confirms that it lies in a safe place, today's list asks for it.

    Raises:
        SchoolError: the data is not encrypted.
    """
    session.require(Role.PRINCIPAL, Role.BUREAU)
    if session.key is None or session.folder is None:
        raise SchoolError("这份数据没有加密，不需要恢复码。")
    code = Folder(session.folder).key_file.new_recovery_code(session.key)
    note(session, UpkeepKind.RECOVERY_SHEET, good=False)
    return code


def refuse_weak(password: str) -> None:
    """Refuse a password that is too short to protect anything.

    Raises:
        SchoolError: it is.
    """
    if len(password.strip()) < SHORTEST_PASSWORD:
        msg = f"密码至少要{SHORTEST_PASSWORD}个字，可以用一句容易记的话。"
        raise SchoolError(msg)


def refuse_name(name: str) -> None:
    """Refuse a user's name that is empty or too long for a form.

    Raises:
        SchoolError: it is.
    """
    if not 0 < len(plain_name(name)) <= LONGEST_NAME:
        msg = f"使用者的姓名不能是空的，也不能超过{LONGEST_NAME}个字。"
        raise SchoolError(msg)


def user_row(user_id: UUID, new: NewUser) -> dict[str, Any]:
    """The table row of a new user."""
    return {
        "id": user_id,
        "name": plain_name(new.name),
        "role": new.role,
        "password_hash": hash_password(new.password) if new.password is not None else None,
        "active": True,
    }


def _active_user(session: Session, name: str) -> UUID:
    with session.store.read() as connection:
        found = connection.execute(
            select(User.id).where(User.unit_id == session.unit_id, User.name == name, User.active)
        ).scalar()
    if found is None:
        msg = f"本单位没有叫“{name}”的使用者。用 mingce user-list 查看。"
        raise NotFoundError(msg)
    return found
