"""Meal days typed by hand: one class, one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.models import MealMonth
from desktop.services.meal_grid import class_rows, read_class
from desktop.services.meals import MealRates
from desktop.services.months import refuse_closed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.services.meal_grid import ClassGrid, GridLine
    from desktop.services.session import Session

MOVED: Final = "moved"
OVER_TEACHING: Final = "over_teaching"
OVER_PRESENT: Final = "over_present"
QUESTIONS: Final = frozenset({MOVED, OVER_TEACHING, OVER_PRESENT})
"""The keys of everything that is asked before days are written."""
_NAMED: Final = 5
"""How many pupils a question names."""


@dataclass(frozen=True, slots=True)
class MealEntry:
    """What was typed for a pupil. None is "not recorded", which is not 0."""

    student_id: UUID
    was: int | None
    """What stood there when it was typed over."""
    days: int | None


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """The lines of a class that were typed."""

    month: Month
    class_id: UUID | None
    entries: tuple[MealEntry, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What a save has written."""

    new: int
    changed: int
    removed: int
    changes: Changes


def enter(session: Session, typed: ClassEntry, accepted: frozenset[str] = frozenset()) -> Entered:
    """Write what was typed for a class; all or nothing.

    Raises:
        ClosedMonthError: the month is closed.
        Confirmable: somebody else has written other days meanwhile, or there are more days than
            the school taught, or than the pupil was there.
        SchoolError: the month has not come, a number of days cannot be, or a pupil is not in that
            class any more.
    """

    def body(work: Work) -> Entered:
        month = typed.month
        refuse_closed(work.connection, work.unit_id, month, work.today)
        if month.first > session.store.clock.today():
            msg = f"{month.label}还没有到，不能登记就餐天数。请核对月份。"
            raise SchoolError(msg)
        grid = read_class(work.connection, work.unit_id, month, typed.class_id, work.today)
        _Checks(grid, typed).refuse_or_ask(accepted)
        return _write(work, grid, typed)

    return session.write("meals.enter", body)


class _Checks:
    """What was typed, held against the class as it stands now."""

    def __init__(self, grid: ClassGrid, typed: ClassEntry) -> None:
        self._grid = grid
        lines = {line.student_id: line for line in grid.lines}
        self._strangers = [e for e in typed.entries if e.student_id not in lines]
        self._pairs = [(e, lines[e.student_id]) for e in typed.entries if e.student_id in lines]

    def refuse_or_ask(self, accepted: frozenset[str]) -> None:
        """Raise the first thing that stands in the way."""
        if self._strangers:
            msg = (
                f"有{len(self._strangers)}名学生已经不在{self._grid.label}（名册有改动），"
                "没有保存。请重新打开这个班再登记。"
            )
            raise SchoolError(msg)
        length = self._grid.month.last.day
        wrong = [line for e, line in self._pairs if not 0 <= (e.days or 0) <= length]
        if wrong:
            msg = f"{self._grid.month.label}只有{length}天：{_names(wrong)}的天数不对。请改正。"
            raise SchoolError(msg)
        for key, ask in _ASKED:
            sentence = ask(self)
            if sentence and key not in accepted:
                raise Confirmable(key, sentence)

    def moved(self) -> str:
        """Somebody else has written other days since."""
        found = [
            f"{line.name}（打开时{_said(e.was)}，现在{_said(line.days)}，您填的{_said(e.days)}）"
            for e, line in self._pairs
            if line.days not in (e.was, e.days)
        ]
        if not found:
            return ""
        return (
            f"打开以后，{self._grid.label}有{len(found)}名学生的天数被别处改过："
            f"{_listed(found)}。要按您填的保存吗？"
        )

    def over_teaching(self) -> str:
        """More days than the school taught."""
        limit = self._grid.teaching_days
        found = [line for e, line in self._pairs if (e.days or 0) > limit]
        if not found:
            return ""
        unsure = "" if self._grid.certain else "（这一年的节假日还不知道，按周一到周五算）"
        return (
            f"{self._grid.month.label}的上课日是{limit}天{unsure}，{self._grid.label}有"
            f"{len(found)}名学生填得更多：{_names(found)}。确实如此吗？"
        )

    def over_present(self) -> str:
        """More days than the pupil was there, though not more than the school taught."""
        limit = self._grid.teaching_days
        found = [line for e, line in self._pairs if line.present < (e.days or 0) <= limit]
        if not found:
            return ""
        return (
            f"{self._grid.label}有{len(found)}名学生的就餐天数多于在校天数："
            f"{_names(found)}。确实如此吗？"
        )


_ASKED: Final[Sequence[tuple[str, Callable[[_Checks], str]]]] = (
    (MOVED, _Checks.moved),
    (OVER_TEACHING, _Checks.over_teaching),
    (OVER_PRESENT, _Checks.over_present),
)


def _names(lines: Iterable[GridLine]) -> str:
    return _listed([line.name for line in lines])


def _listed(words: Sequence[str]) -> str:
    more = "等" if len(words) > _NAMED else ""
    return "、".join(words[:_NAMED]) + more


def _said(days: int | None) -> str:
    return "未登记" if days is None else f"{days}天"


@dataclass(slots=True)
class _Rows:
    """Rows to write."""

    fresh: list[dict[str, Any]] = field(default_factory=list)
    stale: list[dict[str, Any]] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    changed: int = 0


def _write(work: Work, grid: ClassGrid, typed: ClassEntry) -> Entered:
    wanted = {entry.student_id: entry.days for entry in typed.entries}
    lines = {line.student_id: line for line in grid.lines}
    rates = MealRates(work.connection, typed.month)
    rows = _Rows()
    for row in class_rows(work.connection, work.unit_id, typed.month, typed.class_id):
        days = wanted.get(row.id, row.days)
        if days is not None:
            _keep(rows, row, _values(row, lines[row.id], days, rates), typed.month)
        elif row.meal_id is not None:
            rows.gone.append(row.meal_id)
    ids = work.new_ids(len(rows.fresh))
    work.insert(MealMonth, [{"id": i, **row} for i, row in zip(ids, rows.fresh, strict=True)])
    work.update(MealMonth, rows.stale)
    work.delete(MealMonth, rows.gone)
    counts = {"new": len(rows.fresh), "changed": rows.changed, "removed": len(rows.gone)}
    work.summary = {"month": typed.month.number, "class": grid.label, **counts}
    moved = rows.fresh or rows.stale or rows.gone
    return Entered(**counts, changes=Changes.of(Book.MEALS) if moved else Changes())


def _values(row: Any, line: GridLine, days: int, rates: MealRates) -> dict[str, Any]:  # noqa: ANN401 - of `class_rows`
    rate = rates.of(row.stage)
    return {
        "class_id": row.class_id,
        "present_days": line.present,
        "days": days,
        "rate": rate,
        "amount": rate * days,
    }


def _keep(rows: _Rows, row: Any, values: dict[str, Any], month: Month) -> None:  # noqa: ANN401 - same
    """Sort a line: new, or on record and out of date by days, class or standard."""
    if row.meal_id is None:
        rows.fresh.append({"month": month, "student_id": row.id, **values})
        return
    then = (row.days, row.meal_class_id, row.rate)
    if then != (values["days"], values["class_id"], values["rate"]):
        rows.stale.append({"id": row.meal_id, **values})
        rows.changed += row.days != values["days"]
