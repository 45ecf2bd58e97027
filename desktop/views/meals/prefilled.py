"""The workbook of a month's meal days, out to the classes that fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.meal_workbooks import write_prefilled
from desktop.views.importing.roster import EXCEL

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.desk import Desk


def save_prefilled(desk: Desk, owner: QWidget) -> None:
    """Ask where to, and write the pupils of the month that is shown."""
    session, month = desk.session, desk.place.month
    name, words = f"{month.label}就餐天数.xlsx", "导出待填的就餐天数表"
    path = desk.messages.ask_save(owner, words, name, EXCEL)
    if path is None:
        return
    told = f"名学生到 {path.name}。表里有个人信息，请妥善保管。"
    task = desk.tasks.paper(owner, lambda _job: write_prefilled(session, month, path))
    task.titled(words).then(lambda count: desk.messages.say(f"已导出 {count} {told}")).start()
