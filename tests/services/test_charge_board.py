from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.changes import Book
from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.services.charges import board, end
from desktop.services.exports import rows
from tests.services.rosters import as_role, charge, charges, take

if TYPE_CHECKING:
    from desktop.services.session import Session

TODAY = date(2026, 10, 31)


def test_board_without_charges_is_empty(session: Session) -> None:
    assert board(session) == ()


def test_board_lists_what_stands_and_on_request_what_has_ended(session: Session) -> None:
    take(session, charges(charge(standard="90.00")), on=date(2025, 9, 1))
    take(session, charges(charge(standard="100.00")), on=date(2026, 9, 1))
    (line,) = board(session)
    assert (line.item, line.standard, line.voluntary) == ("住宿费", "100.00", True)
    assert (line.since, line.until, line.standing) == (date(2026, 9, 1), None, True)
    old, new = board(session, ended_too=True)
    assert (old.standard, old.until, old.standing) == ("90.00", date(2026, 8, 31), False)
    assert new == line


def test_charge_that_is_ended_holds_on_its_last_day_and_no_longer(session: Session) -> None:
    take(session, charges(charge(), charge("伙食费", 3)), on=date(2026, 9, 1))
    first, second = board(session)
    assert end(session, first.charge_id, TODAY).books == {Book.CHARGES}
    assert board(session)[0].standing
    end(session, second.charge_id, date(2026, 10, 30))
    assert [line.item for line in board(session)] == [first.item]
    assert [row.item for row in rows(session, "charges")] == [first.item]


def test_charge_is_ended_once_and_not_before_it_began(session: Session) -> None:
    take(session, charges(charge()), on=date(2026, 9, 1))
    (line,) = board(session)
    with pytest.raises(SchoolError, match="从2026-09-01起收"):
        end(session, line.charge_id, date(2026, 8, 31))
    end(session, line.charge_id, TODAY)
    with pytest.raises(SchoolError, match="已经结束"):
        end(session, line.charge_id, TODAY)


def test_unknown_charge_and_auditor_are_refused(session: Session) -> None:
    take(session, charges(charge()))
    (line,) = board(session)
    with pytest.raises(NotFoundError):
        end(session, session.unit_id, TODAY)
    with pytest.raises(AccessRefusedError):
        end(as_role(session, Role.AUDITOR), line.charge_id, TODAY)
