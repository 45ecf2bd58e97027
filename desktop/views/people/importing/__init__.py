"""导入名册: choosing the file, knowing its columns, looking at the differences, taking it in."""

from __future__ import annotations

from desktop.views.people.importing.roster import ImportWizard

__all__ = ["ImportWizard"]
