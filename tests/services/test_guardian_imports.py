"""Sheets of guardians held against the books, taken in, and taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.core.labels import EnrolmentKind
from desktop.core.pupil_fields import PupilField
from desktop.models import EnrolmentEvent
from desktop.services import exports
from desktop.services.enrolment import settle
from desktop.services.imports import guardian_sheet as sheet
from desktop.services.imports.batches import undo
from desktop.services.imports.lines import Fate, lines_of
from desktop.services.imports.other_school import OTHER_SCHOOL
from desktop.services.people import PupilQuery, pupils
from desktop.services.people import pupil as record_of
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.verified import verify
from tests.services.guardian_sheets import line
from tests.services.rosters import (
    ID_A,
    ID_B,
    dump,
    guardian,
    look,
    pupil,
    roster,
    school_class,
    students,
    take,
)

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.guardians import GuardianRow
    from desktop.rosters.results import RosterResult
    from desktop.services.session import Session

PHONE, OTHER = "13800001234", "13900005678"
FATHER = guardian(phone=PHONE, relation="父亲")
MOTHER = guardian("李秀英", phone=OTHER, relation="母亲")


def guardians(*rows: GuardianRow) -> RosterResult[GuardianRow]:
    return roster("guardians", rows)


def school(session: Session, *people: Any) -> Session:  # noqa: ANN401 - rows
    """张小红 with her father, and others."""
    take(session, students(pupil(id_number=ID_A, guardians=(FATHER, None)), *people))
    return session


def student(session: Session, name: str = "张小红") -> UUID:
    return next(one.student_id for one in pupils(session, PupilQuery(name)).lines)


def family(session: Session, name: str = "张小红") -> list[tuple[int, str, str | None]]:
    found = record_of(session, student(session, name)).guardians
    return [(one.position, one.name, one.relation) for one in found]


def doubts(session: Session, *rows: GuardianRow) -> list[str]:
    return [parked.reason for parked in look(session, guardians(*rows)).plan.found.parked]


def test_new_changed_same_and_missing_line_by_line(session: Session) -> None:
    school(session, pupil("李小军", 3, guardians=(guardian("李二"), MOTHER)))
    rows = (
        line(guardian(phone=OTHER, relation="父亲")),
        line(MOTHER, row=3),
        line(guardian("李二"), row=4, name="李小军"),
    )
    seen = look(session, guardians(*rows))
    assert (seen.counts.new, seen.counts.changed, seen.counts.same) == (1, 1, 1)
    found = lines_of(seen)
    assert [(one.row, one.who, one.reason) for one in found[Fate.NEW]] == [
        (3, "三年级1班 张小红", "监护人 李秀英")
    ]
    [changed] = found[Fate.CHANGED]
    assert [(c.title, c.old, c.new) for c in changed.changes] == [
        ("监护人1电话", "（不显示）", "（不显示）")
    ]
    assert [(one.who, one.reason) for one in found[Fate.MISSING]] == [
        ("三年级1班 李小军", "监护人2 李秀英：名册里有，表里没有；导入不会动")
    ]
    assert [one.row for one in found[Fate.SAME]] == [4]
    before = dump(session.store)
    receipt = take(session, guardians(*rows))
    assert family(session) == [(1, "张大山", "父亲"), (2, "李秀英", "母亲")]
    assert not look(session, guardians(*rows)).counts.moves
    assert receipt.batch is not None
    undo(session, receipt.batch)
    assert dump(session.store) == before


def test_pupil_is_found_by_number_without_a_name(session: Session) -> None:
    school(session)
    by_number = line(MOTHER, name="", school_class=None, id_number=ID_A)
    take(session, guardians(by_number))
    assert family(session)[1] == (2, "李秀英", "母亲")
    other = line(MOTHER, name="", school_class=None, id_number=ID_B)
    assert doubts(session, other) == [sheet.NOBODY]


def test_namesakes_are_told_apart_by_what_the_books_say(session: Session) -> None:
    school(session, pupil(row=3, id_number=ID_B, guardians=(MOTHER, None)))
    assert look(session, guardians(line(FATHER), line(MOTHER, row=3))).counts.same == 2
    [doubt] = doubts(session, line(guardian("王五")))
    assert "同名" in doubt


def test_two_guardians_are_there_already(session: Session) -> None:
    take(session, students(pupil(guardians=(FATHER, MOTHER))))
    assert doubts(session, line(guardian("王五"))) == [sheet.FULL]
    replaced = line(guardian("王五", relation="祖父"), place=2)
    [changed] = look(session, guardians(replaced)).plan.found.changed
    assert [(c.old, c.new) for c in changed.changes] == [("李秀英", "王五（换了人）")]
    take(session, guardians(replaced))
    assert family(session)[1] == (2, "王五", "祖父")


def test_places_are_changed_only_where_both_are_told(session: Session) -> None:
    take(session, students(pupil(guardians=(FATHER, MOTHER))))
    assert doubts(session, line(MOTHER, place=1)) == [sheet.OTHER_PLACE.format(2)]
    both = (line(MOTHER, place=1), line(FATHER, row=3, place=2))
    take(session, guardians(*both))
    assert [name for _, name, _ in family(session)] == ["李秀英", "张大山"]
    assert not look(session, guardians(*both)).counts.moves


def test_a_guardian_stands_once_for_a_pupil(session: Session) -> None:
    school(session)
    assert doubts(session, line(FATHER), line(FATHER, row=3)) == [sheet.TWICE]
    told = (line(FATHER, place=1), line(MOTHER, row=3, place=1))
    assert doubts(session, *told) == [sheet.TAKEN]


def test_verified_fields_stay_and_are_listed(session: Session) -> None:
    school(session)
    verify(session, Subject.pupil(student(session)), PupilField.GUARDIAN_PHONE, 1)
    told = guardians(line(guardian(phone=OTHER, relation="母亲")))
    seen = look(session, told)
    [kept] = seen.plan.found.kept
    assert "监护人1电话核实过" in kept.reason
    [changed] = seen.plan.found.changed
    assert [c.title for c in changed.changes] == ["监护人1关系"]
    take(session, told)
    assert not look(session, told).counts.moves
    [phone] = [row["phone"] for row in dump(session.store)["guardianships"].values()]
    assert phone == PHONE


def test_number_makes_a_guardian_a_person_once(session: Session) -> None:
    school(session, pupil("张小军", 3, school_class=school_class(1)))
    known = guardian(id_number=ID_B, relation="父亲")
    take(session, guardians(line(known), line(known, row=3, name="张小军", school_class=None)))
    people = {row["person_id"] for row in dump(session.store)["guardianships"].values()}
    assert len(people) == 1
    assert None not in people


def test_pupils_who_have_left_and_of_other_schools_are_left_alone(session: Session) -> None:
    school(session)
    assert doubts(session, line(MOTHER, school="安宁小学")) == [OTHER_SCHOOL]
    assert doubts(session, line(MOTHER, school="红星小学")) == []

    def leave(work: Work) -> None:
        event = {
            "id": work.new_ids(1)[0],
            "student_id": student(session),
            "kind": EnrolmentKind.TRANSFER_OUT,
            "day": date(2026, 10, 1),
        }
        work.insert(EnrolmentEvent, [event])
        settle(work, [student(session)])

    session.write("leave", leave)
    assert doubts(session, line(MOTHER)) == [sheet.AWAY.format("转出")]


def test_export_taken_in_again_says_nothing(session: Session) -> None:
    school(
        session,
        pupil("李小军", 3, guardians=(None, MOTHER)),
        pupil("李小军", 4, school_class=None, guardians=(FATHER, MOTHER)),
    )
    out = exports.rows(session, "guardians")
    assert [(row.name, row.place) for row in out].count(("张小红", 1)) == 1
    seen = look(session, roster("guardians", out))
    assert (seen.counts.same, seen.counts.parked) == (len(out), 0)
    assert (seen.counts.moves, seen.counts.missing) == (False, 0)


def test_guardian_whose_place_the_sheet_gives_away_takes_the_free_one(session: Session) -> None:
    take(session, students(pupil("李小军", 3, guardians=(None, MOTHER))))
    rows = (
        line(MOTHER, name="李小军"),
        line(guardian("李二"), row=3, name="李小军", place=2),
        line(MOTHER, row=4, name="李小军"),
    )
    assert doubts(session, *rows) == [sheet.TWICE]
    take(session, guardians(*rows))
    assert [(at, name) for at, name, _ in family(session, "李小军")] == [(1, "李秀英"), (2, "李二")]
    again = look(session, guardians(*rows))
    assert (again.counts.moves, again.counts.same) == (False, 2)
