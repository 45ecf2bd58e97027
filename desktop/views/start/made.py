"""What the first start has gathered so far; nothing stands on the disk before the last step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.services.places import usual_folder

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.books import Created
    from desktop.services.units import NewUnit
    from desktop.services.users import NewUser


@dataclass(slots=True)
class Making:
    """Filled in by the steps, one after the other."""

    unit: NewUnit | None = None
    user: NewUser | None = None
    folder: Path = field(default_factory=usual_folder)
    created: Created | None = None
