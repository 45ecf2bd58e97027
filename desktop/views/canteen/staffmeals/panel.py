"""教职工就餐: who of the staff ate on which day, what it comes to, who has paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.services.canteen.staff_meals import staff_meals_month
from desktop.views.canteen.room import CanteenPanel
from desktop.views.canteen.staffmeals.grid import StaffMealsGrid
from desktop.views.canteen.staffmeals.keeping import MarksKeeping
from desktop.views.canteen.staffmeals.pane import StaffMealsPane
from desktop.views.canteen.staffmeals.papers import payment_notice_pdf, signature_sheet_pdf
from desktop.views.canteen.staffmeals.sittings import SittingButtons
from desktop.views.canteen.staffmeals.table import StaffMealsTable
from desktop.views.style import current_tokens, icon, mark
from desktop.views.tables.detail import PANE_WIDTH
from desktop.views.widgets import EmptyState
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QHideEvent

    from desktop.core.terms import Month
    from desktop.services.canteen.staff_meals import StaffMealsMonth
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

    Paper = Callable[[Job, object, UUID, Month], bytes]

_HELP: Final = "1 吃了并到下一人，0 没吃，空格改，F4 这一天在岗的都吃了；自动保存"
_NO_PRICE: Final = (
    "教职工的伙食价格还没有定。先写下每餐的价格和作出决定的会议或文件，再按人登记就餐。"
)
_NOBODY: Final = "这个月名册里没有教职工。先在名册里登记教职工，再登记就餐。"


class StaffMealsPanel(CanteenPanel):
    """The month of a canteen's staff: names down, days across; the pane at the right."""

    primary = "收款"

    def __init__(self, desk: Desk, prices: object) -> None:
        """Show the staff at table; `prices` is the record that leads to where prices are made."""
        super().__init__(desk)
        self._prices = prices
        self.table = StaffMealsTable()
        self.grid = StaffMealsGrid(self.table)
        self.sittings = SittingButtons()
        self.keeping = MarksKeeping(desk, self, self.table)
        self.pane = StaffMealsPane(desk)
        self.foot, self.help = ElidedLabel(), ElidedLabel()
        self.to_share = QPushButton("成本分摊")
        self.to_notice = QPushButton(icon("print"), "交费公示")
        self.to_sheet = QPushButton(icon("print"), "签字表")
        self.no_price = EmptyState(_NO_PRICE, "去定价格" if self.may_write else "", "canteen")
        self.nobody = EmptyState(_NOBODY, "去名册", "people")
        self.faces = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.tools = QWidget()
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(current_tokens().sizes.base, 0, 0, 0)
        for tool in (self.sittings, self.chooser, self.to_share, self.to_notice, self.to_sheet):
            line.addWidget(tool)
        mark(self.help, kind="small")
        self.help.say(_HELP)
        self.room = QScrollArea()
        self.room.setObjectName("detailPane")
        self.room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.room.setWidgetResizable(True)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.room.setMinimumWidth(PANE_WIDTH * 3 // 4)
        self.room.setWidget(self.pane)
        self.room.hide()
        work = QWidget()
        inside = QVBoxLayout(work)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.grid, 1)
        inside.addWidget(self.foot)
        inside.addWidget(self.help)
        for face in (work, self.no_price, self.nobody):
            self.faces.addWidget(face)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.faces)
        self.split.addWidget(self.room)
        self.split.setChildrenCollapsible(False)
        self.split.setStretchFactor(0, 1)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.grid)

    def _connect(self) -> None:
        self.table.edited.connect(self._on_edited)
        self.table.refused.connect(self.desk.messages.say)
        self.keeping.changed.connect(self._on_edited)
        self.grid.moved.connect(lambda cell: self.help.say(f"{cell} · {_HELP}" if cell else _HELP))
        self.sittings.chosen.connect(self.table.show_sitting)
        self.pane.opened.connect(self._open_pane)
        self.pane.closing.connect(self._close_pane)
        self.no_price.asked.connect(self._on_prices)
        self.nobody.asked.connect(lambda: self.desk.place.open("people"))
        self.to_share.clicked.connect(lambda _checked=False: self.pane.show_share())
        self.to_notice.clicked.connect(
            lambda _checked=False: self._print("教师就餐交费公示", payment_notice_pdf)
        )
        self.to_sheet.clicked.connect(
            lambda _checked=False: self._print("教职工就餐签字表", signature_sheet_pdf)
        )
        leave = QShortcut(QKeySequence("Escape"), self.room)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._close_pane)

    def _on_prices(self) -> None:
        self.led.emit(self._prices)

    def primary_ready(self) -> bool:
        """Whether there is anybody who could pay."""
        return self.may_write and self.canteen is not None and bool(self.table.lines)

    def do_primary(self) -> None:
        """Take money from somebody, or from everybody who owes."""
        if self.primary_ready():
            self.keeping.keep()
            self.pane.pay(self._people(), self._current())

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """Paying back, and another canteen."""
        back = [("退多交的伙食费…", self._pay_back)] if self.primary_ready() else []
        return (*back, *super().more())

    def focus_first(self) -> None:
        """Go on marking."""
        self.grid.setFocus()

    def show_canteen(self) -> None:
        """Show the staff of the canteen that is chosen."""
        self.keeping.keep()
        self.table.clear()
        self._close_pane()
        self.pane.canteen_id = self.canteen.canteen_id if self.canteen else None
        self.reload_books()

    def show_month(self) -> None:
        """Show another month; what was marked in this one is saved first."""
        self.keeping.keep()
        self.table.clear()
        self.pane.reload()
        self.reload_books()

    def reload_books(self) -> None:
        """Read the month again."""
        if self.canteen is None:
            return
        session, month, key = self.desk.session, self.desk.place.month, self.canteen.canteen_id
        task = self.desk.tasks.read(self, lambda _job: staff_meals_month(session, key, month))
        task.then(self._on_month_read).start()
        self.pane.reload()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing that was marked is lost by looking elsewhere."""
        super().hideEvent(event)
        self.keeping.keep()

    def _on_month_read(self, month: StaffMealsMonth) -> None:
        here = self.canteen.canteen_id if self.canteen else None
        if (month.canteen_id, month.month) != (here, self.desk.place.month):
            return
        if not self.may_write:
            self.table.typed.refusal = "您可以查看，不能登记。"
        else:
            self.table.typed.refusal = (
                "" if month.open else f"{month.month.label}已经结账，不能再改。"
            )
        self.table.show_month(month, self.desk.session.store.clock.today())
        self.sittings.offer(month.sittings, self.table.typed.sitting)
        face = 2 if not month.lines else (0 if month.sittings else 1)
        self.faces.setCurrentIndex(face)
        for tool in (self.to_notice, self.to_sheet):
            tool.setEnabled(bool(month.lines))
        self.primary_changed.emit()

    def _on_edited(self) -> None:
        self.keeping.note()
        meals, due, paid, before = self.table.typed.sums()
        words = f"共 {meals} 餐，应交 {due}，已交 {paid}，本月欠交 {due - paid} 元"
        words += f"；以前月份欠 {before} 元" if before else ""
        unsaved = len(self.table.typed.marks())
        words += f" · {unsaved} 处正在保存" if unsaved else ""
        self.foot.say(words if self.table.lines else "")

    def _people(self) -> list[tuple[UUID, str]]:
        return [(line.staff_id, line.name) for line in self.table.lines]

    def _current(self) -> UUID | None:
        row = self.grid.currentIndex().row()
        lines = self.table.lines
        return lines[row].staff_id if 0 <= row < len(lines) else None

    def _pay_back(self) -> None:
        self.keeping.keep()
        self.pane.pay(self._people(), None, back=True)

    def _open_pane(self) -> None:
        if self.room.isHidden():
            self.room.show()
            self.split.setSizes([max(self.split.width() - PANE_WIDTH, 1), PANE_WIDTH])

    def _close_pane(self) -> None:
        self.pane.shut()
        self.room.hide()
        self.grid.setFocus()

    def _print(self, title: str, make: Callable[..., bytes]) -> None:
        if self.canteen is None:
            return
        self.keeping.keep()
        session, month, key = self.desk.session, self.desk.place.month, self.canteen.canteen_id
        task = self.desk.tasks.paper(self, lambda job: make(job, session, key, month))
        task.titled("排版").then(lambda pdf: self.printing.emit(pdf, title)).start()
