"""The key of the encrypted data, wrapped once per user by the password and once for paper.

`keys.json` in the data folder holds, for each user, the random data key sealed (AES-256-GCM) under
a key derived from the password (Argon2id); and once more under the recovery code that is printed on
paper. The file holds nothing that opens the data without a password or that paper.

While a password is being changed a user may have two wraps, so that whatever stops the change one
password works: wrap with `keep_old`, commit the change to the database, then `drop_old`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.core.errors import AccessRefusedError, DamagedError, SchoolError
from desktop.core.json import dump, load_as
from desktop.database import disk, files
from desktop.database.recovery import new_code, secret_of

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_FORMAT: Final = 1
_LARGEST_FILE: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a password costs: rounds, memory in KiB, lanes (RFC 9106)."""

    rounds: int
    memory: int
    lanes: int

    @property
    def is_sane(self) -> bool:
        """Whether a file may ask this of the machine; a damaged or hostile file may not."""
        return 1 <= self.rounds <= 64 and 8 <= self.memory <= 1 << 21 and 1 <= self.lanes <= 16  # noqa: PLR2004


# The second recommendation of RFC 9106, with one lane; above the least that OWASP asks for.
STRONG: Final = Cost(rounds=3, memory=1 << 16, lanes=1)


@dataclass(frozen=True, slots=True)
class _Wrap:
    salt: str
    nonce: str
    sealed: str
    cost: Cost | None = None
    """None: wrapped under the recovery code, which needs no slow derivation."""


@dataclass(frozen=True, slots=True)
class _Content:
    format: int
    users: dict[str, list[_Wrap]]
    """Newest wrap first."""
    recovery: _Wrap


@dataclass(frozen=True, slots=True)
class _Version:
    format: int


@dataclass(frozen=True, slots=True)
class _Stored:
    content: msgspec.Raw
    digest: str
    """Tells a damaged file from a wrong password."""


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What making a key file gives: the data key, and the code to print and keep."""

    key: bytes
    recovery_code: str


class KeyFile:
    """The file `keys.json`; every change is written whole or not at all."""

    def __init__(self, path: Path, cost: Cost = STRONG) -> None:
        self.path = path
        self._cost = cost

    def create(self, user: str, password: str) -> NewKeys:
        """Make a new data key for a first user. Never replaces a file that is there."""
        if self.path.exists():
            raise SchoolError(f"钥匙文件已经在了，没有改动：{self.path}。")
        key, code = secrets.token_bytes(KEY_BYTES), new_code()
        wraps = {plain_name(user): [self._wrap_for_user(user, password, key)]}
        self._write(_Content(_FORMAT, wraps, _wrap_for_paper(code, key)))
        return NewKeys(key, code)

    def users(self) -> tuple[str, ...]:
        """Names of those who have a password here."""
        return tuple(sorted(self._read().users))

    def unlock(self, user: str, password: str) -> bytes:
        """The data key.

        Raises:
            AccessRefusedError: no such user, or a wrong password; the sentence does not tell which.
        """
        name = plain_name(user)
        for wrap in self._read().users.get(name, []):
            key = _open(wrap, _password_key(password, wrap), _user_label(name))
            if key is not None:
                return key
        raise AccessRefusedError("姓名或密码不对。忘记密码时，用打印的恢复码重设。")

    def unlock_by_recovery(self, code: str) -> bytes:
        """The data key, by the code on paper.

        Raises:
            AccessRefusedError: the code was copied wrongly, or is not the one of this data.
        """
        secret = secret_of(code)
        if secret is None:
            raise AccessRefusedError("恢复码抄错了：请对照纸上的七组字母数字再输一遍。")
        wrap = self._read().recovery
        key = _open(wrap, _paper_key(secret, wrap), _PAPER_LABEL)
        if key is None:
            raise AccessRefusedError(
                "这张恢复码不是这份数据现在的恢复码。请找最近一次打印的那一张。"
            )
        return key

    def wrap(self, user: str, password: str, key: bytes, *, keep_old: bool = False) -> None:
        """Let a user open the data with a password: a new user, or a new password.

        Args:
            user: the name.
            password: the new password.
            key: the data key, as `unlock` gave it.
            keep_old: the passwords that the user had go on working until `drop_old`.
        """
        content, name = self._read(), plain_name(user)
        kept = content.users.get(name, []) if keep_old else []
        new = self._wrap_for_user(user, password, key)
        self._write(replace(content, users={**content.users, name: [new, *kept]}))

    def drop_old(self, user: str) -> None:
        """Let only the newest password of a user work: the change has been committed."""
        content, name = self._read(), plain_name(user)
        newest = content.users.get(name, [])[:1]
        self._write(replace(content, users={**content.users, name: newest}))

    def remove(self, user: str) -> None:
        """Take a user's password away. The last user stays."""
        content, name = self._read(), plain_name(user)
        rest = {other: wraps for other, wraps in content.users.items() if other != name}
        if not rest:
            raise SchoolError("这是最后一个能打开数据的使用者，不能移走。请先加上另一个使用者。")
        self._write(replace(content, users=rest))

    def new_recovery_code(self, key: bytes) -> str:
        """Make a new code for paper; the one printed before no longer opens the data."""
        code = new_code()
        self._write(replace(self._read(), recovery=_wrap_for_paper(code, key)))
        return code

    def _wrap_for_user(self, user: str, password: str, key: bytes) -> _Wrap:
        blank = _Wrap(_text(secrets.token_bytes(_SALT_BYTES)), "", "", self._cost)
        return _seal(blank, _password_key(password, blank), _user_label(plain_name(user)), key)

    def _read(self) -> _Content:
        with disk.in_words():
            size = self.path.stat().st_size
            raw = self.path.read_bytes() if size <= _LARGEST_FILE else b""
        try:
            stored = load_as(raw, _Stored)
            if stored.digest != _digest(stored.content):
                raise DamagedError(self._damage())
            if load_as(stored.content, _Version).format > _FORMAT:
                raise SchoolError("钥匙文件由更新版本的明册写成，请先升级程序。")
            content = load_as(stored.content, _Content)
        except msgspec.DecodeError as error:
            raise DamagedError(self._damage()) from error
        if not _is_sane(content):
            raise DamagedError(self._damage())
        return content

    def _damage(self) -> str:
        return (
            f"钥匙文件已损坏：{self.path}。请不要删除任何文件，用最近的备份恢复"
            "（mingce restore），备份里有当时的钥匙文件。"
        )

    def _write(self, content: _Content) -> None:
        with disk.in_words():
            files.write_bytes(self.path, _whole_file(content))


