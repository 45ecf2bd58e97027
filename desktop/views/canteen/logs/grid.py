"""The grid that a checklist is gone through in, by keyboard alone; a field of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.core.meals import Finding
from desktop.services.canteen.log_checks import LONGEST
from desktop.views.canteen.logs.table import Column, RoundTable
from desktop.views.style import current_tokens

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent

    from desktop.services.canteen.log_lines import RoundLine
    from desktop.services.canteen.log_rounds import RoundDraft

    Index = QModelIndex | QPersistentModelIndex

_WIDTHS: Final = {Column.PART: 96, Column.ITEM: 330, Column.VALUE: 130, Column.FINDING: 84}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FINDINGS: Final = {"1": Finding.GOOD, "2": Finding.BAD, "3": Finding.NOT_APPLICABLE}
_MOST_ROWS: Final = 13
KEYS: Final = "在结果上按 1 合格、2 不合格、3 不涉及；Enter 到下一项，不合格的先写情况和处理。"


class RoundGrid(QTableView):
    """Enter: the next thing; 2: bad, and then why. A number out of bounds is bad by itself."""

    def __init__(self, title: str, table: RoundTable) -> None:
        super().__init__()
        self.table = table
        self.setModel(table)
        self.setObjectName("roundGrid")
        self.setAccessibleName(title)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setColumnHidden(Column.PART, not self.table.parted)
        self.setColumnHidden(Column.VALUE, not self.table.measured)
        self.setColumnHidden(Column.FINDING, not table.checklist.judged)
        self._arrange()
        table.edited.connect(self._on_edited)

    def _arrange(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(current_tokens().sizes.row)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        big = current_tokens().sizes.base / 14
        for column, width in _WIDTHS.items():
            header.resizeSection(column, round(width * big))

    def go_to(self, row: int, column: Column | None = None) -> None:
        """Make a cell the current one."""
        if 0 <= row < self.table.rowCount():
            at = self.table.first_column(row) if column is None else column
            self.setCurrentIndex(self.table.index(row, at))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Figures come as they are, whatever input method is on; words are written with it."""
        super().currentChanged(current, previous)
        words = current.column() in (Column.ITEM, Column.NOTE)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=words)

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Enter ends what is typed and goes on."""
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go on, say what was found, take away; everything else begins to type."""
        index = self.currentIndex()
        on_finding = index.column() == Column.FINDING
        if self.state() is QAbstractItemView.State.EditingState:
            # The field hands Enter on before what was typed in it is taken.
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            if not self._go_on():
                event.ignore()
        elif on_finding and event.text() in _FINDINGS:
            self.table.find(index.row(), _FINDINGS[event.text()])
            self._go_on()
        elif event.key() == Qt.Key.Key_Delete and index.column() == Column.ITEM:
            self.table.remove(index.row())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.table.setData(index, "")
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> bool:
        """The next cell; False: there is nothing more to write."""
        index = self.currentIndex()
        row = index.row()
        if not index.isValid() or row >= len(self.table.lines):
            return False
        line = self.table.lines[row]
        if line.finding is Finding.BAD and not line.note and index.column() != Column.NOTE:
            self.go_to(row, Column.NOTE)
            return True
        if index.column() == Column.ITEM:
            self.go_to(row)
            return True
        if row + 1 < len(self.table.lines):
            self.go_to(row + 1)
            return True
        return False

    def _on_edited(self) -> None:
        rows = min(self.table.rowCount(), _MOST_ROWS)
        height = rows * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(height + self.horizontalHeader().sizeHint().height() + 4)


class RoundEdit(QWidget):
    """The grid as a field of a form: its value are the lines."""

    changed = Signal()

    def __init__(self, title: str, draft: RoundDraft) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.table = RoundTable(draft.checklist, draft.parameters)
        self.grid = RoundGrid(title, self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.grid)
        self.setFocusProxy(self.grid)
        self.table.edited.connect(self.changed)

    def value(self) -> tuple[RoundLine, ...]:
        """What stands there."""
        return tuple(self.table.lines)

    def set_value(self, value: tuple[RoundLine, ...] | None) -> None:
        """Show lines."""
        if tuple(self.table.lines) != (value or ()):
            self.table.show_lines(value or ())
            self.grid.go_to(0)

    def words(self, value: tuple[RoundLine, ...] | None) -> str:
        """How many lines there are."""
        return f"{len(value or ())} 项"

    def problem(self) -> str:
        """What is still to be written."""
        for row, line in enumerate(self.table.lines):
            item = self.table.item_at(row)
            for name, (most, label) in LONGEST.items():
                if len(getattr(line, name)) > most:
                    return f"第 {row + 1} 行的{label}最多 {most} 个字。"
            if line.finding is Finding.BAD and not line.note:
                return f"“{line.item}”不合格，请写明情况和怎么处理的。"
            wanted = item.unit and not item.optional and not line.value
            if wanted and line.finding is not Finding.NOT_APPLICABLE:
                return f"“{line.item}”还没有写{'温度' if item.unit == '℃' else '数'}。"
        return ""

    def underway(self) -> bool:
        """What is missing is said when the round is to be saved."""
        return True

    def hint(self) -> str:
        """The keys."""
        return KEYS if self.table.checklist.judged else "Enter 到下一项；没有谈到的议题空着。"
