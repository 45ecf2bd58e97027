"""Giving a whole sheet of the books away as a workbook that can be taken in again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.rosters.export import write_export
from desktop.services.exports import rows
from desktop.services.giving import note_given
from desktop.views.importing.roster import EXCEL

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.core.terms import Month
    from desktop.rosters.columns import SheetKind
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

WARNING = "导出的表里有证件号、电话、住址等个人信息，请妥善保管，不要发到群里。"


def give_sheet(
    desk: Desk, owner: QWidget, kind: SheetKind[Any], name: str = "", month: Month | None = None
) -> None:
    """Ask where to, and write all that the books hold of a kind of sheet.

    Args:
        desk: where it is asked.
        owner: the widget that asks.
        kind: the kind of sheet.
        name: what the sheet is called in words and in the file's name: 学生名册.
        month: of which month, where it is of one.
    """
    of_month = month.label if month else ""
    called = name or f"{of_month}{kind.title}表"
    private = any(column.sensitive for column in kind.columns)
    password = desk.messages.ask_protection(owner, WARNING) if private else ""
    if password is None:
        return
    file = f"{name or of_month + kind.title}.xlsx"
    out = desk.messages.ask_save(owner, f"导出{called}", file, EXCEL)
    if out is None:
        return
    session = desk.session

    def work(job: Job) -> int:
        job.progress.step("读取名册")
        found: Any = rows(session, kind.name, month)
        return write_export(out, kind, found, month=month, password=password)

    def write_out(_noted: object) -> None:
        task = desk.tasks.paper(owner, work).titled(f"导出{called}")
        task.then(lambda n: desk.messages.say(f"已导出 {n:,} 行到 {out.name}")).start()

    desk.tasks.write(owner, lambda _job: note_given(session, kind)).then(write_out).start()
