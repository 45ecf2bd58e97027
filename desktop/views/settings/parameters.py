"""参数: what county and unit decide, since when, and by which document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.changes import Book
from desktop.services.parameters import (
    DECLARED,
    NewValue,
    ParameterOnDay,
    parameters_on,
    set_value,
)
from desktop.views.settings.section import Section
from desktop.views.settings.sheet import Line, Sheet, Values
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.notes import EmptyState
from desktop.views.widgets.numbers import CountEdit
from desktop.views.widgets.texts import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.session import Session
    from desktop.views.desk import Desk

_LIST_HEIGHT: Final = 240
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
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.list, 1)
        self.add_heading("从某天起改一个参数")
        self.sheet = _sheet(desk)
        self.sheet.saved.connect(lambda _changes: self.sheet.clear())
        self.column.addWidget(self.sheet)
        self.sheet.survive_as("settings.parameter")
        if not self.may_decide:
            self.sheet.set_readonly("参数由校长或教育局来定。")
        desk.refresh.subscribe(self, [Book.PARAMETERS], self.list.reload)


def _sheet(desk: Desk) -> Sheet:
    today = desk.session.store.clock.today()
    keys = [(key, f"{p.title}（{p.unit}）") for key, p in DECLARED.items()]
    return Sheet(
        desk,
        "保存参数",
        [
            Line("key", "参数", Choice("参数", keys), "请选择参数。"),
            Line("value", "数值", CountEdit("数值", most=999), "请填数值。"),
            Line("since", "从哪天起", DateEdit("从哪天起", today), "请填从哪天起执行。"),
            Line("until", "到哪天止（可不填）", DateEdit("到哪天止（可不填）", today)),
            Line("document", "文件和文号", TextEdit("文件和文号"), "请写明依据的文件和文号。"),
        ],
        _save,
    )


def _save(session: Session, values: Values) -> Changes:
    return set_value(
        session,
        NewValue(
            values["key"], values["value"], values["since"], values["document"], values["until"]
        ),
    )
