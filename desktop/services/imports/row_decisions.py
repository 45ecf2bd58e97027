"""Rows without a number of which a person has said that they are new, and whom they have become.

Such a row says of nobody in the books that it is them, so that only the word of the person can tell
it from a namesake. The word is kept with the pupil: when it is said of the same row again, the
pupil is found, and nobody is added twice.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from desktop.core.json import digest_of
from desktop.models import RowDecision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.students import StudentRow
    from desktop.services.imports.plan import Facing


def _digest(row: StudentRow) -> str:
    """The digest of all that a row tells, wherever it stands in its sheet."""
    told: dict[str, Any] = {
        name: value
        for name, value in msgspec.structs.asdict(row).items()
        if name != "row" and value is not None
    }
    return digest_of(told)


def met_before(facing: Facing, rows: Iterable[StudentRow]) -> Mapping[int, UUID]:
    """The pupils whom rows have become of which a person says once more that they are new.

    Of rows that tell the same each has its own pupil, in the order in which they were added.

    Returns:
        the pupil's key by `StudentRow.row`; nothing for a row of which it was never said.
    """
    said = [(row.row, _digest(row)) for row in rows]
    if not said:
        return {}
    pupils: dict[str, deque[UUID]] = defaultdict(deque)
    known = facing.connection.execute(
        select(RowDecision.row_digest, RowDecision.student_id)
        .where(RowDecision.unit_id == facing.unit_id)
        .order_by(RowDecision.id)
    )
    for row_digest, student_id in known:
        pupils[row_digest].append(student_id)
    return {row: pupils[told].popleft() for row, told in said if pupils[told]}


def keep(work: Work, said: Sequence[tuple[StudentRow, UUID]]) -> None:
    """Keep whom rows have become of which a person has said that they are new."""
    work.insert(
        RowDecision,
        [
            {"id": key, "row_digest": _digest(row), "student_id": student_id}
            for key, (row, student_id) in zip(work.new_ids(len(said)), said, strict=True)
        ],
    )
