"""The pane of one stock document: its lines, who signed, what undoes it, its tickets, its paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.attachments import RecordKind
from desktop.core.canteen import DocumentState, Duty, StockKind
from desktop.core.clock import CHINA
from desktop.core.errors import NotFoundError
from desktop.core.labels import Role
from desktop.services.attachments import Record, files_of
from desktop.services.canteen.canteens import canteens
from desktop.services.canteen.drafts import discard_draft, post_draft
from desktop.services.canteen.stock import paper
from desktop.views.canteen.goods.goods_words import line_words
from desktop.views.canteen.goods.red import RedForm
from desktop.views.canteen.goods.tickets import Tickets
from desktop.views.canteen.goods.words import state_chip, worth
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from PySide6.QtWidgets import QFormLayout

    from desktop.core.money import Money
    from desktop.services.attachments import FileLine
    from desktop.services.canteen.stock import DocumentLine, StockPaper
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_RED_TOLD: Final = "记过账的单据不改也不删：用一张红字单据冲销它，再按实际情况登记一张新的。"
_PRINTS: Final = {StockKind.RECEIPT: "打印入库单", StockKind.ISSUE: "打印出库单"}


@dataclass(frozen=True, slots=True)
class Found:
    """A document with what hangs on it."""

    paper: StockPaper
    files: tuple[FileLine, ...]
    canteen: str
    other: DocumentLine | None
    """The document that it undoes, or that undoes it."""


def find(session: Session, document_id: UUID, canteen_id: UUID) -> Found | None:
    """Read a document with its files and the one that it is bound to.

    None: a draft that was booked or given up meanwhile, and is another document now, or none.
    """
    try:
        whole = paper(session, document_id)
    except NotFoundError:
        return None
    bound = whole.head.reverses_id or whole.head.reversed_by
    with session.store.read() as connection:
        files = files_of(connection, session.unit_id, RecordKind.STOCK_DOCUMENT, [document_id]).get(
            document_id, ()
        )
    names = {line.canteen_id: line.name for line in canteens(session)}
    other = paper(session, bound).head if bound else None
    return Found(whole, files, names.get(canteen_id, ""), other)


class DocumentPane(RecordPane):
    """Shows a document; nothing in it can be changed, only undone in red ink."""

    shown = Signal(object)
    """A document stands here (Found)."""
    asked = Signal(object)
    """Another document is to be shown: its key."""
    draft_asked = Signal(object)
    """A draft is to be gone on with: its key."""
    printing = Signal(bytes, str)
    """A PDF to look at, and its title."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "documentPane")
        self.document_id: UUID | None = None
        self.canteen_id: UUID | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._writes = desk.session.role is not Role.AUDITOR

    def leave(self) -> None:
        """Show nothing: another canteen or month is looked at."""
        self.document_id = None
        self.drop_form()
        self.forget()

    def show_document(self, document_id: UUID) -> None:
        """Read and show a document."""
        canteen_id = self.canteen_id
        if canteen_id is None:
            return
        if document_id != self.document_id:
            self.drop_form()
        self.document_id = document_id
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: find(session, document_id, canteen_id))
        task.then(partial(self._on_read, document_id)).start()

    def reload(self) -> None:
        """Read the document again."""
        if self.document_id is not None and self.isVisible():
            self.show_document(self.document_id)

    def _on_read(self, document_id: UUID, found: Found | None) -> None:
        if document_id != self.document_id:
            return
        if found is None:
            self.leave()
            self.closing.emit()
        else:
            self.show_content(self._made(found))
            self.shown.emit(found)

    def _made(self, found: Found) -> QWidget:
        line = found.paper.head
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, line.label, state_chip(line)))
        layout.addLayout(self._actions(found))
        layout.addLayout(_facts(found.paper))
        self._bound(found, layout)
        layout.addWidget(rule())
        layout.addLayout(section("物品"))
        for goods in found.paper.lines:
            for words, faint in line_words(goods, line.kind):
                layout.addWidget(_words(words, "error" if line.red else "muted" if faint else ""))
        layout.addWidget(_total(worth(line)))
        if line.state is DocumentState.POSTED:
            layout.addWidget(rule())
            layout.addLayout(section("票据"))
            record = Record(RecordKind.STOCK_DOCUMENT, line.document_id)
            layout.addWidget(Tickets(self.desk, record, found.files, writes=self._writes))
        layout.addWidget(rule())
        layout.addLayout(section("经过"))
        for words in _story(found):
            layout.addLayout(told(words))
        layout.addStretch(1)
        return content

    def _actions(self, found: Found) -> QHBoxLayout:
        line = found.paper.head
        actions: list[tuple[str, Callable[[], object]]] = []
        if line.state is DocumentState.DRAFT and self._writes:
            actions = [
                ("记账", self.post),
                ("继续填写", lambda: self.draft_asked.emit(line.document_id)),
                ("删除草稿", self.discard),
            ]
        elif line.state is DocumentState.POSTED:
            words = _PRINTS.get(line.kind, f"打印{line.kind.label}单")
            actions = [(words, partial(self.print_paper, found))]
            if self._writes and not line.red and line.reversed_by is None:
                actions.append(("红字冲销", partial(self.enter_red, line)))
        row = QHBoxLayout()
        self.buttons = {}
        for words, do in actions:
            button = QPushButton(words)
            button.setObjectName(words)
            button.clicked.connect(lambda _checked=False, do=do: do())
            self.buttons[words] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _bound(self, found: Found, layout: QVBoxLayout) -> None:
        """Which document this one undoes, or which one undoes it."""
        other = found.other
        if other is None:
            return
        line = found.paper.head
        sentence = (
            f"冲销{other.label}，原因：{line.note}"
            if line.red
            else f"已由{other.label}（{other.day}）冲销，原因：{other.note}"
        )
        show = ("看那一张", lambda: self.asked.emit(other.document_id))
        layout.addLayout(told(sentence, show))

    def enter_red(self, line: DocumentLine) -> None:
        """Open the form of red ink."""
        self.open_form(f"红字冲销{line.label}", RedForm(self.desk, line), _RED_TOLD)

    def post(self) -> None:
        """Book a draft as it stands."""
        key, session = self.document_id, self.desk.session
        if key is not None:
            task = self.desk.tasks.write(self, lambda job: post_draft(session, key, job.accepted))
            task.titled("正在记账…")
            task.then(lambda booked: self._on_posted(booked.document_id)).start()

    def _on_posted(self, document_id: UUID) -> None:
        self.desk.messages.say("已记账")
        self.show_document(document_id)

    def discard(self) -> None:
        """Give a draft up, if the person wants to."""
        key, session = self.document_id, self.desk.session
        if key is not None and self.desk.messages.ask(
            self, "要删除这张草稿吗？删除后不能恢复。", "删除", "不删除"
        ):
            task = self.desk.tasks.write(self, lambda _job: discard_draft(session, key))
            task.then(lambda _changes: self._on_discarded()).start()

    def _on_discarded(self) -> None:
        self.leave()
        self.closing.emit()
        self.desk.messages.say("草稿已删除")

    def print_paper(self, found: Found) -> None:
        """Set the document on paper, to be looked at, printed and signed."""
        session = self.desk.session
        line = found.paper.head
        reverses = found.other.label if found.other and line.red else ""

        def work(job: Job) -> bytes:
            # The printing library is large, and not every day prints.
            from desktop.reports.canteen.goods import goods_sheet  # noqa: PLC0415
            from desktop.reports.pdf import render  # noqa: PLC0415 - same

            sheet = goods_sheet(session.unit_name, found.canteen, found.paper, reverses)
            return render(sheet, job.progress)

        task = self.desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, line.label)).start()


