from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError, Confirmable, NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeKind, NoticeStage
from desktop.core.progress import Progress
from desktop.services.notices import life
from desktop.services.notices.issue import notice
from desktop.services.verification import check_all
from tests.services.rosters import OCTOBER, as_role, dump
from tests.services.walls import (
    FIRST,
    ISSUED_ON,
    LAST_DAY,
    bring_to,
    correct_october,
    do,
    issue_october,
    on,
    small_school,
)

if TYPE_CHECKING:
    from desktop.services.session import Session

# An answer belongs to an objection and has tests of its own.
DEEDS = [deed for deed in NoticeDeed if deed is not NoticeDeed.ANSWERED]


@pytest.fixture
def school(session: Session) -> Session:
    return small_school(session)


def told(session: Session, number: str) -> list[NoticeDeed]:
    return [line.deed for line in life.record(session, number).life]


@pytest.mark.parametrize("stage", NoticeStage)
def test_only_what_the_table_allows_happens(plain_session: Session, stage: NoticeStage) -> None:
    school = small_school(plain_session)
    number = bring_to(school, stage)
    assert life.record(school, number).entry.stage is stage
    before = dump(school.store)
    for deed in set(DEEDS) - life.DEEDS[stage]:
        with pytest.raises(SchoolError, match=f"{number}(现在是“{stage.label}”|已被)"):
            do(school, number, deed)
    assert dump(school.store) == before


@pytest.mark.parametrize(
    ("stage", "deed"),
    [(s, d) for s in NoticeStage for d in NoticeDeed if d in life.DEEDS[s] and d in DEEDS],
)
def test_what_the_table_allows_stands_in_the_life(
    plain_session: Session, stage: NoticeStage, deed: NoticeDeed
) -> None:
    school = small_school(plain_session)
    number = bring_to(school, stage)
    do(school, number, deed)
    assert told(school, number)[-1] is deed


def test_whole_life_is_told_in_order_with_who_and_when(school: Session) -> None:
    number = bring_to(school, NoticeStage.UP)
    life.printed(school, number, 3, masked=True)
    life.object_to(school, number, ISSUED_ON, " 三年级1班少记一天 ")
    (objection,) = life.record(school, number).open_objections
    life.answer(school, number, objection.event_id, "核对签到表，无误")
    on(school, LAST_DAY)
    life.take_down(school, number, LAST_DAY)
    life.archive(school, number)
    found = life.record(school, number)
    assert [line.deed for line in found.life] == [
        *(NoticeDeed.POSTED, NoticeDeed.PRINTED, NoticeDeed.OBJECTED, NoticeDeed.ANSWERED),
        *(NoticeDeed.TAKEN_DOWN, NoticeDeed.ARCHIVED),
    ]
    posted, printed, objected, answered, down, _archived = found.life
    assert (posted.day, posted.until, posted.note) == (ISSUED_ON, LAST_DAY, "校门口公示栏")
    assert (printed.copies, printed.masked) == (3, True)
    assert (objected.note, answered.answers) == ("三年级1班少记一天", objected.event_id)
    assert (down.day, down.user_name) == (LAST_DAY, "张校长")
    assert found.content.posting.number == number
    assert (found.entry.prints, found.entry.open_objections) == (1, 0)
    assert found.allowed == {NoticeDeed.PRINTED}
    checked = check_all(school, Progress())
    assert checked.whole, checked.findings


def test_posting_later_than_printed_hangs_as_many_working_days(school: Session) -> None:
    number = issue_october(school)
    on(school, date(2026, 11, 5))
    life.post(school, number, date(2026, 11, 4))
    entry = life.record(school, number).entry
    assert (entry.posted_on, entry.hangs_until) == (date(2026, 11, 4), date(2026, 11, 10))
    assert entry.last_day == LAST_DAY


def test_charge_board_hangs_until_a_newer_one(school: Session) -> None:
    number = notice(school, NoticeKind.CHARGES, OCTOBER).content.posting.number
    today = school.store.clock.today()
    life.post(school, number, today)
    on(school, today + timedelta(days=400))
    entry = life.record(school, number).entry
    assert (entry.stage, entry.hangs_until) == (NoticeStage.UP, None)
    with pytest.raises(Confirmable, match="长期张贴"):
        life.take_down(school, number, today + timedelta(days=400))


def test_taking_down_early_is_asked_about(school: Session) -> None:
    number = bring_to(school, NoticeStage.UP)
    on(school, LAST_DAY - timedelta(days=1))
    with pytest.raises(Confirmable, match="公示期还没有满") as asked:
        life.take_down(school, number, LAST_DAY - timedelta(days=1))
    assert life.record(school, number).entry.stage is NoticeStage.UP
    life.take_down(school, number, LAST_DAY - timedelta(days=1), {asked.value.key})
    assert life.record(school, number).entry.stage is NoticeStage.DOWN


