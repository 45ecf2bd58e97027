"""关于: versions, the data folder, licences, and a text for whoever helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from desktop.services.about import About, Part, about, for_support, parts
from desktop.views.messages import open_outside
from desktop.views.settings.section import Section
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from desktop.views.desk import Desk

_LIST_HEIGHT: Final = 300
COLUMNS: Final[tuple[ListColumn[Part], ...]] = (
    ListColumn("name", "名称", lambda part: part.name, 260),
    ListColumn("version", "版本", lambda part: part.version, 120),
    ListColumn("licence", "许可", lambda part: part.licence, 380),
)


class AboutSection(Section):
    """What this program is."""

    title = "关于"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._found: About | None = None
        self.add_heading("明册")
        self.add_note("乡村学校的五本账。许可：Apache-2.0。")
        self._facts = {
            name: QLabel() for name in ("版本", "系统", "界面", "数据库", "数据", "数据文件夹")
        }
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        for name, label in self._facts.items():
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(name, label)
        holder = QWidget()
        holder.setLayout(form)
        self.column.addWidget(holder)
        self.copy, self.open = self.add_buttons(
            ("复制给维护的人", self._on_copy), ("打开数据文件夹", self._on_open)
        )
        self.add_note("复制的内容只有版本和大小，没有姓名、文件夹或任何人的信息。")
        self.add_heading("用到的库和字体")
        self.list = ListView(
            desk, "settings.about", COLUMNS, WholeList(parts), EmptyState("没有库。")
        )
        self.list.titled("用到的库和字体")
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.list, 1)
        self.copy.setEnabled(False)
        self.open.setVisible(desk.session.folder is not None)
        self.reload()

    def reload(self) -> None:
        """Look at program and data."""
        session = self.desk.session
        self.desk.tasks.read(self, lambda _job: about(session)).then(self._show).start()

    def _show(self, found: About) -> None:
        self._found = found
        size = f"，{found.size / 1024 / 1024:.1f} MB" if found.size is not None else ""
        locked = "已加密" if found.encrypted else "未加密"
        words = {
            "版本": found.version,
            "系统": f"{found.system}，Python {found.python}",
            "界面": f"Qt {qVersion()}",
            "数据库": f"{found.database}，结构 {found.revision}",
            "数据": f"{locked}，操作记录 {found.entries:,} 条{size}",
            "数据文件夹": str(found.folder or "在服务器上"),
        }
        for name, label in self._facts.items():
            label.setText(words[name])
        self.copy.setEnabled(True)

    def _on_copy(self) -> None:
        assert self._found is not None  # noqa: S101 - the button waits for it
        text = for_support(self._found, (f"Qt {qVersion()}",))
        QGuiApplication.clipboard().setText(text)
        self.desk.messages.say("已复制，可以粘贴给维护的人。")

    def _on_open(self) -> None:
        assert self.desk.session.folder is not None  # noqa: S101 - else there is no button
        open_outside(self.desk.session.folder)
