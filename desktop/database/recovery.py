"""Codes for paper: letters and digits that people copy by hand without mistaking one for another.

Crockford's base 32 has no I, L, O and U; reading takes O for 0 and I and L for 1.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP: Final = 4
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SECRET_LETTERS: Final = 26  # 130 bits
_CHECK_LETTERS: Final = 2


def letters(number: int, count: int) -> str:
    """The lowest `count` × 5 bits of a number as letters."""
    return "".join(ALPHABET[number >> 5 * i & 31] for i in reversed(range(count)))


def grouped(text: str) -> str:
    """Letters in groups as they are printed: ABCD-EFGH-JKMN."""
    return "-".join(text[i : i + GROUP] for i in range(0, len(text), GROUP))


def read_letters(text: str) -> str:
    """What a person typed, as bare letters: any case and width, blanks and dashes left out."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if c.isalnum()).translate(_READ_AS)


def new_code() -> str:
    """A new secret of 130 bits with two letters that catch mistakes in copying."""
    secret = letters(secrets.randbits(5 * _SECRET_LETTERS), _SECRET_LETTERS)
    return grouped(secret + _check(secret))


def secret_of(code: str) -> str | None:
    """The secret in a typed code, or None when it was copied wrongly."""
    typed = read_letters(code)
    secret, check = typed[:_SECRET_LETTERS], typed[_SECRET_LETTERS:]
    return secret if check == _check(secret) else None


def _check(secret: str) -> str:
    digest = hashlib.sha256(secret.encode()).digest()
    return letters(int.from_bytes(digest[:2], "big"), _CHECK_LETTERS)
