"""A bureau's import: locked files, what was put aside before the program ended, other sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtWidgets import QPushButton

from desktop.core.identity import check_digit
from desktop.core.labels import Role, UnitKind
from desktop.core.lists import ListTopic
from desktop.rosters.export import write_export
from desktop.rosters.kept import KeptFile
from desktop.rosters.sheets import sheet_kind
from desktop.services.imports.county_files import path_of
from desktop.services.lists import stored_lists
from desktop.services.people import PupilQuery, pupils
from desktop.services.units import NewUnit, add_unit, units
from desktop.views.drafts import Drafts
from desktop.views.importing.county import CountyWizard
from desktop.views.importing.county import taking as county_taking
from desktop.views.importing.taking import Purpose
from desktop.views.people.page import PeoplePage
from tests.services.rosters import OCTOBER, as_role, pupil, students, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

SHEETS, SCHOOLS, CHECK = 1, 2, 3
WORD, OTHER = "教育局二〇二六", "另一个密码"
NAMES = ("安宁小学", "红星小学", "白云小学")


@pytest.fixture
def bureau(empty_desk: Desk) -> Desk:
    """A bureau with three schools."""
    session = replace(as_role(empty_desk.session, Role.BUREAU), at_bureau=True)
    new = [NewUnit(str(code), name, UnitKind.PRIMARY) for code, name in enumerate(NAMES, 11)]
    at_the_books(lambda: [add_unit(session, one) for one in new])
    return replace(empty_desk, session=session)


@pytest.fixture
def restarted() -> Iterator[list[Desk]]:
    """Desks over the same books, one for each start of the program."""
    desks: list[Desk] = []
    yield desks
    for made in desks:
        made.drafts.drain()


def again(desk: Desk, desks: list[Desk]) -> Desk:
    """The desk as the next start of the program finds it."""
    desk.drafts.drain()
    desks.append(replace(desk, drafts=Drafts(desk.session)))
    return desks[-1]


def opened(qtbot: QtBot, desk: Desk) -> PeoplePage:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    return page


def book(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    path.parent.mkdir(exist_ok=True)
    made.save(path)
    return path


def roster(folder: Path, school: str, name: str, password: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{school}.xlsx"
    write_export(path, sheet_kind("students"), (pupil(name),), password=password)
    return path


def at_step(qtbot: QtBot, wizard: CountyWizard, place: int) -> None:
    qtbot.waitUntil(lambda: wizard.place == place and not wizard.busy, timeout=60_000)


def forward(qtbot: QtBot, wizard: CountyWizard, place: int) -> None:
    """Go on to a step."""
    while wizard.place < place:
        here = wizard.place
        qtbot.waitUntil(lambda: wizard.foot.next.isEnabled() and not wizard.busy, timeout=60_000)
        wizard.go_on()
        at_step(qtbot, wizard, here + 1)


def finished(qtbot: QtBot, wizard: CountyWizard) -> None:
    """Go on to the receipt."""
    while not wizard.at_receipt:
        qtbot.waitUntil(wizard.foot.next.isEnabled, timeout=60_000)
        with qtbot.waitSignal(wizard.moved, timeout=60_000):
            wizard.go_on()
        qtbot.waitUntil(lambda: not wizard.busy, timeout=60_000)


def school(desk: Desk, name: str) -> Session:
    found = at_the_books(lambda: units(desk.session))
    return next(desk.session.in_unit(one.unit_id, name) for one in found if one.name == name)


def names(desk: Desk, name: str) -> list[str]:
    below = school(desk, name)
    return sorted(line.name for line in at_the_books(lambda: pupils(below, PupilQuery())).lines)


def test_each_password_is_asked_for_once_and_one_file_is_left_out(
    qtbot: QtBot,
    bureau: Desk,
    messages: QuietMessages,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "各校"
    roster(folder, NAMES[0], "赵甲", WORD)
    roster(folder, NAMES[1], "钱乙", WORD)
    roster(folder, NAMES[2], "孙丙", OTHER)
    page = opened(qtbot, bureau)
    messages.answers.extend([WORD, "不对的", ""])
    wizard = page.start_county_import("students", folder)
    at_step(qtbot, wizard, SHEETS)
    assert len(messages.questions) == 3
    assert "密码不对" in messages.questions[2]
    sheets = wizard.sheets_step.view
    qtbot.waitUntil(lambda: "没有读" in str(sheets.table.index(0, 2).data()))
    sheets.grid.go_to(0)
    wizard.sheets_step.change.click()
    assert "这个文件加了密码，没有读" in messages.notes[-1]
    forward(qtbot, wizard, SCHOOLS)
    told = wizard.schools_step.told
    qtbot.waitUntil(lambda: "没有读 白云小学.xlsx" in told.text())
    finished(qtbot, wizard)
    assert [names(bureau, name) for name in NAMES] == [["赵甲"], ["钱乙"], []]
    assert WORD not in repr(wizard.taking)


@pytest.mark.parametrize("whole", [True, False])
def test_locked_files_are_left_out_one_by_one_or_all_at_once(
    qtbot: QtBot, bureau: Desk, messages: QuietMessages, tmp_path: Path, *, whole: bool
) -> None:
    folder = tmp_path / "各校"
    roster(folder, NAMES[0], "赵甲")
    roster(folder, NAMES[1], "钱乙", WORD)
    roster(folder, NAMES[2], "孙丙", OTHER)
    messages.answers.extend([None, whole, WORD])
    wizard = opened(qtbot, bureau).start_county_import("students", folder)
    at_step(qtbot, wizard, SHEETS)
    finished(qtbot, wizard)
    assert len(messages.questions) == (2 if whole else 3)
    assert names(bureau, NAMES[0]) == ["赵甲"]
    assert names(bureau, NAMES[1]) == ([] if whole else ["钱乙"])


def answered(qtbot: QtBot, wizard: CountyWizard) -> None:
    """Say which school is meant."""
    qtbot.waitUntil(lambda: bool(wizard.schools_step.answers))
    wizard.schools_step.answers["安宁校小"].setCurrentIndex(1)


def taken_up(qtbot: QtBot, page: PeoplePage) -> CountyWizard:
    """Go on by the banner."""
    [banner] = page.imports.offers.banners
    assert "各校名册" in banner.sentence.text()
    next(b for b in banner.findChildren(QPushButton) if b.text() == "接着导入").click()
    [wizard] = page.imports.counties.values()
    qtbot.waitUntil(lambda: bool(wizard.taking.paths), timeout=60_000)
    return wizard


def misspelt(tmp_path: Path) -> Path:
    rows = [("学校", "姓名", "班级"), ("安宁校小", "赵甲", "三年级1班")]
    return book(tmp_path / "全县.xlsx", rows)


def test_put_aside_it_goes_on_at_the_next_start_without_its_files(
    qtbot: QtBot, bureau: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    path = misspelt(tmp_path)
    wizard = opened(qtbot, bureau).start_county_import("students", path)
    at_step(qtbot, wizard, SHEETS)
    forward(qtbot, wizard, SCHOOLS)
    answered(qtbot, wizard)
    path.unlink()  # the memory stick is gone
    page = opened(qtbot, again(bureau, restarted))
    wizard = taken_up(qtbot, page)
    at_step(qtbot, wizard, SCHOOLS)
    assert "放下时留的一份" in wizard.note.text()
    [source] = wizard.taking.sources
    assert isinstance(source, KeptFile)
    assert path_of(source) == path
    assert wizard.taking.open_questions == 0
    finished(qtbot, wizard)
    assert names(bureau, NAMES[0]) == ["赵甲"]
    assert page.desk.drafts.names() == ()


ODD = ("学生的名儿", "班级", "身份证件号", "备注")
"""Nobody knows the first word."""


def odd_book(folder: Path, school: str, *rows: Sequence[object]) -> Path:
    """A school's file whose name column nobody knows, and last year's sheet that is well known."""
    made = Workbook()
    now, before = made.worksheets[0], made.create_sheet("去年")
    now.title = "今年"
    for row in (("填报说明",), ODD, *rows):
        now.append(list(row))
    for row in (("姓名", "班级"), (f"去年的{school}", "二年级1班")):
        before.append(list(row))
    folder.mkdir(exist_ok=True)
    made.save(folder / f"{school}.xlsx")
    return folder / f"{school}.xlsx"


def put_right(qtbot: QtBot, wizard: CountyWizard) -> None:
    """Say of the first sheet: the other one, its second line, and which column is the name."""
    step = wizard.sheets_step
    editor, columns = step.editor, step.editor.columns
    qtbot.waitUntil(lambda: step.view.table.rowCount() == 2)
    step.view.grid.go_to(0)
    qtbot.waitUntil(step.change.isEnabled)
    step.change.click()
    qtbot.waitUntil(lambda: step.faces.currentIndex() == 1, timeout=60_000)
    assert not wizard.foot.next.isEnabled()
    assert not editor.use.isEnabled()
    columns.sheet.setCurrentIndex(columns.sheet.findData("今年"))
    columns.sheet.activated.emit(columns.sheet.currentIndex())
    qtbot.waitUntil(lambda: "没有找到" in columns.words.text(), timeout=60_000)
    columns.header.setValue(2)
    columns.again.click()
    qtbot.waitUntil(lambda: columns.columns.box("A") is not None, timeout=60_000)
    box = columns.columns.box("A")
    assert box is not None
    box.setCurrentIndex(box.findData("name"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(editor.use.isEnabled)
    editor.use.click()
    qtbot.waitUntil(lambda: step.ready and len(wizard.taking.corrections) == 2, timeout=60_000)


def decide(qtbot: QtBot, wizard: CountyWizard, messages: QuietMessages) -> None:
    """Of two rows in doubt one can be decided: it is new; that is taken back; it is known."""
    check = wizard.check_step
    assert check.tabs.tabText(1) == "待定 2"
    check.tabs.setCurrentIndex(1)
    doubts = check.doubts
    qtbot.waitUntil(lambda: doubts.view.table.rowCount() == 2)
    doubts.view.grid.clearSelection()
    doubts.new.click()
    assert messages.notes[-1] == "先在列表里选中要决定的待定的行"
    doubts.view.grid.go_to(0)
    qtbot.waitUntil(lambda: len(doubts.pane.buttons) == 2)
    assert "安宁小学.xlsx（今年）第3行" in doubts.pane.told.text()
    doubts.new.click()
    qtbot.waitUntil(lambda: check.tabs.tabText(1) == "待定 1，已决定 1", timeout=60_000)
    assert wizard.foot.next.text() == "导入（新增 2，变更 0）"
    qtbot.waitUntil(lambda: doubts.view.table.index(0, 4).data() == "新来或回校")
    doubts.view.grid.go_to(1)
    doubts.back.click()
    assert messages.notes[-1] == "先在列表里选中决定过的行"
    doubts.view.grid.go_to(0)
    qtbot.waitUntil(lambda: [one.text() for one in doubts.pane.buttons] == ["撤回决定"])
    doubts.pane.buttons[0].click()
    qtbot.waitUntil(lambda: check.tabs.tabText(1) == "待定 2", timeout=60_000)
    qtbot.waitUntil(lambda: doubts.view.table.index(0, 4).data() == "")
    doubts.view.grid.selectAll()
    doubts.same.click()
    assert messages.notes[-1] == "选中的行里有 1 行不能这样决定，请一行一行地看"
    qtbot.waitUntil(lambda: check.tabs.tabText(1) == "待定 1，已决定 1", timeout=60_000)


def transfers(qtbot: QtBot, wizard: CountyWizard) -> None:
    """Who comes by transfer is listed before anything is written."""
    check = wizard.check_step
    check.tabs.setCurrentIndex(2)
    assert check.tabs.tabText(2) == "转入 1"
    qtbot.waitUntil(lambda: check.coming.table.rowCount() == 1)
    qtbot.waitUntil(lambda: "从南山小学转入" in (check.coming.table.index(0, 5).data() or ""))


def test_sheets_put_right_and_rows_decided_last_over_a_restart(
    qtbot: QtBot,
    bureau: Desk,
    restarted: list[Desk],
    messages: QuietMessages,
    tmp_path: Path,
) -> None:
    born = "62982120160307001"
    known = pupil("赵甲", id_number=born + check_digit(born), birth=date(2016, 3, 7))
    at_the_books(lambda: take(school(bureau, NAMES[0]), students(known)))
    other, third = (at + check_digit(at) for at in ("62982120160307003", "62982120160307005"))
    folder = tmp_path / "各校"
    odd_book(folder, NAMES[0], ("赵甲", "三年级1班", other))
    comes = ("钱乙", "三年级1班", third, "从南山小学转入")
    odd_book(folder, NAMES[1], comes, comes)
    wizard = opened(qtbot, bureau).start_county_import("students", folder)
    at_step(qtbot, wizard, SHEETS)
    messages.answers.append(True)
    put_right(qtbot, wizard)
    assert "另有 1 张表的表头和它一样" in messages.questions[0]
    forward(qtbot, wizard, CHECK)
    decide(qtbot, wizard, messages)
    transfers(qtbot, wizard)
    for path in folder.iterdir():
        path.unlink()  # the memory stick is gone
    wizard = taken_up(qtbot, opened(qtbot, again(bureau, restarted)))
    at_step(qtbot, wizard, CHECK)
    assert wizard.check_step.tabs.tabText(1) == "待定 1，已决定 1"
    assert wizard.foot.next.text() == "导入（新增 1，变更 1）"
    finished(qtbot, wizard)
    assert [names(bureau, name) for name in NAMES] == [["赵甲"], ["钱乙"], []]


def test_sheets_that_are_not_meant_are_left_out_together_and_brought_back(
    qtbot: QtBot, bureau: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    for name in NAMES[:2]:
        made = Workbook()
        for sheet, pupil_name in ((made.worksheets[0], "赵甲"), (made.create_sheet("去年"), "旧")):
            for row in (("姓名", "班级"), (pupil_name + name, "三年级1班")):
                sheet.append(list(row))
        made.save(tmp_path / f"{name}.xlsx")
    wizard = opened(qtbot, bureau).start_county_import("students", tmp_path)
    at_step(qtbot, wizard, SHEETS)
    step = wizard.sheets_step
    qtbot.waitUntil(lambda: step.view.table.index(1, 1).data() == "去年")

    def open_second() -> None:
        step.view.grid.go_to(1)
        step.change.click()
        qtbot.waitUntil(lambda: step.faces.currentIndex() == 1, timeout=60_000)

    open_second()
    step.editor.back.click()
    assert step.ready
    for answer in (False, True):
        messages.answers.append(answer)
        open_second()
        step.editor.leave_out.click()
        qtbot.waitUntil(lambda: step.ready and bool(messages.questions), timeout=60_000)
        qtbot.waitUntil(lambda: not messages.answers, timeout=60_000)
        if not answer:
            assert len(wizard.taking.corrections) == 1
            qtbot.waitUntil(lambda: step.view.table.index(1, 2).data() == "不读")
            open_second()
            step.editor.unsay.click()
            qtbot.waitUntil(lambda: step.ready and not wizard.taking.corrections, timeout=60_000)
            qtbot.waitUntil(lambda: step.view.table.index(1, 2).data() == "读好了")
    qtbot.waitUntil(lambda: len(wizard.taking.corrections) == 2, timeout=60_000)
    assert "另外 1 张表都不读了" in messages.notes
    finished(qtbot, wizard)
    assert [names(bureau, name) for name in NAMES[:2]] == [[f"赵甲{one}"] for one in NAMES[:2]]


def test_put_aside_before_it_was_read_it_begins_with_its_files(
    qtbot: QtBot, bureau: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    path = misspelt(tmp_path)
    opened(qtbot, bureau).start_county_import("students").files_step.take([path])
    wizard = taken_up(qtbot, opened(qtbot, again(bureau, restarted)))
    at_step(qtbot, wizard, 0)
    assert wizard.taking.paths == (path,)
    assert wizard.note.isHidden()
    forward(qtbot, wizard, SCHOOLS)
    answered(qtbot, wizard)


def test_file_that_was_changed_is_chosen_anew_and_given_up_it_is_forgotten(
    qtbot: QtBot,
    bureau: Desk,
    restarted: list[Desk],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(county_taking, "LARGEST_COPY", 10)
    path = roster(tmp_path, NAMES[0], "赵甲")
    page = opened(qtbot, bureau)
    wizard = page.start_county_import("students", path)
    at_step(qtbot, wizard, SHEETS)
    path.write_bytes(b"another")
    page = opened(qtbot, again(bureau, restarted))
    wizard = page.start_county_import("students")
    qtbot.waitUntil(wizard.note.isVisible, timeout=60_000)
    assert "安宁小学.xlsx" in wizard.note.text()
    assert wizard.taking.paths == ()
    page.show_books()
    [banner] = page.imports.offers.banners
    next(b for b in banner.findChildren(QPushButton) if b.text() == "放弃").click()
    assert page.imports.offers.banners == []
    assert page.imports.counties == {}
    assert page.desk.drafts.names() == ()


def test_folder_that_was_put_aside_and_is_gone_is_asked_for(
    qtbot: QtBot, bureau: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    path = roster(tmp_path, NAMES[0], "赵甲")
    opened(qtbot, bureau).start_county_import("students").files_step.take([path])
    path.unlink()
    wizard = opened(qtbot, again(bureau, restarted)).start_county_import("students")
    qtbot.waitUntil(wizard.note.isVisible, timeout=60_000)
    assert "找不到" in wizard.note.text()


def test_list_of_an_office_is_explained_and_goes_to_the_schools(
    qtbot: QtBot,
    bureau: Desk,
    messages: QuietMessages,
    tmp_path: Path,
) -> None:
    rows = [("姓名", "学校"), ("赵甲", "安宁小学"), ("赵大", None)]
    wizard = opened(qtbot, bureau).start_county_import("households")
    wizard.take(book(tmp_path / "名单.xlsx", rows))
    qtbot.waitUntil(lambda: bool(messages.errors), timeout=60_000)
    assert "看不出这是哪一种名单" in messages.sentences[0]
    listed = wizard.files_step.listed
    assert listed is not None
    listed.topic.set_value(ListTopic.LOW_INCOME)
    listed.topic.changed.emit()
    qtbot.waitUntil(lambda: not wizard.busy)
    finished(qtbot, wizard)
    assert "已导入 2 所学校的困难家庭名单" in wizard.receipt.words.sentence
    below = school(bureau, NAMES[0])
    [known] = at_the_books(lambda: stored_lists(below))
    assert (known.topic, known.people) == (ListTopic.LOW_INCOME, 1)


def test_share_that_cannot_be_taken_in_is_said_before_and_after(
    qtbot: QtBot, bureau: Desk, tmp_path: Path
) -> None:
    rows = [
        ("2026年9月考勤表",),
        ("学校", "班级", "姓名", "1", "2"),
        ("安宁小学", "三年级1班", "赵甲", "√", "√"),
    ]
    wizard = CountyWizard(bureau, Purpose(sheet_kind("attendance"), OCTOBER))
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.take(book(tmp_path / "考勤.xlsx", rows))
    at_step(qtbot, wizard, SHEETS)
    forward(qtbot, wizard, CHECK)
    assert "安宁小学：这张表写的是2026年9月" in wizard.check_step.words.text()
    finished(qtbot, wizard)
    assert "安宁小学 没有导入" in wizard.receipt.words.note


def test_other_sheets_of_the_schools_stand_in_the_menu(qtbot: QtBot, bureau: Desk) -> None:
    page = opened(qtbot, bureau)
    for tab in ("schools", "county-pupils"):
        page.open_tab(tab)
        deeds = dict(page.panel.more())
        assert "导入各校监护人表" in deeds
        deeds["导入各校考勤表"]()
        month = bureau.place.month
        assert page.faces.currentWidget() is page.imports.counties["attendance", month]
    auditor = replace(bureau, session=as_role(bureau.session, Role.AUDITOR))
    assert opened(qtbot, auditor).panel.more() == ()


def test_lines_of_a_school_say_why_they_wait(qtbot: QtBot, bureau: Desk, tmp_path: Path) -> None:
    rows = [("学校", "姓名", "班级", "监护人", "电话"), ("安宁小学", "赵甲", None, "赵大", "12")]
    wizard = opened(qtbot, bureau).start_county_import("guardians")
    wizard.take(book(tmp_path / "监护人.xlsx", rows))
    at_step(qtbot, wizard, SHEETS)
    forward(qtbot, wizard, CHECK)
    check = wizard.check_step
    qtbot.waitUntil(lambda: check.view.table.rowCount() == 1)
    check.view.grid.go_to(0)
    qtbot.waitUntil(lambda: check.split.is_open)
    told = check.pane.told.text()
    assert "第2行 赵甲：名册里没有这名学生" in told
    assert "E2 监护人电话：" in told
