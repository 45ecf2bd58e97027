"""A session as a person has it: a screen, a bus, an input method, and the window."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from tests.app.chinese.programs import Programs

if TYPE_CHECKING:
    from collections.abc import Callable

NEEDED: Final = ("Xvfb", "openbox", "dbus-daemon", "xdotool")
PROGRAMS: Final = {"fcitx5": ("fcitx5",), "ibus": ("ibus-daemon", "ibus")}
_LOW: Final = 300
"""A list of candidates is not as high as that; the screen and the window are."""
_ENGINE: Final = "libpinyin"
_OTHERS: Final = ("QT_", "XDG_", "IBUS_", "DBUS_", "GTK_", "WAYLAND_", "COV")
_FCITX: Final = """\
[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""


def missing(method: str) -> list[str]:
    """The programs that are needed for this input method and are not here."""
    return [name for name in (*NEEDED, *PROGRAMS[method]) if shutil.which(name) is None]


class Session:
    """A screen of its own, a bus of its own, and one input method that writes pinyin."""

    def __init__(self, method: str, folder: Path) -> None:
        self.method = method
        self._window: subprocess.Popen[bytes] | None = None
        self._programs = Programs(_environment(method, folder), folder)

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._programs.end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._programs.end()

    def open(self, *words: str) -> None:
        """Open the window, and wait until it hears."""
        script = str(Path(__file__).with_name("window.py"))
        self._window = self._programs.run(
            [sys.executable, script, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        asked = ("search", "--onlyvisible", "--name", "明册")
        found = str(self._programs.until(lambda: self._tool(*asked, check=False)))
        self._tool("windowactivate", "--sync", found.rsplit(maxsplit=1)[-1])

    def asks(self, name: str = "") -> dict[str, Any]:
        """What the window says of itself, and of its part of this name."""
        window = self._window
        assert window is not None
        assert window.stdin is not None
        assert window.stdout is not None
        window.stdin.write(f"{name}\n".encode())
        window.stdin.flush()
        answer: dict[str, Any] = json.loads(window.stdout.readline())
        return answer

    def sees(self, what: str, true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until something is so."""
        last: dict[str, Any] = {}

        def look() -> bool:
            last.update(self.asks())
            return bool(true(last))

        try:
            self._programs.until(look)
        except TimeoutError:
            self.picture("timeout")
            raise TimeoutError(f"{what}: {last}") from None
        return last

    def types(self, letters: str) -> None:
        """Letters, one after the other, as fast as a person."""
        self._tool("type", "--delay", "60", letters)

    def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        self._tool("key", "--delay", "60", *keys)

    def clicks(self, name: str) -> None:
        """A click on what is called so."""
        self.sees(f"{name} on the screen", lambda _: self.asks(name)["place"])
        x, y = self.asks(name)["place"]
        self._tool("mousemove", "--sync", str(x), str(y), "click", "1")

    def candidates(self) -> list[tuple[int, int, int, int]]:
        """Where windows of the input method stand: left, top, width, height."""
        found = self._tool("search", "--onlyvisible", "--maxdepth", "1", "--name", "", check=False)
        places = []
        for window in found.split():
            shell = self._tool("getwindowgeometry", "--shell", window, check=False)
            said = dict(line.split("=", 1) for line in shell.splitlines())
            if said:
                x, y, width, height = (int(said[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
                if x >= 0 and 1 < height < _LOW:
                    places.append((x, y, width, height))
        return places

    def picture(self, name: str) -> None:
        """Keep what stands on the screen, where somebody asked for pictures."""
        wanted = os.environ.get("MINGCE_TYPING_PICTURES")
        if wanted:
            file = f"{wanted}/{self.method}-{name}.png"
            self._programs.once("import", "-window", "root", file)

    def _start(self) -> None:
        self._screen()
        self._programs.run(["openbox"])
        self._bus()
        if self.method == "fcitx5":
            self._programs.run(["fcitx5", "--disable=notifications"])
            self._programs.until(lambda: "org.freedesktop.portal.IBus" in self._on_bus())
        else:
            self._programs.environment["QT_IM_MODULE"] = "ibus"
            self._programs.run(
                ["ibus-daemon", "--xim", "--panel=default", "--emoji-extension=disable"]
            )
            self._programs.until(lambda: self._programs.once("ibus", "address", check=False))

    def writes_chinese(self) -> None:
        """Choose pinyin, as a person does once a field has the keyboard."""
        if self.method == "ibus":
            self._programs.until(self._has_chosen)

    def _has_chosen(self) -> bool:
        self._programs.once("ibus", "engine", _ENGINE, check=False)
        return self._programs.once("ibus", "engine", check=False) == _ENGINE

    def _screen(self) -> None:
        read, write = os.pipe()
        words = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1200x24"]
        self._programs.run(words, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as said:
            self._programs.environment["DISPLAY"] = f":{said.readline().strip()}"

    def _bus(self) -> None:
        bus = self._programs.run(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE
        )
        assert bus.stdout is not None
        self._programs.environment["DBUS_SESSION_BUS_ADDRESS"] = (
            bus.stdout.readline().decode().strip()
        )

    def _on_bus(self) -> str:
        words = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/")
        return self._programs.once(*words, "org.freedesktop.DBus.ListNames", check=False)

    def _tool(self, *words: str, check: bool = True) -> str:
        return self._programs.once("xdotool", *words, check=check)


def _environment(method: str, folder: Path) -> dict[str, str]:
    """Nothing of the session around; a home in which fcitx writes pinyin."""
    runtime, home = folder / "run", folder / "home"
    runtime.mkdir(mode=0o700)
    settings = home / ".config/fcitx5"
    settings.mkdir(parents=True)
    (settings / "profile").write_text(_FCITX, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}
    return {
        **kept,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb",
        "XMODIFIERS": f"@im={method.removesuffix('5')}",
        "PYTHONPATH": str(Path.cwd()),
    }
