from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.clock import CHINA, FixedClock
from desktop.core.errors import (
    AccessRefusedError,
    Cancelled,
    DamagedError,
    EnvironmentFault,
    NotFoundError,
    SchoolError,
)
from desktop.core.labels import Role, UnitKind, UpkeepKind
from desktop.core.progress import Progress
from desktop.database.archive import read_manifest
from desktop.services.attachments import keep
from desktop.services.backup_keeping import (
    DAYS,
    MONTHS,
    WEEKS,
    BackupKind,
    back_up_when_due,
    backups_in,
    folder_for,
    is_due,
    kept,
)
from desktop.services.backups import Unlocking, back_up, rehearse
from desktop.services.books import Login, Tools, create
from desktop.services.session import Session
from desktop.services.units import NewUnit
from desktop.services.upkeep import last
from desktop.services.users import NewUser
from tests.conftest import add_unit
from tests.services.conftest import open_desk
from tests.services.files import photo
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.core.ids import IdSource
    from desktop.database.chain import Actor
    from desktop.database.work import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.lists(
    st.integers(0, 900 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    unique=True,
    max_size=60,
)


def days(found: frozenset[datetime]) -> list[str]:
    return sorted({moment.astimezone(CHINA).strftime("%Y-%m-%d") for moment in found})


@given(moments)
def test_newest_is_always_kept_and_never_too_many(made: list[datetime]) -> None:
    found = kept(made)
    assert found <= set(made)
    assert len(found) <= DAYS + WEEKS + MONTHS
    if made:
        assert max(made) in found
        assert len(found) >= min(DAYS, len(days(frozenset(made))))


@given(moments)
def test_keeping_again_removes_nothing_more(made: list[datetime]) -> None:
    found = kept(made)
    assert kept(found) == found


@given(moments)
def test_tidying_after_each_backup_keeps_the_same_as_tidying_once(made: list[datetime]) -> None:
    standing: frozenset[datetime] = frozenset()
    for moment in sorted(made):
        standing = kept({*standing, moment})
    assert standing == kept(made)


@given(moments)
def test_each_of_the_last_days_weeks_and_months_keeps_its_newest(made: list[datetime]) -> None:
    found = kept(made)
    by_day: dict[object, datetime] = {}
    by_month: dict[object, datetime] = {}
    for moment in sorted(made):
        local = moment.astimezone(CHINA)
        by_day[local.date()] = moment
        by_month[local.year, local.month] = moment
    assert set(sorted(by_day.values())[-DAYS:]) <= found
    assert set(sorted(by_month.values())[-MONTHS:]) <= found


def test_a_year_of_daily_backups_leaves_days_weeks_and_months() -> None:
    found = days(kept(datetime(2026, 1, 1, 4, tzinfo=UTC) + timedelta(days=n) for n in range(365)))
    assert found[-7:] == [f"2026-12-{day}" for day in range(25, 32)]
    assert found[:11] == [
        *("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"),
        *("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30"),
    ]
    assert len(found) == 20  # two Sundays besides


@pytest.fixture
def school(file_store: Store, actor: Actor, tmp_path: Path) -> Session:
    desk = open_desk(file_store, add_unit(file_store, actor), actor)
    return replace(desk, folder=tmp_path / "data")


def on(session: Session, day: int, month: int = 10) -> None:
    session.store.clock = FixedClock.at(2026, month, day)


def test_backup_of_the_day_is_made_once(school: Session, tmp_path: Path) -> None:
    folder = folder_for(school, None)
    assert folder == tmp_path / "data" / "backups"
    assert is_due(school, folder)
    made = back_up_when_due(school, folder)
    assert made is not None
    assert made.path.is_file()
    assert not is_due(school, folder)
    assert back_up_when_due(school, folder) is None
    assert last(school)[UpkeepKind.BACKUP].detail == made.path.name
    (line,) = backups_in(folder)
    assert (line.kind, line.encrypted, line.size) == (BackupKind.AUTOMATIC, False, made.size)


def test_files_that_no_record_has_are_given_up_before_the_backup_of_the_day(
    school: Session, tmp_path: Path
) -> None:
    on(school, 1)
    keep(school, photo(tmp_path / "a.jpg"))
    for day, left in ((2, 1), (20, 0)):
        on(school, day)
        made = back_up_when_due(school, tmp_path / "backups")
        assert made is not None
        manifest = read_manifest(made.path)
        assert manifest is not None
        assert manifest.rows["stored_files"] == left


def test_old_backups_go_when_a_new_one_is_good(school: Session, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    for day in range(1, 13):
        on(school, day)
        back_up_when_due(school, folder)
    names = [line.path.name[-19:-11] for line in backups_in(folder)]
    assert names == [
        "20261012",
        "20261011",
        *(f"202610{day:02}" for day in range(10, 5, -1)),
        "20261004",
    ]


def test_files_of_others_are_left_alone(school: Session, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    others = [
        folder / "mingce-auto-00000000-20200101-000000.mcb",
        folder / "mingce-auto-00000000-20209999-000000.mcb",
        folder / "总结.mcb",
        folder / "照片.jpg",
    ]
    for path in others:
        path.write_text("别人的")
    for day in range(1, 13):
        on(school, day)
        back_up_when_due(school, folder)
    assert all(path.is_file() for path in others)
    odd = {line.path for line in backups_in(folder) if line.kind is BackupKind.UNREADABLE}
    assert odd == set(others[:3])


def test_name_without_a_real_moment_is_nobody_s(school: Session, tmp_path: Path) -> None:
    made = back_up_when_due(school, tmp_path / "usb")
    assert made is not None
    odd = made.path.with_name(made.path.name.replace("-20261031-", "-20269999-"))
    odd.write_text("")
    on(school, 20, 11)
    back_up_when_due(school, tmp_path / "usb")
    assert odd.is_file()


def test_data_without_a_unit_has_nothing_to_back_up(file_store: Store, tmp_path: Path) -> None:
    key = file_store.ids.new_id()
    nobody = Session(file_store, key, "", key, "张校长", Role.PRINCIPAL, tmp_path / "data")
    with pytest.raises(NotFoundError, match="还没有单位"):
        back_up_when_due(nobody, tmp_path)


def test_backups_by_hand_and_before_upgrades_are_listed_and_kept(
    school: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "usb"
    back_up(school, folder / "before-upgrade-0001-20251001-080000.mcb")
    on(school, 31)
    back_up(school, folder / "我的备份.mcb")
    kinds = {line.path.name: line.kind for line in backups_in(folder)}
    assert kinds == {
        "我的备份.mcb": BackupKind.BY_HAND,
        "before-upgrade-0001-20251001-080000.mcb": BackupKind.BEFORE_UPGRADE,
    }
    assert backups_in(tmp_path / "none") == ()


def test_failed_backup_removes_nothing(school: Session, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    for day in range(1, 9):
        on(school, day)
        back_up_when_due(school, folder)
    before = {line.path for line in backups_in(folder)}
    on(school, 20)
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        back_up_when_due(school, folder, stopped)
    assert {line.path for line in backups_in(folder)} == before


def test_folder_that_cannot_be_written_is_said(school: Session, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault):
        back_up_when_due(school, tmp_path / "file" / "in")


def test_an_auditor_makes_none_and_a_server_has_none(session: Session, tmp_path: Path) -> None:
    assert not is_due(session, tmp_path)
    assert not is_due(replace(as_role(session, Role.AUDITOR), folder=tmp_path), tmp_path)
    with pytest.raises(SchoolError, match="服务器"):
        folder_for(session, tmp_path)
    with pytest.raises(SchoolError, match="服务器"):
        rehearse(session, tmp_path / "b.mcb")


def test_rehearsal_opens_and_checks_and_leaves_nothing(school: Session, tmp_path: Path) -> None:
    back_up(school, tmp_path / "b.mcb")
    done = rehearse(school, tmp_path / "b.mcb")
    assert done.entries == 2
    assert done.rows > 10
    assert last(school)[UpkeepKind.REHEARSAL].good
    assert not [p for p in (tmp_path / "data").iterdir() if "rehearsal" in p.name]


def test_damaged_backup_fails_its_rehearsal(school: Session, tmp_path: Path) -> None:
    path = tmp_path / "b.mcb"
    back_up(school, path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DamagedError, match="已损坏"):
        rehearse(school, path)
    assert not last(school)[UpkeepKind.REHEARSAL].good
    with pytest.raises(SchoolError, match="没有这个备份文件"):
        rehearse(school, tmp_path / "none.mcb")
    with pytest.raises(AccessRefusedError):
        rehearse(as_role(school, Role.AUDITOR), path)


@pytest.fixture
def locked(tmp_path: Path, clock: FixedClock, ids: IdSource) -> Iterator[Session]:
    unit = NewUnit("5300000001", "红星小学", UnitKind.PRIMARY)
    user = NewUser("张校长", Role.PRINCIPAL, "春风化雨十年树木")
    made = create(tmp_path / "locked", unit, user, Tools(clock, ids))
    yield made.session
    made.session.store.close()


def test_encrypted_backup_is_rehearsed_with_the_key_of_the_open_data(
    school: Session, locked: Session, tmp_path: Path
) -> None:
    path = tmp_path / "b.mcb"
    back_up(locked, path)
    assert rehearse(locked, path).entries == 1
    (line,) = backups_in(tmp_path)
    assert line.encrypted
    with pytest.raises(SchoolError, match="已加密"):
        rehearse(school, path)
    by_password = Unlocking(Login("张校长", "春风化雨十年树木"))
    assert rehearse(school, path, by_password).entries == 1
