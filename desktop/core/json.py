"""Canonical JSON: the same value gives the same bytes."""

from __future__ import annotations

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
