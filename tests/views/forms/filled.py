"""A program with an open form over encrypted data, which waits to be killed.

Its arguments are the data folder and the password; it writes "kept" when a draft is on the disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.preferences import PreferencesFile
from desktop.core.terms import Month
from desktop.services.books import Login, open_books
from desktop.services.drafts import FOLDER
from desktop.views.desk import Desk, Place
from desktop.views.drafts import Drafts
from desktop.views.messages import Messages
from desktop.views.refresh import Refresh
from desktop.views.tasks import Tasks
from tests.views.forms.slips import NUMBER, TODAY, Slip, make


def desk_over(folder: Path, password: str) -> Desk:
    session = open_books(folder, Login("张校长", password))
    preferences = PreferencesFile(folder / "preferences.json")
    messages, refresh = Messages(preferences, folder), Refresh()
    tasks, place = Tasks(messages, refresh), Place(Month.of(TODAY))
    return Desk(session, tasks, refresh, messages, place, preferences, Drafts(session))


def main(folder: Path, password: str) -> None:
    application = QApplication([])
    form = make(desk_over(folder, password), lambda _job, slip: slip)
    form.open(Slip())
    form.show()
    for name, text in (("name", "killed"), ("number", NUMBER), ("amount", "12,5")):
        QTest.keyClicks(form.sheet.rows[name].widget, text)
    while not list((folder / FOLDER).glob("*.draft")):
        application.processEvents()
    sys.stdout.write("kept\n")
    sys.stdout.flush()
    while True:
        application.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
