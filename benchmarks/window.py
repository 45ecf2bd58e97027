"""From the command to a window that can be used, against a bare PySide6 window.

    python -m benchmarks.window [--write] [--runs N]

Whole processes in turn; each ends itself at its moment, so that no leaving is counted. "Painted" is
when the frame of the window stands. A school's data is locked: it can be used as soon as the log-in
has taken a letter of the password. Data without a password (the demo) can be used when its desk
stands: data open, places and month shown, first page made.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.measuring import measure, python, report, table
from desktop.core.labels import Role, UnitKind
from desktop.demo.setting import create_county
from desktop.services.books import Tools, create
from desktop.services.units import NewUnit
from desktop.services.users import NewUser

BARE = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("明册"))
window.resize(1280, 800)
window.show()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: os._exit(0)))
application.exec()
"""
OURS = """
import os
import sys
import desktop.app as app
from desktop.views.frame.window import MainWindow
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
moment, folder = sys.argv[1:]
def end():
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: os._exit(0)))
def type_in(field):
    QTest.keyClick(field, Qt.Key.Key_A)
    assert field.text() == "a"
    end()
class Watched(MainWindow):
    def __init__(self):
        super().__init__()
        if moment == "painted":
            self.painted.connect(lambda: os._exit(0))
    def put(self, widget):
        super().put(widget)
        if moment == "desk":
            end()
        elif moment == "login":
            QTimer.singleShot(0, lambda: type_in(widget.password))
app.MainWindow = Watched
app.main(["--data", folder])
"""


def main() -> None:
    """Measure, show, and with --write put the table into the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--runs", type=int, default=9)
    words = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{kind}_HOME"] = str(home / kind)
        create_county(home / "demo", Tools.of_this_machine())
        school = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
        user = NewUser("张校长", Role.PRINCIPAL, "春风化雨十年树木")
        create(home / "school", school, user).session.store.close()
        commands = {
            "bare PySide6 window": python(BARE),
            "明册: frame painted": python(OURS, "painted", home / "school"),
            "明册: log-in usable": python(OURS, "login", home / "school"),
            "明册: desk without a password": python(OURS, "desk", home / "demo"),
        }
        measure(commands, 1)  # the machine's own caches
        found = measure(commands, words.runs)
    bare = found["bare PySide6 window"].seconds
    rows = [
        (what, f"{timed.seconds:.2f}", f"{timed.seconds / bare:.1f}", str(timed.memory))
        for what, timed in found.items()
    ]
    report("window", table(("what", "seconds", "× bare", "memory, MB"), rows), write=words.write)


if __name__ == "__main__":
    main()
