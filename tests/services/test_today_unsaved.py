"""What was typed and not saved is told by what it is about, and opens its form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.models import SchoolClass, Student
from desktop.services.today.items import ClassMonth, Section, Urgency
from desktop.services.today.unsaved import unsaved
from tests.services.rosters import OCTOBER
from tests.services.walls import small_school

if TYPE_CHECKING:
    from desktop.services.session import Session


@pytest.fixture
def school(plain_session: Session) -> Session:
    return small_school(plain_session)


def key_of(session: Session, model: type[SchoolClass | Student]) -> UUID:
    with session.store.read() as connection:
        return connection.execute(select(model.id).order_by(model.id).limit(1)).scalar_one()


def told(session: Session, *names: str) -> list[tuple[str, str, object]]:
    return [(i.sentence, i.page, i.record) for i in unsaved(session, names)]


def test_form_of_a_pupil_and_grid_of_a_class_are_named(school: Session) -> None:
    pupil, group = key_of(school, Student), key_of(school, SchoolClass)
    found = told(
        school, f"people.event/{pupil}", f"meals/2026-10/{group}", "meals/2026-10/no-class"
    )
    assert found[2] == ("没有保存的张小红的异动：上次填的内容还在。", "people", pupil)
    sentence, page, record = found[0]
    assert sentence.startswith("没有保存的三年级")
    assert sentence.endswith("2026年10月就餐天数：上次填的内容还在。")
    assert (page, record) == ("canteen", ClassMonth(OCTOBER, group))
    assert found[1][0] == "没有保存的没有班级的学生2026年10月就餐天数：上次填的内容还在。"
    assert found[1][2] == ClassMonth(OCTOBER, None)


def test_settings_and_notices_open_where_they_are(school: Session) -> None:
    assert told(school, "settings.term/", "notices/公示〔2026〕1号/posted") == [
        ("没有保存的公示〔2026〕1号的登记：上次填的内容还在。", "notices", "公示〔2026〕1号"),
        ("没有保存的学期日期：上次填的内容还在。", "settings", Section.CALENDAR),
    ]
    (item,) = unsaved(school, ["settings.user/"])
    assert (item.rule, item.urgency) == ("form.unsaved", Urgency.INFORMATION)


@pytest.mark.parametrize(
    "name",
    [
        f"people.event/{UUID(int=5)}",
        f"meals/2026-10/{UUID(int=5)}",
        "meals/yesterday/no-class",
        "people.event/nobody",
        "something/else",
    ],
)
def test_what_cannot_be_opened_is_left_out(school: Session, name: str) -> None:
    assert unsaved(school, [name]) == ()
