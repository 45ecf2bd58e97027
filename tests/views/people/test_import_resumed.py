"""An import that was put aside goes on after a restart, with its file or what was kept of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.rosters.kept import KeptFile
from desktop.rosters.sheets import sheet_kind
from desktop.services.drafts import DraftFiles, DraftLine, waiting
from desktop.services.imports.lines import Fate
from desktop.services.people import PupilQuery, pupils
from desktop.views.drafts import Drafts
from desktop.views.importing import ImportWizard, Purpose, taking
from desktop.views.importing.keeping import ImportKeeping
from desktop.views.meals.page import CanteenPage
from tests.services.rosters import OCTOBER
from tests.views.fakes import at_the_books
from tests.views.people.pages import opened
from tests.views.people.test_import_wizard import HEAD, NEW, begun, checked, write_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.people.page import PeoplePage

pytestmark = pytest.mark.gui

NAME = "import/students"


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


def taken_up(qtbot: QtBot, page: PeoplePage, place: int) -> ImportWizard:
    """Go on by the banner, until the wizard stands where it was."""
    press(page, "接着导入")
    wizard = page.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.place == place and not wizard.busy, timeout=20_000)
    return wizard


def stepped(qtbot: QtBot, wizard: ImportWizard) -> None:
    before = wizard.place
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place > before and not wizard.busy, timeout=20_000)


def press(page: PeoplePage | CanteenPage, words: str) -> None:
    buttons = page.imports.offers.banners[0].findChildren(QPushButton)
    next(button for button in buttons if button.text() == words).click()


def roster(tmp_path: Path) -> Path:
    return write_book(tmp_path / "花名册.xlsx", [HEAD, NEW])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_import_goes_on_at_the_step_where_it_was(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path, place: int
) -> None:
    page, path = opened(qtbot, desk), roster(tmp_path)
    if place == 0:
        page.start_import("students")
        assert page.wizard is not None
        page.wizard.file_step.take(path)
    else:
        (begun if place == 1 else checked)(qtbot, page, path)
    page = opened(qtbot, again(desk, restarted))
    assert page.imports.offers.isVisible()
    assert "花名册.xlsx" in page.imports.offers.banners[0].sentence.text()
    wizard = taken_up(qtbot, page, place)
    qtbot.waitUntil(lambda: wizard.taking.path == path, timeout=20_000)
    assert wizard.note.isHidden()
    for _ in range(3 - place):
        stepped(qtbot, wizard)
    assert wizard.at_receipt
    found = at_the_books(lambda: pupils(desk.session, PupilQuery("孙小圣")).total)
    assert found == 1


def test_choices_and_answers_on_doubtful_rows_come_back(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    known = ("张小红", "女", "三年级1班", None)
    rows = [("平安县红星小学",), (*HEAD, "编码"), (*known, "0815"), (*known, "0816")]
    page = opened(qtbot, desk)
    wizard = begun(qtbot, page, write_book(tmp_path / "花名册.xlsx", rows))
    box = wizard.columns_step.columns.box("E")
    assert box is not None
    box.setCurrentIndex(box.findData("school_number"))
    box.activated.emit(box.currentIndex())
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    assert wizard.check_step.fate is Fate.PARKED
    qtbot.waitUntil(lambda: wizard.check_step.view.table.rowCount() == 1)
    wizard.check_step.confirm.click()
    qtbot.waitUntil(lambda: wizard.taking.decided == {4: "new"}, timeout=20_000)
    wizard = taken_up(qtbot, opened(qtbot, again(desk, restarted)), 2)
    assert wizard.taking.choices.mapping == {"E": "school_number"}
    assert wizard.taking.choices.header_row == 2
    assert wizard.taking.decided == {4: "new"}
    assert wizard.taking.looked is not None
    assert [line.row for line in wizard.taking.looked.lines[Fate.NEW]] == [4]


def test_file_on_a_stick_that_was_pulled_out_does_not_matter(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    path = roster(tmp_path)
    checked(qtbot, opened(qtbot, desk), path)
    path.unlink()
    wizard = taken_up(qtbot, opened(qtbot, again(desk, restarted)), 2)
    assert isinstance(wizard.taking.file, KeptFile)
    assert "找不到" in wizard.note.text()
    assert wizard.note.isVisible()
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        wizard.go_on()
    assert dict(wizard.receipt.words.counts)["新增"] == 1


def test_file_that_was_changed_is_said_and_the_kept_one_is_used(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    path = roster(tmp_path)
    checked(qtbot, opened(qtbot, desk), path)
    write_book(path, [HEAD, NEW, ("猪小戒", "男", "三年级1班", None)])
    wizard = taken_up(qtbot, opened(qtbot, again(desk, restarted)), 2)
    assert "后来改过" in wizard.note.text()
    assert wizard.taking.looked is not None
    assert wizard.taking.looked.seen.counts.new == 1
    wizard.start()
    wizard.file_step.take(path)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    assert wizard.taking.looked.seen.counts.new == 2


def test_file_too_large_to_be_kept_is_asked_for_again(
    qtbot: QtBot,
    desk: Desk,
    restarted: list[Desk],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(taking, "LARGEST_COPY", 10)
    path = roster(tmp_path)
    checked(qtbot, opened(qtbot, desk), path)
    content = path.read_bytes()
    path.unlink()
    desk = again(desk, restarted)
    page = opened(qtbot, desk)
    wizard = taken_up(qtbot, page, 0)
    qtbot.waitUntil(lambda: "找不到上次选的文件" in wizard.note.text(), timeout=20_000)
    assert wizard.taking.path is None
    path.write_bytes(content)
    page = opened(qtbot, again(desk, restarted))
    assert taken_up(qtbot, page, 2).note.isHidden()


def test_file_too_large_to_be_kept_that_was_changed_is_looked_at_anew(
    qtbot: QtBot,
    desk: Desk,
    restarted: list[Desk],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(taking, "LARGEST_COPY", 10)
    path = roster(tmp_path)
    checked(qtbot, opened(qtbot, desk), path)
    write_book(path, [HEAD])
    wizard = taken_up(qtbot, opened(qtbot, again(desk, restarted)), 1)
    assert "改过" in wizard.note.text()


def test_import_that_is_taken_in_leaves_no_draft(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    wizard = checked(qtbot, opened(qtbot, desk), roster(tmp_path))
    assert desk.drafts.listed() == (DraftLine(NAME, "名册“花名册.xlsx”还没有导入完。", "people"),)
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        wizard.go_on()
    assert desk.drafts.listed() == ()
    desk.drafts.drain()
    assert not desk.drafts.files.folder.exists()


def test_import_given_up_from_the_banner_leaves_no_draft(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    checked(qtbot, opened(qtbot, desk), roster(tmp_path))
    desk = again(desk, restarted)
    page = opened(qtbot, desk)
    press(page, "放弃")
    assert page.imports.offers.isHidden()
    desk.drafts.drain()
    assert not desk.drafts.files.folder.exists()


def test_item_of_the_drafts_opens_the_import(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    begun(qtbot, opened(qtbot, desk), roster(tmp_path))
    desk = again(desk, restarted)
    page = opened(qtbot, desk)
    (line,) = waiting(desk.session)
    page.show_record(line)
    wizard = page.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)


def test_draft_of_a_program_of_another_time_is_let_go_of(desk: Desk) -> None:
    keeping = ImportKeeping(desk.drafts, Purpose())
    for values in ({"path": 7}, {}):
        desk.drafts.keep(NAME, values, "名册", "people")
        assert keeping.find() is None
        assert desk.drafts.find(NAME) is None


def test_meal_days_put_aside_are_offered_in_their_month(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    purpose = Purpose(sheet_kind("meal-days"), OCTOBER)
    rows = [("姓名", "班级", "就餐天数"), ("张小红", "三年级1班", 17)]
    path = write_book(tmp_path / "十月.xlsx", rows)
    wizard = ImportWizard(desk, purpose)
    qtbot.addWidget(wizard)
    wizard.take(path)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    desk = again(desk, restarted)
    desk.place.set_month(OCTOBER.next)
    people = opened(qtbot, desk)
    assert people.imports.offers.isHidden()
    page = CanteenPage(desk)
    qtbot.addWidget(page)
    page.resize(1198, 700)
    page.show()
    assert "2026年10月就餐天数表" in page.imports.offers.banners[0].sentence.text()
    press(page, "接着导入")
    taken = page.imports.wizards[("meal-days", OCTOBER)]
    qtbot.waitUntil(lambda: taken.place == 1 and not taken.busy, timeout=20_000)
    taken.leave()
    assert page.imports.offers.isVisible()
    press(page, "放弃")
    assert page.imports.wizards == {}
    assert page.imports.offers.isHidden()
    desk.drafts.drain()
    assert DraftFiles.of(desk.session).all() == {}


def test_another_file_chosen_meanwhile_wins(
    qtbot: QtBot, desk: Desk, restarted: list[Desk], tmp_path: Path
) -> None:
    checked(qtbot, opened(qtbot, desk), roster(tmp_path))
    desk = again(desk, restarted)
    page = opened(qtbot, desk)
    other = write_book(tmp_path / "另一份.xlsx", [HEAD])
    page.start_import("students")
    assert page.wizard is not None
    page.wizard.file_step.take(other)
    qtbot.waitUntil(lambda: not desk.tasks.running, timeout=20_000)
    assert page.wizard.taking.path == other
    assert page.wizard.place == 0
