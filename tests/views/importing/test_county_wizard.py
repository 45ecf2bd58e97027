"""A bureau takes the rosters of its schools in, in the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desktop.core.identity import check_digit
from desktop.core.labels import Role, UnitKind
from desktop.rosters.returned import ANEW
from desktop.services.people import PupilQuery, pupils
from desktop.services.units import NewUnit, add_unit
from desktop.views.importing.county import CountyWizard
from tests.services.rosters import as_role, dump
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.units import UnitLine
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui

SHEETS, SCHOOLS, CHECK = 1, 2, 3
HEAD = ("学校", "姓名", "班级", "身份证件号")
NUMBER = "62982120160307001" + check_digit("62982120160307001")
ROWS = (
    ("安宁小学", "钱乙", "三（1）班", NUMBER),
    ("红星小学", "钱乙", "三年级1班", NUMBER),
    ("红星校小", "孙丙", "三年级1班", None),
    ("邻县小学", "李丁", "三年级1班", None),
    ("红星小学", "周戊", "三年级1班", "123"),
)


def book(path: Path, rows: Sequence[Sequence[object]] = ROWS) -> Path:
    made = Workbook()
    for row in (HEAD, *rows):
        made.worksheets[0].append(list(row))
    made.save(path)
    return path


@pytest.fixture
def bureau(empty_desk: Desk) -> Desk:
    return replace(empty_desk, session=as_role(empty_desk.session, Role.BUREAU))


@pytest.fixture
def schools(bureau: Desk) -> dict[str, UnitLine]:
    new = (NewUnit("11", "安宁小学", UnitKind.PRIMARY), NewUnit("12", "红星小学", UnitKind.PRIMARY))
    lines = at_the_books(lambda: [add_unit(bureau.session, one) for one in new])
    return {line.name: line for line in lines}


@pytest.fixture
def wizard(qtbot: QtBot, bureau: Desk) -> CountyWizard:
    made = CountyWizard(bureau)
    qtbot.addWidget(made)
    made.show()
    made.start()
    return made


def step(qtbot: QtBot, wizard: CountyWizard, place: int) -> None:
    qtbot.waitUntil(lambda: wizard.place == place and not wizard.busy, timeout=20_000)


def forward(qtbot: QtBot, wizard: CountyWizard, place: int) -> None:
    """Go on to a step."""
    while wizard.place < place:
        here = wizard.place
        qtbot.waitUntil(lambda: wizard.foot.next.isEnabled() and not wizard.busy, timeout=20_000)
        wizard.go_on()
        step(qtbot, wizard, here + 1)


def asked(qtbot: QtBot, wizard: CountyWizard, path: Path) -> None:
    """Its third step, with the questions shown."""
    wizard.take(path)
    step(qtbot, wizard, SHEETS)
    forward(qtbot, wizard, SCHOOLS)
    qtbot.waitUntil(lambda: len(wizard.schools_step.answers) == 2)


def names(bureau: Desk, unit: UnitLine) -> list[str]:
    below = bureau.session.in_unit(unit.unit_id, unit.name)
    found = at_the_books(lambda: pupils(below, PupilQuery()))
    return sorted(line.name for line in found.lines)


def test_county_table_is_taken_in_school_by_school(
    qtbot: QtBot,
    bureau: Desk,
    schools: dict[str, UnitLine],
    wizard: CountyWizard,
    tmp_path: Path,
) -> None:
    asked(qtbot, wizard, book(tmp_path / "全县.xlsx"))
    told = wizard.schools_step.told.text()
    assert "一人两校：钱乙，安宁小学、红星小学" in told
    assert "全县.xlsx D6：" in told
    assert "读法 班级：“三（1）班”读作“三年级1班”，1 处" in told
    assert NUMBER not in told
    assert not wizard.foot.next.isEnabled()
    answers = wizard.schools_step.answers
    assert answers["红星校小"].itemText(1) == "红星小学（12）"
    answers["红星校小"].setCurrentIndex(1)
    answers["邻县小学"].setCurrentIndex(answers["邻县小学"].count() - 1)
    forward(qtbot, wizard, CHECK)
    view = wizard.check_step.view
    qtbot.waitUntil(lambda: view.table.rowCount() == 2)
    qtbot.waitUntil(lambda: view.table.index(0, 0).data() == "安宁小学")
    assert wizard.foot.next.text() == "导入（新增 3，变更 0）"
    assert "1 名学生在两所学校" in wizard.check_step.words.text()
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        wizard.go_on()
    assert dict(wizard.receipt.words.counts)["新增"] == 3
    assert "红星小学：新增 2" in wizard.receipt.words.note
    assert names(bureau, schools["红星小学"]) == ["孙丙", "钱乙"]
    with qtbot.waitSignal(wizard.closed):
        wizard.go_on()


@pytest.mark.usefixtures("schools")
def test_files_with_problems_are_handed_back_into_a_folder(
    qtbot: QtBot,
    wizard: CountyWizard,
    messages: QuietMessages,
    tmp_path: Path,
) -> None:
    one = book(tmp_path / "一.xlsx", (ROWS[0], ROWS[4]))
    two = tmp_path / "二.csv"
    two.write_text("学校,姓名,班级,身份证号\n红星小学,坏号乙,三年级1班,456\n", encoding="utf-8")
    wizard.take(one, two, book(tmp_path / "好的.xlsx", ROWS[1:2]))
    step(qtbot, wizard, SHEETS)
    forward(qtbot, wizard, CHECK)
    assert "2 个文件里有要看的地方" in wizard.check_step.words.text()
    out = tmp_path / "退回"
    out.mkdir()
    for answer in (None, out):
        messages.answers.append(answer)
        wizard.check_step.returned.click()
    said = f"2 份退回表已保存到“退回”。其中 1 份：{ANEW}"
    qtbot.waitUntil(lambda: said in messages.notes, timeout=20_000)
    assert sorted(path.name for path in out.iterdir()) == ["退回-一.xlsx", "退回-二.xlsx"]
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        wizard.go_on()
    assert [words for words, _ in wizard.receipt.words.actions] == ["保存退回表…"]
    wizard.taking.looked = None
    wizard.save_returned()
    assert not messages.answers


def test_same_table_again_changes_nothing(
    qtbot: QtBot,
    bureau: Desk,
    schools: dict[str, UnitLine],
    wizard: CountyWizard,
    tmp_path: Path,
) -> None:
    path = book(tmp_path / "全县.xlsx", ROWS[:1])
    for words in ("导入（新增 1，变更 0）", "完成"):
        wizard.take(path)
        step(qtbot, wizard, SHEETS)
        forward(qtbot, wizard, CHECK)
        assert wizard.foot.next.text() == words
        with qtbot.waitSignal(wizard.finished, timeout=20_000):
            wizard.go_on()
        if words == "完成":
            assert "账没有变" in wizard.receipt.words.sentence
    assert names(bureau, schools["安宁小学"]) == ["钱乙"]


@pytest.mark.usefixtures("schools")
@pytest.mark.parametrize("place", [0, 2, 3])
def test_given_up_at_any_step_it_leaves_nothing(
    qtbot: QtBot, bureau: Desk, wizard: CountyWizard, tmp_path: Path, place: int
) -> None:
    before = at_the_books(lambda: dump(bureau.session.store))
    path = book(tmp_path / "全县.xlsx")
    if place == 0:
        wizard.files_step.take([path])
    else:
        asked(qtbot, wizard, path)
    if place == CHECK:
        for box in wizard.schools_step.answers.values():
            box.setCurrentIndex(1)
        forward(qtbot, wizard, CHECK)
    assert wizard.under_way
    with qtbot.waitSignal(wizard.closed):
        wizard.foot.give_up.click()
    assert at_the_books(lambda: dump(bureau.session.store)) == before


@pytest.mark.usefixtures("schools")
def test_answer_can_be_taken_back_and_is_kept_when_one_looks_again(
    qtbot: QtBot, wizard: CountyWizard, tmp_path: Path
) -> None:
    asked(qtbot, wizard, book(tmp_path / "全县.xlsx"))
    box = wizard.schools_step.answers["红星校小"]
    box.setCurrentIndex(1)
    assert wizard.taking.open_questions == 1
    box.setCurrentIndex(0)
    assert wizard.taking.open_questions == 2
    box.setCurrentIndex(2)
    wizard.go_back()
    forward(qtbot, wizard, SCHOOLS)
    qtbot.waitUntil(lambda: wizard.schools_step.answers.get("红星校小") not in (None, box))
    assert wizard.schools_step.answers["红星校小"].currentIndex() == 2


def test_files_and_folders_are_chosen_or_dropped(
    qtbot: QtBot, wizard: CountyWizard, messages: QuietMessages, tmp_path: Path
) -> None:
    paths = tuple(book(tmp_path / f"{name}.xlsx") for name in "甲乙丙丁")
    messages.answers.extend([(), paths, None, tmp_path])
    files = wizard.files_step
    assert not files.ready
    files.choose.click()
    assert not files.ready
    files.choose.click()
    assert files.words.text() == "甲.xlsx、乙.xlsx、丙.xlsx 等 4 个"
    files.folder.click()
    assert wizard.taking.paths == paths
    files.folder.click()
    assert wizard.taking.paths == (tmp_path,)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path)) for path in paths[:2]])
    files.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            dropped,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert wizard.what == "甲.xlsx"
    qtbot.wait(1)


def test_folder_without_workbooks_is_said(
    qtbot: QtBot, wizard: CountyWizard, messages: QuietMessages, tmp_path: Path
) -> None:
    wizard.take(tmp_path)
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert "这里没有表格文件" in str(messages.errors[0])
    assert wizard.place == 0


def test_offices_are_not_offered_as_schools(
    qtbot: QtBot,
    bureau: Desk,
    schools: dict[str, UnitLine],
    wizard: CountyWizard,
    tmp_path: Path,
) -> None:
    office = NewUnit("13", "安宁乡人民政府", UnitKind.TOWNSHIP)
    at_the_books(lambda: add_unit(bureau.session, office))
    asked(qtbot, wizard, book(tmp_path / "全县.xlsx"))
    box = wizard.schools_step.answers["邻县小学"]
    offered = [box.itemText(at) for at in range(box.count())]
    assert [words[:4] for words in offered[1:-1]] == list(schools)


def test_gravest_remarks_come_first(
    qtbot: QtBot, schools: dict[str, UnitLine], wizard: CountyWizard, tmp_path: Path
) -> None:
    assert schools
    healed = ("安宁小学", "吴 己", "三年级1班", None)
    asked(qtbot, wizard, book(tmp_path / "全县.xlsx", (healed, *ROWS)))
    step_two = wizard.schools_step
    assert step_two.heading.isVisible()
    assert "全县.xlsx D7：" in step_two.told.text().splitlines()[0]


def test_first_step_calls_for_files_until_some_are_chosen(
    wizard: CountyWizard, tmp_path: Path
) -> None:
    choose = wizard.files_step.choose
    assert choose.property("kind") == "primary"
    wizard.files_step.take((book(tmp_path / "全县.xlsx"),))
    assert not choose.property("kind")
