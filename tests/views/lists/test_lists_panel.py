"""The tab 比对: the lists, a comparison with its four parts, decisions, and what a list gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from desktop.core.labels import HouseholdCategory, Role
from desktop.core.lists import Likeness, ListSource, ListTopic
from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from desktop.services.household import reveal_categories
from desktop.services.imports.plan import Listed
from desktop.services.lists import stored_lists
from desktop.services.people import PupilQuery, pupils
from desktop.views.lists.granting import GrantsView
from desktop.views.lists.panel import ListsPanel
from desktop.views.lists.register import EntriesView
from desktop.views.lists.result import Part
from desktop.views.lists.sides import Origin, SideKey
from desktop.views.people.page import PeoplePage
from tests.services.rosters import ID_A, ID_B, guardian, pupil, students
from tests.services.rosters import take as take_students
from tests.services.test_office_lists import listed, sheet, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
NEAR_B = ID_B[:-1] + ("0" if ID_B[-1] != "0" else "1")
LOW = Listed(ListTopic.LOW_INCOME, day=date(2026, 9, 30))


@pytest.fixture
def school(empty_desk: Desk) -> Desk:
    """Three pupils, a list with two of them and a stranger, and one of children of school age."""

    def fill() -> None:
        session = empty_desk.session
        father = guardian("张大山", phone="1")
        take_students(
            session,
            students(
                pupil(id_number=ID_A, birth=date(2016, 3, 7), guardians=(father, None)),
                pupil("李小军", 3, id_number=ID_B),
                pupil("王小兰", 4),
            ),
        )
        rows = (
            listed(id_number=ID_A, head="张大山", paper="D-1"),
            listed("李小军", 3, id_number=NEAR_B),
            listed("赵小毛", 4, village="下湾"),
        )
        take(session, sheet(*rows), LOW)
        children = sheet(listed(id_number=ID_A), kind="school-age")
        take(session, children, Listed(day=date(2026, 8, 20)))

    at_the_books(fill)
    return empty_desk


def opened(qtbot: QtBot, desk: Desk) -> PeoplePage:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    panel = panel_of(page)
    with qtbot.waitSignal(panel.view.loaded):
        page.show_record("lists")
    return page


def panel_of(page: PeoplePage) -> ListsPanel:
    panel = page.panel_of("lists")
    assert isinstance(panel, ListsPanel)
    return panel


def compared(qtbot: QtBot, desk: Desk) -> ListsPanel:
    """The 低保 list held against the pupils."""
    page = opened(qtbot, desk)
    panel = panel_of(page)
    panel.view.grid.go_to(0)
    panel.pane.compare.click()
    qtbot.waitUntil(lambda: panel.result.found is not None and not desk.tasks.running)
    return panel


def cells(view: Any, column: int = 0) -> list[str]:  # noqa: ANN401 - a ListView
    return [view.table.index(row, column).data() for row in range(view.table.rowCount())]


def wait_for(qtbot: QtBot, view: Any, names: list[str]) -> None:  # noqa: ANN401 - same
    qtbot.waitUntil(lambda: cells(view) == names)


def figures(panel: ListsPanel) -> dict[Part, str]:
    return {part: figure.figure.text() for part, figure in panel.result.figures.items()}


def test_lists_are_listed_and_the_pane_tells_what_can_be_done(qtbot: QtBot, school: Desk) -> None:
    panel = panel_of(opened(qtbot, school))
    assert cells(panel.view) == ["低保名单", "适龄儿童名单"]
    assert panel.split.pane.isHidden() or not panel.split.is_open
    panel.view.grid.go_to(0)
    assert panel.pane.name.text() == "民政·低保名单"
    assert (panel.pane.people.text(), panel.pane.day.text()) == ("3", "2026年9月30日")
    assert not panel.pane.grant.isHidden()
    panel.view.grid.go_to(1)
    assert panel.pane.grant.isHidden()
    panel.pane.closing.emit()
    assert not panel.split.is_open


def test_sides_offer_lists_and_the_newest_stands_against_the_pupils(
    qtbot: QtBot, school: Desk
) -> None:
    panel = panel_of(opened(qtbot, school))
    left = panel.bar.left
    words = [left.itemText(at) for at in range(left.count())]
    assert words == [
        "在校学生",
        "学生的监护人",
        *(f"登记为{category.label}的学生" for category in HouseholdCategory),
        "民政·低保名单（2026-09-30）",
        "公安·适龄儿童名单（2026-08-20）",
        "选择表格文件…",
    ]
    assert (left.currentIndex(), panel.bar.right.currentIndex()) == (12, 0)
    left.choose(SideKey(Origin.LIST, school.session.unit_id))
    assert left.currentIndex() == 12


def test_comparison_shows_four_counts_and_what_is_doubtful_first(
    qtbot: QtBot, school: Desk
) -> None:
    panel = compared(qtbot, school)
    assert panel.result.title.text() == "民政·低保名单（2026-09-30）　与　在校学生（2026-10-31）"
    assert figures(panel) == {
        Part.PROBABLE: "1",
        Part.LEFT: "1",
        Part.RIGHT: "1",
        Part.BOTH: "1",
    }
    assert panel.result.part is Part.PROBABLE
    qtbot.waitUntil(lambda: cells(panel.result.pairs) == ["李小军"])
    assert ID_B not in str(cells(panel.result.pairs, 4))
    for part, names in ((Part.LEFT, ["赵小毛"]), (Part.RIGHT, ["王小兰"])):
        panel.result.figures[part].activated.emit()
        wait_for(qtbot, panel.result.people, names)
    panel.result.figures[Part.BOTH].activated.emit()
    qtbot.waitUntil(lambda: cells(panel.result.pairs) == ["张小红"])
    panel.result.back.click()
    assert panel.faces.currentWidget() is panel.split


def test_pair_is_shown_masked_and_decided_once_for_all(
    qtbot: QtBot, school: Desk, messages: QuietMessages
) -> None:
    panel = compared(qtbot, school)
    result = panel.result
    qtbot.waitUntil(lambda: cells(result.pairs) == ["李小军"])
    result.pairs.grid.go_to(0)
    assert result.pane.reason.text() == "姓名同音，证件号有一位不同（第18位）"
    assert result.pane.undecided.isHidden()
    result.pane.same.click()
    qtbot.waitUntil(lambda: figures(panel)[Part.PROBABLE] == "0")
    assert figures(panel)[Part.BOTH] == "2"
    assert "已记下，以后不再问" in messages.notes
    result.show_part(Part.BOTH)
    qtbot.waitUntil(lambda: len(cells(result.pairs)) == 2)
    result.pairs.grid.go_to(1)
    assert result.pane.same.isHidden()
    assert not result.pane.undecided.isHidden()
    result.pane.undecided.click()
    qtbot.waitUntil(lambda: figures(panel)[Part.PROBABLE] == "1")
    qtbot.waitUntil(lambda: cells(result.pairs) == ["李小军"])
    result.pairs.grid.go_to(0)
    result.pane.different.click()
    qtbot.waitUntil(lambda: figures(panel)[Part.LEFT] == "2")
    found = result.found
    assert found is not None
    assert [p.likeness for p in found.both] == [Likeness.NUMBER]
    result.pane.closing.emit()


def test_whole_numbers_of_a_pair_are_shown_on_request(qtbot: QtBot, school: Desk) -> None:
    from desktop.views.widgets import MaskedValue  # noqa: PLC0415 - only here

    panel = compared(qtbot, school)
    result = panel.result
    result.show_part(Part.BOTH)
    qtbot.waitUntil(lambda: cells(result.pairs) == ["张小红"])
    result.pairs.grid.go_to(0)

    def seen() -> list[MaskedValue]:
        return [v for v in result.pane.findChildren(MaskedValue) if v.isVisible()]

    qtbot.waitUntil(lambda: len(seen()) == 4)
    values = seen()
    assert ID_A not in [v.label.text() for v in values]
    for value, whole in ((values[0], ID_A), (values[2], ID_A), (values[3], "2016-03-07")):
        with qtbot.waitSignal(value.shown):
            value.ask()
        assert value.label.text() == whole


def test_result_is_exported_decided_in_the_workbook_and_taken_back(
    qtbot: QtBot, school: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    panel, out = compared(qtbot, school), tmp_path / "结果.xlsx"
    messages.answers.extend([False])
    panel.result.give.click()
    messages.answers.extend([True, None])
    panel.result.give.click()
    assert not out.exists()
    messages.answers.extend([True, out])
    panel.result.give.click()
    qtbot.waitUntil(lambda: "比对结果已保存：结果.xlsx" in messages.notes)
    book = load_workbook(out)
    book["可能是同一人"].cell(3, 2).value = "同一人"
    book.save(out)
    messages.answers.extend([None])
    panel.result.decide.click()
    messages.answers.extend([out])
    panel.result.decide.click()
    qtbot.waitUntil(lambda: figures(panel)[Part.BOTH] == "2", timeout=20_000)
    assert "收下 1 对的判定" in messages.notes


def test_nothing_is_done_before_anything_was_compared(
    qtbot: QtBot, school: Desk, messages: QuietMessages
) -> None:
    panel = panel_of(opened(qtbot, school))
    result = panel.result
    result.export()
    result.take_back_verdicts()
    result.show_part(Part.BOTH)
    result.again.emit()
    result.pane.same.click()
    result._on_decided(None, None)  # type: ignore[arg-type]
    assert messages.questions == []
    assert result.found is None


def test_workbook_and_guardians_are_sides_too(
    qtbot: QtBot, school: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    path = tmp_path / "册.xlsx"
    rows = (listed(id_number=ID_A), listed("无名", 3), listed("无名", 4))
    write_export(path, sheet_kind("households"), rows)
    panel = panel_of(opened(qtbot, school))
    bar = panel.bar
    messages.answers.extend([None, path])
    for index in (None, path):
        bar.right.setCurrentIndex(bar.right.count() - 1)
        bar.right.activated.emit(bar.right.count() - 1)
        assert bar.right.key.path == index
    bar.left.setCurrentIndex(1)
    bar.left.activated.emit(1)
    bar.compare.click()
    qtbot.waitUntil(lambda: panel.result.found is not None)
    found = panel.result.found
    assert found is not None
    assert found.left.title.startswith("监护人")
    assert found.right.repeated == 1
    assert panel.result.note.text() == "右边有 1 行是重复的人，只算一次"
    assert panel.result.part is Part.LEFT


def test_whoever_is_known_as_poor_is_a_side(qtbot: QtBot, school: Desk) -> None:
    panel = panel_of(opened(qtbot, school))
    panel.bar.right.choose(SideKey(Origin.KNOWN, category=HouseholdCategory.LOW_INCOME))
    panel.bar.ask()
    qtbot.waitUntil(lambda: panel.result.found is not None)
    assert figures(panel)[Part.LEFT] == "3"


def test_lines_without_a_name_are_told(qtbot: QtBot, school: Desk, tmp_path: Path) -> None:
    path = tmp_path / "册.csv"
    path.write_text(f"姓名,身份证号,性别\n张小红,{ID_A},女\n,{ID_B},女", encoding="utf-8")
    panel = panel_of(opened(qtbot, school))
    panel.bar.left.choose_file(path)
    panel.bar.ask()
    qtbot.waitUntil(lambda: panel.result.found is not None)
    assert panel.result.note.text() == "左边有 1 行没有姓名，没有读"


def test_people_of_a_list_are_looked_through(qtbot: QtBot, school: Desk) -> None:
    panel = panel_of(opened(qtbot, school))
    panel.view.grid.go_to(0)
    panel.pane.open.click()
    view = panel.faces.currentWidget()
    assert isinstance(view, EntriesView)
    qtbot.waitUntil(lambda: cells(view.view) == ["张小红", "李小军", "赵小毛"])
    view.text.setText("下湾")
    view.text.ask_now()
    qtbot.waitUntil(lambda: cells(view.view) == ["赵小毛"])
    assert ID_A not in cells(view.view, 2)
    view.back.click()
    assert panel.faces.currentWidget() is panel.split
    panel.view.activated.emit(at_the_books(lambda: stored_lists(school.session))[0])
    assert isinstance(panel.faces.currentWidget(), EntriesView)


def grants(qtbot: QtBot, panel: ListsPanel) -> GrantsView:
    panel.view.grid.go_to(0)
    panel.pane.grant.click()
    qtbot.waitUntil(lambda: isinstance(panel.faces.currentWidget(), GrantsView))
    view = panel.faces.currentWidget()
    assert isinstance(view, GrantsView)
    qtbot.waitUntil(lambda: bool(cells(view.view)))
    return view


def facts(desk: Desk) -> list[HouseholdCategory]:
    line = next(x for x in pupils(desk.session, PupilQuery()).lines if x.name == "张小红")
    return [fact.category for fact in reveal_categories(desk.session, line.student_id)]


def test_list_gives_its_category_after_a_look_and_a_question(
    qtbot: QtBot, school: Desk, messages: QuietMessages
) -> None:
    panel = panel_of(opened(qtbot, school))
    view = grants(qtbot, panel)
    assert cells(view.view) == ["张小红"]
    view.some.click()
    assert messages.notes[-1] == "先在表里选中要登记的学生"
    view.until.setText("13月")
    view.all.click()
    assert messages.notes[-1] == "截止日期还没有写对"
    view.until.setText("2027-08-31")
    messages.answers.extend([False])
    view.all.click()
    assert at_the_books(lambda: facts(school)) == []
    view.view.grid.go_to(0)
    messages.answers.extend([True])
    view.some.click()
    qtbot.waitUntil(lambda: panel.faces.currentWidget() is panel.split)
    assert at_the_books(lambda: facts(school)) == [HouseholdCategory.LOW_INCOME]
    assert messages.notes[-1] == "已登记 1 项"
    assert HouseholdCategory.LOW_INCOME.label not in "".join(messages.notes)
    panel.pane.grant.click()
    qtbot.waitUntil(lambda: isinstance(panel.faces.currentWidget(), GrantsView))
    again = panel.faces.currentWidget()
    assert isinstance(again, GrantsView)
    assert not again.all.isEnabled()


def test_question_names_one_of_several(qtbot: QtBot, school: Desk, messages: QuietMessages) -> None:
    def more() -> None:
        rows = sheet(listed(id_number=ID_A), listed("李小军", 3, id_number=ID_B))
        take(school.session, rows, Listed(ListTopic.ORPHAN, day=date(2026, 10, 1)))

    at_the_books(more)
    view = grants(qtbot, panel_of(opened(qtbot, school)))
    messages.answers.extend([False])
    view.all.click()
    assert "给 张小红等 2 项登记吗" in messages.questions[-1]


def test_removed_list_is_gone(qtbot: QtBot, school: Desk, messages: QuietMessages) -> None:
    panel = panel_of(opened(qtbot, school))
    panel.view.grid.go_to(0)
    messages.answers.extend([False, True])
    panel.pane.remove.click()
    panel.pane.remove.click()
    qtbot.waitUntil(lambda: cells(panel.view) == ["适龄儿童名单"])


def test_auditor_may_look_at_lists_and_nothing_more(qtbot: QtBot, school: Desk) -> None:
    desk = replace(school, session=replace(school.session, role=Role.AUDITOR))
    panel = panel_of(opened(qtbot, desk))
    panel.view.grid.go_to(0)
    assert panel.primary == ""
    assert not panel.bar.compare.isEnabled()
    for button in (panel.pane.compare, panel.pane.grant, panel.pane.remove):
        assert button.isHidden()
    assert [words for words, _ in panel.more()] == [
        "下载空白表：困难家庭名单",
        "下载空白表：适龄儿童名单",
    ]


def test_list_is_imported_with_what_the_person_says_of_it(
    qtbot: QtBot, school: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "名单.xlsx"
    write_export(path, sheet_kind("households"), (listed(),))
    page = opened(qtbot, school)
    page.primary.click()
    wizard = page.wizard
    assert wizard is not None
    choice = wizard.file_step.listed
    assert choice is not None
    choice.topic.set_value(ListTopic.DISABLED)
    choice.source.set_value(ListSource.OTHER)
    choice.day.set_value(date(2026, 10, 1))
    wizard.take(path)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.place == 2 and not wizard.busy, timeout=20_000)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.at_receipt, timeout=20_000)
    known = at_the_books(lambda: stored_lists(school.session))
    told = {(k.source, k.topic, k.day) for k in known}
    assert (ListSource.OTHER, ListTopic.DISABLED, date(2026, 10, 1)) in told


def test_what_was_said_of_a_list_is_known_when_the_import_goes_on(
    qtbot: QtBot, school: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "名单.xlsx"
    write_export(path, sheet_kind("households"), (listed(),))
    page = opened(qtbot, school)
    wizard = page.start_import("households")
    choice = wizard.file_step.listed
    assert choice is not None
    choice.topic.set_value(ListTopic.DISABLED)
    choice.day.set_value(date(2026, 10, 1))
    wizard.take(path)
    qtbot.waitUntil(lambda: wizard.place == 1 and not wizard.busy, timeout=20_000)
    school.drafts.drain()
    again = opened(qtbot, school).start_import("households")
    qtbot.waitUntil(lambda: again.place == 1 and not again.busy, timeout=20_000)
    assert again.taking.purpose.listed == Listed(ListTopic.DISABLED, None, date(2026, 10, 1))
    assert again.file_step.listed is not None
    assert again.file_step.listed.topic.value() is ListTopic.DISABLED


def test_children_of_school_age_are_imported_from_the_menu(
    qtbot: QtBot, school: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    page = opened(qtbot, school)
    actions = dict(panel_of(page).more())
    actions["导入适龄儿童名单"]()
    wizard = page.wizard
    assert wizard is not None
    assert wizard.taking.purpose.title == "适龄儿童名单"
    choice = wizard.file_step.listed
    assert choice is not None
    assert choice.topic.isHidden()
    page.show_books()
    messages.answers.extend([tmp_path / "空白.xlsx"])
    actions["下载空白表：困难家庭名单"]()
    qtbot.waitUntil((tmp_path / "空白.xlsx").exists)


def test_empty_register_says_what_belongs_there(qtbot: QtBot, empty_desk: Desk) -> None:
    page = opened(qtbot, empty_desk)
    panel = panel_of(page)
    assert panel.empty.isVisible()
    page.focus_first()
    assert panel.bar.left.currentIndex() == 0
    panel.empty.button.click()
    assert page.wizard is not None
