"""What is said on the command line of sheets and of rows in doubt, in one workbook or several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from desktop.cli.answer import Answer
    from desktop.rosters.results import Choices
    from desktop.services.imports.county import LineKey
    from desktop.services.imports.county_lines import CountyLine
    from desktop.services.imports.plan import Difference

EVERY_SHEET: Final = "全部"
"""In place of a sheet's name: all sheets that look like the first, as one roster."""
SHOWN: Final = 20


def choices_of(args: argparse.Namespace) -> Choices:
    """Sheet, header line and columns, as far as they were said.

    Raises:
        SchoolError: there is no such field.
    """
    from desktop.rosters.results import Choices  # noqa: PLC0415 - not for help

    sheet = int(args.worksheet) if (args.worksheet or "").isdecimal() else args.worksheet
    every = args.worksheet == EVERY_SHEET
    mapping = _mapping(args) or None
    return Choices(None if every else sheet, args.header_row, mapping, every)


def _mapping(args: argparse.Namespace) -> dict[str, str]:
    from desktop.rosters.sheets import sheet_kind  # noqa: PLC0415 - not for help

    kind = sheet_kind(args.sheet)
    keys = {word: one.key for one in kind.columns for word in (one.title, one.key)} | {"-": ""}
    said = {}
    for word in args.mapping:
        column, _, field = word.rpartition("=")
        if not column or field not in keys:
            msg = f"--map 写成 列=栏目（不读的写 列=-），要是“{kind.title}”表的栏目；不是“{word}”。"
            raise SchoolError(msg)
        said[column] = keys[field]
    return said


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """A row in doubt, wherever it stands."""

    key: LineKey
    file: str
    sheet: str
    line: Difference
    school: str = ""

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.school} {self.file}（{self.sheet}）第{self.line.row}行".strip()

    def is_called(self, name: str) -> bool:
        """Whether words before a row's number mean this one's file, and its sheet."""
        stem = self.file.rpartition(".")[0]
        return all(part in (self.file, stem, self.sheet) for part in name.split("!") if part)


def of_county(lines: Iterable[CountyLine]) -> list[DoubtLine]:
    """The rows in doubt of a bureau's import."""
    return [DoubtLine(one.key, one.file, one.sheet, one.line, one.school) for one in lines]


def decisions(
    args: argparse.Namespace, answer: Answer, lines: Sequence[DoubtLine]
) -> dict[LineKey, str]:
    """What was said of rows in doubt.

    Raises:
        SchoolError: it cannot be told which row, or which pupil, is meant.
    """
    from desktop.services.imports.doubts import CONFIRMED  # noqa: PLC0415 - not for help

    said: dict[LineKey, str] = {}
    for name, row in args.new:
        found = _meant(lines, name, row)
        if found is None:
            answer.say(f"  {name}{'!' if name else ''}{row} 没有待定，--new 没有用上。")
        else:
            said[found.key] = CONFIRMED
    for name, row, place in args.same:
        found = _meant(lines, name, row)
        if found is None:
            raise SchoolError(f"第{row}行没有待定，不能用 --same。")
        said[found.key] = _candidate(found, place)
    return said


def _meant(lines: Sequence[DoubtLine], name: str, row: int) -> DoubtLine | None:
    found = [one for one in lines if one.line.row == row and one.is_called(name)]
    if len(found) > 1:
        places = "、".join(one.place for one in found[:3])
        raise SchoolError(f"有几个第{row}行待定：{places}。请写成 文件!行 或 文件!工作表!行。")
    return found[0] if found else None


def _candidate(one: DoubtLine, place: int) -> str:
    offered = one.line.candidates
    if not offered:
        raise SchoolError(f"{one.place}：名册里没有可能的人，不能用 --same。")
    if not place and len(offered) > 1:
        raise SchoolError(f"{one.place}：可能是几个人，请写 行=第几个。")
    if place > len(offered):
        raise SchoolError(f"{one.place}：可能的只有 {len(offered)} 人。")
    return offered[max(place, 1) - 1].key


def tell_doubts(answer: Answer, lines: Sequence[DoubtLine]) -> None:
    """The rows in doubt with the pupils whom each may mean, numbered."""
    for one in lines[:SHOWN]:
        names = (f"{number} {who.label}" for number, who in enumerate(one.line.candidates, 1))
        likely = f"；名册里可能是：{'；'.join(names)}" if one.line.candidates else ""
        answer.say(f"  待定 {one.place} {one.line.who}：{one.line.reason}{likely}")
    if len(lines) > SHOWN:
        answer.say(f"  …… 另有 {len(lines) - SHOWN} 行待定")


def put_doubt(one: DoubtLine, says: Mapping[LineKey, str]) -> dict[str, Any]:
    """A row in doubt as JSON."""
    return {
        "school": one.school,
        "file": one.file,
        "sheet": one.sheet,
        "row": one.line.row,
        "who": one.line.who,
        "reason": one.line.reason,
        "candidates": [who.label for who in one.line.candidates],
        "may_be_new": one.line.may_be_new,
        "said": one.key in says,
    }
