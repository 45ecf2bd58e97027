"""从业人员: who works in the kitchen, with the health certificates that run out marked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Any

from desktop.core.pinyin import initials, pinyin
from desktop.services.canteen.handlers import (
    LONGEST,
    HandlerLine,
    NewHandler,
    add_handler,
    correct_handler,
    handlers,
)
from desktop.services.canteen_limits import EXPIRY_DAYS
from desktop.services.parameters import value_on
from desktop.views.canteen.goods.register import RegisterPart, writes
from desktop.views.canteen.goods.words import day_words, expiry_chip
from desktop.views.forms import Field, Form
from desktop.views.tables import ListColumn
from desktop.views.widgets import Chip, DateEdit, EmptyState, TextEdit, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.handlers import HandlerSaved
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_EMPTY = "还没有食堂从业人员。登记以后，每天的晨检一人一行；健康证快到期会提醒。"


@dataclass(frozen=True, slots=True)
class HandlerDraft:
    """What is being entered of a person of the kitchen."""

    name: str | None = None
    job: str | None = None
    certificate: str | None = None
    certificate_until: date | None = None
    stopped_on: date | None = None


class HandlerForm(Form[HandlerDraft, "HandlerSaved"]):
    """A person of the kitchen: new, with a new certificate, or gone."""

    def __init__(self, desk: Desk, canteen: CanteenLine, line: HandlerLine | None) -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: HandlerDraft) -> HandlerSaved:
            told = {name: value for name, value in asdict(draft).items() if value is not None}
            if line is None:
                return add_handler(session, canteen.canteen_id, NewHandler(**told))
            return correct_handler(session, line.handler_id, NewHandler(**told))

        super().__init__(desk, "canteen.handler", HandlerDraft, _fields(today, line), save)
        draft = HandlerDraft()
        if line is not None:
            draft = HandlerDraft(**{k: v or None for k, v in asdict(line.handler).items()})
        self.open(draft, key=str(line.handler_id if line else canteen.canteen_id))


def _fields(today: date, line: HandlerLine | None) -> tuple[Field, ...]:
    def text(name: str, told: str = "", **more: Any) -> Field:  # noqa: ANN401 - of Field
        most, label = LONGEST[name]
        return Field(name, label, lambda words: TextEdit(words, longest=most), help=told, **more)

    def day(name: str, title: str, told: str) -> Field:
        return Field(name, title, lambda words: DateEdit(words, today), help=told)

    fields = (
        text("name", required=True),
        text("job", "例如 厨师、切配、保洁"),
        text("certificate"),
        day("certificate_until", "健康证有效期至", "每年体检一次（《食品安全法》第四十五条）"),
    )
    if line is None:
        return fields
    return (*fields, day("stopped_on", "离开日期", "从这一天起不再晨检"))


class HandlersPart(RegisterPart[HandlerLine]):
    """Who works in the kitchen."""

    title = "从业人员"

    def __init__(self, desk: Desk) -> None:
        self.canteen: CanteenLine | None = None
        self._today = desk.session.store.clock.today()
        self._soon = EXPIRY_DAYS.default
        empty = EmptyState(_EMPTY, "新增从业人员" if writes(desk) else "", "canteen")
        super().__init__(desk, "food-handlers", self._columns(), empty)

    def _columns(self) -> tuple[ListColumn[HandlerLine], ...]:
        return (
            ListColumn("name", "姓名", lambda p: p.handler.name, 110),
            ListColumn("job", "工种", lambda p: p.handler.job, 110),
            ListColumn("state", "提醒", lambda p: self._state(p).words, 150, chip=self._state),
            ListColumn("certificate", "健康证号", lambda p: p.handler.certificate, 170),
            ListColumn("until", "有效期至", lambda p: day_words(p.handler.certificate_until), 104),
            ListColumn("stopped", "离开日期", lambda p: day_words(p.handler.stopped_on), 104),
        )

    def show_books(self, canteen: CanteenLine) -> None:
        """Show the people of a canteen."""
        self.canteen = canteen
        self.split.close_pane()
        self.reload()

    def rows(self) -> Sequence[HandlerLine]:
        """The people of the canteen; how early a certificate is asked for is read with them."""
        if self.canteen is None:
            return ()
        session = self.desk.session
        with session.store.read() as connection:
            self._soon = value_on(connection, session.unit_id, EXPIRY_DAYS, self._today)
        return handlers(session, self.canteen.canteen_id)

    def told(self, line: HandlerLine) -> str:
        """Name, sound and job."""
        name = line.handler.name
        return " ".join((name, pinyin(name), initials(name), line.handler.job))

    def key(self, line: HandlerLine) -> object:
        """Its key."""
        return line.handler_id

    def form(self, line: HandlerLine | None) -> Form[Any, Any]:
        """The form of a person."""
        assert self.canteen is not None  # noqa: S101 - there is no list without one
        return HandlerForm(self.desk, self.canteen, line)

    def name_of(self, line: HandlerLine) -> str:
        """The name."""
        return line.handler.name

    def _state(self, line: HandlerLine) -> Chip:
        if not line.works_on(self._today):
            return Chip("已离开")
        if line.handler.certificate_until is None:
            return Chip("没有健康证", Tone.CARE)
        chip = expiry_chip(line.handler.certificate_until, self._today, self._soon)
        if chip is None:
            return Chip("有效", Tone.GOOD)
        return Chip(f"健康证{chip.words}", chip.tone)
