"""The sheet of a day for the kitchen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.canteen.day_parts import CanteenDay
    from desktop.services.session import Session
    from desktop.views.tasks import Job


def set_day(session: Session, found: CanteenDay, job: Job) -> bytes:
    """Set what is cooked on a day, for how many, and what goes out for it."""
    # The printing library is large, and not every day prints.
    from desktop.reports.canteen.day import day_sheet  # noqa: PLC0415
    from desktop.reports.pdf import render  # noqa: PLC0415 - same

    return render(day_sheet(session.unit_name, found), job.progress)
