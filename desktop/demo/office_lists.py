"""What 民政 and 公安 have sent to a school: nearly what its books say, wrong as such lists are.

Some pupils were forgotten in the books and some are no longer on the list; one number has a wrong
digit, one name is written with another character of the same sound, one birth date is turned round.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop.core.labels import HouseholdCategory, Sex
from desktop.core.names import name_key
from desktop.core.pinyin import pinyin
from desktop.demo import names
from desktop.demo.chance import Chance
from desktop.demo.county import county
from desktop.demo.numbers import Numbers
from desktop.demo.places import AUTUMN, NEAR_VILLAGES, TODAY
from desktop.demo.rows import listed
from desktop.rosters.office_lists import HOUSEHOLDS, SCHOOL_AGE, ListRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.demo.people import Child
    from desktop.rosters.results import RosterResult

_FORGOTTEN: Final = 4
_GONE: Final = 3
_STRANGERS: Final = 5
_WRONG_PLACE: Final = 16
_ALIKE: Final = (
    *(
        "伟玮",
        "芳方",
        "静婧",
        "丽莉",
        "涛韬",
        "娟涓",
        "霞侠",
        "军君",
        "英瑛",
        "明铭",
        "华桦",
        "梓子",
    ),
)
"""Characters of one sound that lists write for one another."""
_FIRST_GRADE_BORN: Final = (2019, 9)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Somebody as the office writes it."""

    name: str
    number: str
    born: date
    sex: Sex
    village: str
    head: str
    relation: str


def lists(unit: str) -> Iterator[RosterResult[ListRow]]:
    """The lists that a school has received."""
    chance = Chance("平安县 名单")
    numbers = Numbers(Chance("平安县 名单号码"))
    pupils = [stay.child for stay in county().pupils(unit, TODAY)]
    low = [c for c in pupils if HouseholdCategory.LOW_INCOME in c.categories and c.id_number]
    others = [c for c in pupils if c.id_number and not c.categories]
    people = [_as_written(child) for child in (*low[_GONE:], *others[:_FORGOTTEN])]
    people = [*_spoilt(people), *(_stranger(chance, numbers) for _ in range(_STRANGERS))]
    yield listed(HOUSEHOLDS.name, "平安乡2026年9月30日农村低保花名册", _rows(people))
    young = [c for c in pupils if (c.born.year, c.born.month) >= _FIRST_GRADE_BORN and c.id_number]
    children = [*map(_as_written, young), *(_stranger(chance, numbers) for _ in range(3))]
    title = f"平安乡{AUTUMN.year}年8月20日适龄儿童花名册"
    yield listed(SCHOOL_AGE.name, title, _rows(_turned(children), relation=False))


def _as_written(child: Child) -> _Listed:
    family = child.family
    relation = "子" if child.sex is Sex.MALE else "女"
    return _Listed(
        child.name,
        child.id_number,
        child.born,
        child.sex,
        family.village,
        family.guardians[0].name,
        relation,
    )


def _spoilt(people: list[_Listed]) -> list[_Listed]:
    """One wrong digit, and one name of the same sound."""
    first = people[0]
    digit = str((int(first.number[_WRONG_PLACE]) + 1) % 10)
    number = first.number[:_WRONG_PLACE] + digit + first.number[_WRONG_PLACE + 1 :]
    found = [replace(first, number=number), *people[1:]]
    for place, person in enumerate(found[1:], start=1):
        other = alike(person.name)
        if other is not None:
            # The office knows no number of whom it writes otherwise.
            found[place] = replace(person, name=other, number="")
            break
    return found


def alike(name: str) -> str | None:
    """The name with another character of the same sound, where there is one."""
    for right, wrong in _ALIKE:
        other = name[0] + name[1:].replace(right, wrong)
        if other != name and pinyin(other) == pinyin(name):
            return other
    return None


def _turned(people: list[_Listed]) -> list[_Listed]:
    """The first birth date that day and month can be changed in, without its number."""
    found = list(people)
    for place, person in enumerate(found):
        born = person.born
        if born.day <= 12 and born.day != born.month:  # noqa: PLR2004 - months
            turned = born.replace(month=born.day, day=born.month)
            found[place] = replace(person, born=turned, number="")
            break
    return found


def _stranger(chance: Chance, numbers: Numbers) -> _Listed:
    """A child of the township who goes to no school here."""
    people = chance.weighted(names.PEOPLES)
    surname = names.surname(chance, people)
    sex = Sex.MALE if chance.happens(520) else Sex.FEMALE
    born = AUTUMN.replace(year=AUTUMN.year - chance.between(7, 12), day=chance.between(1, 28))
    return _Listed(
        names.full_name(chance, people, surname, sex),
        numbers.identity(born, sex),
        born,
        sex,
        chance.pick(NEAR_VILLAGES),
        names.full_name(chance, people, surname, Sex.MALE, grown=True),
        "子" if sex is Sex.MALE else "女",
    )


def _rows(people: list[_Listed], *, relation: bool = True) -> tuple[ListRow, ...]:
    return tuple(
        ListRow(
            row=row,
            name=person.name,
            name_key=name_key(person.name),
            id_number=person.number or None,
            sex=person.sex,
            birth=person.born,
            village=person.village.removesuffix("村"),
            head=person.head,
            relation=person.relation if relation else None,
            categories=None,
            paper=f"低保2026{row:04}" if relation else None,
        )
        for row, person in enumerate(people, start=3)
    )
