"""A field for several people: each name is offered while it is typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.views.canteen.goods.offering import OfferEdit

if TYPE_CHECKING:
    from desktop.views.canteen.goods.offering import Offer

_BETWEEN: Final = re.compile(r"[、，,；;\s]+")
_LAST: Final = re.compile(r"[^、，,；;\s]*$")


class NamesEdit(OfferEdit):
    """Names with 、 between them; anybody may sign, also who is not on the staff."""

    def __init__(self, title: str) -> None:
        super().__init__(title, free=True)
        self.setPlaceholderText("姓名、拼音或首字母")

    def names(self) -> tuple[str, ...]:
        """The people, each once."""
        return tuple(dict.fromkeys(filter(None, _BETWEEN.split(self.text().strip()))))

    def typed(self, text: str) -> str:
        """The name that is being typed."""
        found = _LAST.search(text)
        return found.group() if found else ""

    def put(self, offer: Offer) -> None:
        """Put a name in place of what was typed of it."""
        self.setText(_LAST.sub("", self.text()) + offer.name)
