"""伙食费收退明细 as a PDF; set outside of the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.canteen.fee_lists import fees_month

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.services.session import Session
    from desktop.views.tasks import Job


def fees_paper(job: Job, session: Session, canteen_id: UUID, month: Month) -> bytes:
    """What each pupil paid, ate and is to be paid back."""
    # The printing library is large, and the list is printed once a month.
    from desktop.reports.canteen.meals import fees_sheet  # noqa: PLC0415
    from desktop.reports.pdf import render  # noqa: PLC0415

    found = fees_month(session, canteen_id, month)
    return render(fees_sheet(session.unit_name, found), job.progress)
