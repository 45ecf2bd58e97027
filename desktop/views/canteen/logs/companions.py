"""陪餐 of the month: who, what they found, what they paid."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.canteen import Sitting
from desktop.core.meals import CompanionKind
from desktop.core.money import Money
from desktop.services.canteen.companions import (
    LONGEST,
    CompanionLine,
    NewCompanion,
    companions,
    correct_companion,
    prices_on,
    record_companion,
    remove_companion,
)
from desktop.views.canteen.logs.part import MonthPart
from desktop.views.canteen.logs.sample_forms import SITTINGS
from desktop.views.canteen.logs.words import companion_chip
from desktop.views.forms import Field, Form
from desktop.views.records import fact, facts, head, rule, section
from desktop.views.tables import ListColumn
from desktop.views.widgets import Choice, DateEdit, MoneyEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.core.terms import Month
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.companions import CompanionSaved
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

    Prices = Mapping[tuple[CompanionKind, Sitting], Money]

_NOTHING: Final = "这个月还没有陪餐。每餐都要有学校负责人陪餐，写下评价和问题，并按标准交费。"
_KINDS: Final = [(kind, kind.label) for kind in CompanionKind]
_COLUMNS: Final[tuple[ListColumn[CompanionLine], ...]] = (
    ListColumn("day", "日期", lambda c: f"{c.meal.day:%m-%d}", 66),
    ListColumn("sitting", "餐次", lambda c: c.meal.sitting.label, 70),
    ListColumn("name", "陪餐人", lambda c: c.meal.name, 108),
    ListColumn("post", "职务", lambda c: c.meal.post or c.meal.kind.label, 90),
    ListColumn("state", "情况", lambda c: companion_chip(c).words, 130, chip=companion_chip),
    ListColumn("opinion", "评价", lambda c: c.meal.opinion, 190),
    ListColumn("problem", "发现的问题", lambda c: c.meal.problem, 150),
    ListColumn("handling", "处理结果", lambda c: c.meal.handling, 130),
    ListColumn("paid", "交费", lambda c: str(c.meal.paid), 76, "right"),
    ListColumn("ticket", "票据号", lambda c: c.meal.ticket, 100),
    ListColumn("dishes", "菜品", lambda c: c.dishes, 180, hidden=True),
)


@dataclass(frozen=True, slots=True)
class CompanionDraft:
    """What is being entered of a companion's meal."""

    canteen_id: UUID
    name: str | None = None
    kind: CompanionKind | None = None
    post: str | None = None
    opinion: str | None = None
    problem: str | None = None
    handling: str | None = None
    paid: Money | None = None
    ticket: str | None = None
    day: date | None = None
    sitting: Sitting | None = None


class CompanionForm(Form[CompanionDraft, "CompanionSaved"]):
    """陪餐: new, or put right. The price of the day is proposed as soon as it is known who eats."""

    def __init__(
        self, desk: Desk, canteen: CanteenLine, begun: CompanionDraft, key: UUID | None = None
    ) -> None:
        session = desk.session

        def save(_job: Job, draft: CompanionDraft) -> CompanionSaved:
            if key is None:
                return record_companion(session, _new(draft))
            return correct_companion(session, key, _new(draft))

        super().__init__(desk, "canteen.companion", CompanionDraft, _fields(desk, canteen), save)
        self.done_words = "陪餐已登记。"
        self.prices: Prices = {}
        self._proposed: Money | None = None
        for name in ("kind", "sitting"):
            self.sheet.rows[name].changed.connect(self._propose)
        self.open(begun, key=str(key or f"{canteen.canteen_id}/{begun.day}"))

    def offer(self, prices: Prices) -> None:
        """Propose the price where one was decided and nothing else was written."""
        self.prices = prices
        self._propose()

    def _propose(self) -> None:
        rows = self.sheet.rows
        kind, sitting = rows["kind"].entry.value(), rows["sitting"].entry.value()
        price, written = self.prices.get((kind, sitting)), rows["paid"].entry.value()  # type: ignore[arg-type]
        if price is not None and written in (None, self._proposed):
            self._proposed = price
            rows["paid"].entry.set_value(price)


