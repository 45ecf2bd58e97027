from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.core.money import Money
from desktop.services.meal_entry import MealEntry
from desktop.views.meals.typed import Sums, TypedClass, shown
from tests.views.meals.grids import RATE, class_of, grid, line

if TYPE_CHECKING:
    from desktop.services.meal_grid import ClassGrid


def days_of(typed: TypedClass) -> list[int | None]:
    return [typed.days(row) for row in range(len(typed))]


def test_class_that_was_just_opened_has_nothing_to_save() -> None:
    typed = TypedClass(class_of(18, None, 0))
    assert not typed.dirty
    assert typed.entry().entries == ()
    assert typed.sums() == Sums(3, 2, 18, Money.of("90.00"), 1, 0)


def test_typed_line_is_to_be_saved_with_what_stood_there() -> None:
    typed = TypedClass(class_of(18, None))
    assert typed.put({1: 0})
    assert typed.entry().entries == (MealEntry(typed.lines[1].student_id, None, 0),)
    assert typed.amount(1) == Money(0)
    assert typed.sums() == Sums(2, 2, 18, Money.of("90.00"), 0, 1)


def test_days_that_the_month_does_not_have_change_nothing() -> None:
    typed = TypedClass(class_of(None, None))
    assert not typed.put({0: 32})
    assert not typed.put({0: 3, 1: 32})
    assert days_of(typed) == [None, None]
    assert not typed.steps.can_undo


def test_number_that_cannot_be_is_kept_apart_and_never_saved() -> None:
    typed = TypedClass(class_of(18, None))
    typed.compose(0, 9)
    assert not typed.compose(0, 99)
    assert (shown(typed, 0), typed.days(0), typed.amount(0)) == (99, 18, None)
    assert typed.dirty
    assert typed.sums().changed == 1
    assert typed.entry().entries == ()
    again = TypedClass(class_of(18, None))
    assert again.take_draft(json.loads(json.dumps(typed.draft()))) == 1
    assert shown(again, 0) == 99
    again.rebase(class_of(17, 3))
    assert (shown(again, 0), again.days(0)) == (99, 17)
    again.put({0: 5})
    assert (shown(again, 0), again.impossible) == (5, {})


def test_filling_gives_only_missing_lines_of_the_plan_their_days_at_school() -> None:
    outside = replace(line(2, None), in_plan=False)
    typed = TypedClass(grid([line(0, 0), line(1, None, 12), outside]))
    assert typed.fill() == 1
    assert days_of(typed) == [0, 12, None]
    assert typed.undo() == (1,)
    assert days_of(typed) == [0, None, None]


def test_digits_of_one_number_are_taken_back_as_one_step() -> None:
    typed = TypedClass(class_of(5))
    typed.compose(0, 1)
    typed.compose(0, 17)
    typed.steps.stop()
    typed.compose(0, 2)
    assert days_of(typed) == [2]
    typed.undo()
    assert days_of(typed) == [17]
    typed.undo()
    assert days_of(typed) == [5]
    assert typed.undo() == ()
    assert typed.redo() == (0,)
    assert days_of(typed) == [17]


def test_number_typed_back_to_what_it_was_leaves_no_step() -> None:
    typed = TypedClass(class_of(1, None))
    typed.compose(0, 2)
    typed.compose(0, 1)
    assert not typed.steps.can_undo
    typed.compose(0, 12)
    typed.undo()
    assert days_of(typed) == [1, None]


def test_new_step_forgets_what_was_taken_back() -> None:
    typed = TypedClass(class_of(None))
    typed.put({0: 3})
    typed.undo()
    typed.put({0: 4})
    assert not typed.steps.can_redo
    assert typed.redo() == ()


def test_month_without_a_standard_has_no_amounts() -> None:
    typed = TypedClass(grid([line(0, 3)], rate=None))
    assert (typed.amount(0), typed.sums().amount) == (None, None)


def test_class_that_was_read_again_keeps_what_is_typed_and_tells_of_conflicts() -> None:
    typed = TypedClass(class_of(18, None, 3))
    typed.put({0: 17})
    typed.put({1: 5})
    typed.rebase(class_of(16, None, 4))
    assert days_of(typed) == [17, 5, 4]
    assert typed.conflict(0) == (18, 16)
    assert typed.conflict(1) is None
    assert typed.conflict(2) is None
    assert typed.entry().entries[0] == MealEntry(typed.lines[0].student_id, 18, 17)
    assert not typed.steps.can_undo
    typed.put({0: 15})
    assert typed.conflict(0) is None
    assert typed.entry().entries[0].was == 16


