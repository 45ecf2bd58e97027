"""The kinds of notices and how each is made; a kind that comes later adds one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from desktop.core.notices import NoticeKind
from desktop.services.notices import canteen, charges, meals
from desktop.services.notices.canteen import CanteenNotice
from desktop.services.notices.results import ChargesNotice, MealsNotice

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.services.notices.making import Maker

Content: TypeAlias = MealsNotice | CanteenNotice | ChargesNotice

MAKERS: Final[Mapping[NoticeKind, Maker[Any]]] = {
    NoticeKind.MEALS: meals.MAKER,
    NoticeKind.CANTEEN: canteen.INCOME,
    NoticeKind.KINDERGARTEN: canteen.KINDERGARTEN,
    NoticeKind.CHARGES: charges.MAKER,
}


def kinds_of(connection: Connection, unit_id: UUID) -> tuple[NoticeKind, ...]:
    """The kinds that a unit posts."""
    return tuple(kind for kind, maker in MAKERS.items() if maker.used_by(connection, unit_id))