def _facts(whole: StockPaper) -> QFormLayout:
    line = whole.head
    form = facts()
    form.addRow("日期", fact(line.day.isoformat()))
    if line.kind is StockKind.RECEIPT:
        form.addRow("供货商", fact(line.supplier or ""))
        form.addRow("资金", fact(line.fund.label if line.fund else ""))
        form.addRow("票据号", fact(line.ticket))
    elif line.sitting is not None:
        form.addRow("餐次", fact(line.sitting.label))
    for duty in Duty:
        names = whole.names(duty)
        if names:
            form.addRow(duty.label, fact("、".join(names)))
    if line.note and not line.red:
        form.addRow("备注", fact(line.note))
    return form


def _words(words: str, kind: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    mark(label, kind=kind)
    return label


def _total(amount: Money) -> QLabel:
    label = QLabel(f"合计 {amount} 元")
    mark(label, kind="error" if amount.units < 0 else "heading")
    return label


def _story(found: Found) -> Iterable[str]:
    line, other = found.paper.head, found.other
    did = "写了草稿" if line.state is DocumentState.DRAFT else "记账"
    yield f"{_at(line)}　{line.recorded_by} {did}"
    if other is not None and line.reversed_by is not None:
        yield f"{_at(other)}　{other.recorded_by} 用{other.label}冲销"


def _at(line: DocumentLine) -> str:
    return f"{line.recorded_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
