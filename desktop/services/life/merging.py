"""合并重复: two records become one that has both histories; taken back as a whole.

Everything that points at the record that goes is made to point at the one that stays, whatever
table it stands in. Where both tell something of a field the word of the one that stays holds, or
that which a person has chosen. What else both would say at once and differently is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, Table, select, type_coerce
from sqlalchemy.exc import IntegrityError

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.life import DeedKind
from desktop.database.pointers import pointing_at
from desktop.models import (
    AttachedFile,
    EnrolmentEvent,
    Guardianship,
    HeadCountName,
    HouseholdFact,
    MealMonth,
    Person,
    RollException,
    Student,
    TransferCase,
    VerifiedField,
)
from desktop.services.enrolment import settle
from desktop.services.life import deeds
from desktop.services.life.differing import OF_PERSON, OF_STUDENT, columns_of, contested
from desktop.services.life.stories import spoken, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from desktop.database.base import Base
    from desktop.database.work import Work
    from desktop.services.life.deeds import DeedUndone
    from desktop.services.life.stories import Story
    from desktop.services.session import Session

_IDENTITY: Final = "identity"
_NUMBER: Final = "id_number"
_TWO_NUMBERS: Final = (
    "两条记录的证件号不同，多半是两个人。合并后保留留下那条的证件号。确实是同一个人吗？",
    "两条记录的证件号不同，多半是两个人。合并后用并掉那条的证件号。确实是同一个人吗？",
)
_SAME_CASE: Final = ("side", "day", "partner_unit_id", "partner_name")


def merge(
    session: Session,
    keep: UUID,
    drop: UUID,
    accepted: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
) -> tuple[int, Changes]:
    """Let a person's record go up into another; returns the number to take it back by.

    Args:
        session: of the school.
        keep: the person whose record stays.
        drop: the person whose record goes.
        accepted: what was asked and agreed to.
        taken: fields (`differing`) in which the word of the record that goes holds.

    Raises:
        Confirmable: both have an identity number, and not the same one.
        NotFoundError: one of them is not in the books.
        SchoolError: both say something at once that only one can be (it says what).
    """

    def body(work: Work) -> tuple[int, Changes]:
        people = work.rows(Person, [keep, drop])
        if len(people) != len({keep, drop}) or keep == drop:
            raise NotFoundError("要合并的记录已经不在了，可能已合并或撤销。请刷新后再看。")
        digests = {row["id_digest"] for row in people.values() if row["id_digest"]}
        if len(digests) > 1 and _IDENTITY not in accepted:
            raise Confirmable(
                _IDENTITY,
                _TWO_NUMBERS[_NUMBER in taken],
            )
        moved = _Merging(work, taken).people(people[keep], people[drop])
        number = deeds.enter(work, session, DeedKind.MERGE, str(keep), {"moved": moved})
        return number, Changes.of(Book.PEOPLE, Book.MEALS)

    return session.write("duplicates.merge", body)


def undo(session: Session, number: int) -> DeedUndone:
    """Take a merge back.

    Raises:
        NotFoundError: there is no such merge.
        SchoolError: later records depend on it.
    """
    return deeds.undo(session, number, DeedKind.MERGE)


def contradiction(one: Story, other: Story) -> str | None:
    """Why two stories cannot be those of one child; None if they can.

    Until the later one begins, the earlier one holds alone. From then on both must say the same,
    unless the earlier one had ended before.
    """
    if not one or not other:
        return None
    earlier, later = sorted((one, other), key=lambda story: story[0].day)
    begins = later[0].day
    for day in sorted({m.day for m in (*one, *other) if m.day >= begins}):
        first = next(m for m in reversed(earlier) if m.day <= day)
        second = next(m for m in reversed(later) if m.day <= day)
        ended = not first.kind.present and first.day < begins
        if ended and first.kind is not EnrolmentKind.DIED:
            continue
        if first.stand != second.stand:
            said = f"一条{first.kind.label}，一条{second.kind.label}"
            if first.kind.present and second.kind.present:
                said = "在两个班"
            return f"{spoken(day)}起两条记录说法不一（{said}）。请先更正其中一条的异动，再合并。"
    return None


class _Merging:
    """Merges inside one transaction; counts the rows that were made to point elsewhere."""

    def __init__(self, work: Work, taken: frozenset[str]) -> None:
        self._work, self._taken = work, taken
        self._moved = 0

    def people(self, keep: dict[str, Any] | Any, drop: dict[str, Any] | Any) -> int:  # noqa: ANN401 - whole rows
        """Merge two people, and what they are as pupils."""
        pupils = {row["person_id"]: row for row in self._of(Student, "person_id", keep, drop)}
        if len(pupils) > 1:
            contested_here = contested(OF_PERSON, keep, drop)
            self._let_go_of_marks(pupils[keep["id"]], pupils[drop["id"]], contested_here)
            self._pupils(pupils[keep["id"]], pupils[drop["id"]])
        self._drop_equal(HouseholdFact, "person_id", keep, drop)
        self._repoint(Person, drop["id"], keep["id"])
        self._fill(Person, keep, drop)
        self._work.delete(Person, [drop["id"]])
        self._take(Person, OF_PERSON, keep, drop)
        return self._moved

    def _pupils(self, keep: dict[str, Any], drop: dict[str, Any]) -> None:
        ids = [keep["id"], drop["id"]]
        found = stories(self._work.connection, self._work.unit_id, ids)
        sentence = contradiction(found[keep["id"]], found[drop["id"]])
        if sentence:
            raise SchoolError(sentence)
        self._refuse_meals(keep, drop)
        self._drop_equal(TransferCase, "student_id", keep, drop, _SAME_CASE)
        self._drop_equal(HeadCountName, "student_id", keep, drop, ("head_count_id", "kind"))
        self._drop_equal(EnrolmentEvent, "student_id", keep, drop, ("day", "kind", "class_id"))
        self._drop_equal(VerifiedField, "student_id", keep, drop, ("field", "position"))
        self._drop_equal(RollException, "student_id", keep, drop)
        self._merge_guardians(keep, drop)
        self._repoint(Student, drop["id"], keep["id"])
        self._fill(Student, keep, drop)
        self._work.delete(Student, [drop["id"]])
        self._take(Student, OF_STUDENT, keep, drop)
        settle(self._work, [keep["id"]])

    def _let_go_of_marks(
        self, keep: dict[str, Any], drop: dict[str, Any], names: Collection[str]
    ) -> None:
        """Of a field that was verified in one record, and whose other word holds, the mark goes."""
        names = {*names, *contested(OF_STUDENT, keep, drop)}
        gone = [
            row["id"]
            for row in self._of(VerifiedField, "student_id", keep, drop)
            if row["field"].value in names
            if (row["student_id"] == drop["id"]) != (row["field"].value in self._taken)
        ]
        self._work.delete(VerifiedField, gone)

    def _take(
        self,
        model: type[Base],
        titles: Mapping[str, str],
        keep: dict[str, Any],
        drop: dict[str, Any],
    ) -> None:
        """Let the word of the record that goes hold where a person wants it so."""
        names = [name for name in contested(titles, keep, drop) if name in self._taken]
        if names:
            word = {column: drop[column] for column in columns_of(names)}
            self._work.update(model, [{"id": keep["id"], **word}])

    def _refuse_meals(self, keep: dict[str, Any], drop: dict[str, Any]) -> None:
        rows = self._of(MealMonth, "student_id", keep, drop)
        months = [
            {row["month"] for row in rows if row["student_id"] == r["id"]} for r in (keep, drop)
        ]
        both = sorted(months[0] & months[1])
        if both:
            msg = (
                f"两条记录都登记了{both[0].label}的就餐，不能合并。"
                "请先在“食堂”里清掉登记错的那一条。"
            )
            raise SchoolError(msg)
        closed = sorted(months[1] & self._work.closed_months())
        if closed:
            msg = (
                f"要并掉的那条在已结账的{closed[0].label}有就餐记录，结了的账不能改。"
                "请反过来，留下这一条。"
            )
            raise SchoolError(msg)

    def _merge_guardians(self, keep: dict[str, Any], drop: dict[str, Any]) -> None:
        """Guardians of the same name are one; others come behind those that are there."""
        rows = self._of(Guardianship, "student_id", keep, drop)
        there = [row for row in rows if row["student_id"] == keep["id"]]
        names = {row["name_key"] for row in there}
        coming = [row for row in rows if row["student_id"] == drop["id"]]
        same = [row for row in coming if row["name_key"] in names]
        for row in same:
            known = next(r for r in there if r["name_key"] == row["name_key"])
            self._repoint(Guardianship, row["id"], known["id"])
            self._fill(Guardianship, known, row)
        self._work.delete(Guardianship, [row["id"] for row in same])
        place = max((row["position"] for row in there), default=0)
        others = sorted((row for row in coming if row not in same), key=lambda r: r["position"])
        # From behind, so that no two ever have one place.
        behind = place + max((row["position"] for row in coming), default=0)
        for offset in (behind, place):
            self._work.update(
                Guardianship,
                [{"id": r["id"], "position": offset + n} for n, r in enumerate(others, start=1)],
            )

    def _drop_equal(
        self,
        model: type[Base],
        column: str,
        keep: dict[str, Any],
        drop: dict[str, Any],
        alike: Collection[str] = (),
    ) -> None:
        """Let rows go that say of one record what a row says of the other already."""
        table = _table(model)
        names = alike or [c.name for c in table.c if c.name not in ("id", "unit_id", column)]
        rows = self._of(model, column, keep, drop)
        known = {tuple(r[n] for n in names): r["id"] for r in rows if r[column] == keep["id"]}
        gone = []
        for row in rows:
            same = known.get(tuple(row[name] for name in names))
            if row[column] == drop["id"] and same is not None:
                self._repoint(model, row["id"], same)
                gone.append(row["id"])
        self._work.delete(model, gone)

    def _of(self, model: type[Base], column: str, *records: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows of a table that belong to records."""
        table = _table(model)
        query = select(table).where(
            table.c.unit_id == self._work.unit_id,
            table.c[column].in_([record["id"] for record in records]),
        )
        rows = self._work.connection.execute(query.order_by(table.c.id)).mappings()
        return [dict(row) for row in rows]

    def _repoint(self, model: type[Base], old: UUID, new: UUID) -> None:
        """Make everything that points at one row point at another."""
        self._drop_same_papers(model, old, new)
        for pointer in pointing_at(_table(model)):
            child, column = pointer.child, pointer.column
            query = select(child.c.id).where(child.c.unit_id == self._work.unit_id, column == old)
            if pointer.only is not None:
                query = query.where(pointer.only)
            ids = self._work.connection.execute(query).scalars().all()
            try:
                self._work.update(child, [{"id": key, column.name: new} for key in ids])
            except IntegrityError as error:
                msg = (
                    f"两条记录都有“{child.info['label']}”而且互相冲突，不能合并。请先清掉其中一条。"
                )
                raise SchoolError(msg) from error
            self._moved += len(ids)

    def _drop_same_papers(self, model: type[Base], old: UUID, new: UUID) -> None:
        """Of a paper that is attached to both rows one is enough."""
        rows = self._work.connection.execute(
            select(AttachedFile.id, AttachedFile.file_id, AttachedFile.record_id).where(
                AttachedFile.unit_id == self._work.unit_id,
                type_coerce(AttachedFile.record_table, String) == model.__tablename__,
                AttachedFile.record_id.in_((old, new)),
            )
        ).all()
        there = {row.file_id for row in rows if row.record_id == new}
        gone = [row.id for row in rows if row.record_id == old and row.file_id in there]
        self._work.delete(AttachedFile, gone)

    def _fill(self, model: type[Base], keep: dict[str, Any], drop: dict[str, Any]) -> None:
        """Take over what only the record that goes knows."""
        pointing = {c.name for key in _table(model).foreign_key_constraints for c in key.columns}
        learnt = {
            name: value
            for name, value in drop.items()
            if name not in pointing and name not in ("id", "unit_id")
            if keep[name] is None and value is not None
        }
        if learnt:
            self._work.update(model, [{"id": keep["id"], **learnt}])


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - no model here is mapped to a join
    return table
