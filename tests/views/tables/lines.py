"""A made list for tests of tables: numbered people, and a record of what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel

from desktop.views.tables import Chip, ListColumn, ListPage, ListView, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from desktop.core.errors import SchoolError
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    name: str
    amount: str = "1,234.50"
    state: str = "在校"
    secret: str = "秘密"


def lines(count: int) -> list[Line]:
    return [Line(number, f"学生{number}") for number in range(count)]


class Lines:
    """A source over lines at hand."""

    def __init__(self, rows: Sequence[Line]) -> None:
        self.rows = list(rows)
        self.asked: list[tuple[str | None, bool, int]] = []
        self.refusal: SchoolError | None = None

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[Line]:
        job.progress.step("读取")
        self.asked.append((sort, descending, offset))
        if self.refusal is not None:
            raise self.refusal
        rows = sorted(self.rows, key=lambda line: line.number, reverse=descending)
        return ListPage(rows[offset : offset + limit], len(rows), {"合计": "38,904.55"})


COLUMNS: tuple[ListColumn[Line], ...] = (
    ListColumn("number", "序号", lambda line: str(line.number), 60, sort="number"),
    ListColumn("name", "姓名", lambda line: line.name),
    ListColumn("amount", "金额", lambda line: line.amount, align="right"),
    ListColumn(
        "state", "状态", lambda line: line.state, chip=lambda line: Chip(line.state, Tone.GOOD)
    ),
    ListColumn("secret", "备注", lambda line: line.secret, hidden=True),
)


def shown(qtbot: QtBot, desk: Desk, source: Any) -> ListView:  # noqa: ANN401 - any source
    """A list on the screen, read."""
    view = ListView(desk, "made", COLUMNS, source, QLabel("还没有记录"))
    view.titled("样例")
    view.identify_by(lambda line: line.number)
    qtbot.addWidget(view)
    view.resize(700, 400)
    with qtbot.waitSignal(view.loaded):
        view.show()
    return view
