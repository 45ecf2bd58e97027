"""Inserting many rows of one table with one statement.

SQLite takes a block of rows as one JSON text, and its keys as bytes side by side, and does the rest
in C without holding the interpreter: several times as fast as binding each value, and other work
goes on meanwhile. Where that cannot be (PostgreSQL, shared tables, moments, bytes) values are
converted column by column and bound, without the library's work for each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, Boolean, Date, Enum, Integer, SmallInteger, String, Text, insert

from desktop.core.json import dump
from desktop.database.base import KeyColumn, MonthColumn, WholeUnits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Dialect, Table

_AS_IN_JSON: Final = (
    *(BigInteger, Boolean, Date, Enum, Integer, SmallInteger, String, Text),
    *(KeyColumn, MonthColumn, WholeUnits),
)
"""Types whose stored form SQLite can take out of JSON, or that are keys."""
# SQLite ends a JSON text at a zero character, which the binding does not.
_ZERO: Final = b"\\u0000"
_NO_KEY: Final = bytes(16)


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
        self.keys: Final = [n for n in _own(table) if isinstance(table.c[n].type, KeyColumn)]
        self.others: Final = [n for n in _own(table) if n not in self.keys]
        self.of_json: Final = self._of_json(table, dialect)

    def _of_json(self, table: Table, dialect: Dialect) -> str | None:
        """An INSERT of rows: ?1 their JSON, ?2 their unit, then for each key its bytes in a row.

        The JSON comes as bytes, so that nobody makes a text of it and bytes of the text again.
        """
        fit = all(isinstance(column.type, _AS_IN_JSON) for column in table.c)
        # A table of keys alone would be rows without values, which are no rows.
        fit = fit and bool(self.others)
        if dialect.name != "sqlite" or "unit_id" not in table.c or not fit:
            return None
        taken = {name: f"rows.value ->> {place}" for place, name in enumerate(self.others)}
        for number, name in enumerate(self.keys, start=3):
            taken[name] = f"nullif(substr(?{number}, 1 + 16 * rows.key, 16), zeroblob(16))"
        taken["unit_id"] = "?2"
        quoted = dialect.identifier_preparer.quote
        columns = tuple(table.c.keys())
        names = ", ".join(map(quoted, columns))
        values = ", ".join(taken[name] for name in columns)
        into = dialect.identifier_preparer.format_table(table)
        rows = "jsonb_each(cast(?1 AS TEXT)) AS rows"
        return f"INSERT INTO {into} ({names}) SELECT {values} FROM {rows}"  # noqa: S608 - names of the schema


def _own(table: Table) -> list[str]:
    """The columns in which rows of one unit differ."""
    return [column.name for column in table.c if column.name != "unit_id"]


def _statement(table: Table, dialect: Dialect) -> _Statement:
    """Made once for all databases of a kind: a dialect that is a key would be kept for good."""
    key = table, type(dialect)
    found = _statements.get(key)
    if found is None:
        found = _statements[key] = _Statement(table, dialect)
    return found


_statements: Final[dict[tuple[Table, type[Dialect]], _Statement]] = {}


@dataclass(frozen=True, slots=True)
class Insertion:
    """A statement for the driver with all that it needs: ready to be carried out."""

    text: str
    parameters: Any


def insertion(
    dialect: Dialect,
    table: Table,
    values: Mapping[str, Sequence[Any]],
    stored: Mapping[str, Sequence[Any]],
) -> Insertion:
    """How to insert rows that are given column by column: all columns of the table, of one length.

    Args:
        dialect: of the connection that will insert.
        table: where to.
        values: the live values.
        stored: the same in their stored form (`chain.stored_columns`).
    """
    statement = _statement(table, dialect)
    if statement.of_json is not None:
        others = [stored[name] for name in statement.others]
        text = dump(list(zip(*others, strict=True)))
        if _ZERO not in text:
            keys = [_side_by_side(values[name]) for name in statement.keys]
            unit = values["unit_id"][0].bytes
            return Insertion(statement.of_json, (text, unit, *keys))
    return _bound(statement, values)


def _side_by_side(keys: Sequence[UUID | None]) -> bytes:
    """The bytes of keys one after another; zeros, which are no key, stand for none."""
    return b"".join([_NO_KEY if key is None else key.int.to_bytes(16) for key in keys])


def _bound(statement: _Statement, values: Mapping[str, Sequence[Any]]) -> Insertion:
    """The same with each value bound."""
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
    return Insertion(statement.text, rows)


def _converted(convert: Callable[[Any], Any] | None, column: Sequence[Any]) -> Sequence[Any]:
    """A column as the driver takes it; one value throughout (the unit) is converted once."""
    if convert is None:
        return column
    first = column[0]
    if all(value is first for value in column):
        return [convert(first)] * len(column)
    return [convert(value) for value in column]
