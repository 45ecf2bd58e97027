"""What a write has moved, told to open pages so that they refresh themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Book(StrEnum):
    """A subject whose pages refresh together."""

    PEOPLE = "people"
    MEALS = "meals"
    CHARGES = "charges"
    NOTICES = "notices"
    MONTHS = "months"
    IMPORTS = "imports"
    LISTS = "lists"
    USERS = "users"
    STANDARDS = "standards"
    UNITS = "units"
    CALENDAR = "calendar"
    PARAMETERS = "parameters"
    UPKEEP = "upkeep"
    ATTENDANCE = "attendance"
    CANTEEN = "canteen"


@dataclass(frozen=True, slots=True)
class Changes:
    """The books that one action moved."""

    books: frozenset[Book] = frozenset()

    @classmethod
    def of(cls, *books: Book) -> Changes:
        """Changes in the given books."""
        return cls(frozenset(books))

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.books | other.books)

    def __contains__(self, book: Book) -> bool:
        return book in self.books
