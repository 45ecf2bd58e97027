"""Where what a notice lacks can be settled: the page, what it opens there, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.core.notices import NoticeKind
from desktop.services.today.items import Section

if TYPE_CHECKING:
    from desktop.services.notices.drafts import Draft
    from desktop.views.desk import Place

_CANTEEN = "canteen"
_SETTINGS = "settings"
_CHARGES = "charges"
_BOOKS = {
    NoticeKind.MEALS: "meals",
    NoticeKind.CANTEEN: "money",
    NoticeKind.KINDERGARTEN: "money",
    NoticeKind.CHARGES: _CHARGES,
}


@dataclass(frozen=True, slots=True)
class Lead:
    """A way to a page."""

    words: str
    page: str
    record: object

    def follow(self, place: Place, draft: Draft) -> None:
        """Go there, in the month of the draft."""
        if not draft.kind.long_term:
            place.set_month(draft.month)
        place.open(self.page, self.record)


def lead_of(draft: Draft, rule: str) -> Lead | None:
    """Where a remark is settled; None where it is only to be known.

    A notice without content leads to where its content is typed in or imported.
    """
    books = _BOOKS[draft.kind]
    leads = {
        "telephones": Lead("去设置", _SETTINGS, Section.UNIT),
        "difference": Lead("去核对", _SETTINGS, Section.CHECKUP),
        "open": Lead("去结账", _CANTEEN, draft.month),
        "not_recorded": Lead("去登记", _CANTEEN, books),
        "empty": Lead("去登记", _CANTEEN, books),
        "figures": Lead("去看看", _CANTEEN, books),
        "basis": Lead("去收费", _CANTEEN, _CHARGES),
    }
    return leads.get(rule)
