"""How everything looks: tokens, one style sheet, the bundled font, line icons."""

from desktop.views.style.current import current_tokens
from desktop.views.style.dressing import dress, mark
from desktop.views.style.icons import icon, pixmap
from desktop.views.style.tokens import Look, Tokens

__all__ = ["Look", "Tokens", "current_tokens", "dress", "icon", "mark", "pixmap"]
