"""The declarative base: naming, keys and column types that every table shares.

A row that belongs to a unit has the key (unit_id, id); foreign keys between such rows are
composite and stay inside one unit. Rows that all share are reference rows with a plain key.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Enum,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desktop.core.ids import key_of
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from sqlalchemy import Table
    from sqlalchemy.sql.type_api import TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

V = TypeVar("V", Money, Quantity, UnitPrice)


class WholeUnits(TypeDecorator[V], Generic[V]):
    """An exact decimal, kept as the whole number of its smallest unit."""

    impl = BigInteger
    cache_ok = True
    value_type: ClassVar[type[Any]]

    def process_bind_param(self, value: V | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """As the database keeps it."""
        return None if value is None else value.units

    def process_result_value(self, value: int | None, dialect: Dialect) -> V | None:  # noqa: ARG002
        """As the program knows it."""
        # A sum comes back from PostgreSQL as a decimal.
        return None if value is None else self.value_type(int(value))


class MoneyColumn(WholeUnits[Money]):
    """元, kept in whole 分."""

    value_type = Money
    cache_ok = True


class QuantityColumn(WholeUnits[Quantity]):
    """A quantity, kept in thousandths."""

    value_type = Quantity
    cache_ok = True


class UnitPriceColumn(WholeUnits[UnitPrice]):
    """A unit price, kept in ten-thousandths of a 元."""

    value_type = UnitPrice
    cache_ok = True


class MonthColumn(TypeDecorator[Month]):
    """A month, kept as a whole number such as 202610."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """As the database keeps it."""
        return None if value is None else value.number

    def process_result_value(self, value: int | None, dialect: Dialect) -> Month | None:  # noqa: ARG002
        """As the program knows it."""
        return None if value is None else Month.from_number(value)


class Instant(TypeDecorator[datetime]):
    """A moment, kept in UTC; SQLite gives it back naive, so the zone is put on again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """As the database keeps it."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """As the program knows it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class KeyColumn(TypeDecorator[UUID]):
    """A key: 16 bytes in SQLite, where text would take twice the room, a native UUID elsewhere."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the database keeps it."""
        kind = LargeBinary(16) if dialect.name == "sqlite" else Uuid()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | bytes | None:
        """As the database keeps it."""
        return value if value is None or dialect.name != "sqlite" else value.bytes

    def process_result_value(self, value: UUID | bytes | None, dialect: Dialect) -> UUID | None:  # noqa: ARG002
        """As the program knows it.

        Raises:
            ValueError: something else was put there past the program.
        """
        return _known(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None]:  # noqa: ARG002
        """The same for whole columns, without the library's two calls around each value."""
        return _known


def _known(value: UUID | bytes | None) -> UUID | None:
    """A key as the program knows it, from either database."""
    if isinstance(value, bytes):
        return key_of(value)
    if value is None or isinstance(value, UUID):
        return value
    raise ValueError("not a key")


class ContentColumn(TypeDecorator[bytes]):
    """The bytes of a kept file. The chain keeps their digest in their place, never the bytes."""

    impl = LargeBinary
    cache_ok = True


def holds_contents(table: Table) -> bool:
    """Whether rows of a table are so large that they are only taken one by one."""
    return any(isinstance(column.type, ContentColumn) for column in table.c)


def enum_column(kind: type[StrEnum]) -> Enum:
    """A word from an enumeration, kept as its value in a plain string column."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


TYPES: dict[Any, TypeEngine[Any] | type[TypeEngine[Any]]] = {
    Money: MoneyColumn,
    Quantity: QuantityColumn,
    UnitPrice: UnitPriceColumn,
    Month: MonthColumn,
    datetime: Instant,
    date: Date,
    UUID: KeyColumn,
    str: String(200),
    int: BigInteger().with_variant(Integer, "sqlite"),
}


class Base(DeclarativeBase):
    """Root of all models."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


class Owned:
    """Key of a row that belongs to one unit. `id` is made by the program (UUID version 7)."""

    unit_id: Mapped[UUID] = mapped_column(KeyColumn, primary_key=True)
    id: Mapped[UUID] = mapped_column(KeyColumn, primary_key=True, autoincrement=False)


class Reference:
    """Key of a row that all units share."""

    id: Mapped[UUID] = mapped_column(KeyColumn, primary_key=True, autoincrement=False)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """A foreign key from (unit_id, column) to an owned row of the same unit."""
    return ForeignKeyConstraint(
        ["unit_id", column], [f"{table}.unit_id", f"{table}.id"], ondelete="RESTRICT"
    )
