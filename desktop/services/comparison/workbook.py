"""A comparison out to a workbook, and what people have decided in it back again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.core.labels import Role
from desktop.rosters.comparison import CODE, VERDICT, VERDICTS, ComparedPage, write_comparison
from desktop.rosters.reading import read
from desktop.rosters.workbook import Workbook
from desktop.services.comparison.shown import line_of, reason_of
from desktop.services.comparison.verdicts import Fingerprints, decide
from desktop.services.imports.reading import context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from desktop.core.changes import Changes
    from desktop.rosters.cells import Cell
    from desktop.services.comparison.comparing import Comparison, Pair
    from desktop.services.comparison.people import Side, Someone
    from desktop.services.session import Session

_PERSON: Final = (
    ("姓名", 12),
    ("身份证件号", 22),
    ("性别", 6),
    ("出生日期", 12),
    ("监护人", 14),
    ("村", 12),
    ("班级", 16),
)
_SCHOOL: Final = ("学校", 22)
_REASON: Final = ("依据", 34)
PROBABLE: Final = "可能是同一人"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a workbook has decided."""

    changes: Changes
    decided: int
    unknown: int
    """Lines of pairs that are in doubt no more, or never were."""


def export(session: Session, found: Comparison, out: Path, password: str = "") -> int:
    """Write a comparison with whole numbers; gives how many rows stand in it.

    With a password it cannot be opened without.

    Raises:
        AccessRefusedError: an auditor, who does not carry whole identity numbers away.
        EnvironmentFault: the file cannot be written.
    """
    session.require(Role.PRINCIPAL, Role.CLERK, Role.BUREAU)
    codes = _codes(session, found.probable)
    return write_comparison(out, _pages(found, codes), password)


def _pages(found: Comparison, codes: list[str]) -> Iterator[ComparedPage]:
    left, right = _Form.of(found.left), _Form.of(found.right)
    yield ComparedPage("汇总", "比对结果", (("项目", 46), ("人数", 12)), summary(found))
    pairs = zip(codes, found.probable, strict=True)
    yield ComparedPage(
        PROBABLE,
        f"{PROBABLE}：左边 {left.title}，右边 {right.title}。核对后在“{VERDICT}”一栏选，再收回来",
        ((CODE, 14), (VERDICT, 12), _REASON, *left.headings("左·"), *right.headings("右·")),
        (
            (code, None, reason_of(p), *left.cells(p.left), *right.cells(p.right))
            for code, p in pairs
        ),
    )
    yield ComparedPage(
        "两边都有",
        f"两边都有：左边 {left.title}，右边 {right.title}",
        (_REASON, *left.headings("左·"), *right.headings("右·")),
        ((reason_of(p), *left.cells(p.left), *right.cells(p.right)) for p in found.both),
    )
    for name, form, people in (
        ("只在左边", left, found.only_left),
        ("只在右边", right, found.only_right),
    ):
        rows = map(form.cells, people)
        yield ComparedPage(name, f"只在 {form.title}", form.headings(""), rows)


def summary(found: Comparison) -> tuple[tuple[str, float], ...]:
    """The counts in words; each side adds up."""
    return (
        (f"左边：{found.left.title}", float(len(found.left.people))),
        (f"右边：{found.right.title}", float(len(found.right.people))),
        ("两边都有", float(len(found.both))),
        ("可能是同一人（对）", float(len(found.probable))),
        ("其中左边的人", float(found.left_in_doubt)),
        ("其中右边的人", float(found.right_in_doubt)),
        ("只在左边", float(len(found.only_left))),
        ("只在右边", float(len(found.only_right))),
        ("左边重复的行", float(found.left.repeated)),
        ("右边重复的行", float(found.right.repeated)),
        ("左边没有读的行", float(found.left.unread)),
        ("右边没有读的行", float(found.right.unread)),
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """How the people of a side are written: with their schools where it is of several."""

    title: str
    with_schools: bool

    @classmethod
    def of(cls, side: Side) -> _Form:
        return cls(side.title, any(person.schools for person in side.people))

    def headings(self, side: str) -> tuple[tuple[str, int], ...]:
        columns = (_SCHOOL, *_PERSON) if self.with_schools else _PERSON
        return tuple((side + words, width) for words, width in columns)

    def cells(self, person: Someone) -> tuple[Cell | None, ...]:
        line = line_of(person)
        cells = (
            person.name,
            person.number,
            person.sex.label if person.sex else None,
            person.birth,
            line.guardians or None,
            line.village or None,
            line.place or None,
        )
        return (line.school or None, *cells) if self.with_schools else cells


def _codes(session: Session, pairs: Iterable[Pair]) -> list[str]:
    """A short code for each pair, the same whenever both records say the same."""
    with session.store.read() as connection:
        prints = Fingerprints(connection)
        keys = ["".join(prints.key(pair.left, pair.right)) for pair in pairs]
    return [hashlib.sha256(key.encode()).hexdigest()[:12].upper() for key in keys]


def take_verdicts(session: Session, found: Comparison, path: Path, password: str = "") -> Taken:
    """Remember what people have written beside the doubtful pairs of a comparison.

    Raises:
        SchoolError: the file cannot be read, or says nothing of these pairs.
    """
    seen = read(Workbook(path, password=password), VERDICTS, context(session))
    pairs = dict(zip(_codes(session, found.probable), found.probable, strict=True))
    said = [row for row in seen.rows if row.verdict is not None]
    known = [(pairs[row.code], row.verdict) for row in said if row.code in pairs]
    if not known:
        raise SchoolError(
            f"“{path.name}”里没有对这次比对的判定。请在“{PROBABLE}”这张表的“{VERDICT}”一栏填写。"
        )
    changes = decide(session, {(pair.left, pair.right): verdict for pair, verdict in known})
    return Taken(changes, len(known), len(said) - len(known))
