"""Headings of a roster of pupils that mean something only beside others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.rosters.guardian_columns import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rosters.columns import Heading


def settle(headings: Sequence[Heading]) -> dict[int, str]:
    """Keys for headings that belong to the guardian whose name stands before them.

    联系电话, 关系 or a second 身份证号 behind 监护人姓名 are the guardian's, not the pupil's.
    """
    keys: dict[int, str] = {}
    taken = {heading.key for heading in headings}
    seen: set[str] = set()
    guardian, stranger = "", False
    for heading in headings:
        key, third = heading.key, False
        if key and key.startswith("guardian"):
            # A third person (受委托监护人) has no column of its own, nor have the cells behind it.
            third = key.endswith("_name") and key in seen
            guardian = "" if third else key.partition("_")[0]
        elif guardian and (theirs := _theirs(heading, guardian, seen)) and theirs not in taken:
            keys[heading.index] = theirs
            taken.add(theirs)
            continue
        elif key == "phone" and stranger and _is_bare(heading):
            keys[heading.index] = ""
        elif key not in ("phone", "id_number", None):
            guardian = ""
        stranger = third or (key is None and _STRANGER.search("".join(heading.path)) is not None)
        seen.add(key or "")
    return keys


_STRANGER: Final = re.compile("班主任|教师|老师|校长|填表|经办|负责|包保|帮扶")
"""Whose telephone stands behind them is neither the pupil's nor the family's."""


def _is_bare(heading: Heading) -> bool:
    """Whether a heading stands alone and says of nobody that it is theirs."""
    word = heading.path[-1] if heading.path else ""
    return len(heading.path) == 1 and not word.startswith(("学生", "本人"))


def _theirs(heading: Heading, guardian: str, seen: set[str]) -> str | None:
    word = heading.path[-1] if heading.path else ""
    if heading.key == "phone" and _is_bare(heading):
        return f"{guardian}_phone"
    if heading.key is None and word in RELATIONS:
        return f"{guardian}_relation"
    if heading.key == "id_number" and "id_number" in seen:
        return f"{guardian}_id_number"
    return None
