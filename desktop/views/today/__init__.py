"""今天要办: the first page, a quiet list of what waits, most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views.pages import PageKind

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.pages import Page


def _make(desk: Desk) -> Page:
    from desktop.views.today.page import TodayPage  # noqa: PLC0415 - the window is painted first

    return TodayPage(desk)


def _count(session: Session) -> int:
    from desktop.services.today.waiting import count  # noqa: PLC0415 - same

    return count(session)


PAGE: Final = PageKind("today", "今天要办", "today", 1, _make, count=_count)
