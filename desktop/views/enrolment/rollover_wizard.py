"""The wizard of a new school year: choose, place, look, and a receipt that can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.core.life import DeedKind
from desktop.core.terms import SchoolYear
from desktop.services.life import prepared_years, rollover
from desktop.services.life.stories import spoken
from desktop.services.life.year_changes import DRAFT, read_prepared
from desktop.views.enrolment.rollover_choose import ChooseStep
from desktop.views.enrolment.rollover_choosing import Choosing, begin
from desktop.views.enrolment.rollover_classes import ClassesStep
from desktop.views.enrolment.rollover_look import LookStep
from desktop.views.wizard import ReceiptWords, Wizard

if TYPE_CHECKING:
    from desktop.services.life.deeds import DeedUndone
    from desktop.services.life.prepared_years import Keeping, KeptYear
    from desktop.services.life.year_changes import Prepared
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
        self._taken: KeptYear | None = None
        self.choose = ChooseStep(desk, self.choosing)
        self.classes = ClassesStep(desk, self.choosing)
        self.look = LookStep(desk, self.choosing)
        super().__init__(desk, "学年升级", (self.choose, self.classes, self.look), "办理与回执")
        self.finished.connect(self._on_done)
        self.moved.connect(self._on_moved)
        self.classes.changed.connect(self._keep)

    def begin(self) -> None:
        """Begin, or go on with what was put aside, or with what somebody of the school prepared."""
        own = read_prepared(self._own_desk.drafts.find(DRAFT))
        if own is not None:
            self._go_on(own)
            return
        session, tasks = self._own_desk.session, self._own_desk.tasks
        tasks.read(self, lambda _job: prepared_years.standing(session)).then(self._take_up).start()

    def _take_up(self, found: KeptYear | None) -> None:
        self._taken = found
        if found is None:
            self.start()
        else:
            self._go_on(found.prepared)

    def _go_on(self, kept: Prepared) -> None:
        session, year = self._own_desk.session, SchoolYear(kept.year)

        def go_on(begun: Begun) -> None:
            gone = self.choosing.go_on(begun, kept)
            self.say(self._told(gone))
            self.choose.show_chosen()
            self.start(min(kept.place, _CLASSES))
            if kept.place > _CLASSES:
                self.go_on()

        self._own_desk.tasks.read(self, lambda _job: begin(session, year)).then(go_on).start()

    def _told(self, gone: int) -> str:
        """What is to be said over the steps when somebody goes on."""
        said, taken = "", self._taken
        if taken is not None and taken.by_id != self._own_desk.session.user_id:
            day = spoken(taken.at.astimezone(CHINA).date())
            said = f"这是{taken.by_name}{day}准备的；您改了存下来，或到时办理，就由您接着办。"
        if gone:
            said += f"放下以后有 {gone} 名学生或班级不在名册里了，他们的变动已去掉，请再看一遍。"
        return said

    def give_up(self) -> None:
        """Throw away what was chosen and the draft of it; what another has prepared stays."""
        self._forget()
        desk, taken = self._own_desk, self._taken
        if taken is not None and taken.by_id == desk.session.user_id:
            session, year = desk.session, taken.prepared.year
            desk.tasks.write(self, lambda _job: prepared_years.give_up(session, year)).start()
        super().give_up()

    def _on_moved(self, _place: int) -> None:
        self._keep()

    def _keep(self) -> None:
        """Keep what was chosen, once it is more than the usual."""
        if self.at_receipt or (self.place == 0 and not self.choosing.changes):
            return
        kept = self.choosing.prepared(self.place)
        if kept is not None and not self._as_taken(kept):
            self._own_desk.drafts.keep(DRAFT, kept.plain(), kept.title, _PAGE)

    def _as_taken(self, kept: Prepared) -> bool:
        """Whether nothing was changed of what was prepared before."""
        before = self._taken.prepared if self._taken is not None else None
        return before is not None and before == replace(
            kept, place=before.place, ready=before.ready
        )

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
        """Keep what was looked at until its day, for whoever of the school does it then."""
        desk, day = self._own_desk, self.look.waits_for
        self.choosing.ready = True
        kept = self.choosing.prepared(self.place)
        seen = self._taken.at if self._taken is not None else None
        if kept is None or day is None:
            return
        session = desk.session

        def tell(done: Keeping) -> None:
            self._taken = done.kept
            self._forget()
            desk.messages.say(f"已存好，{spoken(day)}起在“今天要办”里接着办理")
            self.left.emit()

        task = desk.tasks.write(
            self, lambda job: prepared_years.keep(session, kept, seen, job.accepted)
        )
        task.titled("存下来").then(tell).start()

    def _undo(self, number: int) -> None:
        desk = self._own_desk
        if not desk.messages.ask(self, "撤销这次升级？当时写入的全部还原。", "撤销"):
            return

        def tell(undone: DeedUndone) -> None:
            desk.messages.say(f"第{undone.number}次{DeedKind.ROLLOVER.label}已撤销")
            self.closed.emit()

        task = desk.tasks.write(self, lambda _job: rollover.undo(desk.session, number))
        task.titled("正在撤销升级").then(tell).start()
