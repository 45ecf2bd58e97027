"""Rows of the canteen's sheets, in the form that is read back in."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState, Duty, StockKind
from desktop.models import (
    Article,
    Canteen,
    DocumentSigner,
    MoneyDocument,
    ReceiptLine,
    StockDocument,
    StockLine,
    Supplier,
)
from desktop.rosters.articles import FIELDS as ARTICLE_FIELDS
from desktop.rosters.articles import ArticleRow
from desktop.rosters.goods_issues import GoodsIssueRow
from desktop.rosters.goods_receipts import GoodsReceiptRow
from desktop.rosters.money_sheet import MoneyRow
from desktop.rosters.suppliers import FIELDS as SUPPLIER_FIELDS
from desktop.rosters.suppliers import SupplierRow
from desktop.services.canteen.buying_sheets import bank_rows, price_rows, stocktake_rows
from desktop.services.canteen.meal_sheets import count_rows, fee_rows
from desktop.services.canteen.menu_rows import menu_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from desktop.core.terms import Month

SUPPLIERS: Final = "suppliers"
ARTICLES: Final = "articles"
GOODS_RECEIPTS: Final = "goods-receipts"
GOODS_ISSUES: Final = "goods-issues"
MONEY: Final = "money"
MENUS: Final = "menus"
MEAL_COUNTS: Final = "meal-counts"
MEAL_FEES: Final = "meal-fees"
STOCKTAKE: Final = "stocktake"
BANK_STATEMENT: Final = "bank-statement"
CONTRACT_PRICES: Final = "contract-prices"
OF_CANTEEN: Final = (
    *(GOODS_RECEIPTS, GOODS_ISSUES, MENUS, MEAL_COUNTS, MEAL_FEES, MONEY, BANK_STATEMENT),
    *(STOCKTAKE, SUPPLIERS, ARTICLES, CONTRACT_PRICES),
)
"""In the order in which people use them."""
_FIRST_ROW: Final = 2
_Names = dict["UUID", dict[Duty, list[str]]]
_LINE_OF_DOCUMENT = (StockLine.unit_id == StockDocument.unit_id) & (
    StockLine.document_id == StockDocument.id
)
_ARTICLE_OF_LINE = (Article.unit_id == StockLine.unit_id) & (Article.id == StockLine.article_id)
_CANTEEN = (Canteen.unit_id == StockDocument.unit_id) & (Canteen.id == StockDocument.canteen_id)


def supplier_rows(connection: Connection, unit_id: UUID, today: date) -> tuple[SupplierRow, ...]:
    """All suppliers."""
    del today
    query = (
        select(Supplier.__table__)
        .where(Supplier.unit_id == unit_id)
        .order_by(Supplier.stopped_on.is_not(None), Supplier.name, Supplier.id)
    )
    return tuple(
        SupplierRow(number, row.name, **_told(row, SUPPLIER_FIELDS))
        for number, row in enumerate(connection.execute(query), start=_FIRST_ROW)
    )


def article_rows(connection: Connection, unit_id: UUID, today: date) -> tuple[ArticleRow, ...]:
    """All articles."""
    del today
    query = (
        select(Article.__table__)
        .where(Article.unit_id == unit_id)
        .order_by(Article.stopped_on.is_not(None), Article.kind, Article.pinyin, Article.id)
    )
    return tuple(
        ArticleRow(number, row.name, **_told(row, ARTICLE_FIELDS))
        for number, row in enumerate(connection.execute(query), start=_FIRST_ROW)
    )


def _told(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:  # noqa: ANN401 - a row of a query
    """The fields of a row; an empty text tells nothing."""
    return {name: value for name in fields if (value := getattr(row, name)) not in ("", None)}


def receipt_rows(
    connection: Connection, unit_id: UUID, month: Month
) -> tuple[GoodsReceiptRow, ...]:
    """What came in in a month, without what was reversed."""
    wanted = _standing(unit_id, StockKind.RECEIPT, month)
    query = (
        select(
            *(StockDocument.id, StockDocument.day, StockDocument.fund, StockDocument.ticket),
            *(StockDocument.note, StockLine.price, StockLine.amount, ReceiptLine.__table__),
            *(Article.name, Article.specification, Article.measure, Article.kind),
            Supplier.name.label("supplier"),
            Canteen.name.label("canteen"),
        )
        .join(StockLine, _LINE_OF_DOCUMENT)
        .join(
            ReceiptLine,
            (ReceiptLine.unit_id == StockLine.unit_id) & (ReceiptLine.line_id == StockLine.id),
        )
        .join(Article, _ARTICLE_OF_LINE)
        .join(
            Supplier,
            (Supplier.unit_id == StockDocument.unit_id)
            & (Supplier.id == StockDocument.supplier_id),
        )
        .join(Canteen, _CANTEEN)
        .where(wanted)
        .order_by(StockDocument.day, StockDocument.id, StockLine.line)
    )
    signers = _signers(connection, unit_id, wanted)
    return tuple(
        _receipt_row(number, row, signers[row.id][Duty.ACCEPTOR])
        for number, row in enumerate(connection.execute(query), start=_FIRST_ROW)
    )


def _receipt_row(number: int, row: Any, acceptors: list[str]) -> GoodsReceiptRow:  # noqa: ANN401 - same
    return GoodsReceiptRow(
        row=number,
        name=row.name,
        day=row.day,
        supplier=row.supplier,
        specification=row.specification or None,
        measure=row.measure,
        kind=row.kind,
        delivered=row.delivered,
        rejected=row.rejected,
        rejected_why=row.rejected_why,
        price=row.price,
        amount=row.amount,
        fund=row.fund,
        ticket=row.ticket,
        acceptors=tuple(acceptors),
        produced_on=row.produced_on,
        expires_on=row.expires_on,
        batch=row.batch,
        quarantine=row.quarantine,
        note=row.note,
        canteen=row.canteen,
    )


def issue_rows(connection: Connection, unit_id: UUID, month: Month) -> tuple[GoodsIssueRow, ...]:
    """What went out in a month, article by article, without what was reversed."""
    wanted = _standing(unit_id, StockKind.ISSUE, month)
    head = (
        *(StockDocument.id, StockDocument.day, StockDocument.sitting, StockDocument.note),
        *(Article.name, Article.specification, Article.measure, Canteen.name.label("canteen")),
    )
    query = (
        select(*head, func.sum(StockLine.quantity).label("out"))
        .join(StockLine, _LINE_OF_DOCUMENT)
        .join(Article, _ARTICLE_OF_LINE)
        .join(Canteen, _CANTEEN)
        .where(wanted)
        .group_by(*head[:-1], Canteen.name, Article.id, Article.pinyin)
        .order_by(StockDocument.day, StockDocument.id, Article.pinyin, Article.id)
    )
    signers = _signers(connection, unit_id, wanted)
    return tuple(
        GoodsIssueRow(
            row=number,
            name=row.name,
            day=row.day,
            sitting=row.sitting,
            specification=row.specification or None,
            measure=row.measure,
            quantity=-row.out,
            takers=tuple(signers[row.id][Duty.TAKER]),
            keepers=tuple(signers[row.id][Duty.KEEPER]),
            note=row.note,
            canteen=row.canteen,
        )
        for number, row in enumerate(connection.execute(query), start=_FIRST_ROW)
    )


def money_rows(connection: Connection, unit_id: UUID, month: Month) -> tuple[MoneyRow, ...]:
    """What money came and went in a month, without what was reversed."""
    red = aliased(MoneyDocument)
    undone = exists().where(red.unit_id == unit_id, red.reverses_id == MoneyDocument.id)
    query = (
        select(
            MoneyDocument.__table__,
            Supplier.name.label("supplier"),
            Canteen.name.label("canteen"),
        )
        .join(
            Canteen,
            (Canteen.unit_id == MoneyDocument.unit_id) & (Canteen.book_id == MoneyDocument.book_id),
        )
        .outerjoin(
            Supplier,
            (Supplier.unit_id == MoneyDocument.unit_id)
            & (Supplier.id == MoneyDocument.supplier_id),
        )
        .where(
            MoneyDocument.unit_id == unit_id,
            MoneyDocument.month == month,
            MoneyDocument.reverses_id.is_(None),
            ~undone,
        )
        .order_by(MoneyDocument.day, MoneyDocument.id)
    )
    told = ("day", "kind", "amount", "method", "fund", "spending", "supplier", "party")
    return tuple(
        MoneyRow(
            row=number,
            name=row.kind.label,
            **{name: getattr(row, name) for name in (*told, "ticket", "note", "canteen")},
        )
        for number, row in enumerate(connection.execute(query), start=_FIRST_ROW)
    )


def _standing(unit_id: UUID, kind: StockKind, month: Month) -> ColumnElement[bool]:
    """The documents of a month that are booked and stand."""
    red = aliased(StockDocument)
    undone = exists().where(red.unit_id == unit_id, red.reverses_id == StockDocument.id)
    return (
        (StockDocument.unit_id == unit_id)
        & (StockDocument.kind == kind)
        & (StockDocument.month == month)
        & (StockDocument.state == DocumentState.POSTED)
        & StockDocument.reverses_id.is_(None)
        & ~undone
    )


def _signers(connection: Connection, unit_id: UUID, wanted: ColumnElement[bool]) -> _Names:
    query = (
        select(DocumentSigner.document_id, DocumentSigner.duty, DocumentSigner.name)
        .join(
            StockDocument,
            (StockDocument.unit_id == DocumentSigner.unit_id)
            & (StockDocument.id == DocumentSigner.document_id),
        )
        .where(DocumentSigner.unit_id == unit_id, wanted)
        .order_by(DocumentSigner.id)
    )
    found: _Names = defaultdict(lambda: defaultdict(list))
    for document_id, duty, name in connection.execute(query):
        found[document_id][duty].append(name)
    return found


CANTEEN_TODAY: Final[Mapping[str, Callable[[Connection, UUID, date], tuple[Any, ...]]]] = (
    MappingProxyType(
        {
            SUPPLIERS: supplier_rows,
            ARTICLES: article_rows,
            CONTRACT_PRICES: price_rows,
            STOCKTAKE: stocktake_rows,
        }
    )
)
CANTEEN_MONTH: Final[Mapping[str, Callable[[Connection, UUID, Month], tuple[Any, ...]]]] = (
    MappingProxyType(
        {
            GOODS_RECEIPTS: receipt_rows,
            GOODS_ISSUES: issue_rows,
            MONEY: money_rows,
            MENUS: menu_rows,
            MEAL_COUNTS: count_rows,
            MEAL_FEES: fee_rows,
            BANK_STATEMENT: bank_rows,
        }
    )
)
