"""Making the data of a unit, and opening it as a user."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.clock import SystemClock
from desktop.core.errors import (
    AccessRefusedError,
    EnvironmentFault,
    NotFoundError,
    SchoolError,
)
from desktop.core.ids import IdSource
from desktop.core.labels import Role, UnitKind
from desktop.database.chain import Actor
from desktop.database.folder import create_store, open_server_store, open_store, settle
from desktop.database.keys import check_password, plain_name
from desktop.database.places import Folder
from desktop.database.records import Fact
from desktop.models import Unit, User
from desktop.services.identity_digest import KEY_BYTES, KEY_FACT
from desktop.services.refused_logins import Door, RefusedLogin, note_refused, take_in
from desktop.services.session import Session
from desktop.services.standards import learn_shipped, load_shipped
from desktop.services.units import NewUnit, unit_row
from desktop.services.users import NewUser, refuse_name, refuse_weak, set_password, user_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.core.clock import Clock
    from desktop.database.work import Store, Work


class WrongLoginError(AccessRefusedError):
    """Name and password do not belong together."""

    def __init__(self, sentence: str, name: str | None) -> None:
        """`name` is the user whose name was given, or None: no user has it."""
        super().__init__(sentence)
        self.name = name


@dataclass(frozen=True, slots=True)
class Tools:
    """What time it is and where keys come from; the demo and tests bring their own."""

    clock: Clock
    ids: IdSource

    @classmethod
    def of_this_machine(cls) -> Tools:
        """The machine's clock and random keys."""
        return cls(SystemClock(), IdSource())


@dataclass(frozen=True, slots=True)
class Login:
    """Who wants to work where. Without a name: the only user who needs no password."""

    user: str | None = None
    password: str | None = None
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """New data, opened by its first user, and the recovery code to print (None: not encrypted)."""

    session: Session
    recovery_code: str | None


def create(
    folder: Path,
    unit: NewUnit,
    user: NewUser,
    tools: Tools | None = None,
    identity_key: bytes | None = None,
) -> Created:
    """Make the data of a unit in an empty folder: encrypted if the user has a password, else open.

    Args:
        folder: where the data will lie.
        unit: the unit that keeps the books.
        user: the first user.
        tools: clock and keys.
        identity_key: key of the identity digests, 32 bytes: a county gives its schools the same.

    Raises:
        SchoolError: the folder has data already, or cannot be written, or the password is weak.
    """
    tools = tools or Tools.of_this_machine()
    refuse_name(user.name)
    keys = None
    if user.password is not None:
        refuse_weak(user.password)
        keys = Folder(folder).new_keys(user.name, user.password)
    else:
        Folder(folder).put_unused_keys_aside()
    key = keys.key if keys else None
    secret = identity_key or secrets.token_bytes(KEY_BYTES)
    store = create_store(
        folder,
        key,
        tools.clock,
        tools.ids,
        lambda store: _fill(store, unit, user, secret),
    )
    session = _session(store, Login(user.name, user.password, unit.code), folder, key)
    return Created(session, keys.recovery_code if keys else None)


def create_on_server(url: str, unit: NewUnit, user: NewUser, tools: Tools | None = None) -> Session:
    """Make the data of a unit in an empty database of a PostgreSQL server.

    Raises:
        SchoolError: the database holds units already, or the password is weak.
    """
    tools = tools or Tools.of_this_machine()
    refuse_name(user.name)
    if user.password is not None:
        refuse_weak(user.password)
    store = open_server_store(url, tools.clock, tools.ids)
    login = Login(user.name, user.password, unit.code)
    try:
        _refuse_filled(store)
        _fill(store, unit, user, secrets.token_bytes(KEY_BYTES))
        return _session(store, login, None, None)
    except BaseException:
        store.close()
        raise


def open_books(address: Path | str, login: Login, tools: Tools | None = None) -> Session:
    """Open data as a user.

    Args:
        address: a data folder, or the address of a PostgreSQL database (`postgresql+psycopg://…`).
        login: name, password, and the unit where the data holds more than one.
        tools: clock and keys.

    Raises:
        AccessRefusedError: wrong name or password, or the user may not work in that unit.
        SchoolError: the data cannot be opened, in words.
    """
    tools = tools or Tools.of_this_machine()
    if isinstance(address, str) and "://" in address:
        store = open_server_store(address, tools.clock, tools.ids)
        return _closing_on_error(store, login, None, None)
    folder = Path(address)
    settle(folder)
    try:
        key, login = _unlock(folder, login)
        store = open_store(folder, key, tools.clock, tools.ids)
        session = _closing_on_error(store, login, folder, key)
    except WrongLoginError as wrong:
        if login.password is not None:
            _note(folder, RefusedLogin(tools.clock.now(), Door.LOGIN, wrong.name))
        raise
    take_in(session)
    return session


def has_data(folder: Path) -> bool:
    """Whether a folder holds data of this program."""
    return Folder(folder).has_data


def recover(
    folder: Path, code: str, name: str, password: str, tools: Tools | None = None
) -> Session:
    """Give a user a new password by the recovery code on paper, and open the data.

    Raises:
        AccessRefusedError: the code is not the one of this data.
        NotFoundError: there is no such user.
        SchoolError: the data is not encrypted, or the password is weak.
    """
    refuse_weak(password)
    settle(folder)
    place, tools = Folder(folder), tools or Tools.of_this_machine()
    if not place.is_encrypted:
        raise SchoolError("这份数据没有加密，不用恢复码就能打开。")
    try:
        key = place.key_file.unlock_by_recovery(code)
    except AccessRefusedError:
        known = plain_name(name)
        named = known if known in place.key_file.users() else None
        _note(folder, RefusedLogin(tools.clock.now(), Door.RECOVERY, named))
        raise
    store = open_store(folder, key, tools.clock, tools.ids)
    try:
        with store.read() as connection:
            user = _known(connection, name)
            unit = _unit(connection, Login(name), user)
        desk = _desk(store, unit, user, folder, key)
        set_password(desk, user.name, password)
    except BaseException:
        store.close()
        raise
    take_in(desk)
    return desk


