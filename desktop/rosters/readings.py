"""What cells were read as where that is not what stands in them: in groups, with counts.

What was healed in one cell is a problem with its place (`problems`); here stand the readings that
come again and again: 1 as 男, 汉 as 汉族, 无 as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which cells of a column were read otherwise than they are written."""

    sheet: str
    column: str
    """Letter."""
    field: str
    """The column's title in our words."""
    message: str
    """Such as “1”读作“男”."""
    count: int
    """How many cells."""

    @property
    def sentence(self) -> str:
        """The whole of it: 性别：“1”读作“男”，36 处."""
        return f"{self.field}：{self.message}，{self.count:,} 处"


def together(sheets: Iterable[Sequence[Reading]]) -> tuple[Reading, ...]:
    """The readings of several lists as those of the first: the same change is one line."""
    found: dict[tuple[str, str], Reading] = {}
    for one in (reading for readings in sheets for reading in readings):
        before = found.get((one.field, one.message))
        count = one.count + (before.count if before else 0)
        found[one.field, one.message] = replace(before or one, count=count)
    return tuple(found.values())


def named(
    told: Iterable[tuple[str, str, int]],
    sheet: str,
    letters: Mapping[str, str],
    titles: Mapping[str, str],
) -> list[Reading]:
    """Readings with their places."""
    return [
        Reading(sheet, letters.get(key, ""), titles[key], message, count)
        for key, message, count in told
    ]
