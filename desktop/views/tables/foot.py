"""The line below a list: how many rows, how many are chosen, totals, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.views.style import icon
from desktop.views.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Mapping


class Foot(QWidget):
    """Counts and totals at the left, buttons at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("listFoot")
        self.words = ElidedLabel()
        self.words.setObjectName("listCounts")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.columns = QPushButton(icon("columns"), "栏目")
        self.columns.setToolTip("选择要看的栏目；没有选的栏目不会导出、不会打印")
        self.export = QPushButton(icon("export"), "导出 Excel")
        self.print = QPushButton(icon("print"), "打印")
        self._counts, self._chosen = "", ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.words, 1)
        for button in (self.columns, self.export, self.print):
            button.setAutoDefault(False)
            layout.addWidget(button)
        self.show_reading()

    def show_reading(self) -> None:
        """The list is being read for the first time."""
        self._counts, self._chosen = "正在读取…", ""
        self._say()
        self._enable(on=False)

    def show_failed(self) -> None:
        """The list could not be read."""
        self._counts, self._chosen = "没有读出来，按 F5 再试一次", ""
        self._say()
        self._enable(on=False)

    def show_counts(self, total: int, foot: Mapping[str, str]) -> None:
        """What was counted."""
        self._counts = " · ".join(counted(total, foot))
        self._say()
        self._enable(on=total > 0)

    def show_chosen(self, count: int) -> None:
        """How many rows are chosen, when they are more than one."""
        self._chosen = f" · 已选 {count:,} 条" if count > 1 else ""
        self._say()

    def _enable(self, *, on: bool) -> None:
        self.export.setEnabled(on)
        self.print.setEnabled(on)

    def _say(self) -> None:
        self.words.setText(self._counts + self._chosen)
        self.words.setToolTip(self._counts)


def counted(total: int, foot: Mapping[str, str]) -> tuple[str, ...]:
    """A count and the totals in words."""
    return (f"共 {total:,} 条", *(f"{words} {value}" for words, value in foot.items()))
