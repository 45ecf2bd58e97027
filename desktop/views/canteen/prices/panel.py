"""伙食价格: the prices of meals with their decisions, as they hang on the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.canteen import Sitting
from desktop.core.meals import Eater
from desktop.services.canteen.prices import prices, withdraw_price
from desktop.views.canteen.prices.form import PriceDraft, PriceForm
from desktop.views.canteen.room import CanteenPanel
from desktop.views.records import RecordPane, fact, facts, head, rule, section, told
from desktop.views.style import current_tokens, icon, mark
from desktop.views.tables import Chip, DetailSplit, ListColumn, ListView, Tone, WholeList
from desktop.views.widgets import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.services.canteen.prices import PriceLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_EMPTY: Final = "还没有伙食价格。价格由集体研究决定并公示；教职工就餐按当天的价格计费。"
_TOLD: Final = "价格变了，从变动的那天起另加一个；以前的留着。"


def chip_of(line: PriceLine, today: date) -> Chip:
    """Whether a price holds."""
    if line.holds(today):
        return Chip("执行中", Tone.GOOD)
    return Chip("还没开始" if line.since > today else "已变动", Tone.PLAIN)


def _columns(today: date) -> tuple[ListColumn[PriceLine], ...]:
    return (
        ListColumn("eater", "就餐人员", lambda p: p.eater.label, 110),
        ListColumn("sitting", "餐次", lambda p: p.sitting.label, 100),
        ListColumn("price", "价格（元）", lambda p: f"{p.price}", 100, "right"),
        ListColumn("since", "从哪天起", lambda p: p.since.isoformat(), 110),
        ListColumn("until", "到哪天止", lambda p: p.until.isoformat() if p.until else "", 110),
        ListColumn(
            "state", "状态", lambda p: chip_of(p, today).words, 90, chip=lambda p: chip_of(p, today)
        ),
        ListColumn("decision", "决定依据", lambda p: p.decision, 300),
    )


class PricesPanel(CanteenPanel):
    """The list, the form, the notice."""

    primary = "新增价格"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.primary = "新增价格" if self.may_write else ""
        nothing = EmptyState(_EMPTY, self.primary, "canteen")
        nothing.asked.connect(self.do_primary)
        columns = _columns(desk.session.store.clock.today())
        self.view = ListView(desk, "meal-prices", columns, WholeList(self._rows), nothing)
        self.view.titled("伙食价格")
        self.view.identify_by(lambda line: line.price_id)
        self.print_through_page(self.view)
        self.pane = RecordPane(desk, "pricePane")
        self.split = DetailSplit(self.view, self.pane)
        self.notice = QPushButton(icon("print"), "伙食价格公示")
        words = QLabel(_TOLD)
        mark(words, kind="small")
        self.tools = QWidget()
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(current_tokens().sizes.base, 0, 0, 0)
        for tool in (self.chooser, self.notice, words):
            line.addWidget(tool)
        layout = QVBoxLayout(self.books)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split, 1)
        self.setFocusProxy(self.view)
        self.view.selected.connect(self._on_selected)
        self.pane.closing.connect(self.split.close_pane)
        self.notice.clicked.connect(lambda _checked=False: self._print())

    def do_primary(self) -> None:
        """Enter a price."""
        if self.canteen is None or not self.may_write:
            return
        begun = PriceDraft(Eater.STAFF, Sitting.LUNCH, since=self.desk.place.month.first)
        form = PriceForm(self.desk, self.canteen.canteen_id, begun)
        form.saved.connect(lambda _saved: self.split.close_pane())
        self.view.grid.clearSelection()
        self.split.open_pane()
        self.pane.forget()
        self.pane.open_form("新增价格", form, _TOLD)

    def focus_first(self) -> None:
        """Walk the list."""
        self.view.setFocus()

    def show_canteen(self) -> None:
        """Show the prices of the canteen that is chosen."""
        self.split.close_pane()
        self.reload_books()

    def reload_books(self) -> None:
        """Read the prices again."""
        self.view.reload()

    def _rows(self) -> Sequence[PriceLine]:
        if self.canteen is None:
            return ()
        return prices(self.desk.session, self.canteen.canteen_id)

    def _on_selected(self, line: PriceLine | None) -> None:
        if line is not None:
            self.pane.drop_form()
            self.pane.show_content(self._made(line))

    def _made(self, line: PriceLine) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        today = self.desk.session.store.clock.today()
        title = f"{line.eater.label}{line.sitting.label} {line.price} 元"
        layout.addLayout(head(self.pane, title, chip_of(line, today)))
        form = facts()
        form.addRow("从哪天起", fact(line.since.isoformat()))
        form.addRow("到哪天止", fact(line.until.isoformat() if line.until else ""))
        form.addRow("决定依据", fact(line.decision))
        layout.addLayout(form)
        if self.may_write:
            layout.addWidget(rule())
            if line.used:
                layout.addLayout(told("已经按它登记过就餐，不能撤销。", faint=True))
            else:
                withdraw = ("撤销", lambda: self._withdraw(line))
                layout.addLayout(section("更正", withdraw))
        layout.addStretch(1)
        return content

    def _withdraw(self, line: PriceLine) -> None:
        sentence = f"撤销{line.eater.label}{line.sitting.label} {line.price} 元的价格吗？"
        if not self.desk.messages.ask(self, sentence, "撤销"):
            return
        session, key = self.desk.session, line.price_id
        task = self.desk.tasks.write(self, lambda _job: withdraw_price(session, key))
        task.then(lambda _saved: self.split.close_pane()).start()

    def _print(self) -> None:
        canteen = self.canteen
        if canteen is None:
            return
        session = self.desk.session

        def work(job: Job) -> bytes:
            # The printing library is large, and prices change once a year.
            from desktop.reports.canteen.staff_meals import price_notice  # noqa: PLC0415
            from desktop.reports.pdf import render  # noqa: PLC0415 - same

            found, today = prices(session, canteen.canteen_id), session.store.clock.today()
            return render(price_notice(session.unit_name, canteen.name, found, today), job.progress)

        task = self.desk.tasks.paper(self, work).titled("排版")
        task.then(lambda pdf: self.printing.emit(pdf, "伙食价格公示")).start()
