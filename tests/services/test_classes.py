"""Classes: as they stand on a day, opened, renamed, closed, with who is responsible."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.grades import Grade
from desktop.core.labels import EnrolmentKind, Stage
from desktop.core.posts import ClassDeed, PostEnd, PostKind
from desktop.rosters.problems import Level
from desktop.services import events, exports
from desktop.services.class_changes import NewClass, close_class, open_class, rename
from desktop.services.classes import class_story, classes_on
from desktop.services.homerooms import Appointment, appoint
from desktop.services.imports.batches import undo
from desktop.services.imports.classes import LATER, TWICE, WHICH_CLASS
from desktop.services.imports.staff_facts import NOT_ON_STAFF
from desktop.services.people import PupilQuery, pupils
from desktop.services.staff import posts
from tests.services.rosters import dump, look, pupil, roster, school_class, students, take
from tests.services.staff_rosters import AUTUMN, TODAY, class_row, class_sheet, hire

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

THIRD = Grade(Stage.PRIMARY, 3)
NEXT_MONTH = date(2026, 11, 30)


def labels(session: Session, day: date | None = None, *, closed_too: bool = False) -> list[str]:
    return [line.label for line in classes_on(session, day, closed_too=closed_too)]


@pytest.fixture
def class_id(session: Session) -> UUID:
    """三年级1班 with two pupils, and 四年级1班 with one."""
    take(
        session,
        students(pupil(), pupil("李明", 3), pupil("王芳", 4, school_class=school_class(4))),
    )
    return classes_on(session)[0].class_id


def test_classes_are_counted_and_called_as_on_the_day(session: Session, class_id: UUID) -> None:
    assert [(c.label, c.pupils, c.cohort) for c in classes_on(session)] == [
        ("三年级1班", 2, 2024),
        ("四年级1班", 1, 2023),
    ]
    (line,) = pupils(session, PupilQuery("李明")).lines
    left = events.NewEvent(line.student_id, EnrolmentKind.TRANSFER_OUT, date(2026, 10, 1))
    events.record(session, [left])
    assert [c.pupils for c in classes_on(session)] == [1, 1]
    assert [c.pupils for c in classes_on(session, date(2026, 9, 30))] == [2, 1]
    assert labels(session, date(2027, 9, 1)) == ["四年级1班", "五年级1班"]
    assert labels(session, date(2025, 9, 1)) == ["二年级1班", "三年级1班"]
    assert class_story(session, class_id).line.label == "三年级1班"


def test_class_is_opened_once(session: Session) -> None:
    new = NewClass(THIRD, AUTUMN, 2, document="平教发〔2026〕9号")
    done = open_class(session, new)
    (line,) = classes_on(session)
    assert (line.class_id, line.label, line.pupils) == (done.class_id, "三年级2班", 0)
    assert line.opened == AUTUMN
    assert labels(session, date(2026, 8, 31)) == []
    with pytest.raises(SchoolError, match="已经有三年级2班"):
        open_class(session, new)
    (deed,) = class_story(session, done.class_id).deeds
    assert (deed.kind, deed.document) == (ClassDeed.OPENED, "平教发〔2026〕9号")


@pytest.mark.parametrize(
    ("number", "name"), [(1, "向日葵班"), (61, ""), (None, "1班"), (None, "很长很长很长的班名")]
)
def test_class_that_could_not_be_read_again_is_refused(
    session: Session, number: int | None, name: str
) -> None:
    with pytest.raises(SchoolError):
        open_class(session, NewClass(THIRD, AUTUMN, number, name))


def test_class_with_a_name_of_its_own(session: Session) -> None:
    open_class(session, NewClass(THIRD, AUTUMN, name="向日葵"))
    assert labels(session) == ["三年级向日葵班"]


def test_class_is_renamed_and_keeps_its_pupils(session: Session, class_id: UUID) -> None:
    open_class(session, NewClass(THIRD, AUTUMN, 2))
    with pytest.raises(SchoolError, match="已经有三年级2班"):
        rename(session, class_id, 2, "")
    with pytest.raises(SchoolError, match="不用改"):
        rename(session, class_id, 1, "")
    rename(session, class_id, 3, "")
    story = class_story(session, class_id)
    assert (story.line.label, story.line.pupils) == ("三年级3班", 2)
    assert [(deed.kind, deed.before) for deed in story.deeds] == [(ClassDeed.RENAMED, "三年级1班")]


def test_class_closes_when_nobody_is_in_it(session: Session, class_id: UUID) -> None:
    with pytest.raises(SchoolError, match="还有 2 名学生"):
        close_class(session, class_id, TODAY)
    done = open_class(session, NewClass(THIRD, AUTUMN, 2))
    key = hire(session)
    appoint(session, Appointment(done.class_id, key, AUTUMN))
    with pytest.raises(SchoolError, match="还没有到"):
        close_class(session, done.class_id, NEXT_MONTH)
    close_class(session, done.class_id, date(2026, 10, 20))
    assert labels(session) == ["三年级1班", "四年级1班"]
    assert "三年级2班" in labels(session, closed_too=True)
    assert "三年级2班" in labels(session, date(2026, 10, 19))
    assert [t.until for t in class_story(session, done.class_id).teachers] == [date(2026, 10, 20)]
    with pytest.raises(SchoolError, match="已经在2026年10月20日撤班"):
        close_class(session, done.class_id, TODAY)
    again = open_class(session, NewClass(THIRD, TODAY, 2))
    assert again.class_id == done.class_id
    assert "三年级2班" in labels(session)


def test_strangers_are_no_classes(session: Session) -> None:
    stranger = session.unit_id
    with pytest.raises(NotFoundError):
        class_story(session, stranger)
    with pytest.raises(NotFoundError):
        rename(session, stranger, 1, "")
    with pytest.raises(NotFoundError):
        close_class(session, stranger, TODAY)
    with pytest.raises(NotFoundError):
        appoint(session, Appointment(stranger, None, TODAY))


# Who is responsible.


def test_new_teacher_ends_the_one_before(session: Session, class_id: UUID) -> None:
    first, second = hire(session), hire(session, "李秀英")
    appoint(session, Appointment(class_id, first, date(2026, 9, 1)))
    appoint(session, Appointment(class_id, second, date(2026, 10, 8)))
    assert classes_on(session)[0].teacher == "李秀英"
    assert classes_on(session, date(2026, 10, 7))[0].teacher == "王建国"
    told = [(t.name, t.since, t.until) for t in class_story(session, class_id).teachers]
    assert told == [
        ("李秀英", date(2026, 10, 8), None),
        ("王建国", date(2026, 9, 1), date(2026, 10, 7)),
    ]
    with pytest.raises(SchoolError, match="新的日期不能更早"):
        appoint(session, Appointment(class_id, first, date(2026, 9, 2)))
    with pytest.raises(SchoolError, match="就是他"):
        appoint(session, Appointment(class_id, second, TODAY))


def test_slip_of_the_same_day_is_withdrawn(session: Session, class_id: UUID) -> None:
    first, second = hire(session), hire(session, "李秀英")
    appoint(session, Appointment(class_id, first, AUTUMN))
    appoint(session, Appointment(class_id, second, AUTUMN))
    told = [(t.name, t.withdrawn) for t in class_story(session, class_id).teachers]
    assert told == [("李秀英", False), ("王建国", True)]


def test_nobody_may_be_responsible_any_more(session: Session, class_id: UUID) -> None:
    key = hire(session)
    appoint(session, Appointment(class_id, key, AUTUMN))
    appoint(session, Appointment(class_id, None, TODAY))
    assert classes_on(session)[0].teacher_id is None
    with pytest.raises(NotFoundError, match="没有这个人"):
        appoint(session, Appointment(class_id, session.unit_id, TODAY))


def test_teacher_of_a_second_class_is_asked_about(session: Session, class_id: UUID) -> None:
    key, other = hire(session), classes_on(session)[1].class_id
    appoint(session, Appointment(class_id, key, AUTUMN))
    with pytest.raises(Confirmable, match="三年级1班") as asked:
        appoint(session, Appointment(other, key, AUTUMN))
    appoint(session, Appointment(other, key, AUTUMN), {asked.value.key})
    assert [line.teacher for line in classes_on(session)] == ["王建国", "王建国"]


# The sheet.


def test_sheet_opens_classes_and_names_teachers_once(session: Session, class_id: UUID) -> None:
    hire(session)
    sheet = class_sheet(
        class_row(teacher="王建国", pupils=2),
        class_row(3, school_class=school_class(3, 2)),
        class_row(4, school_class=school_class(4)),
    )
    seen = look(session, sheet)
    assert (seen.counts.new, seen.counts.changed, seen.counts.same) == (1, 1, 1)
    (changed,) = seen.plan.found.changed
    assert [(c.title, c.old, c.new) for c in changed.changes] == [("班主任", "", "王建国")]
    take(session, sheet)
    assert take(session, sheet).batch is None
    assert labels(session) == ["三年级1班", "三年级2班", "四年级1班"]
    assert class_story(session, class_id).teachers[0].since == TODAY


def test_rows_in_doubt_are_parked(session: Session, class_id: UUID) -> None:
    hire(session)
    open_class(session, NewClass(THIRD, AUTUMN, 2))
    sheet = class_sheet(
        class_row(school_class=school_class(3, None)),
        class_row(3, teacher="没有这人"),
        class_row(4),
        class_row(5),
    )
    parked = {line.row: line.reason for line in look(session, sheet).plan.found.parked}
    assert parked == {2: WHICH_CLASS, 3: f"班主任：{NOT_ON_STAFF}", 5: TWICE}
    other = hire(session, "李秀英")
    appoint(session, Appointment(class_id, other, NEXT_MONTH))
    seen = look(session, class_sheet(class_row(teacher="王建国")))
    assert [line.reason for line in seen.plan.found.parked] == [LATER]


def test_other_number_of_pupils_is_pointed_at(session: Session, class_id: UUID) -> None:
    del class_id
    seen = look(session, class_sheet(class_row(pupils=45)))
    assert [(p.level, p.field, "45" in p.message) for p in seen.problems] == [
        (Level.WARNING, "学生人数", True)
    ]
    assert [line.who for line in seen.plan.found.missing] == ["四年级1班"]
    assert not seen.counts.moves


def test_classes_exported_are_the_same_when_they_come_back(
    session: Session, class_id: UUID
) -> None:
    key = hire(session)
    appoint(session, Appointment(class_id, key, AUTUMN))
    rows = exports.rows(session, "classes")
    assert [(row.school_class.label, row.teacher, row.pupils) for row in rows] == [
        ("三年级1班", "王建国", 2),
        ("四年级1班", None, 1),
    ]
    seen = look(session, roster("classes", rows))
    assert (seen.counts.same, seen.problems, seen.counts.missing) == (2, (), 0)


def test_batch_of_classes_is_taken_back(session: Session, class_id: UUID) -> None:
    first = hire(session)
    hire(session, "李秀英")
    appoint(session, Appointment(class_id, first, AUTUMN))
    before = dump(session.store)
    receipt = take(
        session,
        class_sheet(class_row(teacher="李秀英"), class_row(3, school_class=school_class(5))),
    )
    assert receipt.batch is not None
    undo(session, receipt.batch)
    assert dump(session.store) == before


def test_class_of_one_who_left_has_no_teacher(session: Session, class_id: UUID) -> None:
    key = hire(session, kind=PostKind.TEACHER)
    appoint(session, Appointment(class_id, key, AUTUMN))
    posts.leave(session, key, posts.Leaving(date(2026, 10, 1), PostEnd.RESIGNED))
    assert classes_on(session)[0].teacher == ""
