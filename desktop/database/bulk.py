"""Inserting many rows of one table with one prepared statement.

The same as the library's own way of running a statement with many rows, without its work for each
row: values are converted column by column, by the column types' own converters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Dialect, Table


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


@lru_cache(maxsize=256)
def _statement(table: Table, dialect: Dialect) -> _Statement:
    return _Statement(table, dialect)


def insert_columns(connection: Connection, table: Table, values: dict[str, Sequence[Any]]) -> None:
    """Insert rows that are given column by column: all columns of the table, all of one length."""
    statement = _statement(table, connection.dialect)
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
