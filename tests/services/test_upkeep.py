from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.errors import AccessRefusedError, SchoolError
from desktop.core.labels import Role, UpkeepKind
from desktop.services.upkeep import confirm_recovery_sheet, last, note
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from desktop.services.session import Session


def test_last_of_each_kind_is_told(session: Session) -> None:
    assert last(session) == {}
    note(session, UpkeepKind.BACKUP, detail="甲.mcb")
    note(session, UpkeepKind.CHAIN, good=False)
    session.store.clock = FixedClock(datetime(2026, 11, 1, tzinfo=UTC))
    note(session, UpkeepKind.BACKUP, detail="乙.mcb")
    found = last(session)
    assert set(found) == {UpkeepKind.BACKUP, UpkeepKind.CHAIN}
    backup = found[UpkeepKind.BACKUP]
    assert (backup.detail, backup.user_name, backup.good) == ("乙.mcb", "张校长", True)
    assert not found[UpkeepKind.CHAIN].good


def test_two_of_one_moment_give_the_later_one(session: Session) -> None:
    note(session, UpkeepKind.BACKUP, detail="甲.mcb")
    note(session, UpkeepKind.BACKUP, detail="乙.mcb")
    assert last(session)[UpkeepKind.BACKUP].detail == "乙.mcb"


def test_an_auditor_leaves_no_note(session: Session) -> None:
    note(as_role(session, Role.AUDITOR), UpkeepKind.CHAIN)
    assert last(session) == {}


def test_recovery_sheet_is_confirmed_by_the_principal_where_there_is_one(session: Session) -> None:
    with pytest.raises(SchoolError, match="没有加密，不需要恢复码"):
        confirm_recovery_sheet(session)
    locked = replace(session, key=bytes(32))
    with pytest.raises(AccessRefusedError):
        confirm_recovery_sheet(as_role(locked, Role.CLERK))
    confirm_recovery_sheet(locked)
    assert last(session)[UpkeepKind.RECOVERY_SHEET].good
