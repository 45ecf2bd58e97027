from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.json import dump_text
from desktop.core.notices import NoticeDeed, NoticeKind, NoticeStage
from desktop.core.terms import Month
from desktop.models import Notice, NoticeEvent
from desktop.services.notices import life
from desktop.services.notices.issue import notice
from desktop.services.notices.register import NoticeQuery, register, reminders, waiting
from tests.builders import blank
from tests.conftest import add_unit
from tests.reports import samples
from tests.services.rosters import OCTOBER
from tests.services.walls import (
    FIRST,
    ISSUED_ON,
    LAST_DAY,
    SECOND,
    bring_to,
    correct_october,
    issue_october,
    on,
    small_school,
)

if TYPE_CHECKING:
    from desktop.database.chain import Actor
    from desktop.database.work import Work
    from desktop.services.notices.register import Reminders
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    return small_school(session)


def numbers(found: Reminders) -> list[list[str]]:
    lists = (found.to_post, found.up, found.due_today, found.overdue)
    return [[entry.number for entry in entries] for entries in lists]


def test_notice_is_reminded_of_from_issue_to_take_down(school: Session) -> None:
    issue_october(school)
    assert numbers(reminders(school)) == [[FIRST], [], [], []]
    life.post(school, FIRST, ISSUED_ON)
    assert numbers(reminders(school)) == [[], [FIRST], [], []]
    on(school, LAST_DAY)
    assert numbers(reminders(school)) == [[], [], [FIRST], []]
    on(school, LAST_DAY + timedelta(days=1))
    assert numbers(reminders(school)) == [[], [], [], [FIRST]]
    life.take_down(school, FIRST, LAST_DAY + timedelta(days=1))
    assert numbers(reminders(school)) == [[], [], [], []]


def test_replaced_notice_on_the_wall_is_overdue_and_its_successor_waits(school: Session) -> None:
    bring_to(school, NoticeStage.UP)
    correct_october(school)
    assert numbers(reminders(school)) == [[SECOND], [], [], [FIRST]]
    assert waiting(school) == 2


def test_unanswered_objection_is_reminded_of_even_after_take_down(school: Session) -> None:
    bring_to(school, NoticeStage.DOWN)
    assert waiting(school) == 0
    life.object_to(school, FIRST, LAST_DAY, "少记一天")
    assert [entry.number for entry in reminders(school).to_answer] == [FIRST]
    assert waiting(school) == 1


def test_list_is_filtered_ordered_and_paged(school: Session) -> None:
    bring_to(school, NoticeStage.UP)
    notice(school, NoticeKind.CHARGES, OCTOBER)
    everything = register(school, NoticeQuery())
    assert [line.number for line in everything.lines] == [SECOND, FIRST]
    assert everything.total == 2
    for query in (
        NoticeQuery(kind=NoticeKind.MEALS),
        NoticeQuery(stages=frozenset({NoticeStage.UP, NoticeStage.DUE})),
        NoticeQuery(month=OCTOBER),
        NoticeQuery(text=" 1号 "),
    ):
        assert [line.number for line in register(school, query).lines] == [FIRST]
    page = register(school, NoticeQuery(offset=1, limit=1))
    assert ([line.number for line in page.lines], page.total) == ([FIRST], 2)
    for order in ("kind", "month", "issued_on", "stage", "posted_on", "hangs_until", "number"):
        up = register(school, NoticeQuery(order=order, descending=False))
        assert len(up.lines) == 2


def test_another_unit_is_not_seen(session: Session, actor: Actor) -> None:
    school = small_school(session)
    issue_october(school)
    other = add_unit(school.store, actor, school.store.ids.new_id(), "5300000002")
    elsewhere = school.in_unit(other, "平安县希望小学")
    assert register(elsewhere, NoticeQuery()).total == 0
    assert numbers(reminders(elsewhere)) == [[], [], [], []]


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
spans = st.integers(0, 40)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(posted=days, hangs=spans, down=st.none() | spans, later=st.integers(0, 90))
def test_every_notice_is_in_one_list_and_the_lists_follow_the_days(
    plain_session: Session, posted: date, hangs: int, down: int | None, later: int
) -> None:
    until = posted + timedelta(days=hangs)
    number = hang(plain_session, posted, until)
    today = posted + timedelta(days=later)
    taken = down is not None and posted + timedelta(days=down) <= today
    on(plain_session, today)
    if down is not None and taken:
        life.take_down(plain_session, number, posted + timedelta(days=down), {"early"})
    found = [number in numbers_of for numbers_of in numbers(reminders(plain_session))]
    assert found == [False, not taken and today < until, not taken and today == until,
                     not taken and today > until]  # fmt: skip
    (entry,) = register(plain_session, NoticeQuery(text=number)).lines
    stage = entry.stage
    assert (stage is NoticeStage.DOWN) is taken
    assert (stage is NoticeStage.DUE) is (not taken and today >= until)


def hang(session: Session, posted: date, until: date) -> str:
    """A notice that hangs, in a month of its own."""
    count = register(session, NoticeQuery(limit=1)).total

    def body(work: Work) -> str:
        key, event = work.new_ids(2)
        number = f"公示〔2026〕{count + 1}号"
        row = blank(
            Notice,
            id=key,
            number=number,
            kind=NoticeKind.MEALS.value,
            month=Month(1900 + count // 12, count % 12 + 1),
            issued_on=posted,
            issued_by="张校长",
            last_day=until,
            snapshot=dump_text(samples.meals_notice()),
            digest="0" * 64,
        )
        work.insert(Notice, [row])
        told = blank(
            NoticeEvent,
            id=event,
            notice_id=key,
            kind=NoticeDeed.POSTED,
            day=posted,
            at=work.now,
            user_name="张校长",
            until=until,
        )
        work.insert(NoticeEvent, [told])
        return number

    on(session, posted)
    return session.write("notice.issue", body)
