"""Taking a workbook in: the file, its columns, the differences, and then the writing."""

from __future__ import annotations

from desktop.views.people.importing.roster import ImportWizard
from desktop.views.people.importing.taking import Purpose

__all__ = ["ImportWizard", "Purpose"]
