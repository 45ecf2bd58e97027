"""The walk through 名册: at a school and at a bureau."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from camera import press
from demo_desk import PUPIL, sit_down
from PySide6.QtCore import Qt

from desktop.core.identity import check_digit
from desktop.demo.places import BUREAU
from desktop.demo.setting import account_of
from desktop.views.attendance.widths import Span

if TYPE_CHECKING:
    from camera import Studio

    from desktop.views.importing.county import CountyWizard
    from desktop.views.people.page import PeoplePage
    from desktop.views.people.pupils import PupilsPanel

SAMPLES: Final = Path(__file__).resolve().parents[1] / "resources" / "samples"


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


def life(studio: Studio) -> None:
    """Events of the school, transfers, pairs that look alike, and the new school year."""
    page = studio.page("people", "life")
    panel = page.panel
    for name in ("events", "transfers", "duplicates", "deeds"):
        panel.open_part(name)
        studio.settle()
        if name != "events":
            panel.parts[name].view.grid.go_to(0)
        studio.save(f"life-{name}")
    panel.do_primary()
    studio.settle()  # what the school has prepared is looked for first
    wizard = panel.wizard
    year = wizard.choose.year
    year.setCurrentIndex(year.count() - 1)
    studio.save("rollover-choose")
    studio.go_on(wizard)
    wizard.classes.rooms.setCurrentRow(3)
    wizard.classes.pane.choose_way("后一半")
    wizard.classes.move_here.click()
    studio.save("rollover-classes")
    studio.go_on(wizard)
    studio.save("rollover-look")
    wizard.give_up()
    panel.open_part("events")


def attendance(studio: Studio) -> None:
    """A class while its roll is called, a month, who was not seen for days, the head counts."""
    page = studio.page("people", "attendance")
    panel = page.panel
    panel.grid.setFocus()
    for key in (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_2):
        press(panel.grid, key)
    studio.save("attendance-day")
    panel.head.span_wanted.emit(Span.MONTH)
    studio.save("attendance-month")
    panel.faces.show_runs()
    studio.save("attendance-runs")
    panel.faces.show_counts()
    studio.settle()
    panel.faces.counts.view.grid.go_to(2)
    studio.save("attendance-counts")
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


def county(studio: Studio) -> None:
    """What a bureau sees of its schools, and how it takes their rosters in."""
    studio.program._log_out()
    studio.wait(lambda: studio.program.stage.front is not None, "the log-in")
    sit_down(studio, account_of(BUREAU).name, BUREAU)
    studio.save("county-today")
    page = studio.page("people")
    studio.save("county-schools")
    for name in ("county-pupils", "twice", "staff", "classes", "history"):
        page.open_tab(name)
        studio.save(f"county-{name.removeprefix('county-')}")
    page.open_tab("schools")
    county_import(studio, page)


def county_import(studio: Studio, page: PeoplePage) -> None:
    """Files, one school that nobody knows by that name, differences, receipts."""
    folder = rosters_of_schools(studio.scratch / "各校名册")
    wizard = page.start_county_import("students")
    studio.save("county-files")
    wizard.take(folder)
    studio.wait(lambda: wizard.place == 1, "the sheets")
    put_right(studio, wizard)
    studio.go_on(wizard)
    studio.save("county-ask")
    for name, box in wizard.schools_step.answers.items():
        like = "幼儿园" if "幼儿" in name else "中心小学"
        box.setCurrentIndex(next(at for at in range(box.count()) if like in box.itemText(at)))
    studio.go_on(wizard)
    check = wizard.check_step
    check.view.grid.go_to(0)
    studio.save("county-check")
    check.tabs.setCurrentIndex(1)
    studio.settle()
    check.doubts.view.grid.go_to(2)
    studio.save("county-doubts")
    check.doubts.same.click()
    studio.settle()
    studio.save("county-decided")
    check.tabs.setCurrentIndex(2)
    studio.save("county-coming")
    studio.go_on(wizard)
    studio.save("county-receipt")
    wizard.go_on()


def rosters_of_schools(folder: Path) -> Path:
    """What schools send: rosters as they are, and a few lines in a form that nobody knows."""
    folder.mkdir()
    for path in SAMPLES.rglob("*"):
        if "名册" in path.name:
            shutil.copy(path, folder)
    body = "62982120191201902"  # born on the day of a pupil of this name, with another number
    lines = [
        "学校,班级,学生的大名,性别,身份证号,备注",
        f"平安中心校,一年级1班,张思彤,女,{body}{check_digit(body)},",
        "平安中心校,一年级2班,李春生,男,,2026年9月从外县南山小学转入",
    ]
    (folder / "补报的学生.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def put_right(studio: Studio, wizard: CountyWizard) -> None:
    """The one file whose header nobody knows: its first line, and the column of the names."""
    step = wizard.sheets_step
    studio.settle()
    step.view.grid.go_to(0)
    studio.save("county-sheets")
    step.change.click()
    studio.wait(lambda: step.faces.currentIndex() == 1, "the sheet")
    columns = step.editor.columns
    columns.header.setValue(1)
    columns.again.click()
    studio.settle()
    box = columns.columns.box("C")
    box.setCurrentIndex(box.findData("name"))
    box.activated.emit(box.currentIndex())
    studio.save("county-sheet")
    step.editor.use.click()
    studio.settle()
