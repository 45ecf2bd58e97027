"""The overview: every unit of the data with its pupils and its last month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.overview import UnitOverview

HEAD: Final = ("单位", "类别", "在校学生", "最近月份", "状态", "就餐人次", "金额（元）", "封存码")
_NUMBERS: Final = frozenset({2, 5, 6})


class OverviewPage(QWidget):
    """A read-only table; what it shows is handed in, it asks nobody."""

    def __init__(self, folder: str, units: Sequence[UnitOverview]) -> None:
        super().__init__()
        self.table = QTableWidget(len(units), len(HEAD))
        self.table.setHorizontalHeaderLabels(HEAD)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for row, unit in enumerate(units):
            self._fill(row, unit)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(f"数据文件夹：{folder}"))
        layout.addWidget(self.table)
        layout.addWidget(QLabel(_foot(units)))

    def _fill(self, row: int, unit: UnitOverview) -> None:
        for column, text in enumerate(_cells(unit)):
            item = QTableWidgetItem(text)
            if column in _NUMBERS:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)


def _cells(unit: UnitOverview) -> tuple[str, ...]:
    month = unit.last_month
    if month is None:
        return (unit.name, unit.kind.label, f"{unit.pupils:,}", "", "", "", "", "")
    return (
        unit.name,
        unit.kind.label,
        f"{unit.pupils:,}",
        month.month.label,
        month.state.label,
        f"{month.days:,}",
        str(month.amount),
        month.code or "",
    )


def _foot(units: Sequence[UnitOverview]) -> str:
    if not any(unit.pupils for unit in units):
        return "还没有学生。先导入学生名册：mingce import 学生 花名册.xlsx --apply"
    return f"共 {len(units)} 个单位，在校学生 {sum(unit.pupils for unit in units):,} 人。"
