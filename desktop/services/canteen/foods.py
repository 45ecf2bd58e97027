"""Foods that a canteen may not serve, or not without a question: dated rules with documents."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.canteen import ArticleKind
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.foods import FoodLevel
from desktop.core.labels import Stage, UnitKind
from desktop.core.resources import CANTEEN
from desktop.models import Unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

RESTRICTED: Final = "restricted_food"
"""The key under which a person accepts what is restricted."""
_OF_KIND: Final[Mapping[UnitKind, tuple[Stage, ...]]] = {
    UnitKind.KINDERGARTEN: (Stage.PRESCHOOL,),
    UnitKind.PRIMARY: (Stage.PRIMARY,),
    UnitKind.TEACHING_POINT: (Stage.PRESCHOOL, Stage.PRIMARY),
    UnitKind.JUNIOR: (Stage.JUNIOR,),
    UnitKind.NINE_YEAR: (Stage.PRIMARY, Stage.JUNIOR),
    UnitKind.SPECIAL: (Stage.PRIMARY, Stage.JUNIOR),
    UnitKind.SENIOR: (Stage.SENIOR,),
    UnitKind.VOCATIONAL: (Stage.VOCATIONAL,),
}


@dataclass(frozen=True, slots=True)
class FoodRule:
    """限用食品: what it is known by, for whom and from when it holds, and who says so."""

    name: str
    level: FoodLevel
    words: tuple[str, ...]
    kinds: frozenset[ArticleKind]
    stages: frozenset[Stage]
    since: date
    until: date | None
    document: str
    verified: bool
    reason: str

    def holds(self, stages: Collection[Stage], day: date) -> bool:
        """Whether it is a rule for one of these stages on a day."""
        dated = self.since <= day and (self.until is None or day <= self.until)
        return dated and not self.stages.isdisjoint(stages)

    def means(self, made: Made) -> bool:
        """Whether a dish, or something in it, is such a food."""
        told = (made.name, *(name for name, _ in made.articles))
        return any(word in text for word in self.words for text in told) or any(
            kind in self.kinds for _, kind in made.articles
        )

    @property
    def sentence(self) -> str:
        """Why, and who says so."""
        return f"{self.reason}（{self.document}）"


@dataclass(frozen=True, slots=True)
class Made:
    """A dish as rules look at it: its name, and the names and kinds of what is in it."""

    name: str
    articles: tuple[tuple[str, ArticleKind], ...] = ()


@lru_cache(maxsize=1)
def food_rules() -> tuple[FoodRule, ...]:
    """All rules that are shipped."""
    told = tomllib.loads((CANTEEN / "foods.toml").read_text(encoding="utf-8"))
    return tuple(
        FoodRule(
            entry["name"],
            FoodLevel(entry["level"]),
            tuple(entry["words"]),
            frozenset(map(ArticleKind, entry.get("kinds", ()))),
            frozenset(map(Stage, entry.get("stages", Stage))),
            entry["since"],
            entry.get("until"),
            entry["document"],
            entry["verified"],
            entry["reason"],
        )
        for entry in told["food"]
    )


def stages_of(connection: Connection, unit_id: UUID) -> tuple[Stage, ...]:
    """The stages that a school teaches, by its kind."""
    kind = connection.execute(select(Unit.kind).where(Unit.id == unit_id)).scalar_one()
    return _OF_KIND.get(kind, ())


def rules_against(made: Made, stages: Collection[Stage], day: date) -> Iterator[FoodRule]:
    """The rules that speak of a dish on a day."""
    return (rule for rule in food_rules() if rule.holds(stages, day) and rule.means(made))


def refuse_foods(
    dishes: Iterable[Made], stages: Collection[Stage], day: date, accepted: Collection[str] = ()
) -> None:
    """Refuse what is forbidden, ask about what is restricted.

    Raises:
        SchoolError: a dish is or holds what is forbidden on that day.
        Confirmable: one is or holds what is restricted, and nobody has accepted that.
    """
    asked: dict[str, None] = {}
    for made in dishes:
        for rule in rules_against(made, stages, day):
            said = f"{made.name}：{rule.sentence}"
            if rule.level is FoodLevel.FORBIDDEN:
                msg = f"不能做{said}。请换一个菜。"
                raise SchoolError(msg)
            asked[said] = None
    if asked and RESTRICTED not in accepted:
        msg = f"{'；'.join(asked)}。确实要用吗？"
        raise Confirmable(RESTRICTED, msg)
