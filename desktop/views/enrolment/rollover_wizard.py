"""The wizard of a new school year: choose, place, look, and a receipt that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.life import DeedKind
from desktop.core.terms import SchoolYear
from desktop.services.life import rollover
from desktop.services.life.stories import spoken
from desktop.services.life.year_changes import DRAFT, read_prepared
from desktop.views.enrolment.rollover_choose import ChooseStep
from desktop.views.enrolment.rollover_choosing import Choosing, begin
from desktop.views.enrolment.rollover_classes import ClassesStep
from desktop.views.enrolment.rollover_look import LookStep
from desktop.views.wizard import ReceiptWords, Wizard

if TYPE_CHECKING:
    from desktop.services.life.deeds import DeedUndone
    from desktop.views.desk import Desk
    from desktop.views.enrolment.rollover_choosing import Begun
    from desktop.views.enrolment.rollover_look import RolledOver

_PAGE: Final = "people"
_CLASSES: Final = 1
"""The step of the classes; from there the way leads on to the look."""


class RolloverWizard(Wizard):
    """Nothing is written before the last step; what was chosen outlives the program as a draft."""

    def __init__(self, desk: Desk) -> None:
        self.choosing = Choosing()
        self._own_desk = desk
        self.choose = ChooseStep(desk, self.choosing)
        self.classes = ClassesStep(desk, self.choosing)
        self.look = LookStep(desk, self.choosing)
        super().__init__(desk, "学年升级", (self.choose, self.classes, self.look), "办理与回执")
        self.finished.connect(self._on_done)
        self.moved.connect(self._on_moved)
        self.classes.changed.connect(self._keep)

    def begin(self) -> None:
        """Begin, or go on with what was put aside."""
        desk = self._own_desk
        kept = read_prepared(desk.drafts.find(DRAFT))
        if kept is None:
            self.start()
            return
        session, year = desk.session, SchoolYear(kept.year)

        def go_on(begun: Begun) -> None:
            gone = self.choosing.go_on(begun, kept)
            if gone:
                self.say(
                    f"放下以后有 {gone} 名学生或班级不在名册里了，他们的变动已去掉，请再看一遍。"
                )
            self.choose.show_chosen()
            self.start(min(kept.place, _CLASSES))
            if kept.place > _CLASSES:
                self.go_on()

        desk.tasks.read(self, lambda _job: begin(session, year)).then(go_on).start()

    def give_up(self) -> None:
        """Throw away what was chosen, and the draft of it."""
        self._forget()
        super().give_up()

    def _on_moved(self, _place: int) -> None:
        self._keep()

    def _keep(self) -> None:
        """Keep what was chosen, once it is more than the usual."""
        if self.at_receipt or (self.place == 0 and not self.choosing.changes):
            return
        kept = self.choosing.prepared(self.place)
        if kept is not None:
            self._own_desk.drafts.keep(DRAFT, kept.plain(), kept.title, _PAGE)

    def _forget(self) -> None:
        drafts = self._own_desk.drafts
        if drafts.find(DRAFT) is not None:
            drafts.forget(DRAFT)

    def _on_done(self, done: RolledOver | None) -> None:
        if done is None:
            self._put_by()
            return
        self._forget()
        counts = [(fate.label, count) for fate, count in done.plan.counts.items()]
        if done.plan.opened:
            counts.append(("新开班级", len(done.plan.opened)))
        self.show_receipt(
            ReceiptWords(
                f"{done.plan.choices.year.label}已升级。",
                counts,
                f"这是第{done.number}次办理，以后也可以在“办理记录”里整体撤销。",
                (("撤销这次升级", lambda: self._undo(done.number)),),
            )
        )

    def _put_by(self) -> None:
        """Keep what was looked at until its day."""
        day = self.look.waits_for
        self.choosing.ready = True
        self._keep()
        if day is not None:
            self._own_desk.messages.say(f"已存好，{spoken(day)}起在“今天要办”里接着办理")
        self.left.emit()

    def _undo(self, number: int) -> None:
        desk = self._own_desk
        if not desk.messages.ask(self, "撤销这次升级？当时写入的全部还原。", "撤销"):
            return

        def tell(undone: DeedUndone) -> None:
            desk.messages.say(f"第{undone.number}次{DeedKind.ROLLOVER.label}已撤销")
            self.closed.emit()

        task = desk.tasks.write(self, lambda _job: rollover.undo(desk.session, number))
        task.titled("正在撤销升级").then(tell).start()
