"""Taking a batch of an import back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.imports import batches

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.imports.batches import Undone
    from desktop.views.desk import Desk


def undo_batch(desk: Desk, owner: QWidget, number: int) -> None:
    """Ask, and take a batch back."""
    question = f"撤销第{number}批导入？这一批新增的会移除，变更的会还原；之后登记的内容不受影响。"
    if not desk.messages.ask(owner, question, "撤销"):
        return
    session = desk.session

    def tell(done: Undone) -> None:
        desk.messages.say(
            f"第{done.batch}批已撤销：移除 {done.removed:,} 条，还原 {done.restored:,} 条"
        )

    task = desk.tasks.write(owner, lambda _job: batches.undo(session, number))
    task.titled(f"撤销第{number}批").then(tell).start()
