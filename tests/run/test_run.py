"""What `run.py` decides and prepares, with a pip that only pretends."""

import ast
import importlib.util
import json
import os
import platform
import shutil
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import run

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such programs or calls")
SOURCE = Path(run.__file__).read_text(encoding="utf-8")


@dataclass
class PretendedSetup:
    """Stands in for `run.call`: makes the files that the real commands would leave."""

    fail_at: str = ""
    commands: list[str] = field(default_factory=list)

    def __call__(self, command: Sequence[str], what: str, cwd: Path | None = None) -> str:
        assert cwd is None
        self.commands.append(" ".join(command))
        if what == self.fail_at:
            raise run.SetupError(what)
        if "venv" in command:
            run.interpreter().parent.mkdir(parents=True, exist_ok=True)
            run.interpreter().touch()
        return ""

    def made(self) -> list[str]:
        kinds = ["made" if " -m venv " in line else line.split()[-1] for line in self.commands]
        self.commands.clear()
        return [Path(kind).name for kind in kinds]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PretendedSetup:
    pretended = PretendedSetup()
    monkeypatch.setattr(run, "call", pretended)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv/ready.json")
    for name in ("APP_LOCK", "TEST_LOCK"):
        lock = tmp_path / f"{name}.lock"
        lock.write_text(name)
        monkeypatch.setattr(run, name, lock)
    return pretended


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 14), (4, 0)])
def test_a_python_that_does_not_fit_gets_a_sentence_in_both_languages(
    version: tuple[int, int],
) -> None:
    sentence = run.refusal(version)
    assert sentence is not None
    assert "明册需要 Python 3.11" in sentence
    assert f"this is {version[0]}.{version[1]}." in sentence


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_a_python_that_fits_gets_none(version: tuple[int, int]) -> None:
    assert run.refusal(version) is None


def test_an_old_python_can_read_the_file_up_to_the_sentence() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 7))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert not {"tomllib", "venv", "ensurepip"} & imported


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.mark.usefixtures("no_screen")
def test_without_words_and_screen_the_main_job_is_done() -> None:
    assert run.job_of([]) == run.Job("demo")


@pytest.mark.usefixtures("no_screen")
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_without_words_the_window_opens_where_there_is_a_screen(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, ":0")
    assert run.job_of([]) == run.Job("window")


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_these_systems_have_a_screen(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    assert run.has_screen()


def test_words_choose_the_job() -> None:
    assert run.job_of(["demo"]) == run.Job("demo")
    assert run.job_of(["demo", "x"]) is None
    assert run.job_of(["--", "import", "--", "a b.xlsx"]) == run.Job(
        "cli", ("import", "--", "a b.xlsx")
    )
    assert run.job_of(["test", "-k", "money"]) == run.Job("test", ("-k", "money"))
    assert run.job_of(["tests"]) is None
    assert run.job_of(["--help"]) is None


def test_unknown_words_show_how_to_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["import"]) == 2
    assert "python3 run.py test" in capsys.readouterr().err


def test_the_first_start_installs_and_the_second_does_nothing(setup: PretendedSetup) -> None:
    run.prepare([run.APP_LOCK])
    assert setup.made() == ["made", "APP_LOCK.lock"]
    run.prepare([run.APP_LOCK])
    assert setup.made() == []


def test_pip_takes_only_wheels_with_known_hashes(setup: PretendedSetup) -> None:
    run.prepare([run.APP_LOCK])
    assert "--require-hashes --only-binary :all:" in setup.commands[-1]


def test_checks_are_installed_on_top_of_what_runs(setup: PretendedSetup) -> None:
    run.prepare([run.APP_LOCK])
    setup.made()
    run.prepare([run.APP_LOCK, run.TEST_LOCK])
    assert setup.made() == ["TEST_LOCK.lock"]
    run.prepare([run.APP_LOCK])
    assert setup.made() == []


def test_a_changed_lock_makes_the_environment_anew(setup: PretendedSetup) -> None:
    run.prepare([run.APP_LOCK, run.TEST_LOCK])
    setup.made()
    run.APP_LOCK.write_text("changed")
    run.prepare([run.APP_LOCK])
    assert setup.made() == ["made", "APP_LOCK.lock"]


def test_line_ends_do_not_change_a_lock(setup: PretendedSetup) -> None:
    run.APP_LOCK.write_bytes(b"a==1\nb==2\n")
    run.prepare([run.APP_LOCK])
    setup.made()
    run.APP_LOCK.write_bytes(b"a==1\r\nb==2\r\n")
    run.prepare([run.APP_LOCK])
    assert setup.made() == []


def test_an_interrupted_set_up_is_begun_again(setup: PretendedSetup) -> None:
    setup.fail_at = "下载软件包"
    with pytest.raises(run.SetupError):
        run.prepare([run.APP_LOCK])
    assert run.interpreter().exists()
    setup.made()
    setup.fail_at = ""
    run.prepare([run.APP_LOCK])
    assert setup.made() == ["made", "APP_LOCK.lock"]


