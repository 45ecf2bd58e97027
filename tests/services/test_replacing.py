"""A backup that cannot be put back, whatever stops it: the old data is open again, or nobody's."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from desktop.core.clock import FixedClock
from desktop.core.errors import (
    Cancelled,
    DataClosedError,
    EnvironmentFault,
    SchoolError,
)
from desktop.core.ids import IdSource
from desktop.core.labels import Role, UnitKind
from desktop.database import archive, files, presence, restore
from desktop.database.folder import settle
from desktop.database.places import Folder
from desktop.models import Unit
from desktop.services.backups import Unlocking, back_up, replace_open_data
from desktop.services.books import Login, Tools, create, open_books
from desktop.services.units import NewUnit, Telephones, set_telephones
from desktop.services.users import NewUser
from desktop.services.verification import check_chain
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.services.session import Session

PASSWORD = "春风化雨十年树木"
OLD, NEW = "0870-1111111", "0870-2222222"


@pytest.fixture(params=[None, PASSWORD], ids=["plain", "encrypted"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """Open data whose telephone is newer than the one in its backup."""
    clock = FixedClock(NOW)
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY, office_phone=OLD)
    user = NewUser("张校长", Role.PRINCIPAL, request.param)
    made = create(tmp_path / "data", unit, user, Tools(clock, IdSource(seed=5, clock=clock)))
    back_up(made.session, tmp_path / "学校.mcb")
    set_telephones(made.session, Telephones(NEW, None))
    yield made.session
    made.session.store.close()


@pytest.fixture
def unlocking(session: Session) -> Unlocking:
    return Unlocking(Login("张校长", PASSWORD if session.key else None))


def telephone(session: Session) -> str | None:
    with session.store.read() as connection:
        found: str | None = connection.execute(select(Unit.office_phone)).scalar()
    return found


def is_seen(session: Session) -> bool:
    """Whether another program notices that the data is open."""
    assert session.folder is not None
    try:
        with presence.nobody_else(Folder(session.folder).presence):
            return False
    except EnvironmentFault:
        return True


def put_back(session: Session, unlocking: Unlocking) -> None:
    assert session.folder is not None
    replace_open_data(session, session.folder.parent / "学校.mcb", unlocking)


def failing(times: int, error: BaseException, real: Callable[..., Any]) -> Callable[..., Any]:
    """As the real one, but the call of this number fails."""
    calls: list[object] = []

    def call(*args: object, **named: object) -> object:
        calls.append(args)
        if len(calls) == times:
            raise error
        return real(*args, **named)

    return call


FULL = OSError(errno.ENOSPC, "No space left on device")
DENIED = OSError(errno.EACCES, "Permission denied")
# What fails, at which of its calls (a rehearsal goes before), and how.
BEFORE: list[tuple[object, str, int, BaseException]] = [
    (archive, "unpack", 2, FULL),
    (archive, "unpack", 2, DENIED),
    (archive, "unpack", 2, Cancelled()),
    (restore, "check_file", 2, FULL),
    (restore, "_write_plan", 1, FULL),
    (restore, "_write_plan", 1, DENIED),
    (files, "sync_file", 1, FULL),
    (files, "move", 1, DENIED),
    (files, "move", 1, KeyError("a bug")),
]


@pytest.mark.parametrize("fault", BEFORE, ids=lambda fault: f"{fault[1]}-{fault[3]!r}")
def test_failure_before_the_swap_leaves_the_old_data_open(
    session: Session,
    unlocking: Unlocking,
    monkeypatch: pytest.MonkeyPatch,
    fault: tuple[object, str, int, BaseException],
) -> None:
    module, name, times, error = fault
    real = getattr(module, name)
    monkeypatch.setattr(module, name, failing(times, error, real))
    with pytest.raises((SchoolError, Cancelled, KeyError)) as refused:
        put_back(session, unlocking)
    assert not isinstance(refused.value, DataClosedError)
    monkeypatch.undo()
    assert telephone(session) == NEW
    assert is_seen(session)
    set_telephones(session, Telephones("0870-3333333", None))
    assert telephone(session) == "0870-3333333"
    assert check_chain(session).whole
    assert session.folder is not None
    assert not [p for p in session.folder.iterdir() if p.name.startswith("restore")]


def test_backup_that_is_damaged_after_its_rehearsal_leaves_the_old_data_open(
    session: Session, unlocking: Unlocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.folder is not None
    backup, store = session.folder.parent / "学校.mcb", session.store
    close = store.close

    def close_and_damage() -> None:
        close()
        content = bytearray(backup.read_bytes())
        content[len(content) // 2] ^= 0xFF
        backup.write_bytes(content)

    monkeypatch.setattr(store, "close", close_and_damage)
    with pytest.raises(SchoolError):
        put_back(session, unlocking)
    monkeypatch.undo()
    assert telephone(session) == NEW
    assert is_seen(session)


@pytest.mark.parametrize("times", [2, 3, 4])
@pytest.mark.parametrize("error", [FULL, DENIED])
def test_failure_in_the_swap_closes_the_data_and_the_next_opening_finishes_it(
    session: Session,
    unlocking: Unlocking,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    error: OSError,
) -> None:
    monkeypatch.setattr(files, "move", failing(times, error, files.move))
    with pytest.raises(DataClosedError, match="会接着换完"):
        put_back(session, unlocking)
    monkeypatch.undo()
    with pytest.raises(EnvironmentFault, match="已经关上"):
        telephone(session)
    with pytest.raises(EnvironmentFault, match="已经关上"):
        set_telephones(session, Telephones(NEW, None))
    assert not is_seen(session)
    assert session.folder is not None
    settle(session.folder)
    again = open_books(session.folder, unlocking.login)
    assert telephone(again) == OLD
    again.store.close()


def test_name_that_is_given_and_not_on_the_disk_counts_as_decided(
    session: Session, unlocking: Unlocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The swap is decided by a new name; what fails behind it cannot take that back."""
    assert session.folder is not None
    ready = session.folder / "restore.ready"

    def sync(path: Path) -> None:
        if ready.exists() and path == session.folder:
            raise FULL
        real(path)

    real = files.sync_folder
    monkeypatch.setattr(files, "sync_folder", sync)
    with pytest.raises(DataClosedError):
        put_back(session, unlocking)
    monkeypatch.undo()
    again = open_books(session.folder, unlocking.login)
    assert telephone(again) == OLD
    again.store.close()


def test_data_that_cannot_be_opened_again_is_said_to_be_closed(
    session: Session, unlocking: Unlocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "_write_plan", failing(1, FULL, restore._write_plan))
    fault = EnvironmentFault("另一个明册程序正在升级或恢复这份数据。")
    # Who may restore is asked of the data first.
    monkeypatch.setattr(presence, "enter", failing(2, fault, presence.enter))
    with pytest.raises(DataClosedError, match="没有改动，但现在打不开"):
        put_back(session, unlocking)
    monkeypatch.undo()
    with pytest.raises(EnvironmentFault, match="已经关上"):
        telephone(session)


def test_data_that_has_gone_cannot_be_opened_again(
    session: Session, unlocking: Unlocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(place: Folder, *_: object) -> None:
        place.database.unlink()
        raise FULL

    monkeypatch.setattr(restore, "_write_plan", vanish)
    with pytest.raises(DataClosedError):
        put_back(session, unlocking)


def test_backup_that_is_put_back_leaves_the_session_closed(
    session: Session, unlocking: Unlocking
) -> None:
    put_back(session, unlocking)
    with pytest.raises(EnvironmentFault, match="已经关上"):
        telephone(session)
    session.store.close()
