"""A month's meal days from a workbook: who ate how many days, at the standard of that month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.identity import stored_number
from desktop.models import EnrolmentEvent, MealMonth, Person, Student
from desktop.rosters.problems import Level, Problem
from desktop.services.enrolment import Classes, class_key, class_labels, present_during
from desktop.services.imports.matching import Pupil, Pupils, Wanted
from desktop.services.imports.months import month_of
from desktop.services.imports.plan import Difference, Facing, FieldChange, Findings, text
from desktop.services.meals import MealRates
from desktop.services.months import refuse_closed
from desktop.services.presence import teaching_days
from desktop.services.roll import CLASS_COLUMNS, roll

if TYPE_CHECKING:
    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.rosters.meal_days import MealDaysRow
    from desktop.rosters.results import RosterResult

_FIELDS: Final = {"days": "就餐天数", "present_days": "出勤天数"}
NOT_ON_ROLL: Final = "名册里本月没有这名学生，请先导入学生名册，或核对姓名、班级和号码"
TWICE: Final = "这名学生在表里不止一行，只能留一行"
SILENT: Final = "没有填天数，不作登记"


@dataclass(frozen=True, slots=True)
class MealsPlan:
    """Meal days that are new or say otherwise."""

    month: Month
    fresh: tuple[dict[str, Any], ...]
    updates: tuple[dict[str, Any], ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write new and changed meal days of an open month."""
        ids = work.new_ids(len(self.fresh))
        work.insert(MealMonth, [{"id": i, **row} for i, row in zip(ids, self.fresh, strict=True)])
        work.update(MealMonth, self.updates)
        return Changes.of(Book.MEALS)


def compare_meals(facing: Facing, roster: RosterResult[MealDaysRow]) -> MealsPlan:
    """Hold a meal-days sheet against the roll and the meal days that are recorded.

    Raises:
        SchoolError: no month is given, it has not come, or the sheet says another month.
        ClosedMonthError: the month is closed.
    """
    month = month_of(facing, roster, "登记就餐天数")
    refuse_closed(facing.connection, facing.unit_id, month, facing.today)
    return _Comparison(facing, roster, month).plan()


class _Comparison:
    """One meal-days sheet held against the books."""

    def __init__(self, facing: Facing, roster: RosterResult[MealDaysRow], month: Month) -> None:
        self.facing, self.roster, self.month = facing, roster, month
        self.fresh: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        self.arrivals: list[Difference] = []
        self.silent: list[Difference] = []
        self.changed: list[Difference] = []
        self.parked: list[Difference] = []
        self.problems: list[Problem] = []
        self.same = 0
        self.classes = Classes(facing.connection, facing.unit_id, month.last)
        self.labels = class_labels(facing.connection, facing.unit_id, month.last)
        self.on_roll = [_pupil(row) for row in self._roll()]
        self.recorded = {
            row.student_id: row
            for row in facing.connection.execute(
                select(MealMonth).where(
                    MealMonth.unit_id == facing.unit_id, MealMonth.month == month
                )
            )
        }
        self.rates = MealRates(facing.connection, month)
        self.days_open = teaching_days(facing.connection, facing.unit_id, month)

    def _roll(self) -> list[Any]:
        """Everybody who was at the school on some day of the month, with class and stage."""
        query = roll(
            self.facing.unit_id,
            self.month.last,
            Student.id,
            Student.student_number,
            Student.meal_plan,
            Person.name,
            Person.name_key,
            Person.birth,
            Person.id_number,
            EnrolmentEvent.class_id,
            *CLASS_COLUMNS,
        )
        return list(
            self.facing.connection.execute(
                query.where(present_during(self.month.first, self.month.last)).order_by(Student.id)
            )
        )

    def plan(self) -> MealsPlan:
        """Go through the lines."""
        pupils = Pupils(self.on_roll)
        for line in sorted(self.roster.rows, key=_without_number):
            match = pupils.find(self._wanted(line))
            pupil = match.pupil
            label = line.school_class.label if line.school_class else ""
            who = f"{label} {line.name}".strip()
            if pupil is None:
                self.parked.append(Difference(line.row, who, reason=match.doubt or NOT_ON_ROLL))
            elif pupil.taken:
                self.parked.append(Difference(line.row, who, reason=TWICE))
            else:
                pupil.taken = True
                if line.meal_days is None:
                    self.silent.append(Difference(line.row, who, reason=SILENT))
                else:
                    self._compare(line, line.meal_days, pupil.row, who)
        missing = tuple(
            Difference(0, pupil.row.name, reason="表里没有这名在校学生，本月就餐天数未登记")
            for pupil in self.on_roll
            if not pupil.taken
            and pupil.row.id not in self.recorded
            and pupil.row.meal_plan is not False
        )
        found = Findings(
            len(self.fresh),
            self.same,
            tuple(sorted(self.changed, key=lambda d: d.row)),
            missing,
            tuple(sorted(self.parked, key=lambda d: d.row)),
            tuple(self.problems),
            tuple(sorted(self.arrivals, key=lambda d: d.row)),
            tuple(self.silent),
        )
        return MealsPlan(self.month, tuple(self.fresh), tuple(self.updates), found)

    def _wanted(self, line: MealDaysRow) -> Wanted:
        return Wanted(
            line.name_key,
            None,
            stored_number(line.id_number),
            line.student_number,
            self.classes.meant(line.school_class) if line.school_class else None,
        )

    def _compare(self, line: MealDaysRow, days: int, pupil: Any, who: str) -> None:  # noqa: ANN401 - a row
        self._check_days(line, days)
        rate = self.rates.of(pupil.stage)
        values = {
            "class_id": pupil.class_id,
            "present_days": line.present_days,
            "days": days,
            "rate": rate,
            "amount": rate * days,
        }
        old = self.recorded.get(pupil.id)
        if old is None:
            self.fresh.append({"month": self.month, "student_id": pupil.id, **values})
            self.arrivals.append(Difference(line.row, who, reason=f"就餐{days}天"))
            return
        if line.present_days is None:
            values["present_days"] = old.present_days
        changes = [
            FieldChange(title, text(getattr(old, name)), text(values[name]))
            for name, title in _FIELDS.items()
            if getattr(old, name) != values[name]
        ]
        if old.class_id != pupil.class_id:
            before, now = (self.labels.get(key, "") for key in (old.class_id, pupil.class_id))
            changes.append(FieldChange("班级", before, now))
        if changes:
            self.changed.append(Difference(line.row, who, tuple(changes)))
            self.updates.append({"id": old.id, **values})
        else:
            self.same += 1

    def _check_days(self, line: MealDaysRow, days: int) -> None:
        """More days than the school was open: asked, not refused."""
        limit = len(self.days_open.days)
        if self.days_open.certain and days > limit:
            self._warn(line, days, f"就餐{days}天，多于本月上课日{limit}天，请核对")

    def _warn(self, line: MealDaysRow, days: int, message: str) -> None:
        column = next((c.letter for c in self.roster.columns if c.key == "meal_days"), "")
        cell = f"{column}{line.row}" if column else ""
        self.problems.append(
            Problem(
                self.roster.sheet,
                line.row,
                column,
                cell,
                "就餐天数",
                Level.WARNING,
                str(days),
                message,
            )
        )


def _pupil(row: Any) -> Pupil:  # noqa: ANN401 - a row of the roll
    key = class_key(row)
    return Pupil(row.name_key, row.birth, row.id_number, row.student_number, key, row)


def _without_number(line: MealDaysRow) -> bool:
    return not (line.id_number or line.student_number)
