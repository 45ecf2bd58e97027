from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.core.attachments import FileKind
from desktop.core.errors import EnvironmentFault
from desktop.services.attachments import FileContent
from desktop.services.outside import OutsideCopies
from tests.services.files import PDF

FILE = FileContent(FileKind.PDF, "ab" * 32, PDF)
ROOT = Path(__file__).parents[2]
ENDS = """
from desktop.core.attachments import FileKind
from desktop.services.attachments import FileContent
from desktop.services.outside import copies_of_user
assert copies_of_user() is copies_of_user()
copy = copies_of_user().lay_out(FileContent(FileKind.PDF, "ab" * 32, b"%PDF-"))
assert copy.is_file()
print(copy)
"""
RUN = """
import sys, time
from pathlib import Path
from desktop.core.attachments import FileKind
from desktop.services.attachments import FileContent
from desktop.services.outside import OutsideCopies
copies = OutsideCopies(Path(sys.argv[1]))
print(copies.lay_out(FileContent(FileKind.PDF, "ab" * 32, b"%PDF-")), flush=True)
time.sleep(600)
"""


def test_copy_is_private_read_only_and_named_without_any_words_of_its_own(tmp_path: Path) -> None:
    copies = OutsideCopies(tmp_path / "opened")
    path = copies.lay_out(FILE)
    assert path.read_bytes() == PDF
    assert path.name == "附件-1-abababab.pdf"
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o400
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.parent.parent.stat().st_mode & 0o777 == 0o700
    again = copies.lay_out(FILE)
    assert again != path
    copies.close()


def test_nothing_is_made_before_a_copy_is_asked_for_and_nothing_is_left(tmp_path: Path) -> None:
    root = tmp_path / "opened"
    copies = OutsideCopies(root)
    copies.clean_up()
    copies.close()
    assert not root.exists()
    copies.lay_out(FILE)
    copies.close()
    assert list(root.iterdir()) == []
    assert copies.lay_out(FILE).is_file()
    copies.close()


def test_program_has_one_place_of_its_users_own_and_removes_it_at_its_end(tmp_path: Path) -> None:
    places = {"XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ENDS],
        cwd=ROOT,
        env=os.environ | {"HOME": str(tmp_path)} | places,
        capture_output=True,
        text=True,
        check=True,
    )
    path = Path(done.stdout.strip())
    assert path.is_relative_to(tmp_path)
    assert "mingce" in str(path)
    assert not path.parent.exists()
    assert list(path.parent.parent.iterdir()) == []


def test_killed_run_is_cleaned_up_by_the_next_and_a_running_one_is_let_be(tmp_path: Path) -> None:
    root = tmp_path / "opened"
    other = subprocess.Popen(
        [sys.executable, "-c", RUN, str(root)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    with other, other.stdout:
        try:
            copy = Path(other.stdout.readline().strip())
            copies = OutsideCopies(root)
            own = copies.lay_out(FILE)
            copies.clean_up()
            assert copy.is_file()
            assert own.is_file()
        finally:
            other.kill()
    assert copy.is_file()
    OutsideCopies(root).clean_up()
    assert not copy.exists()
    assert own.is_file()
    copies.close()
    assert list(root.iterdir()) == []


def test_copy_that_another_program_holds_is_left_to_a_later_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "opened"
    copies = OutsideCopies(root)
    copy = copies.lay_out(FILE)

    def held(_path: Path, **_named: object) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        copies.close()
        OutsideCopies(root).clean_up()
    assert copy.is_file()
    OutsideCopies(root).clean_up()
    assert list(root.iterdir()) == []


def test_lock_without_a_folder_and_lock_that_does_not_go_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "opened"
    root.mkdir()
    (root / "0123.lock").touch()
    (root / "stranger.txt").touch()

    def held(_path: Path, **_named: object) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        OutsideCopies(root).clean_up()
    OutsideCopies(root).clean_up()
    assert [path.name for path in root.iterdir()] == ["stranger.txt"]


def test_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    copies = OutsideCopies(tmp_path / "opened")
    monkeypatch.setattr(os, "open", full)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        copies.lay_out(FILE)


def test_folder_that_cannot_be_looked_at_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "opened").write_bytes(b"a file in the way")
    OutsideCopies(tmp_path / "opened").clean_up()
    with pytest.raises(EnvironmentFault):
        OutsideCopies(tmp_path / "opened").lay_out(FILE)
    assert [path.name for path in tmp_path.iterdir()] == ["opened"]
