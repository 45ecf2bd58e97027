"""设置: unit, users, calendar, standards, parameters, backups, checks, looks, about."""

from desktop.views.settings.page import PAGE, SettingsPage

__all__ = ["PAGE", "SettingsPage"]
