"""What a notice needs, in a sentence."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from desktop.core.notices import NoticeKind, NoticeStage
from desktop.core.terms import Month
from desktop.services.notices.drafts import Draft, DraftState
from desktop.services.notices.register import NoticeEntry
from desktop.views.notices.listing import _until
from desktop.views.notices.words import draft_words, entry_words

END = date(2026, 10, 12)


def entry(stage: NoticeStage, until: date | None) -> NoticeEntry:
    """A notice that was posted on 8 October."""
    return NoticeEntry(
        notice_id=UUID(int=1),
        number="公示2026-01",
        kind=NoticeKind.CHARGES if until is None else NoticeKind.MEALS,
        month=Month(2026, 9),
        issued_on=date(2026, 10, 8),
        issued_by="王老师",
        last_day=END,
        stage=stage,
        posted_on=date(2026, 10, 8),
        hangs_until=until,
        taken_down_on=None,
        archived_on=None,
        prints=1,
        open_objections=0,
        correction=False,
        replaced_by=None,
    )


def test_board_of_charges_hangs_until_it_is_replaced() -> None:
    board = entry(NoticeStage.UP, None)
    assert entry_words(board, END) == "长期张贴，有新的公示时撤下。"
    assert _until(board) == "长期"


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 10, 12), "公示期今天满，放学后请撤下。"),
        (date(2026, 10, 13), "公示期已过1天，请撤下。"),
        (date(2026, 10, 20), "公示期已过8天，请撤下。"),
    ],
)
def test_notice_whose_time_is_over_says_for_how_long(today: date, words: str) -> None:
    assert entry_words(entry(NoticeStage.DUE, END), today) == words


def test_board_whose_charges_have_changed_is_to_be_replaced() -> None:
    draft = Draft(
        NoticeKind.CHARGES, Month(2026, 10), DraftState.RENEWED, None, (), (), "公示2026-01"
    )
    assert draft_words(draft) == "收费项目变了，公示2026-01要换成新的。"
