"""The list of a month's stock documents: columns, source, filter, and the pane beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.canteen import DocumentState, Duty, StockKind
from desktop.core.money import Money
from desktop.services.canteen.stock import documents
from desktop.views.canteen.goods.words import day_words, state_chip, state_words, worth
from desktop.views.style import current_tokens
from desktop.views.tables import DetailSplit, ListColumn, ListPage, ListView
from desktop.views.widgets import EmptyState, SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.services.canteen.stock import DocumentLine
    from desktop.services.session import Session
    from desktop.views.canteen.goods.pane import DocumentPane
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_DRAFT: Final = DocumentState.DRAFT


def _names(*duties: Duty) -> Callable[[DocumentLine], str]:
    return lambda line: "、".join(name for duty in duties for name in line.names(duty))


_HEAD: Final[tuple[ListColumn[DocumentLine], ...]] = (
    ListColumn("day", "日期", lambda d: day_words(d.day), 100, sort="day"),
    ListColumn("number", "编号", lambda d: d.label, 140, sort="number"),
)
_STATE: Final[ListColumn[DocumentLine]] = ListColumn(
    "state", "状态", state_words, 90, sort="state", chip=state_chip
)
_AMOUNT: Final[ListColumn[DocumentLine]] = ListColumn(
    "amount", "金额", lambda d: str(worth(d)), 100, "right", sort="amount"
)
RECEIPT_COLUMNS: Final[tuple[ListColumn[DocumentLine], ...]] = (
    *_HEAD,
    _STATE,
    ListColumn("supplier", "供货商", lambda d: d.supplier or "", 140, sort="supplier"),
    ListColumn("articles", "物品", lambda d: d.articles, 160),
    _AMOUNT,
    ListColumn("fund", "资金", lambda d: d.fund.label if d.fund else "", 120, sort="fund"),
    ListColumn("signed", "验收人", _names(Duty.ACCEPTOR), 130),
    ListColumn("ticket", "票据号", lambda d: d.ticket, 110, hidden=True),
    ListColumn("by", "记账人", lambda d: d.recorded_by, 90, hidden=True),
)
ISSUE_COLUMNS: Final[tuple[ListColumn[DocumentLine], ...]] = (
    *_HEAD,
    _STATE,
    ListColumn("kind", "类别", lambda d: d.kind.label, 60, sort="kind"),
    ListColumn("sitting", "餐次", lambda d: d.sitting.label if d.sitting else "", 80),
    ListColumn("articles", "物品", lambda d: d.articles, 210),
    _AMOUNT,
    ListColumn("signed", "领料人", _names(Duty.TAKER), 100),
    ListColumn("keeper", "库管员", _names(Duty.KEEPER), 100),
    ListColumn("note", "备注", lambda d: d.note, 140, hidden=True),
    ListColumn("by", "记账人", lambda d: d.recorded_by, 90, hidden=True),
)
_ORDERS: Final[dict[str, Callable[[DocumentLine], Any]]] = {
    "day": lambda d: (d.day, d.number),
    "number": lambda d: (d.kind, d.month, d.number),
    "supplier": lambda d: d.supplier or "",
    "amount": lambda d: worth(d).units,
    "fund": lambda d: d.fund.label if d.fund else "",
    "kind": lambda d: d.kind.label,
    "state": state_words,
}


class MonthDocuments:
    """The documents of a canteen in a month, those that a text is found in."""

    def __init__(
        self, session: Session, books: tuple[UUID, Month], kinds: Sequence[StockKind], text: str
    ) -> None:
        self._session, self._kinds, self._text = session, tuple(kinds), text
        self._canteen_id, self._month = books

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[DocumentLine]:
        """A part of the rows; what is only a draft counts in no sum."""
        del job
        rows = [line for line in self._all() if self._fits(line)]
        if sort is not None:
            rows.sort(key=_ORDERS[sort], reverse=descending)
        booked = [worth(line) for line in rows if line.state is not _DRAFT]
        foot = {"合计": f"{Money.sum(booked)} 元"}
        if len(booked) < len(rows):
            foot["草稿"] = f"{len(rows) - len(booked)} 张，不在合计里"
        return ListPage(rows[offset : offset + limit], len(rows), foot)

    def _all(self) -> Sequence[DocumentLine]:
        return documents(self._session, self._canteen_id, self._month, self._kinds)

    def _fits(self, line: DocumentLine) -> bool:
        told = (line.label, line.supplier or "", line.articles, line.ticket, line.note)
        names = (signer.name for signer in line.signers)
        return not self._text or any(self._text in words for words in (*told, *names))


class DocumentsPart(QWidget):
    """The documents of some kinds: a filter line, the list, and the pane of one."""

    def __init__(
        self, desk: Desk, kinds: Sequence[StockKind], empty: EmptyState, pane: DocumentPane
    ) -> None:
        super().__init__()
        self._desk, self._kinds = desk, tuple(kinds)
        self._canteen_id: UUID | None = None
        self._wanted: UUID | None = None
        incoming = StockKind.RECEIPT in self._kinds
        columns = RECEIPT_COLUMNS if incoming else ISSUE_COLUMNS
        name = "goods-in" if incoming else "goods-out"
        self.empty, self.pane = empty, pane
        self.search = SearchField("供货商、物品、编号、姓名" if incoming else "物品、编号、姓名")
        self.search.setMinimumWidth(current_tokens().sizes.base * 11)
        self.search.setMaximumWidth(current_tokens().sizes.base * 19)
        self.search.searched.connect(lambda _text: self._set_source())
        self.view = ListView(desk, name, columns, _Nothing(), empty)
        self.view.identify_by(lambda line: line.document_id)
        self.split = DetailSplit(self.view, pane)
        self.tools = QWidget()
        self.filters = QHBoxLayout(self.tools)
        self.filters.setContentsMargins(0, 0, 0, 0)
        self.filters.addWidget(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.view.activated.connect(lambda line: self.show_document(line.document_id))
        self.view.filtering.connect(self.search.setFocus)
        self.pane.closing.connect(self.split.close_pane)
        self.pane.asked.connect(self.show_document)

    def show_books(self, canteen_id: UUID) -> None:
        """Show a canteen's documents of the month that is shown."""
        self._canteen_id = canteen_id
        self.pane.leave()
        self.split.close_pane()
        month = self._desk.place.month
        words = "入库单" if StockKind.RECEIPT in self._kinds else "出库单"
        self.view.titled(f"{month.label}{words}")
        self._set_source()
        if self._wanted is not None:
            self.show_document(self._wanted)
            self._wanted = None

    def open_record(self, document_id: UUID) -> None:
        """Open what a link points at, now or as soon as it is known whose books these are."""
        if self._canteen_id is None:
            self._wanted = document_id
        else:
            self.show_document(document_id)

    def show_document(self, document_id: UUID) -> None:
        """Open a document in the pane."""
        self.split.open_pane()
        self.pane.show_document(document_id)

    def reload(self) -> None:
        """The books have changed."""
        self.view.reload()
        self.pane.reload()

    def _set_source(self) -> None:
        if self._canteen_id is not None:
            text, books = self.search.text().strip(), (self._canteen_id, self._desk.place.month)
            source = MonthDocuments(self._desk.session, books, self._kinds, text)
            self.view.set_source(source, filtered=bool(text))

    def _on_selected(self, line: DocumentLine | None) -> None:
        if line is not None:
            self.pane.show_document(line.document_id)


class _Nothing:
    """What a list shows before it is known whose it is."""

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[DocumentLine]:
        """No row."""
        del job, sort, descending, offset, limit
        return ListPage((), 0)
