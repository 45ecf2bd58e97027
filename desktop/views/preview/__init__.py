"""PDF pages on the screen exactly as they will print, and their way to the printer."""

from __future__ import annotations

from desktop.views.preview.preview import Preview

__all__ = ["Preview"]
