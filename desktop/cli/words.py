"""Words of the command line that become values; each refuses in a sentence what it cannot read."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.core.terms import Month

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.core.labels import Labelled


def month(text: str) -> Month:
    """A month: 2026-10."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def day(text: str) -> date:
    """A day: 2026-11-02."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"日期写成 2026-11-02 的样子，不是“{text}”"
        raise ArgumentTypeError(msg) from None


def natural(text: str) -> int:
    """A whole number from 0."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        msg = f"要写一个整数，不是“{text}”"
        raise ArgumentTypeError(msg)
    return int(text)


def counted(text: str) -> int:
    """A whole number from 1."""
    number = natural(text)
    if number == 0:
        raise ArgumentTypeError("从 1 数起")
    return number


def row_numbers(text: str) -> tuple[tuple[str, int], ...]:
    """Rows, each with the sheet that is named before it (empty: the first)."""
    parts = (part.strip().rpartition("!") for part in re.split("[,，、]", text))
    return tuple((sheet.strip(), counted(row.strip())) for sheet, _, row in parts)


def row_choices(text: str) -> tuple[tuple[str, int, int], ...]:
    """Rows as `row_numbers`, each with the number of somebody who is offered (0: the only one)."""
    found = []
    for part in re.split("[,，、]", text):
        row, _, place = part.partition("=")
        [(sheet, number)] = row_numbers(row)
        found.append((sheet, number, counted(place.strip()) if place.strip() else 0))
    return tuple(found)


def labelled(kind: type[Labelled]) -> Callable[[str], Any]:
    """A reader for the words of an enumeration."""

    def read(text: str) -> Any:  # noqa: ANN401 - a member of `kind`
        member = kind.by_label(text)
        if member is None:
            known = "、".join(f"{m.label}（{m.value}）" for m in kind)
            msg = f"没有“{text}”，可以用：{known}"
            raise ArgumentTypeError(msg)
        return member

    return read
