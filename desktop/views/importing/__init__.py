"""Taking a workbook in: the file, its columns, the differences, and then the writing."""

from __future__ import annotations

from desktop.views.importing.roster import ImportWizard
from desktop.views.importing.taking import Purpose
from desktop.views.importing.underway import ImportsUnderWay

__all__ = ["ImportWizard", "ImportsUnderWay", "Purpose"]
