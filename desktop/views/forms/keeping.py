"""How the state of a form becomes plain values for a draft, and comes back from them.

On encrypted data the draft is sealed before it reaches the disk (`services.drafts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_type_hints

import msgspec

from desktop.core.json import plain, typed
from desktop.views.forms.fields import FieldState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.views.drafts import Drafts

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class KeptForm(Generic[D]):
    """A form that was not saved: what it began with, and what stood in its fields."""

    base: D
    states: Mapping[str, FieldState]


class Keeping(Generic[D]):
    """Keeps the unsaved forms of one kind; each record of it has its own."""

    def __init__(self, drafts: Drafts, name: str, draft_type: type[D]) -> None:
        """The draft's types must be known at run time, not only to the type checker."""
        self._drafts, self._name, self._type = drafts, name, draft_type
        self._hints = get_type_hints(draft_type)

    def keep(self, key: str, form: KeptForm[D]) -> None:
        """Keep the state of a form; a moment later it is on the disk."""
        values = {name: plain(state.value) for name, state in form.states.items()}
        rough = {name: s.rough for name, s in form.states.items() if s.rough is not None}
        self._drafts.keep(
            self._full(key), {"base": plain(form.base), "values": values, "rough": rough}
        )

    def find(self, key: str) -> KeptForm[D] | None:
        """The form that was not saved; None where there is none or it cannot be read any more.

        A newer program may know other fields: what is left of such a form is let go of.
        """
        kept = self._drafts.find(self._full(key))
        if kept is None:
            return None
        try:
            return self._read(kept)
        except (msgspec.ValidationError, KeyError, TypeError):
            self.forget(key)
            return None

    def forget(self, key: str) -> None:
        """Let go of it: the form was saved or given up."""
        self._drafts.forget(self._full(key))

    def _full(self, key: str) -> str:
        return f"{self._name}/{key}"

    def _read(self, kept: Mapping[str, Any]) -> KeptForm[D]:
        rough: Mapping[str, str] = typed(kept["rough"], dict[str, str])
        states = {
            name: FieldState(typed(value, self._hints[name]), rough.get(name))
            for name, value in kept["values"].items()
        }
        return KeptForm(typed(kept["base"], self._type), states)
