"""Chinese typing on Linux: the Qt that comes along has no plugin for fcitx, but one for ibus."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_FCITX: Final = "fcitx"


def choose_input_method(environment: MutableMapping[str, str], system: str = sys.platform) -> None:
    """In a session that uses fcitx, talk to it as ibus does (fcitx5 understands that).

    Must be done before the application is made.
    """
    if not system.startswith("linux"):
        return
    module = environment.get("QT_IM_MODULE", "")
    modifiers = environment.get("XMODIFIERS", "")
    if _FCITX in module or (not module and _FCITX in modifiers):
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"
