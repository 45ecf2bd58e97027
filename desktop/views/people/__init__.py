"""名册: who is at the school, what happened to each, and how rosters are taken in."""

from __future__ import annotations

from typing import Final

from desktop.views.pages import PageKind, made_later

PAGE: Final = PageKind(
    "people", "名册", "people", 20, made_later("desktop.views.people.page", "PeoplePage")
)
