"""Drafts outlive a program that is killed, wherever the data lies, and nobody else reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from desktop.core.errors import AccessRefusedError, EnvironmentFault
from desktop.core.labels import Role, UnitKind
from desktop.database.records import Fact
from desktop.services import draft_key
from desktop.services.books import Login, create_on_server, open_books
from desktop.services.draft_key import server_key
from desktop.services.drafts import DraftFiles, DraftLine, StoredDraft, waiting
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
from desktop.services.verification import check_chain
from tests.conftest import new_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.session import Session

ROOT = Path(__file__).resolve().parents[2]
UNIT = NewUnit("3629000001", "平安县教育局", UnitKind.BUREAU)
WORDS = {"reason": "张小红随父母到县城上学"}
COPY = "花名册的内容".encode()
KEPT_UNTIL_KILLED = """
import signal, sys
from desktop.services.books import Login, open_books
from desktop.services.drafts import DraftFiles, StoredDraft
files = DraftFiles.of(open_books(sys.argv[1], Login("李股长")))
files.keep(StoredDraft(files.owner, "form", {"reason": sys.argv[2]}, "异动", "people"), b"copy")
print("kept", flush=True)
signal.pause()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this machine's user keeps programs' data."""
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def server(postgres: str, home: Path) -> Iterator[str]:
    """The address of a bureau's database."""
    del home
    with new_database(postgres) as url:
        create_on_server(url, UNIT, NewUser("李股长", Role.BUREAU)).store.close()
        yield url


@pytest.fixture
def bureau(server: str) -> Iterator[Session]:
    session = open_books(server, Login("李股长"))
    yield session
    session.store.close()


def keep(session: Session, copy: bytes | None = None) -> DraftFiles:
    files = DraftFiles.of(session)
    files.keep(StoredDraft(files.owner, "form", dict(WORDS), "异动还没有登记", "people"), copy)
    return files


def test_draft_on_a_server_outlives_a_killed_program(server: str, bureau: Session) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", KEPT_UNTIL_KILLED, server, WORDS["reason"]],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.PIPE,
    )
    assert program.stdout is not None
    try:
        assert program.stdout.readline().strip() == b"kept"
    finally:
        program.kill()
        program.wait()
        program.stdout.close()
    files = DraftFiles.of(bureau)
    assert files.all()["form"].values == WORDS
    assert files.copy("form") == b"copy"
    assert waiting(bureau) == (DraftLine("form", "异动", "people"),)


def test_draft_on_a_server_is_unreadable_without_it(bureau: Session, home: Path) -> None:
    files = keep(bureau, COPY)
    lying = [path for path in home.rglob("*") if path.is_file()]
    assert len(lying) == 2
    for path in lying:
        assert "张小红".encode() not in path.read_bytes()
        assert COPY not in path.read_bytes()
    other = replace(files, find_key=lambda _make: bytes(32))
    assert other.all() == {}
    assert other.copy("form") is None


def test_forgotten_draft_on_a_server_leaves_nothing(bureau: Session, home: Path) -> None:
    keep(bureau, COPY).forget("form")
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_each_user_of_a_server_has_their_own(bureau: Session) -> None:
    keep(bureau)
    assert DraftFiles.of(replace(bureau, user_id=uuid4())).all() == {}


def test_key_is_made_once_and_its_making_is_in_the_chain(bureau: Session) -> None:
    assert server_key(bureau, make=False) is None
    made = server_key(bureau, make=True)
    assert made is not None
    assert server_key(bureau, make=True) == made
    assert server_key(bureau, make=False) == made
    assert check_chain(bureau).whole


def test_two_desks_that_make_the_key_together_share_one(
    bureau: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = server_key(bureau, make=True)
    looked = []
    stored = draft_key._stored

    def late(session: Session) -> bytes | None:
        looked.append(session)
        return None if len(looked) == 1 else stored(session)

    monkeypatch.setattr(draft_key, "_stored", late)
    assert server_key(bureau, make=True) == made


def test_who_may_not_write_makes_no_key(bureau: Session) -> None:
    auditor = replace(bureau, role=Role.AUDITOR)
    with pytest.raises(AccessRefusedError):
        keep(auditor)
    with bureau.store.read() as connection:
        assert connection.execute(select(Fact).where(Fact.name == "draft_key")).first() is None


def test_who_has_no_drafts_asks_the_server_nothing(bureau: Session) -> None:
    bureau.store.close()
    assert DraftFiles.of(bureau).all() == {}


def test_copy_that_cannot_be_read_is_told(bureau: Session) -> None:
    files = keep(bureau)
    files._path("form").with_suffix(".copy").mkdir()
    with pytest.raises(EnvironmentFault):
        files.copy("form")
    with pytest.raises(EnvironmentFault):
        files.forget("form")
