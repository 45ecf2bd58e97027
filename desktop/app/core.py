"""What the window has before any data is open: ways to work, to speak and to remember."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.views.messages import Messages
from desktop.views.refresh import Refresh
from desktop.views.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.preferences import PreferencesFile


@dataclass(frozen=True, slots=True)
class Core:
    """Made once for the life of the program."""

    tasks: Tasks
    refresh: Refresh
    messages: Messages
    preferences: PreferencesFile
    last: list[Callable[[], object]] = field(default_factory=list)
    """What is done when the program ends, after all work has ended."""

    @classmethod
    def of(cls, preferences: PreferencesFile) -> Core:
        """The core over one user's preferences."""
        messages, refresh = Messages(preferences), Refresh()
        return cls(Tasks(messages, refresh), refresh, messages, preferences)

    def close(self) -> None:
        """End all work, then close what is open."""
        self.tasks.drain()
        for do in self.last:
            do()
