from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from desktop.core.errors import SchoolError
from desktop.core.labels import Role
from desktop.core.money import Money
from desktop.models import Standard
from desktop.services.standards import (
    MEALS,
    NewStandard,
    add_local,
    learn_shipped,
    shipped,
    standards,
)
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


def test_list_shows_which_standard_counts_today(session: Session) -> None:
    def meals() -> list[tuple[str, bool, bool]]:
        found = (line for line in standards(session) if line.key == MEALS)
        return [(str(line.amount), line.local, line.counts) for line in found]

    assert len(standards(session)) == len(shipped())
    assert meals() == [("5.00", False, True), ("4.00", False, False)]
    new = NewStandard(MEALS, "县定", Money.of("6"), "元/生·天", date(2026, 9, 1), "平教〔2026〕1号")
    add_local(session, new)
    assert meals() == [("6.00", True, True), ("5.00", False, False), ("4.00", False, False)]


def test_standard_without_a_document_is_refused(session: Session) -> None:
    new = NewStandard(MEALS, "县定", Money.of("6"), "元/生·天", date(2026, 9, 1), " ")
    with pytest.raises(SchoolError, match="请写明标准依据的文件和文号"):
        add_local(session, new)
