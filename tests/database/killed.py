"""A process that does one thing and is killed on the way: run by the survival tests.

It reads lines "action way number folder" and forks for each. The child does the action, and

    kill N     kills itself with SIGKILL just before its N-th step: an SQL statement, a commit or a
               change among the files; 0 lets it finish
    limit N    may write no file larger than N bytes, as on a full disk
    plain N    is no longer root, whom a read-only folder would not stop

One line comes back: "killed", "done STEPS", "refused SENTENCE" or "failed". STEPS says what each
step does: INSERT, commit, os.rename.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event, select

from desktop.core.attachments import RecordKind
from desktop.core.clock import FixedClock
from desktop.core.errors import SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import Role
from desktop.database.backup import backup
from desktop.database.chain import Actor
from desktop.database.folder import create_store, open_store
from desktop.database.keys import Cost, KeyFile, check_password, hash_password
from desktop.database.records import AuditEntry
from desktop.database.restore import restore
from desktop.database.undo import revert
from desktop.database.upgrade import Schema
from desktop.models import EnrolmentEvent, Unit, User
from desktop.services import attachments
from desktop.services.imports.county import county_apply, county_preview
from desktop.services.imports.county_places import Placed, Share
from desktop.services.session import Session
from desktop.services.units import UnitLine
from tests.builders import add_pupils
from tests.services.files import photo
from tests.services.rosters import guardian, pupil, students

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.database.work import Store, Work

CLOCK = FixedClock(datetime(2026, 11, 1, 2, 0, tzinfo=UTC))
ACTOR = Actor(None, "王老师")
CHEAP = Cost(rounds=1, memory=8, lanes=1)
NOBODY = 65534
USER, OLD, NEW = "王老师", "old", "new"
REVISIONS = Path(__file__).with_name("revisions")
FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}


def key_of(folder: Path) -> bytes | None:
    """The data key by whichever password works; None for a plain folder."""
    keys = KeyFile(folder / "keys.json", CHEAP)
    return keys.unlock(USER, OLD) if keys.path.exists() else None


def opened(folder: Path, key: bytes | None, schema: Schema | None = None) -> Store:
    return open_store(folder, key, CLOCK, IdSource(clock=CLOCK), schema)


def unit_of(store: Store) -> UUID:
    with store.read() as connection:
        return connection.execute(select(AuditEntry.unit_id)).scalars().all()[0]


def write(folder: Path) -> None:
    store = opened(folder, key_of(folder))
    body: Callable[[Work], object] = lambda work: add_pupils(work, ["甲", "乙"], 9)  # noqa: E731
    store.write(unit_of(store), ACTOR, "import", body)
    store.close()


def county(folder: Path) -> None:
    """A bureau's import: a roster for each of the units, and a name that was explained."""
    store = opened(folder, key_of(folder))
    with store.read() as connection:
        query = select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.township)
        lines = [UnitLine(*row) for row in connection.execute(query.order_by(Unit.code))]
    user = IdSource(2).new_id()
    session = Session(store, lines[0].unit_id, "", user, ACTOR.name, Role.BUREAU, at_bureau=True)
    shares = [
        Share(folder, line, students(pupil(name, guardians=(guardian(), None))))
        for line, name in zip(lines, ("孙丙", "李丁"), strict=True)
    ]
    said = {"红星校小": lines[0].unit_id}
    seen = county_preview(session, Placed(tuple(shares), (), 0, ()), said)
    county_apply(session, seen)
    store.close()


def attach_photo(folder: Path) -> None:
    store = opened(folder, key_of(folder))
    unit_id = unit_of(store)
    with store.read() as connection:
        event_id = connection.execute(select(EnrolmentEvent.id).limit(1)).scalar_one()
    session = Session(store, unit_id, "", IdSource(2).new_id(), ACTOR.name, Role.CLERK)
    record = attachments.Record(RecordKind.ENROLMENT_EVENT, event_id)
    attachments.add(session, record, photo(folder.parent / "证明.jpg"))
    store.close()


