"""A form: a frozen draft in fields, checked while typing, kept when left, saved by one action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.forms.conflicts import ChangedMeanwhileError, ConflictPanel
from desktop.views.forms.content import Content
from desktop.views.forms.keeping import Keeping, KeptForm
from desktop.views.forms.saving import Answers, Request, Saving
from desktop.views.forms.sheet import FormSheet
from desktop.views.widgets import Banner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QHideEvent

    from desktop.views.desk import Desk
    from desktop.views.forms.fields import Field, FieldState
    from desktop.views.tasks import Job

D = TypeVar("D")
R = TypeVar("R")
_KEEP_AFTER: Final = 300


@dataclass(frozen=True, slots=True)
class _Sent:
    """What is being saved: of which record, and what stood in the fields."""

    opening: int
    key: str
    states: Mapping[str, FieldState]


class Form(QWidget, Generic[D, R]):
    """Binds a draft to its fields.

    empty → `open(draft)` → untouched → dirty (kept as a draft) → saving → untouched again.
    Enter walks on, Ctrl+S saves, Ctrl+N asks for a new one, Esc closes and asks only when
    something would be lost. A draft that was kept is offered again by `open`.
    """

    saved = Signal(object)
    """What the save function gave back."""
    refused = Signal(object)
    """The SchoolError with which the save function refused; it has been said."""
    closed = Signal()
    """The person is done with this form, and nothing is left in it."""
    touched = Signal()
    """What would be lost, or that nothing would any more, may have changed: see `is_dirty`."""
    new_asked = Signal()
    """The person wants an empty form, and this one may be left."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        draft_type: type[D],
        fields: Sequence[Field],
        save: Callable[[Job, D], R],
    ) -> None:
        """`name` says what kind of form it is, such as "people.student"; nothing private."""
        super().__init__()
        self._desk = desk
        self._keeping: Keeping[D] = Keeping(desk.drafts, name, draft_type)
        answers = Answers(self._on_saved, self._on_conflict, self.refused.emit, self._on_save_ended)
        self._saver: Saving[D, R] = Saving(desk, self, save, answers)
        self._sent: _Sent | None = None
        self._opening, self._key, self._kept = 0, "", False
        self._read_again: Callable[[Job], D] | None = None
        self.done_words = "已保存。"
        self.sheet = FormSheet(fields)
        self.content: Content[D] = Content(self.sheet)
        self.sheet.changed.connect(self._on_changed)
        self.sheet.save_asked.connect(self.save)
        self.sheet.close_asked.connect(self.close_form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sheet)
        self.setFocusProxy(next(iter(self.sheet.rows.values())).widget)
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._timer.timeout.connect(self.keep)
        self._listen()

    def open(self, draft: D, key: str = "", read_again: Callable[[Job], D] | None = None) -> None:
        """Show a draft: a blank one, or one of a record.

        Args:
            draft: what the fields begin with.
            key: tells the records of this kind apart, such as an id; empty for a new one.
            read_again: reads the record anew before saving, to see whether it has changed.
        """
        self.keep()
        self._opening += 1
        self._key, self._read_again, self._kept = key, read_again, False
        self.sheet.set_above(None)
        self.content.begin(draft)
        self.sheet.untouch()
        kept = self._keeping.find(key)
        if kept is not None:
            self._offer(kept)
        self.touched.emit()

    def follow(self, draft: D) -> None:
        """Show the record as it stands now; what was typed stays, and is compared when saved."""
        if not self.is_dirty and self._sent is None:
            self.content.begin(draft)
            self.touched.emit()

    @property
    def is_dirty(self) -> bool:
        """Whether something would be lost."""
        return self.content.is_dirty

    def save(self) -> None:
        """Save, or lead the person to the first field that is missing or wrong."""
        base = self.content.base
        if self._sent is not None or base is None:
            return
        draft = self.content.draft()
        if draft is None:
            self.sheet.lead_to_fault()
            return
        self._sent = _Sent(self._opening, self._key, self.sheet.states())
        self.sheet.set_saving(saving=True)
        self._saver.start(Request(draft, base, self._read_again))

    def keep(self) -> None:
        """Keep what was not saved, so that it outlives the page and the program."""
        self._timer.stop()
        kept = self.content.kept()
        if kept is not None:
            self._keeping.keep(self._key, kept)
        elif self._kept:
            self._keeping.forget(self._key)
        self._kept = kept is not None
        self.touched.emit()

    def close_form(self) -> None:
        """Close; asks when something would be lost."""
        if self._may_leave():
            self.closed.emit()

    def ask_new(self) -> None:
        """Ask the page for an empty form; asks the person when something would be lost."""
        if self._may_leave():
            self.new_asked.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Another page is shown, or the window closes: keep what is here."""
        super().hideEvent(event)
        self.keep()

    def _listen(self) -> None:
        for keys, do in (
            (QKeySequence(QKeySequence.StandardKey.Save), self.save),
            (QKeySequence(QKeySequence.StandardKey.New), self.ask_new),
            (QKeySequence(Qt.Key.Key_Escape), self.close_form),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _may_leave(self) -> bool:
        if self._sent is not None:
            return False
        base = self.content.base
        if base is not None and self.is_dirty:
            sentence = "填写的内容还没有保存，关闭后就没有了。"
            if not self._desk.messages.ask(self, sentence, "放弃这些内容", "接着填"):
                return False
            self.content.begin(base)
        self.keep()
        return True

    def _offer(self, kept: KeptForm[D]) -> None:
        """Offer the form that was not saved."""
        banner = Banner("上次填了没有保存，内容还在。")
        banner.add_action("接着填", lambda: self._resume(kept))
        banner.add_action("不要了", self._give_up)
        self.sheet.set_above(banner)

    def _resume(self, kept: KeptForm[D]) -> None:
        self.sheet.set_above(None)
        self.content.resume(kept)
        self.keep()

    def _give_up(self) -> None:
        self.sheet.set_above(None)
        self._keeping.forget(self._key)

    def _on_changed(self) -> None:
        if not self.content.loading:
            self.content.look()
            self._timer.start()
            self.touched.emit()

    def _on_saved(self, result: R, now: D) -> None:
        sent = self._sent
        assert sent is not None  # noqa: S101 - it is let go of at the end only
        if sent.opening == self._opening:
            self.content.saved(now, sent.states)
            self.sheet.set_above(None)
            self._kept = True
            self.keep()
        else:  # another record was opened meanwhile
            self._keeping.forget(sent.key)
        self._desk.messages.say(self.done_words)
        self.saved.emit(result)

    def _on_save_ended(self) -> None:
        self._sent = None
        self.sheet.set_saving(saving=False)

    def _on_conflict(self, now: D) -> None:
        """The record is not what the form began with: compare field by field."""
        if self._sent is not None and self._sent.opening != self._opening:
            self._desk.messages.say_error(self, ChangedMeanwhileError(None))
            return
        differences = self.content.differences(now)
        if not differences:
            self._rebase(now, frozenset())
            self.sheet.set_above(Banner("这条记录在别处改过，和您填的不冲突。请再按一次保存。"))
            return
        panel = ConflictPanel(differences)
        panel.decided.connect(lambda theirs: self._rebase(now, theirs))
        self.sheet.set_above(panel)
        panel.begin()

    def _rebase(self, now: D, theirs: frozenset[str]) -> None:
        self.sheet.set_above(None)
        self.content.rebase(now, theirs)
        self.keep()
        self.sheet.save_button.setFocus()
