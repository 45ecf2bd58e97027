"""The backup of the day: made by itself some time after the books were opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.labels import Role
from desktop.services.backup_keeping import back_up_when_due, folder_for

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from desktop.views.desk import Desk
    from desktop.views.lanes import Job

# The first clicks of the day do not wait behind it.
PAUSE_MILLISECONDS: Final = 20_000


def back_up_after_opening(
    desk: Desk, pause: int = PAUSE_MILLISECONDS, owner: QObject | None = None
) -> None:
    """Make the backup of the day if there is none yet; nothing is asked, a failure is said.

    When `owner` has gone before the pause is over, because the desk was left, nothing is done.
    """
    if desk.session.folder is not None and desk.session.role is not Role.AUDITOR:
        QTimer.singleShot(pause, owner or desk.tasks, lambda: _begin(desk))


class _Made:
    """What came of it: where the backup is, and that the record of upkeep has grown."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.changes = Changes.of(Book.UPKEEP) if name else Changes()


def _begin(desk: Desk) -> None:
    session = desk.session
    folder = folder_for(session, desk.preferences.load().preferences.backup_folder)

    def work(job: Job) -> _Made:
        made = back_up_when_due(session, folder, job.progress)
        return _Made(made.path.name if made else None)

    def tell(made: _Made) -> None:
        if made.name:
            desk.messages.say(f"今天的自动备份已写好，已打开检查：{made.name}")

    def tell_failure(error: Exception) -> None:
        if isinstance(error, SchoolError):
            desk.messages.say(f"今天的自动备份没有做成：{error.sentence}")
        else:
            desk.messages.say_crash(None, error)

    task = desk.tasks.write(None, work).titled("正在自动备份…")
    task.then(tell).otherwise(tell_failure).start()
