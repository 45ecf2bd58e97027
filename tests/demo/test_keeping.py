from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import EnvironmentFault
from desktop.core.progress import Progress
from desktop.demo import keeping
from desktop.demo.keeping import demo_folder, open_demo

if TYPE_CHECKING:
    from pathlib import Path


def test_demo_lies_with_the_users_own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert demo_folder() == tmp_path / "mingce" / "demo"


def test_disk_that_does_not_take_the_demo_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(keeping, "build", full)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        open_demo(tmp_path / "demo", Progress())
