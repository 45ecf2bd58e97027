"""Where what a notice lacks is settled: the right tab, in the month of the notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.notices import NoticeKind
from desktop.services.notices.drafts import Draft, DraftState
from desktop.services.today.items import Section
from desktop.views.notices.places import lead_of
from tests.services.rosters import OCTOBER, SEPTEMBER

if TYPE_CHECKING:
    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui

MEALS, CHARGES = NoticeKind.MEALS, NoticeKind.CHARGES


@pytest.mark.parametrize(
    ("kind", "rule", "page", "record"),
    [
        (MEALS, "open", "canteen", SEPTEMBER),
        (MEALS, "empty", "canteen", "meals"),
        (MEALS, "not_recorded", "canteen", "meals"),
        (MEALS, "telephones", "settings", Section.UNIT),
        (MEALS, "difference", "settings", Section.CHECKUP),
        (CHARGES, "empty", "canteen", "charges"),
        (CHARGES, "basis", "canteen", "charges"),
    ],
)
def test_lead_opens_the_place_in_the_month_of_the_notice(
    desk: Desk, kind: NoticeKind, rule: str, page: str, record: object
) -> None:
    opened: list[tuple[str, object]] = []
    desk.place.opened.connect(lambda page, record: opened.append((page, record)))
    draft = Draft(kind, SEPTEMBER, DraftState.BLOCKED, None, (), (), None)
    lead = lead_of(draft, rule)
    assert lead is not None
    lead.follow(desk.place, draft)
    assert opened == [(page, record)]
    assert desk.place.month == (OCTOBER if kind.long_term else SEPTEMBER)


def test_what_is_only_to_be_known_leads_nowhere() -> None:
    draft = Draft(MEALS, OCTOBER, DraftState.READY, None, (), (), None)
    assert lead_of(draft, "something") is None
