"""学生伙食费: the list of the month by class and pupil, with the sheet that it is filled in by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.changes import Book
from desktop.core.money import Money
from desktop.services.canteen.fee_lists import fees_month
from desktop.services.canteen.fee_states import FeeState
from desktop.services.canteen.sheets import MEAL_FEES
from desktop.views.canteen.fees.papers import fees_paper
from desktop.views.canteen.fees.sheet import FeeSheet
from desktop.views.canteen.room import CanteenPanel
from desktop.views.style import current_tokens, mark
from desktop.views.tables import Chip, ListColumn, ListPage, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.canteen.fee_states import FeesMonth, PupilFees
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_TONES: Final = {
    FeeState.UNPAID: Tone.PLAIN,
    FeeState.OPEN: Tone.PLAIN,
    FeeState.SETTLED: Tone.GOOD,
    FeeState.SHORT: Tone.CARE,
    FeeState.DUE: Tone.CARE,
    FeeState.OVERDUE: Tone.BAD,
}
_EMPTY: Final = "这个月还没有收学生伙食费。按班登记，或者导入学生伙食费表。"
_ALL_CLASSES: Final = "全部班级"
_ALL_STATES: Final = "全部情况"


def chip_of(line: PupilFees) -> Chip:
    """How a pupil's fees stand."""
    return Chip(line.state.label, _TONES[line.state])


def _amount(value: Money | None) -> str:
    return f"{value}" if value else ""


_COLUMNS: Final[Sequence[ListColumn[PupilFees]]] = (
    ListColumn("label", "班级", lambda f: f.label, 110),
    ListColumn("name", "姓名", lambda f: f.name, 110),
    ListColumn("paid", "已交", lambda f: _amount(f.paid), 92, "right"),
    ListColumn("eaten", "就餐天数", lambda f: "" if f.eaten is None else f"{f.eaten}", 84, "right"),
    ListColumn("price", "每天", lambda f: f.price_words, 76, "right"),
    ListColumn("used", "应交", lambda f: _amount(f.used), 92, "right"),
    ListColumn("refunded", "已退", lambda f: _amount(f.refunded), 84, "right"),
    ListColumn("due", "应退", lambda f: _amount(f.due), 84, "right"),
    ListColumn("due_on", "最迟退还", lambda f: f.due_on.isoformat() if f.due else "", 104),
    ListColumn("state", "情况", lambda f: f.state.label, 104, chip=chip_of),
    ListColumn("tickets", "票据号", lambda f: f.tickets, 130),
    ListColumn("note", "说明", lambda f: f.note, 190),
)


class FeesSource:
    """The pupils of a month in a class and a state."""

    def __init__(self, panel: FeesPanel) -> None:
        self._session, self._month = panel.desk.session, panel.desk.place.month
        self._canteen_id = panel.canteen.canteen_id if panel.canteen else None
        self._class_id: UUID | None = panel.classes.currentData()
        self._state: FeeState | None = panel.states.currentData()
        self.found: FeesMonth | None = None

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[PupilFees]:
        """Some of the pupils."""
        del sort, descending
        job.progress.step("读取伙食费")
        if self._canteen_id is None:
            return ListPage((), 0)
        self.found = found = fees_month(self._session, self._canteen_id, self._month)
        lines = [
            line
            for line in found.lines
            if self._class_id in (None, line.class_id) and self._state in (None, line.state)
        ]
        foot = {
            "已交": f"{Money.sum(line.paid for line in lines)}",
            "已退": f"{Money.sum(line.refunded for line in lines)}",
            "应退": f"{Money.sum(line.due for line in lines)}",
        }
        return ListPage(lines[offset : offset + limit], len(lines), foot)


