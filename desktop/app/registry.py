"""The pages that the window has; one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.views.desk import Desk
    from desktop.views.pages import PageKind

PAGES: Final[tuple[PageKind, ...]] = ()
SEARCH: Final[Callable[[Desk], QWidget] | None] = None
"""Makes the search box on top (Ctrl+K)."""
