"""Papers of the daily count; set outside of the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.terms import Month
from desktop.services.canteen.heads import day_sheet, heads_month

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.session import Session
    from desktop.views.tasks import Job


def blank_count_sheet(job: Job, session: Session, canteen: CanteenLine, day: date) -> bytes:
    """The form that is filled in by hand on a day, with the classes and who is there."""
    # The printing library is large, and forms are printed now and then.
    from desktop.reports.canteen.meals import count_form  # noqa: PLC0415
    from desktop.reports.pdf import render  # noqa: PLC0415

    month = heads_month(session, canteen.canteen_id, Month.of(day))
    sheets = [day_sheet(session, canteen.canteen_id, day, one) for one in month.sittings]
    return render(count_form(session.unit_name, canteen.name, sheets), job.progress)
