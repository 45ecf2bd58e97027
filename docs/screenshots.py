"""Walk the real window through all that the manual shows, and save a picture of each place.

python docs/screenshots.py                                the pictures of the manual
python docs/screenshots.py --out DIR --size 1920x1080 --scale 1.5 --type big --theme high_contrast

The clock stands, the data is invented, and the paths of this machine are covered, so that the same
program gives the same pictures.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

import numpy as np
import pypdfium2
from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from camera import Studio
from canteen_books_scenes import closing, counts, logs, money, tables, wall
from canteen_scenes import OCTOBER, goods
from demo_desk import CLERK, NOW, demo_books, sit_down, work_of_colleague
from roster_scenes import SAMPLES, attendance, county, life, lists, people, staff

from desktop.app.opening import Found
from desktop.core import clock
from desktop.core.notices import NoticeDeed, NoticeKind
from desktop.core.progress import Progress
from desktop.demo.places import PRIMARY, TODAY
from desktop.demo.setting import account_of
from desktop.demo.story import build
from desktop.reports.pdf import render
from desktop.reports.recovery import RecoverySheet, document
from desktop.services.places import DataPlace
from desktop.services.today.items import Section
from desktop.views.start.new_data import NewDataView

if TYPE_CHECKING:
    from desktop.views.settings.backup import BackupSection
    from desktop.views.start.sheet import SheetStep

ROOT: Final = Path(__file__).resolve().parents[1]
MANUAL: Final = ROOT / "docs" / "用户手册.md"
PICTURES: Final = ROOT / "docs" / "pictures" / "manual"
SCRATCH: Final = Path(tempfile.gettempdir()) / "mingce-pictures"
"""Always the same, because paths are as wide as they are long; thrown away at the end."""
ROSTER: Final = SAMPLES / "平安乡中心小学" / "2026年秋季学期学生花名册.xlsx"
PASSWORD: Final = "春风化雨十年树木"  # noqa: S105 - of data that is thrown away
CODE: Final = "K7QM-3W9D-FJ5N-2H8R-XP4T-6CVB-E1GV"
"""Nobody's: a picture of a real one would differ each time."""


def arguments() -> argparse.Namespace:
    """What is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--size", default="1366x768", help="of the screen")
    parser.add_argument("--scale", default="1", help="of the screen: 1, 1.25, 1.5, 2")
    parser.add_argument("--theme", default="light", help="light or high_contrast")
    parser.add_argument("--type", default="normal", help="normal or big")
    parser.add_argument("--only", default="", help="save the pictures whose name begins so")
    return parser.parse_args()


def first_start(studio: Studio) -> None:
    """From four ways to the desk of a school of one's own, and out again."""
    stage, core = studio.program.stage, studio.core
    studio.program.start(Found(None))
    studio.wait(lambda: stage.front is not None, "the four ways")
    studio.save("first-ways")
    view = NewDataView(core.tasks, core.messages, studio.scratch / "数据")
    view.entered.connect(studio.program._doors._on_session)
    stage.show_front(view)
    unit, user = view.unit, view.user
    for field, text in (
        (unit.name, "平安乡中心小学"),
        (unit.code, "9900000011"),
        (unit.township, "平安乡"),
        (unit.office, "0870-8200011"),
        (unit.supervision, "0870-8200001"),
    ):
        field.setText(text)
    studio.save("first-unit")
    studio.go_on(view.wizard)
    user.name.setText("王建国")
    for field in view.user.password.fields:
        field.setText(PASSWORD)
    studio.save("first-user")
    studio.go_on(view.wizard)
    studio.wait(lambda: view.where.ready, "a look at the folder")
    view.where.said.setText(DataPlace(studio.scratch, 86 << 30).sentence)
    studio.save("first-where")
    studio.go_on(view.wizard)
    show_code(studio, view.sheet)
    view.sheet.kept.setChecked(True)
    studio.save("first-code")
    view.wizard.go_on()
    studio.wait(lambda: stage.frame is not None and stage.front is None, "a desk")
    studio.save("first-desk")


def show_code(studio: Studio, step: SheetStep) -> None:
    """Show nobody's code in the place of the one that was made."""
    step.code.setText(CODE)
    paper = render(document(RecoverySheet("平安乡中心小学", CODE, TODAY)))
    studio.settle()
    step.preview.show_pdf(paper, step.title)


def import_roster(studio: Studio) -> None:
    """Four steps and a receipt."""
    page = studio.page("people")
    studio.save("people-empty")
    page.start_import("students")
    wizard = page.wizard
    studio.save("import-file")
    wizard.take(ROSTER)
    studio.wait(lambda: wizard.place == 1, "the columns")
    studio.save("import-columns")
    wizard.leave()
    studio.save("import-left")
    page.start_import("students")
    studio.go_on(wizard)
    studio.save("import-check")
    studio.go_on(wizard)
    studio.save("import-receipt")
    wizard.go_on()
    studio.save("people-new")


def doors(studio: Studio) -> None:
    """The lock, and the log-in."""
    program = studio.program
    program._on_lock()
    studio.save("lock")
    program.stage.back_to_frame()
    program._log_out()
    studio.wait(lambda: program.stage.front is not None, "the log-in")
    studio.save("login")


