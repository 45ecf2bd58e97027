"""The window's own start, from its words to a desk on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.app import crashes, instance
from desktop.core.labels import Role, UnitKind
from desktop.services.books import create
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
from desktop.views.access.login import LoginView
from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.frame.window import MainWindow
from desktop.views.start.first import FirstView

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.gui

ROOT = Path(__file__).parents[2]
HEAVY = (
    *("sqlalchemy", "alembic", "sqlcipher3", "argon2", "cryptography", "reportlab", "psycopg"),
    *("python_calamine", "xlrd", "xlsxwriter", "openpyxl", "pypinyin", "chinese_calendar"),
    *("pyqtgraph", "numpy", "pypdfium2", "PIL", "PySide6.QtPrintSupport"),
    *("desktop.services", "desktop.reports", "desktop.demo", "desktop.rosters", "desktop.database"),
)


# Keys are a small file of their own: reading it takes its two libraries, and no database.
OF_KEYS = ("argon2", "cryptography", "desktop.services", "desktop.database")


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        ("desktop.app", HEAVY),
        (
            "desktop.app, desktop.services.doors, desktop.views.access.login",
            tuple(name for name in HEAVY if name not in OF_KEYS),
        ),
    ],
    ids=["the frame", "the log-in"],
)
def test_nothing_heavy_is_imported_before_the_first_paint(
    modules: str, heavy: tuple[str, ...]
) -> None:
    program = (
        f"import sys, {modules}\n"
        f"sys.exit(' '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def own_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[None]:
    """Folders of a user of their own, and everything put back that a start has changed."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.delenv("MINGCE_DATA", raising=False)
    # A window that the developer has open is not this machine's.
    monkeypatch.setattr(instance, "_name_of", lambda _: f"mingce-{tmp_path.name}-{os.getpid()}")
    hooks = sys.excepthook, threading.excepthook
    look = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    sys.excepthook, threading.excepthook = hooks
    qInstallMessageHandler(None)
    qapp.setStyleSheet(look[0])
    qapp.setPalette(look[1])
    qapp.setFont(look[2])
    for handler in list(crashes._LOG.handlers):
        crashes._LOG.removeHandler(handler)
        handler.close()


class Watcher:
    """Looks at the window while the program runs, and closes it when it shows what it should."""

    def __init__(self, kind: type) -> None:
        self.kind = kind
        self.seen: list[object] = []
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and isinstance(window.shown, self.kind):
                self.seen.append(window.shown)
                self._timer.stop()
                window.close()


@pytest.mark.usefixtures("own_machine")
def test_first_start_ends_at_the_four_ways() -> None:
    watcher = Watcher(FirstView)
    assert app.main([]) == 0
    assert len(watcher.seen) == 1


@pytest.mark.usefixtures("own_machine")
def test_locked_data_asks_who_it_is(tmp_path: Path) -> None:
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    user = NewUser("张校长", Role.PRINCIPAL, "春天来了2026")
    create(tmp_path / "data", unit, user).session.store.close()
    watcher = Watcher(LoginView)
    assert app.main(["--data", str(tmp_path / "data")]) == 0
    assert len(watcher.seen) == 1
    assert threading.active_count() == 1


@pytest.mark.usefixtures("own_machine")
def test_data_folder_is_opened_and_closed_again(tmp_path: Path) -> None:
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    create(tmp_path / "data", unit, NewUser("张校长", Role.PRINCIPAL)).session.store.close()
    watcher = Watcher(DeskFrame)
    assert app.main(["--data", str(tmp_path / "data")]) == 0
    assert len(watcher.seen) == 1
    assert threading.active_count() == 1


def test_start_is_by_the_environment_of_its_own() -> None:
    program = (
        "import sys\nfrom PySide6.QtCore import QLocale\nfrom desktop.app import make_application\n"
        "application = make_application()\n"
        "assert make_application() is application\n"
        "sys.exit(QLocale().language() != QLocale.Language.Chinese)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr.decode()