def test_an_environment_half_taken_down_is_not_taken_for_the_old_one(
    setup: PretendedSetup,
) -> None:
    run.prepare([run.APP_LOCK])
    old = run.APP_LOCK.read_text()
    run.APP_LOCK.write_text("changed")
    setup.fail_at = "建立运行环境"
    with pytest.raises(run.SetupError):
        run.prepare([run.APP_LOCK])
    setup.made()
    setup.fail_at = ""
    run.APP_LOCK.write_text(old)
    run.prepare([run.APP_LOCK])
    assert setup.made() == ["made", "APP_LOCK.lock"]


def test_checks_that_could_not_be_installed_leave_what_runs(setup: PretendedSetup) -> None:
    run.prepare([run.APP_LOCK])
    setup.fail_at = "下载软件包"
    with pytest.raises(run.SetupError):
        run.prepare([run.APP_LOCK, run.TEST_LOCK])
    setup.made()
    run.prepare([run.APP_LOCK])
    assert setup.made() == []


@pytest.mark.parametrize("damage", ["{", "[]", "", '{"python": "3.10 /usr"}'])
def test_damaged_marks_make_the_environment_anew(setup: PretendedSetup, damage: str) -> None:
    run.prepare([run.APP_LOCK])
    setup.made()
    run.STAMP.write_text(damage)
    run.prepare([run.APP_LOCK])
    assert setup.made() == ["made", "APP_LOCK.lock"]
    assert json.loads(run.STAMP.read_text()) == run.wanted([run.APP_LOCK])


def test_an_environment_whose_python_is_gone_is_made_anew(setup: PretendedSetup) -> None:
    run.prepare([run.APP_LOCK])
    setup.made()
    run.interpreter().unlink()
    run.interpreter().symlink_to("no-such-python")
    run.prepare([run.APP_LOCK])
    assert setup.made()[0] == "made"


