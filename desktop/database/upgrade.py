"""The schema's versions: what a database has, what the program wants, and the way from one to next.

All steps and the version stamp are one transaction, so a killed upgrade leaves the old schema.
Alembic is loaded only when there is something to upgrade: it takes a third of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import inspect

from desktop.core.errors import DamagedError, SchoolError
from desktop.database import faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection, Engine

NEWEST: Final = "0025"
HERE: Final = Path(__file__).with_name("migrations")
# Any number that no other program on the server uses for the same purpose.
_SERVER_LOCK: Final = 0x4D494E47


class SchemaState(StrEnum):
    """How the schema of a database stands to the program."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which revision to which."""

    before: str | None
    after: str


class Schema:
    """The revisions that the program knows: its own, and in tests more folders of them."""

    def __init__(self, *more: Path) -> None:
        self._more = more

    @cached_property
    def _script(self) -> ScriptDirectory:
        from alembic.script import ScriptDirectory  # noqa: PLC0415 - see the module's words

        places = [str(place) for place in (HERE, *self._more)]
        return ScriptDirectory(str(HERE), version_locations=places)

    @property
    def head(self) -> str:
        """The newest revision."""
        head = self._script.get_current_head()
        assert head is not None  # noqa: S101 - the first revision is always there
        return head

    @property
    def revisions(self) -> frozenset[str]:
        """All revisions that the program knows."""
        return frozenset(step.revision for step in self._script.walk_revisions())

    def state(self, connection: Connection) -> SchemaState:
        """How a database's schema stands to ours.

        Raises:
            SchoolError: it was written by a newer program.
        """
        revision = revision_of(connection)
        if revision is None:
            return SchemaState.EMPTY
        if revision == NEWEST and not self._more:
            return SchemaState.CURRENT
        if revision == self.head:
            return SchemaState.CURRENT
        if revision not in self.revisions:
            raise SchoolError("这份数据由更新版本的明册写成，请先升级程序。")
        return SchemaState.OLDER

    def ensure(self, engine: Engine) -> None:
        """Bring a database to the newest revision if it is not there yet.

        Raises:
            SchoolError: it was written by a newer program, or the machine stands in the way.
        """
        with faults.in_words(), engine.connect() as connection:
            state = self.state(connection)
        if state is not SchemaState.CURRENT:
            self.upgrade(engine)

    def upgrade(self, engine: Engine) -> Upgraded:
        """Bring a database to the newest revision, in one transaction.

        Raises:
            SchoolError: it was written by a newer program, or the machine stands in the way.
        """
        options: dict[str, Any] = {"writing": True, "recorded": True}
        with faults.in_words(), engine.connect() as plain:
            return self._upgrade(plain.execution_options(**options))

    def _upgrade(self, connection: Connection) -> Upgraded:
        is_file = connection.dialect.name == "sqlite"
        if is_file:
            # Rebuilding a table drops the old one, which foreign keys would refuse. They can only
            # be switched off outside of a transaction.
            _switch_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not is_file:
                    lock = f"SELECT pg_advisory_xact_lock({_SERVER_LOCK})"
                    connection.exec_driver_sql(lock)
                before = revision_of(connection)
                self.state(connection)
                self._run(connection)
                if is_file:
                    _refuse_broken_links(connection)
        finally:
            if is_file:
                _switch_foreign_keys(connection, on=True)
        return Upgraded(before, self.head)

    def _run(self, connection: Connection) -> None:
        from alembic.operations import Operations  # noqa: PLC0415 - see the module's words
        from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - same

        def steps(revision: Any, _context: MigrationContext) -> Any:  # noqa: ANN401 - alembic's own types
            return self._script._upgrade_revs("head", revision)  # noqa: SLF001 - as alembic's own command does

        context = MigrationContext.configure(connection, opts={"fn": steps})
        with Operations.context(context):
            context.run_migrations()


def revision_of(connection: Connection) -> str | None:
    """The revision that a database is stamped with; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.exec_driver_sql(
        "SELECT version_num FROM alembic_version"
    ).scalar()
    return revision


def _switch_foreign_keys(connection: Connection, *, on: bool) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - the connection is open
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _refuse_broken_links(connection: Connection) -> None:
    broken: Sequence[Any] = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise DamagedError(
            f"数据里有 {len(broken)} 处记录互相对不上，没有升级，原有数据没有改动。"
            "请用最近的备份恢复（mingce restore）。"
        )
