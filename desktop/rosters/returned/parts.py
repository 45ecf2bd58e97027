"""What the parts of a package have in common: namespaces, relations, content types, safe text."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape

MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b"</Relationships>"
)
_UNSPEAKABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST: Final = 32_000


class UnpatchableError(Exception):
    """The package is written in a way that patching does not know; a new one is made instead."""


def escaped(text: str) -> bytes:
    """Text as it may stand in XML, no longer than a cell may be."""
    return escape(_UNSPEAKABLE.sub("", text)[:_LONGEST], {'"': "&quot;"}).encode()


def inserted(data: bytes, before: bytes, addition: bytes) -> bytes:
    """The part with something put in before the last occurrence of a tag.

    Raises:
        UnpatchableError: the tag is not there.
    """
    at = data.rfind(before)
    if at < 0:
        raise UnpatchableError
    return data[:at] + addition + data[at:]


def related(relations: bytes, kind: str, target: str) -> tuple[bytes, str]:
    """The relations with one more, and its id."""
    place = 1
    while f'"rIdMingce{place}"'.encode() in relations:
        place += 1
    name = f"rIdMingce{place}"
    entry = f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'.encode()
    closed = (
        relations.replace(b"/>", b"></Relationships>", 1)
        if b"</Relationships>" not in relations
        else relations
    )
    return inserted(closed, b"</Relationships>", entry), name


def overridden(types: bytes, part: str, kind: str) -> bytes:
    """The content types with one more part."""
    entry = f'<Override PartName="/{part}" ContentType="application/{kind}"/>'.encode()
    return inserted(types, b"</Types>", entry)


def with_default(types: bytes, extension: str, kind: str) -> bytes:
    """The content types with an extension, if it was not known."""
    if re.search(rf'Extension="{extension}"'.encode(), types, re.IGNORECASE):
        return types
    at = types.find(b">", types.find(b"<Types")) + 1
    entry = f'<Default Extension="{extension}" ContentType="application/{kind}"/>'.encode()
    return types[:at] + entry + types[at:]
