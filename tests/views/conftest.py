"""Desks for tests of the window: real books in real files, real tasks, and nobody to answer.

`desk` has two small classes, `empty_desk` no pupil yet, and `make_desk(pupils)` as many as a test
wants. As long as one of them is open, a database connection in the GUI thread is an error: a test
that looks into the books itself does so through `fakes.at_the_books`.
"""

from __future__ import annotations

import shutil
from itertools import count
from typing import TYPE_CHECKING, Protocol

import pytest

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.labels import Sex
from desktop.core.preferences import PreferencesFile
from desktop.core.terms import Month
from desktop.database.chain import Actor
from desktop.database.folder import open_store
from desktop.services.books import Login, Tools, open_books
from desktop.services.outside import OutsideCopies
from desktop.views.desk import Desk, Place
from desktop.views.drafts import Drafts
from desktop.views.refresh import Refresh
from desktop.views.tasks import Tasks
from tests.conftest import NOW, UNIT_ID, add_unit
from tests.passwords import cheap_passwords
from tests.readers import child, reader_in_a_thread
from tests.schemas import schema_at_once
from tests.services.conftest import open_desk
from tests.services.rosters import pupil, school_class, students, take
from tests.views.fakes import GuiThreadGuard, QuietMessages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from desktop.rosters.students import StudentRow
    from desktop.services.session import Session

__all__ = ["cheap_passwords", "child", "reader_in_a_thread", "schema_at_once"]

NAMES = ("张小红", "李明", "王芳", "赵小军", "单雨桐", "曾子轩", "仇晓月", "阿依古丽")
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华"
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


class MakeDesk(Protocol):
    def __call__(self, pupils: int) -> Desk: ...


_seeds = count(11)


def tools() -> Tools:
    """A clock that stands, and keys that no earlier opening has given."""
    clock = FixedClock(NOW)
    return Tools(clock, IdSource(seed=next(_seeds), clock=clock))


def small_school() -> list[StudentRow]:
    """Eight pupils in two classes, every second one a girl."""
    return [
        pupil(
            name,
            row=number + 2,
            school_class=school_class(3, 1 + number // 5),
            sex=Sex.FEMALE if number % 2 == 0 else Sex.MALE,
        )
        for number, name in enumerate(NAMES)
    ]


def large_school(pupils: int) -> list[StudentRow]:
    """Pupils with names of their own in classes of fifty."""
    rows = []
    for number in range(pupils):
        family, rest = _FAMILY[number % len(_FAMILY)], number // len(_FAMILY)
        given = _GIVEN[rest % len(_GIVEN)] + _GIVEN[rest // len(_GIVEN) % len(_GIVEN)]
        group = number // 50
        named = school_class(1 + group % 6, 1 + group // 6)
        rows.append(pupil(family + given, row=number + 2, school_class=named))
    return rows


@pytest.fixture(scope="session")
def books(prepared: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data folders by name, made once and copied by each test: a school empty, and a small one."""
    made = {name: tmp_path_factory.mktemp("books") / name for name in ("empty", "small")}
    for name, folder in made.items():
        shutil.copytree(prepared["plain"], folder)
        with_tools = tools()
        store = open_store(folder, None, with_tools.clock, with_tools.ids)
        actor = Actor(None, "王老师")
        session = open_desk(store, add_unit(store, actor, UNIT_ID), actor)
        if name == "small":
            take(session, students(*small_school()))
        store.close()
    return made


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesFile:
    return PreferencesFile(tmp_path / "preferences.json")


@pytest.fixture
def messages(
    qapp: QApplication, tmp_path: Path, preferences: PreferencesFile
) -> Iterator[QuietMessages]:
    """What was said; a crash that the test has not taken away fails it."""
    del qapp
    quiet = QuietMessages(preferences, tmp_path / "log")
    yield quiet
    assert quiet.crashes == []


@pytest.fixture
def tasks(messages: QuietMessages) -> Iterator[Tasks]:
    """Tasks without any books."""
    made = Tasks(messages, Refresh())
    yield made
    made.drain()


@pytest.fixture
def guard() -> Iterator[GuiThreadGuard]:
    made = GuiThreadGuard()
    made.listen()
    yield made
    made.stop()


@pytest.fixture
def desk_over(
    tmp_path: Path,
    messages: QuietMessages,
    preferences: PreferencesFile,
    guard: GuiThreadGuard,
) -> Iterator[_Desks]:
    desks = _Desks(tmp_path, messages, preferences)
    yield desks
    guard.armed = False
    desks.close()


class _Desks:
    """Opens desks over copies of prepared folders, and closes them all."""

    def __init__(self, folder: Path, messages: QuietMessages, preferences: PreferencesFile) -> None:
        self._folder = folder
        self._messages = messages
        self._preferences = preferences
        self._open: list[Desk] = []

    def open(self, source: Path) -> Desk:
        target = self._folder / f"data-{len(self._open)}"
        shutil.copytree(source, target)
        return self.around(open_books(target, Login(), tools()))

    def around(self, session: Session) -> Desk:
        refresh = Refresh()
        desk = Desk(
            session=session,
            tasks=Tasks(self._messages, refresh),
            refresh=refresh,
            messages=self._messages,
            place=Place(Month(2026, 10)),
            preferences=self._preferences,
            drafts=Drafts(session),
            copies=OutsideCopies(self._folder / "opened"),
        )
        self._open.append(desk)
        return desk

    def close(self) -> None:
        """Two desks may stand over the same books: nobody reads any more when they are closed."""
        for desk in self._open:
            desk.tasks.drain()
            desk.drafts.drain()
        for desk in self._open:
            desk.copies.close()
            desk.session.store.close()


@pytest.fixture
def desk(books: dict[str, Path], desk_over: _Desks, guard: GuiThreadGuard) -> Desk:
    """The principal's desk in a school with eight pupils."""
    made = desk_over.open(books["small"])
    guard.armed = True
    return made


@pytest.fixture
def empty_desk(books: dict[str, Path], desk_over: _Desks, guard: GuiThreadGuard) -> Desk:
    """The principal's desk in a school without pupils."""
    made = desk_over.open(books["empty"])
    guard.armed = True
    return made


@pytest.fixture
def make_desk(books: dict[str, Path], desk_over: _Desks, guard: GuiThreadGuard) -> MakeDesk:
    """Makes a desk in a school with as many pupils as asked for."""

    def make(pupils: int) -> Desk:
        made = desk_over.open(books["empty"])
        take(made.session, students(*large_school(pupils)))
        guard.armed = True
        return made

    return make
