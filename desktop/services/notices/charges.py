"""收费公示: the board of what a school may ask money for, as it holds on a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from desktop.core.errors import NotFoundError
from desktop.models import Charge
from desktop.services.notices.making import Check, Maker, Remark
from desktop.services.notices.results import ChargeLine, ChargesNotice

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.notices.results import Posting


def draw(connection: Connection, unit_id: UUID, _month: Month, posting: Posting) -> ChargesNotice:
    """收费公示, as the charges stand on the day from which it hangs.

    Raises:
        NotFoundError: the school has no charges on its board.
    """
    day = posting.signed_on
    rows = connection.execute(
        select(Charge)
        .where(Charge.unit_id == unit_id, *_in_force(day))
        .order_by(Charge.position, Charge.item, Charge.scope)
    ).all()
    if not rows:
        raise NotFoundError("还没有登记收费项目，没有可以公示的内容。请先导入收费项目表。")
    lines = tuple(
        ChargeLine(
            row.item,
            row.kind,
            row.unit,
            row.standard,
            row.basis,
            row.scope,
            row.voluntary,
            row.relief or "",
            row.refund or "",
        )
        for row in rows
    )
    return ChargesNotice(posting.signed_by, day, lines, posting)


def _in_force(day: date) -> tuple[Any, Any]:
    return Charge.since <= day, or_(Charge.until.is_(None), Charge.until >= day)


def _recorded(connection: Connection, unit_id: UUID, _month: Month) -> bool:
    query = select(Charge.id).where(Charge.unit_id == unit_id)
    return connection.execute(query.limit(1)).first() is not None


def _checks(connection: Connection, unit_id: UUID, content: ChargesNotice) -> tuple[Check, ...]:
    count = connection.execute(
        select(func.count()).where(Charge.unit_id == unit_id, *_in_force(content.on))
    ).scalar_one()
    return (Check("收费项目数", str(len(content.lines)), str(count)),)


def _remarks(content: ChargesNotice) -> tuple[Remark, ...]:
    without = sum(not line.basis.strip() for line in content.lines)
    if not without:
        return ()
    sentence = f"有{without}项收费没有写收费依据（批准机关和文号），请在收费项目表里补上再导入。"
    return (Remark("basis", sentence, blocking=False),)


def _settled(standing: ChargesNotice, fresh: ChargesNotice) -> ChargesNotice:
    """The same board on another day is the same board."""
    return replace(standing, on=fresh.on)


MAKER: Final = Maker(ChargesNotice, draw, _recorded, _checks, _remarks, _settled)
