"""Problems in a workbook: values with the place they were found at, never exceptions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from desktop.core.labels import Labelled


class Level(Labelled):
    """How grave a problem is."""

    ERROR = "error", "错误"
    """The row is not taken in."""
    WARNING = "warning", "提醒"
    """The row is taken in; a person should look."""
    REPAIR = "repair", "已修正"
    """The row is taken in with what was healed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at, where it stands, and what to do about it."""

    sheet: str
    row: int
    """As Excel counts: from 1; 0 when it concerns the whole sheet."""
    column: str
    """Letter; empty when it concerns the whole row."""
    cell: str
    """Address such as C5; empty when it concerns no single cell."""
    field: str
    """The column's title in our words, such as 身份证件号."""
    level: Level
    found: str
    """What stood there; hidden when the field is private."""
    message: str

    @property
    def place(self) -> str:
        """Where to look, in words."""
        return self.cell or (f"第{self.row}行" if self.row else "整张表")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a converter or a check says about one cell, before the place is known."""

    level: Level
    message: str
    value: object = None
    """What is taken in all the same (warnings and repairs)."""


_LONG_NUMBER: Final = re.compile(r"[0-9][0-9 \-]{5,}[0-9Xx]")
_SHOWN: Final = 40


def letter(column: int) -> str:
    """The letter of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """The column counted from 0 that a letter names: A → 0, AA → 26.

    Raises:
        ValueError: it is no column letter.
    """
    if not re.fullmatch("[A-Za-z]{1,3}", name):
        msg = f"没有这一列：{name}"
        raise ValueError(msg)
    index = 0
    for char in name.upper():
        index = index * 26 + ord(char) - 64
    return index - 1


def shown(text: str, *, private: bool) -> str:
    """What may stand in a list of problems of a cell's text.

    Private fields give only their length; everywhere else numbers that could be a person's (seven
    digits and more) are hidden too, because they often stand in the wrong column.
    """
    if private:
        return f"（{len(text)}个字，不显示）" if text else ""
    text = _LONG_NUMBER.sub(lambda found: "*" * len(found[0]), text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
