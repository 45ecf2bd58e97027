"""The tokens that the running application is dressed in."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.views.style.tokens import Look, Tokens, tokens

_PROPERTY: Final = "mingce_tokens"
_DEFAULT: Final = tokens(Look())


def current_tokens() -> Tokens:
    """What to draw with: the tokens of the last look, or the ordinary ones before the first."""
    application = QCoreApplication.instance()
    found = application.property(_PROPERTY) if application else None
    return found if isinstance(found, Tokens) else _DEFAULT


def keep_tokens(application: QCoreApplication, worn: Tokens) -> None:
    """Remember what the application is dressed in."""
    application.setProperty(_PROPERTY, worn)
