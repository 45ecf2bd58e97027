"""公示打印: the notices of the month, from the draft to the wall and into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.services.notices.register import waiting
from desktop.views.pages import PageKind

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.pages import Page


def _page(desk: Desk) -> Page:
    # Printing and PDF are large: loaded when somebody comes here first.
    from desktop.views.notices.page import NoticesPage  # noqa: PLC0415

    return NoticesPage(desk)


PAGE: Final = PageKind("notices", "公示打印", "notices", 80, _page, count=waiting)
