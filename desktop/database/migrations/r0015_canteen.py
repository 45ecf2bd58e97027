"""Canteens with their stock and money, and the ledger below."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

# SQLite keeps a key as its 16 bytes.
KEY: Final = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the tables; none of the present ones changes."""
    _account_books()
    _articles()
    _suppliers()
    _canteens()
    _vouchers()
    _ledger_entries()
    _money_documents()
    _stock_documents()
    _stock_lots()
    _document_signers()
    _stock_lines()
    _receipt_lines()


def _key() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("unit_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=False, nullable=False),
    )


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id", column],
        [f"{target}.unit_id", f"{target}.id"],
        name=f"fk_{table}_unit_id_{column}",
        ondelete="RESTRICT",
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name="_".join(("uq", table, *columns)))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index("_".join(("ix", table, *columns)), table, columns)


def _account_books() -> None:
    op.create_table(
        "account_books",
        *_key(),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_account_books"),
        _unique("account_books", "unit_id", "kind", "name"),
        _check("account_books", "name", "length(name) > 0"),
    )


def _articles() -> None:
    op.create_table(
        "articles",
        *_key(),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("specification", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("measure", sa.String(10), nullable=False),
        sa.Column("shelf_days", sa.SmallInteger(), nullable=True),
        sa.Column("pinyin", sa.String(200), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_articles"),
        _unique("articles", "unit_id", "name", "specification"),
        _check("articles", "name", "length(name) > 0"),
        _check("articles", "shelf_days", "shelf_days > 0"),
        _check("articles", "measure", "length(measure) > 0"),
    )


def _suppliers() -> None:
    op.create_table(
        "suppliers",
        *_key(),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("credit_code", sa.String(18), nullable=False),
        sa.Column("licence", sa.String(60), nullable=False),
        sa.Column("licence_until", sa.Date(), nullable=True),
        sa.Column("contract", sa.String(60), nullable=False),
        sa.Column("contract_until", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(50), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("address", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_suppliers"),
        _unique("suppliers", "unit_id", "name"),
        _check("suppliers", "name", "length(name) > 0"),
    )


def _canteens() -> None:
    op.create_table(
        "canteens",
        *_key(),
        sa.Column("book_id", KEY, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("operation", sa.String(32), nullable=False),
        sa.Column("licence", sa.String(60), nullable=False),
        sa.Column("licence_until", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_canteens"),
        _belongs("canteens", "book_id", "account_books"),
        _unique("canteens", "unit_id", "book_id"),
        _unique("canteens", "unit_id", "name"),
        _check("canteens", "name", "length(name) > 0"),
        _check("canteens", "span", "closed_on IS NULL OR closed_on >= opened_on"),
    )


def _vouchers() -> None:
    op.create_table(
        "vouchers",
        *_key(),
        sa.Column("book_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_kind", sa.String(32), nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("summary", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_vouchers"),
        _belongs("vouchers", "book_id", "account_books"),
        _unique("vouchers", "unit_id", "book_id", "month", "number"),
        _unique("vouchers", "unit_id", "document_id"),
        _check("vouchers", "number", "number > 0"),
    )


def _ledger_entries() -> None:
    op.create_table(
        "ledger_entries",
        *_key(),
        sa.Column("voucher_id", KEY, nullable=False),
        sa.Column("book_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("account", sa.String(16), nullable=False),
        sa.Column("fund", sa.String(32), nullable=False),
        sa.Column("party_id", KEY, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_ledger_entries"),
        _belongs("ledger_entries", "voucher_id", "vouchers"),
        _check("ledger_entries", "amount", "amount <> 0"),
    )
    _index("ledger_entries", "unit_id", "book_id", "month", "account", "fund")
    _index("ledger_entries", "unit_id", "voucher_id")


def _money_documents() -> None:
    op.create_table(
        "money_documents",
        *_key(),
        sa.Column("book_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("fund", sa.String(32), nullable=False),
        sa.Column("spending", sa.String(32), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", KEY, nullable=True),
        sa.Column("class_id", KEY, nullable=True),
        sa.Column("staff_id", KEY, nullable=True),
        sa.Column("party", sa.String(80), nullable=False),
        sa.Column("ticket", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reverses_id", KEY, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_money_documents"),
        _belongs("money_documents", "book_id", "account_books"),
        _belongs("money_documents", "class_id", "school_classes"),
        _belongs("money_documents", "reverses_id", "money_documents"),
        _belongs("money_documents", "staff_id", "staff"),
        _belongs("money_documents", "supplier_id", "suppliers"),
        _unique("money_documents", "unit_id", "book_id", "month", "number"),
        _unique("money_documents", "unit_id", "reverses_id"),
        _check("money_documents", "amount", "amount <> 0"),
        _check("money_documents", "red", "reverses_id IS NOT NULL OR amount > 0"),
    )
    _index("money_documents", "unit_id", "book_id", "day")


def _stock_documents() -> None:
    op.create_table(
        "stock_documents",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", KEY, nullable=True),
        sa.Column("fund", sa.String(32), nullable=True),
        sa.Column("sitting", sa.String(32), nullable=True),
        sa.Column("ticket", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reverses_id", KEY, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_stock_documents"),
        _belongs("stock_documents", "canteen_id", "canteens"),
        _belongs("stock_documents", "reverses_id", "stock_documents"),
        _belongs("stock_documents", "supplier_id", "suppliers"),
        _unique("stock_documents", "unit_id", "canteen_id", "month", "kind", "number"),
        _unique("stock_documents", "unit_id", "reverses_id"),
        _check("stock_documents", "number", "number > 0"),
        _check("stock_documents", "supplier", "kind <> 'receipt' OR supplier_id IS NOT NULL"),
    )
    _index("stock_documents", "unit_id", "canteen_id", "day", "kind")


def _stock_lots() -> None:
    op.create_table(
        "stock_lots",
        *_key(),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("supplier_id", KEY, nullable=False),
        sa.Column("fund", sa.String(32), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("batch", sa.String(40), nullable=False),
        sa.Column("quarantine", sa.String(60), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.Column("left_amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_stock_lots"),
        _belongs("stock_lots", "article_id", "articles"),
        _belongs("stock_lots", "canteen_id", "canteens"),
        _belongs("stock_lots", "supplier_id", "suppliers"),
        _check("stock_lots", "nothing", '"left" > 0 OR left_amount = 0'),
        _check("stock_lots", "left", '"left" >= 0'),
        _check("stock_lots", "left_amount", "left_amount >= 0"),
    )
    _index("stock_lots", "unit_id", "canteen_id", "article_id", "expires_on")


def _document_signers() -> None:
    op.create_table(
        "document_signers",
        *_key(),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("duty", sa.String(32), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_document_signers"),
        _belongs("document_signers", "document_id", "stock_documents"),
        _unique("document_signers", "unit_id", "document_id", "duty", "name"),
        _check("document_signers", "name", "length(name) > 0"),
    )


def _stock_lines() -> None:
    op.create_table(
        "stock_lines",
        *_key(),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("canteen_id", KEY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("lot_id", KEY, nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_stock_lines"),
        _belongs("stock_lines", "article_id", "articles"),
        _belongs("stock_lines", "document_id", "stock_documents"),
        _belongs("stock_lines", "lot_id", "stock_lots"),
        _unique("stock_lines", "unit_id", "document_id", "line"),
    )
    _index("stock_lines", "unit_id", "canteen_id", "month", "article_id")
    _index("stock_lines", "unit_id", "lot_id", "day")


def _receipt_lines() -> None:
    op.create_table(
        "receipt_lines",
        *_key(),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=True),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("rejected_why", sa.String(100), nullable=False),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("batch", sa.String(40), nullable=False),
        sa.Column("quarantine", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "id", name="pk_receipt_lines"),
        _belongs("receipt_lines", "line_id", "stock_lines"),
        _unique("receipt_lines", "unit_id", "line_id"),
        _check("receipt_lines", "rejected_why", "rejected = 0 OR length(rejected_why) > 0"),
        _check("receipt_lines", "delivered", "delivered >= 0"),
        _check("receipt_lines", "rejected", "rejected >= 0 AND rejected <= delivered"),
    )
