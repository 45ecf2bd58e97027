"""The people who work in the schools and the bureau, with their posts from day to day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from desktop.core.labels import Sex
from desktop.demo import names
from desktop.demo.chance import Chance
from desktop.demo.numbers import Numbers
from desktop.demo.people import PostSpell, StaffMember
from desktop.demo.places import BUREAU, JUNIOR, KINDERGARTEN, POINT, PRIMARY, TOWNSHIP

_TEACHERS_PRIMARY: Final = ("语文教师", "数学教师", "英语教师", "体育教师", "音乐教师", "科学教师")
_TEACHERS_JUNIOR: Final = (
    "语文教师",
    "数学教师",
    "英语教师",
    "物理教师",
    "化学教师",
    "历史教师",
    "体育教师",
)

_OFFICE: Final = (("会计", 1), ("出纳", 1), ("库管员", 1), ("安全员", 1))
_HANDS: Final = (("食堂工友", 4), ("宿管员", 2), ("保安", 1))
_POSTS: Final = {
    BUREAU: tuple(
        (post, 1) for post in ("局长", "资助中心主任", "基教股长", "营养办干事", "安全干事")
    ),
    TOWNSHIP: (("教育专干", 1),),
    PRIMARY: (
        *(("校长", 1), ("副校长", 1), *_OFFICE),
        *((post, 5) for post in _TEACHERS_PRIMARY),
        *_HANDS,
    ),
    JUNIOR: (
        *(("校长", 1), ("副校长", 2), *_OFFICE),
        *((post, 5) for post in _TEACHERS_JUNIOR),
        *_HANDS,
    ),
    POINT: (("负责人兼语文教师", 1), ("全科教师", 2)),
    KINDERGARTEN: (
        *(("园长", 1), ("会计", 1), ("幼儿教师", 11)),
        *(("保育员", 4), ("炊事员", 2), ("保安", 1)),
    ),
}
"""Posts of each unit and how many stand in them."""

_MOSTLY_WOMEN: Final = frozenset({"幼儿教师", "保育员", "炊事员", "食堂工友", "园长"})


@dataclass(frozen=True, slots=True)
class _Move:
    """A change of post in the year: who leaves what, when, and for where."""

    unit: str
    post: str
    day: date
    note: str
    to: tuple[str, str] | None
    back: date | None = None


_TERM_START: Final = date(2026, 3, 2)
_MOVES: Final = (
    _Move(PRIMARY, "数学教师", _TERM_START, "支教", (POINT, "全科教师"), date(2026, 7, 10)),
    _Move(JUNIOR, "语文教师", date(2026, 5, 6), "借调县教育局", (BUREAU, "借调人员")),
    _Move(PRIMARY, "语文教师", date(2026, 9, 1), "调往第二初级中学", (JUNIOR, "语文教师")),
    _Move(JUNIOR, "历史教师", date(2026, 9, 30), "退休", None),
    _Move(KINDERGARTEN, "幼儿教师", date(2026, 4, 1), "产假", None, date(2026, 9, 1)),
)


def staff() -> tuple[StaffMember, ...]:
    """Everybody, unit by unit."""
    chance = Chance("平安县 教职工")
    numbers = Numbers(Chance("平安县 教职工号码"))
    people: list[StaffMember] = []
    for unit, posts in _POSTS.items():
        for post, count in posts:
            for _ in range(count):
                people.append(
                    _person(len(people) + 1, chance, numbers, PostSpell(unit, post, _since(chance)))
                )
    for move in _MOVES:
        _apply(people, move)
    return tuple(people)


def _since(chance: Chance) -> date:
    return date(chance.between(2003, 2025), 9, 1)


def _person(key: int, chance: Chance, numbers: Numbers, spell: PostSpell) -> StaffMember:
    women = 900 if spell.post in _MOSTLY_WOMEN else 500
    sex = Sex.FEMALE if chance.happens(women) else Sex.MALE
    people = chance.weighted(names.PEOPLES)
    name = names.full_name(chance, people, names.surname(chance, people), sex, grown=True)
    born = spell.since - timedelta(days=chance.between(22, 34) * 365 + chance.below(365))
    return StaffMember(
        key=key,
        name=name,
        sex=sex,
        born=born,
        id_number=numbers.identity(born, sex),
        phone=numbers.mobile(),
        bank_card=numbers.bank_card(),
        posts=(spell,),
    )


def _apply(people: list[StaffMember], move: _Move) -> None:
    """Write one move into the posts of the first who fits."""
    at = next(
        i
        for i, person in enumerate(people)
        if len(person.posts) == 1
        and (person.posts[0].unit, person.posts[0].post) == (move.unit, move.post)
    )
    first = people[at].posts[0]
    spells = [replace(first, until=move.day - timedelta(days=1), note=move.note)]
    if move.to is not None:
        unit, post = move.to
        spells.append(PostSpell(unit, post, move.day, move.back, move.note))
    if move.back is not None:
        spells.append(PostSpell(move.unit, move.post, move.back + timedelta(days=1)))
    people[at] = replace(people[at], posts=tuple(spells))