_PAPER_LABEL: Final = b"mingce recovery"


def plain_name(user: str) -> str:
    """A user's name as it is compared."""
    return unicodedata.normalize("NFC", user).strip()


def _user_label(name: str) -> bytes:
    return b"mingce user " + name.encode()


def _plain_password(password: str) -> bytes:
    # Full width letters look the same on the screen: they must be the same password.
    return unicodedata.normalize("NFKC", password).encode()


def _password_key(password: str, wrap: _Wrap) -> bytes:
    assert wrap.cost is not None  # noqa: S101 - checked when the file was read
    return hash_secret_raw(
        _plain_password(password),
        _bytes(wrap.salt),
        time_cost=wrap.cost.rounds,
        memory_cost=wrap.cost.memory,
        parallelism=wrap.cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _paper_key(secret: str, wrap: _Wrap) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=_bytes(wrap.salt), info=_PAPER_LABEL)
    return derive.derive(secret.encode())


def _wrap_for_paper(code: str, key: bytes) -> _Wrap:
    secret = secret_of(code)
    assert secret is not None  # noqa: S101 - made by new_code
    blank = _Wrap(_text(secrets.token_bytes(_SALT_BYTES)), "", "")
    return _seal(blank, _paper_key(secret, blank), _PAPER_LABEL, key)


def _seal(blank: _Wrap, sealing: bytes, label: bytes, key: bytes) -> _Wrap:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(sealing).encrypt(nonce, key, label)
    return replace(blank, nonce=_text(nonce), sealed=_text(sealed))


def _open(wrap: _Wrap, sealing: bytes, label: bytes) -> bytes | None:
    try:
        return AESGCM(sealing).decrypt(_bytes(wrap.nonce), _bytes(wrap.sealed), label)
    except InvalidTag:
        return None


def _is_sane(content: _Content) -> bool:
    wraps = [wrap for user in content.users.values() for wrap in user]
    try:
        for wrap in (*wraps, content.recovery):
            for part in (wrap.salt, wrap.nonce, wrap.sealed):
                _bytes(part)
    except binascii.Error:
        return False
    return all(wrap.cost is not None and wrap.cost.is_sane for wrap in wraps)


def _whole_file(content: _Content) -> bytes:
    raw = dump(content)
    return dump(_Stored(msgspec.Raw(raw), _digest(raw)))


def _digest(raw: bytes | msgspec.Raw) -> str:
    return hashlib.sha256(raw).hexdigest()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def hash_password(password: str, cost: Cost = STRONG) -> str:
    """What the users' table keeps of a password (Argon2id with its salt and cost)."""
    hasher = PasswordHasher(cost.rounds, cost.memory, cost.lanes)
    return hasher.hash(_plain_password(password))


def check_password(stored: str, password: str) -> bool:
    """Whether a password is the one that was hashed.

    Raises:
        DamagedError: what is stored is no such hash.
    """
    try:
        return PasswordHasher().verify(stored, _plain_password(password))
    except InvalidHashError as error:
        raise DamagedError("使用者的密码记录已损坏。请用恢复码重设密码。") from error
    except VerificationError:
        return False
