from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop.core.labels import Role
from desktop.core.notices import NoticeKind, NoticeStage
from desktop.services import months
from desktop.services.notices import life
from desktop.services.notices.issue import notice
from desktop.services.today.items import Item, NoticeToIssue, Urgency
from desktop.services.today.waiting import today
from tests.services.rosters import OCTOBER, as_role, meal_days, meals, take
from tests.services.test_notice_register import hang
from tests.services.walls import (
    FIRST,
    ISSUED_ON,
    LAST_DAY,
    SECOND,
    bring_to,
    correct_october,
    on,
    small_school,
)

if TYPE_CHECKING:
    from desktop.services.session import Session

WALL = {"notice.post", "notice.due", "notice.overdue", "notice.objection"}


def asked(session: Session) -> list[Item]:
    return [item for item in today(session, OCTOBER).items if item.rule in WALL]


def test_wall_is_quiet_while_a_notice_hangs_as_it_should(plain_session: Session) -> None:
    bring_to(small_school(plain_session), NoticeStage.UP)
    assert asked(plain_session) == []


def test_notice_is_asked_about_until_it_hangs_and_when_it_must_come_down(
    plain_session: Session,
) -> None:
    school = small_school(plain_session)
    bring_to(school, NoticeStage.ISSUED)
    (item,) = asked(school)
    assert item.sentence == f"2026年10月学生午餐实名公示（{FIRST}）已经发布，还没有张贴。"
    assert (item.urgency, item.page, item.record) == (Urgency.HANDS, "notices", FIRST)
    life.post(school, FIRST, ISSUED_ON)
    on(school, LAST_DAY)
    assert "今天公示期满" in asked(school)[0].sentence
    on(school, LAST_DAY + timedelta(days=3))
    assert "公示期已过3天，请撤下" in asked(school)[0].sentence


def test_replaced_notice_and_open_objection_are_asked_about(plain_session: Session) -> None:
    school = small_school(plain_session)
    bring_to(school, NoticeStage.UP)
    life.object_to(school, FIRST, ISSUED_ON, "少记一天")
    correct_october(school)
    sentences = {item.rule: item.sentence for item in asked(school)}
    assert f"已被{SECOND}替代，请撤下" in sentences["notice.overdue"]
    assert "有1条异议没有答复" in sentences["notice.objection"]
    assert SECOND in sentences["notice.post"]


def test_many_are_told_in_one_sentence(plain_session: Session) -> None:
    for _ in range(7):
        hang(plain_session, date(2026, 3, 2), date(2026, 3, 6))
    on(plain_session, date(2026, 4, 1))
    (item,) = asked(plain_session)
    assert (item.sentence, item.record) == ("有7份公示该撤下了，还贴着。", None)


def moved(session: Session) -> list[Item]:
    return [item for item in today(session, OCTOBER).items if item.rule == "notice.moved"]


def test_notice_that_the_books_have_overtaken_is_asked_about_until_it_is_corrected(
    plain_session: Session,
) -> None:
    school = small_school(plain_session)
    bring_to(school, NoticeStage.UP)
    bureau = as_role(school, Role.BUREAU)
    assert moved(school) == []
    months.reopen(bureau, OCTOBER, "天数有误")
    assert moved(school) == [], "the month is to be closed first"
    take(school, meal_days(meals("张小红", meal_days=17)))
    months.close(school, OCTOBER)
    (item,) = moved(school)
    label = NoticeKind.MEALS.label
    assert item.sentence == f"2026年10月的账目改过，{label}（{FIRST}）不再作数，要发更正公示。"
    assert (item.page, item.record) == ("notices", NoticeToIssue(NoticeKind.MEALS, OCTOBER))
    notice(school, NoticeKind.MEALS, OCTOBER)
    assert moved(school) == []
