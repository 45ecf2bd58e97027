"""Dated spells of staff while a sheet is held against them; later lines see what others do."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.services.staff.putting_right import NOT_WITHDRAWN
from desktop.services.staff.rules import withdraw_rows

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.base import Base
    from desktop.database.work import Work

CORRECTED: Final = "导入更正"


class Held:
    """One spell: as the books have it, with what the sheet says otherwise."""

    def __init__(self, owner: Hashable, values: Mapping[str, Any], key: UUID | None) -> None:
        self.owner = owner
        self.key = key
        """None for one that the sheet brings."""
        self.values = dict(values)
        self.changed: set[str] = set()
        self.supposed = False
        """Whether the last day only follows from what came after."""

    @property
    def since(self) -> date:
        """The first day."""
        day: date = self.values["since"]
        return day

    @property
    def until(self) -> date | None:
        """The last day."""
        day: date | None = self.values["until"]
        return day

    def put(self, name: str, value: object) -> None:
        """Say a field otherwise."""
        if self.values[name] != value:
            self.values[name] = value
            self.changed.add(name)


class SpellBook:
    """The spells of one kind of all staff of a unit."""

    def __init__(
        self, connection: Connection, unit_id: UUID, model: type[Base], names: Sequence[str]
    ) -> None:
        self._model, self._names = model, tuple(names)
        self._held: dict[Hashable, list[Held]] = defaultdict(list)
        self._withdrawn: list[Held] = []
        table: Any = model
        rows = connection.execute(
            select(table)
            .where(table.unit_id == unit_id, table.withdrawn_at.is_(None))
            .order_by(table.since, table.id)
        )
        for row in rows:
            values = {name: getattr(row, name) for name in self._names}
            self._held[row.staff_id].append(Held(row.staff_id, values, row.id))

    def of(self, owner: Hashable) -> Sequence[Held]:
        """The spells of one person, the oldest first."""
        return sorted(self._held.get(owner, ()), key=lambda held: held.since)

    def add(self, owner: Hashable, values: Mapping[str, Any]) -> Held:
        """A spell that the sheet brings; fields that are not named stay empty."""
        held = Held(owner, {**dict.fromkeys(self._names), **values}, None)
        self._held[owner].append(held)
        return held

    def correct(self, held: Held, said: Mapping[str, Any]) -> Held:
        """Put a spell right: what the books have is withdrawn; it stands anew as the sheet says."""
        if held.key is None:
            for name, value in said.items():
                held.put(name, value)
            return held
        self._held[held.owner].remove(held)
        self._withdrawn.append(held)
        return self.add(held.owner, {**held.values, **said})

    def write(self, work: Work, ids: Mapping[Hashable, UUID]) -> None:
        """Write what the sheet says; `ids` names those who are new."""
        table: Any = self._model
        every = [held for some in self._held.values() for held in some]
        withdraw_rows(work, table, [held.key for held in self._withdrawn if held.key], CORRECTED)
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for held in every:
            if held.key is not None and held.changed:
                values = {name: held.values[name] for name in held.changed}
                groups[tuple(sorted(held.changed))].append({"id": held.key, **values})
        for fields in sorted(groups):
            work.update(table, groups[fields])
        fresh = [held for held in every if held.key is None]
        rows = [
            {"id": key, "staff_id": ids.get(held.owner, held.owner), **held.values, **NOT_WITHDRAWN}
            for key, held in zip(work.new_ids(len(fresh)), fresh, strict=True)
        ]
        work.insert(table, rows)
