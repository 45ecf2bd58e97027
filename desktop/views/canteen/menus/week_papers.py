"""The papers of a week: the notice for the wall, and what the meals take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.canteen.planning import plans

if TYPE_CHECKING:
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.menus import Week
    from desktop.services.session import Session
    from desktop.views.tasks import Job


def set_notice(session: Session, canteen: CanteenLine, shown: Week, job: Job) -> bytes:
    """Set the week's menu as it hangs on the wall."""
    # The printing library is large, and not every day prints.
    from desktop.reports.canteen.menus import week_notice  # noqa: PLC0415
    from desktop.reports.pdf import render  # noqa: PLC0415 - same

    return render(week_notice(session.unit_name, canteen.name, shown), job.progress)


def set_portions(session: Session, canteen: CanteenLine, shown: Week, job: Job) -> bytes:
    """Set what the week takes, dish by dish."""
    from desktop.reports.canteen.menus import portion_sheet  # noqa: PLC0415 - large
    from desktop.reports.pdf import render  # noqa: PLC0415 - same

    meals = plans(session, canteen.canteen_id, shown.days[0], shown.days[-1])
    return render(portion_sheet(session.unit_name, canteen.name, meals), job.progress)
