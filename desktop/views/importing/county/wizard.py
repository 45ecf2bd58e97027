"""The wizard of a bureau: its steps and the receipt of every school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.rosters.sheets import sheet_kind
from desktop.rosters.students import STUDENTS
from desktop.views.importing.county.check_step import CheckStep
from desktop.views.importing.county.files_step import FilesStep
from desktop.views.importing.county.schools_step import SchoolsStep
from desktop.views.importing.county.taking import CountyTaking
from desktop.views.wizard import ReceiptWords, Wizard

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.imports.county import CountyReceipt
    from desktop.views.desk import Desk

_MOST_TOLD = 12


class CountyWizard(Wizard):
    """Rosters of all schools at once; until the last step nothing is written."""

    def __init__(self, desk: Desk, kind: str = "students") -> None:
        self.taking = CountyTaking(kind)
        title = "名册" if kind == STUDENTS.name else f"{sheet_kind(kind).title}表"
        self.files_step = FilesStep(desk, self.taking)
        self.schools_step = SchoolsStep(desk, self.taking)
        self.check_step = CheckStep(desk, self.taking)
        steps = (self.files_step, self.schools_step, self.check_step)
        super().__init__(desk, f"导入各校{title}", steps, "导入与回执")
        self.files_step.chosen.connect(self.foot.next.setFocus)
        self.finished.connect(self._on_taken)

    @property
    def under_way(self) -> bool:
        """Whether something was chosen that has not been taken in."""
        return bool(self.taking.paths) and not self.at_receipt

    @property
    def what(self) -> str:
        """What it is that was chosen."""
        return self.taking.paths[0].name if self.taking.paths else ""

    def take(self, *paths: Path) -> None:
        """Begin with files."""
        self.start()
        self.files_step.take(paths)
        self.go_on()

    def _on_taken(self, done: Any) -> None:  # noqa: ANN401 - a CountyReceipt; None: nothing to do
        if done is None:
            self.closed.emit()
        else:
            self.show_receipt(_words(done))


def _words(done: CountyReceipt) -> ReceiptWords:
    counts = [one.receipt.counts for one in done.schools if one.receipt]
    written = [one for one in done.schools if one.receipt and one.receipt.batch is not None]
    refused = [one for one in done.schools if one.refusal]
    lines = [f"{one.unit.name} 没有导入：{one.refusal}" for one in refused]
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
        f"已导入 {schools} 所学校的名册。" if written else "没有需要写入的内容，账没有变。",
        (
            ("新增", sum(c.new for c in counts)),
            ("变更", sum(c.changed for c in counts)),
            ("相同", sum(c.same for c in counts)),
            ("待定", sum(c.parked for c in counts)),
            ("缺少", sum(c.missing for c in counts)),
            ("没有导入的学校", len({one.unit.unit_id for one in refused})),
        ),
        "\n".join([*lines, "每所学校是单独的一批，可以在那所学校的“导入记录”里撤销。"]),
    )
