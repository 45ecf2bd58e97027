"""New data files in a twentieth of the time: the statements of the first are said again.

The migrations make the first file of a run, and lay down what stands in it. All later files get
the same tables by the same words. `tests/database` does without, and tries the migrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.database.upgrade import NEWEST, Schema, Upgraded, revision_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_STATEMENTS: list[str] = []
_upgrade = Schema.upgrade


def _quickly(schema: Schema, engine: Engine) -> Upgraded:
    if engine.dialect.name != "sqlite" or schema._more:
        return _upgrade(schema, engine)
    with engine.connect() as connection:
        if revision_of(connection) is not None:
            return _upgrade(schema, engine)
    if not _STATEMENTS:
        done = _upgrade(schema, engine)
        with engine.connect() as connection:
            _STATEMENTS.extend(_statements(connection))
        return done
    with engine.connect() as plain:
        connection = plain.execution_options(writing=True, recorded=True)
        with connection.begin():
            for statement in _STATEMENTS:
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (NEWEST,))
    return Upgraded(None, NEWEST)


def _statements(connection: Connection) -> list[str]:
    query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    return [statement for (statement,) in connection.exec_driver_sql(query)]


@pytest.fixture(autouse=True)
def schema_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a test makes have their tables at once."""
    monkeypatch.setattr(Schema, "upgrade", _quickly)
