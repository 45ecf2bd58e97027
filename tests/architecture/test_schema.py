"""The rules that let one schema run on SQLite, PostgreSQL and a sharded PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import CheckConstraint, Enum, Numeric, Table, UniqueConstraint

import desktop.models
from desktop.database.base import KeyColumn, Owned, Reference

METADATA = desktop.models.Person.metadata
# Looked up over all units on purpose: a code from paper does not say whose it is.
OVER_UNITS = frozenset[str]()

tables = pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)


def is_owned(table: Table) -> bool:
    return "unit_id" in table.c


def test_every_table_is_owned_or_shared() -> None:
    kinds = {mapper.class_ for mapper in desktop.models.Person.registry.mappers}
    other = {kind.__name__ for kind in kinds if not issubclass(kind, Owned | Reference)}
    assert other == {"Fact"}
    assert len(METADATA.tables) == len(kinds) > 15


@pytest.mark.parametrize("table", [t for t in METADATA.sorted_tables if "unit_id" in t.c], ids=str)
def test_unit_comes_first_in_every_key(table: Table) -> None:
    assert [column.name for column in table.primary_key] == ["unit_id", "id"]
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    for constraint in unique:
        assert constraint.columns[0].name == "unit_id", constraint.name
    for key in table.foreign_key_constraints:
        if is_owned(key.referred_table):
            assert key.column_keys[0] == "unit_id", key.name
    for index in table.indexes:
        if index.name not in OVER_UNITS:
            assert index.columns[0].name == "unit_id", index.name


@tables
def test_foreign_keys_stay_inside_one_unit(table: Table) -> None:
    for key in table.foreign_key_constraints:
        target = key.referred_table
        if not is_owned(target):
            continue
        assert is_owned(table), f"{key.name}: from a shared table to an owned one"
        pairs = [(element.parent.name, element.column.name) for element in key.elements]
        assert pairs[0] == ("unit_id", "unit_id"), key.name
        assert [column for _own, column in pairs] == ["unit_id", "id"], key.name


@tables
def test_ids_are_made_by_the_program(table: Table) -> None:
    if "id" not in table.c:
        assert table.name == "facts"
        return
    assert isinstance(table.c.id.type, KeyColumn)
    assert table.c.id.autoincrement is False
    for column in table.c:
        assert column.default is None, "the chain must see every value that is written"
        assert column.server_default is None
        assert column.onupdate is None


@tables
def test_checks_are_named_and_stand_at_the_table(table: Table) -> None:
    for check in (c for c in table.constraints if isinstance(c, CheckConstraint)):
        assert str(check.name).startswith(f"ck_{table.name}_")
    for column in table.c:
        assert not column.constraints


@tables
def test_only_what_every_database_has(table: Table) -> None:
    for constraint in table.constraints:
        assert not constraint.deferrable
        assert not constraint.initially
    for column in table.c:
        kind = column.type
        assert not isinstance(kind, Numeric), "SQLite keeps it as a float"
        assert type(kind).__name__ != "ARRAY"
        assert column.computed is None
        assert column.identity is None
        if isinstance(kind, Enum):
            assert not kind.native_enum
            assert kind.length == 32


@tables
def test_every_table_has_a_word_for_people(table: Table) -> None:
    label = table.info["label"]
    assert label
    assert not label.isascii()
    month = table.info.get("month")
    assert month is None or month in table.c


def test_names_fit_postgresql() -> None:
    tables = METADATA.tables.values()
    names = [str(constraint.name) for table in tables for constraint in table.constraints]
    names += [str(index.name) for table in tables for index in table.indexes]
    assert max(map(len, names)) <= 63
    assert len(names) == len(set(names))
