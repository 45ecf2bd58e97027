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
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

import numpy as np
import pypdfium2
from PySide6.QtCore import QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from camera import Studio

from desktop.app.opening import Found, entered
from desktop.core import clock
from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.notices import NoticeDeed
from desktop.core.progress import Progress
from desktop.core.pupil_fields import PupilField
from desktop.demo.places import BUREAU, PRIMARY, TODAY
from desktop.demo.setting import account_of
from desktop.demo.story import build
from desktop.reports.pdf import render
from desktop.reports.recovery import RecoverySheet, document
from desktop.services.books import Login, Tools, open_books
from desktop.services.notices.issue import NoticeKind
from desktop.services.people import PupilQuery, pupils
from desktop.services.places import DataPlace
from desktop.services.pupils.proposals import propose
from desktop.services.pupils.proposed import Proposal, Wish
from desktop.services.pupils.verified import MarkChange, change_marks
from desktop.services.today.items import Section
from desktop.views.attendance.widths import Span
from desktop.views.start.new_data import NewDataView

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.people.page import PeoplePage
    from desktop.views.people.pupils import PupilsPanel
    from desktop.views.settings.backup import BackupSection
    from desktop.views.start.sheet import SheetStep

ROOT: Final = Path(__file__).resolve().parents[1]
MANUAL: Final = ROOT / "docs" / "用户手册.md"
PICTURES: Final = ROOT / "docs" / "pictures" / "manual"
SCRATCH: Final = Path(tempfile.gettempdir()) / "mingce-pictures"
"""Always the same, because paths are as wide as they are long; thrown away at the end."""
NOW: Final = FixedClock.at(TODAY.year, TODAY.month, TODAY.day)
SAMPLES: Final = ROOT / "resources" / "samples"
ROSTER: Final = SAMPLES / "平安乡中心小学" / "2026年秋季学期学生花名册.xlsx"
CLERK: Final = "中心小学会计"
SEEDS: Final = count(7)
PUPIL: Final = 3
"""The place in the list of a pupil with whom something is going on."""
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


def demo_books(studio: Studio, user: str, unit: str) -> Session:
    """Open the invented data; each time with keys of its own, always the same."""
    tools = Tools(NOW, IdSource(next(SEEDS), NOW))
    return open_books(studio.scratch / "demo", Login(user, None, unit), tools)


def sit_down(studio: Studio, user: str, unit: str) -> None:
    """Sit down at a desk of the invented county."""
    studio.program._on_entered(entered(demo_books(studio, user, unit)))
    studio.settle()


def work_of_colleague(session: Session) -> None:
    """Two fields held against the paper, and another telephone that waits for a second person."""
    pupil = pupils(session, PupilQuery(limit=PUPIL + 1)).lines[PUPIL]
    seen = frozenset({(PupilField.NAME, 0), (PupilField.ID_NUMBER, 0)})
    change_marks(session, pupil.student_id, MarkChange(seen))
    wish = Wish(PupilField.GUARDIAN_PHONE, 1, "13000009527")
    proposal = Proposal(pupil.student_id, (wish,), "家长换了号码，看过他的身份证")
    propose(session, proposal)


def people(studio: Studio) -> None:
    """The list, a pupil, filters, the search box, the batches."""
    page = studio.page("people")
    studio.save("people")
    page.pupils.view.grid.go_to(PUPIL + 1)
    page.pupils.split.open_pane()
    studio.settle()
    studio.save("people-record")
    page.pupils.view.grid.go_to(PUPIL)
    studio.save("pupil-decide")
    pane = page.pupils.pane
    for what in ("correct", "propose", "verify", "event"):
        pane.content.asked.emit(what)
        studio.settle()
        if what == "propose":
            pane.form.sheet.go_to(pane.form.sheet.rows["guardian1_phone"])
        studio.save(f"pupil-{what}")
        press(pane.form, Qt.Key.Key_Escape)
    new_pupil(studio, page.pupils)
    page.pupils.split.close_pane()
    page.pupils.filters.boarding.set_value(value=True)
    page.pupils.filters.school_class.setCurrentIndex(10)
    studio.save("people-filters")
    page.pupils.filters.reset()
    search(studio)
    page.open_tab("history")
    studio.settle()
    page.history.view.grid.go_to(0)
    studio.save("people-history")
    page.open_tab("pupils")


