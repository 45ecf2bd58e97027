"""What stands above a canteen's papers."""

from __future__ import annotations

from desktop.services.canteen.canteens import FIRST_NAME


def kitchen(name: str) -> tuple[str, ...]:
    """The name of the canteen, where it says more than that it is the school's."""
    return () if name == FIRST_NAME else (name,)
