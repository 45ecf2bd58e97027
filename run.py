"""Start 明册 on a fresh machine: make its environment once, then run it or check it.

Standard library only. A Python that is too old must still be able to read this file, to
print a sentence instead of a traceback: so it uses no syntax newer than Python 3.7.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "ready.json"
SYSTEM_LIBRARIES = VENV / "syslib"
APP_LOCK = ROOT / "requirements-app.lock"
TEST_LOCK = ROOT / "requirements.lock"

OLDEST, TOO_NEW = (3, 11), (3, 14)

# What PySide6 loads from the system even without a screen, and the package that has it.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# What it needs besides to show a window on an X11 screen.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Graphics drivers and what only they need: large, and Qt paints without them.
LEFT_OUT = ("mesa", "llvm", "drm", "gbm", "z3", "icu", "xml2", "sensors", "elf", "pciaccess")

# Modules, not scripts: a script in the environment stops working when the folder is moved.
STEPS = {
    "ruff format --check": ["-m", "ruff", "format", "--check", "."],
    "ruff check": ["-m", "ruff", "check", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}

USAGE = """用法:
  python3 run.py             打开明册的窗口;没有屏幕时同下一行
  python3 run.py demo        收进样例表格,记好一个月,把公示写到 ./out/
  python3 run.py -- 参数…    运行明册的命令行,例如 python3 run.py -- --help
  python3 run.py test        运行全部检查(后面的词交给 pytest)
Windows 上把 python3 换成 py。"""


class SetupError(Exception):
    """Setting up cannot go on; the message tells the user why and what to do."""


class Job(NamedTuple):
    """What the words of the command line ask for."""

    kind: str
    words: tuple[str, ...] = ()


def refusal(version: Sequence[int]) -> str | None:
    """Return the sentence for a Python that cannot run 明册, or nothing when it can."""
    if OLDEST <= tuple(version[:2]) < TOO_NEW:
        return None
    found = "{}.{}".format(*version)
    return (
        f"明册需要 Python 3.11、3.12 或 3.13,现在运行的是 {found}。请安装其中一个版本后再试。\n"
        f"Mingce needs Python 3.11, 3.12 or 3.13; this is {found}. Please install one of them."
    )


def job_of(words: Sequence[str]) -> Job | None:
    """Tell what to do from the words after `run.py`; nothing when they make no sense."""
    if not words:
        return Job("window" if has_screen() else "demo")
    if list(words) == ["demo"]:
        return Job("demo")
    kind = {"--": "cli", "test": "test"}.get(words[0])
    return Job(kind, tuple(words[1:])) if kind else None


def has_screen() -> bool:
    """Tell whether a window could be seen on this machine."""
    if platform.system() in ("Windows", "Darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def say(text: str) -> None:
    """Tell how the set-up goes, apart from what the command line of 明册 prints."""
    print(text, file=sys.stderr)


def interpreter() -> Path:
    """Return the Python of the environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted(locks: Sequence[Path]) -> dict[str, str]:
    """Describe an environment that has these locks installed, for this Python."""
    marks = {"python": "{}.{} {}".format(*sys.version_info[:2], sys.base_prefix)}
    for lock in locks:
        text = lock.read_bytes().replace(b"\r\n", b"\n")  # git may have changed the line ends
        marks[lock.name] = hashlib.sha256(text).hexdigest()
    return marks


def installed() -> dict[str, str]:
    """Read what the environment was finished with; empty when it never was."""
    if not interpreter().exists():
        return {}
    try:
        marks = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marks if isinstance(marks, dict) else {}


def has(marks: Mapping[str, str]) -> bool:
    """Tell whether the finished environment covers these marks."""
    return marks.items() <= installed().items()


def prepare(locks: Sequence[Path]) -> None:
    """Make the environment hold these locks; does nothing when it already does.

    A lock that only adds to a finished environment is installed on top; after any other
    change it is made anew. The marks are written last, so an interrupted set-up is seen at
    the next start and begun again.
    """
    marks = wanted(locks)
    if has(marks):
        return
    with only_one():
        if has(marks):
            return
        before = installed()
        say("正在准备运行环境(只有第一次需要,要下载约 100 MB,请保持联网)……")
        if not before or not before.items() <= marks.items():
            STAMP.unlink(missing_ok=True)
            make_environment()
        install(locks[-1])
        temporary = STAMP.with_suffix(".tmp")
        temporary.write_text(json.dumps(marks, indent=1), encoding="utf-8")
        temporary.replace(STAMP)
        say("运行环境已经准备好。")


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let a second start wait until the first one has finished its set-up."""
    with (ROOT / ".venv.lock").open("ab") as file:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            while True:
                with contextlib.suppress(OSError):
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Make an empty environment with pip in it, also where Python came without ensurepip."""
    create = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if importlib.util.find_spec("ensurepip"):
        call(create, "建立运行环境")
        return
    call([*create, "--without-pip"], "建立运行环境")
    with tempfile.TemporaryDirectory() as folder:
        wheel = pip_wheel(Path(folder))
        pip = [str(interpreter()), str(wheel / "pip")]
        call([*pip, "install", "--quiet", "--no-index", str(wheel)], "安装 pip")


