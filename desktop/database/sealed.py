"""Small pieces of data sealed under the data key, for files that lie beside the database."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def seal(key: bytes, content: bytes, purpose: str) -> bytes:
    """`content` so that only the holder of the data key can read it, for one purpose."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_own_key(key, purpose)).encrypt(nonce, content, purpose.encode())


def unseal(key: bytes, sealed: bytes, purpose: str) -> bytes | None:
    """What was sealed; None when it is damaged or was sealed under another key or purpose."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_own_key(key, purpose)).decrypt(nonce, rest, purpose.encode())
    except (InvalidTag, ValueError):
        return None


def _own_key(key: bytes, purpose: str) -> bytes:
    # Not the key of the database itself, so that no two ways of encrypting share one.
    kdf = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"mingce sealed " + purpose.encode())
    return kdf.derive(key)
