"""核实: what somebody held against the paper is not written over by an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.ids import IdSource
from desktop.core.pupil_fields import PupilField
from desktop.rosters.problems import Level
from desktop.services.imports.batches import undo
from desktop.services.people import pupil
from desktop.services.pupils.register import dossier
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.values import values_of
from desktop.services.pupils.verified import unverify, verify
from tests.services.pupils import NUMBER, OTHER_NUMBER, enrolled, second
from tests.services.rosters import dump, guardian, look, students, take
from tests.services.rosters import pupil as line

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

_KNOWN: dict[str, Any] = {
    "student_number": f"G{NUMBER}",
    "ethnicity": "汉族",
    "phone": "13900000005",
    "address": "东村",
    "registered_address": "东村",
    "bank_card": "6222021234567890128",
    "guardians": (guardian(phone="13900000001", id_number=OTHER_NUMBER), None),
}


def all_of(session: Session, key: UUID) -> dict[Any, Any]:
    with session.store.read() as connection:
        return values_of(connection, session.unit_id, key)


_OTHERWISE: list[tuple[PupilField, int, dict[str, Any]]] = [
    (PupilField.NAME, 0, {"name": "张小虹"}),
    (PupilField.ETHNICITY, 0, {"ethnicity": "苗族"}),
    (PupilField.PHONE, 0, {"phone": "13900000006"}),
    (PupilField.ADDRESS, 0, {"address": "西村"}),
    (PupilField.REGISTERED_ADDRESS, 0, {"registered_address": "西村"}),
    (PupilField.BANK_CARD, 0, {"bank_card": "6222020000000000000"}),
    (PupilField.ID_NUMBER, 0, {"id_number": OTHER_NUMBER}),
    (PupilField.STUDENT_NUMBER, 0, {"student_number": f"G{OTHER_NUMBER}"}),
    (PupilField.GUARDIAN_PHONE, 1, {"guardians": (guardian(phone="13900000002"), None)}),
    (PupilField.GUARDIAN_ID_NUMBER, 1, {"guardians": (guardian(id_number=NUMBER), None)}),
    (PupilField.GUARDIAN_NAME, 1, {"guardians": (guardian("张大河"), None)}),
    (PupilField.GUARDIAN_PHONE, 1, {"guardians": (guardian("张大河"), None)}),
]


def row_of(values: dict[str, Any]) -> Any:  # noqa: ANN401 - a line of a roster
    """A line that means the known pupil by one number or the other."""
    known = {"id_number": NUMBER, "student_number": f"G{NUMBER}"}
    name = values.get("name", "张小红")
    rest = {k: v for k, v in values.items() if k != "name"}
    return line(name, **(known | rest))


@pytest.mark.parametrize(("field", "place", "values"), _OTHERWISE[1:])
def test_import_leaves_a_verified_field_and_lists_it(
    session: Session, field: PupilField, place: int, values: dict[str, Any]
) -> None:
    key = enrolled(session, **_KNOWN)
    verify(session, Subject.pupil(key), field, place)
    before = all_of(session, key)
    sheet = students(row_of(values | {"boarding": True}))
    seen = look(session, sheet)
    assert seen.counts.changed == 1
    (kept,) = seen.plan.found.kept
    assert [change.title for change in kept.changes] == [field.titled(place)]
    assert f"{field.titled(place)}核实过" in kept.reason
    (problem,) = [p for p in seen.problems if "核实过" in p.message]
    assert (problem.level, problem.row) == (Level.WARNING, 2)
    take(session, sheet)
    assert all_of(session, key) == before
    assert pupil(session, key).line.boarding is True
    again = look(session, sheet)
    assert (again.counts.same, again.counts.changed, len(again.plan.found.kept)) == (1, 0, 1)


@pytest.mark.parametrize(("field", "place", "values"), _OTHERWISE[1:])
def test_import_changes_the_same_field_where_nobody_has_verified_it(
    session: Session, field: PupilField, place: int, values: dict[str, Any]
) -> None:
    key = enrolled(session, **_KNOWN)
    before = all_of(session, key)
    take(session, students(row_of(values)))
    assert all_of(session, key).get((field, place)) != before[field, place]


def test_row_that_says_only_verified_fields_otherwise_counts_as_the_same(session: Session) -> None:
    key = enrolled(session, **_KNOWN)
    verify(session, Subject.pupil(key), PupilField.ETHNICITY)
    before = dump(session.store)
    assert take(session, students(row_of({"ethnicity": "苗族"}))).batch is None
    assert dump(session.store) == before


def test_verified_name_is_kept_where_only_its_writing_differs(session: Session) -> None:
    key = enrolled(session, name="买买提·吐尔逊", id_number=NUMBER)
    verify(session, Subject.pupil(key), PupilField.NAME)
    seen = look(session, students(line("买买提吐尔逊", id_number=NUMBER)))
    assert [c.title for d in seen.plan.found.kept for c in d.changes] == ["姓名"]
    assert seen.counts.changed == 0


def test_kept_number_is_not_taken_for_the_pupils_own_by_a_later_row(session: Session) -> None:
    key = enrolled(session, **_KNOWN)
    verify(session, Subject.pupil(key), PupilField.ID_NUMBER)
    rows = (
        row_of({"id_number": OTHER_NUMBER}),
        line("李明", row=3, id_number=OTHER_NUMBER),
    )
    seen = look(session, students(*rows))
    assert (seen.counts.same, seen.counts.new, seen.counts.parked) == (1, 1, 0)


def test_guardian_who_is_new_is_added_beside_a_verified_one(session: Session) -> None:
    key = enrolled(session, **_KNOWN)
    verify(session, Subject.pupil(key), PupilField.GUARDIAN_NAME, 1)
    take(session, students(row_of({"guardians": (guardian("张大河"), guardian("李秀英"))})))
    assert [g.name for g in pupil(session, key).guardians] == ["张大山", "李秀英"]


def test_mark_says_who_looked_last_and_goes_when_taken_away(session: Session) -> None:
    key, other = enrolled(session, **_KNOWN), second(session)
    verify(session, Subject.pupil(key), PupilField.GUARDIAN_PHONE, 1)
    verify(session, Subject.pupil(key), PupilField.NAME)
    verify(other, Subject.pupil(key), PupilField.GUARDIAN_PHONE, 1)
    told = [(mark.title, mark.by_name) for mark in dossier(session, Subject.pupil(key)).marks]
    assert told == [("姓名", "张校长"), ("监护人1电话", "李老师")]
    unverify(session, Subject.pupil(key), PupilField.GUARDIAN_PHONE, 1)
    unverify(session, Subject.pupil(key), PupilField.GUARDIAN_PHONE, 1)
    assert [mark.title for mark in dossier(session, Subject.pupil(key)).marks] == ["姓名"]


@pytest.mark.parametrize(
    ("field", "place"),
    [(PupilField.BANK_CARD, 0), (PupilField.GUARDIAN_NAME, 2), (PupilField.NAME, 1)],
)
def test_nothing_cannot_be_verified(session: Session, field: PupilField, place: int) -> None:
    key = enrolled(session)
    with pytest.raises(SchoolError, match="还没有登记，不能核实"):
        verify(session, Subject.pupil(key), field, place)


def test_unknown_pupil_is_not_verified(session: Session) -> None:
    with pytest.raises(NotFoundError):
        verify(session, Subject.pupil(IdSource(8).new_id()), PupilField.NAME)


def test_import_that_brought_a_verified_pupil_is_not_taken_back_unasked(session: Session) -> None:
    key = enrolled(session)
    verify(session, Subject.pupil(key), PupilField.NAME)
    with pytest.raises(SchoolError, match="核实标记"):
        undo(session, 1)


def test_locks_cost_an_import_one_query(plain_session: Session) -> None:
    session = plain_session
    key = enrolled(session, **_KNOWN)
    for field in (PupilField.NAME, PupilField.ADDRESS, PupilField.PHONE):
        verify(session, Subject.pupil(key), field)
    asked: list[str] = []

    def note(*args: Any) -> None:  # noqa: ANN401 - as the library calls it
        asked.append(args[2])

    event.listen(session.store.engine, "before_cursor_execute", note)
    look(
        session, students(*(line(f"王{n}", row=row) for row, n in enumerate("一二三四五六七八", 2)))
    )
    assert sum("verified_fields" in text for text in asked) == 1
