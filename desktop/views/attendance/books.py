"""The month's attendance book out of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.attendance.sheets import write_month_book
from desktop.views.importing.roster import EXCEL

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.core.terms import Month
    from desktop.views.desk import Desk


def export_month(desk: Desk, owner: QWidget, month: Month, *, recorded: bool) -> None:
    """Ask where to, and write a month; without `recorded` it is a form to fill in."""
    what = "考勤表" if recorded else "待填的考勤表"
    path = desk.messages.ask_save(owner, f"导出{what}", f"{month.label}{what}.xlsx", EXCEL)
    if path is None:
        return
    session = desk.session
    desk.tasks.paper(
        owner, lambda _job: write_month_book(session, month, path, recorded=recorded)
    ).titled(f"导出{what}").then(
        lambda count: desk.messages.say(f"已导出 {count:,} 名学生到 {path.name}。")
    ).start()