class FeesPanel(CanteenPanel):
    """Who paid, what was eaten, what is to be paid back."""

    takes = MEAL_FEES

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "登记收费" if self.may_write else ""
        self.classes, self.states = QComboBox(), QComboBox()
        self.words = ElidedLabel()
        self.refunds = QPushButton("登记退费")
        self.nothing = EmptyState(_EMPTY, self.primary, "canteen")
        self.view = ListView(desk, "meal-fees", _COLUMNS, WholeList(tuple), self.nothing)
        self.view.identify_by(lambda line: line.student_id)
        self.print_through_page(self.view)
        self.sheet = FeeSheet(desk)
        self.faces = QStackedWidget()
        self.source: FeesSource | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        mark(self.words, kind="small")
        self.classes.setAccessibleName("班级")
        self.classes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.classes.addItem(_ALL_CLASSES, None)
        self.states.setAccessibleName("情况")
        self.states.addItem(_ALL_STATES, None)
        for state in FeeState:
            self.states.addItem(state.label, state)
        line = QHBoxLayout()
        line.setSpacing(current_tokens().sizes.space)
        for part in (self.chooser, self.classes, self.states):
            line.addWidget(part)
        line.addWidget(self.words, 1)
        line.addWidget(self.refunds)
        self.refunds.setVisible(self.may_write)
        self.list = QWidget()
        inside = QVBoxLayout(self.list)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(line)
        inside.addWidget(self.view, 1)
        for face in (self.list, self.sheet):
            self.faces.addWidget(face)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.faces)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.nothing.asked.connect(self.do_primary)
        self.refunds.clicked.connect(lambda _checked=False: self.fill_in(refund=True))
        for box in (self.classes, self.states):
            box.activated.connect(lambda _at: self._show_list())
        self.view.loaded.connect(self._on_loaded)
        self.sheet.left.connect(self._show_face)
        self.sheet.booked.connect(self._show_face)
        self.desk.refresh.subscribe(self, (Book.MEALS, Book.PEOPLE), self.reload_books)
        new = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.do_primary)

    def do_primary(self) -> None:
        """Fill in what was received."""
        self.fill_in(refund=False)

    def fill_in(self, *, refund: bool) -> None:
        """Open the list that is filled in."""
        if self.canteen is not None and self.may_write:
            self.sheet.begin(self.canteen.canteen_id, self.desk.place.month, refund=refund)
            self.faces.setCurrentWidget(self.sheet)
            self.sheet.setFocus()

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """The paper of the month, and the workbook."""
        if self.canteen is None:
            return super().more()
        papers = (("打印伙食费收退明细", self._on_paper),)
        take_in = (("导入学生伙食费表…", lambda: self.importing.emit(MEAL_FEES)),)
        return (*papers, *(take_in if self.may_write else ()), *super().more())

    def show_canteen(self) -> None:
        """Show the fees of the canteen that is chosen."""
        self.classes.setCurrentIndex(0)
        self._show_face()
        self._show_list()

    def show_month(self) -> None:
        """Show those of another month."""
        self.show_canteen()

    def reload_books(self) -> None:
        """Read the list again."""
        self.view.reload()

    def _show_face(self) -> None:
        self.faces.setCurrentWidget(self.list)

    def _show_list(self) -> None:
        if self.canteen is None:
            return
        self.source = FeesSource(self)
        narrowed = self.classes.currentIndex() > 0 or self.states.currentIndex() > 0
        self.view.titled(f"{self.canteen.name}{self.desk.place.month.label}学生伙食费")
        self.view.set_source(self.source, filtered=narrowed)

    def _on_loaded(self, _page: object) -> None:
        found = self.source.found if self.source is not None else None
        if found is None:
            return
        chosen = self.classes.currentData()
        self.classes.clear()
        self.classes.addItem(_ALL_CLASSES, None)
        for line in found.classes:
            self.classes.addItem(f"{line.label}（{line.payers}/{line.pupils}）", line.class_id)
        # Qt's own search asks whether two keys are one object, not whether they are equal.
        keys = [None, *(line.class_id for line in found.classes)]
        self.classes.setCurrentIndex(keys.index(chosen) if chosen in keys else 0)
        unpaid = sum(line.state is FeeState.UNPAID for line in found.lines)
        overdue = sum(line.state is FeeState.OVERDUE for line in found.lines)
        parts = [f"未交 {unpaid} 人" if unpaid else "", f"超期未退 {overdue} 人" if overdue else ""]
        if found.unnamed:
            parts.append(f"另有 {found.unnamed} 元没有学生名单")
        if found.lines and not found.decided:
            parts.append("没有登记伙食价格，每天按已交金额折算")
        self.words.say("；".join(part for part in parts if part))

    def _on_paper(self) -> None:
        if self.canteen is None:
            return
        session, canteen_id = self.desk.session, self.canteen.canteen_id
        month = self.desk.place.month
        title = f"{month.label}学生伙食费收退明细"
        work = partial(fees_paper, session=session, canteen_id=canteen_id, month=month)
        task = self.desk.tasks.paper(self, work)
        task.titled("排版").then(lambda pdf: self.printing.emit(pdf, title)).start()
