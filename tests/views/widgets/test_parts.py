"""Small parts: words, choices, chips, figures, banners, searching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QToolButton

from desktop.core.labels import Sex
from desktop.core.preferences import Theme, TypeSize
from desktop.views.style import Look, current_tokens, dress
from desktop.views.widgets import (
    Banner,
    Chip,
    ChipLabel,
    Choice,
    EmptyState,
    KeyFigure,
    NoteEdit,
    SearchField,
    TextEdit,
    Tick,
    Tone,
    chip_width,
    paint_chip,
)
from tests.views.composing import commit, compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    dress(qapp, Look())
    yield
    dress(qapp, Look())


def test_text_is_taken_without_blanks_around_it(qtbot: QtBot) -> None:
    edit = TextEdit("事由", longest=5)
    qtbot.addWidget(edit)
    edit.setText("  家访 ")
    assert edit.value() == "家访"
    edit.setText("一二三四五六七")
    assert edit.problem() == "最多 5 个字，多了 2 个。"


def test_text_is_checked_by_the_given_rule(qtbot: QtBot) -> None:
    edit = TextEdit("文号", check=lambda text: "" if "号" in text else "文号要有“号”字。")
    qtbot.addWidget(edit)
    edit.setText("平教〔2026〕3")
    assert (edit.value(), edit.problem()) == (None, "文号要有“号”字。")
    edit.setText("平教〔2026〕3号")
    assert edit.value() == "平教〔2026〕3号"


def test_note_counts_what_still_fits_and_what_is_too_much(qtbot: QtBot) -> None:
    edit = NoteEdit("备注", longest=20)
    qtbot.addWidget(edit)
    edit.set_value("字" * 19)
    assert edit.hint() == "还可以写 1 个字"
    edit.set_value("字" * 22)
    assert (edit.value(), edit.problem()) == (None, "最多 20 个字，多了 2 个。")


def test_composing_in_a_note_is_told_once_at_its_end(qtbot: QtBot) -> None:
    edit = NoteEdit("备注")
    qtbot.addWidget(edit)
    told: list[str | None] = []
    edit.changed.connect(lambda: told.append(edit.value()))
    compose(edit, "bei")
    compose(edit, "bei'zhu")
    assert told == []
    commit(edit, "备注")
    assert set(told) == {"备注"}


def test_choice_has_no_value_before_one_is_chosen(qtbot: QtBot) -> None:
    choice = Choice("性别", [(sex, sex.label) for sex in Sex])
    qtbot.addWidget(choice)
    assert (choice.value(), choice.currentText()) == (None, "请选择")
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert choice.value() is Sex.MALE
    choice.set_value(Sex.FEMALE)
    assert choice.currentText() == "女"


def test_choice_gives_way_where_there_is_no_room(qtbot: QtBot) -> None:
    choice = Choice("类别", [(1, "家庭经济困难学生生活补助")])
    qtbot.addWidget(choice)
    assert choice.minimumSizeHint().width() < choice.sizeHint().width() // 2


def test_tick_is_yes_or_no(qtbot: QtBot) -> None:
    tick = Tick("寄宿")
    qtbot.addWidget(tick)
    assert tick.value() is False
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert tick.value() is True


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("size", TypeSize)
def test_chip_is_painted_whole_and_differs_by_its_shape(
    qtbot: QtBot, qapp: QApplication, theme: Theme, size: TypeSize
) -> None:
    dress(qapp, Look(theme, size))
    texts = {Chip("待复查", tone).text for tone in Tone}
    assert len({text[0] for text in texts}) == len(Tone)
    label = ChipLabel(Chip("待复查", Tone.CARE))
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    narrow = label.grab().toImage()
    label.resize(label.width() + 100, label.height())
    wide = label.grab().toImage()
    assert wide.copy(narrow.rect()).convertToFormat(narrow.format()) == narrow
    assert label.accessibleName() == "待复查"


def test_chip_without_enough_room_is_shortened_inside_of_it(qapp: QApplication) -> None:
    image = QImage(200, 30, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    chip = Chip("很长很长的一个状态")
    with QPainter(image) as painter:
        painter.setFont(qapp.font())
        assert chip_width(chip, painter.fontMetrics()) > 80
        paint_chip(painter, QRectF(0, 0, 80, 30), chip)
    assert image.pixelColor(40, 15).alpha() > 0
    assert all(image.pixelColor(81, y).alpha() == 0 for y in range(30))


def test_chip_label_shows_another_state(qtbot: QtBot) -> None:
    label = ChipLabel()
    qtbot.addWidget(label)
    assert label.sizeHint().isEmpty()
    label.set_chip(Chip("已结账", Tone.GOOD))
    assert label.chip() == Chip("已结账", Tone.GOOD)
    assert label.sizeHint().width() > 40


def test_figure_that_is_not_known_is_not_nought(qtbot: QtBot) -> None:
    part = KeyFigure("生均成本/餐")
    qtbot.addWidget(part)
    assert part.figure.text() == "—"
    assert part.accessibleName() == "生均成本/餐 没有记录"
    part.set_figure("-4.97", "账面为负", tone=Tone.BAD)
    assert part.accessibleName() == "生均成本/餐 -4.97 账面为负"
    danger = current_tokens().colours.danger.lower()
    assert part.figure.palette().windowText().color().name() == danger


def test_figure_that_leads_on_is_reached_by_keyboard_and_mouse(qtbot: QtBot) -> None:
    part = KeyFigure("本月支出", leads_on=True)
    qtbot.addWidget(part)
    part.resize(160, 100)
    acts: tuple[Callable[[], object], ...] = (
        lambda: qtbot.keyClick(part, Qt.Key.Key_Return),
        lambda: qtbot.mouseClick(part, Qt.MouseButton.LeftButton),
    )
    for act in acts:
        with qtbot.waitSignal(part.activated, timeout=1000):
            act()


def test_empty_state_offers_the_first_step(qtbot: QtBot) -> None:
    state = EmptyState("还没有学生。", "导入名册", "people")
    qtbot.addWidget(state)
    with qtbot.waitSignal(state.asked, timeout=1000):
        state.button.click()
    assert state.sentence.text() == "还没有学生。"


def test_banner_says_its_kind_and_can_be_closed(qtbot: QtBot) -> None:
    banner = Banner("缺 3 天的人数。", Tone.CARE, closable=True)
    qtbot.addWidget(banner)
    done: list[str] = []
    banner.add_action("去填", lambda: done.append("去填")).click()
    assert done == ["去填"]
    assert banner.accessibleName() == "注意：缺 3 天的人数。"
    (close,) = banner.findChildren(QToolButton)
    banner.show()
    with qtbot.waitSignal(banner.closed, timeout=1000):
        close.click()
    assert not banner.isVisible()


def test_pictures_follow_the_look(qtbot: QtBot, qapp: QApplication) -> None:
    banner, empty = Banner("提示"), EmptyState("空", "", "people")
    for part in (banner, empty):
        qtbot.addWidget(part)
    before = [part.findChild(QLabel).pixmap().toImage() for part in (banner, empty)]  # type: ignore[union-attr]
    dress(qapp, Look(Theme.HIGH_CONTRAST, TypeSize.BIG))
    after = [part.findChild(QLabel).pixmap().toImage() for part in (banner, empty)]  # type: ignore[union-attr]
    assert all(new.width() > old.width() for old, new in zip(before, after, strict=True))


def test_search_asks_once_after_the_last_key(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    qtbot.keyClicks(field, " zs ")
    qtbot.waitUntil(lambda: asked == ["zs"])
    qtbot.keyClicks(field, " ")
    qtbot.wait(250)
    assert asked == ["zs"]


def test_enter_asks_at_once_and_escape_clears(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    qtbot.keyClicks(field, "zs")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["zs"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (asked, field.text()) == (["zs", ""], "")


def test_composed_letters_are_not_searched_for(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    compose(field, "zhang")
    qtbot.wait(250)
    assert asked == []
    commit(field, "张")
    qtbot.waitUntil(lambda: asked == ["张"])
