"""Adding coloured twins of a workbook's own cell formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.rosters.returned.marks import COLOURS
from desktop.rosters.returned.parts import UnpatchableError

if TYPE_CHECKING:
    from desktop.rosters.problems import Level

_FILLS: Final = re.compile(rb"<fills\b[^>]*>(.*?)</fills>", re.DOTALL)
_FILL: Final = re.compile(rb"<fill\b[^>]*?(?:/>|>.*?</fill>)", re.DOTALL)
_FORMATS: Final = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
_FORMAT: Final = re.compile(rb"<xf\b(?:[^>]*?/>|[^>]*>.*?</xf>)", re.DOTALL)
_FILL_ATTRIBUTES: Final = re.compile(rb'\s(?:fillId|applyFill)="[^"]*"')


class StyleSheet:
    """The part `xl/styles.xml`, growing by the formats that are asked for."""

    def __init__(self, data: bytes) -> None:
        fills, formats = _FILLS.search(data), _FORMATS.search(data)
        if not fills or not formats:
            raise UnpatchableError
        self._data, self._fill_span, self._format_span = data, fills.span(), formats.span()
        self._fills = _FILL.findall(fills[1])
        self._formats = _FORMAT.findall(formats[1])
        if not self._formats:
            raise UnpatchableError
        self._own = len(self._formats)
        self._twins: dict[tuple[int, Level], int] = {}
        self._levels = {level: len(self._fills) + place for place, level in enumerate(COLOURS)}

    def marked(self, style: int, level: Level) -> int:
        """The number of a format that is like `style`, in the colour of a level.

        Raises:
            UnpatchableError: there is no such format.
        """
        key = style, level
        if key not in self._twins:
            if style >= self._own:
                raise UnpatchableError
            fill = b' fillId="%d" applyFill="1"' % self._levels[level]
            twin = _FILL_ATTRIBUTES.sub(b"", self._formats[style]).replace(b"<xf", b"<xf" + fill, 1)
            self._twins[key] = len(self._formats)
            self._formats.append(twin)
        return self._twins[key]

    def render(self) -> bytes:
        """The part with all that was added."""
        new = [
            b'<fill><patternFill patternType="solid"><fgColor rgb="FF%s"/><bgColor indexed="64"/>'
            b"</patternFill></fill>" % colour.encode()
            for colour in COLOURS.values()
        ]
        spans = sorted(
            [
                (self._fill_span, b"fills", [*self._fills, *new]),
                (self._format_span, b"cellXfs", self._formats),
            ]
        )
        out, at = [], 0
        for (start, end), name, items in spans:
            listed = b'<%s count="%d">%s</%s>' % (name, len(items), b"".join(items), name)
            out += [self._data[at:start], listed]
            at = end
        return b"".join([*out, self._data[at:]])
