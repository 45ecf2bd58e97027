"""陪餐: who shared the pupils' meal, what they found, and what they paid (令第45号)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.meals import CompanionKind, Eater
from desktop.core.terms import Month
from desktop.models import CompanionMeal, Dish, MealPrice, MenuDish
from desktop.services.canteen.canteens import canteen_of, refuse_odd_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.canteen import Sitting
    from desktop.core.money import Money
    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST: Final = {
    "name": (50, "姓名"),
    "post": (40, "职务"),
    "opinion": (500, "评价"),
    "problem": (500, "发现的问题"),
    "handling": (500, "处理结果"),
    "ticket": (60, "票据号"),
}
EATERS: Final[Mapping[CompanionKind, Eater]] = {
    CompanionKind.HEAD: Eater.STAFF,
    CompanionKind.STAFF: Eater.STAFF,
    CompanionKind.PARENT: Eater.GUEST,
}
"""At whose price a companion eats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompanion:
    """A companion's meal, as a person writes it down."""

    canteen_id: UUID
    day: date
    sitting: Sitting
    name: str
    kind: CompanionKind
    opinion: str
    paid: Money
    post: str = ""
    problem: str = ""
    handling: str = ""
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class CompanionLine:
    """A companion's meal in the list."""

    companion_id: UUID
    meal: NewCompanion
    dishes: str
    """What was on the menu; empty where no menu was written."""

    @property
    def open_problem(self) -> bool:
        """Whether something was found and nobody has said what became of it."""
        return bool(self.meal.problem and not self.meal.handling)


@dataclass(frozen=True, slots=True)
class CompanionSaved:
    """A companion's meal that was written."""

    companion_id: UUID
    changes: Changes


def record_companion(session: Session, new: NewCompanion) -> CompanionSaved:
    """Write down who shared a meal.

    Raises:
        SchoolError: name or opinion is missing, the day is odd, or the person is there already.
    """
    _refuse(new)

    def body(work: Work) -> CompanionSaved:
        _refuse_day(work, new)
        _refuse_twice(work, new, None)
        (key,) = work.new_ids(1)
        work.insert(CompanionMeal, [{"id": key, **_row(new)}])
        work.summary = {"day": new.day, "sitting": new.sitting}
        return CompanionSaved(key, Changes.of(Book.CANTEEN))

    return session.write("canteen.companion", body)


def correct_companion(session: Session, companion_id: UUID, new: NewCompanion) -> CompanionSaved:
    """Put a companion's meal right, or say what became of a problem; the chain keeps the old.

    Raises:
        NotFoundError: there is none.
        SchoolError: as `record_companion`.
    """
    _refuse(new)

    def body(work: Work) -> CompanionSaved:
        if companion_id not in work.rows(CompanionMeal, [companion_id]):
            raise NotFoundError("没有这次陪餐。")
        _refuse_day(work, new)
        _refuse_twice(work, new, companion_id)
        work.update(CompanionMeal, [{"id": companion_id, **_row(new)}])
        work.summary = {"day": new.day, "sitting": new.sitting}
        return CompanionSaved(companion_id, Changes.of(Book.CANTEEN))

    return session.write("canteen.companion.correct", body)


def remove_companion(session: Session, companion_id: UUID) -> Changes:
    """A companion's meal was written down by mistake: it is removed, the chain keeps it."""

    def body(work: Work) -> Changes:
        old = work.rows(CompanionMeal, [companion_id]).get(companion_id)
        if old is None:
            raise NotFoundError("没有这次陪餐。")
        work.delete(CompanionMeal, [companion_id])
        work.summary = {"day": old["day"], "sitting": old["sitting"]}
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.companion.remove", body)


