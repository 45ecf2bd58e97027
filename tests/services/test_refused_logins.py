"""Log-ins that failed are noted beside the data, taken into the chain once, and never too many."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.errors import AccessRefusedError, EnvironmentFault, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import Role, UnitKind
from desktop.core.terms import Month
from desktop.services import refused_logins
from desktop.services.access import confirm_password
from desktop.services.books import Login, Tools, create, open_books, recover
from desktop.services.refused_logins import FILE, MOST, Door, take_in
from desktop.services.today.waiting import today
from desktop.services.units import NewUnit
from desktop.services.users import NewUser, add_user
from desktop.services.verification import examine
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from desktop.services.session import Session

NOW = datetime(2026, 10, 31, 2, tzinfo=UTC)
SCHOOL = NewUnit("5300000001", "红星小学", UnitKind.PRIMARY)
RIGHT, WRONG = "开门见山的八个字", "不知道的八个字呀"
_seeds = count(7)
ROOT = Path(__file__).parents[2]


def tools(after: timedelta = timedelta(0)) -> Tools:
    clock = FixedClock(NOW + after)
    return Tools(clock, IdSource(next(_seeds), clock))


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """Encrypted data of a principal and a clerk, closed."""
    user = NewUser("张校长", Role.PRINCIPAL, RIGHT)
    session = create(tmp_path / "locked", SCHOOL, user, tools()).session
    add_user(session, NewUser("李会计", Role.CLERK, RIGHT))
    session.store.close()
    return tmp_path / "locked"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Data in the clear; the clerk has a password."""
    session = create(tmp_path / "plain", SCHOOL, NewUser("张校长", Role.PRINCIPAL), tools()).session
    add_user(session, NewUser("李会计", Role.CLERK, RIGHT))
    session.store.close()
    return tmp_path / "plain"


def fail(folder: Path, name: str, password: str = WRONG, minutes: int = 0) -> None:
    with pytest.raises(AccessRefusedError):
        open_books(folder, Login(name, password), tools(timedelta(minutes=minutes)))


def enter(folder: Path, name: str = "张校长", days: int = 1) -> Session:
    password = RIGHT if folder.name == "locked" or name != "张校长" else None
    return open_books(folder, Login(name, password), tools(timedelta(days=days)))


def told(session: Session) -> list[tuple[str | None, Door]]:
    return [(line.name, line.door) for line in refused_logins.refused_logins(session)]


@pytest.mark.parametrize("data", ["locked", "plain"])
def test_failed_login_is_shown_to_the_principal_after_the_next_login(
    request: pytest.FixtureRequest, data: str
) -> None:
    folder: Path = request.getfixturevalue(data)
    fail(folder, "李会计")
    fail(folder, WRONG, minutes=1)
    assert (folder / FILE).is_file()
    session = enter(folder)
    assert told(session) == [(None, Door.LOGIN), ("李会计", Door.LOGIN)]
    assert not (folder / FILE).exists()
    assert examine(session).checked.whole
    session.store.close()


def test_no_secret_is_written_down(locked: Path) -> None:
    fail(locked, "李会计")
    fail(locked, RIGHT)  # the password in the field of the name
    content = (locked / FILE).read_text(encoding="utf-8")
    assert WRONG not in content
    assert RIGHT not in content
    session = enter(locked)
    assert RIGHT not in str(refused_logins.refused_logins(session))
    session.store.close()


def test_wrong_recovery_code_and_wrong_password_behind_the_lock_are_noted(locked: Path) -> None:
    with pytest.raises(AccessRefusedError):
        recover(locked, "ABCD", "张校长", RIGHT, tools())
    session = enter(locked)
    with pytest.raises(AccessRefusedError):
        confirm_password(session, WRONG)
    confirm_password(session, RIGHT)
    assert sorted(told(session)) == [("张校长", Door.LOCK), ("张校长", Door.RECOVERY)]
    session.store.close()


