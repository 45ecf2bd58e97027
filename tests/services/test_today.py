from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select

from desktop.core.clock import FixedClock
from desktop.core.labels import DayKind, MonthState, Role, UnitKind, UpkeepKind
from desktop.core.notices import NoticeKind
from desktop.core.terms import Month, SchoolYear, Season, Term
from desktop.models import Standard, Student
from desktop.services import months
from desktop.services.calendar import DayMark, TermDates, set_days, set_term
from desktop.services.notices import life
from desktop.services.notices.issue import notice
from desktop.services.parameters import BACKUP_DAYS, NewValue, set_value
from desktop.services.search import BatchKey
from desktop.services.standards import MEALS
from desktop.services.today.items import ClassMonth, Item, NoticeToIssue, Section, Urgency
from desktop.services.today.school import MOST_CLASSES
from desktop.services.today.waiting import count, today
from desktop.services.units import NewUnit, Telephones, add_unit, set_telephones
from desktop.services.upkeep import confirm_recovery_sheet, note
from tests.builders import tamper
from tests.services.rosters import (
    ID_A,
    OCTOBER,
    SEPTEMBER,
    as_role,
    charge,
    charges,
    meal_days,
    meals,
    pupil,
    school_class,
    students,
    take,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from desktop.services.session import Session

AUTUMN = TermDates(Term(SchoolYear(2026), Season.AUTUMN), date(2026, 9, 1), date(2027, 1, 15))


def found(session: Session, rule: str) -> list[Item]:
    return [item for item in today(session, OCTOBER).items if item.rule == rule]


def one(session: Session, rule: str) -> Item:
    (item,) = found(session, rule)
    return item


def on(session: Session, year: int, month: int, day: int) -> None:
    session.store.clock = FixedClock.at(year, month, day)


@pytest.fixture
def school(session: Session) -> Session:
    """Two pupils with their October, on 2 November."""
    take(session, students(pupil(id_number=ID_A), pupil("李小军", 3, school_class=school_class(1))))
    take(
        session,
        meal_days(meals(), meals("李小军", 5, school_class=school_class(1))),
    )
    on(session, 2026, 11, 2)
    return session


def test_empty_school_is_told_its_first_steps(session: Session) -> None:
    item = one(session, "roster.none")
    assert (item.page, item.urgency) == ("people", Urgency.HANDS)
    figures = today(session, OCTOBER).figures
    assert (figures.pupils, figures.classes, figures.last_backup) == (0, 0, None)


def test_bureau_is_asked_for_no_pupils_and_no_terms(session: Session) -> None:
    line = add_unit(session, NewUnit("5300000009", "平安县教育局", UnitKind.BUREAU))
    bureau = session.in_unit(line.unit_id, line.name)
    assert {item.rule for item in today(bureau, OCTOBER).items} == {"check.never"}


def test_telephones_that_notices_lack_are_asked_for(session: Session) -> None:
    assert found(session, "unit.telephones") == []
    set_telephones(session, Telephones("13800001234", None))
    item = one(session, "unit.telephones")
    assert "监督电话还没有填" in item.sentence
    assert "受理电话" not in item.sentence
    assert item.record == Section.UNIT


def test_month_that_is_over_waits_for_its_close(school: Session) -> None:
    item = one(school, "month.open")
    assert (item.page, item.record, item.urgency) == ("canteen", OCTOBER, Urgency.HANDS)
    assert "2026年10月已经过完" in item.sentence
    months.close(school, OCTOBER)
    assert found(school, "month.open") == []


def class_id(session: Session, grade: int) -> UUID | None:
    with session.store.read() as connection:
        rows = connection.execute(select(Student.class_id)).scalars().all()
    assert grade in (1, 3)
    return rows[0 if grade == 3 else 1]


def test_class_without_records_is_named_and_opened(school: Session) -> None:
    take(school, students(pupil("王小明", 4)))
    take(school, students(pupil("赵小六", 2, school_class=school_class(5))), on=date(2026, 9, 1))
    items = {item.sentence: item.record for item in found(school, "meals.missing")}
    assert "五年级1班2026年10月还没有登记就餐天数。" in items
    assert found(school, "month.open") == []
    assert all(isinstance(record, ClassMonth) for record in items.values())


def test_pupil_missing_from_a_recorded_class_is_counted(session: Session) -> None:
    take(session, students(pupil(), pupil("李小军", 3)), on=date(2026, 9, 1))
    take(session, meal_days(meals()))
    on(session, 2026, 11, 2)
    item = one(session, "meals.missing")
    assert item.sentence == "三年级1班2026年10月还有1名学生没有登记就餐天数。"
    assert item.record == ClassMonth(OCTOBER, class_id(session, 3))


def test_many_classes_without_records_are_one_sentence(session: Session) -> None:
    rows = [
        pupil(f"张{n}", n + 2, school_class=school_class(3, n + 1)) for n in range(MOST_CLASSES + 2)
    ]
    take(session, students(*rows), on=date(2026, 9, 1))
    take(session, meal_days(meals("张0")))
    on(session, 2026, 11, 2)
    item = one(session, "meals.missing")
    assert (
        "还有7个班、7名学生没有登记就餐天数（三年级2班、三年级3班、三年级4班等）" in item.sentence
    )


def test_last_teaching_day_of_the_month_is_near(session: Session) -> None:
    take(session, students(pupil()), on=date(2026, 9, 1))
    take(session, meal_days(meals(), month=SEPTEMBER))
    months.close(session, SEPTEMBER)
    on(session, 2026, 10, 29)
    assert found(session, "meals.missing") == []
    on(session, 2026, 10, 30)
    assert one(session, "meals.missing").urgency is Urgency.SOON
    set_days(session, [DayMark(date(2026, 10, 31), DayKind.LESSONS)])
    assert found(session, "meals.missing") == []


def test_last_month_is_asked_for_if_the_school_had_lessons(school: Session) -> None:
    months.close(school, OCTOBER)
    on(school, 2026, 12, 1)
    assert len(found(school, "meals.missing")) == 2
    set_days(school, [DayMark(date(2026, 11, day), DayKind.HOLIDAY) for day in range(1, 31)])
    assert found(school, "meals.missing") == found(school, "month.open") == []


def test_old_open_months_are_told_without_looking_into_them(session: Session) -> None:
    take(session, students(pupil(), pupil("李小军", 3)), on=date(2026, 3, 1))
    for number in range(4, 8):
        take(session, meal_days(meals(), month=Month(2026, number)))
    assert [item.record for item in found(session, "month.open")] == [
        Month(2026, 4),
        Month(2026, 5),
    ]
    records = [item.record for item in found(session, "meals.missing")]
    assert [r.month.month for r in records if isinstance(r, ClassMonth)][:3] == [9, 7, 6]


def test_lines_in_doubt_of_the_last_import_wait(session: Session) -> None:
    take(session, students(pupil("张伟", 2), pupil("张伟", 3)))
    item = one(session, "import.parked")
    assert "第1批学生" in item.sentence
    assert "有1行待定" in item.sentence
    assert item.record == BatchKey(1)
    on(session, 2027, 3, 1)
    assert found(session, "import.parked") == []


def test_lines_in_doubt_are_settled_by_the_next_import(session: Session) -> None:
    take(session, students(pupil("张伟", 2), pupil("张伟", 3)))
    take(session, students(pupil("张伟", 2), pupil("张伟", 3)), new=[3])
    assert found(session, "import.parked") == []


def test_pupils_without_identity_number_are_opened_one_by_one(school: Session) -> None:
    item = one(school, "pupil.identity")
    assert item.sentence == "李小军没有身份证件号码。"
    assert item.page == "people"


def test_many_pupils_without_identity_number_are_counted(session: Session) -> None:
    take(session, students(*(pupil(f"张小{n}", n) for n in range(2, 8))))
    assert "6名在校学生没有身份证件号码" in one(session, "pupil.identity").sentence


def test_closed_month_without_its_notice_is_late_after_the_posting_day(school: Session) -> None:
    months.close(school, OCTOBER)
    item = one(school, "notice.meals")
    assert (item.urgency, item.record) == (Urgency.SOON, NoticeToIssue(NoticeKind.MEALS, OCTOBER))
    assert "最迟2026年11月15日贴出" in item.sentence
    on(school, 2026, 11, 16)
    assert one(school, "notice.meals").urgency is Urgency.HANDS
    notice(school, NoticeKind.MEALS, OCTOBER)
    assert found(school, "notice.meals") == []


def test_charge_board_is_asked_for_around_the_begin_of_a_term(school: Session) -> None:
    item = one(school, "notice.charges")
    assert "收费项目还没有登记" in item.sentence
    assert (item.page, item.record) == ("canteen", "charges")
    take(school, charges(charge()))
    assert "收费公示还没有出" in one(school, "notice.charges").sentence
    on(school, 2027, 1, 10)
    assert one(school, "notice.charges").urgency is Urgency.HANDS
    set_term(school, AUTUMN)
    on(school, 2027, 1, 16)
    assert found(school, "notice.charges") == []
    on(school, 2027, 1, 20)
    assert "2027年2月1日开学" in one(school, "notice.charges").sentence
    spring = Term(SchoolYear(2026), Season.SPRING)
    set_term(school, TermDates(spring, date(2027, 3, 1), date(2027, 7, 9)))
    assert found(school, "notice.charges") == []
    on(school, 2027, 3, 2)
    assert one(school, "notice.charges").urgency is Urgency.HANDS
    on(school, 2027, 7, 20)
    assert found(school, "notice.charges") == []


def test_charge_board_that_hangs_is_asked_for_again_only_when_charges_change(
    school: Session,
) -> None:
    take(school, charges(charge()))
    notice(school, NoticeKind.CHARGES, OCTOBER)
    assert found(school, "notice.charges") == []
    take(school, charges(charge(standard="120.00")))
    item = one(school, "notice.charges")
    assert item.sentence == "收费项目有改动，墙上的收费公示要换成新的。"
    assert item.record == NoticeToIssue(NoticeKind.CHARGES, Month(2026, 11))


def test_month_that_nobody_can_price_is_told(school: Session) -> None:
    assert found(school, "standard.missing") == []
    tamper(school.store, delete(Standard).where(Standard.key == MEALS))
    items = found(school, "standard.missing")
    assert [item.record for item in items] == [Section.STANDARDS] * 2
    months_named = [item.sentence[:8] for item in items]
    assert months_named == ["2026年10月", "2026年11月"]


def test_term_without_dates_is_asked_for(school: Session) -> None:
    assert "2026年秋季学期" in one(school, "calendar.term").sentence
    set_term(school, AUTUMN)
    assert found(school, "calendar.term") == []
    on(school, 2027, 1, 10)
    assert "2027年春季学期" in one(school, "calendar.term").sentence
    on(school, 2027, 8, 20)
    assert "2027年秋季学期" in one(school, "calendar.term").sentence


def test_year_whose_holidays_are_not_known_is_told_until_days_are_entered(school: Session) -> None:
    on(school, 2150, 5, 3)
    item = one(school, "calendar.holidays")
    assert item.urgency is Urgency.INFORMATION
    set_days(school, [DayMark(date(2150, 5, 1), DayKind.HOLIDAY)])
    assert found(school, "calendar.holidays") == []
    on(school, 2150, 12, 3)
    assert "2151年" in one(school, "calendar.holidays").sentence


@pytest.fixture
def in_folder(school: Session, tmp_path: Path) -> Session:
    return replace(school, folder=tmp_path)


def test_data_without_backup_and_with_an_old_one_is_told(in_folder: Session) -> None:
    assert one(in_folder, "backup.old").sentence.startswith("还没有备份过")
    note(in_folder, UpkeepKind.BACKUP)
    assert found(in_folder, "backup.old") == []
    on(in_folder, 2026, 11, 9)
    assert found(in_folder, "backup.old") == []
    on(in_folder, 2026, 11, 10)
    assert one(in_folder, "backup.old").sentence == "上次备份是8天前（2026年11月2日）。"
    set_value(in_folder, NewValue(BACKUP_DAYS.key, 10, date(2026, 9, 1), "校长办公会"))
    assert found(in_folder, "backup.old") == []
    assert today(in_folder, OCTOBER).figures.last_backup is not None


def test_nobody_is_asked_to_back_up_a_server(school: Session) -> None:
    assert found(school, "backup.old") == []


def test_check_that_failed_was_never_run_or_is_old(school: Session) -> None:
    assert one(school, "check.never").urgency is Urgency.INFORMATION
    note(school, UpkeepKind.WHOLE)
    assert [found(school, rule) for rule in ("check.never", "check.old", "check.failed")] == [
        []
    ] * 3
    on(school, 2027, 2, 2)
    assert "2026年11月2日" in one(school, "check.old").sentence
    note(school, UpkeepKind.CHAIN, good=False)
    assert one(school, "check.failed").urgency is Urgency.HANDS
    on(school, 2027, 2, 3)
    note(school, UpkeepKind.WHOLE)
    assert found(school, "check.failed") == []


def test_recovery_code_waits_to_be_put_by(school: Session) -> None:
    assert found(school, "recovery.unconfirmed") == []
    locked = replace(school, key=bytes(32))
    assert one(locked, "recovery.unconfirmed").record == Section.USERS
    assert found(as_role(locked, Role.CLERK), "recovery.unconfirmed") == []
    confirm_recovery_sheet(locked)
    assert found(locked, "recovery.unconfirmed") == []
    on(school, 2026, 11, 3)
    note(locked, UpkeepKind.RECOVERY_SHEET, good=False)
    assert found(locked, "recovery.unconfirmed") != []


def test_most_urgent_come_first_and_the_number_counts_what_needs_hands(school: Session) -> None:
    items = today(school, OCTOBER).items
    order = list(Urgency)
    places = [order.index(item.urgency) for item in items]
    assert places == sorted(places)
    assert count(school) == sum(item.urgency is not Urgency.INFORMATION for item in items)
    assert count(school) < len(items)


def test_figures_tell_the_school_at_a_glance(school: Session) -> None:
    figures = today(school, OCTOBER).figures
    assert (figures.pupils, figures.classes, figures.state) == (2, 2, MonthState.OPEN)
    assert (figures.teaching_days, figures.day) == (18, date(2026, 11, 2))
    months.close(school, OCTOBER)
    assert today(school, OCTOBER).figures.state is MonthState.CLOSED


def test_quiet_school_has_nothing_waiting(school: Session) -> None:
    take(
        school,
        students(pupil("李小军", 3, school_class=school_class(1), id_number="11010120160307002X")),
    )
    set_term(school, AUTUMN)
    take(school, charges(charge()))
    months.close(school, OCTOBER)
    for kind in (NoticeKind.MEALS, NoticeKind.CHARGES):
        number = notice(school, kind, OCTOBER).content.posting.number
        life.post(school, number, date(2026, 11, 2))
    note(school, UpkeepKind.WHOLE)
    assert today(school, OCTOBER).items == ()
    assert count(school) == 0


def statements(session: Session, call: Callable[[], Any]) -> int:
    from sqlalchemy import event  # noqa: PLC0415 - used here only

    seen: list[str] = []

    def listen(*args: Any) -> None:  # noqa: ANN401 - the library's own
        seen.append(args[2])

    event.listen(session.store.engine, "before_cursor_execute", listen)
    call()
    event.remove(session.store.engine, "before_cursor_execute", listen)
    return len(seen)


def test_number_of_questions_does_not_grow_with_the_school(session: Session) -> None:
    few = [pupil(f"张{n}", n, school_class=school_class(1 + n % 6, 1)) for n in range(2, 14)]
    take(session, students(*few))
    take(session, meal_days(meals("张2", school_class=school_class(3))))
    on(session, 2026, 11, 2)
    small = statements(session, lambda: count(session))
    many = [
        pupil(f"李{n}", n, school_class=school_class(1 + n % 6, 1 + n % 7)) for n in range(2, 302)
    ]
    take(session, students(*many))
    assert statements(session, lambda: count(session)) <= small + 1
