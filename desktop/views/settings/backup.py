"""备份与恢复: back up now, the backups that are there, rehearse one, put one back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from desktop.core.changes import Book, Changes
from desktop.core.clock import CHINA
from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.core.labels import UpkeepKind
from desktop.services.backup_keeping import (
    DAYS,
    ENDING,
    MONTHS,
    WEEKS,
    BackupFile,
    backups_in,
    folder_for,
)
from desktop.services.backups import Rehearsed, back_up, rehearse
from desktop.services.upkeep import UpkeepLine, last
from desktop.views.settings.putting_back import PuttingBack
from desktop.views.settings.section import Section
from desktop.views.style import mark
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.views.desk import Desk
    from desktop.views.lanes import Job

_LIST_HEIGHT: Final = 260
_PATTERN: Final = f"明册备份 (*{ENDING})"


def _when(line: BackupFile) -> str:
    return f"{line.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def size_words(size: int) -> str:
    """A size as people read it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1 << 20 else f"{size / 1024:.0f} KB"


COLUMNS: Final[tuple[ListColumn[BackupFile], ...]] = (
    ListColumn("when", "备份时间", _when, 150),
    ListColumn("kind", "种类", lambda line: line.kind.label, 110),
    ListColumn("size", "大小", lambda line: size_words(line.size), 90, "right"),
    ListColumn("entries", "操作数", lambda line: f"{line.entries:,}", 90, "right"),
    ListColumn("locked", "加密", lambda line: "已加密" if line.encrypted else "未加密", 90),
    ListColumn("name", "文件", lambda line: line.path.name, 320, on_paper=False),
)


