from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from desktop.core.labels import Role
from desktop.models import Standard
from desktop.services.standards import MEALS, learn_shipped, shipped
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from desktop.database.work import Work
    from desktop.services.session import Session


def forget_meals(session: Session) -> None:
    def body(work: Work) -> None:
        query = select(Standard.id).where(Standard.key == MEALS)
        work.delete(Standard, work.connection.execute(query).scalars().all())

    session.write("forget", body)


def count(session: Session) -> int:
    with session.store.read() as connection:
        return connection.execute(select(func.count()).select_from(Standard)).scalar_one()


def test_data_of_an_older_program_learns_the_standards_of_this_one(session: Session) -> None:
    forget_meals(session)
    assert count(session) < len(shipped())
    assert learn_shipped(session) > 0
    assert count(session) == len(shipped())


def test_known_standards_are_not_written_again(session: Session) -> None:
    assert learn_shipped(session) == 0


@pytest.mark.parametrize("role", [Role.AUDITOR])
def test_an_auditor_writes_no_standards(session: Session, role: Role) -> None:
    forget_meals(session)
    assert learn_shipped(as_role(session, role)) == 0
