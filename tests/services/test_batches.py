from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop.core.changes import Book
from desktop.core.errors import (
    AccessRefusedError,
    Cancelled,
    ClosedMonthError,
    Confirmable,
    NotFoundError,
    SchoolError,
)
from desktop.core.labels import Role
from desktop.core.progress import Progress
from desktop.database.undo import UndoRefusedError
from desktop.database.verify import verify_chain
from desktop.rosters.problems import Level, Problem
from desktop.services.imports.batches import apply, history, preview, undo
from desktop.services.months import close
from tests.services.rosters import (
    OCTOBER,
    as_role,
    charge,
    charges,
    dump,
    guardian,
    look,
    meal_days,
    meals,
    pupil,
    roster,
    school_class,
    students,
    take,
)

if TYPE_CHECKING:
    from desktop.services.session import Session


def test_auditor_may_look_but_takes_nothing_in_and_nothing_back(session: Session) -> None:
    auditor = as_role(session, Role.AUDITOR)
    seen = preview(auditor, students(pupil()))
    with pytest.raises(AccessRefusedError, match="审计"):
        apply(auditor, seen)
    take(session, students(pupil()))
    with pytest.raises(AccessRefusedError):
        undo(auditor, 1)


def test_receipt_names_the_books_that_moved(session: Session) -> None:
    receipt = take(session, students(pupil()))
    assert receipt.changes.books == {Book.PEOPLE, Book.IMPORTS}
    assert receipt.batch == 1
    assert take(session, charges(charge())).changes.books == {Book.CHARGES, Book.IMPORTS}


def test_cancelled_import_leaves_nothing(session: Session) -> None:
    seen = look(session, students(pupil()))
    before = dump(session.store)

    def cancel(text: str, done: int, total: int) -> None:
        del done, total
        if text == "保存":
            raise Cancelled

    with pytest.raises(Cancelled):
        apply(session, seen, Progress(cancel))
    assert dump(session.store) == before
    assert history(session) == ()


def test_books_that_moved_in_between_are_asked_about(session: Session) -> None:
    seen = look(session, students(pupil(phone="1")))
    take(session, students(pupil(phone="2")))
    with pytest.raises(Confirmable) as asked:
        apply(session, seen)
    assert asked.value.key == "moved"
    receipt = apply(session, seen, accepted=frozenset({"moved"}))
    assert (receipt.counts.new, receipt.counts.changed) == (0, 1)


def test_other_people_with_the_same_counts_are_asked_about_too(session: Session) -> None:
    take(session, students(pupil(boarding=True), pupil("李小军", 3, boarding=True)))
    sheet = students(pupil(boarding=False), pupil("李小军", 3, boarding=True))
    seen = look(session, sheet)
    take(session, students(pupil(boarding=False), pupil("李小军", 3, boarding=False)))
    with pytest.raises(Confirmable):
        apply(session, seen)


def test_books_that_moved_elsewhere_do_not_matter(session: Session) -> None:
    seen = look(session, students(pupil()))
    take(session, charges(charge()))
    assert apply(session, seen).counts.new == 1


def test_month_closed_between_preview_and_apply_is_refused(session: Session) -> None:
    take(session, students(pupil(), pupil("李小军", 3)))
    take(session, meal_days(meals()))
    seen = look(session, meal_days(meals("李小军", 5)))
    close(session, OCTOBER, accept_warnings=True)
    before = dump(session.store)
    with pytest.raises(ClosedMonthError):
        apply(session, seen)
    assert dump(session.store) == before


def test_preview_of_another_unit_is_refused(session: Session) -> None:
    seen = look(session, students(pupil()))
    elsewhere = replace(session, unit_id=session.store.ids.new_id())
    with pytest.raises(SchoolError, match="另一个单位"):
        apply(elsewhere, seen)


def test_history_tells_who_took_what_in(session: Session) -> None:
    take(session, students(pupil()))
    take(as_role(session, Role.CLERK), charges(charge()))
    newest, oldest = history(session)
    assert (newest.number, newest.sheet, newest.user_name) == (2, "charges", "经办人")
    assert (oldest.counts.new, oldest.undone_at) == (1, None)


def test_undo_restores_every_row(session: Session) -> None:
    number = "G530000201603070011"
    family = (guardian(phone="2"), None)
    take(session, students(pupil(student_number=number, phone="1", guardians=family)))
    before = dump(session.store)
    receipt = take(
        session,
        students(
            pupil(
                student_number=number,
                phone="3",
                school_class=school_class(4, 1),
                guardians=(guardian("王五"), guardian("李六", id_number="X1")),
            ),
            pupil("李小军", 3),
        ),
    )
    assert receipt.batch == 2
    undone = undo(session, 2)
    assert undone.removed
    assert undone.restored
    assert dump(session.store) == before
    assert history(session)[0].undone_at is not None
    with session.store.read() as connection:
        assert verify_chain(connection).whole


def test_batch_is_undone_once(session: Session) -> None:
    take(session, students(pupil()))
    undo(session, 1)
    with pytest.raises(SchoolError, match="已经撤销过"):
        undo(session, 1)
    with pytest.raises(NotFoundError, match="mingce batches"):
        undo(session, 7)
    assert take(session, students(pupil())).batch == 2


def test_roster_with_meal_days_on_it_is_not_taken_back(session: Session) -> None:
    take(session, students(pupil()))
    take(session, meal_days(meals()))
    before = dump(session.store)
    with pytest.raises(UndoRefusedError, match="还有就餐天数在用"):
        undo(session, 1)
    assert dump(session.store) == before
    undo(session, 2)
    undo(session, 1)
    assert not dump(session.store)["people"]


def test_batch_of_a_closed_month_is_not_taken_back(session: Session) -> None:
    take(session, students(pupil()))
    take(session, meal_days(meals()))
    close(session, OCTOBER, accept_warnings=True)
    with pytest.raises(UndoRefusedError, match="已经结账"):
        undo(session, 2)


def test_batch_is_told_by_unit(session: Session) -> None:
    take(session, students(pupil()))
    elsewhere = replace(session, unit_id=session.store.ids.new_id())
    with pytest.raises(NotFoundError):
        undo(elsewhere, 1)


def test_problems_of_the_sheet_and_lines_in_doubt_come_in_the_order_of_rows(
    session: Session,
) -> None:
    error = Problem("Sheet1", 3, "C", "C3", "姓名", Level.ERROR, "", "没有填姓名")
    rows = (pupil("张伟", 2), pupil("张伟", 4), pupil(row=5, school="白云中学"))
    seen = preview(session, roster("students", rows, problems=(error,)))
    assert [p.row for p in seen.problems] == [3, 4, 5]
    assert "（或者" not in "".join(d.reason for d in seen.plan.found.missing)


def test_missing_pupil_may_be_the_row_that_could_not_be_read(session: Session) -> None:
    take(session, students(pupil(), pupil("李小军", 3)))
    error = Problem("Sheet1", 3, "F", "F3", "身份证件号", Level.ERROR, "", "校验位不符")
    seen = preview(session, roster("students", (pupil(),), problems=(error,)))
    (missing,) = seen.plan.found.missing
    assert "有错误" in missing.reason
