"""Taking the rosters of all schools in, as a bureau does: files, schools, differences, receipts."""

from __future__ import annotations

from desktop.views.importing.county.wizard import CountyWizard

__all__ = ["CountyWizard"]
