"""食谱 in the window: a week is written and copied, goods go out by it, a lot is followed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.core.canteen import Sitting, StockKind
from desktop.core.terms import Month
from desktop.services.canteen.dishes import dishes
from desktop.services.canteen.menus import menu
from desktop.views.canteen.menus.comparing import spans
from tests.services.canteen.eaten import keep_sample, serve, weighed
from tests.views.canteen.goods import begun, issues_at, listed, read, stocked, write
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.views.canteen.issues import IssuesPanel
    from desktop.views.desk import Desk
    from tests.services.canteen.kitchen import Kitchen
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui
MONDAY = date(2026, 10, 12)
LUNCH = (MONDAY, Sitting.LUNCH)
NEXT = MONDAY + timedelta(days=7)


def menu_at(qtbot: QtBot, desk: Desk, first: date = MONDAY) -> IssuesPanel:
    """The part 食谱, with a week read."""
    panel = issues_at(qtbot, desk)
    panel.switch.turn_to("menu")
    panel.week.show_week(first)
    qtbot.waitUntil(lambda: panel.week.table.week is not None and week_at(panel) == first)
    return panel


def week_at(panel: IssuesPanel) -> date | None:
    week = panel.week.table.week
    return week.first if week is not None else None


def cell(panel: IssuesPanel, day: date = MONDAY, sitting: Sitting = Sitting.LUNCH) -> str:
    return str(panel.week.table.place((day, sitting)).data())


def lines_of(form: Any, name: str) -> Any:  # noqa: ANN401 - lines of a kind, in any form
    return form.sheet.rows[name].entry


def press(widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)


def test_a_meal_is_written_by_the_keyboard(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: weighed(kitchen, "米饭", rice="100"))
    panel = menu_at(qtbot, desk)
    week, pane = panel.week, panel.week.pane
    assert week.note.isVisible()
    week.grid.go_to(LUNCH)
    press(week.grid, Qt.Key.Key_Return)
    edit = lines_of(pane.form, "dishes")
    qtbot.waitUntil(lambda: bool(edit.offers))
    first = edit.grid.lines[0].fields["dish"]
    QTest.keyClicks(first, "mf")
    press(first, Qt.Key.Key_Return)
    assert edit.grid.lines[0].note.text() == "大米 100 克"
    edit.grid.lines[1].fields["dish"].setText("xyz")
    assert "第2行" in edit.problem()
    edit.grid.lines[1].fields["dish"].setText("西红柿汤")
    assert edit.grid.lines[1].note.text().startswith("新菜品")
    assert pane.form is not None
    pane.form.save()
    qtbot.waitUntil(lambda: cell(panel) == "米饭\n西红柿汤")
    assert messages.notes[-1] == "食谱已保存，新登记菜品：西红柿汤"
    qtbot.waitUntil(lambda: "还没有写每人用量" in read(pane))


def test_a_week_is_copied_and_printed(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: serve(kitchen, MONDAY, "米饭", "西红柿汤"))
    panel = menu_at(qtbot, desk)
    week = panel.week
    qtbot.waitUntil(lambda: cell(panel) != "")
    press(week.grid, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: week_at(panel) == NEXT)
    assert [action.text() for action in week.tools.weeks.actions()] == ["10月12日至18日的食谱"]
    week.tools.weeks.actions()[0].trigger()
    qtbot.waitUntil(lambda: cell(panel, NEXT) == "米饭\n西红柿汤")
    assert messages.notes == ["已复制 2 个菜"]
    papers: list[str] = []
    panel.printing.connect(lambda _pdf, title: papers.append(title))
    week.tools.notice_wanted.emit()
    week.tools.portions_wanted.emit()
    qtbot.waitUntil(lambda: len(papers) == 2)


def test_meals_are_emptied_and_pasted_and_the_month_follows(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: serve(kitchen, MONDAY, "米饭"))
    panel = menu_at(qtbot, desk)
    grid = panel.week.grid
    qtbot.waitUntil(lambda: cell(panel) == "米饭")
    grid.go_to(LUNCH)
    grid.copy_wanted.emit()
    tuesday = MONDAY + timedelta(days=1)
    grid.go_to((tuesday, Sitting.SUPPER))
    grid.paste_wanted.emit()
    qtbot.waitUntil(lambda: cell(panel, tuesday, Sitting.SUPPER) == "米饭")
    messages.answers.append(True)
    grid.go_to(LUNCH)
    press(grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: cell(panel) == "")
    kept = at_the_books(lambda: menu(desk.session, kitchen.canteen_id, MONDAY, NEXT))
    assert [(line.day, line.sitting) for line in kept] == [(tuesday, Sitting.SUPPER)]
    panel.week.show_week(date(2026, 9, 14))
    qtbot.waitUntil(lambda: week_at(panel) == date(2026, 9, 14))
    assert desk.place.month == Month(2026, 9)
    desk.place.set_month(Month(2026, 10))
    qtbot.waitUntil(lambda: week_at(panel) in (date(2026, 9, 28), date(2026, 10, 26)))


def test_a_dish_is_written_with_what_a_portion_takes(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    panel = issues_at(qtbot, desk)
    panel.switch.turn_to("dishes")
    assert panel.primary == "新增菜品"
    panel.do_primary()
    form: Any = panel.dishes.pane.form
    edit = lines_of(form, "ingredients")
    qtbot.waitUntil(lambda: bool(edit.offers))
    form.sheet.rows["name"].widget.setText("青椒肉丝")
    line = edit.grid.lines[0]
    line.fields["article"].setText("猪肉")
    assert (line.note.text(), edit.problem()) == ("每人多少克", "第1行：还没有写每人用量。")
    line.fields["portion"].setText("50")
    form.save()
    qtbot.waitUntil(lambda: listed(panel.dishes.view, "portions") == ["猪肉 50 克"])
    panel.dishes.view.grid.selectRow(0)
    qtbot.waitUntil(lambda: panel.dishes.pane.form not in (None, form))
    form = panel.dishes.pane.form
    assert lines_of(form, "ingredients").words(form.content.base.ingredients) == "猪肉 50"
    assert not form.is_dirty
    form.sheet.rows["stopped_on"].widget.setText("2026-10-12")
    form.save()
    qtbot.waitUntil(lambda: listed(panel.dishes.view, "state") == ["已停用"])
    (kept,) = at_the_books(lambda: dishes(kitchen.session))
    assert kept.told == "猪肉 50 克"


def cooked(kitchen: Kitchen) -> None:
    """A lunch of rice and pork for the ten pupils of the desk; there is no pork."""
    rice = weighed(kitchen, "米饭", rice="1000")
    serve(kitchen, MONDAY, rice, weighed(kitchen, "肉丝", pork="50"), "青菜")
    keep_sample(kitchen, MONDAY, "米饭")


def test_goods_go_out_by_the_menu(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: cooked(kitchen))
    panel = menu_at(qtbot, desk)
    panel.week.grid.go_to(LUNCH)
    pane = panel.week.pane
    qtbot.waitUntil(lambda: "按食谱出库" in pane.buttons)
    pane.buttons["按食谱出库"].click()
    sheet: Any = begun(qtbot, panel.sheets[StockKind.ISSUE])
    by_menu = sheet.by_menu
    qtbot.waitUntil(lambda: by_menu.plan is not None)
    assert "食谱：米饭、肉丝、青菜" in by_menu.words.text()
    by_menu.heads.set_value(6)
    by_menu.fill()
    assert sheet.grid.texts() == [{"article": "大米", "quantity": "6"}]
    assert by_menu.lacking.text() == "库里没有：猪肉 0.3 千克"
    write(sheet, 0, quantity="9")
    messages.answers.extend((False, True))
    by_menu.fill()
    assert sheet.grid.texts()[0]["quantity"] == "9"
    by_menu.fill()
    assert sheet.grid.texts()[0]["quantity"] == "6"


def test_what_went_out_is_held_against_the_plan_and_followed(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    at_the_books(lambda: cooked(kitchen))
    at_the_books(lambda: kitchen.take_out(MONDAY, kitchen.rice, "6"))
    panel = issues_at(qtbot, desk)
    panel.switch.turn_to("compared")
    view = panel.compared.view
    qtbot.waitUntil(lambda: listed(view, "issued") == ["6", "0"])
    assert listed(view, "state") == ["", "没有出库"]
    panel.compared.span.set_value((NEXT, NEXT + timedelta(days=6)))
    qtbot.waitUntil(lambda: listed(view, "issued") == [])
    panel.switch.turn_to("store")
    qtbot.waitUntil(lambda: listed(panel.store.view, "left") == ["9"])
    panel.store.view.grid.selectRow(0)
    lot = panel.store.pane
    qtbot.waitUntil(lambda: "2026-10-12 午餐　1 千克　出库 2026-10-001" in read(lot))
    assert "菜品：米饭" in read(lot)
    assert "留样：米饭 150 克（留样老孙）" in read(lot)


def test_a_month_is_looked_at_by_weeks_and_days() -> None:
    offered = list(spans(Month(2026, 10)))
    assert offered[0][1] == "9月28日至10月4日这一周"
    assert offered[-1] == ((date(2026, 10, 31),) * 2, "10月31日 周六")
    assert len(offered) == 5 + 31
