"""A checklist over the tabs: gone through, signed, saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.meals import LogKind  # noqa: TC001 - same
from desktop.services.canteen.log_checks import LONGEST_AT, LONGEST_NOTE, LONGEST_PERSON
from desktop.services.canteen.log_lines import NewRound, RoundLine
from desktop.services.canteen.log_rounds import correct_round, draft_of, draft_round, record_round
from desktop.views.canteen.logs.grid import RoundEdit
from desktop.views.forms import Field, Form
from desktop.views.style import current_tokens, icon, mark
from desktop.views.widgets import DateEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.log_rounds import RoundDraft, RoundSaved
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_NARROW: Final = 20
"""Letters of type that a short field is wide."""


@dataclass(frozen=True, slots=True)
class LogDraft:
    """What is being entered of a round."""

    lines: tuple[RoundLine, ...] = ()
    done_by: str | None = None
    watched_by: str | None = None
    day: date | None = None
    at: str | None = None
    note: str | None = None


class RoundForm(Form[LogDraft, "RoundSaved"]):
    """The grid first: most days the rest stands there already."""

    def __init__(self, desk: Desk, canteen: CanteenLine, draft: RoundDraft) -> None:
        session, kind, log_id = desk.session, draft.checklist.kind, draft.log_id

        def save(_job: Job, filled: LogDraft) -> RoundSaved:
            new = _new(canteen.canteen_id, kind, filled)
            if log_id is None:
                return record_round(session, new)
            return correct_round(session, log_id, new)

        name = f"canteen.log.{kind.value}"
        super().__init__(desk, name, LogDraft, _fields(desk, canteen, draft), save)
        self.done_words = f"{kind.label}已记。"
        wide = current_tokens().sizes.base * _NARROW
        for field in ("done_by", "watched_by", "day", "at"):
            self.sheet.rows[field].widget.setMaximumWidth(wide)
        begun = LogDraft(
            draft.lines,
            draft.done_by or None,
            draft.watched_by or None,
            draft.day,
            draft.at or None,
            draft.note or None,
        )
        self.open(begun, key=str(log_id or f"{canteen.canteen_id}/{draft.day}"))


def _fields(desk: Desk, canteen: CanteenLine, draft: RoundDraft) -> tuple[Field, ...]:
    one, today = draft.checklist, desk.session.store.clock.today()
    latest = min(today, canteen.closed_on or today)
    watched = f"要和{one.done}是两个人" if one.second else "可以不填"
    return (
        Field("lines", "检查项目", lambda words: RoundEdit(words, draft), required=True),
        Field("done_by", one.done, _person, required=True),
        Field("watched_by", one.watched, _person, required=one.second, help=watched),
        Field(
            "day",
            "日期",
            lambda t: DateEdit(t, today, earliest=canteen.opened_on, latest=latest),
            required=True,
        ),
        Field(
            "at",
            "时间或餐次",
            lambda words: TextEdit(words, longest=LONGEST_AT),
            help="例如 上午、午餐后，可以不填",
        ),
        Field("note", "备注", lambda words: NoteEdit(words, longest=LONGEST_NOTE)),
    )


def _person(words: str) -> TextEdit:
    return TextEdit(words, longest=LONGEST_PERSON)


def _new(canteen_id: UUID, kind: LogKind, draft: LogDraft) -> NewRound:
    assert draft.day is not None  # noqa: S101 - the form requires both
    assert draft.done_by is not None  # noqa: S101 - same
    return NewRound(
        canteen_id=canteen_id,
        kind=kind,
        day=draft.day,
        done_by=draft.done_by,
        watched_by=draft.watched_by or "",
        at=draft.at or "",
        note=draft.note or "",
        lines=draft.lines,
    )


class RoundSheet(QWidget):
    """The heading, what the list rests on, and the form."""

    closed = Signal()
    recorded = Signal(object)
    """A round was written (RoundSaved)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.form: RoundForm | None = None
        self.heading, self.told = QLabel(), QLabel()
        self.told.setWordWrap(True)
        mark(self.heading, kind="heading")
        mark(self.told, kind="small")
        self.back = QPushButton(icon("back"), "返回")
        self.back.clicked.connect(lambda _checked=False: self._leave())
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.back)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(head)
        self._layout.addWidget(self.told)

    def begin(self, canteen: CanteenLine, kind: LogKind, day: date) -> None:
        """Read what is to be looked at, and open the form."""
        session, key = self._desk.session, canteen.canteen_id
        task = self._desk.tasks.read(self, lambda _job: draft_round(session, key, kind, day))
        task.then(partial(self._open, canteen)).start()

    def go_on(self, canteen: CanteenLine, log_id: UUID) -> None:
        """Put a round right."""
        session = self._desk.session
        task = self._desk.tasks.read(self, lambda _job: draft_of(session, log_id))
        task.then(partial(self._open, canteen)).start()

    def _open(self, canteen: CanteenLine, draft: RoundDraft) -> None:
        self._drop()
        one = draft.checklist
        self.heading.setText(f"{one.kind.label} · {canteen.name}")
        asked = "；".join(item.ask for item in one.items if item.ask)
        source = one.document if one.verified else f"{one.document}（请按县里的文件核对）"
        self.told.setText(f"{one.due.label}一次。{f'看：{asked}。' if asked else ''}依据：{source}")
        self.form = RoundForm(self._desk, canteen, draft)
        self.form.closed.connect(self.closed)
        self.form.saved.connect(self.recorded)
        self._layout.addWidget(self.form, 1)
        self.setFocusProxy(self.form)
        self.form.show()
        self.form.setFocus()

    def _leave(self) -> None:
        if self.form is None:
            self.closed.emit()
        else:
            self.form.close_form()

    def _drop(self) -> None:
        if self.form is not None:
            self.form.keep()
            self._layout.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