def new_pupil(studio: Studio, panel: PupilsPanel) -> None:
    """The long form, half filled in."""
    panel.add_pupil()
    studio.settle()
    form = panel.sheet.form
    assert form is not None
    for key, text in (("name", "王晓月"), ("school_class", "一年级1班")):
        form.sheet.rows[key].entry.set_value(text)
    form.sheet.go_to(form.sheet.rows["id_number"])
    studio.save("pupil-new")
    press(form, Qt.Key.Key_Escape)


def staff(studio: Studio) -> None:
    """The staff, one of them; the classes, one of them."""
    page = studio.page("people", "staff")
    studio.save("staff")
    for name, title in (("staff", "member"), ("classes", "class")):
        panel = page.open_tab(name)
        studio.settle()
        panel.view.grid.go_to(2)
        panel.split.open_pane()
        studio.save(f"staff-{title}")
        panel.split.close_pane()
    page.open_tab("staff").enter_new()
    studio.save("staff-new")
    page.open_tab("pupils")


def attendance(studio: Studio) -> None:
    """A class while its roll is called, a month, and who was not seen for days on end."""
    page = studio.page("people", "attendance")
    panel = page.panel
    panel.grid.setFocus()
    for key in (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_2):
        press(panel.grid, key)
    studio.save("attendance-day")
    panel.head.span_wanted.emit(Span.MONTH)
    studio.save("attendance-month")
    panel.show_runs()
    studio.save("attendance-runs")
    panel.show_rolls()
    panel.head.span_wanted.emit(Span.DAY)


def lists(studio: Studio) -> None:
    """The lists of other offices, and one of them held against the pupils."""
    page = studio.page("people", "lists")
    panel = page.panel
    panel.view.grid.go_to(0)
    studio.save("lists")
    panel.pane.comparing.emit(panel.pane._known)
    studio.settle()
    panel.result.pairs.grid.go_to(0)
    studio.save("lists-result")
    panel.result.closed.emit()
    panel.pane.granting.emit(panel.pane._known)
    studio.save("lists-grants")
    panel.show_register()


def search(studio: Studio) -> None:
    """Three letters in the box on top."""
    box = studio.frame.topbar.search
    studio.window.activateWindow()
    studio.settle()
    box.setFocus()
    box.setText("wxy")
    studio.wait(lambda: box.answered == "wxy" and box.answers.isVisible(), "answers")
    studio.save("search")
    press(box, Qt.Key.Key_Escape)


def press(widget: QWidget, key: Qt.Key) -> None:
    """A key goes down and up."""
    text = chr(key) if key < Qt.Key.Key_Escape else ""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def canteen(studio: Studio) -> None:
    """Meal days, charges, and the close of the month."""
    page = studio.page("canteen", "meals")
    page.panel.grid.setFocus()
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


def county(studio: Studio) -> None:
    """What a bureau sees of its schools, and how it takes their rosters in."""
    studio.program._log_out()
    studio.wait(lambda: studio.program.stage.front is not None, "the log-in")
    sit_down(studio, account_of(BUREAU).name, BUREAU)
    studio.save("county-today")
    page = studio.page("people")
    studio.save("county-schools")
    for name in ("county-pupils", "twice", "history"):
        page.open_tab(name)
        studio.save(f"county-{name.removeprefix('county-')}")
    page.open_tab("schools")
    county_import(studio, page)


def county_import(studio: Studio, page: PeoplePage) -> None:
    """Files, one school that nobody knows by that name, differences, receipts."""
    folder = studio.scratch / "各校名册"
    folder.mkdir()
    for path in SAMPLES.rglob("*"):
        if "名册" in path.name:
            shutil.copy(path, folder)
    lines = [
        "学校,班级,姓名,性别",
        "平安中心校,一年级1班,王晓月,女",
        "平安中心校,一年级2班,李春生,男",
    ]
    (folder / "补报的学生.csv").write_text("\n".join(lines), encoding="utf-8")
    wizard = page.start_county_import("students")
    studio.save("county-files")
    wizard.take(folder)
    studio.wait(lambda: wizard.place == 1, "the schools")
    studio.save("county-ask")
    for name, box in wizard.schools_step.answers.items():
        like = "幼儿园" if "幼儿" in name else "中心小学"
        box.setCurrentIndex(next(at for at in range(box.count()) if like in box.itemText(at)))
    studio.go_on(wizard)
    studio.save("county-check")
    studio.go_on(wizard)
    studio.save("county-receipt")
    wizard.go_on()


SCENES: Final = (
    *(first_start, import_roster, doors, open_demo),
    *(people, staff, attendance, lists, canteen, notices, settings, error, county),
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
