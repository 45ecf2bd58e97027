"""What stands in the fields of a form, held against the draft that they began with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from desktop.views.forms.conflicts import Difference, Fate, fate_of
from desktop.views.forms.fields import FieldState
from desktop.views.forms.keeping import KeptForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.views.forms.sheet import FormSheet

D = TypeVar("D")


class Content(Generic[D]):
    """The draft of a form: `base` is what it began with, the rest is what the fields say."""

    def __init__(self, sheet: FormSheet) -> None:
        self._sheet = sheet
        self._clean: Mapping[str, FieldState] = {}
        self._check: Callable[[D], Mapping[str, str]] | None = None
        self.base: D | None = None
        self.loading = False
        """Whether the fields are being filled by the program, not by the person."""

    def checked_by(self, check: Callable[[D], Mapping[str, str]]) -> None:
        """Hold fields against each other: gives a sentence for each field that does not fit."""
        self._check = check

    def begin(self, draft: D) -> None:
        """Let the fields begin with a draft."""
        self.base = draft
        names = self._sheet.rows
        self._take({name: FieldState(getattr(draft, name)) for name in names})
        self._clean = self._sheet.states()
        self.look()

    def resume(self, kept: KeptForm[D]) -> None:
        """Go on where a form was left."""
        self.begin(kept.base)
        self._take(kept.states)
        self.look()

    def saved(self, base: D, states: Mapping[str, FieldState]) -> None:
        """Say what stands in the books now, and what the fields held when it was sent there."""
        self.base, self._clean = base, states

    @property
    def is_dirty(self) -> bool:
        """Whether something would be lost."""
        return self.base is not None and self._sheet.states() != self._clean

    def kept(self) -> KeptForm[D] | None:
        """What would be lost, to be kept; None where nothing would. Passwords are left out."""
        if self.base is None:
            return None
        names = [name for name, row in self._sheet.rows.items() if row.field.kept]
        states = {name: self._sheet.rows[name].state() for name in names}
        if states == {name: self._clean[name] for name in names}:
            return None
        left_out = {name: None for name in self._sheet.rows if name not in states}
        return KeptForm(cast("D", replace(cast("Any", self.base), **left_out)), states)

    def draft(self) -> D | None:
        """The draft as the fields have it; None while something is missing or wrong."""
        return None if self._sheet.missing() or self._sheet.wrong() else self._filled()

    def look(self) -> None:
        """Hold the fields against each other."""
        if self._check is None or self.base is None:
            return
        for row in self._sheet.rows.values():
            row.set_outside_problem("")
        if not self._sheet.missing() and not self._sheet.wrong():
            for name, sentence in self._check(self._filled()).items():
                self._sheet.rows[name].set_outside_problem(sentence)
        self._sheet.speak()

    def differences(self, now: D) -> list[Difference]:
        """The fields that somebody else changed while the form was open."""
        found = []
        for name, row in self._sheet.rows.items():
            old, new, mine = getattr(self.base, name), getattr(now, name), row.state().value
            fate = fate_of(old, new, mine)
            if fate in (Fate.THEIRS, Fate.BOTH):
                words = row.entry.words
                said = words(old), words(new), words(mine)
                found.append(Difference(name, row.field.title, *said, fate))
        return found

    def rebase(self, now: D, theirs: frozenset[str]) -> None:
        """Begin with the record as it is now, and put on it what the person has written."""
        states = self._sheet.states()
        mine = {n: s for n, s in states.items() if s != self._clean[n] and n not in theirs}
        self.begin(now)
        self._take(mine)
        self.look()

    def _filled(self) -> D:
        """The base with what the person has changed; what was not touched stays as it was."""
        values: dict[str, Any] = {
            name: state.value
            for name, state in self._sheet.states().items()
            if state != self._clean[name]
        }
        return cast("D", replace(cast("Any", self.base), **values))

    def _take(self, states: Mapping[str, FieldState]) -> None:
        self.loading = True
        try:
            self._sheet.take(states)
        finally:
            self.loading = False
