"""The wizard of a new school year: choose, look, and a receipt that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.life import DeedKind
from desktop.services.life import rollover
from desktop.views.enrolment.rollover_choose import ChooseStep
from desktop.views.enrolment.rollover_choosing import Choosing
from desktop.views.enrolment.rollover_look import LookStep
from desktop.views.wizard import ReceiptWords, Wizard

if TYPE_CHECKING:
    from desktop.services.life.deeds import DeedUndone
    from desktop.views.desk import Desk
    from desktop.views.enrolment.rollover_look import RolledOver


class RolloverWizard(Wizard):
    """Nothing is written before the last step; giving up leaves nothing."""

    def __init__(self, desk: Desk) -> None:
        self.choosing = Choosing()
        self._own_desk = desk
        self.choose = ChooseStep(desk, self.choosing)
        self.look = LookStep(desk, self.choosing)
        super().__init__(desk, "学年升级", (self.choose, self.look), "办理与回执")
        self.finished.connect(self._on_done)

    def _on_done(self, done: RolledOver) -> None:
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

    def _undo(self, number: int) -> None:
        desk = self._own_desk
        if not desk.messages.ask(self, "撤销这次升级？当时写入的全部还原。", "撤销"):
            return

        def tell(undone: DeedUndone) -> None:
            desk.messages.say(f"第{undone.number}次{DeedKind.ROLLOVER.label}已撤销")
            self.closed.emit()

        task = desk.tasks.write(self, lambda _job: rollover.undo(desk.session, number))
        task.titled("正在撤销升级").then(tell).start()