def test_somebody_else_who_wrote_the_same_is_no_conflict() -> None:
    typed = TypedClass(class_of(None))
    typed.put({0: 18})
    typed.rebase(class_of(18))
    assert not typed.dirty
    assert typed.conflict(0) is None


def test_pupil_who_has_left_the_class_takes_what_was_typed_along() -> None:
    typed = TypedClass(class_of(None, None))
    typed.put({1: 5})
    typed.rebase(class_of(None))
    assert not typed.dirty


def test_draft_is_json_and_types_again_for_those_who_are_still_here() -> None:
    typed = TypedClass(class_of(18, None, None))
    typed.put({0: None})
    typed.put({2: 7})
    kept = json.loads(json.dumps(typed.draft()))
    again = TypedClass(class_of(18, 3, None))
    assert again.take_draft(kept) == 2
    assert days_of(again) == [None, 3, 7]
    assert TypedClass(class_of(18, None)).take_draft(kept) == 1
    assert TypedClass(class_of(18)).take_draft({}) == 0


some_days = st.none() | st.integers(0, 31)
classes = st.lists(some_days, min_size=1, max_size=12).map(lambda days: class_of(*days))


@given(classes)
def test_filled_class_misses_nobody(opened: ClassGrid) -> None:
    typed = TypedClass(opened)
    typed.fill()
    assert typed.sums().missing == 0


class Typing(RuleBasedStateMachine):
    """Any sequence of edits, undo, redo and reading again."""

    def __init__(self) -> None:
        super().__init__()
        self.typed = TypedClass(class_of(18, None, 0, 31, None, 7))
        self.plain: list[int | None] = days_of(self.typed)
        self.past: list[list[int | None]] = []

    def _keep(self) -> None:
        now = days_of(self.typed)
        if now != self.plain:
            self.past.append(self.plain)
        self.plain = now

    @rule(row=st.integers(0, 5), days=some_days)
    def put(self, row: int, days: int | None) -> None:
        self.typed.put({row: days})
        assert self.typed.days(row) == days
        self._keep()

    @rule(row=st.integers(0, 5), digits=st.lists(st.integers(0, 9), min_size=1, max_size=3))
    def digits(self, row: int, digits: list[int]) -> None:
        self.typed.steps.stop()
        number = 0
        for digit in digits:
            number = number * 10 + digit
            fits = self.typed.compose(row, number)
        assert shown(self.typed, row) == number
        if not fits:
            assert self.typed.undo() == (row,)
            assert days_of(self.typed) == self.plain
        self._keep()

    @rule()
    def fill(self) -> None:
        self.typed.fill()
        self._keep()

    @rule(days=st.lists(some_days, min_size=6, max_size=6))
    def paste(self, days: list[int | None]) -> None:
        self.typed.put(dict(enumerate(days)))
        self._keep()

    @precondition(lambda self: bool(self.past))
    @rule()
    def undo(self) -> None:
        assert self.typed.undo()
        self.plain = self.past.pop()
        assert days_of(self.typed) == self.plain

    @rule()
    def undo_and_redo(self) -> None:
        if self.typed.undo():
            self.typed.redo()
        assert days_of(self.typed) == self.plain

    @rule()
    def read_again(self) -> None:
        self.typed.rebase(self.typed.grid)
        self.past.clear()
        assert days_of(self.typed) == self.plain

    @rule()
    def leave_and_come_back(self) -> None:
        kept = json.loads(json.dumps(self.typed.draft()))
        again = TypedClass(self.typed.grid)
        again.take_draft(kept)
        assert days_of(again) == self.plain

    @invariant()
    def sums_are_those_of_a_recount(self) -> None:
        days = days_of(self.typed)
        known = [value for value in days if value is not None]
        changed = [d for d, line in zip(days, self.typed.lines, strict=True) if d != line.days]
        sums = self.typed.sums()
        assert (sums.recorded, sums.days) == (len(known), sum(known))
        assert sums.amount == Money.sum(RATE * value for value in known)
        assert (sums.missing, sums.changed) == (days.count(None), len(changed))
        assert len(self.typed.entry().entries) == len(changed)
        assert self.typed.dirty is bool(changed)

    @invariant()
    def what_was_typed_can_be_undone(self) -> None:
        assert self.typed.steps.can_undo is bool(self.past)


TestTyping = Typing.TestCase
