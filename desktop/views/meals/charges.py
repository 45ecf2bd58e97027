"""The tab 收费: what the school may ask money for, as it stands on the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from desktop.core.changes import Book
from desktop.services.charges import BoardLine, board, end
from desktop.services.exports import CHARGES
from desktop.views.tabbed import TabPanel
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.views.desk import Desk


def state_of(line: BoardLine) -> Chip:
    """Whether a charge holds, as a chip."""
    if line.standing and line.until is None:
        return Chip("有效", Tone.GOOD)
    if line.standing:
        return Chip(f"到{line.until}止", Tone.CARE)
    return Chip("还没开始" if line.until is None else f"已于{line.until}结束", Tone.PLAIN)


def _yes(voluntary: bool | None) -> str:  # noqa: FBT001 - a fact of the line
    return "" if voluntary is None else ("是" if voluntary else "否")


_COLUMNS: Final[Sequence[ListColumn[BoardLine]]] = (
    ListColumn("item", "收费项目", lambda line: line.item, 130, sort="item"),
    ListColumn("kind", "类别", lambda line: line.kind, 90, sort="kind"),
    ListColumn("standard", "标准", lambda line: line.standard, 80, "right"),
    ListColumn("unit", "计费单位", lambda line: line.unit, 96),
    ListColumn("scope", "范围", lambda line: line.scope, 170),
    ListColumn("voluntary", "自愿", lambda line: _yes(line.voluntary), 60),
    ListColumn("basis", "收费依据", lambda line: line.basis, 300),
    ListColumn("since", "从哪天起", lambda line: f"{line.since}", 104, sort="since"),
    ListColumn("state", "状态", lambda line: state_of(line).words, 100, chip=state_of),
    ListColumn("relief", "减免政策", lambda line: line.relief, 160, hidden=True),
    ListColumn("refund", "退费办法", lambda line: line.refund, 160, hidden=True),
)


class ChargesPanel(TabPanel):
    """The charges of the unit."""

    primary = "导入收费项目表"
    takes = CHARGES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ended = QCheckBox("也显示已经结束的")
        empty = EmptyState(
            "还没有收费项目。把收费项目表导入以后，可以打印收费公示。", self.primary, "canteen"
        )
        empty.asked.connect(self.do_primary)
        self.list = ListView(desk, "charges", _COLUMNS, self._source(), empty)
        self.list.titled("收费项目")
        self.print_through_page(self.list)
        self.list.identify_by(lambda line: line.charge_id)
        self.list.add_action("今天起停收…", self._on_end)
        self.ended.toggled.connect(self._on_filtered)
        desk.refresh.subscribe(self, (Book.CHARGES,), self.list.reload)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.ended)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.list, 1)

    def primary_ready(self) -> bool:
        """An auditor takes nothing in."""
        return self.may_write

    def do_primary(self) -> None:
        """Take in a workbook of charges."""
        self.importing.emit(CHARGES)

    def focus_first(self) -> None:
        """Walk the list."""
        self.list.setFocus()

    def _source(self) -> WholeList[BoardLine]:
        session, ended_too = self.desk.session, self.ended.isChecked()
        return WholeList(
            lambda: board(session, ended_too=ended_too),
            {
                "item": lambda line: line.item,
                "kind": lambda line: line.kind,
                "since": lambda line: line.since,
            },
        )

    def _on_filtered(self) -> None:
        self.list.set_source(self._source())

    def _on_end(self, line: BoardLine) -> None:
        today = self.desk.session.store.clock.today()
        sentence = f"“{line.item}”收到今天（{today}）为止，明天起不再收、也不再公示。确定停收吗？"
        if not self.desk.messages.ask(self, sentence, "停收"):
            return
        session, charge_id = self.desk.session, line.charge_id
        self.desk.tasks.write(self, lambda _job: end(session, charge_id, today)).then(
            lambda _changes: self.desk.messages.say(f"“{line.item}”到今天为止。")
        ).start()