def undo(folder: Path) -> None:
    store = opened(folder, key_of(folder))
    with store.read() as connection:
        query = select(AuditEntry.id).where(AuditEntry.action == "import")
        entry_id = connection.execute(query).scalars().one()
    store.write(unit_of(store), ACTOR, "undo", lambda work: revert(work, entry_id))
    store.close()


def save(folder: Path) -> None:
    key = key_of(folder)
    store = opened(folder, key)
    backup(store, folder, folder.parent / "saved.mcb", key)
    store.close()


def bring_back(folder: Path) -> None:
    unlock = (lambda file: file.unlock(USER, OLD)) if key_of(folder) else None
    restore(folder.parent / "old.mcb", folder, unlock, CLOCK)


def upgrade(folder: Path) -> None:
    opened(folder, key_of(folder), Schema(REVISIONS)).close()


def create(folder: Path) -> None:
    fill: Callable[[Store], object] = lambda store: store.write(  # noqa: E731
        IdSource(1).new_id(), ACTOR, "import", lambda work: add_pupils(work, ["甲"])
    )
    create_store(folder, bytes(32), CLOCK, IdSource(clock=CLOCK), fill).close()


def change_password(folder: Path) -> None:
    """As it must be done: the new one beside the old, the database, and then the old away."""
    keys, key = KeyFile(folder / "keys.json", CHEAP), key_of(folder)
    assert key is not None
    store = opened(folder, key)
    with store.read() as connection:
        user = connection.execute(select(User.id, User.password_hash)).one()
    assert check_password(user.password_hash, OLD)
    keys.wrap(USER, NEW, key, keep_old=True)
    change = [{"id": user.id, "password_hash": hash_password(NEW, CHEAP)}]
    store.write(unit_of(store), ACTOR, "password", lambda work: work.update(User, change))
    keys.drop_old(USER)
    store.close()


ACTIONS: dict[str, Callable[[Path], None]] = {
    one.__name__: one
    for one in (
        write,
        county,
        attach_photo,
        undo,
        save,
        bring_back,
        upgrade,
        create,
        change_password,
    )
}


class Steps:
    """Counts the steps and kills the process at the wanted one."""

    def __init__(self, point: int) -> None:
        self.point = point
        self.done: list[str] = []

    def step(self, word: str, **_named: object) -> None:
        self.done.append(word)
        if len(self.done) == self.point:
            os.kill(os.getpid(), signal.SIGKILL)

    def say(self, statement: str) -> None:
        self.step(statement.split(maxsplit=1)[0].upper())

    def listen(self) -> None:
        @event.listens_for(Engine, "before_cursor_execute", named=True)
        def said(statement: str, **_named: object) -> None:
            self.say(statement)

        for name in ("commit", "rollback"):
            event.listen(Engine, name, partial(self.step, name), named=True)
        sys.addaudithook(self.audit)

    def audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        reading = name == "open" and "r" in str(arguments[1]) and "+" not in str(arguments[1])
        if name in FILE_EVENTS and not reading:
            self.step(name)


def run(action: str, way: str, number: int, folder: Path) -> None:
    steps = Steps(number if way == "kill" else 0)
    steps.listen()
    if way == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
    if way == "plain" and os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        ACTIONS[action](folder)
    except SchoolError as refused:
        os.write(1, f"refused {refused.sentence}\n".encode())
    else:
        os.write(1, f"done {' '.join(steps.done)}\n".encode())


def main() -> None:
    for line in sys.stdin:
        action, way, number, folder = line.rstrip("\n").split(" ", 3)
        child = os.fork()
        if not child:
            status = 1
            try:
                run(action, way, int(number), Path(folder))
                status = 0
            finally:
                if status:
                    traceback.print_exc()
                os._exit(status)
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            os.write(1, b"killed\n")
        elif os.WEXITSTATUS(status):
            os.write(1, b"failed\n")


if __name__ == "__main__":
    main()
