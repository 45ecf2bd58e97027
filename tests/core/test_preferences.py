"""Preferences survive damage, newer programs and read-only folders."""

import errno
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from desktop.core.errors import EnvironmentFault
from desktop.core.preferences import ListLayout, Preferences, PreferencesFile, Theme, TypeSize

CHANGED = Preferences(
    data_folder=Path("/学校/明册"),
    backup_folder=Path("U盘"),
    printer="激光",
    theme=Theme.HIGH_CONTRAST,
    type_size=TypeSize.BIG,
    lock_after_minutes=0,
)


@pytest.fixture
def file(tmp_path: Path) -> PreferencesFile:
    return PreferencesFile(tmp_path / "preferences.json")


def _refuse(*_: Any) -> Any:  # noqa: ANN401
    raise OSError(errno.EACCES, "refused")


def test_first_start_has_defaults_and_no_note(file: PreferencesFile) -> None:
    loaded = file.load()
    assert (loaded.preferences, loaded.notes) == (Preferences(), ())
    assert not file.path.exists()


def test_saved_preferences_come_back(file: PreferencesFile) -> None:
    file.save(CHANGED)
    assert file.load().preferences == CHANGED
    file.save(Preferences())
    assert file.load().preferences == Preferences()


def test_keys_of_a_newer_program_stay(file: PreferencesFile) -> None:
    file.path.write_text('{"colour": [1, 2], "printer": "旧"}', encoding="utf-8")
    loaded = file.load()
    assert (loaded.preferences.printer, loaded.notes) == ("旧", ())
    file.save(CHANGED)
    stored = json.loads(file.path.read_text(encoding="utf-8"))
    assert (stored["colour"], stored["printer"]) == ([1, 2], "激光")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"a": 1}x'])
def test_damaged_file_is_set_aside(file: PreferencesFile, content: bytes) -> None:
    file.path.write_bytes(content)
    loaded = file.load()
    assert loaded.preferences == Preferences()
    aside = file.path.with_name("preferences.damaged-1.json")
    assert aside.read_bytes() == content
    assert str(aside) in loaded.notes[0]
    assert file.load().notes == ()


def test_damaged_value_costs_only_itself(file: PreferencesFile) -> None:
    content = '{"printer": "激光", "lock_after_minutes": 500, "data_folder": 7, "colour": 1}'
    file.path.write_text(content, encoding="utf-8")
    loaded = file.load()
    assert loaded.preferences == Preferences(printer="激光")
    assert "多少分钟不动就锁屏（0 表示不锁）、数据文件夹" in loaded.notes[0]
    assert file.path.with_name("preferences.damaged-1.json").read_text(encoding="utf-8") == content
    again = file.load()
    assert (again.preferences, again.notes) == (Preferences(printer="激光"), ())
    assert "colour" in file.path.read_text(encoding="utf-8")


def test_unknown_theme_costs_only_itself(file: PreferencesFile) -> None:
    file.path.write_text('{"theme": "neon", "type_size": "big"}', encoding="utf-8")
    loaded = file.load()
    assert loaded.preferences == Preferences(type_size=TypeSize.BIG)
    assert "配色" in loaded.notes[0]


def test_each_damage_has_its_own_copy(file: PreferencesFile) -> None:
    for content in (b"1", b"2"):
        file.path.write_bytes(content)
        file.load()
    copies = sorted(file.path.parent.glob("*.damaged-*"))
    assert [copy.read_bytes() for copy in copies] == [b"1", b"2"]


def test_unreadable_file_does_not_stop_the_start(
    file: PreferencesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.save(CHANGED)
    monkeypatch.setattr(Path, "read_bytes", _refuse)
    loaded = file.load()
    assert loaded.preferences == Preferences()
    assert "没有权限" in loaded.notes[0]
    with pytest.raises(EnvironmentFault, match="没有权限"):
        file.save(Preferences())


def test_damage_in_a_read_only_folder_is_told_and_left(
    file: PreferencesFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.path.write_bytes(b"{")
    monkeypatch.setattr(Path, "replace", _refuse)
    loaded = file.load()
    assert "原文件没有动" in loaded.notes[0]
    assert file.path.read_bytes() == b"{"


def test_every_setting_is_declared_with_a_title() -> None:
    titles = [setting.metadata.get("title") for setting in fields(Preferences)]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_place_of_the_users_file() -> None:
    path = PreferencesFile.of_user().path
    assert path.name == "preferences.json"
    assert path.parent.name == "mingce"


def test_one_setting_changes_and_the_others_stay(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "preferences.json")
    file.change(printer="办公室", backup_folder=tmp_path)
    changed = file.change(user_name="王老师")
    assert (changed.printer, changed.user_name) == ("办公室", "王老师")
    assert changed.backup_folder == tmp_path
    assert file.load().preferences == changed


def test_layouts_of_lists_are_kept_by_name(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "preferences.json")
    layout = ListLayout(order=("name", "class"), hidden=("class",), widths={"name": 120})
    file.change(lists={"pupils": layout})
    assert file.load().preferences.lists == {"pupils": layout}
    file.path.write_text('{"lists": {"pupils": {"order": 3}}, "printer": "办公室"}', "utf-8")
    loaded = file.load()
    assert (loaded.preferences.lists, loaded.preferences.printer) == ({}, "办公室")
    assert "各个列表的栏目" in loaded.notes[0]
