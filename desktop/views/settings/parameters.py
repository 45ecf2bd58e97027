"""参数: what county and unit decide, since when, and by which document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final

from desktop.core.changes import Book
from desktop.services.parameters import (
    DECLARED,
    NewValue,
    ParameterOnDay,
    parameters_on,
    set_value,
)
from desktop.views.forms import Field
from desktop.views.settings.card import CardForm
from desktop.views.settings.section import Section
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.notes import EmptyState
from desktop.views.widgets.numbers import CountEdit
from desktop.views.widgets.texts import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_LIST_HEIGHT: Final = 240
_MOST: Final = 999
COLUMNS: Final[tuple[ListColumn[ParameterOnDay], ...]] = (
    ListColumn("title", "参数", lambda line: line.declared.title, 140),
    ListColumn("value", "现在的值", lambda line: str(line.value), 90, "right"),
    ListColumn("unit", "单位", lambda line: line.declared.unit, 90),
    ListColumn("note", "说明", lambda line: line.declared.note, 270),
    ListColumn("since", "起", lambda line: str(line.since) if line.since else "默认", 100),
    ListColumn("document", "依据", lambda line: line.document or "", 200),
    ListColumn("until", "止", lambda line: str(line.until) if line.until else "", 100, hidden=True),
    ListColumn("by", "谁定的", lambda line: line.set_by or "", 160, hidden=True),
)


@dataclass(frozen=True, slots=True)
class ValueDraft:
    """Another value of a parameter, as it is being typed."""

    key: str | None = None
    value: int | None = None
    since: date | None = None
    until: date | None = None
    document: str | None = None


class ParametersSection(Section):
    """The parameters of today, and a form to say another value from a day on."""

    title = "参数"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.add_heading("今天有效的参数")
        self.add_note("没有另外规定的用默认值；本单位定的先用，其次是上级单位定的。")
        session = desk.session
        self.list = ListView(
            desk,
            "settings.parameters",
            COLUMNS,
            WholeList(lambda: parameters_on(session, session.store.clock.today())),
            EmptyState("没有参数。"),
        )
        self.list.titled("参数")
        self.list.preview_with(self.paper_asked.emit)
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.list, 1)
        self.add_heading("从某天起改一个参数")
        self.form = _form(desk)
        self.column.addWidget(self.form)
        if not self.may_decide:
            self.form.set_readonly("参数由校长或教育局来定。")
        desk.refresh.subscribe(self, [Book.PARAMETERS], self.list.reload)


def _form(desk: Desk) -> CardForm[ValueDraft, Changes]:
    session = desk.session
    today = session.store.clock.today()
    keys = [(key, f"{p.title}（{p.unit}）") for key, p in DECLARED.items()]
    fields = (
        Field("key", "参数", lambda title: Choice(title, keys), required=True),
        Field(
            "value", "数值", lambda title: CountEdit(title, least=-_MOST, most=_MOST), required=True
        ),
        Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
        Field("until", "到哪天止", lambda title: DateEdit(title, today), help="可以不填"),
        Field("document", "文件和文号", TextEdit, required=True),
    )

    def save(_job: Job, draft: ValueDraft) -> Changes:
        return set_value(session, _new_value(draft))

    form = CardForm(desk, "settings.parameter", ValueDraft, fields, save)
    form.say("保存参数")
    form.begin_anew_after_saving(ValueDraft())
    return form


def _number(title: str) -> CountEdit:
    """Degrees of a freezer are below zero."""
    return CountEdit(title, least=-_MOST, most=_MOST)


def _new_value(draft: ValueDraft) -> NewValue:
    assert draft.key is not None  # noqa: S101 - the form requires all but the last day
    assert draft.value is not None  # noqa: S101 - same
    assert draft.since is not None  # noqa: S101 - same
    assert draft.document is not None  # noqa: S101 - same
    return NewValue(draft.key, draft.value, draft.since, draft.document, draft.until)
