"""The columns by whose numbers sheets know people, each declared once with the words all share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.labels import IdKind
from desktop.rosters import people
from desktop.rosters.columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.rosters.cells import Cell, Context

PAPERS: Final = ("身份证号", "身份证号码", "身份证", "证件号", "证件号码", "公民身份号码")
"""What every sheet may call the number of a paper."""
ON_PAPER: Final = "按文本填写，18 位"
_WIDE: Final = 22


def id_number(
    *also: str,
    note: str = ON_PAPER,
    read: Callable[[Cell, Context], object] = people.raw_number,
) -> Column:
    """身份证件号, with what one kind of sheet calls it besides."""
    return Column(
        "id_number",
        "身份证件号",
        read,
        (*PAPERS, *also),
        width=_WIDE,
        sensitive=True,
        note=note,
    )


def id_kind(*also: str) -> Column:
    """身份证件类型."""
    return Column(
        "id_kind",
        "身份证件类型",
        people.id_kind,
        ("证件类型", "证件种类", "身份证类型", *also),
        width=14,
        example="居民身份证",
        choices=tuple(kind.label for kind in IdKind),
        few=True,
    )


def student_number(*also: str, note: str) -> Column:
    """学籍号."""
    return Column(
        "student_number",
        "学籍号",
        people.raw_number,
        ("全国学籍号", "学籍编号", "学籍号码", *also),
        width=_WIDE,
        sensitive=True,
        note=note,
    )
