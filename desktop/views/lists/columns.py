"""What is shown of lists, of the people on them, and of pairs: numbers masked throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.services.comparison.shown import PersonLine, line_of, reason_of
from desktop.views.tables import Chip, ListColumn, Tone

if TYPE_CHECKING:
    from desktop.services.comparison.comparing import Pair
    from desktop.services.granting import Grant
    from desktop.services.lists import EntryLine, StoredList

LIST_COLUMNS: Final[tuple[ListColumn[StoredList], ...]] = (
    ListColumn("topic", "名单", lambda k: f"{k.topic.label}名单", 150),
    ListColumn("source", "来自", lambda k: k.source.label, 100),
    ListColumn("day", "名单日期", lambda k: f"{k.day:%Y-%m-%d}", 120),
    ListColumn("people", "人数", lambda k: f"{k.people:,}", 80, "right"),
    ListColumn("user", "导入人", lambda k: k.user_name, 110),
    ListColumn("at", "导入时间", lambda k: f"{k.at.astimezone(CHINA):%Y-%m-%d %H:%M}", 150),
)
ENTRY_COLUMNS: Final[tuple[ListColumn[EntryLine], ...]] = (
    ListColumn("name", "姓名", lambda e: e.name, 130),
    ListColumn("sex", "性别", lambda e: e.sex.label if e.sex else "", 60, "center"),
    ListColumn("id", "证件号（遮盖）", lambda e: e.id_masked, 180),
    ListColumn("village", "村", lambda e: e.village, 120),
    ListColumn("head", "户主（监护人）", lambda e: e.head, 130),
    ListColumn("relation", "与户主关系", lambda e: e.relation, 110),
)
_GRANT_SCHOOL: Final[ListColumn[Grant]] = ListColumn("school", "学校", lambda g: g.school, 180)
_GRANT_COLUMNS: Final[tuple[ListColumn[Grant], ...]] = (
    ListColumn("name", "姓名", lambda g: g.name, 150),
    ListColumn("class", "班级", lambda g: g.school_class, 130),
    ListColumn("reason", "依据", lambda g: g.reason, 160),
    ListColumn("proof", "凭证", lambda g: g.proof, 320, hidden=True),
)


def grant_columns(*, at_bureau: bool) -> tuple[ListColumn[Grant], ...]:
    """Who may be given what a list says; at a bureau also of which school."""
    return (_GRANT_SCHOOL, *_GRANT_COLUMNS) if at_bureau else _GRANT_COLUMNS


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair with what the screen may show of it."""

    pair: Pair
    left: PersonLine
    right: PersonLine
    reason: str

    @classmethod
    def of(cls, pair: Pair) -> PairLine:
        """Masked."""
        return cls(pair, line_of(pair.left), line_of(pair.right), reason_of(pair))


def _sure(line: PairLine) -> Chip:
    sure = line.pair.likeness.sure
    return Chip(line.reason, Tone.GOOD if sure else Tone.CARE)


PAIR_COLUMNS: Final[tuple[ListColumn[PairLine], ...]] = (
    ListColumn("left", "左边", lambda p: p.left.name, 110),
    ListColumn("left_id", "左边证件号（遮盖）", lambda p: p.left.id_masked, 170),
    ListColumn("left_place", "左边班级（村）", lambda p: p.left.place, 120),
    ListColumn("right", "右边", lambda p: p.right.name, 110),
    ListColumn("right_id", "右边证件号（遮盖）", lambda p: p.right.id_masked, 170),
    ListColumn("right_place", "右边班级（村）", lambda p: p.right.place, 120),
    ListColumn("reason", "依据", lambda p: p.reason, 300, chip=_sure),
)


def _schools(line: PairLine) -> str:
    """The schools of both sides; of one side mostly, for the other is a list."""
    return " ／ ".join(dict.fromkeys(filter(None, (line.left.school, line.right.school))))


_PAIR_SCHOOL: Final[ListColumn[PairLine]] = ListColumn("school", "学校", _schools, 180)
PERSON_COLUMNS: Final[tuple[ListColumn[PersonLine], ...]] = (
    ListColumn("name", "姓名", lambda p: p.name, 130),
    ListColumn("sex", "性别", lambda p: p.sex.label if p.sex else "", 60, "center"),
    ListColumn("id", "证件号（遮盖）", lambda p: p.id_masked, 180),
    ListColumn("year", "出生年份", lambda p: str(p.birth_year or ""), 90, "center"),
    ListColumn("place", "班级（村）", lambda p: p.place, 150),
    ListColumn("guardians", "监护人（户主）", lambda p: p.guardians, 150),
    ListColumn("village", "村", lambda p: p.village, 120),
)
_AT_BUREAU: Final = (
    *("left", "right", "school", "right_place", "reason"),
    *("left_id", "right_id", "left_place"),
)
_PERSON_SCHOOL: Final[ListColumn[PersonLine]] = ListColumn(
    "school", "学校", lambda p: p.school, 200
)


def pair_columns(*, at_bureau: bool) -> tuple[ListColumn[PairLine], ...]:
    """The columns of pairs; at a bureau names and school come first: numbers are alike anyway."""
    if not at_bureau:
        return PAIR_COLUMNS
    by_key = {column.key: column for column in (*PAIR_COLUMNS, _PAIR_SCHOOL)}
    return tuple(by_key[key] for key in _AT_BUREAU)


def person_columns(*, at_bureau: bool) -> tuple[ListColumn[PersonLine], ...]:
    """The columns of people on one side; at a bureau the school comes after the name."""
    if not at_bureau:
        return PERSON_COLUMNS
    return (PERSON_COLUMNS[0], _PERSON_SCHOOL, *PERSON_COLUMNS[1:])
