"""Guessing a password costs nothing here: `tests/database` tries what it costs in truth."""

from __future__ import annotations

import pytest

from desktop.database.keys import Cost, KeyFile, hash_password
from desktop.database.places import Folder

CHEAP = Cost(1, 8, 1)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are derived from passwords at once."""
    make_cheap(monkeypatch)


def make_cheap(patch: pytest.MonkeyPatch) -> None:
    """The same for as long as the patch holds."""
    for taker in (KeyFile.__init__, Folder.__init__, hash_password):
        patch.setattr(taker, "__defaults__", (CHEAP,))
