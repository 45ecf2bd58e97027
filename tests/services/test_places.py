from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.services.books import create
from desktop.services.places import look_at, usual_folder
from desktop.services.units import NewUnit
from desktop.services.users import NewUser

if TYPE_CHECKING:
    from pathlib import Path


def test_place_is_looked_at_without_making_anything(tmp_path: Path) -> None:
    place = look_at(tmp_path / "a" / "b")
    assert place.free > 0
    assert "GB 空间" in place.sentence
    assert list(tmp_path.iterdir()) == []


def test_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.database.engine._file_system", lambda _path: "nfs4")
    with pytest.raises(EnvironmentFault, match="网络共享盘"):
        look_at(tmp_path)


def test_folder_with_data_is_refused(tmp_path: Path) -> None:
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    create(tmp_path, unit, NewUser("张校长", Role.PRINCIPAL)).session.store.close()
    with pytest.raises(SchoolError, match="已经有明册的数据"):
        look_at(tmp_path)


def test_disk_without_room_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=300 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(EnvironmentFault, match="只剩 300 MB"):
        look_at(tmp_path)


def test_disk_that_cannot_be_asked_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(shutil, "disk_usage", fail)
    with pytest.raises(EnvironmentFault, match="没有权限"):
        look_at(tmp_path)


def test_usual_folder_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert usual_folder().name == "data"
