"""A keyed digest of identity numbers, so that units can be compared without showing the numbers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.database.records import Fact

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEY_FACT: Final = "identity_digest_key"
KEY_BYTES: Final = 32
_DIGEST_BYTES: Final = 16  # as many as no two numbers of a county will ever share


class IdentityDigest:
    """Digests under the key of this database. The key travels with the county's data only."""

    def __init__(self, connection: Connection) -> None:
        stored = connection.execute(select(Fact.value).where(Fact.name == KEY_FACT)).scalar_one()
        self._key = bytes.fromhex(stored)

    def of(self, number: str | None) -> str | None:
        """The digest of an identity number in its stored form; None for none."""
        if number is None:
            return None
        digest = hashlib.blake2b(number.encode(), key=self._key, digest_size=_DIGEST_BYTES)
        return digest.hexdigest()
