"""Children who may be on the rolls of two schools: found over all schools, decided one by one.

The pupils are read once, whatever the number of schools; nothing is asked in a loop. What a bureau
decides is kept with the bureau, for a pair belongs to neither school.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.life import CaseAnswer, CaseSide, Likeness, PairDecision
from desktop.database.work import KEYS_AT_ONCE, pieces
from desktop.models import Person, SchoolClass, Student, TransferCase, Unit
from desktop.services.enrolment import PRESENT
from desktop.services.events import NewEvent, record
from desktop.services.life.alike import Known, near, ordered, pairs_within
from desktop.services.life.comparing import compare
from desktop.services.life.duplicates import Decided, decisions, remember
from desktop.services.roll import CLASS_COLUMNS, CLASS_OF_STUDENT, PERSON_OF_STUDENT, label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.database.work import Work
    from desktop.services.life.alike import Pair
    from desktop.services.life.comparing import Compared
    from desktop.services.session import Session

MOST_PAIRS: Final = 20_000
_ORDER: Final = {likeness: place for place, likeness in enumerate(Likeness)}


@dataclass(frozen=True, slots=True)
class OnRoll:
    """A pupil in one of the two schools."""

    unit_id: UUID
    school: str
    person_id: UUID
    student_id: UUID
    name: str
    school_class: str


@dataclass(frozen=True, slots=True)
class TwoRolls:
    """Two pupils of two schools who may be one child."""

    first: OnRoll
    second: OnRoll
    likeness: Likeness
    numbers_differ: bool
    """Whether both have an identity number and these are not the same."""
    decision: PairDecision | None
    """What was decided before, if anything."""

    @property
    def sides(self) -> tuple[OnRoll, OnRoll]:
        """Both, in the order in which their schools were entered."""
        return self.first, self.second


def children_twice(
    session: Session, *, decided: bool = False, differing: bool = False
) -> tuple[TwoRolls, ...]:
    """Pupils of two schools who may be one child, the surest first.

    Args:
        session: a desk at a bureau.
        decided: whether pairs that are to be kept apart are listed, too.
        differing: whether namesakes of one birth date with two identity numbers are, too.

    Raises:
        AccessRefusedError: the unit that is worked in is no bureau.
        SchoolError: more pairs are alike than anybody could look through.
    """
    session.require_bureau()
    with session.store.read() as connection:
        people = _people(connection)
        known = decisions(connection, session.unit_id)
        wanted: dict[Pair, tuple[Likeness, bool]] = {}
        for pair, likeness in _alike(people).items():
            one, other = (people[key].id_digest for key in pair)
            differ = bool(one and other and one != other)
            kept_apart = known.get(pair) is PairDecision.APART
            if (differing or not differ) and (decided or not kept_apart):
                wanted[pair] = likeness, differ
        if len(wanted) > MOST_PAIRS:
            msg = (
                f"像是同一人的学生超过 {MOST_PAIRS:,} 对。请先给各校名册补上身份证件号，再来核对。"
            )
            raise SchoolError(msg)
        there = _there(connection, {key for pair in wanted for key in pair}, session)
    found = [
        TwoRolls(*_by_school(there, pair), likeness, differ, known.get(pair))
        for pair, (likeness, differ) in wanted.items()
    ]
    found.sort(key=lambda line: (line.numbers_differ, _ORDER[line.likeness], line.first.school))
    return tuple(found)


def _by_school(there: dict[UUID, OnRoll], pair: Pair) -> tuple[OnRoll, OnRoll]:
    """Both, in the order in which their schools were entered."""
    one, other = (there[key] for key in pair)
    return (one, other) if one.unit_id < other.unit_id else (other, one)


def _people(connection: Connection) -> dict[UUID, Any]:
    """What is compared of everybody on a roll, by the key of the person."""
    rows = connection.execute(
        _on_rolls(
            *(Person.unit_id, Person.id, Person.name_key, Person.pinyin),
            *(Person.sex, Person.birth, Person.id_digest),
        ).order_by(Person.unit_id, Person.id),
        execution_options={"yield_per": 5_000},
    )
    return {row.id: row for row in rows}


def _there(connection: Connection, people: Iterable[UUID], session: Session) -> dict[UUID, OnRoll]:
    """Some people with their schools and classes."""
    found: dict[UUID, OnRoll] = {}
    today = session.store.clock.today()
    for some in pieces(sorted(people), KEYS_AT_ONCE):
        rows = connection.execute(
            _on_rolls(
                *(Student.unit_id, Unit.name.label("school"), Student.id, Student.person_id),
                *(Person.name, *CLASS_COLUMNS),
            )
            .join(Unit, Unit.id == Student.unit_id)
            .outerjoin(SchoolClass, CLASS_OF_STUDENT)
            .where(Person.unit_id.in_(select(Unit.id)), Person.id.in_(some))
        )
        for row in rows:
            label = label_of(row, today)
            found[row.person_id] = OnRoll(
                row.unit_id, row.school, row.person_id, row.id, row.name, label
            )
    return found


def _alike(people: dict[UUID, Any]) -> dict[Pair, Likeness]:
    """The pairs of two schools, each with the surest likeness."""
    numbers, births, sounds = (defaultdict[Any, list[Any]](list) for _ in range(3))
    for key, one in people.items():
        if one.id_digest:
            numbers[one.id_digest].append(key)
        if one.birth is not None:
            sounds[one.pinyin].append(one)
            if one.sex:
                births[one.name_key, one.sex, one.birth].append(key)
    found: dict[Pair, Likeness] = {}
    for likeness, pairs in (
        (Likeness.NUMBER, pairs_within(numbers.values())),
        (Likeness.BIRTH, pairs_within(births.values())),
        (Likeness.SOUND, _near(sounds.values())),
    ):
        for pair in pairs:
            if people[pair[0]].unit_id != people[pair[1]].unit_id:
                found.setdefault(pair, likeness)
    return found


def _near(groups: Iterable[list[Any]]) -> Iterator[Pair]:
    for group in groups:
        if len({one.unit_id for one in group}) > 1:
            yield from near([Known(one.id, one.sex, one.birth, one.id_digest) for one in group])


def count_by_number(connection: Connection, unit_id: UUID) -> int:
    """How many pairs of pupils of two schools have one identity number and are not kept apart.

    Args:
        connection: the books.
        unit_id: the bureau, with which it is kept what was decided.
    """
    several = (
        _on_rolls(Person.id_digest)
        .where(Person.id_digest.is_not(None))
        .group_by(Person.id_digest)
        .having(func.count(Person.unit_id.distinct()) > 1)
    )
    rows = connection.execute(
        _on_rolls(Person.id_digest, Person.unit_id, Person.id).where(Person.id_digest.in_(several))
    )
    groups: defaultdict[str, dict[UUID, UUID]] = defaultdict(dict)
    for digest, unit, person_id in rows:
        groups[digest][person_id] = unit
    known = decisions(connection, unit_id)
    return sum(
        group[one] != group[other] and known.get((one, other)) is not PairDecision.APART
        for group in groups.values()
        for one, other in pairs_within([list(group)])
    )


def _on_rolls(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of both tables
    return (
        select(*columns)
        .select_from(Student)
        .join(Person, PERSON_OF_STUDENT)
        .where(Student.state.in_(PRESENT))
    )


def side_by_side(session: Session, line: TwoRolls) -> tuple[Compared, ...]:
    """Both records as their schools have them, masked.

    Raises:
        NotFoundError: one of them is not in the books any more.
    """
    session.require_bureau()
    return tuple(
        one for side in line.sides for one in compare(_desk_in(session, side), [side.person_id])
    )


def _desk_in(session: Session, side: OnRoll) -> Session:
    return session.in_unit(side.unit_id, side.school)


def decide_twice(
    session: Session, line: TwoRolls, decision: PairDecision, note: str | None = None
) -> Changes:
    """Remember at the bureau that two are not one child, or that it is to be decided later.

    Raises:
        AccessRefusedError: the unit that is worked in is no bureau.
        NotFoundError: one of the two is not in the books any more.
    """
    session.require_bureau()
    first, second = ordered(line.first.person_id, line.second.person_id)

    def body(work: Work) -> Changes:
        there = select(func.count()).where(Person.id.in_([first, second]))
        if work.connection.execute(there).scalar_one() != len({first, second}):
            raise NotFoundError("其中一条记录已经不在了，可能已合并或撤销。请刷新后再看。")
        remember(work, (first, second), Decided(decision, session.user_name, note))
        work.summary = {"first": first, "second": second, "decision": decision}
        return Changes.of(Book.PEOPLE)

    return session.write("duplicates.decide", body)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Which school a child has left for the other one, and since when."""

    side: OnRoll
    day: date
    note: str | None = None


