"""Checklists of the canteen's logs: dated data that is shipped, bounds that the county sets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from desktop.core.errors import NotFoundError
from desktop.core.meals import LogDue, LogKind
from desktop.core.resources import CANTEEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class CheckItem:
    """What is looked at, and what is measured of it."""

    name: str
    part: str = ""
    unit: str = ""
    """What its number is counted in; empty: no number is asked for."""
    optional: bool = False
    """Whether the number may be left out."""
    word: str = ""
    """Items of the school's own whose name has this word are measured like this one."""
    ask: str = ""
    """What to look at, in words."""
    least: int | str | None = None
    most: int | str | None = None
    """A number, or the key of the parameter that says it."""

    def bounds(self, parameters: Mapping[str, int]) -> tuple[Decimal | None, Decimal | None]:
        """From where to where its number is good."""
        return _bound(self.least, parameters), _bound(self.most, parameters)


@dataclass(frozen=True, slots=True)
class Checklist:
    """检查表: the items of a kind of log, how often it is due, and who signs."""

    kind: LogKind
    since: date
    due: LogDue
    document: str
    verified: bool
    """Whether the document was seen to say so."""
    done: str
    """What the person is called who goes through it."""
    watched: str
    second: bool
    """Whether a second person must watch."""
    people: bool
    """Whether its items are the people of the kitchen."""
    judged: bool
    """Whether each item is found good or bad."""
    items: tuple[CheckItem, ...]
    until: date | None = None

    def like(self, name: str, part: str = "") -> CheckItem:
        """How an item is measured: as the list says, or as the one whose word it has."""
        known = next((i for i in self.items if (i.part, i.name) == (part, name)), None)
        named = next((i for i in self.items if i.word and i.word in name), None)
        if known or named:
            return known or named or CheckItem(name, part)
        # What is asked beside the list's questions is answered in the same way.
        beside = next((i for i in self.items if part and i.part == part), None)
        return CheckItem(name, part, beside.unit if beside and not self.judged else "")


@lru_cache(maxsize=1)
def checklists() -> tuple[Checklist, ...]:
    """All checklists that are shipped, those of the past too."""
    told = tomllib.loads((CANTEEN / "checklists.toml").read_text(encoding="utf-8"))
    return tuple(_checklist(entry) for entry in told["list"])


def checklists_on(day: date) -> tuple[Checklist, ...]:
    """The checklists that hold on a day, one for each kind, in the order of the kinds."""
    held = {
        one.kind: one
        for one in sorted(checklists(), key=lambda one: one.since)
        if one.since <= day and (one.until is None or one.until >= day)
    }
    return tuple(held[kind] for kind in LogKind if kind in held)


def checklist_on(kind: LogKind, day: date) -> Checklist:
    """The checklist of a kind that holds on a day.

    Raises:
        NotFoundError: there is none so early.
    """
    for one in checklists_on(day):
        if one.kind is kind:
            return one
    msg = f"{day}还没有{kind.label}的检查表。请检查日期。"
    raise NotFoundError(msg)


def _checklist(entry: Mapping[str, Any]) -> Checklist:
    return Checklist(
        kind=LogKind(entry["kind"]),
        since=entry["since"],
        until=entry.get("until"),
        due=LogDue(entry["due"]),
        document=entry["document"],
        verified=entry["verified"],
        done=entry["done"],
        watched=entry["watched"],
        second=entry.get("second", False),
        people=entry.get("people", False),
        judged=entry.get("judged", True),
        items=tuple(CheckItem(**item) for item in entry["item"]),
    )


def _bound(said: int | str | None, parameters: Mapping[str, int]) -> Decimal | None:
    if said is None:
        return None
    return Decimal(parameters[said] if isinstance(said, str) else said)