def install(lock: Path) -> None:
    """Install a lock with pip; which index it asks is the user's own pip configuration."""
    command = [str(interpreter()), "-m", "pip", "install"]
    command += [] if sys.stderr.isatty() else ["--quiet"]
    command += ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    call(command, "下载软件包")


def call(command: Sequence[str], what: str, cwd: Path | None = None) -> str:
    """Run a set-up step and return its output; a failure says which step it was."""
    environment = {**child_environment(os.environ), "DEBIAN_FRONTEND": "noninteractive"}
    environment.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    output = subprocess.PIPE if command[0].endswith("apt-get") else sys.stderr
    finished = subprocess.run(
        command, env=environment, stdout=output, encoding="utf-8", check=False, cwd=cwd
    )
    if finished.returncode:
        raise SetupError(
            f"{what}没有完成(上面是原因)。请检查网络后再运行一次;"
            "如果用镜像站,请先写进系统或 pip 的设置(例如环境变量 PIP_INDEX_URL)。"
        )
    return finished.stdout or ""


def apt_program() -> str:
    """Return apt-get, or say that this system has none."""
    program = shutil.which("apt-get")
    if not program or not shutil.which("dpkg-deb"):
        raise SetupError("这台电脑没有 apt-get。")
    return program


class Apt:
    """An apt-get that keeps its lists and files in a folder of ours, so any user may run it.

    It asks the servers that the machine is set up with, and checks their signatures.
    """

    def __init__(self, folder: Path) -> None:
        for name in ("state/lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        options = [f"Dir::State={folder}/state", f"Dir::Cache={folder}/cache"]
        options += ["Dir::State::status=/var/lib/dpkg/status", "Debug::NoLocking=1"]
        options += ["APT::Sandbox::User=root"]
        self._folder = folder
        self._command = [apt_program(), "-qq"]
        self._command += [word for option in options for word in ("-o", option)]
        call([*self._command, "update"], "读取系统软件包目录")

    def new_packages(self, packages: Sequence[str]) -> list[str]:
        """Return these packages and what they need that the system does not have yet."""
        simulate = ["--simulate", "--no-install-recommends", "install"]
        return names_to_unpack(call([*self._command, *simulate, *packages], "查找系统软件包"))

    def unpack(self, packages: Sequence[str], target: Path) -> None:
        """Download packages and unpack them, without installing anything."""
        call([*self._command, "download", *packages], "下载系统软件包", cwd=self._folder)
        for package in sorted(self._folder.glob("*.deb")):
            call(["dpkg-deb", "-x", str(package), str(target)], "解开系统软件包")


def names_to_unpack(simulation: str) -> list[str]:
    """Read from apt's simulation what it would newly install, without graphics drivers."""
    lines = [line.split() for line in simulation.splitlines()]
    new = [words[1] for words in lines if words[:1] == ["Inst"] and words[2][0] == "("]
    return [name for name in new if not any(part in name for part in LEFT_OUT)]


def pip_wheel(folder: Path) -> Path:
    """Get the pip that the system's own packages carry, checked by apt's signatures."""
    try:
        Apt(folder).unpack(["python3-pip-whl"], folder)
        return next(folder.glob("usr/share/python-wheels/pip-*.whl"))
    except (SetupError, StopIteration) as error:
        raise SetupError(
            f"这个 Python 没有 pip,也没能从系统软件包取得。{error}"
            "请让管理员安装 python3-venv(其他系统:python3-pip)后再试。"
        ) from error


def missing_packages(libraries: Mapping[str, str]) -> list[str]:
    """Return the system packages whose libraries Qt would not find."""
    if platform.system() != "Linux":
        return []
    ours = {file.name for file in SYSTEM_LIBRARIES.glob("usr/lib/*/*.so.*")}
    return [
        package
        for library, package in libraries.items()
        if library not in ours and not loads(library)
    ]


def loads(library: str) -> bool:
    """Tell whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def prepare_libraries(libraries: Mapping[str, str]) -> None:
    """Give Qt the system libraries it needs: installed for root, unpacked for anybody else."""
    packages = missing_packages(libraries)
    if not packages:
        return
    say(f"系统里缺少界面需要的 {len(packages)} 个库,正在下载(约 30 MB)……")
    try:
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            program = apt_program()
            call([program, "-qq", "update"], "读取系统软件包目录")
            install_now = [program, "-qq", "install", "--yes", "--no-install-recommends"]
            call([*install_now, *packages], "安装系统软件包")
        else:
            with tempfile.TemporaryDirectory() as name:
                apt = Apt(Path(name))
                apt.unpack(apt.new_packages(packages), SYSTEM_LIBRARIES)
    except SetupError as error:
        raise SetupError(
            f"没能取得界面需要的系统库。{error}请让管理员安装这些软件包:{' '.join(packages)}"
        ) from error


def child_environment(mine: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child: our package importable, UTF-8, our libraries found."""
    child = {name: value for name, value in mine.items() if name != "PYTHONHOME"}
    child.update(PYTHONPATH=str(ROOT), PYTHONUTF8="1")
    folders = [str(folder) for folder in SYSTEM_LIBRARIES.glob("usr/lib/*-linux-*")]
    folders += [str(folder) for folder in SYSTEM_LIBRARIES.glob("lib/*-linux-*")]
    if folders:
        before = [mine["LD_LIBRARY_PATH"]] if mine.get("LD_LIBRARY_PATH") else []
        child["LD_LIBRARY_PATH"] = os.pathsep.join(folders + before)
        child.setdefault("FONTCONFIG_PATH", str(SYSTEM_LIBRARIES / "etc/fonts"))
        child.setdefault("XKB_CONFIG_ROOT", str(SYSTEM_LIBRARIES / "usr/share/X11/xkb"))
    return child


def python(*words: str) -> list[str]:
    """Return a command of the environment; -P keeps the user's folder out of the imports."""
    return [str(interpreter()), "-P", *words]


def become(command: Sequence[str]) -> int:
    """Run 明册 in the user's own folder and return its exit status."""
    environment = child_environment(os.environ)
    if os.name == "posix":
        os.execve(command[0], list(command), environment)  # noqa: S606 - signals must reach it
    with subprocess.Popen(command, env=environment) as child:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # the child hears it too
                return child.wait()


def check(words: Sequence[str]) -> int:
    """Run every check, show all failures, and end with the summary line of pytest."""
    with tempfile.TemporaryDirectory() as runtime:  # mode 0700, as Qt asks for
        environment = child_environment(os.environ)
        environment.update(QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=runtime)
        failed = []
        for name, command in STEPS.items():
            print(f"== {name}", flush=True)
            if subprocess.run(python(*command), cwd=ROOT, env=environment, check=False).returncode:
                failed.append(name)
        environment["MINGCE_FAILED_STEPS"] = ", ".join(failed)
        print("== pytest", flush=True)
        tests = python("-m", "pytest", *pytest_words(words))
        status = subprocess.run(tests, cwd=ROOT, env=environment, check=False).returncode
    if status < 0 or status in (4, 5):  # killed, wrong arguments, no tests: no summary line
        print("0 passed, 1 failed")
    return status or int(bool(failed))


def pytest_words(words: Sequence[str]) -> list[str]:
    """Return the arguments of pytest; a chosen part of the tests is not held to the floors."""
    plugin = ["-p", "tests.run.floors", "--numprocesses=auto", "--dist=worksteal"]
    return [*plugin, *(words or ["--cov=desktop", "--cov-branch", "--cov-report="])]


def run(job: Job) -> int:
    """Prepare what a job needs, then do it."""
    if job.kind == "test":
        prepare([APP_LOCK, TEST_LOCK])
        prepare_libraries(QT_LIBRARIES)
        return check(job.words)
    prepare([APP_LOCK])
    if job.kind == "cli":
        return become(python("-m", "desktop.cli", *job.words))
    if job.kind == "window":
        prepare_libraries({**QT_LIBRARIES, **SCREEN_LIBRARIES})
        return become(python("-m", "desktop"))
    return become(python("-m", "desktop.demo", "--out", "out"))


def main(words: Sequence[str]) -> int:
    """Do what the command line asks for; every failure is a sentence and a status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sentence = refusal(sys.version_info[:2])
    if sentence:
        say(sentence)
        return 1
    job = job_of(words)
    if job is None:
        say(USAGE)
        return 2
    try:
        return run(job)
    except SetupError as error:
        say(str(error))
    except KeyboardInterrupt:
        say("已经停下。可以随时再运行一次。")
        return 130
    except OSError as error:
        say(f"准备运行环境时出错:{error}。请检查磁盘空间和 {ROOT} 的写入权限。")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
