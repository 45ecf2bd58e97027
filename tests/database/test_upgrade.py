from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

import desktop.models

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import ReflectedIndex

    from desktop.database.work import Store

METADATA = desktop.models.Person.metadata


def schema_of(connection: Connection) -> dict[str, Any]:
    """All that a database tells of its tables, without the order of columns."""
    look = inspect(connection)
    return {
        table: {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"]) for c in look.get_columns(table)
            },
            "key": look.get_pk_constraint(table),
            "foreign": sorted(str(key) for key in look.get_foreign_keys(table)),
            "unique": sorted(str(key) for key in look.get_unique_constraints(table)),
            "checks": sorted(str(check) for check in look.get_check_constraints(table)),
            "indexes": sorted(_words(index) for index in look.get_indexes(table)),
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def _words(index: ReflectedIndex) -> str:
    where = index.get("dialect_options", {}).get("sqlite_where", "")
    return f"{index['name']} {index['column_names']} {index['unique']} {where}"


def test_migrated_schema_equals_the_models(store: Store) -> None:
    with store.read() as connection:
        options: dict[str, Any] = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_migrated_file_has_every_key_check_and_index_of_the_models(file_store: Store) -> None:
    wanted = create_engine("sqlite://")
    with wanted.begin() as connection:
        METADATA.create_all(connection)
        expected = schema_of(connection)
    wanted.dispose()
    with file_store.read() as connection:
        assert schema_of(connection) == expected
