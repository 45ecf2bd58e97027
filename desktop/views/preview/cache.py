"""Pictures of pages that were drawn already, up to so many bytes; the longest unused go first."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

MOST_BYTES: Final = 160 * 1024 * 1024


class PictureCache:
    """Pictures by page and width in pixels of the screen."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pictures)

    def __contains__(self, key: tuple[int, int]) -> bool:
        return key in self._pictures

    def put(self, page: int, width: int, picture: QImage) -> None:
        """Keep a picture; older ones make room, but the newest always stays."""
        old = self._pictures.pop((page, width), None)
        self._bytes += picture.sizeInBytes() - (old.sizeInBytes() if old else 0)
        self._pictures[page, width] = picture
        while self._bytes > self._most and len(self._pictures) > 1:
            _, dropped = self._pictures.popitem(last=False)
            self._bytes -= dropped.sizeInBytes()

    def nearest(self, page: int, width: int) -> QImage | None:
        """The picture of that width, or else of the width next to it: better than a blank page."""
        widths = [known for at, known in self._pictures if at == page]
        if not widths:
            return None
        best = min(widths, key=lambda known: abs(known - width))
        self._pictures.move_to_end((page, best))
        return self._pictures[page, best]

    def clear(self) -> None:
        """Forget all."""
        self._pictures.clear()
        self._bytes = 0
