"""What was typed at the first start, kept in the user's own settings until the data is made.

There is no data yet that could hold it, and nothing private is in it: names of the unit and of its
first user, telephones that stand on notices, a folder. Passwords are never kept.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.json import typed
from desktop.core.labels import UnitKind
from desktop.services.drafts import DraftFiles
from desktop.views.drafts import Drafts

if TYPE_CHECKING:
    from desktop.core.preferences import PreferencesFile

FOLDER: Final = "first-start"
_NAME: Final = "unit"


@dataclass(frozen=True, slots=True)
class BegunData:
    """What stood in the fields, as typed, and the step."""

    place: int
    kind: str
    name: str
    code: str
    township: str
    office: str
    supervision: str
    user: str
    folder: str

    @property
    def path(self) -> Path:
        """Where the data was to lie."""
        return Path(self.folder).expanduser()


class FirstStartKeeping:
    """Keeps the fields of the first start beside this machine's preferences."""

    def __init__(self, preferences: PreferencesFile) -> None:
        folder = preferences.path.parent / FOLDER
        self._drafts = Drafts(DraftFiles(folder, FOLDER, lambda _make: None))
        self.failed = self._drafts.failed

    def keep(self, begun: BegunData) -> None:
        """Remember the fields; a moment later they are on the disk."""
        values = asdict(begun)
        if self._drafts.find(_NAME) != values:
            self._drafts.keep(_NAME, values)

    def find(self) -> BegunData | None:
        """What was typed and led to no data."""
        values = self._drafts.find(_NAME)
        try:
            begun: BegunData | None = typed(values, BegunData) if values is not None else None
            if begun is not None:
                UnitKind(begun.kind)
        except (msgspec.ValidationError, ValueError):
            return None
        return begun

    def forget(self) -> None:
        """The data is made, or the person has given it up."""
        if self._drafts.find(_NAME) is not None:
            self._drafts.forget(_NAME)

    def drain(self) -> None:
        """Bring everything to the disk."""
        self._drafts.drain()
