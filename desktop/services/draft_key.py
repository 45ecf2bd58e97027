"""The key that seals drafts of data on a server: kept there, not on the machine."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from desktop.database.records import Fact

if TYPE_CHECKING:
    from desktop.database.work import Work
    from desktop.services.session import Session

_FACT: Final = "draft_key"
_KEY_BYTES: Final = 32


def server_key(session: Session, *, make: bool) -> bytes | None:
    """The key of this database, made on first use if `make` is set; None: there is none yet.

    Raises:
        SchoolError: the server does not answer, or the person may write nothing.
    """
    found = _stored(session)
    if found is not None or not make:
        return found
    made = secrets.token_hex(_KEY_BYTES)

    def body(work: Work) -> None:
        work.insert(Fact, [{"name": _FACT, "value": made}])

    try:
        session.write("drafts.key", body)
    except IntegrityError:
        return _stored(session)  # another desk has made it in the same moment
    return bytes.fromhex(made)


def _stored(session: Session) -> bytes | None:
    with session.store.read() as connection:
        value = connection.execute(select(Fact.value).where(Fact.name == _FACT)).scalar()
    return None if value is None else bytes.fromhex(value)
