"""The pages that the window has; a book that is built adds its line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from desktop.views import meals, notices, people, settings, today
from desktop.views.search import SearchBox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from desktop.views.desk import Desk
    from desktop.views.pages import PageKind

MODULES: Final = tuple(
    f"desktop.views.{book}.page" for book in ("today", "people", "meals", "notices", "settings")
)
"""What the pages are made of, the first page first."""
PAGES: Final[tuple[PageKind, ...]] = (
    today.PAGE,
    people.PAGE,
    meals.PAGE,
    notices.PAGE,
    settings.PAGE,
)
SEARCH: Final[Callable[[Desk], QWidget] | None] = SearchBox
"""Makes the search box on top (Ctrl+K)."""


def bring_in(modules: Iterable[str]) -> None:
    """Import pages before they are shown; called outside of the GUI thread."""
    for name in modules:
        import_module(name)
