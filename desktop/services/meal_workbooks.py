"""The workbook of a month's meal days to be filled in by the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rosters.sheets import sheet_kind
from desktop.rosters.template import write_template
from desktop.services.exports import MEAL_DAYS, prefilled

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.terms import Month
    from desktop.services.session import Session


def write_prefilled(session: Session, month: Month, out: Path) -> int:
    """Write a workbook that names the month's pupils with their days at school; how many there are.

    Raises:
        AccessRefusedError: an auditor, who does not carry whole identity numbers away.
        EnvironmentFault: the file cannot be written.
    """
    return write_template(out, sheet_kind(MEAL_DAYS), prefilled(session, month), month=month)
