"""A whole sheet of private values that leaves the program: each time is an entry of the chain.

The entry names the sheet, never a value or a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.core.labels import Role

if TYPE_CHECKING:
    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.rosters.columns import SheetKind
    from desktop.services.session import Session

ACTION: Final = "rosters.give"


def note_given(session: Session, kind: SheetKind[Any], month: Month | None = None) -> None:
    """Note who carries a sheet away, before it is written; one without private columns needs none.

    Raises:
        AccessRefusedError: an auditor, who does not carry whole identity numbers and cards away.
    """
    if not any(column.sensitive for column in kind.columns):
        return

    def body(work: Work) -> None:
        work.noted = True
        work.summary = {"sheet": kind.name, "month": str(month) if month else None}

    session.write(ACTION, body, Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
