"""人数核对: the heads of a month beside the days of the pupils, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QLabel, QVBoxLayout

from desktop.core.changes import Book
from desktop.services.canteen.heads_and_days import class_months
from desktop.views.style import mark
from desktop.views.tabbed import TabPanel
from desktop.views.tables import Chip, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.canteen.heads_and_days import ClassMonth
    from desktop.views.desk import Desk

_HELP: Final = (
    "每日人数里的午餐人次，和学生天数里登记的就餐天数，是同一件事的两本记录，应当相等；"
    "不相等的，请核对是哪一天、哪名学生记错了。"
)


def chip_of(line: ClassMonth) -> Chip:
    """Whether both records agree."""
    if line.told:
        return Chip("不一致", Tone.CARE)
    if line.plan_days is None and line.paying_days is None:
        return Chip("天数未登记", Tone.PLAIN)
    return Chip("一致", Tone.GOOD)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


_COLUMNS: Final[Sequence[ListColumn[ClassMonth]]] = (
    ListColumn("label", "班级", lambda c: c.label, 130),
    ListColumn("plan", "营养餐人次", lambda c: _number(c.plan_heads), 104, "right"),
    ListColumn("plan_days", "营养餐学生天数", lambda c: _number(c.plan_days), 128, "right"),
    ListColumn("gap", "相差", lambda c: _number(c.difference), 76, "right"),
    ListColumn("paying", "自费人次", lambda c: _number(c.paying_heads), 96, "right"),
    ListColumn("paying_days", "自费学生天数", lambda c: _number(c.paying_days), 116, "right"),
    ListColumn("paying_gap", "相差 ", lambda c: _number(c.paying_difference), 76, "right"),
    ListColumn("state", "结果", lambda c: chip_of(c).words, 108, chip=chip_of),
    ListColumn("told", "说明", lambda c: c.told, 260),
)


class ComparingPanel(TabPanel):
    """The classes of the month."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        empty = EmptyState("这个月还没有登记就餐人数，也没有登记学生天数。", "", "canteen")
        self.view = ListView(desk, "heads-and-days", _COLUMNS, self._source(), empty)
        self.print_through_page(self.view)
        words = QLabel(_HELP)
        words.setWordWrap(True)
        mark(words, kind="small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(words)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        books = (Book.CANTEEN, Book.MEALS, Book.PEOPLE)
        desk.refresh.subscribe(self, books, self.view.reload)
        desk.place.month_changed.connect(self._on_month)
        self._on_month()

    def _source(self) -> WholeList[ClassMonth]:
        session, month = self.desk.session, self.desk.place.month
        return WholeList(lambda: class_months(session, month))

    def _on_month(self) -> None:
        self.view.titled(f"{self.desk.place.month.label}就餐人数核对")
        self.view.set_source(self._source())
