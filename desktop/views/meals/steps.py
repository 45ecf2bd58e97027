"""Steps of typing that can be taken back and done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Edit:
    """A line before and after; None: not recorded."""

    row: int
    before: int | None
    after: int | None


class Steps:
    """What was done and what was taken back, the newest last.

    Digits that follow each other in one line are one step, until `stop`.
    """

    def __init__(self) -> None:
        self._done: list[tuple[Edit, ...]] = []
        self._undone: list[tuple[Edit, ...]] = []
        self._composed: int | None = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back and can be done again."""
        return bool(self._undone)

    def add(self, edits: Iterable[Edit]) -> None:
        """Note a step, unless it changes nothing."""
        self._note(tuple(edits))
        self._composed = None

    def compose(self, edit: Edit) -> None:
        """Note a digit: one step with the digits before it in the same line."""
        if self._composed == edit.row and self._done:
            edit = Edit(edit.row, self._done.pop()[0].before, edit.after)
        self._note((edit,))
        # Digits that led back to where they began have left no step to go on with.
        self._composed = edit.row if edit.before != edit.after else None

    def give_up(self, row: int) -> Edit | None:
        """Forget the digits that are being put together in a line: they are no number of days."""
        if self._composed != row or not self._done:
            return None
        self._composed = None
        return self._done.pop()[0]

    def stop(self) -> None:
        """The next digit begins a step of its own."""
        self._composed = None

    def undo(self) -> tuple[Edit, ...]:
        """The step to take back; nothing if there is none."""
        self.stop()
        return _moved(self._done, self._undone)

    def redo(self) -> tuple[Edit, ...]:
        """The step to do again; nothing if there is none."""
        self.stop()
        return _moved(self._undone, self._done)

    def _note(self, edits: tuple[Edit, ...]) -> None:
        real = tuple(edit for edit in edits if edit.before != edit.after)
        if real:
            self._done.append(real)
            self._undone.clear()


def _moved(source: list[tuple[Edit, ...]], target: list[tuple[Edit, ...]]) -> tuple[Edit, ...]:
    if not source:
        return ()
    step = source.pop()
    target.append(step)
    return step
