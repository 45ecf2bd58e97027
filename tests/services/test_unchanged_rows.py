"""A roster taken in again: rows that say nothing new are settled in bulk, and nothing else is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given

from desktop.core.labels import HouseholdCategory, IdKind, Sex
from desktop.services.imports import students as comparing
from desktop.services.imports import unchanged
from desktop.services.imports.batches import apply, preview
from desktop.services.imports.doubts import TWICE, Doubt
from tests.services.rosters import ID_A, ID_B, guardian, look, pupil, school_class, students, take
from tests.services.test_import_properties import FAST, desk, new_postgres, sheets

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.rosters.results import RosterResult
    from desktop.rosters.students import StudentRow
    from desktop.services.session import Session

__all__ = ["desk", "new_postgres"]

_WHOLE: dict[str, Any] = {
    "id_kind": IdKind.RESIDENT,
    "id_number": ID_A,
    "student_number": f"G{ID_A}",
    "school_number": "20230101",
    "sex": Sex.MALE,
    "birth": date(2016, 3, 7),
    "ethnicity": "汉族",
    "boarding": False,
    "address": "东村",
    "registered_address": "东村",
    "phone": "13900000005",
    "categories": frozenset({HouseholdCategory.LOW_INCOME}),
    "bank_card": "6222021234567890128",
    "meal_plan": True,
    "remark": "转学来",
    "guardians": (
        guardian("张大山", relation="父亲", phone="13900000001", id_number=ID_B),
        guardian("李秀英", relation="母亲", phone="13900000002"),
    ),
}
_OTHERWISE: dict[str, Any] = {
    "name": "张晓红",
    "name_key": "张晓红",
    "id_kind": IdKind.OTHER,
    "id_number": ID_B,
    "student_number": f"G{ID_B}",
    "school_number": "20230102",
    "sex": Sex.FEMALE,
    "birth": date(2016, 3, 8),
    "ethnicity": "苗族",
    "boarding": True,
    "address": "西村",
    "registered_address": "西村",
    "phone": "13900000006",
    "categories": frozenset({HouseholdCategory.LOW_INCOME, HouseholdCategory.DISABLED}),
    "bank_card": "6222020000000000000",
    "meal_plan": False,
    "remark": "借读",
    "school_class": school_class(4),
    "school": "白云中学",
}
_GUARDIAN_OTHERWISE: dict[str, Any] = {
    "name": "张太山",
    "name_key": "张太山",
    "relation": "叔叔",
    "phone": "13900000003",
    "id_number": ID_A,
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[StudentRow]:
    """The rows that were asked one by one."""
    rows: list[StudentRow] = []
    place = comparing._Comparison._place

    def note(self: Any, row: StudentRow, *, firmly: bool) -> Doubt | None:  # noqa: ANN401 - private
        rows.append(row)
        return place(self, row, firmly=firmly)

    monkeypatch.setattr(comparing._Comparison, "_place", note)
    return rows


def test_rows_that_say_nothing_new_are_not_asked_one_by_one(
    session: Session, asked: list[StudentRow]
) -> None:
    whole = pupil(**_WHOLE)
    take(session, students(whole))
    asked.clear()
    only = pupil(student_number=f"G{ID_A}")
    for row in (whole, only, msgspec.structs.replace(whole, guardians=(None, None))):
        seen = look(session, students(row))
        assert (seen.counts.same, seen.counts.moves, seen.counts.missing) == (1, False, 0)
    assert asked == []


def test_whatever_a_cell_says_otherwise_is_noticed(
    session: Session, asked: list[StudentRow]
) -> None:
    whole = pupil(**_WHOLE)
    take(session, students(whole))
    for name, value in _OTHERWISE.items():
        asked.clear()
        row = msgspec.structs.replace(whole, **{name: value})
        seen = look(session, students(row))
        assert asked, name
        assert seen.counts.changed + seen.counts.parked == 1, name
    for name, value in _GUARDIAN_OTHERWISE.items():
        for place in (0, 1):
            both = list(_WHOLE["guardians"])
            both[place] = msgspec.structs.replace(both[place], **{name: value})
            seen = look(session, students(pupil(**_WHOLE | {"guardians": tuple(both)})))
            assert seen.counts.changed == 1, (name, place)


def test_only_the_changed_row_of_many_is_asked(session: Session, asked: list[StudentRow]) -> None:
    rows = [pupil(f"生{n}", n, student_number=f"G{n}", phone=f"1390000000{n}") for n in range(2, 8)]
    take(session, students(*rows))
    asked.clear()
    rows[3] = msgspec.structs.replace(rows[3], phone="13900000009")
    receipt = take(session, students(*rows))
    assert (receipt.counts.changed, receipt.counts.same) == (1, 5)
    assert asked == [rows[3]]


@given(before=sheets, sheet=sheets)
@FAST
def test_whoever_is_settled_in_bulk_is_the_same_when_asked_alone(
    desk: Callable[[], Session],
    before: RosterResult[StudentRow],
    sheet: RosterResult[StudentRow],
) -> None:
    session = desk()
    apply(session, preview(session, before))
    for rows in (before.rows, sheet.rows):
        apply(session, preview(session, students(*rows)))
        settled: set[int] = set()
        meet = unchanged.meet

        def note(*told: Any) -> Any:  # noqa: ANN401 - as it is
            known, found = meet(*told)  # noqa: B023 - called at once
            settled.update(found)  # noqa: B023 - same
            return known, found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(comparing, "meet", note)
            preview(session, students(*rows))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(unchanged._Unchanged, "settle", lambda *_: set())
            for place in settled:
                assert preview(session, students(rows[place])).counts.same == 1, rows[place]


def test_row_that_says_every_word_of_a_pupil_goes_before_one_that_does_not(
    session: Session,
) -> None:
    take(session, students(pupil(id_number=ID_A, student_number=f"G{ID_A}")))
    other = pupil(id_number=ID_A, phone="13900000006", row=2)
    same = pupil(student_number=f"G{ID_A}", row=3)
    for rows in ((other, same), (same, other)):
        found = look(session, students(*rows)).plan.found
        assert (found.same, found.changed) == (1, ())
        assert [(line.row, line.reason) for line in found.parked] == [(2, TWICE)]
