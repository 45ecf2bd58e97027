"""The tab 盘点: the stocktakes of a canteen, counting, and the statements of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.canteen import CountState
from desktop.core.changes import Book
from desktop.services.canteen.canteens import canteens
from desktop.services.canteen.counting import give_up
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.statements import kinds
from desktop.services.canteen.stocktakes import stocktake, stocktakes
from desktop.views.canteen.stocktake.counting import CountingView
from desktop.views.canteen.stocktake.opening_sheet import OpeningSheet
from desktop.views.canteen.stocktake.pane import StocktakePane, chip_of
from desktop.views.canteen.stocktake.statement_bar import StatementBar
from desktop.views.tabbed import TabPanel
from desktop.views.tables import ListColumn, ListView, WholeList
from desktop.views.tables.detail import DetailSplit
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QShowEvent

    from desktop.core.statements import StatementKind
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.stocktakes import StocktakeSummary
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

TAB: Final = "stocktake"
_BOOKS: Final = (Book.CANTEEN,)
_NO_CANTEEN: Final = "还没有食堂账。请先到“入库”开设食堂账，登记了物品才有东西可盘。"
_NO_STOCKTAKE: Final = (
    "还没有盘点。每个月末盘点一次库存，账实不同的写明原因，由两个人签字。"
    "开账时库里已有的物品，用“更多”里的“登记期初库存”。"
)


def _amount(line: StocktakeSummary) -> str:
    return str(line.amount) if line.document_id else ""


def _counters(line: StocktakeSummary) -> str:
    return "、".join(name for name in (line.first_counter, line.second_counter) if name)


COLUMNS: Final[tuple[ListColumn[StocktakeSummary], ...]] = (
    ListColumn("day", "盘点日期", lambda s: s.day.isoformat(), 100),
    ListColumn("state", "情况", lambda s: chip_of(s).words, 100, chip=chip_of),
    ListColumn("lines", "批次", lambda s: str(s.lines), 58, "right"),
    ListColumn("counted", "已盘", lambda s: str(s.counted), 58, "right"),
    ListColumn("differing", "不同", lambda s: str(s.differing), 58, "right"),
    ListColumn("amount", "差异金额（元）", _amount, 116, "right"),
    ListColumn("document", "单据", lambda s: s.document, 136),
    ListColumn("counters", "盘点人", _counters, 120),
)


class StocktakePanel(TabPanel):
    """The list with its pane, and in its place the stocktake that is counted."""

    primary = "开始盘点"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.canteen: CanteenLine | None = None
        self._canteens: Sequence[CanteenLine] = ()
        self.chooser = QComboBox()
        self.chooser.setAccessibleName("食堂")
        self.bar = StatementBar(desk)
        self.empty = EmptyState(_NO_CANTEEN, picture="canteen")
        may = self.primary if self.may_write else ""
        none_yet = EmptyState(_NO_STOCKTAKE, may, "canteen")
        none_yet.asked.connect(self.do_primary)
        self.list = ListView(desk, "stocktakes", COLUMNS, WholeList(self._read), none_yet)
        self.list.titled("盘点")
        self.list.identify_by(lambda line: line.stocktake_id)
        self.print_through_page(self.list)
        self.pane = StocktakePane(desk)
        self.split = DetailSplit(self.list, self.pane)
        self.books = QWidget()
        self.counting = CountingView(desk)
        self.opening: OpeningSheet | None = None
        self.faces = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.chooser)
        line.addWidget(self.bar, 1)
        books = QVBoxLayout(self.books)
        books.setContentsMargins(0, 8, 0, 0)
        books.addLayout(line)
        books.addWidget(self.split, 1)
        for face in (self.empty, self.books, self.counting):
            self.faces.addWidget(face)
        self.chooser.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.faces)

    def _connect(self) -> None:
        self.chooser.currentIndexChanged.connect(self._on_canteen)
        self.bar.covering.connect(self.covering)
        self.bar.uncovered.connect(self.uncovered)
        self.list.selected.connect(self._on_selected)
        self.list.activated.connect(self._on_activated)
        self.pane.closing.connect(self.split.close_pane)
        self.pane.begun.connect(self.count)
        self.pane.counting.connect(self.count)
        self.pane.sheet_wanted.connect(self.print_sheet)
        self.pane.giving_up.connect(self._on_giving_up)
        self.pane.reversing.connect(self._on_reversing)
        self.counting.left.connect(self.show_list)
        self.counting.ended.connect(lambda _key: self.show_list())
        self.counting.printing.connect(self.print_sheet)
        self.desk.refresh.subscribe(self, _BOOKS, self.read)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """A canteen may have been begun in another tab."""
        super().showEvent(event)
        if self.canteen is None:
            self.read()

    def read(self) -> None:
        """Read which canteens there are, and the stocktakes of the one that is shown."""
        session = self.desk.session

        def work(_job: Job) -> tuple[Sequence[CanteenLine], Sequence[StatementKind]]:
            return canteens(session), kinds(session)

        self.desk.tasks.read(self, work).then(self._on_read).start()

    def _on_read(self, found: tuple[Sequence[CanteenLine], Sequence[StatementKind]]) -> None:
        self._canteens, self._kinds = found
        keys = [line.canteen_id for line in self._canteens]
        here = self.canteen.canteen_id if self.canteen else None
        self.chooser.blockSignals(True)  # noqa: FBT003 - Qt's own words
        self.chooser.clear()
        self.chooser.addItems([line.name for line in self._canteens])
        self.chooser.setCurrentIndex(keys.index(here) if here in keys else 0)
        self.chooser.blockSignals(False)  # noqa: FBT003 - same
        self.chooser.setVisible(len(keys) > 1)
        self._on_canteen(self.chooser.currentIndex())

    def _on_canteen(self, place: int) -> None:
        if not 0 <= place < len(self._canteens):
            self.faces.setCurrentWidget(self.empty)
            return
        self.canteen = self._canteens[place]
        self.bar.offer(self._kinds, self.canteen.canteen_id)
        if self.faces.currentWidget() is self.empty:
            self.faces.setCurrentWidget(self.books)
        self.list.reload()
        self.primary_changed.emit()

    def _read(self) -> tuple[StocktakeSummary, ...]:
        """The stocktakes; in the task that reads the list."""
        canteen = self.canteen
        return () if canteen is None else stocktakes(self.desk.session, canteen.canteen_id)

    def primary_ready(self) -> bool:
        """Where there is a canteen, and nothing is being counted here already."""
        at_list = self.faces.currentWidget() is self.books
        return self.may_write and self.canteen is not None and at_list

    def do_primary(self) -> None:
        """Begin a stocktake."""
        if self.canteen is not None and self.primary_ready():
            self.split.open_pane()
            self.pane.begin(self.canteen)

    def more(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What lies in store when the accounts begin is counted too."""
        return (("登记期初库存…", self.enter_opening),) if self.primary_ready() else ()

    def enter_opening(self) -> None:
        """Write down what is in store already."""
        if self.canteen is None:
            return
        if self.opening is None:
            self.opening = OpeningSheet(self.desk)
            self.opening.closed.connect(self.uncovered)
            self.opening.booked.connect(lambda _booked: self.uncovered.emit())
        self.opening.begin(self.canteen)
        self.covering.emit(self.opening)

    def focus_first(self) -> None:
        """Count on, or walk the list."""
        face = self.faces.currentWidget()
        (self.list if face is self.books else face).setFocus()

    def count(self, stocktake_id: UUID) -> None:
        """Go on counting."""
        self.split.close_pane()
        self.counting.open(stocktake_id)
        self.faces.setCurrentWidget(self.counting)
        self.primary_changed.emit()

    def show_list(self) -> None:
        """Back to the stocktakes; the one that was counted can be gone on with."""
        self.faces.setCurrentWidget(self.books)
        self.list.setFocus()
        self.primary_changed.emit()

    def print_sheet(self, stocktake_id: UUID) -> None:
        """Set the sheet of a stocktake, to be looked at and printed."""
        session = self.desk.session

        def work(job: Job) -> bytes:
            # The printing library is large, and a sheet is printed once a month.
            from desktop.reports.canteen.stocktake import count_sheet  # noqa: PLC0415
            from desktop.reports.pdf import render  # noqa: PLC0415 - same

            paper = stocktake(session, stocktake_id)
            names = {line.canteen_id: line.name for line in canteens(session)}
            sheet = count_sheet(session.unit_name, names[paper.head.canteen_id], paper)
            return render(sheet, job.progress)

        task = self.desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, "盘点表")).start()

    def _on_selected(self, line: StocktakeSummary | None) -> None:
        if line is not None:
            self.pane.show_line(line)

    def _on_activated(self, line: StocktakeSummary) -> None:
        if self.may_write and line.state is CountState.COUNTING:
            self.count(line.stocktake_id)

    def _on_giving_up(self, line: StocktakeSummary) -> None:
        sentence = f"放弃{line.day}的盘点吗？已经盘的数不会记账，可以重新开始。"
        if self.desk.messages.ask(self, sentence, "放弃"):
            session, key = self.desk.session, line.stocktake_id
            self.desk.tasks.write(self, lambda _job: give_up(session, key)).start()

    def _on_reversing(self, line: StocktakeSummary) -> None:
        sentence = f"用红字冲销{line.document}，库存回到盘点以前。请写原因。"
        reason = self.desk.messages.ask_text(self, sentence, "原因")
        document_id = line.document_id
        if reason is None or document_id is None:
            return
        session = self.desk.session
        today = session.store.clock.today()
        task = self.desk.tasks.write(
            self, lambda job: reverse(session, document_id, reason, today, job.accepted)
        )
        task.then(lambda _booked: self.desk.messages.say("已用红字冲销。")).start()
