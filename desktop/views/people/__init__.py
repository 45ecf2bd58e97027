"""名册: who is at the school, what happened to each, and how rosters are taken in."""

from __future__ import annotations

from desktop.views.pages import PageKind
from desktop.views.people.page import PeoplePage

PAGE = PageKind(name="people", title="名册", icon="people", order=20, factory=PeoplePage)

__all__ = ["PAGE", "PeoplePage"]
