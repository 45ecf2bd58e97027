"""What people have said of records that may be one: remembered as long as both say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.models import PairVerdict
from desktop.services.identity_digest import IdentityDigest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from desktop.core.lists import Verdict
    from desktop.database.work import Work
    from desktop.services.comparison.people import Someone
    from desktop.services.session import Session

Key = tuple[str, str]


class Fingerprints:
    """Digests of people under the key of the database: nothing can be read out of them."""

    def __init__(self, connection: Connection) -> None:
        self._digest = IdentityDigest(connection)

    def of(self, person: Someone) -> str:
        """What the person's record says, in one digest."""
        number, birth = person.number or "", person.birth or ""
        words = [number, person.name_key, str(birth)]
        if not number:
            words += [*person.guardians, *person.villages, *person.schools]
        found = self._digest.of("\x1f".join(words))
        assert found is not None  # noqa: S101 - of a text there is always one
        return found

    def key(self, first: Someone, second: Someone) -> Key:
        """The digests of two people, whichever stands on the left."""
        one, other = sorted((self.of(first), self.of(second)))
        return one, other


def known_verdicts(connection: Connection, session: Session) -> dict[Key, Verdict]:
    """All that has been said in the unit."""
    query = select(PairVerdict.first_digest, PairVerdict.second_digest, PairVerdict.verdict)
    rows = connection.execute(query.where(PairVerdict.unit_id == session.unit_id))
    return {(first, second): verdict for first, second, verdict in rows}


def decide(session: Session, verdicts: Mapping[tuple[Someone, Someone], Verdict | None]) -> Changes:
    """Say of pairs whether they are one person; None takes back what was said.

    What was said before is replaced. Everybody in the unit is asked only once.
    """

    def body(work: Work) -> Changes:
        prints = Fingerprints(work.connection)
        wanted = {prints.key(*pair): verdict for pair, verdict in verdicts.items()}
        standing = {
            (row.first_digest, row.second_digest): row.id
            for row in work.connection.execute(
                select(PairVerdict.id, PairVerdict.first_digest, PairVerdict.second_digest).where(
                    PairVerdict.unit_id == work.unit_id
                )
            )
        }
        work.delete(PairVerdict, [standing[key] for key in wanted if key in standing])
        said = [(key, verdict) for key, verdict in wanted.items() if verdict is not None]
        rows = [
            {
                "id": new,
                "first_digest": first,
                "second_digest": second,
                "verdict": verdict,
                "at": work.now,
                "user_name": session.user_name,
            }
            for new, ((first, second), verdict) in zip(work.new_ids(len(said)), said, strict=True)
        ]
        work.insert(PairVerdict, rows)
        work.summary = {"pairs": len(wanted)}
        return Changes.of(Book.LISTS)

    return session.write("comparison.decide", body)
