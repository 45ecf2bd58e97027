"""补助标准: every amount with its document and its days; the county's own go before the shipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final

from desktop.core.changes import Book
from desktop.core.labels import Stage
from desktop.core.money import Money  # noqa: TC001 - same
from desktop.services.standards import NewStandard, StandardLine, add_local, standards
from desktop.views.forms import Field
from desktop.views.settings.card import CardForm
from desktop.views.settings.section import Section
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.chips import Chip, Tone
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.notes import EmptyState
from desktop.views.widgets.numbers import MoneyEdit
from desktop.views.widgets.texts import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LIST_HEIGHT: Final = 330
_BOARDING: Final = ((True, "寄宿生"), (False, "非寄宿生"))


def _who(line: StandardLine) -> str:
    words = [line.stage.label] if line.stage else []
    if line.boarding is not None:
        words.append("寄宿" if line.boarding else "非寄宿")
    return "、".join(words) or "全部"


def _state(line: StandardLine) -> Chip:
    return Chip(line.state.label, Tone.GOOD if line.counts else Tone.PLAIN)


def _source(line: StandardLine) -> str:
    if line.local:
        return "本地"
    return "随程序" if line.verified else "随程序（文号待核实）"


def _document(line: StandardLine) -> str:
    return line.document if line.local or line.verified else f"{line.document}（文号待核实）"


COLUMNS: Final[tuple[ListColumn[StandardLine], ...]] = (
    ListColumn("item", "项目", lambda line: line.item, 150),
    ListColumn("who", "对象", _who, 100),
    ListColumn("amount", "金额", lambda line: str(line.amount), 80, "right"),
    ListColumn("unit", "单位", lambda line: line.unit, 84),
    ListColumn("since", "起", lambda line: str(line.since), 92),
    ListColumn("until", "止", lambda line: str(line.until) if line.until else "", 92),
    ListColumn("state", "状态", lambda line: _state(line).words, 96, chip=_state),
    ListColumn("document", "依据", _document, 220),
    ListColumn("source", "来源", _source, 150, hidden=True),
    ListColumn("note", "说明", lambda line: line.note or "", 200, hidden=True),
)


@dataclass(frozen=True, slots=True)
class StandardDraft:
    """A standard of the county, as it is being typed."""

    item: str | None = None
    """The key of the item."""
    stage: Stage | None = None
    boarding: bool | None = None
    amount: Money | None = None
    since: date | None = None
    document: str | None = None


class StandardsSection(Section):
    """The standards that the data knows, and a form for the county's own."""

    title = "补助标准"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.add_heading("现有标准")
        self.add_note(
            "随程序带来的标准有文号和起止日期；县里另有规定的，在下面加本地标准，优先使用。"
        )
        session = desk.session
        self.list = ListView(
            desk,
            "settings.standards",
            COLUMNS,
            WholeList(lambda: standards(session)),
            EmptyState("还没有任何标准。"),
        )
        self.list.titled("补助标准")
        self.list.preview_with(self.paper_asked.emit)
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.list, 1)
        self.add_heading("增加本地标准")
        self.items = ItemChoice()
        self.form = _form(desk, self.items)
        self.column.addWidget(self.form)
        desk.refresh.subscribe(self, [Book.STANDARDS], self._on_moved)
        self.reload()

    def reload(self) -> None:
        """Read which items can be given an amount."""
        session = self.desk.session
        self.desk.tasks.read(self, lambda _job: standards(session)).then(self._show).start()

    def _on_moved(self) -> None:
        self.list.reload()
        self.reload()

    def _show(self, found: tuple[StandardLine, ...]) -> None:
        items = {line.key: line.item for line in reversed(found)}
        self.items.offer(list(items.items()))
        if self.form.content.base is None:  # a kept choice is found among what is offered only
            self.form.begin_anew_after_saving(StandardDraft())
            if not self.may_decide:
                self.form.set_readonly("本地标准由校长或教育局来加。")


class ItemChoice(Choice[str]):
    """The items that standards are known of; offered when they have been read."""

    def __init__(self) -> None:
        super().__init__("项目", [])

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Offer these items; what was chosen stays chosen."""
        chosen = self.value()
        self.blockSignals(True)  # noqa: FBT003 - Qt's name
        self.clear()
        self._values = [None, *(value for value, _ in choices)]
        self.addItem("请选择")
        self.addItems([word for _, word in choices])
        self.set_value(chosen)
        self.blockSignals(False)  # noqa: FBT003 - same


def _form(desk: Desk, items: ItemChoice) -> CardForm[StandardDraft, Changes]:
    session = desk.session
    today = session.store.clock.today()
    stages = [(stage, stage.label) for stage in Stage]
    fields = (
        Field("item", "项目", lambda _title: items, required=True),
        Field("stage", "学段", lambda title: Choice(title, stages, nothing="全部学段")),
        Field("boarding", "寄宿", lambda title: Choice(title, _BOARDING, nothing="不分")),
        Field("amount", "金额（元）", MoneyEdit, required=True),
        Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
        Field("document", "文件和文号", TextEdit, required=True),
    )

    def save(_job: Job, draft: StandardDraft) -> Changes:
        return add_local(session, _new_standard(session, draft))

    form = CardForm(desk, "settings.standard", StandardDraft, fields, save)
    form.say("增加本地标准", "本地标准已保存，从起始日期起优先使用。")
    return form


def _new_standard(session: Session, draft: StandardDraft) -> NewStandard:
    assert draft.item is not None  # noqa: S101 - the form requires these four
    assert draft.amount is not None  # noqa: S101 - same
    assert draft.since is not None  # noqa: S101 - same
    assert draft.document is not None  # noqa: S101 - same
    known = {line.key: line for line in reversed(standards(session))}
    item = known[draft.item]
    return NewStandard(
        item.key,
        item.item,
        draft.amount,
        item.unit,
        draft.since,
        draft.document,
        draft.stage,
        draft.boarding,
    )
