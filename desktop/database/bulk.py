"""Inserting many rows of one table with one statement.

SQLite takes a block of rows as the JSON text that the audit chain keeps of it, and does the rest in
C without holding the interpreter: four times as fast as binding each value, and other work goes on
meanwhile. Where that cannot be (PostgreSQL, moments, bytes) values are converted column by column
and bound, without the library's work for each row.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Boolean, Date, Enum, Integer, SmallInteger, String, Text, insert

from desktop.database.base import KeyColumn, MonthColumn, WholeUnits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Dialect, Table

_AS_IN_JSON: Final = (
    *(BigInteger, Boolean, Date, Enum, Integer, SmallInteger, String, Text),
    *(KeyColumn, MonthColumn, WholeUnits),
)
"""Types whose stored form SQLite can take out of the chain's JSON."""
# SQLite ends a JSON text at a zero character, which the binding does not.
_ZERO: Final = b"\\u0000"


class _Statement:
    """An INSERT of all columns of a table, ready for a driver."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        compiled = insert(table).compile(dialect=dialect, column_keys=list(table.c.keys()))
        self.text: Final = str(compiled)
        self.order: Final[Sequence[str] | None] = compiled.positiontup
        self.converters: Final[dict[str, Callable[[Any], Any] | None]] = {
            name: column.type.dialect_impl(dialect).bind_processor(dialect)
            for name, column in table.c.items()
        }
        self.of_json: Final = _of_json(table, dialect)


def _of_json(table: Table, dialect: Dialect) -> str | None:
    """An INSERT that takes rows, as arrays in the order of the columns, out of a block's JSON."""
    kinds = [column.type for column in table.c]
    if dialect.name != "sqlite" or not all(isinstance(kind, _AS_IN_JSON) for kind in kinds):
        return None
    values = ", ".join(
        _taken_out(place, name, table.c[name].type) for place, name in enumerate(table.c.keys())
    )
    names = ", ".join(map(dialect.identifier_preparer.quote, table.c.keys()))
    into = dialect.identifier_preparer.format_table(table)
    return f"INSERT INTO {into} ({names}) SELECT {values} FROM jsonb_each(?1, '$[3]')"  # noqa: S608 - names of the schema


def _taken_out(place: int, name: str, kind: object) -> str:
    """How a value comes out of a row's array; the unit is the same in all and bound as ?2."""
    if name == "unit_id":
        return "?2"
    return f"unhex(value ->> {place}, '-')" if isinstance(kind, KeyColumn) else f"value ->> {place}"


@lru_cache(maxsize=256)
def _statement(table: Table, dialect: Dialect) -> _Statement:
    return _Statement(table, dialect)


def insert_block(
    connection: Connection, table: Table, values: dict[str, Sequence[Any]], block: bytes
) -> None:
    """Insert rows.

    Args:
        connection: a connection that is writing.
        table: where to.
        values: the live values column by column: all columns of the table, all of one length.
        block: the same rows as the chain keeps them (`chain.encode`).
    """
    statement = _statement(table, connection.dialect)
    if statement.of_json is not None and _ZERO not in block:
        owner = [unit[0].bytes] if (unit := values.get("unit_id")) else []
        connection.exec_driver_sql(statement.of_json, (block.decode(), *owner))
    else:
        _bind(connection, statement, values)


def _bind(connection: Connection, statement: _Statement, values: dict[str, Sequence[Any]]) -> None:
    ready = {
        name: _converted(convert, column)
        for (name, convert), column in zip(
            statement.converters.items(), values.values(), strict=True
        )
    }
    rows: list[Any]
    if statement.order is not None:
        rows = list(zip(*(ready[name] for name in statement.order), strict=True))
    else:
        rows = [dict(zip(ready, row, strict=True)) for row in zip(*ready.values(), strict=True)]
    connection.exec_driver_sql(statement.text, rows)


def _converted(convert: Callable[[Any], Any] | None, column: Sequence[Any]) -> Sequence[Any]:
    """A column as the driver takes it; one value throughout (the unit) is converted once."""
    if convert is None:
        return column
    first = column[0]
    if all(value is first for value in column):
        return [convert(first)] * len(column)
    return [convert(value) for value in column]
