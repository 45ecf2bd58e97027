"""Notes on cells: the part with their words and the part with their shapes, the user's own kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.rosters.problems import letter
from desktop.rosters.returned.marks import AUTHOR
from desktop.rosters.returned.parts import MAIN, UnpatchableError, escaped, inserted

if TYPE_CHECKING:
    from desktop.rosters.returned.marks import Mark

_NEW_WORDS: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="' + MAIN + b'">'
    b"<authors></authors><commentList></commentList></comments>"
)
_NEW_SHAPES: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml"'
    b' xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>'
    b"</xml>"
)
_SHAPE_TYPE: Final = (
    b'<v:shapetype%s id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    b' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SPACES: Final = (
    (b"v", b"urn:schemas-microsoft-com:vml"),
    (b"o", b"urn:schemas-microsoft-com:office:office"),
    (b"x", b"urn:schemas-microsoft-com:office:excel"),
)
_FIRST_BLOCK: Final = 77
_AUTHOR: Final = re.compile(rb"<author\b[^>]*?(?:/>|>.*?</author>)", re.DOTALL)
_EMPTY_LIST: Final = re.compile(rb"<(authors|commentList)\s*/>")


def words(
    existing: bytes | None, marks: dict[tuple[int, int], Mark]
) -> tuple[bytes, set[tuple[int, int]]]:
    """The words of all notes, and the cells (row from 1, column from 0) that had none before.

    Raises:
        UnpatchableError: the existing part is written oddly.
    """
    data = _EMPTY_LIST.sub(rb"<\1></\1>", existing or _NEW_WORDS)
    if b"<comments" not in data or b"<authors>" not in data:
        raise UnpatchableError
    author = len(_AUTHOR.findall(data))
    data = inserted(data, b"</authors>", b"<author>" + AUTHOR.encode() + b"</author>")
    fresh, added = set(), []
    for place, mark in sorted(marks.items()):
        row, column = place
        name = f"{letter(column)}{row}"
        at = data.find(f'<comment ref="{name}"'.encode()) if existing else -1
        run = b'<r><t xml:space="preserve">%s</t></r>' % escaped(f"{AUTHOR}：{mark.text}")
        if at >= 0:
            data = _appended(data, at, run)
            continue
        fresh.add(place)
        added.append(
            b'<comment ref="%s" authorId="%d"><text>%s</text></comment>'
            % (name.encode(), author, run)
        )
    return inserted(data, b"</commentList>", b"".join(added)), fresh


def _appended(data: bytes, at: int, run: bytes) -> bytes:
    """More words on a note that was there; a plain text becomes a run beside ours."""
    end = data.find(b"</text>", at)
    if end < 0:
        raise UnpatchableError
    start = data.find(b"<text>", at) + len(b"<text>")
    body = data[start:end]
    own = body if b"<r>" in body or not body else b"<r>" + body + b"</r>"
    line = b'<r><t xml:space="preserve">\n</t></r>'
    return data[:start] + own + line + run + data[end:]


def shapes(existing: bytes | None, places: set[tuple[int, int]], number: int = 0) -> bytes:
    """The shapes of all notes; `number` tells the sheets of a workbook apart.

    Raises:
        UnpatchableError: the existing part is written oddly.
    """
    block = _FIRST_BLOCK + number
    data = existing or _NEW_SHAPES % block
    drawn = b"" if b'id="_x0000_t202"' in data else _SHAPE_TYPE.replace(b"%s", _undeclared(data))
    first = block * 1024 + 1
    while f'"_x0000_s{first}"'.encode() in data:
        first += 1024
    drawn += b"".join(
        _shape(first + number, row - 1, column).replace(b"%s", _undeclared(data))
        for number, (row, column) in enumerate(sorted(places))
    )
    return inserted(data, b"</xml>", drawn)


def _undeclared(data: bytes) -> bytes:
    """Declarations of the prefixes of our shapes that another program's part does without."""
    return b"".join(
        b' xmlns:%s="%s"' % (prefix, space)
        for prefix, space in _SPACES
        if b'xmlns:%s="%s"' % (prefix, space) not in data
    )


def _shape(number: int, row: int, column: int) -> bytes:
    anchor = f"{column + 1},15,{row},2,{column + 4},15,{row + 4},4"
    return (
        f'<v:shape%s id="_x0000_s{number}" type="#_x0000_t202"'
        ' style="position:absolute;margin-left:80pt;'
        'margin-top:5pt;width:200pt;height:60pt;z-index:1;visibility:hidden" fillcolor="#ffffe1"'
        ' o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode()
