"""The canteen's workbooks, in and out: goods in, goods out, suppliers, articles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.core.labels import Role
from desktop.rosters.sheets import sheet_kind
from desktop.services.canteen.sheets import CANTEEN_MONTH, OF_CANTEEN
from desktop.views.importing.giving import give_sheet
from desktop.views.importing.roster import save_template
from desktop.views.importing.taking import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.desk import Desk


class SheetsButton(QPushButton):
    """A button with the menus 导入, 导出 and 空白表."""

    def __init__(self, desk: Desk, page: QWidget, take_in: Callable[[str], object]) -> None:
        """`take_in` begins the import of a kind of sheet."""
        super().__init__("Excel 表格", page)
        self.setObjectName("sheets")
        self.setToolTip("导入、导出入库、出库、供货商、物品等表格，下载空白表")
        self._desk, self._page = desk, page
        self.offers = desk.session.role is not Role.AUDITOR
        self.setVisible(self.offers)
        menu = QMenu(self)
        self.imports = menu.addMenu("导入")
        self.exports = menu.addMenu("导出")
        self.templates = menu.addMenu("下载空白表")
        for name in OF_CANTEEN:
            kind = sheet_kind(name)
            whole = f"{kind.title}表…"
            self._add(self.imports, whole, partial(take_in, name))
            dated = f"所选月份的{whole}" if name in CANTEEN_MONTH else whole
            self._add(self.exports, dated, partial(self._give, name))
            blank = partial(save_template, desk, page, Purpose(kind))
            self._add(self.templates, whole, blank)
        self.setMenu(menu)

    def _add(self, menu: QMenu, words: str, do: Callable[[], object]) -> None:
        action = QAction(words, menu)
        action.triggered.connect(lambda _checked=False: do())
        menu.addAction(action)

    def _give(self, name: str) -> None:
        month = self._desk.place.month if name in CANTEEN_MONTH else None
        give_sheet(self._desk, self._page, sheet_kind(name), month=month)
