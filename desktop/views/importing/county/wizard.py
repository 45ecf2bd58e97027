"""The wizard of a bureau: its steps and the receipt of every school."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.services.imports.county_returned import (
    HandedBack,
    anew,
    problems_by_file,
    write_all_returned,
)
from desktop.services.imports.plan import Listed
from desktop.views.importing.county.check_step import CheckStep
from desktop.views.importing.county.files_step import FilesStep
from desktop.views.importing.county.keeping import CountyKeeping, found_files
from desktop.views.importing.county.schools_step import SchoolsStep
from desktop.views.importing.county.sheets_step import SheetsStep
from desktop.views.importing.county.taking import CountyTaking
from desktop.views.importing.taking import Purpose
from desktop.views.wizard import ReceiptWords, Wizard

if TYPE_CHECKING:
    from desktop.services.imports.county import CountyReceipt
    from desktop.views.desk import Desk
    from desktop.views.importing.county.keeping import FoundFiles, KeptCounty

_MOST_TOLD = 12


class CountyWizard(Wizard):
    """Rosters of all schools at once; until the last step nothing is written."""

    def __init__(self, desk: Desk, purpose: Purpose | None = None) -> None:
        self._at = desk
        self.taking = CountyTaking(replace(purpose or Purpose(), county=True))
        self.files_step = FilesStep(desk, self.taking)
        self.sheets_step = SheetsStep(desk, self.taking)
        self.schools_step = SchoolsStep(desk, self.taking)
        self.check_step = CheckStep(desk, self.taking)
        steps = (self.files_step, self.sheets_step, self.schools_step, self.check_step)
        super().__init__(desk, f"导入各校{self.taking.purpose.title}", steps, "导入与回执")
        self.files_step.chosen.connect(self.foot.next.setFocus)
        self.files_step.unlocked.connect(self._read_on)
        self.check_step.returned_asked.connect(self.save_returned)
        self.finished.connect(self._on_taken)
        self._keeping = CountyKeeping(desk.drafts, self.taking.purpose)
        self._target: int | None = None
        self.moved.connect(self._on_moved)
        for step in steps:
            step.changed.connect(self._keep)
        self.closed.connect(self._keeping.forget)

    @property
    def under_way(self) -> bool:
        """Whether something was chosen that has not been taken in."""
        return bool(self.taking.paths) and not self.at_receipt

    @property
    def what(self) -> str:
        """What it is that was chosen."""
        return self.taking.paths[0].name if self.taking.paths else ""

    def begin(self) -> None:
        """Begin, or go on with what was put aside before the program ended."""
        self.start()
        kept = self._keeping.find()
        if kept is not None:
            files, name = self._at.drafts.files, self._keeping.name
            task = self._at.tasks.examine(self, lambda _job: found_files(files, name, kept))
            task.titled("找回放下的表格").then(lambda found: self._take_up(kept, found)).start()

    def go_on(self) -> None:
        """A person goes on: no further than one step."""
        self._target = None
        super().go_on()

    def take(self, *paths: Path) -> None:
        """Begin with files."""
        self.start()
        self.files_step.take(paths)
        self.go_on()

    def save_returned(self) -> None:
        """Ask for a folder, and hand each file with problems back with them marked."""
        read, looked = self.taking.read, self.taking.looked
        if read is None or looked is None:
            return
        folder = self._at.messages.ask_folder(self, "选择保存退回表的文件夹", None)
        if folder is None:
            return
        gathered, seen = read.gathered, looked.seen

        def tell(written: tuple[HandedBack, ...]) -> None:
            said = f"{len(written)} 份退回表已保存到“{folder.name}”"
            self._at.messages.say("。".join(filter(None, (said, anew(written)))))

        task = self._at.tasks.paper(
            self, lambda job: write_all_returned(gathered, seen, folder, job.progress)
        )
        task.titled("写退回表").then(tell).start()

    def _take_up(self, kept: KeptCounty, found: FoundFiles) -> None:
        """Go on with files that were found again, unless others were chosen meanwhile."""
        if self.taking.paths:
            return
        self.say(found.sentence)
        if not found.same:
            return
        paths = tuple(map(Path, kept.paths))
        self.taking.take_up(paths, found.sources, kept.said, kept.corrections, kept.decided)
        if kept.purpose is not None:
            self.taking.purpose = kept.purpose
        if self.files_step.listed is not None:
            self.files_step.listed.show_listed(self.taking.purpose.listed or Listed())
        self.files_step.show_files()
        self._target = kept.place
        self._on_moved(self.place)

    def _read_on(self) -> None:
        """Read on after a password, as far as one was going."""
        super().go_on()

    def _on_moved(self, place: int) -> None:
        """Walk on to the step where it was put aside; remember where one is."""
        self._keep()
        if self._target is not None and place < self._target:
            super().go_on()
        else:
            self._target = None
            self._show()

    def _keep(self) -> None:
        if self.at_receipt:
            self._keeping.forget()
        else:
            self._keeping.keep(self.taking, max(self.place, self._target or 0))

    def _on_taken(self, done: Any) -> None:  # noqa: ANN401 - a CountyReceipt; None: nothing to do
        if done is None:
            self.closed.emit()
        else:
            words = _words(done, self.taking)
            read, looked = self.taking.read, self.taking.looked
            if read and looked and problems_by_file(read.gathered, looked.seen):
                words = replace(words, actions=(("保存退回表…", self.save_returned),))
            self.show_receipt(words)


def _words(done: CountyReceipt, taking: CountyTaking) -> ReceiptWords:
    counts = [one.receipt.counts for one in done.schools if one.receipt]
    written = [one for one in done.schools if one.receipt and one.receipt.batch is not None]
    refused = {one.unit: one.refusal for one in done.schools if one.refusal}
    looked = taking.looked
    refused |= {one.share.unit: one.sentence for one in looked.seen.refused} if looked else {}
    lines = [f"{unit.name} 没有导入：{why}" for unit, why in refused.items()]
    lines += [
        f"{one.unit.name}：新增 {one.receipt.counts.new:,}，变更 {one.receipt.counts.changed:,}，"
        f"是它的第{one.receipt.batch}批"
        for one in written
        if one.receipt
    ]
    rest = len(lines) - _MOST_TOLD
    if rest > 0:
        lines = [*lines[:_MOST_TOLD], f"…… 另有 {rest} 所学校"]
    schools = len({one.unit.unit_id for one in written})
    return ReceiptWords(
        f"已导入 {schools} 所学校的{taking.purpose.title}。"
        if written
        else "没有需要写入的内容，账没有变。",
        (
            ("新增", sum(c.new for c in counts)),
            ("变更", sum(c.changed for c in counts)),
            ("相同", sum(c.same for c in counts)),
            ("待定", sum(c.parked for c in counts)),
            ("缺少", sum(c.missing for c in counts)),
            ("没有导入的学校", len(refused)),
        ),
        "\n".join([*lines, "每所学校是单独的一批，可以在那所学校的“导入记录”里撤销。"]),
    )