def test_guessing_fills_neither_disk_nor_chain(locked: Path) -> None:
    for minute in range(MOST + 12):
        fail(locked, "李会计", minutes=minute)
    assert (locked / FILE).stat().st_size < 8 * 1024
    session = enter(locked)
    assert len(told(session)) == MOST
    items = {item.rule: item.sentence for item in today(session, Month(2026, 10)).items}
    assert items["login.refused"].startswith(f"最近7天有{MOST + 12}次登录没有成功")
    session.store.close()


def test_several_within_a_week_wait_for_the_principal_and_nobody_else(locked: Path) -> None:
    for minute in range(4):
        fail(locked, "李会计", minutes=minute)
    session = enter(locked)

    def rules(session: Session) -> list[str]:
        return [item.rule for item in today(session, Month(2026, 10)).items]

    assert "login.refused" not in rules(session)
    session.store.close()
    fail(locked, "李会计", minutes=5)
    session = enter(locked)
    assert "login.refused" in rules(session)
    assert "login.refused" not in rules(as_role(session, Role.CLERK))
    with pytest.raises(AccessRefusedError):
        told(as_role(session, Role.CLERK))
    later = replace(session)
    later.store.clock = FixedClock(NOW + timedelta(days=9))
    assert "login.refused" not in rules(later)
    session.store.close()


def test_what_asks_for_no_password_is_no_failed_login(locked: Path, plain: Path) -> None:
    for folder in (locked, plain):
        with pytest.raises(AccessRefusedError):
            open_books(folder, Login("李会计"), tools())
        assert not (folder / FILE).exists()


def test_file_that_was_taken_in_already_is_not_taken_in_twice(locked: Path) -> None:
    fail(locked, "李会计")
    content = (locked / FILE).read_bytes()
    session = enter(locked)
    assert session.folder is not None
    (session.folder / FILE).write_bytes(content)  # as if the program had been killed before
    take_in(session)
    assert told(session) == [("李会计", Door.LOGIN)]
    assert not (locked / FILE).exists()
    session.store.close()


@pytest.mark.parametrize("content", [b"", b"{}x", b"[1]", b"\xff", b"x" * 70_000])
def test_file_that_somebody_has_altered_counts_as_one(locked: Path, content: bytes) -> None:
    (locked / FILE).write_bytes(content)
    session = enter(locked)
    assert told(session) == []
    with session.store.read() as connection:
        times, latest = refused_logins.refused_since(connection, NOW)
    assert (times, latest) == (1, None)
    session.store.close()


def test_auditor_leaves_it_for_the_next(locked: Path) -> None:
    fail(locked, "李会计")
    session = enter(locked)
    fail(locked, "李会计", minutes=3)
    take_in(as_role(session, Role.AUDITOR))
    assert (locked / FILE).exists()
    take_in(replace(session, folder=None))
    assert (locked / FILE).exists()
    session.store.close()


def test_disk_that_takes_nothing_keeps_nobody_out(
    locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise EnvironmentFault("磁盘已满。")

    fail(locked, "李会计")
    monkeypatch.setattr(refused_logins, "write_whole", full)
    fail(locked, "李会计")
    monkeypatch.setattr(refused_logins, "_write", full)
    session = enter(locked)
    assert told(session) == []
    assert (locked / FILE).exists()
    with pytest.raises(SchoolError, match="密码不对"):
        confirm_password(session, WRONG)
    session.store.close()


def test_note_outlives_a_program_that_is_killed_at_once(locked: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from desktop.core.errors import AccessRefusedError\n"
        "from desktop.services.books import Login, open_books\n"
        "try:\n"
        "    open_books(Path(sys.argv[1]), Login('李会计', 'wrong password'))\n"
        "except AccessRefusedError:\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    run = [sys.executable, "-c", program, str(locked)]
    assert subprocess.run(run, env=environment, check=False).returncode != 0
    session = enter(locked, days=3650)
    with session.store.read() as connection:
        assert refused_logins.refused_since(connection, NOW)[0] == 1
    session.store.close()
