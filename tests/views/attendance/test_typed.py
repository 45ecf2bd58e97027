"""Rolls while they are typed: no window needed."""

from __future__ import annotations

import json
from datetime import date

from desktop.core.attendance import NOT_RECORDED, PRESENT, Called, DayPart, Mark, Tally
from desktop.views.attendance.typed import TypedRolls
from tests.views.attendance.grids import CLASS_ID, SICK, TODAY, TRUANT, grid, student

MONDAY = 18
"""The place of 19 October."""


def column(typed: TypedRolls, place: int = MONDAY) -> list[Called | None]:
    return [typed.called(row, place) for row in range(len(typed))]


def test_first_mark_calls_the_whole_class_and_is_one_step() -> None:
    typed = TypedRolls(grid(), TODAY)
    assert typed.put((1, MONDAY), SICK)
    assert column(typed) == [PRESENT, SICK, PRESENT, PRESENT]
    assert typed.day_tally(MONDAY) == Tally(present=6, sick=2)
    (roll,) = typed.rolls()
    assert (roll.class_id, roll.day) == (CLASS_ID, date(2026, 10, 19))
    assert (roll.exceptions, roll.seen) == ({student(1): SICK}, None)
    assert next(iter(typed.undo())) == (1, MONDAY)
    assert column(typed) == [NOT_RECORDED] * 4
    assert not typed.dirty
    assert typed.undo() == ()
    assert next(iter(typed.redo())) == (1, MONDAY)
    assert column(typed) == [PRESENT, SICK, PRESENT, PRESENT]


def test_later_marks_change_only_their_pupil() -> None:
    typed = TypedRolls(grid({19: {0: TRUANT}}), TODAY)
    typed.put((2, MONDAY), SICK)
    typed.put((0, MONDAY), PRESENT)
    assert column(typed) == [PRESENT, PRESENT, SICK, PRESENT]
    (roll,) = typed.rolls()
    assert (roll.exceptions, roll.seen) == ({student(2): SICK}, {student(0): TRUANT})
    assert typed.changed(2, MONDAY)
    assert not typed.changed(1, MONDAY)


def test_mark_that_changes_nothing_is_no_step() -> None:
    typed = TypedRolls(grid({19: {}}), TODAY)
    assert typed.put((0, MONDAY), PRESENT)
    assert not typed.can_undo


def test_pupil_may_be_left_open_and_a_day_taken_back() -> None:
    typed = TypedRolls(grid({19: {0: SICK}}), TODAY)
    typed.put((1, MONDAY), NOT_RECORDED)
    (roll,) = typed.rolls()
    assert roll.exceptions == {student(0): SICK, student(1): NOT_RECORDED}
    assert typed.clear(MONDAY)
    (roll,) = typed.rolls()
    assert roll.exceptions is None
    assert not typed.clear(16)


def test_leaving_open_on_a_day_without_a_roll_calls_nobody() -> None:
    typed = TypedRolls(grid(), TODAY)
    assert typed.put((0, MONDAY), NOT_RECORDED)
    assert not typed.dirty


def test_everybody_was_there_with_one_key() -> None:
    typed = TypedRolls(grid(), TODAY)
    assert typed.fill(MONDAY) == 4
    assert typed.fill(MONDAY) == 0
    assert typed.rolls()[0].exceptions == {}
    assert typed.fill(16) == 0


def test_absence_goes_to_half_a_day_and_back() -> None:
    typed = TypedRolls(grid({19: {0: SICK}}), TODAY)
    parts = []
    for _ in range(3):
        assert typed.halve((0, MONDAY))
        called = typed.called(0, MONDAY)
        assert called is not None
        parts.append(called.part)
    assert parts == [DayPart.MORNING, DayPart.AFTERNOON, DayPart.WHOLE]
    assert not typed.halve((1, MONDAY))
    assert not typed.halve((1, 16))


def test_days_without_lessons_in_the_future_or_outside_of_the_class_take_no_mark() -> None:
    typed = TypedRolls(grid(came=12), TODAY)
    assert not typed.put((0, 16), SICK)  # a Saturday
    assert not typed.put((0, 28), SICK)  # tomorrow
    assert not typed.put((3, 7), SICK)  # before the pupil came
    assert not typed.dirty
    typed.put((0, 7), SICK)
    assert column(typed, 7) == [SICK, PRESENT, PRESENT, None]
    assert typed.rolls()[0].exceptions == {student(0): SICK}


def test_sums_of_a_pupil_leave_days_that_have_not_come_out() -> None:
    typed = TypedRolls(grid({19: {0: SICK}}), TODAY)
    assert typed.tally(0) == Tally(sick=2, not_recorded=2 * 15)


def test_class_that_is_read_again_keeps_what_is_typed() -> None:
    typed = TypedRolls(grid(), TODAY)
    typed.put((1, MONDAY), SICK)
    typed.rebase(grid({19: {0: TRUANT}, 20: {}}))
    assert column(typed) == [PRESENT, SICK, PRESENT, PRESENT]
    # What stood there when it was typed is still told, so that the service can ask.
    (roll,) = typed.rolls()
    assert roll.seen is None
    assert not typed.can_undo


def test_draft_survives_as_json() -> None:
    typed = TypedRolls(grid({20: {0: TRUANT}}), TODAY)
    typed.put((1, MONDAY), Called(Mark.SICK, DayPart.MORNING))
    typed.put((0, 19), PRESENT)
    draft = json.loads(json.dumps(typed.draft()))
    again = TypedRolls(grid({20: {0: TRUANT}}), TODAY)
    assert again.take_draft(draft) == 2
    assert again.rolls() == typed.rolls()
    assert TypedRolls(grid(), TODAY).take_draft({}) == 0


def test_draft_of_days_that_cannot_be_called_any_more_is_left_out() -> None:
    typed = TypedRolls(grid(), TODAY)
    typed.put((1, MONDAY), SICK)
    again = TypedRolls(grid(), date(2026, 10, 10))
    assert again.take_draft(typed.draft()) == 0