class BackupSection(Section):
    """Where backups go, those that are there, and what can be done with one."""

    title = "备份与恢复"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._chosen: BackupFile | None = None
        self.add_heading("备份")
        self.state = self.add_note()
        if desk.session.folder is None:
            self.state.setText("数据在服务器上，备份由服务器的管理员做，不在这里做。")
            self.column.addStretch(1)
            return
        self._add_folder()
        (self.now,) = self.add_buttons(("立即备份…", self._on_back_up))
        mark(self.now, kind="primary")
        self.result = self.add_note()
        self._add_list()
        self.putting_back = PuttingBack(self)
        self.column.addStretch(1)
        self.now.setEnabled(self.may_write)
        desk.refresh.subscribe(self, [Book.UPKEEP], self.reload)
        self._on_selected(None)
        self.reload()

    def reload(self) -> None:
        """Read the last backup and the files that are there."""
        session = self.desk.session
        chosen = self.desk.preferences.load().preferences.backup_folder

        def look(_job: Job) -> tuple[dict[UpkeepKind, UpkeepLine], bool]:
            return last(session), chosen is not None and not chosen.is_dir()

        self.desk.tasks.read(self, look).then(lambda found: self._show_state(*found)).start()
        self.list.reload()

    @property
    def folder(self) -> Path:
        """Where automatic backups go."""
        chosen = self.desk.preferences.load().preferences.backup_folder
        return folder_for(self.desk.session, chosen)

    def _add_folder(self) -> None:
        line = QHBoxLayout()
        self.where = QLabel()
        self.where.setWordWrap(True)
        self.change = QPushButton("更改文件夹…")
        self.change.clicked.connect(self._on_folder)
        line.addWidget(self.where, 1)
        line.addWidget(self.change)
        self.column.addLayout(line)
        self.same_disk = self.add_note(
            "备份放在数据旁边：硬盘坏了会一起没了。请把文件夹改到 U 盘或另一块硬盘。"
        )
        self.gone = self.add_note(
            "这个备份文件夹现在找不到：U 盘可能没有插上。请插好后再备份，或改用别的文件夹。"
        )
        for warning in (self.same_disk, self.gone):
            mark(warning, kind="warning")
        self.gone.hide()
        self.add_note(
            f"每天第一次打开时自动备份一次；保留最近 {DAYS} 天、{WEEKS} 周、{MONTHS} 个月的，"
            "每一份写好都打开检查过。"
        )
        self._show_folder()

    def _add_list(self) -> None:
        self.add_heading("这个文件夹里的备份")
        self.empty = EmptyState("这个文件夹里还没有备份。", "立即备份…")
        self.empty.asked.connect(self._on_back_up)
        self.list = ListView(
            self.desk,
            "settings.backups",
            COLUMNS,
            WholeList(lambda: backups_in(self.folder)),
            self.empty,
        )
        self.list.titled("备份")
        self.list.identify_by(lambda line: line.path)
        self.list.preview_with(self.paper_asked.emit)
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.column.addWidget(self.list, 1)
        self.try_out, self.put_back, _other = self.add_buttons(
            ("演练恢复（只检查）", self._on_rehearse),
            ("用所选备份恢复…", self._on_put_back),
            ("从别处的备份恢复…", self._on_other),
        )
        _other.setEnabled(self.may_decide)
        self.list.selected.connect(self._on_selected)

    def _show_folder(self) -> None:
        folder, data = self.folder, self.desk.session.folder
        self.where.setText(f"备份文件夹：{folder}")
        self.same_disk.setVisible(data is not None and folder.is_relative_to(data))

    def _show_state(self, done: dict[UpkeepKind, UpkeepLine], gone: bool) -> None:  # noqa: FBT001
        self.gone.setVisible(gone)
        line, rehearsed = done.get(UpkeepKind.BACKUP), done.get(UpkeepKind.REHEARSAL)
        words = "还没有备份过。" if line is None else f"上次备份：{_told(line)}。"
        if rehearsed is not None:
            outcome = "可以恢复" if rehearsed.good else "不能恢复"
            words += f"上次演练：{_told(rehearsed)}，{outcome}。"
        self.state.setText(words)

    def _on_selected(self, line: object) -> None:
        self._chosen = line if isinstance(line, BackupFile) else None
        self.try_out.setEnabled(self._chosen is not None and self.may_write)
        self.put_back.setEnabled(self._chosen is not None and self.may_decide)

    def _on_folder(self) -> None:
        chosen = self.desk.messages.ask_folder(self, "选择备份文件夹", self.folder)
        if chosen is None:
            return
        try:
            self.desk.preferences.change(backup_folder=chosen)
        except EnvironmentFault as fault:
            self.desk.messages.say_error(self, fault)
            return
        self._show_folder()
        self.reload()

    def _on_back_up(self) -> None:
        session = self.desk.session
        moment = session.store.clock.now().astimezone(CHINA)
        name = f"{session.unit_name}-备份-{moment:%Y%m%d-%H%M}{ENDING}"
        out = self.desk.messages.ask_save(self, "备份到", name, _PATTERN)
        if out is None:
            return
        path = out if out.suffix == ENDING else out.with_name(out.name + ENDING)

        def work(job: Job) -> _Saved:
            report = back_up(session, path, job.progress)
            return _Saved(
                path,
                report.size,
                report.entries,
                sum(report.rows.values()),
                Changes.of(Book.UPKEEP),
            )

        self.now.setEnabled(False)
        task = self.desk.tasks.write(self, work).titled("正在备份并打开检查…")
        task.then(self._show_saved).otherwise(self._on_failed)
        task.ended(lambda: self.now.setEnabled(True)).start()

    def _show_saved(self, saved: _Saved) -> None:
        self.result.setText(
            f"备份已写好，已打开检查：{saved.path}（{size_words(saved.size)}，"
            f"{saved.entries:,} 步操作，{saved.rows:,} 条数据）。"
        )
        self.desk.messages.say("备份已写好，已打开检查。")

    def _on_rehearse(self) -> None:
        assert self._chosen is not None  # noqa: S101 - the button waits for one
        session, path = self.desk.session, self._chosen.path

        def work(job: Job) -> Rehearsed:
            return rehearse(session, path, progress=job.progress)

        task = self.desk.tasks.write(self, work).titled("正在打开备份并全面检查…")
        task.then(self._show_rehearsed).otherwise(self._on_failed).start()

    def _show_rehearsed(self, done: Rehearsed) -> None:
        self.result.setText(
            f"这份备份可以恢复：{done.path.name}，{done.entries:,} 步操作、{done.rows:,} 条数据"
            "全部打开检查过；现有数据没有动。"
        )

    def _on_failed(self, error: Exception) -> None:
        """Say why; that it failed was written down, too."""
        self.desk.refresh.announce(Changes.of(Book.UPKEEP))
        if isinstance(error, SchoolError):
            self.desk.messages.say_error(self, error)
        else:
            self.desk.messages.say_crash(self, error)

    def _on_put_back(self) -> None:
        assert self._chosen is not None  # noqa: S101 - the button waits for one
        self.putting_back.offer(self._chosen.path)

    def _on_other(self) -> None:
        path = self.desk.messages.ask_open(self, "选择备份文件", _PATTERN)
        if path is not None:
            self.putting_back.offer(path)


@dataclass(frozen=True, slots=True)
class _Saved:
    """A backup, and that the record of upkeep has grown by it."""

    path: Path
    size: int
    entries: int
    rows: int
    changes: Changes


def _told(line: UpkeepLine) -> str:
    return f"{line.at.astimezone(CHINA):%Y-%m-%d %H:%M}（{line.user_name}）"