def companions(session: Session, canteen_id: UUID, month: Month) -> tuple[CompanionLine, ...]:
    """The companions' meals of a month, the newest day first, with what was on the menu."""
    unit_id = session.unit_id
    query = (
        select(CompanionMeal.__table__)
        .where(
            CompanionMeal.unit_id == unit_id,
            CompanionMeal.canteen_id == canteen_id,
            CompanionMeal.month == month,
        )
        .order_by(CompanionMeal.day.desc(), CompanionMeal.sitting, CompanionMeal.id)
    )
    with session.store.read() as connection:
        menu = _menu(connection, unit_id, canteen_id, month)
        return tuple(
            CompanionLine(
                row.id,
                NewCompanion(**{name: getattr(row, name) for name in _FIELDS}),
                "、".join(menu.get((row.day, row.sitting), ())),
            )
            for row in connection.execute(query)
        )


def prices_on(
    session: Session, canteen_id: UUID, day: date
) -> dict[tuple[CompanionKind, Sitting], Money]:
    """What a companion's meal costs on a day, as far as a price was decided."""
    query = (
        select(MealPrice.eater, MealPrice.sitting, MealPrice.price)
        .where(
            MealPrice.unit_id == session.unit_id,
            MealPrice.canteen_id == canteen_id,
            MealPrice.since <= day,
        )
        .order_by(MealPrice.since)
    )
    with session.store.read() as connection:
        held = {(row.eater, row.sitting): row.price for row in connection.execute(query)}
    return {
        (kind, sitting): price
        for kind, eater in EATERS.items()
        for (of, sitting), price in held.items()
        if of is eater
    }


def _menu(
    connection: Connection, unit_id: UUID, canteen_id: UUID, month: Month
) -> dict[tuple[date, Sitting], list[str]]:
    query = (
        select(MenuDish.day, MenuDish.sitting, Dish.name)
        .join(Dish, (Dish.unit_id == MenuDish.unit_id) & (Dish.id == MenuDish.dish_id))
        .where(
            MenuDish.unit_id == unit_id,
            MenuDish.canteen_id == canteen_id,
            MenuDish.month == month,
        )
        .order_by(MenuDish.place)
    )
    found: dict[tuple[date, Sitting], list[str]] = {}
    for row in connection.execute(query):
        found.setdefault((row.day, row.sitting), []).append(row.name)
    return found


def _refuse(new: NewCompanion) -> None:
    if not new.name.strip():
        raise SchoolError("请写陪餐人的姓名。")
    if not new.opinion.strip():
        raise SchoolError("请写对饭菜质量、价格和卫生的评价。")
    if new.handling.strip() and not new.problem.strip():
        raise SchoolError("写了处理结果，请把发现的问题也写上。")
    if new.paid.units < 0:
        raise SchoolError("交费金额不能小于零。")
    for name, (most, label) in LONGEST.items():
        if len(getattr(new, name).strip()) > most:
            msg = f"陪餐的{label}最多{most}个字。"
            raise SchoolError(msg)


def _refuse_day(work: Work, new: NewCompanion) -> None:
    canteen = canteen_of(work.connection, work.unit_id, new.canteen_id)
    refuse_odd_day(canteen, new.day, work.today)


def _refuse_twice(work: Work, new: NewCompanion, but: UUID | None) -> None:
    query = select(CompanionMeal.id).where(
        CompanionMeal.unit_id == work.unit_id,
        CompanionMeal.canteen_id == new.canteen_id,
        CompanionMeal.day == new.day,
        CompanionMeal.sitting == new.sitting,
        CompanionMeal.name == new.name.strip(),
    )
    known = work.connection.execute(query).scalar()
    if known is not None and known != but:
        msg = f"{new.day}{new.sitting.label}已经登记过{new.name.strip()}陪餐。请打开那一条修改。"
        raise SchoolError(msg)


def _row(new: NewCompanion) -> dict[str, Any]:
    said = {k: v.strip() if type(v) is str else v for k, v in asdict(new).items()}
    return {**said, "paid": new.paid, "month": Month.of(new.day)}


_FIELDS: Final = tuple(NewCompanion.__dataclass_fields__)