def open_demo(studio: Studio) -> None:
    """Sit down in the invented school, where a colleague has been at work."""
    build(studio.scratch / "demo", Progress())
    session = demo_books(studio, CLERK, PRIMARY)
    try:
        work_of_colleague(session)
    finally:
        session.store.close()
    sit_down(studio, account_of(PRIMARY).name, PRIMARY)
    studio.save("today")


def canteen(studio: Studio) -> None:
    """Meal days, charges, and the close of the month."""
    studio.frame.desk.place.set_month(OCTOBER)
    page = studio.page("canteen", "meals")
    page.panel.part.grid.setFocus()
    studio.save("canteen-meals")
    studio.page("canteen", "charges")
    studio.save("canteen-charges")
    studio.page("canteen", "close")
    studio.save("canteen-close")
    page.primary.click()
    studio.save("canteen-receipt")


def notices(studio: Studio) -> None:
    """The list, a draft, the issued notice, the wall."""
    page = studio.page("notices")
    studio.save("notices")
    page.show_record(NoticeKind.MEALS)
    studio.settle()
    studio.save("notice-draft")
    page.sheet.draft_pane.issue.click()
    studio.settle()
    studio.save("notice-issued")
    pdf = page.sheet.preview._pdf
    studio.keep("notice-page", first_page(pdf))
    page.sheet._on_printed(2)
    studio.settle()
    pane = page.sheet.notice_pane
    pane.buttons[NoticeDeed.POSTED].click()
    studio.settle()
    pane.deeds.form.note.setText("校门口公示栏")
    studio.save("notice-posting")
    pane.deeds.form.saved.emit(TODAY, "校门口公示栏")
    studio.settle()
    page._close_sheet()
    page.list.grid.go_to(0)
    studio.settle()
    studio.core.messages.given = (photo_of(pdf, studio.scratch),)
    page.pane.buttons[NoticeDeed.PHOTO].click()
    studio.save("notice-posted")


def photo_of(pdf: bytes, folder: Path) -> Path:
    """A photo of a sheet on a wall, as far as one can be painted."""
    wall = QImage(1200, 1500, QImage.Format.Format_RGB32)
    wall.fill(QColor("#b98a5a"))
    painter = QPainter(wall)
    painter.translate(120, 110)
    painter.rotate(1.5)
    painter.drawImage(QRect(0, 0, 950, 1250), first_page(pdf))
    painter.end()
    out = folder / "公示栏.jpg"
    wall.save(str(out))
    return out


def first_page(pdf: bytes) -> QImage:
    """The first page as it comes out of the printer."""
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=1.3).to_numpy()
    height, width, _ = drawn.shape
    packed = np.ascontiguousarray(drawn[:, :, :3])
    return QImage(packed.tobytes(), width, height, width * 3, QImage.Format.Format_BGR888)


def settings(studio: Studio) -> None:
    """Every section."""
    for section in Section:
        page = studio.page("settings", section)
        if section is Section.BACKUP:
            back_up(studio, page.section)
        studio.save(f"settings-{section.value.replace('_', '-')}")


def back_up(studio: Studio, section: BackupSection) -> None:
    """Write a backup to another disk."""
    folder = studio.scratch / "U盘备份"
    folder.mkdir()
    studio.core.preferences.change(backup_folder=folder)
    studio.core.messages.out = folder
    section._show_folder()
    section.now.click()
    studio.settle()


def error(studio: Studio) -> None:
    """What is said of a file that is no workbook."""
    odd = studio.scratch / "花名册.docx"
    with ZipFile(odd, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    page = studio.page("people")
    page.start_import("students", odd)
    timer = QTimer()
    timer.timeout.connect(lambda: _shoot_box(studio))
    timer.start(50)
    page.wizard.go_on()
    studio.settle()
    timer.stop()
    page.wizard.give_up()


def _shoot_box(studio: Studio) -> None:
    box = QApplication.activeModalWidget()
    if box is not None and box.isActiveWindow():
        studio.save("error", over=box)
        box.close()


SCENES: Final = (
    *(first_start, import_roster, doors, open_demo),
    *(people, staff, life, attendance, lists, goods, tables, money, counts, logs, closing),
    *(canteen, notices, wall, settings, error, county),
)


def main() -> int:
    """Take all pictures."""
    args = arguments()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = args.scale
    if SCRATCH.exists():
        shutil.rmtree(SCRATCH)
    SCRATCH.mkdir()
    args.out.mkdir(parents=True, exist_ok=True)
    clock.SystemClock.now = lambda _self: NOW.now()  # type: ignore[method-assign]
    shown = re.findall(r"/manual/([\w-]+)\.png\)", MANUAL.read_text(encoding="utf-8"))
    names = frozenset(shown if args.out == PICTURES else ())
    studio = Studio(args, SCRATCH, names)
    for scene in SCENES:
        scene(studio)
    studio.window.close()
    studio.core.close()
    shutil.rmtree(SCRATCH)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
