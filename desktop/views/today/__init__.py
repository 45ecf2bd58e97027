"""今天要办: the first page, a quiet list of what waits, most urgent first."""

from desktop.views.today.page import PAGE, TodayPage

__all__ = ["PAGE", "TodayPage"]
