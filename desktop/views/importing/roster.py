"""The import wizard: its steps, its receipt, and the files that it hands out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.rosters.results import Choices
from desktop.rosters.returned import ANEW, write_returned
from desktop.rosters.template import write_template
from desktop.services.imports.lines import Fate
from desktop.services.meal_workbooks import write_prefilled
from desktop.views.importing.check_step import CheckStep
from desktop.views.importing.columns_step import ColumnsStep
from desktop.views.importing.file_step import FileStep
from desktop.views.importing.keeping import ImportKeeping, found_again
from desktop.views.importing.taking import Purpose, Taking
from desktop.views.importing.undoing import undo_batch
from desktop.views.wizard import ReceiptWords, Wizard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.imports.batches import Receipt
    from desktop.views.desk import Desk
    from desktop.views.importing.keeping import FoundAgain, KeptImport
    from desktop.views.tasks import Job

EXCEL = "Excel 表格 (*.xlsx)"


class ImportWizard(Wizard):
    """Taking a workbook in, in four steps; until the last one nothing is written."""

    def __init__(self, desk: Desk, purpose: Purpose | None = None) -> None:
        self._at = desk
        self.taking = Taking(purpose or Purpose())
        self.file_step = FileStep(desk, self.taking)
        self.columns_step = ColumnsStep(desk, self.taking)
        self.check_step = CheckStep(desk, self.taking)
        steps = (self.file_step, self.columns_step, self.check_step)
        title = f"导入{self.taking.purpose.title}"
        super().__init__(desk, title, steps, "导入与回执")
        self.file_step.template_asked.connect(
            lambda: save_template(desk, self, self.taking.purpose)
        )
        self.file_step.unlocked.connect(self.go_on)
        self.file_step.chosen.connect(self.foot.next.setFocus)
        self.check_step.returned_asked.connect(self.save_returned)
        self.finished.connect(self._on_taken)
        self._keeping = ImportKeeping(desk.drafts, self.taking.purpose)
        self._target: int | None = None
        self.moved.connect(self._on_moved)
        for step in steps:
            step.changed.connect(self._keep)
        self.closed.connect(self._on_closed)

    @property
    def under_way(self) -> bool:
        """Whether something was chosen that has not been taken in."""
        return self.taking.path is not None and not self.at_receipt

    def begin(self) -> None:
        """Begin, or go on with what was put aside before the program ended."""
        self.start()
        kept = self._keeping.find()
        if kept is not None:
            files, name = self._at.drafts.files, self._keeping.name
            task = self._at.tasks.examine(self, lambda _job: found_again(files, name, kept))
            task.titled("找回放下的表格").then(lambda found: self._take_up(kept, found)).start()

    def go_on(self) -> None:
        """A person goes on: no further than one step."""
        self._target = None
        super().go_on()

    def take(self, path: Path) -> None:
        """Begin with a file."""
        self.start()
        self.file_step.take(path)
        self.go_on()

    def save_returned(self) -> None:
        """Ask where to, and hand the workbook back with its problems marked."""
        looked, file = self.taking.looked, self.taking.file
        if looked is None or file is None:
            return
        out = self._at.messages.ask_save(
            self, "保存退回表", f"退回-{Path(file.name).stem}.xlsx", EXCEL
        )
        if out is None:
            return
        roster, problems = looked.roster, looked.seen.problems
        task = self._at.tasks.paper(self, lambda _job: write_returned(file, out, roster, problems))
        told = f"退回表已保存：{out.name}"

        def tell(own: bool) -> None:  # noqa: FBT001 - what the writing gives
            self._at.messages.say(told if own else f"{told}。{ANEW}")

        task.titled("写退回表").then(tell).start()

    def _take_up(self, kept: KeptImport, found: FoundAgain) -> None:
        """Go on with a file that was found again, unless another one was chosen meanwhile."""
        if self.taking.path is not None:
            return
        self.say(found.sentence)
        if found.file is None:
            return
        choices = kept.choices if found.same else Choices()
        self.taking.take_up(found.file, choices, kept.decided if found.same else {})
        self.file_step.show_file()
        if self.file_step.listed is not None:
            self.file_step.listed.show_listed(kept.listed)
        self._target = kept.place if found.same else min(kept.place, 1)
        self._on_moved(self.place)

    def _on_moved(self, place: int) -> None:
        """Walk on to the step where it was put aside; remember where one is."""
        self._keep()
        if self._target is not None and place < self._target:
            super().go_on()
        else:
            self._target = None
            self._show()

    def _on_closed(self) -> None:
        self._keeping.forget()
        self.check_step.let_go()
        self.taking.let_go()

    def _keep(self) -> None:
        if self.at_receipt:
            self._keeping.forget()
        else:
            self._keeping.keep(self.taking, max(self.place, self._target or 0))

    def _on_taken(self, receipt: Receipt) -> None:
        self.show_receipt(self._words(receipt))

    def _words(self, receipt: Receipt) -> ReceiptWords:
        looked, counts, number = self.taking.looked, receipt.counts, receipt.batch
        unread = len(looked.lines[Fate.UNREAD]) if looked is not None else counts.skipped
        actions = []
        if looked is not None and looked.seen.problems:
            actions.append(("保存退回表…", self.save_returned))
        if number is not None:
            actions.append(("撤销这一批", lambda: undo_batch(self._at, self, number)))
        return ReceiptWords(
            "没有需要写入的内容，账没有变。" if number is None else f"已导入，是第{number}批。",
            (
                *(("新增", counts.new), ("变更", counts.changed), ("相同", counts.same)),
                *(("待定", counts.parked), ("缺少", counts.missing), ("没有读", unread)),
            ),
            ""
            if number is None
            else "整批可以撤销，只要还没有别的登记依赖它；以后在“导入记录”里也能撤销。",
            tuple(actions),
        )


def save_template(desk: Desk, owner: QWidget, purpose: Purpose | None = None) -> None:
    """Ask where to, and write an empty workbook to fill in; of a month its pupils stand in it."""
    wanted, session = purpose or Purpose(), desk.session
    name = "学生名册空白表.xlsx" if wanted.is_roll else f"{wanted.title}.xlsx"
    out = desk.messages.ask_save(owner, "下载空白表", name, EXCEL)
    if out is None:
        return
    month = wanted.month

    def write(_job: Job) -> int:
        if month is not None:
            return write_prefilled(session, month, out)
        return write_template(out, wanted.kind)

    task = desk.tasks.paper(owner, write)
    told = f"空白表已保存：{out.name}"
    task.titled("写空白表").then(lambda _rows: desk.messages.say(told)).start()
