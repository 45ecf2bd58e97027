"""A field for an identity number that checks it while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.identity import IdentityFlaw, IdentityNumber, read_identity
from desktop.core.labels import IdKind
from desktop.views.widgets.parsed import ParsedEdit, Wrong
from desktop.views.widgets.shorthands import chinese

if TYPE_CHECKING:
    from datetime import date

_WHOLE: Final = 18
_OLD: Final = 15
_MAY_GROW: Final = frozenset(
    {
        IdentityFlaw.WRONG_LENGTH,
        IdentityFlaw.WRONG_FORM,
        IdentityFlaw.NO_SUCH_DATE,
        IdentityFlaw.EMPTY,
    }
)


class IdentityEdit(ParsedEdit[str]):
    """The number of a paper of the kind that stands beside it; the value is the healed number."""

    sample = "110101194912310020"
    direct = True

    def __init__(self, title: str, today: date, kind: IdKind | None = IdKind.RESIDENT) -> None:
        super().__init__(title)
        self._today, self._kind = today, kind
        self._number: IdentityNumber | None = None

    def set_kind(self, kind: IdKind | None) -> None:
        """Check by another kind of paper."""
        self._kind = kind
        self.reread()

    def read(self, text: str) -> str | Wrong:
        """Read the number; a flaw says what is wrong and what to do."""
        read = read_identity(text, self._today, self._kind)
        if isinstance(read, IdentityFlaw):
            self._number = None
            return Wrong(f"{read.label}。", read in _MAY_GROW and len(text) < _WHOLE)
        self._number = read
        return read.text

    def write(self, value: str) -> str:
        """The number as it is."""
        return value

    def hint(self) -> str:
        """How many digits there are, then what the number says, to be held against the paper."""
        text = self.text().strip()
        if self.value() is None:
            return f"已输入 {len(text)} 位" if text and self.underway() else ""
        if self._number is None:
            return ""
        return "；".join((*self._says(self._number), *(w.label for w in self._number.warnings)))

    def _says(self, number: IdentityNumber) -> tuple[str, ...]:
        words = (
            number.sex.label if number.sex else "",
            chinese(number.birth) + "出生" if number.birth else "",
        )
        said = "，".join(word for word in words if word)
        return (said,) if said else ()
