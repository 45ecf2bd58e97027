"""Rows in doubt: why, whom of the books they may mean, and what a person may say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.identity import mask
from desktop.core.labels import EnrolmentKind
from desktop.services.imports.matching import Match
from desktop.services.imports.plan import Candidate, Difference
from desktop.services.imports.student_lines import class_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rosters.students import StudentRow
    from desktop.services.enrolment import Classes
    from desktop.services.imports.matching import Pupil, Pupils, Wanted

TWICE: Final = "表里不止一行是这名学生，只能留一行"
NAMESAKE: Final = "表里有两个分不清的同名的人，请补上证件号或学籍号"
WHICH_CLASS: Final = "这个年级有几个班，请写明是哪个班"
AWAY: Final = "名册里这名学生已{}；确实回来了的，请确认这一行"
DEAD: Final = "名册里这名学生已登记死亡，请核对"
NOT_AGAIN: Final = (
    "这一行以前认过，是名册里已有的一名学生；那名学生现在对上了表里别的行，或已登记死亡，"
    "请补上证件号或学籍号"
)
NOT_THIS_ONE: Final = "您指的那名学生已经对上表里别的行，或这一行的号码是别人的，请重新选"
SAID_NEW: Final = "按您说的：新来或回校"
SAID_SAME: Final = "按您说的：就是{}"
CONFIRMED: Final = "new"
"""What a person says of a row: somebody new here, or back. Else: the key of the pupil meant."""


class Doubt(msgspec.Struct, frozen=True):
    """Why nobody can tell whom a row means, and whom it may mean."""

    reason: str
    candidates: Sequence[Pupil] = ()
    may_be_new: bool = False
    """Whether a person may say that it is somebody new, or back."""

    def line(self, row: StudentRow, who: str, classes: Classes) -> Difference:
        """The row as it stands in a list."""
        return Difference(
            row.row,
            who,
            reason=self.reason,
            candidates=tuple(candidate(pupil, classes) for pupil in self.candidates),
            may_be_new=self.may_be_new,
        )


def candidate(pupil: Pupil, classes: Classes) -> Candidate:
    """A pupil of the books to choose, told apart from others without what is private."""
    row = pupil.row
    told = [f"{class_label(row, classes)} {row.name}".strip()]
    if row.sex is not None:
        told.append(row.sex.label)
    if row.kind is not None and not row.kind.present:
        told.append(row.kind.label)
    number = row.id_number or row.student_number
    told.append(mask(number) if number else "没有号码")
    return Candidate(row.id.hex, "，".join(told))


def decided(row: StudentRow, who: str, meant: Candidate | None) -> Difference:
    """A row that is in doubt no more because of what a person has said."""
    if meant is None:
        return Difference(row.row, who, reason=SAID_NEW)
    return Difference(row.row, who, reason=SAID_SAME.format(meant.label), candidates=(meant,))


def is_away(pupil: Pupil) -> bool:
    """Whether the books say that a pupil is not here."""
    row = pupil.row
    return row is not None and row.kind is not None and not row.kind.present


def may_be_new(pupils: Pupils, wanted: Wanted, doubt: str) -> bool:
    """Whether a person may decide that a doubtful row is somebody new: no number is taken."""
    return doubt not in (WHICH_CLASS, NOT_AGAIN) and not pupils.has_number(wanted)


def doubt_of(pupils: Pupils, match: Match, wanted: Wanted) -> Doubt:
    """Why a row stays in doubt, and what may be said of it."""
    likely = [pupil for pupil in match.candidates if pupils.may_mean(pupil, wanted)]
    back = any(is_away(pupil) for pupil in likely)
    return Doubt(match.doubt, likely, back or may_be_new(pupils, wanted, match.doubt))


def pointed_at(pupils: Pupils, said: str, wanted: Wanted) -> Match:
    """The pupil whom a person has pointed at, if the row may mean that one."""
    meant = pupils.of_key(said)
    if meant is None or not pupils.may_mean(meant, wanted):
        return Match(doubt=NOT_THIS_ONE, candidates=pupils.namesakes(wanted.name_key))
    dead = meant.row.kind is EnrolmentKind.DIED
    return Match(doubt=DEAD) if dead else Match(meant)


def met_again(pupil: Pupil | None) -> Match:
    """The pupil whom a row has become when the same was said of it before.

    A row that has become somebody once never adds another: where the pupil has died or is another
    row's by now (None: settled with it) the row is in doubt.
    """
    if pupil is None or pupil.taken or pupil.row.kind is EnrolmentKind.DIED:
        return Match(doubt=NOT_AGAIN)
    return Match(pupil)
