"""Who sits at the desk: the open data, the unit worked in, the user and what they may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from desktop.core.errors import AccessRefusedError
from desktop.core.labels import Role
from desktop.database.chain import Actor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from desktop.database.work import Store, Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Session:
    """An open database and the person who uses it. Close the store when done."""

    store: Store
    unit_id: UUID
    unit_name: str
    user_id: UUID
    user_name: str
    role: Role
    folder: Path | None = None
    """Where the data lies; None on a server."""
    key: bytes | None = None
    """The data key, None where the data is not encrypted."""
    at_bureau: bool = False
    """Whether the unit worked in is a bureau, whose lists are about the schools below."""

    @property
    def actor(self) -> Actor:
        """The name that goes into the chain."""
        return Actor(self.user_id, self.user_name)

    def in_unit(self, unit_id: UUID, unit_name: str) -> Session:
        """The same person working in a school, or another unit, of the same data."""
        return replace(self, unit_id=unit_id, unit_name=unit_name, at_bureau=False)

    def write(self, action: str, body: Callable[[Work], T], *roles: Role) -> T:
        """Run `body` as one action of this person in this unit.

        Args:
            action: its name in the chain, such as "import.students".
            body: what is done inside the transaction.
            roles: who may do it; without any, everybody but the auditor.

        Raises:
            AccessRefusedError: the role may not do this.
        """
        self.require(*(roles or (Role.PRINCIPAL, Role.CLERK, Role.BUREAU)))
        return self.store.write(self.unit_id, self.actor, action, body)

    def require_bureau(self) -> None:
        """Refuse unless the unit worked in is a bureau: only there all schools are seen at once."""
        if not self.at_bureau:
            msg = f"{self.unit_name}不是教育局，只能看本单位的名册。请先换到教育局再做。"
            raise AccessRefusedError(msg)

    def require(self, *roles: Role) -> None:
        """Refuse unless the person has one of `roles`."""
        if self.role not in roles:
            allowed = "、".join(role.label for role in roles)
            msg = f"{self.user_name}（{self.role.label}）不能做这一步，要由{allowed}来做。"
            raise AccessRefusedError(msg)
