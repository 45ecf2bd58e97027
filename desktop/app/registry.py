"""The pages that the window has; a book that is built adds its line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views import meals, notices, people, settings, today
from desktop.views.search import SearchBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.views.desk import Desk
    from desktop.views.pages import PageKind

PAGES: Final[tuple[PageKind, ...]] = (
    today.PAGE,
    people.PAGE,
    meals.PAGE,
    notices.PAGE,
    settings.PAGE,
)
SEARCH: Final[Callable[[Desk], QWidget] | None] = SearchBox
"""Makes the search box on top (Ctrl+K)."""
