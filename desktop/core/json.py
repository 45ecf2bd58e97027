"""Canonical JSON: the same value gives the same bytes."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(order="deterministic")


def dump(value: object) -> bytes:
    """JSON bytes: keys in order, no blanks, Chinese as it is; dataclasses become objects."""
    return _ENCODER.encode(value)


def dump_text(value: object) -> str:
    """The same as text."""
    return dump(value).decode()


def load(content: bytes | str) -> Any:  # noqa: ANN401 - JSON
    """Plain lists, dicts, text and numbers."""
    return msgspec.json.decode(content)


def load_as(content: bytes | str, kind: type[T]) -> T:
    """An object of a given dataclass.

    Raises:
        msgspec.ValidationError: the content does not fit.
    """
    return msgspec.json.decode(content, type=kind)


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """The value as plain lists, dicts, text and numbers."""
    return msgspec.to_builtins(value)


def typed(value: object, kind: Any) -> Any:  # noqa: ANN401 - a type such as `date | None`
    """A value of a given type from what `plain` gave.

    Raises:
        msgspec.ValidationError: it does not fit.
    """
    return msgspec.convert(value, kind)


def digest_of(value: object) -> str:
    """The SHA-256 of a value's canonical form, in hexadecimal."""
    return hashlib.sha256(dump(value)).hexdigest()
