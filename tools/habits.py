"""How people type things: dates in many forms, blanks inside numbers, spread names, wrong dots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.terms import SchoolYear
from desktop.demo.places import AUTUMN

if TYPE_CHECKING:
    from datetime import date

    from desktop.core.labels import HouseholdCategory
    from desktop.demo.chance import Chance
    from desktop.demo.people import Stay

_TWO: Final = 2
_DATE_FORMS: Final = (
    "{0:%Y-%m-%d}",
    "{0.year}-{0.month}-{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y%m%d}",
)
_HAN: Final = "〇一二三四五六七八九"


def typed_date(chance: Chance, day: date) -> str | date:
    """A date: mostly a real date cell, often text of one form or another."""
    if chance.happens(700):
        return day
    return chance.pick(_DATE_FORMS).format(day)


def typed_name(chance: Chance, name: str) -> str:
    """A name: two characters spread to the width of three, whatever dot was at hand."""
    if "·" in name:
        return name.replace("·", chance.pick("··•．・‧"))
    if len(name) == _TWO and chance.happens(200):
        return f"{name[0]}　{name[1]}"
    return f"{name} " if chance.happens(15) else name


def typed_id(chance: Chance, number: str) -> str:
    """An identity number: sometimes in groups, sometimes with a small x."""
    if not number:
        return "无"
    if number.endswith("X") and chance.happens(500):
        number = number.lower()
    if chance.happens(25):
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    return f" {number}" if chance.happens(10) else number


def typed_phone(chance: Chance, number: str) -> str | int:
    """A phone number: grouped, as a number cell, with the country before it."""
    form = chance.weighted((("plain", 850), ("grouped", 60), ("number", 60), ("country", 30)))
    if form == "grouped":
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    if form == "number":
        return int(number)
    return f"+86{number}" if form == "country" else number


def typed_people(chance: Chance, people: str) -> str:
    """民族: with 族 or without."""
    return people.removesuffix("族") if chance.happens(150) else people


def bracket_class(stay: Stay) -> str:
    """The class with its number in brackets: 七（3）班."""
    name = stay.room_in(SchoolYear.of(AUTUMN)).name(SchoolYear.of(AUTUMN))
    return f"{_HAN[name.grade.number]}（{name.number}）班"


def class_label(stay: Stay) -> str:
    """The class as the program itself writes it."""
    return stay.room_in(SchoolYear.of(AUTUMN)).label(SchoolYear.of(AUTUMN))


def small_class(stay: Stay) -> str:
    """A kindergarten class as it is called there: 大一班."""
    name = stay.room_in(SchoolYear.of(AUTUMN)).name(SchoolYear.of(AUTUMN))
    return f"{name.grade.label[0]}{_HAN[name.number or 0]}班"


def ticks(stay: Stay, *categories: HouseholdCategory) -> list[str]:
    """√ for each category that the child is in, empty for the others."""
    return ["√" if category in stay.child.categories else "" for category in categories]
