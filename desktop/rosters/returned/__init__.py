"""退回表: the user's own workbook handed back with its problems marked."""

from __future__ import annotations

from desktop.rosters.returned.giving import ANEW, write_returned

__all__ = ["ANEW", "write_returned"]
