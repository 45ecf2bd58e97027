"""The list of issued notices: its columns, its filters, and the source that reads it in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.notices import NoticeKind, NoticeStage
from desktop.services.notices.register import NoticeEntry, NoticeQuery, register
from desktop.views.notices.words import day_words, stage_chip
from desktop.views.tables import ListColumn, ListPage
from desktop.views.widgets import Choice, SearchField

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.tasks import Job


def _number(entry: NoticeEntry) -> str:
    return entry.number + ("（更正）" if entry.correction else "")


def _until(entry: NoticeEntry) -> str:
    if entry.posted_on is not None and entry.hangs_until is None:
        return "长期"
    return day_words(entry.hangs_until)


COLUMNS: Final[tuple[ListColumn[NoticeEntry], ...]] = (
    ListColumn("number", "编号", _number, 165, sort="number"),
    ListColumn(
        "stage",
        "状态",
        lambda e: e.stage.label,
        110,
        sort="stage",
        chip=lambda e: stage_chip(e.stage),
    ),
    ListColumn("kind", "公示", lambda e: e.kind.label, 150, sort="kind"),
    ListColumn("month", "月份", lambda e: e.month.label, 100, sort="month"),
    ListColumn("until", "张贴到", _until, 130, sort="hangs_until"),
    ListColumn("issued", "发布", lambda e: day_words(e.issued_on), 130, sort="issued_on"),
    ListColumn("posted", "张贴", lambda e: day_words(e.posted_on), 130, sort="posted_on"),
    ListColumn(
        "down", "撤下", lambda e: day_words(e.taken_down_on), 130, sort="taken_down_on", hidden=True
    ),
    ListColumn("prints", "打印", lambda e: f"{e.prints}" if e.prints else "", 70, "right"),
    ListColumn(
        "objections",
        "待答复异议",
        lambda e: f"{e.open_objections}" if e.open_objections else "",
        100,
        "right",
    ),
)


class NoticeSource:
    """The notices of a query."""

    def __init__(self, session: Session, query: NoticeQuery) -> None:
        self._session, self.query = session, query

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[NoticeEntry]:
        """Some of the notices; the newest first, if nothing else is asked for."""
        del job
        query = NoticeQuery(
            kind=self.query.kind,
            stages=self.query.stages,
            text=self.query.text,
            order=sort or "number",
            descending=descending if sort else True,
            offset=offset,
            limit=limit,
        )
        found = register(self._session, query)
        return ListPage(found.lines, found.total)


class Filters(QWidget):
    """Number, kind and stage; `changed` carries the query."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.text = SearchField("编号")
        kinds = [(kind, kind.label) for kind in NoticeKind]
        self.kind: Choice[NoticeKind] = Choice("种类", kinds, nothing="全部公示")
        stages = [(stage, stage.label) for stage in NoticeStage]
        self.stage: Choice[NoticeStage] = Choice("状态", stages, nothing="全部状态")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.kind)
        layout.addWidget(self.stage)
        layout.addStretch(1)
        self.text.searched.connect(lambda _text: self.changed.emit(self.query))
        self.kind.changed.connect(lambda: self.changed.emit(self.query))
        self.stage.changed.connect(lambda: self.changed.emit(self.query))

    @property
    def query(self) -> NoticeQuery:
        """What is asked for."""
        stage = self.stage.value()
        return NoticeQuery(
            kind=self.kind.value(),
            stages=frozenset({stage} if stage else ()),
            text=self.text.text().strip(),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered."""
        return self.query != NoticeQuery()
