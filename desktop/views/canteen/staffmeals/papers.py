"""The papers of the staff's meals: 教师就餐交费公示 and the sheet to be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.canteen.staff_accounts import staff_accounts

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.services.session import Session
    from desktop.views.tasks import Job


def payment_notice_pdf(job: Job, session: Session, canteen_id: UUID, month: Month) -> bytes:
    """教师就餐交费公示."""
    # The printing library is large, and papers are printed once a month.
    from desktop.reports.canteen.staff_meals import payment_notice  # noqa: PLC0415
    from desktop.reports.pdf import render  # noqa: PLC0415 - same

    accounts = staff_accounts(session, canteen_id, month)
    today = session.store.clock.today()
    return render(payment_notice(session.unit_name, accounts, today), job.progress)


def signature_sheet_pdf(job: Job, session: Session, canteen_id: UUID, month: Month) -> bytes:
    """教职工就餐签字表."""
    from desktop.reports.canteen.staff_meals import signature_sheet  # noqa: PLC0415 - large
    from desktop.reports.pdf import render  # noqa: PLC0415 - same

    accounts = staff_accounts(session, canteen_id, month)
    return render(signature_sheet(session.unit_name, accounts), job.progress)