def transfer(session: Session, line: TwoRolls, leaving: Leaving) -> Changes:
    """Enter that the child has left one of the two schools for the other, where it is already.

    It is a transfer that has arrived: nobody has to take the child in once more. Like any other
    event it can be corrected or cancelled in the school that the child has left.

    Raises:
        AccessRefusedError: the unit that is worked in is no bureau.
        SchoolError: the day does not fit what the school knows of the child.
    """
    session.require_bureau()
    left = leaving.side
    there = next(side for side in line.sides if side.unit_id != left.unit_id)
    event = NewEvent(
        left.student_id,
        EnrolmentKind.TRANSFER_OUT,
        leaving.day,
        leaving.note,
        school=there.school,
    )
    desk = _desk_in(session, left)
    note = f"{session.unit_name}核对一人两校：已在{there.school}在校"
    return record(desk, [event]) | _arrived(desk, leaving, note)


def _arrived(desk: Session, leaving: Leaving, note: str) -> Changes:
    """Answer the case that the event has opened: the child is there already."""

    def body(work: Work) -> Changes:
        case = work.connection.execute(
            select(TransferCase.id)
            .where(
                TransferCase.unit_id == work.unit_id,
                TransferCase.student_id == leaving.side.student_id,
                TransferCase.side == CaseSide.OUT,
            )
            .order_by(TransferCase.day.desc(), TransferCase.id.desc())
            .limit(1)
        ).scalar_one()
        said = {"answer": CaseAnswer.ACCEPTED, "answered_on": leaving.day, "note": note}
        work.update(TransferCase, [{"id": case} | said])
        work.summary = {"case": case, "answer": CaseAnswer.ACCEPTED}
        return Changes.of(Book.PEOPLE)

    return desk.write("transfer.confirm", body)
