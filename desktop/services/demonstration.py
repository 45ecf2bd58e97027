"""Whether the data is the invented county: it must never be taken for one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.database.records import Fact

if TYPE_CHECKING:
    from desktop.database.work import Work
    from desktop.services.session import Session

_FACT: Final = "demonstration"


def mark_as_demonstration(session: Session) -> None:
    """Say in the data itself that nothing in it is true; backups of it say so too."""

    def body(work: Work) -> None:
        work.insert(Fact, [{"name": _FACT, "value": "yes"}])

    session.write("demonstration.mark", body)


def is_demonstration(session: Session) -> bool:
    """Whether the data was marked so."""
    with session.store.read() as connection:
        found = connection.execute(select(Fact.value).where(Fact.name == _FACT)).first()
    return found is not None
