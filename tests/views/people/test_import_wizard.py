from __future__ import annotations

from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton

from desktop.core.identity import check_digit
from desktop.core.labels import EnrolmentKind
from desktop.services.events import NewEvent, record
from desktop.services.imports import batches
from desktop.services.imports.lines import Fate
from desktop.services.people import PupilQuery, pupils
from desktop.views.importing.taking import Taking
from tests.services.life.schools import ids_of, second_school
from tests.services.rosters import dump, pupil, school_class, students, take
from tests.views.fakes import at_the_books
from tests.views.people.pages import names, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.core.errors import SchoolError
    from desktop.views.desk import Desk
    from desktop.views.importing import ImportWizard
    from desktop.views.importing.check_step import CheckStep
    from desktop.views.people.page import PeoplePage
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

NUMBER = "62982120160307001" + check_digit("62982120160307001")
HEAD = ("姓名", "性别", "班级", "身份证件号")
NEW = ("孙小圣", "男", "三年级1班", None)
KNOWN = ("张小红", "女", "三年级1班", None)
SPOILT = ("坏号码", "女", "三年级1班", "123")
SAMPLES = Path(__file__).parents[3] / "resources" / "samples"


def write_book(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名册"
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def begun(qtbot: QtBot, page: PeoplePage, path: Path) -> ImportWizard:
    """The wizard at its second step."""
    page.start_import("students", path)
    wizard = page.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    return wizard


def checked(qtbot: QtBot, page: PeoplePage, path: Path) -> ImportWizard:
    """The wizard at its third step."""
    wizard = begun(qtbot, page, path)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    return wizard


def drafts_on_disk(desk: Desk) -> list[Path]:
    """All that lies among the drafts, once nothing is on its way there."""
    desk.drafts.drain()
    folder = desk.drafts.files.folder
    return sorted(folder.iterdir()) if folder.is_dir() else []


def count(desk: Desk) -> int:
    return at_the_books(lambda: pupils(desk.session, PupilQuery()).total)


def test_pupil_who_left_another_school_is_said_to_come_before_anything_is_written(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    def left_elsewhere() -> None:
        there = second_school(desk.session, "平安县中心小学")
        take(there, students(pupil("孙小圣", id_number=NUMBER)))
        away = NewEvent(ids_of(there)["孙小圣"], EnrolmentKind.TRANSFER_OUT, date(2026, 9, 14))
        record(there, [away])

    at_the_books(left_elsewhere)
    page = opened(qtbot, desk)
    rows = [HEAD, ("孙小圣", None, "三年级1班", NUMBER)]
    check = checked(qtbot, page, write_book(tmp_path / "花名册.xlsx", rows)).check_step
    assert "有 1 名是转来的，导入后登记为转入：三年级1班 孙小圣" in check.coming.text()
    assert "平安县中心小学已登记在 2026-09-14 转出" in check.coming.text()
    assert check.coming.isVisible()


def tab(step: CheckStep, fate: Fate) -> str:
    return step.tabs.tabText(list(Fate).index(fate))


def test_roster_is_taken_in_with_counts_and_taken_back(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    path = write_book(tmp_path / "花名册.xlsx", [HEAD, NEW, KNOWN, SPOILT])
    wizard = checked(qtbot, page, path)
    tabs = wizard.check_step.tabs
    told = [tabs.tabText(at) for at in range(tabs.count()) if tabs.isTabVisible(at)]
    assert told[:6] == [
        *("新增 1", "变更 0", "相同 1", "缺少 4", "待定 0", "没有读 1"),
    ]
    assert wizard.foot.next.text() == "导入（新增 1，变更 0）"
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    assert wizard.at_receipt
    assert dict(wizard.receipt.words.counts) == {
        "新增": 1,
        "变更": 0,
        "相同": 1,
        "待定": 0,
        "缺少": 4,
        "没有读": 1,
    }
    whom = PupilQuery("孙小圣")
    assert at_the_books(lambda: pupils(desk.session, whom).total) == 1
    messages.answers.append(True)
    buttons = {button.text(): button for button in wizard.receipt.findChildren(QPushButton)}
    buttons["撤销这一批"].click()
    qtbot.waitUntil(lambda: any("已撤销" in note for note in messages.notes))
    wizard.foot.next.click()
    assert page.wizard is None
    qtbot.waitUntil(lambda: len(names(page)) == count(desk))
    assert "孙小圣" not in names(page)


def test_what_codes_were_read_as_is_listed_with_counts(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    rows = [HEAD, *(("孙小圣孙小胜"[n : n + 3], "1", "三（1）班", None) for n in (0, 3))]
    wizard = checked(qtbot, opened(qtbot, desk), write_book(tmp_path / "花名册.xlsx", rows))
    step = wizard.check_step
    at = list(Fate).index(Fate.READINGS)
    assert step.tabs.tabText(at) == "读法 2"
    step.tabs.setCurrentIndex(at)
    looked = step._taking.looked
    assert looked is not None
    assert [(line.who, line.reason) for line in looked.lines[Fate.READINGS]] == [
        ("性别", "“1”读作“男”，2 处"),
        ("班级", "“三（1）班”读作“三年级1班”，2 处"),
    ]
    assert "读成了什么" in step.words.text()


def test_same_roster_again_changes_nothing(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = opened(qtbot, desk)
    path = write_book(tmp_path / "花名册.xlsx", [HEAD, KNOWN])
    wizard = checked(qtbot, page, path)
    assert wizard.foot.next.text() == "完成"
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    assert "没有变" in wizard.receipt.words.sentence
    assert len(at_the_books(lambda: batches.history(desk.session))) == 1


@pytest.mark.parametrize("step", [0, 1, 2])
def test_wizard_given_up_at_any_step_leaves_nothing(
    qtbot: QtBot, desk: Desk, tmp_path: Path, step: int
) -> None:
    page = opened(qtbot, desk)
    before = at_the_books(lambda: dump(desk.session.store))
    path = write_book(tmp_path / "花名册.xlsx", [HEAD, NEW])
    if step == 0:
        page.start_import("students")
    else:
        (begun if step == 1 else checked)(qtbot, page, path)
    wizard = page.wizard
    assert wizard is not None
    with qtbot.waitSignal(wizard.closed):
        wizard.foot.give_up.click()
    assert page.pupils.view.isVisible()
    assert page.imports.offers.isHidden()
    assert drafts_on_disk(desk) == []
    assert at_the_books(lambda: dump(desk.session.store)) == before


def test_import_that_is_stopped_while_it_is_written_leaves_nothing(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    before = at_the_books(lambda: dump(desk.session.store))
    wizard = checked(qtbot, page, write_book(tmp_path / "花名册.xlsx", [HEAD, NEW]))
    go = Event()
    desk.tasks.write(page, lambda _job: go.wait(20)).start()
    wizard.go_on()
    wizard.foot.stop.click()
    go.set()
    qtbot.waitUntil(lambda: not wizard.busy)
    assert wizard.place == 2
    assert wizard.foot.next.isEnabled()
    assert at_the_books(lambda: dump(desk.session.store)) == before


def test_wizard_put_aside_is_offered_again_where_it_was(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    path = write_book(tmp_path / "花名册.xlsx", [HEAD, NEW])
    wizard = checked(qtbot, page, path)
    wizard.foot.leave.click()
    assert page.pupils.view.isVisible()
    assert page.imports.offers.isVisible()
    assert "花名册.xlsx" in page.imports.offers.banners[0].sentence.text()
    page.start_import("students")
    assert page.wizard is wizard
    assert wizard.place == 2
    assert wizard.isVisible()


def test_column_is_taken_for_what_a_person_says(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = opened(qtbot, desk)
    rows = [("姓名", "班", "编码"), ("孙小圣", "三年级1班", "0815")]
    wizard = begun(qtbot, page, write_book(tmp_path / "花名册.xlsx", rows))
    box = wizard.columns_step.columns.box("C")
    assert box is not None
    box.setCurrentIndex(box.findData("school_number"))
    box.activated.emit(box.currentIndex())
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    query = PupilQuery("0815")
    found = at_the_books(lambda: pupils(desk.session, query).lines)
    assert [line.name for line in found] == ["孙小圣"]


def test_name_column_that_is_taken_away_keeps_the_step(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    wizard = begun(qtbot, page, write_book(tmp_path / "花名册.xlsx", [HEAD, NEW]))
    box = wizard.columns_step.columns.box("A")
    assert box is not None
    box.setCurrentIndex(0)
    box.activated.emit(0)
    wizard.go_on()
    qtbot.waitUntil(lambda: not wizard.busy, timeout=20_000)
    assert wizard.place == 1
    assert "姓名" in messages.sentences[0]


def test_header_that_is_not_found_is_pointed_at(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = opened(qtbot, desk)
    rows = [("第一行",), ("人", "班级"), ("孙小圣", "三年级1班")]
    wizard = begun(qtbot, page, write_book(tmp_path / "花名册.xlsx", rows))
    step = wizard.columns_step
    assert not wizard.foot.next.isEnabled()
    assert "表头" in step.words.text()
    assert step.rows.model().index(1, 0).data() == "人"
    step.rows.cellClicked.emit(1, 0)
    assert step.header.value() == 2
    step.again.click()
    qtbot.waitUntil(lambda: step.columns.rowCount() > 0 or "姓名" in step.words.text())


def test_file_that_is_no_table_is_refused_in_words(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"%PDF-1.7")
    page.start_import("students", path)
    wizard = page.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: not wizard.busy, timeout=20_000)
    assert wizard.place == 0
    qtbot.waitUntil(lambda: "PDF" in "".join(messages.sentences))


def test_row_in_doubt_is_decided_by_a_person(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = opened(qtbot, desk)
    twice = [HEAD, (*KNOWN[:3], None), (*KNOWN[:3], None)]
    wizard = checked(qtbot, page, write_book(tmp_path / "花名册.xlsx", twice))
    step = wizard.check_step
    assert step.fate is Fate.PARKED
    doubts = wizard.taking.looked
    assert doubts is not None
    assert len(doubts.lines[Fate.PARKED]) == 1
    qtbot.waitUntil(lambda: step.view.table.rowCount() == 1)
    assert not step.same.isVisible()  # the pupil of the books has been met by the first row
    step.confirm.click()
    qtbot.waitUntil(lambda: step.tabs.tabText(0) == "新增 1", timeout=20_000)
    assert tab(step, Fate.PARKED) == "待定 0"
    assert wizard.foot.next.text() == "导入（新增 1，变更 0）"
    step.tabs.setCurrentIndex(list(Fate).index(Fate.DECIDED))
    qtbot.waitUntil(lambda: step.view.table.rowCount() == 1)
    step.take_back.click()
    qtbot.waitUntil(lambda: tab(step, Fate.PARKED) == "待定 1", timeout=20_000)
    assert wizard.taking.decided == {}


def test_row_in_doubt_is_said_to_be_one_of_two_pupils(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    def namesakes() -> None:
        rows = [pupil("周戊", number, school_class=school_class(number)) for number in (2, 3)]
        take(desk.session, students(*rows))

    at_the_books(namesakes)
    rows = [HEAD, ("周戊", None, None, NUMBER)]
    wizard = checked(qtbot, opened(qtbot, desk), write_book(tmp_path / "花名册.xlsx", rows))
    step = wizard.check_step
    step.same.click()  # nothing, for it could be two
    qtbot.waitUntil(lambda: step.view.table.rowCount() == 1)
    step.view.grid.go_to(0)
    qtbot.waitUntil(lambda: len(step.pane.buttons) == 3)
    assert "没有号码" in step.pane.buttons[1].accessibleName()
    step.pane.buttons[1].click()
    qtbot.waitUntil(lambda: tab(step, Fate.DECIDED) == "已决定 1", timeout=20_000)
    assert wizard.foot.next.text() == "导入（新增 0，变更 1）"
    assert messages.notes == ["有的行可能是几个人，或名册里没有这个人：请一行一行地看"]


def test_all_rows_in_doubt_are_decided_at_once_although_few_are_seen(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    once = [(f"孙{chr(0x4E00 + number)}", "男", "三年级1班", None) for number in range(120)]
    wizard = checked(qtbot, page, write_book(tmp_path / "花名册.xlsx", [HEAD, *once, *once]))
    step = wizard.check_step
    looked = wizard.taking.looked
    assert looked is not None
    assert len(looked.lines[Fate.PARKED]) == 120
    qtbot.waitUntil(lambda: step.view.table.rowCount() == 120)
    step.view.grid.selectAll()
    step.confirm.click()
    qtbot.waitUntil(
        lambda: step.tabs.tabText(list(Fate).index(Fate.PARKED)) == "待定 0", timeout=20_000
    )
    assert step.tabs.tabText(0) == "新增 240"


def test_returned_workbook_and_template_are_saved_where_asked(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    wizard = checked(qtbot, page, write_book(tmp_path / "花名册.xlsx", [HEAD, SPOILT]))
    for out, click in (
        (tmp_path / "退回.xlsx", wizard.check_step.returned.click),
        (tmp_path / "空白.xlsx", wizard.file_step.template_asked.emit),
    ):
        messages.answers.append(out)
        click()
        qtbot.waitUntil(out.exists, timeout=20_000)
        load_workbook(out)


def test_file_dropped_onto_the_page_starts_the_import(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write_book(tmp_path / "花名册.xlsx", [HEAD, NEW])))])
    drop = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.dropEvent(drop)
    wizard = page.wizard
    assert wizard is not None
    qtbot.waitUntil(lambda: wizard.place == 1, timeout=20_000)
    assert drop.isAccepted()


@pytest.mark.parametrize(
    "name", ["平安乡中心幼儿园/幼儿花名册2026秋.et", "大岭教学点/大岭教学点花名册.csv"]
)
def test_rosters_as_schools_send_them_go_through(qtbot: QtBot, empty_desk: Desk, name: str) -> None:
    page = opened(qtbot, empty_desk)
    wizard = checked(qtbot, page, SAMPLES / name)
    with qtbot.waitSignal(wizard.finished, timeout=30_000):
        wizard.go_on()
    assert dict(wizard.receipt.words.counts)["新增"] == count(empty_desk) > 10


def test_another_file_forgets_what_was_said_of_the_first() -> None:
    taking = Taking(decided={3: "new"})
    taking.choose(Path("花名册.xlsx"))
    assert taking.decided == {}
    assert taking.opened is None


def test_header_of_two_lines_is_marked_whole(qtbot: QtBot, desk: Desk) -> None:
    path = SAMPLES / "平安乡中心小学" / "2026年秋季学期学生花名册.xlsx"
    step = begun(qtbot, opened(qtbot, desk), path).columns_step
    marked = {index.row() + 1 for index in step.rows.selectedIndexes()}
    assert marked == {3, 4}
    assert "表头在第 3 到 4 行" in step.words.text()


def test_choices_of_columns_do_not_touch(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = opened(qtbot, desk)
    page.show()
    step = begun(qtbot, page, write_book(tmp_path / "花名册.xlsx", [HEAD, NEW])).columns_step
    above, below = step.columns.box("A"), step.columns.box("B")
    assert above is not None
    assert below is not None
    foot = above.mapToGlobal(above.rect().bottomLeft()).y()
    assert below.mapToGlobal(below.rect().topLeft()).y() - foot > 2


def test_first_step_calls_for_a_file_until_one_is_chosen(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    step = opened(qtbot, desk).start_import("students").file_step
    assert step.choose.property("kind") == "primary"
    step.take(write_book(tmp_path / "花名册.xlsx", [HEAD, NEW]))
    assert not step.choose.property("kind")


def test_nothing_seems_to_run_behind_a_refusal(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"%PDF-1.7")
    seen = []
    say = messages.say_error

    def watch(owner: QWidget | None, error: SchoolError) -> None:
        wizard = page.wizard
        assert wizard is not None
        seen.append((wizard.busy, wizard.foot.stop.isHidden()))
        say(owner, error)

    messages.say_error = watch  # type: ignore[method-assign]
    page.start_import("students", path)
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen == [(False, True)]


def test_import_by_keyboard_needs_enter_only(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    wizard = page.start_import("students")
    assert wizard.file_step.choose.hasFocus()
    messages.answers.append(write_book(tmp_path / "花名册.xlsx", [HEAD, NEW]))
    wizard.file_step.choose.click()
    assert wizard.foot.next.hasFocus()


def test_columns_that_are_right_are_left_by_enter(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    page = opened(qtbot, desk)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    wizard = begun(qtbot, page, write_book(tmp_path / "花名册.xlsx", [HEAD, NEW]))
    qtbot.waitUntil(wizard.foot.next.hasFocus)
