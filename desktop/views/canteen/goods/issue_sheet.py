"""登记出库 and 报损: the sheet on which goods leave the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import Duty, Sitting, StockKind
from desktop.core.money import Quantity
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue
from desktop.views.canteen.goods.by_menu import ByMenu
from desktop.views.canteen.goods.grid import Cell
from desktop.views.canteen.goods.known import plan
from desktop.views.canteen.goods.names import NamesEdit
from desktop.views.canteen.goods.offering import OfferEdit
from desktop.views.canteen.goods.sheet import GoodsSheet, stopped
from desktop.views.forms import Field
from desktop.views.widgets import Choice, DateEdit, QuantityEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from desktop.services.canteen.menus import Meal
    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.canteen.goods.known import Plan
    from desktop.views.desk import Desk

_SITTINGS: Final = [(kind, kind.label) for kind in Sitting]
_SIGNERS: Final = {"taker": Duty.TAKER, "keeper": Duty.KEEPER}


def _fields(today: date, kind: StockKind) -> tuple[Field, ...]:
    day = Field("day", "日期", lambda t: DateEdit(t, today, latest=today), required=True)
    keeper = Field("keeper", "库管员", NamesEdit, required=True)
    note = Field("note", "备注", lambda t: TextEdit(t, longest=200))
    if kind is StockKind.LOSS:
        return (day, keeper, note)
    return (
        day,
        Field("sitting", "餐次", lambda t: Choice(t, _SITTINGS), required=True),
        Field("taker", "领料人", NamesEdit, required=True),
        keeper,
        note,
    )


def _cells(kind: StockKind) -> tuple[Cell, ...]:
    cells = (
        Cell("article", "物品（库里有的）", OfferEdit, 0),
        Cell("quantity", "数量", QuantityEdit, 18),
    )
    if kind is StockKind.ISSUE:
        return cells
    return (*cells, Cell("reason", "报损原因", lambda t: TextEdit(t, longest=200), 40))


class IssueSheet(GoodsSheet):
    """What goes out for a meal, or was lost; it says from which lots it will come."""

    def __init__(self, desk: Desk, kind: StockKind) -> None:
        self.kind = kind
        self.by_menu: ByMenu | None = None
        self._fills = False
        self.name = f"canteen.{kind.value}"
        today = desk.session.store.clock.today()
        super().__init__(desk, _fields(today, kind), _cells(kind))
        # An issue has no draft: what is in store is held only once it is booked.
        self.foot.keep.clicked.connect(self.book)
        self.title.words.setText("登记出库" if kind is StockKind.ISSUE else "登记报损")
        self.by_menu = ByMenu(self) if kind is StockKind.ISSUE else None
        if self.by_menu is not None:
            self.writing.insertWidget(1, self.by_menu)

    def begin_meal(self, meal: Meal, *, fills: bool = False) -> None:
        """Enter what goes out for a meal; the lines are filled in as soon as its menu is read."""
        self._fills = fills
        for name, value in zip(("day", "sitting"), meal, strict=True):
            self.entry(name).set_value(value)
        self.entry("taker").setFocus()

    def entry(self, name: str) -> Any:  # noqa: ANN401 - of the kind of its field
        """A field of the head."""
        return self.rows[name].entry

    def use_known(self) -> None:
        """Offer people."""
        for name in _SIGNERS:
            if name in self.rows:
                self.entry(name).set_offers(self.known.people)
        if self.by_menu is not None:
            self.by_menu.read(fills=self._fills)
            self._fills = False

    def prepare_line(self, line: GridLine) -> None:
        """Offer what is in store."""
        edit = line.fields["article"]
        if isinstance(edit, OfferEdit):
            edit.set_offers(self.known.store_offers)

    def look(self) -> None:
        """Say below each line what is in store, and which lots will be taken."""
        if self.by_menu is not None:
            self.by_menu.look()
        day = self.entry("day").value()
        taken: dict[object, Quantity] = {}
        for line in self.grid.lines:
            offer = line.value("article")
            if line.blank or offer is None or day is None:
                line.say(line.problem(), wrong=True)
                continue
            before = taken.get(offer.key, Quantity(0))
            wanted = line.value("quantity") or Quantity(0)
            taken[offer.key] = before + wanted
            words, wrong = self._explained(offer.key, before, wanted, day)
            line.say(words, wrong=wrong)
        count = len(self.grid.filled)
        self.foot.tell(f"{count} 行　先到期的先出", self.missing())

    def _explained(
        self,
        article_id: UUID | None,
        before: Quantity,
        wanted: Quantity,
        day: date,
    ) -> tuple[str, bool]:
        """Which lots will be taken, after what lines above have taken of the same article."""
        lots = self.known.lots.get(article_id, ()) if article_id else ()
        measure = lots[0].measure if lots else ""
        eaten = self.kind is StockKind.ISSUE
        whole = plan(lots, before + wanted, day, eaten=eaten)
        there = Quantity.sum(t.quantity for t in plan(lots, _ALL, day, eaten=eaten).takings)
        words = f"库存 {(there - before).plain} {measure}"
        if whole.spoiled:
            words += f"，另有 {whole.spoiled.plain} {measure}已过期，只能报损"
        if whole.missing and wanted:
            return f"{words}，不够 {wanted.plain} {measure}", True
        if wanted:
            words += f"。先出：{_lots(whole, before)}"
        return words, False

    def missing(self) -> list[str]:
        """What must be there to book it."""
        lacking, filled = super().missing(), self.grid.filled
        if not filled:
            lacking.append("物品")
        titles = {"article": "物品", "quantity": "数量", "reason": "原因"}
        for number, line in enumerate(self.grid.lines, start=1):
            if line in filled:
                lacking += [
                    f"第{number}行{titles[name]}"
                    for name in line.fields
                    if line.value(name) is None
                ]
        return lacking

    def book(self) -> None:
        """Take the goods out."""
        if stopped(self):
            return
        new, session = self._issue(), self.desk.session
        task = self.desk.tasks.write(self, lambda _job: issue(session, new)).titled("正在记账…")
        task.then(lambda booked: self.written(booked, f"已记账：{booked.number.label}")).start()

    def _issue(self) -> NewIssue:
        assert self.canteen is not None  # noqa: S101 - the sheet is of one
        return NewIssue(
            canteen_id=self.canteen.canteen_id,
            day=self.entry("day").value(),
            lines=tuple(_line(line) for line in self.grid.filled),
            signers=tuple(self._signers()),
            kind=self.kind,
            sitting=self.entry("sitting").value() if "sitting" in self.rows else None,
            note=self.entry("note").value() or "",
        )

    def _signers(self) -> Iterable[Signer]:
        for name, duty in _SIGNERS.items():
            if name in self.rows:
                for person in self.entry(name).names():
                    yield Signer(duty, person)


_ALL: Final = Quantity(10**12)


def _line(line: GridLine) -> NewIssueLine:
    reason = line.value("reason") if "reason" in line.fields else ""
    return NewIssueLine(line.value("article").key, line.value("quantity"), reason=reason)


def _lots(whole: Plan, before: Quantity) -> str:
    """The lots of a plan behind what was taken before: 10-08 入库的 12.5（10-30 到期）."""
    said, gone = [], before
    for taking in whole.takings:
        part = Quantity(max(taking.quantity.units - gone.units, 0))
        gone = Quantity(max(gone.units - taking.quantity.units, 0))
        if part:
            lot = taking.lot
            until = f"，{lot.expires_on} 到期" if lot.expires_on else ""
            said.append(f"{lot.received_on} 入库的 {part.plain} {lot.measure}{until}")
    return "；".join(said)
