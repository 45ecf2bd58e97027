"""The real program in whose window a slot fails with private words; run as a program itself.

It says what the person is told, then presses the button and closes the window.
"""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from desktop import app
from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.frame.window import MainWindow

SECRETS: Final = ("张小红", "532101201910070122", "13908701230")
_LOOK_MILLISECONDS: Final = 20


def main(folder: str) -> int:
    """Run the program over a folder, and let it fail."""
    app.make_application()
    failing: list[QPushButton] = []

    def fail() -> None:
        name, number, phone = SECRETS
        raise KeyError(name, number, phone)

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, QMessageBox) and window.isVisible():
                sys.stdout.write(f"{window.text()}\n{window.informativeText()}\n")
                sys.stdout.flush()
                window.defaultButton().click()
                QTimer.singleShot(0, _close)
            elif isinstance(window, MainWindow) and isinstance(window.shown, DeskFrame):
                if failing:
                    continue
                failing.append(QPushButton(window.shown))
                failing[0].clicked.connect(fail)
                failing[0].click()

    timer = QTimer(interval=_LOOK_MILLISECONDS)
    timer.timeout.connect(look)
    timer.start()
    return app.main(["--data", folder])


def _close() -> None:
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
