"""Workbooks with a password: written so, and opened again (ECMA-376 agile encryption, AES)."""

from __future__ import annotations

import io
from typing import Final

from desktop.rosters.sources import BROKEN, LOCKED, NOT_THE_WORD, LockedError, UnreadableError

LARGEST: Final = 64 * 1024 * 1024
"""A locked file is opened in memory; a roster of 100,000 is a sixth of this."""
_TOO_LARGE: Final = "加密的文件超过 64 MB，打不开。请在 WPS 或 Excel 里去掉密码再选"


def protected(plain: io.BytesIO, password: str) -> bytes:
    """An .xlsx with a password before it."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415 - few files have a password

    plain.seek(0)
    locked = io.BytesIO()
    OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


def opened(data: bytes, password: str) -> io.BytesIO:
    """The .xlsx behind a password.

    Raises:
        LockedError: there is no password, or it is wrong.
        UnreadableError: the file is damaged, or encrypted in a way that nobody can undo here.
    """
    if not password:
        raise LockedError(LOCKED)
    if len(data) > LARGEST:
        raise UnreadableError(_TOO_LARGE)
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - few files have a password
    from msoffcrypto.exceptions import InvalidKeyError  # noqa: PLC0415 - same

    plain = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(plain)
    except InvalidKeyError as error:
        raise LockedError(NOT_THE_WORD) from error
    except Exception as error:  # whatever a damaged or hostile file makes the library raise
        raise UnreadableError(BROKEN) from error
    plain.seek(0)
    return plain
