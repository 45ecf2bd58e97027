"""设置: unit, users, calendar, standards, parameters, backups, checks, looks, about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.views.pages import PageKind

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.pages import Page


def _make(desk: Desk) -> Page:
    from desktop.views.settings.page import SettingsPage  # noqa: PLC0415 - not before it is seen

    return SettingsPage(desk)


PAGE: Final = PageKind("settings", "设置", "settings", 100, _make)
