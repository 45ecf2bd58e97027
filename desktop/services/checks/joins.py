"""How the documents of a canteen and their lines are found; shared by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, case, select
from sqlalchemy.orm import aliased

from desktop.core.canteen import DocumentState
from desktop.models import (
    Article,
    DocumentSigner,
    MoneyDocument,
    StockDocument,
    StockLine,
    StockLot,
    Supplier,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from desktop.core.canteen import StockKind
    from desktop.services.checks.questions import Looking

LINE_OF_DOCUMENT: Final = and_(
    StockLine.unit_id == StockDocument.unit_id,
    StockLine.document_id == StockDocument.id,
    # Both follow from the document; said, so that lines are found by the index of their month.
    StockLine.canteen_id == StockDocument.canteen_id,
    StockLine.month == StockDocument.month,
)
ARTICLE_OF_LINE: Final = and_(
    Article.unit_id == StockLine.unit_id, Article.id == StockLine.article_id
)
LOT_OF_LINE: Final = and_(StockLot.unit_id == StockLine.unit_id, StockLot.id == StockLine.lot_id)
SIGNER_OF_DOCUMENT: Final = and_(
    DocumentSigner.unit_id == StockDocument.unit_id,
    DocumentSigner.document_id == StockDocument.id,
)
SUPPLIER_OF_DOCUMENT: Final = and_(
    Supplier.unit_id == StockDocument.unit_id, Supplier.id == StockDocument.supplier_id
)
HUNDRED: Final = 100
FEW_LINES: Final = 20
"""So many lines without any difference are remarkable; fewer may be chance."""
FEW_DOCUMENTS: Final = 10


def black(kind: type[StockDocument | MoneyDocument]) -> ColumnElement[bool]:
    """Whether a document reverses none.

    SQLite takes a plain `IS NULL` on a unique column for a single row, and would walk through all
    years of a school in place of the month; within a CASE it does not.
    """
    return case((kind.reverses_id.is_(None), 1), else_=0) == 1


def standing(looking: Looking, kind: StockKind) -> tuple[ColumnElement[bool], ...]:
    """The documents of a kind in the month that were posted and not undone since."""
    red = aliased(StockDocument)
    undone = (
        select(red.id)
        .where(red.unit_id == StockDocument.unit_id, red.reverses_id == StockDocument.id)
        .exists()
    )
    return (
        StockDocument.unit_id == looking.unit_id,
        StockDocument.canteen_id == looking.canteen.canteen_id,
        StockDocument.month == looking.month,
        StockDocument.kind == kind,
        StockDocument.state == DocumentState.POSTED,
        black(StockDocument),
        ~undone,
    )