def _note(folder: Path, login: RefusedLogin) -> None:
    """Write down who was not let in; a disk that does not take it says nothing to a stranger."""
    with suppress(EnvironmentFault):
        note_refused(folder, login)


def _refuse_filled(store: Store) -> None:
    with store.read() as connection:
        there = connection.execute(select(Unit.name).limit(1)).scalar()
    if there is not None:
        msg = f"这个数据库里已经有“{there}”的数据，没有改动。请直接打开，或换一个空的数据库。"
        raise SchoolError(msg)


def _unlock(folder: Path, login: Login) -> tuple[bytes | None, Login]:
    place = Folder(folder)
    if not place.is_encrypted:
        return None, login
    names = place.key_file.users()
    name = login.user or (names[0] if len(names) == 1 else None)
    if name is None or login.password is None:
        raise AccessRefusedError("这份数据已加密。请输入姓名和密码。")
    try:
        key = place.key_file.unlock(name, login.password)
    except AccessRefusedError as error:
        known = plain_name(name)
        raise WrongLoginError(error.sentence, known if known in names else None) from error
    return key, Login(name, login.password, login.unit_code)


def _closing_on_error(
    store: Store, login: Login, folder: Path | None, key: bytes | None
) -> Session:
    try:
        session = _session(store, login, folder, key)
        learn_shipped(session)
    except BaseException:
        store.close()
        raise
    return session


def _fill(store: Store, unit: NewUnit, user: NewUser, secret: bytes) -> None:
    """The first rows, in one transaction: the unit, its first user, standards, digest key."""
    unit_id, user_id = store.ids.new_ids(2)

    def body(work: Work) -> None:
        work.insert(Fact, [{"name": KEY_FACT, "value": secret.hex()}])
        work.insert(Unit, [unit_row(unit_id, unit, None)])
        work.insert(User, [user_row(user_id, user)])
        load_shipped(work)
        work.summary = {"unit": unit.name, "user": user.name}

    store.write(unit_id, Actor(user_id, user.name), "create", body)


def _desk(store: Store, unit: Any, user: Any, folder: Path | None, key: bytes | None) -> Session:  # noqa: ANN401 - rows
    return Session(
        *(store, unit.id, unit.name, user.id, user.name, user.role, folder, key),
        at_bureau=unit.kind is UnitKind.BUREAU,
    )


def _session(store: Store, login: Login, folder: Path | None, key: bytes | None) -> Session:
    with store.read() as connection:
        user = _user(connection, login)
        unit = _unit(connection, login, user)
    # On encrypted data the password has opened the key already.
    if (
        key is None
        and user.password_hash is not None
        and (login.password is None or not check_password(user.password_hash, login.password))
    ):
        raise WrongLoginError("姓名或密码不对。", user.name)
    return _desk(store, unit, user, folder, key)


def _user(connection: Connection, login: Login) -> Any:  # noqa: ANN401 - a row
    """The user of that name, or the first who needs no password (principals first)."""
    found = _open_user(connection, login) if login.user is None else _named(connection, login.user)
    if found is None:
        raise WrongLoginError("姓名或密码不对。请用 --user 写上姓名，并输入密码。", None)
    return found


def _named(connection: Connection, name: str) -> Any:  # noqa: ANN401 - same
    """The active user of a name; a name means one person in the whole database."""
    query = select(User).where(User.active, User.name == plain_name(name))
    return connection.execute(query).first()


def _known(connection: Connection, name: str) -> Any:  # noqa: ANN401 - same
    user = _named(connection, name)
    if user is None:
        msg = f"这份数据里没有叫“{name}”的使用者，或已停用。请核对姓名。"
        raise NotFoundError(msg)
    return user


def _open_user(connection: Connection, login: Login) -> Any:  # noqa: ANN401 - same
    """The first user without a password, if there is one of the unit asked for."""
    rows = connection.execute(
        select(User, Unit.code.label("unit_code"))
        .join(Unit, Unit.id == User.unit_id)
        .where(User.active, User.password_hash.is_(None))
        .order_by(User.role != Role.PRINCIPAL, User.id)
    ).all()
    here = (row for row in rows if login.unit_code in (None, row.unit_code))
    return next(here, None) or next(iter(rows), None)


def _unit(connection: Connection, login: Login, user: Any) -> Any:  # noqa: ANN401 - rows
    """The unit asked for, or the user's own.

    Users work in their own unit and in those directly below it (a central school keeps the books of
    its teaching points); bureau and auditor in all.
    """
    if login.unit_code is None:
        return connection.execute(select(Unit).where(Unit.id == user.unit_id)).one()
    unit = connection.execute(select(Unit).where(Unit.code == login.unit_code)).first()
    if unit is None:
        msg = f"没有代码为“{login.unit_code}”的单位。用 mingce units 查看全部单位。"
        raise NotFoundError(msg)
    own = user.unit_id in (unit.id, unit.parent_id)
    if not own and user.role not in (Role.BUREAU, Role.AUDITOR):
        msg = f"{user.name}不是{unit.name}的使用者，不能在这个单位操作。"
        raise AccessRefusedError(msg)
    return unit