def test_another_python_makes_the_environment_anew(
    setup: PretendedSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.prepare([run.APP_LOCK])
    setup.made()
    monkeypatch.setattr(sys, "base_prefix", "/another/python")
    run.prepare([run.APP_LOCK])
    assert setup.made() == ["made", "APP_LOCK.lock"]


def test_without_ensurepip_pip_comes_from_the_systems_packages(
    setup: PretendedSetup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel = tmp_path / "pip-1-py3-none-any.whl"
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(run, "pip_wheel", lambda _folder: wheel)
    run.prepare([run.APP_LOCK])
    create, pip, install = setup.commands
    assert create.endswith("--without-pip")
    assert f"{wheel}/pip install --quiet --no-index {wheel}" in pip
    assert install.endswith("APP_LOCK.lock")


@pytest.mark.parametrize("words", [[], ["--", "verify"], ["test"]])
def test_a_failed_set_up_ends_with_its_sentence(
    setup: PretendedSetup, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    setup.fail_at = "建立运行环境"
    assert run.main(words) == 1
    assert "建立运行环境" in capsys.readouterr().err


def test_stopping_by_hand_is_no_traceback(
    setup: PretendedSetup, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_lock: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "install", interrupt)
    assert run.main([]) == 130
    assert "再运行一次" in capsys.readouterr().err
    assert setup.made() == ["made"]


def test_a_folder_that_cannot_be_written_is_named(
    setup: PretendedSetup, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".venv.lock").mkdir()
    assert run.main([]) == 1
    assert str(tmp_path) in capsys.readouterr().err
    assert setup.commands == []


def test_a_second_start_waits_for_the_first(
    setup: PretendedSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    installing, go_on = threading.Event(), threading.Event()

    def slow(lock: Path) -> None:
        installing.set()
        assert go_on.wait(10)
        setup.commands.append(str(lock))

    monkeypatch.setattr(run, "install", slow)
    starts = [threading.Thread(target=run.prepare, args=([run.APP_LOCK],)) for _ in range(2)]
    starts[0].start()
    assert installing.wait(10)
    starts[1].start()
    go_on.set()
    for start in starts:
        start.join(10)
    assert setup.made() == ["made", "APP_LOCK.lock"]


def test_children_find_the_package_and_speak_utf8() -> None:
    child = run.child_environment({"PYTHONHOME": "/elsewhere", "PATH": "/bin"})
    assert child["PYTHONPATH"] == str(run.ROOT)
    assert child["PYTHONUTF8"] == "1"
    assert child["PATH"] == "/bin"
    assert "PYTHONHOME" not in child
    assert "LD_LIBRARY_PATH" not in child or run.SYSTEM_LIBRARIES.exists()


def test_unpacked_system_libraries_are_found_before_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SYSTEM_LIBRARIES", tmp_path)
    libraries = tmp_path / "usr/lib/x86_64-linux-gnu"
    libraries.mkdir(parents=True)
    child = run.child_environment({"LD_LIBRARY_PATH": "/own", "XKB_CONFIG_ROOT": "/own/xkb"})
    assert child["LD_LIBRARY_PATH"] == f"{libraries}{os.pathsep}/own"
    assert child["FONTCONFIG_PATH"] == str(tmp_path / "etc/fonts")
    assert child["XKB_CONFIG_ROOT"] == "/own/xkb"


def test_only_libraries_that_do_not_load_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(run, "SYSTEM_LIBRARIES", tmp_path)
    libraries = {"libc.so.6": "libc6", "libnowhere.so.1": "nowhere", "libours.so.1": "ours"}
    folder = tmp_path / "usr/lib/x86_64-linux-gnu"
    folder.mkdir(parents=True)
    (folder / "libours.so.1").touch()
    assert run.missing_packages(libraries) == ["nowhere"]


def test_graphics_drivers_and_upgrades_are_not_unpacked() -> None:
    simulation = (
        "NOTE: This is only a simulation!\n"
        "Inst libglvnd0 (1.6.0-1 Debian:12.15/oldstable [amd64])\n"
        "Inst libllvm15 (1:15.0.6-4+b1 Debian:12.15/oldstable [amd64])\n"
        "Inst libgl1-mesa-dri (22.3.6-1 Debian:12.15/oldstable [amd64])\n"
        "Inst libc6 [2.36-9] (2.36-10 Debian:12.15/oldstable [amd64])\n"
        "Conf libglvnd0 (1.6.0-1 Debian:12.15/oldstable [amd64])\n"
    )
    assert run.names_to_unpack(simulation) == ["libglvnd0"]


def test_without_a_package_manager_the_packages_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "missing_packages", lambda _libraries: ["libgl1", "libegl1"])
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(run.SetupError, match="libgl1 libegl1"):
        run.prepare_libraries({})


def test_a_failed_command_says_which_step_it_was() -> None:
    with pytest.raises(run.SetupError, match="试一试没有完成"):
        run.call([sys.executable, "-c", "raise SystemExit(3)"], "试一试")


APT_GET = """#!/bin/sh
echo "$@" >> {log}
case "$*" in
    *--simulate*) echo "Inst libgl1 (1 all)"; echo "Inst libllvm15 (1 all)" ;;
    *download*) for package in "$@"; do :; done; touch "$package.deb" ;;
esac
"""
DPKG_DEB = """#!/bin/sh
mkdir -p "$3/usr/share/python-wheels" && touch "$3/usr/share/python-wheels/pip-1-none-any.whl"
"""


@pytest.fixture
def package_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an apt-get and a dpkg-deb first on the path that only pretend; give back the log."""
    log = tmp_path / "log"
    for name, text in (("apt-get", APT_GET.format(log=log)), ("dpkg-deb", DPKG_DEB)):
        program = tmp_path / name
        program.write_text(text)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return log


@POSIX
def test_pip_is_found_in_the_systems_package(package_manager: Path, tmp_path: Path) -> None:
    assert run.pip_wheel(tmp_path).name == "pip-1-none-any.whl"
    assert "download python3-pip-whl" in package_manager.read_text()


@POSIX
def test_a_plain_user_gets_libraries_unpacked(
    package_manager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "missing_packages", lambda _libraries: ["libgl1"])
    monkeypatch.setattr(run, "SYSTEM_LIBRARIES", tmp_path / "syslib")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    run.prepare_libraries({})
    update, simulate, download = package_manager.read_text().splitlines()
    assert update.endswith("update")
    assert simulate.endswith("--simulate --no-install-recommends install libgl1")
    assert download.endswith("download libgl1")
    assert "Dir::State=" in download
    assert (tmp_path / "syslib/usr").exists()


@POSIX
def test_root_installs_libraries(package_manager: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "missing_packages", lambda _libraries: ["libgl1"])
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    run.prepare_libraries({})
    update, install = package_manager.read_text().splitlines()
    assert update == "-qq update"
    assert install == "-qq install --yes --no-install-recommends libgl1"


@POSIX
@pytest.mark.usefixtures("no_screen")
def test_the_command_line_gets_its_words_in_the_users_folder(
    setup: PretendedSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def execve(program: str, command: list[str], environment: dict[str, str]) -> None:
        assert program == str(run.interpreter())
        assert environment["PYTHONPATH"] == str(run.ROOT)
        started.append(command[1:])
        raise SystemExit(0)

    monkeypatch.setattr(os, "execve", execve)
    for words in (["--", "import", "名册.xlsx"], []):
        with pytest.raises(SystemExit):
            run.main(words)
    assert started == [
        ["-P", "-m", "desktop.cli", "import", "名册.xlsx"],
        ["-P", "-m", "desktop.demo", "--out", "out"],
    ]
    assert setup.made() == ["made", "APP_LOCK.lock"]


@POSIX
def test_the_window_gets_what_a_screen_needs(
    setup: PretendedSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    started: list[list[str]] = []

    def execve(_program: str, command: list[str], _environment: dict[str, str]) -> None:
        started.append(command[1:])
        raise SystemExit(0)

    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(run, "prepare_libraries", asked.extend)
    monkeypatch.setattr(os, "execve", execve)
    with pytest.raises(SystemExit):
        run.main([])
    assert {"libGL.so.1", "libxcb-cursor.so.0"} <= set(asked)
    assert started == [["-P", "-m", "desktop"]]
    assert setup.made() == ["made", "APP_LOCK.lock"]
