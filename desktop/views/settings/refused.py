"""Log-ins that failed: when, whose name was given, and at which door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.services.refused_logins import RefusedLogin, refused_logins
from desktop.views.tables.columns import ListColumn
from desktop.views.tables.source import WholeList
from desktop.views.tables.view import ListView
from desktop.views.widgets.notes import EmptyState

if TYPE_CHECKING:
    from desktop.views.settings.section import Section

_LIST_HEIGHT: Final = 200
COLUMNS: Final[tuple[ListColumn[RefusedLogin], ...]] = (
    ListColumn("at", "时间", lambda line: f"{line.at.astimezone(CHINA):%Y-%m-%d %H:%M}", 150),
    ListColumn("name", "填的姓名", lambda line: line.name or "不是使用者的姓名", 180),
    ListColumn("door", "在哪里", lambda line: line.door.label, 160),
)


def refused_list(section: Section) -> ListView:
    """Adds the list, with what it is, to the section of the users."""
    session = section.desk.session
    section.add_heading("没有成功的登录")
    section.add_note(
        "最近三个月里姓名、密码或恢复码不对的登录。只记时间和使用者的姓名，不记填的密码。"
    )
    made = ListView(
        section.desk,
        "settings.refused",
        COLUMNS,
        WholeList(lambda: refused_logins(session)),
        EmptyState("最近三个月没有登录失败的记录。"),
    )
    made.titled("没有成功的登录")
    made.preview_with(section.paper_asked.emit)
    made.setMinimumHeight(_LIST_HEIGHT)
    section.column.addWidget(made)
    return made