def _fields(desk: Desk, canteen: CanteenLine) -> tuple[Field, ...]:
    today = desk.session.store.clock.today()
    latest = min(today, canteen.closed_on or today)

    def text(name: str) -> Field:
        most, label = LONGEST[name]
        return Field(name, label, lambda words: TextEdit(words, longest=most))

    def note(name: str, told: str, *, required: bool = False) -> Field:
        most, label = LONGEST[name]
        make = lambda words: NoteEdit(words, longest=most)  # noqa: E731 - made twice below
        return Field(name, label, make, required=required, help=told)

    return (
        Field("name", "陪餐人", lambda words: TextEdit(words, longest=50), required=True),
        Field("kind", "身份", lambda words: Choice(words, _KINDS), required=True),
        text("post"),
        note("opinion", "饭菜质量、价格、卫生怎么样", required=True),
        note("problem", "没有就不写"),
        note("handling", "写了问题，处理以后再补上也可以"),
        Field("paid", "交费（元）", MoneyEdit, required=True, help="没有交费写 0"),
        text("ticket"),
        Field(
            "day",
            "日期",
            lambda t: DateEdit(t, today, earliest=canteen.opened_on, latest=latest),
            required=True,
        ),
        Field("sitting", "餐次", lambda words: Choice(words, SITTINGS), required=True),
    )


def _new(draft: CompanionDraft) -> NewCompanion:
    told = {name: value for name, value in _shallow(draft).items() if value is not None}
    return NewCompanion(**told)  # type: ignore[arg-type]


def _shallow(draft: CompanionDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in CompanionDraft.__dataclass_fields__}


class CompanionsPart(MonthPart[CompanionLine]):
    """Who shared the pupils' meals."""

    title = "陪餐"
    new = "登记陪餐"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "companions", _COLUMNS, _NOTHING)

    def rows(self, canteen: CanteenLine, month: Month) -> Sequence[CompanionLine]:
        """The companions of the month."""
        return companions(self.desk.session, canteen.canteen_id, month)

    def key(self, line: CompanionLine) -> object:
        """Its key."""
        return line.companion_id

    def foot(self, rows: Sequence[CompanionLine]) -> dict[str, str]:
        """What was paid, and how many have not."""
        unpaid = sum(not line.meal.paid.units for line in rows)
        foot = {"交费合计": f"{Money.sum(line.meal.paid for line in rows)} 元"}
        return foot | {"未缴费": f"{unpaid} 次"} if unpaid else foot

    def enter(self, when: tuple[date, Sitting] | None = None) -> None:
        """Open the form of a companion's meal; None: of today's lunch."""
        canteen = self.canteen
        if canteen is not None:
            day, sitting = when or (self.first_day(), Sitting.LUNCH)
            begun = CompanionDraft(
                canteen.canteen_id, kind=CompanionKind.HEAD, day=day, sitting=sitting
            )
            form = CompanionForm(self.desk, canteen, begun)
            self.open_form(self.new, form)
            session = self.desk.session
            task = self.desk.tasks.read(
                form, lambda _job: prices_on(session, canteen.canteen_id, day)
            )
            task.then(form.offer).start()

    def show_line(self, line: CompanionLine) -> None:
        """Tell of a companion's meal."""
        meal = line.meal
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self.pane, f"{meal.name}陪餐", companion_chip(line)))
        form = facts()
        for title, words in (
            ("日期", f"{meal.day} {meal.sitting.label}"),
            ("身份", f"{meal.kind.label} {meal.post}".strip()),
            ("菜品", line.dishes),
            ("评价", meal.opinion),
            ("发现的问题", meal.problem),
            ("处理结果", meal.handling),
            ("交费", f"{meal.paid} 元"),
            ("票据号", meal.ticket),
        ):
            form.addRow(title, fact(words))
        layout.addLayout(form)
        if self.may_write:
            layout.addWidget(rule())
            edit = "写处理结果…" if line.open_problem else "修改…"
            actions = ((edit, partial(self._edit, line)), ("删除…", partial(self._remove, line)))
            layout.addLayout(section("更正", *actions))
        layout.addStretch(1)
        self.pane.show_content(content)

    def _edit(self, line: CompanionLine) -> None:
        if self.canteen is not None:
            told = {k: v or None for k, v in asdict(line.meal).items() if isinstance(v, str)}
            meal = line.meal
            fixed = {"kind": meal.kind, "sitting": meal.sitting, "paid": meal.paid}
            begun = CompanionDraft(
                **{**told, **fixed, "canteen_id": meal.canteen_id, "day": meal.day}  # type: ignore[arg-type]
            )
            form = CompanionForm(self.desk, self.canteen, begun, line.companion_id)
            form.saved.connect(lambda _saved: self.split.close_pane())
            self.pane.open_form("修改陪餐", form)

    def _remove(self, line: CompanionLine) -> None:
        session, key = self.desk.session, line.companion_id
        sentence = f"删除{line.meal.day}{line.meal.sitting.label}{line.meal.name}的陪餐吗？"
        if self.desk.messages.ask(self, sentence, "删除"):
            self.write(lambda _job: remove_companion(session, key), "已删除。")
