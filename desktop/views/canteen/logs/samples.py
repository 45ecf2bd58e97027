"""留样 of the month: taken, kept 48 hours, thrown away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.core.attachments import RecordKind
from desktop.core.canteen import Sitting
from desktop.services.attachments import Record, files_of
from desktop.services.canteen.samples import (
    SampleLine,
    propose,
    remove_sample,
    samples,
    to_dispose,
    undo_disposal,
)
from desktop.views.canteen.goods.tickets import Tickets
from desktop.views.canteen.logs.part import MonthPart
from desktop.views.canteen.logs.sample_forms import DisposeForm, TakeForm
from desktop.views.canteen.logs.words import moment_words, sample_chip
from desktop.views.records import fact, facts, head, rule, section
from desktop.views.tables import ListColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from desktop.core.terms import Month
    from desktop.services.attachments import FileLine
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.samples import Proposal
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_NOTHING: Final = "这个月还没有留样。每餐每样成品留 125 克以上，冷藏 48 小时以上（GB 31654-2021）。"
_TOLD: Final = "品名先列出当天食谱上还没有留样的菜，每样一行，可以改。"


def _columns(now: datetime) -> tuple[ListColumn[SampleLine], ...]:
    return (
        ListColumn("day", "日期", lambda s: f"{s.day:%m-%d}", 66),
        ListColumn("sitting", "餐次", lambda s: s.sitting.label, 70),
        ListColumn("dish", "品名", lambda s: s.dish, 150),
        ListColumn("grams", "重量（克）", lambda s: str(s.grams), 86, "right"),
        ListColumn(
            "state",
            "情况",
            lambda s: sample_chip(s, now).words,
            140,
            chip=lambda s: sample_chip(s, now),
        ),
        ListColumn("taken", "留样时间", lambda s: moment_words(s.taken_at), 104),
        ListColumn("by", "留样人", lambda s: s.taken_by, 84),
        ListColumn("watched", "监督人", lambda s: s.watched_by, 84),
        ListColumn("gone", "销样时间", lambda s: moment_words(s.disposed_at), 104),
        ListColumn("gone_by", "销样人", lambda s: s.disposed_by, 84),
    )


class SamplesPart(MonthPart[SampleLine]):
    """The samples, and what may go now."""

    title = "留样"
    new = "登记留样"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "samples", _columns(desk.session.store.clock.now()), _NOTHING)
        self.due = QPushButton()
        self.due.hide()
        self.due.clicked.connect(lambda _checked=False: self.dispose_due())
        self.line.addWidget(self.due)
        self._to_go: tuple[SampleLine, ...] = ()
        self._disposes = False

    def rows(self, canteen: CanteenLine, month: Month) -> Sequence[SampleLine]:
        """The samples of the month."""
        return samples(self.desk.session, canteen.canteen_id, month)

    def key(self, line: SampleLine) -> object:
        """Its key."""
        return line.sample_id

    def set_source(self) -> None:
        """Show the month, and how many samples may go, of whatever month."""
        super().set_source()
        self._count()

    def reload(self) -> None:
        """Read both again."""
        super().reload()
        self._count()

    def enter(self, when: tuple[date, Sitting] | None = None) -> None:
        """Open the form of a sitting's samples; None: of today's lunch."""
        canteen = self.canteen
        if canteen is None:
            return
        day, sitting = when or (self.first_day(), Sitting.LUNCH)
        session = self.desk.session
        task = self.desk.tasks.read(
            self, lambda _job: propose(session, canteen.canteen_id, day, sitting)
        )
        task.then(partial(self._open, canteen, (day, sitting))).start()

    def dispose_all(self) -> None:
        """The same as soon as it was read anew which samples may go."""
        self._disposes = True
        self._count()

    def dispose_due(self) -> None:
        """Write down that all samples that may go were thrown away."""
        lines = self._to_go
        if lines:
            names = "、".join(dict.fromkeys(f"{s.day:%m-%d}{s.sitting.label}" for s in lines))
            form = DisposeForm(self.desk, [line.sample_id for line in lines], "due")
            self.open_form("销样", form, f"{len(lines)} 份留样已满 48 小时：{names}。")

    def show_line(self, line: SampleLine) -> None:
        """Tell of a sample, with its photos."""
        session = self.desk.session

        def read(_job: Job) -> tuple[FileLine, ...]:
            with session.store.read() as connection:
                found = files_of(
                    connection, session.unit_id, RecordKind.FOOD_SAMPLE, [line.sample_id]
                )
            return tuple(found.get(line.sample_id, ()))

        self.desk.tasks.read(self, read).then(partial(self._tell, line)).start()

    def _open(self, canteen: CanteenLine, when: tuple[date, Sitting], found: Proposal) -> None:
        self.open_form(self.new, TakeForm(self.desk, canteen, when, found), _TOLD)

    def _count(self) -> None:
        canteen, session = self.canteen, self.desk.session
        if canteen is not None:
            task = self.desk.tasks.read(self, lambda _job: to_dispose(session, canteen.canteen_id))
            task.then(self._on_counted).start()

    def _on_counted(self, lines: tuple[SampleLine, ...]) -> None:
        self._to_go = lines
        if self._disposes:
            self._disposes = False
            self.dispose_due()
        self.due.setText(f"销样：{len(lines)} 份已满时间")
        self.due.setVisible(bool(lines) and self.may_write)

    def _tell(self, line: SampleLine, files: tuple[FileLine, ...]) -> None:
        now = self.desk.session.store.clock.now()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self.pane, line.dish, sample_chip(line, now)))
        form = facts()
        for title, words in (
            ("日期", f"{line.day} {line.sitting.label}"),
            ("重量", f"{line.grams} 克"),
            ("留样", f"{moment_words(line.taken_at)} {line.taken_by}"),
            ("监督人", line.watched_by),
            ("可以销样", f"{moment_words(line.may_go_at)} 以后"),
            ("销样", f"{moment_words(line.disposed_at)} {line.disposed_by}".strip()),
        ):
            form.addRow(title, fact(words))
        layout.addLayout(form)
        if self.may_write:
            layout.addWidget(rule())
            layout.addLayout(section("更正", *self._actions(line, now)))
        layout.addWidget(rule())
        layout.addLayout(section("照片"))
        record = Record(RecordKind.FOOD_SAMPLE, line.sample_id)
        layout.addWidget(Tickets(self.desk, record, files, writes=self.may_write))
        layout.addStretch(1)
        self.pane.show_content(content)

    def _actions(self, line: SampleLine, now: datetime) -> list[tuple[str, Callable[[], object]]]:
        if line.disposed_at is not None:
            return [("撤销销样", partial(self._undo, line))]
        found: list[tuple[str, Callable[[], object]]] = [("删除…", partial(self._remove, line))]
        if line.due(now):
            found.insert(0, ("销样…", partial(self._dispose, line)))
        return found

    def _dispose(self, line: SampleLine) -> None:
        form = DisposeForm(self.desk, [line.sample_id], str(line.sample_id))
        form.saved.connect(lambda _saved: self.split.close_pane())
        self.pane.open_form("销样", form, f"{line.day} {line.sitting.label} {line.dish}")

    def _undo(self, line: SampleLine) -> None:
        session, key = self.desk.session, line.sample_id
        self.write(lambda _job: undo_disposal(session, key), "已撤销销样。")

    def _remove(self, line: SampleLine) -> None:
        session, key = self.desk.session, line.sample_id
        sentence = f"删除{line.day}{line.sitting.label}“{line.dish}”的留样吗？"
        if self.desk.messages.ask(self, sentence, "删除"):
            self.write(lambda _job: remove_sample(session, key), "已删除。")