def test_notice_that_was_corrected_comes_down_at_once(school: Session) -> None:
    number = bring_to(school, NoticeStage.UP)
    newer = correct_october(school)
    entry = life.record(school, number).entry
    assert (entry.stage, entry.replaced_by) == (NoticeStage.DUE, newer)
    life.take_down(school, number, ISSUED_ON)
    assert life.record(school, newer).entry.correction


def test_notice_that_was_replaced_is_not_hung(school: Session) -> None:
    number = bring_to(school, NoticeStage.REPLACED)
    with pytest.raises(SchoolError, match="已被公示〔2026〕2号替代"):
        life.post(school, number, ISSUED_ON)


@pytest.mark.parametrize("days", [-1, 1])
def test_days_that_cannot_be_are_refused(school: Session, days: int) -> None:
    number = issue_october(school)
    before = dump(school.store)
    with pytest.raises(SchoolError, match="没有保存"):
        life.post(school, number, ISSUED_ON + timedelta(days=days))
    assert dump(school.store) == before


PRIVATE = ["问家长 13800001234", "低保户的孩子没有记", "身份证11010120160307001X", "家住红星村一组"]


@pytest.mark.parametrize("text", PRIVATE)
def test_nothing_private_is_noted_or_repeated(school: Session, text: str) -> None:
    number = bring_to(school, NoticeStage.UP)
    life.object_to(school, number, ISSUED_ON, "少记一天")
    (objection,) = life.record(school, number).open_objections
    before = dump(school.store)
    with pytest.raises(SchoolError, match="没有保存") as refused:
        life.object_to(school, number, ISSUED_ON, text)
    assert text not in refused.value.sentence
    with pytest.raises(SchoolError, match="没有保存") as refused:
        life.answer(school, number, objection.event_id, text)
    assert text not in refused.value.sentence
    assert dump(school.store) == before


@pytest.mark.parametrize(("text", "words"), [("  ", "请写明"), ("长" * 501, "最多500字")])
def test_notes_are_said_and_short(school: Session, text: str, words: str) -> None:
    number = bring_to(school, NoticeStage.UP)
    with pytest.raises(SchoolError, match=words):
        life.object_to(school, number, ISSUED_ON, text)
    life.object_to(school, number, ISSUED_ON, "少记一天")
    (objection,) = life.record(school, number).open_objections
    with pytest.raises(SchoolError, match=words):
        life.answer(school, number, objection.event_id, text)


def test_open_objection_keeps_a_notice_out_of_the_file(school: Session) -> None:
    number = bring_to(school, NoticeStage.DOWN)
    life.object_to(school, number, LAST_DAY, "少记一天")
    with pytest.raises(SchoolError, match="还有1条异议没有答复"):
        life.archive(school, number)
    (objection,) = life.record(school, number).open_objections
    life.answer(school, number, objection.event_id, "无误")
    with pytest.raises(NotFoundError, match="已经答复过"):
        life.answer(school, number, objection.event_id, "又答一次")
    life.archive(school, number)


def test_mistaken_step_is_taken_back_one_by_one(school: Session) -> None:
    number = bring_to(school, NoticeStage.ARCHIVED)
    for stage in (NoticeStage.DOWN, NoticeStage.DUE, NoticeStage.ISSUED):
        assert life.record(school, number).taken_back_next
        life.take_back(school, number)
        assert life.record(school, number).entry.stage is stage
    assert life.record(school, number).taken_back_next is None
    with pytest.raises(SchoolError, match="没有可以取消的"):
        life.take_back(school, number)
    assert check_all(school, Progress()).whole


def test_posting_with_a_photo_or_an_objection_is_not_taken_back(school: Session) -> None:
    number = bring_to(school, NoticeStage.UP)
    do(school, number, NoticeDeed.PHOTO)
    with pytest.raises(SchoolError, match="不能取消张贴"):
        life.take_back(school, number)


def test_unknown_number_is_said(school: Session) -> None:
    with pytest.raises(NotFoundError, match="公示〔2026〕1号"):
        life.record(school, FIRST)
    with pytest.raises(NotFoundError, match="公示〔2026〕1号"):
        life.post(school, FIRST, ISSUED_ON)


def test_auditor_only_looks_and_prints(school: Session) -> None:
    number = issue_october(school)
    auditor = as_role(school, Role.AUDITOR)
    assert life.record(auditor, number).life == ()
    with pytest.raises(AccessRefusedError):
        life.post(auditor, number, ISSUED_ON)
    life.printed(auditor, number, 1)
    assert life.record(auditor, number).life[0].user_name == "审计"
