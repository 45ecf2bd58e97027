from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from desktop.database.upgrade import NEWEST
from desktop.services import about as module
from desktop.services.about import about, for_support, parts, program_version

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop.services.session import Session


def test_program_and_data_are_told(session: Session) -> None:
    found = about(session)
    assert found.database.split()[0] in ("SQLite", "PostgreSQL")
    assert (found.revision, found.encrypted, found.size) == (NEWEST, False, None)
    assert found.entries == 2
    text = for_support(found, ("Qt 6",))
    assert text.startswith("明册 ")
    assert text.endswith("Qt 6")
    assert session.unit_name not in text
    assert session.user_name not in text


def test_version_is_that_of_the_checkout_where_nothing_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(_name: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "version", missing)
    assert program_version()[0].isdigit()
    monkeypatch.setattr(module, "RESOURCES", tmp_path / "resources")
    assert program_version() == "未知"


def test_missing_library_is_told_as_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIBRARIES", ("no-such-library",))
    (first, *_) = parts()
    assert (first.version, first.licence) == ("未知", "未知")
