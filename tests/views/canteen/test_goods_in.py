"""入库 in the window: the books are opened, goods are typed in, drafts wait, red ink undoes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.core.canteen import StockKind
from desktop.core.labels import Role
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.services.canteen.canteens import NewCanteen, canteens, open_canteen
from desktop.services.canteen.stock import documents, on_hand
from desktop.services.canteen.suppliers import NewSupplier, add_supplier, suppliers
from desktop.views.canteen.goods import tickets
from desktop.views.canteen.goods.documents import MonthDocuments
from desktop.views.canteen.goods.offering import Offer, OfferEdit, fitting
from desktop.views.canteen.goods.receipt_sheet import ReceiptSheet
from desktop.views.canteen.goods.words import expiry_chip
from desktop.views.tasks import Job
from tests.services.rosters import as_role
from tests.views.canteen.goods import DAY, begun, listed, put, read, receipts_at, stocked, write
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from desktop.services.canteen.stock import DocumentLine
    from desktop.views.canteen.goods.receipts import ReceiptsPanel
    from desktop.views.desk import Desk
    from tests.services.canteen.kitchen import Kitchen
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


ENTER = Qt.Key.Key_Return


def type_in(*keys: str | Qt.Key) -> None:
    """Type where the keyboard is."""
    for key in keys:
        here = QApplication.focusWidget()
        assert here is not None
        if isinstance(key, str):
            QTest.keyClicks(here, key)
        else:
            QTest.keyClick(here, key)


def sheet_of(qtbot: QtBot, panel: ReceiptsPanel) -> ReceiptSheet:
    """The sheet of a new receipt."""
    panel.do_primary()
    sheet = begun(qtbot, panel.sheet)
    assert isinstance(sheet, ReceiptSheet)
    put(sheet, day="2026年10月12日")
    return sheet


def booked(desk: Desk, kitchen: Kitchen) -> list[DocumentLine]:
    """The receipts of October."""
    month = desk.place.month
    return at_the_books(
        lambda: list(documents(desk.session, kitchen.canteen_id, month, [StockKind.RECEIPT]))
    )


def test_a_school_without_canteen_books_opens_them(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    panel = receipts_at(qtbot, desk)
    assert panel.rooms.currentWidget() is panel.empty
    assert not panel.primary_ready()
    panel.empty.button.click()
    form = panel.opening.form
    assert form is not None
    form.sheet.rows["opened_on"].entry.set_value(date(2026, 9, 1))
    with qtbot.waitSignal(panel.found):
        form.save()
    assert panel.primary_ready()
    assert panel.rooms.currentWidget() is panel.books
    assert messages.notes == ["食堂账已开设。"]
    assert at_the_books(lambda: canteens(desk.session)[0].opened_on) == date(2026, 9, 1)


def test_of_several_canteens_one_is_chosen(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    second = NewCanteen(date(2026, 9, 1), name="分校食堂")
    at_the_books(lambda: open_canteen(desk.session, second))
    panel = receipts_at(qtbot, desk)
    assert panel.chooser.isVisible()
    qtbot.waitUntil(lambda: len(listed(panel.documents.view, "number")) == 2)
    panel.chooser.setCurrentIndex(1)
    panel.chooser.activated.emit(1)
    assert panel.canteen is not None
    assert panel.canteen.name == "分校食堂"
    qtbot.waitUntil(lambda: not listed(panel.documents.view, "number"))


@pytest.mark.parametrize(
    ("typed", "third"),
    [
        ({"delivered": "12.5", "price": "4"}, ("amount", "50.00")),
        ({"delivered": "12.5", "amount": "50"}, ("price", "4.00")),
        ({"price": "4", "amount": "50"}, ("delivered", "12.5")),
        ({"rejected": "2.5", "delivered": "12.5", "price": "4"}, ("amount", "40.00")),
        ({"rejected": "2.5", "price": "4", "amount": "50"}, ("delivered", "15")),
    ],
)
def test_whichever_two_figures_stand_give_the_third(
    qtbot: QtBot, desk: Desk, typed: dict[str, str], third: tuple[str, str]
) -> None:
    stocked(desk)
    sheet = sheet_of(qtbot, receipts_at(qtbot, desk))
    line = write(sheet, 0, article="大米", **typed)
    assert line.fields[third[0]].text() == third[1]


def test_an_amount_that_is_typed_stays_beside_price_and_quantity(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    sheet = sheet_of(qtbot, receipts_at(qtbot, desk))
    line = write(sheet, 0, article="大米", delivered="3", price="3.33")
    line.fields["amount"].setFocus()
    line.fields["amount"].selectAll()
    QTest.keyClicks(line.fields["amount"], "10")
    line.fields["delivered"].setText("3")
    assert (line.fields["price"].text(), line.fields["amount"].text()) == ("3.33", "10")
    assert "以写的金额为准" in line.note.text()


def test_a_delivery_is_typed_in_with_the_keyboard_alone(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    panel = receipts_at(qtbot, desk)
    sheet = sheet_of(qtbot, panel)
    panel.window().activateWindow()
    sheet.rows["supplier"].widget.setFocus()
    type_in("paly", ENTER)
    assert sheet.entry("supplier").value().name == "平安粮油店"
    put(sheet, fund="学生伙食费")
    names = sheet.rows["acceptors"].widget
    names.setFocus()
    sheet.entry("acceptors").setText("王建国、")
    QTest.keyClicks(names, "lg")
    popup = sheet.entry("acceptors").completer_.popup()
    popup.setCurrentIndex(popup.model().index(0, 0))
    QTest.keyClick(names, Qt.Key.Key_Return)
    assert sheet.entry("acceptors").names() == ("王建国", "李桂兰")
    sheet.rows["note"].widget.setFocus()
    type_in(ENTER)
    # Enter: pork by its initials, 5, 28, over the amount that follows, no date, no ticket.
    type_in("zr", ENTER, "5", ENTER, "28", ENTER, ENTER, ENTER, ENTER)
    assert QApplication.focusWidget() is sheet.grid.lines[1].fields["article"]
    assert sheet.grid.lines[0].fields["amount"].text() == "140.00"
    assert sheet.foot.total.text() == "1 行　合计 140.00 元"
    messages.answers.append(True)
    with qtbot.waitSignal(panel.documents.pane.shown):
        QTest.keyClick(sheet, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert "猪肉没有写检疫" in messages.questions[0]
    assert next(line.articles for line in booked(desk, kitchen)) == "猪肉"
    assert "合计 140.00 元" in read(panel.documents.pane)
    assert sheet.grid.filled == []


def test_a_figure_that_follows_goes_when_its_ground_goes(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    sheet = sheet_of(qtbot, receipts_at(qtbot, desk))
    line = write(sheet, 0, article="大米", delivered="3", price="2")
    assert line.fields["amount"].text() == "6.00"
    line.fields["price"].clear()
    assert line.fields["amount"].text() == ""
    write(sheet, 0, amount="9", delivered="")
    write(sheet, 0, price="0")
    assert line.fields["delivered"].text() == ""
    write(sheet, 0, delivered="五")
    sheet.rows["ticket"].widget.setFocus()
    sheet.look()
    assert "看不懂这个数" in line.note.text()
    put(sheet, supplier="平安粮油店", fund="学生伙食费", acceptors="王建国、李桂兰")
    sheet.book()
    assert line.fields["delivered"].hasFocus()


def test_a_line_stands_in_two_where_it_is_narrow(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = receipts_at(qtbot, desk)
    sheet = sheet_of(qtbot, panel)
    fields = sheet.grid.lines[0].fields
    assert fields["produced"].y() == fields["article"].y()
    panel.window().resize(760, 430)
    qtbot.waitUntil(lambda: fields["produced"].y() > fields["article"].y())
    assert all(field.width() > 0 and field.isVisible() for field in fields.values())


def test_a_half_written_supplier_goes_before_the_sheet_does(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    stocked(desk)
    sheet = sheet_of(qtbot, receipts_at(qtbot, desk))
    sheet.spot.enter_supplier()
    form = sheet.pane.form
    assert form is not None
    form.sheet.rows["name"].entry.set_value("王记")
    form.sheet.rows["phone"].entry.set_value("12")
    assert form.sheet.rows["phone"].entry.problem()
    messages.answers.append(True)
    sheet.leave()
    assert sheet.isVisible()
    assert sheet.faces.currentIndex() == 0
    sheet.leave()
    assert not sheet.isVisible()


def test_goods_that_are_over_and_papers_that_are_over_are_told(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    over = NewSupplier(name="宏达肉联厂", licence_until=DAY, contract_until=DAY)
    at_the_books(lambda: add_supplier(desk.session, over))
    sheet = sheet_of(qtbot, receipts_at(qtbot, desk))
    put(sheet, supplier="宏达肉联厂")
    said = "许可证2026-10-08已到期，合同2026-10-08已到期"
    assert sheet.rows["supplier"].note.text() == said
    line = write(sheet, 0, article="猪肉", delivered="3", price="2", produced="2026年10月1日")
    assert "保质期到 2026-10-04（按 3 天算）；已经过期，要当场退回" in line.note.text()
    assert "要写检疫" in line.note.text()


def test_what_a_text_can_only_mean_is_taken_when_the_field_is_left(qtbot: QtBot) -> None:
    edit = OfferEdit("物品")
    qtbot.addWidget(edit)
    edit.show()
    edit.set_offers([Offer.of(None, name, "千克") for name in ("小米", "大米", "猪肉")])
    edit.setFocus()
    QTest.keyClicks(edit, "m")
    assert edit.completer_.popup().isVisible()
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert not edit.completer_.popup().isVisible()
    QTest.keyClick(edit, Qt.Key.Key_Down)
    assert edit.completer_.completionModel().rowCount() == 3
    edit.completer_.activated[QModelIndex].emit(edit.completer_.completionModel().index(1, 0))  # type: ignore[index]
    assert edit.value() == Offer.of(None, "大米", "千克")
    assert edit.hint() == "千克"
    edit.clear()
    QTest.keyClicks(edit, "x")
    edit.completer_.popup().hide()
    QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert edit.text() == "小米"
    edit.setText("牛肉")
    assert edit.problem() == "请从列表里选一个。"


def test_what_is_booked_in_another_month_is_shown_there(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = receipts_at(qtbot, desk)
    sheet = sheet_of(qtbot, panel)
    put(sheet, day="2026年9月28日", supplier="平安粮油店", fund="学生伙食费")
    put(sheet, acceptors="王建国、李桂兰")
    write(sheet, 0, article="大米", delivered="3", price="2", rejected="1", why="受潮", batch="A1")
    with qtbot.waitSignal(panel.documents.pane.shown):
        sheet.book()
    assert desk.place.month == Month(2026, 9)
    assert "送来 3，当场退回 1（受潮），批号 A1" in read(panel.documents.pane)
    qtbot.waitUntil(lambda: listed(panel.documents.view, "number") == ["入库 2026-09-001"])


def test_the_button_says_what_is_missing_and_a_fund_that_may_not_pay_is_told(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    stocked(desk)
    sheet = sheet_of(qtbot, receipts_at(qtbot, desk))
    assert sheet.foot.book.text() == "还缺供货商、用哪项资金付等 4 项"
    put(sheet, supplier="平安粮油店", fund="营养膳食补助", acceptors="王建国")
    line = write(sheet, 0, article="洗洁精", delivered="2", price="8")
    assert sheet.foot.book.text() == "还缺第二个验收人"
    assert "营养膳食补助不能付" in line.note.text()
    sheet.book()
    put(sheet, acceptors="王建国 李桂兰")
    assert sheet.foot.book.text() == "记账"
    sheet.book()
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert "营养膳食补助不能付" in messages.sentences[0]
    assert sheet.grid.filled


def test_a_draft_waits_for_the_second_signature(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    panel = receipts_at(qtbot, desk)
    sheet = sheet_of(qtbot, panel)
    put(sheet, supplier="平安粮油店", fund="学生伙食费", acceptors="王建国", ticket="0087")
    sheet.save()
    assert "存为草稿还缺：物品" in messages.notes[-1]
    write(sheet, 0, article="大米", delivered="25", price="4", produced="2026年10月1日")
    with qtbot.waitSignal(panel.documents.pane.shown):
        sheet.save()
    assert next(line.state.label for line in booked(desk, kitchen)) == "草稿"
    qtbot.waitUntil(lambda: "草稿 1 张，不在合计里" in read(panel.documents.view))
    assert "合计 65.00 元" in read(panel.documents.view)
    pane = panel.documents.pane
    pane.buttons["记账"].click()
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert "验收要有至少2个人" in messages.sentences[0]
    pane.buttons["继续填写"].click()
    begun(qtbot, sheet)
    assert sheet.entry("ticket").text() == "0087"
    assert sheet.grid.lines[0].texts() == {
        "article": "大米",
        "delivered": "25",
        "price": "4",
        "amount": "100",
        "produced": "2026年10月1日",
    }
    put(sheet, acceptors="王建国、李桂兰")
    with qtbot.waitSignal(pane.shown):
        sheet.book()
    states = [line.state.label for line in booked(desk, kitchen)]
    assert states == ["已记账"] * 3


def test_a_draft_can_be_given_up(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    kitchen = stocked(desk)
    panel = receipts_at(qtbot, desk)
    sheet = sheet_of(qtbot, panel)
    put(sheet, supplier="平安粮油店", fund="学生伙食费")
    write(sheet, 0, article="大米", delivered="25", price="4")
    with qtbot.waitSignal(panel.documents.pane.shown):
        sheet.save()
    messages.answers.extend((False, True))
    panel.documents.pane.discard()
    assert len(booked(desk, kitchen)) == 3
    panel.documents.pane.discard()
    qtbot.waitUntil(lambda: "草稿已删除" in messages.notes)
    assert len(booked(desk, kitchen)) == 2


def test_what_was_typed_and_left_is_there_again(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = receipts_at(qtbot, desk)
    sheet = sheet_of(qtbot, panel)
    put(sheet, supplier="平安粮油店", fund="学生伙食费")
    write(sheet, 0, article="大米", delivered="25")
    sheet.leave()
    sheet.clear()
    panel.do_primary()
    begun(qtbot, sheet)
    assert sheet.entry("supplier").value().name == "平安粮油店"
    assert sheet.entry("fund").value().label == "学生伙食费"
    assert sheet.grid.texts() == [{"article": "大米", "delivered": "25"}]
    sheet.title.anew.click()
    assert sheet.grid.filled == []
    sheet.leave()
    panel.do_primary()
    assert sheet.title.anew.isHidden()


def test_new_suppliers_and_articles_are_added_on_the_spot(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    sheet = sheet_of(qtbot, receipts_at(qtbot, desk))
    put(sheet, supplier="宏达肉联厂")
    sheet.spot.supplier.click()
    form = sheet.pane.form
    assert form is not None
    assert form.sheet.rows["name"].entry.value() == "宏达肉联厂"
    with qtbot.waitSignal(sheet.ready):
        form.save()
    assert sheet.entry("supplier").value().name == "宏达肉联厂"
    write(sheet, 0, article="土豆")
    sheet.spot.article.click()
    form = sheet.pane.form
    assert form is not None
    kind = form.sheet.rows["kind"].widget
    kind.setCurrentIndex(kind.findText("蔬菜"))  # type: ignore[attr-defined]
    with qtbot.waitSignal(sheet.ready):
        form.save()
    assert sheet.grid.lines[0].value("article").name == "土豆"
    sheet.grid.lines[0].remove.click()
    assert sheet.grid.filled == []


def test_red_ink_undoes_a_receipt_and_each_shows_the_other(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    kitchen = stocked(desk)
    panel = receipts_at(qtbot, desk)
    pane, wrong = panel.documents.pane, booked(desk, kitchen)[0]
    with qtbot.waitSignal(pane.shown):
        panel.documents.show_document(wrong.document_id)
    pane.buttons["红字冲销"].click()
    assert pane.form is not None
    pane.form.sheet.rows["day"].entry.set_value(date(2026, 10, 12))
    pane.form.sheet.rows["reason"].entry.set_value("数量写错")
    with qtbot.waitSignal(pane.shown):
        pane.form.save()
    assert messages.notes == ["已用红字冲销。"]
    assert "已由入库 2026-10-003（2026-10-12）冲销，原因：数量写错" in read(pane)
    assert "红字冲销" not in pane.buttons
    red = booked(desk, kitchen)[0]
    with qtbot.waitSignal(pane.shown):
        pane.asked.emit(red.document_id)
    assert "冲销入库 2026-10-002，原因：数量写错" in read(pane)
    assert "合计 -25.00 元" in read(pane)
    qtbot.waitUntil(lambda: "-25.00" in listed(panel.documents.view, "amount"))
    assert listed(panel.documents.view, "state") == ["红字", "已冲销", "已记账"]
    papers: list[bytes] = []
    panel.printing.connect(lambda pdf, _title: papers.append(pdf))
    pane.buttons["打印入库单"].click()
    qtbot.waitUntil(lambda: bool(papers))
    assert papers[0].startswith(b"%PDF")
    assert len(at_the_books(lambda: on_hand(desk.session, kitchen.canteen_id))) == 1


def test_photos_of_tickets_hang_on_the_document(
    qtbot: QtBot,
    desk: Desk,
    messages: QuietMessages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kitchen = stocked(desk)
    panel = receipts_at(qtbot, desk)
    pane = panel.documents.pane
    with qtbot.waitSignal(pane.shown):
        panel.documents.show_document(booked(desk, kitchen)[0].document_id)
    photo = tmp_path / "送货单.png"
    Image.new("RGB", (60, 40), "white").save(photo)
    messages.answers.append(photo)
    with qtbot.waitSignal(pane.shown):
        _click(pane, "添加票据照片")
    assert "送货单.jpg" in read(pane)
    opened: list[Path] = []
    monkeypatch.setattr(tickets, "open_outside", opened.append)
    _click(pane, pane.findChildren(tickets.Tickets)[-1].files[0].text())
    qtbot.waitUntil(lambda: bool(opened))
    messages.answers.append(False)
    _click(pane, "移除")
    messages.answers.append(True)
    with qtbot.waitSignal(pane.shown):
        _click(pane, "移除")
    assert "送货单.jpg" not in read(pane)


def _click(pane: QWidget, words: str) -> None:
    next(b for b in pane.findChildren(QPushButton) if b.text() == words).click()


def test_suppliers_are_found_by_sound_and_stopped(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    over = NewSupplier(name="宏达肉联厂", licence_until=date(2027, 1, 1), contract_until=DAY)
    at_the_books(lambda: add_supplier(desk.session, over))
    panel = receipts_at(qtbot, desk)
    panel.switch.turn_to("suppliers")
    part = panel.suppliers
    qtbot.waitUntil(lambda: listed(part.view, "name") == ["宏达肉联厂", "平安粮油店"])
    assert listed(part.view, "state") == ["合同已过期", ""]
    part.search.setText("paly")
    part.search.ask_now()
    qtbot.waitUntil(lambda: listed(part.view, "name") == ["平安粮油店"])
    part.view.grid.selectRow(0)
    form = part.pane.form
    assert form is not None
    form.sheet.rows["stopped_on"].entry.set_value(date(2026, 10, 12))
    with qtbot.waitSignal(part.view.loaded):
        form.save()
    found = at_the_books(lambda: {s.supplier.name: s.supplier for s in suppliers(desk.session)})
    assert found["平安粮油店"].stopped_on == date(2026, 10, 12)
    qtbot.waitUntil(lambda: listed(part.view, "state") == ["已停止供货"])


def test_an_article_is_entered_in_its_list(qtbot: QtBot, desk: Desk) -> None:
    stocked(desk)
    panel = receipts_at(qtbot, desk)
    panel.switch.turn_to("articles")
    assert panel.primary == "新增物品"
    panel.do_primary()
    form = panel.articles.pane.form
    assert form is not None
    form.sheet.rows["name"].entry.set_value("土豆")
    kind = form.sheet.rows["kind"].widget
    kind.setCurrentIndex(kind.findText("蔬菜"))  # type: ignore[attr-defined]
    with qtbot.waitSignal(panel.articles.view.loaded):
        form.save()
    qtbot.waitUntil(lambda: "土豆" in listed(panel.articles.view, "name"))
    panel.articles.view.grid.selectRow(0)
    assert panel.articles.pane.form is not None
    panel.switch.turn_to("suppliers")
    panel.do_primary()
    assert panel.suppliers.pane.form is not None


def test_who_only_looks_is_offered_nothing_to_change(qtbot: QtBot, desk: Desk) -> None:
    kitchen = stocked(desk)
    desk = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    panel = receipts_at(qtbot, desk)
    assert panel.primary == ""
    with qtbot.waitSignal(panel.documents.pane.shown):
        panel.documents.show_document(booked(desk, kitchen)[0].document_id)
    assert list(panel.documents.pane.buttons) == ["打印入库单"]
    assert "添加票据照片" not in read(panel.documents.pane)


def test_documents_are_found_and_sorted(desk: Desk) -> None:
    kitchen = stocked(desk)
    job = Job(Progress(), frozenset())
    books = (kitchen.canteen_id, desk.place.month)

    def page(text: str) -> list[str]:
        source = MonthDocuments(desk.session, books, [StockKind.RECEIPT], text)
        found = source.page(job, "amount", descending=False, offset=0, limit=9)
        return [str(line.amount) for line in found.rows]

    assert at_the_books(lambda: page("")) == ["25.00", "40.00"]
    assert at_the_books(lambda: page("李桂兰")) == ["25.00", "40.00"]
    assert at_the_books(lambda: page("002")) == ["25.00"]
    assert at_the_books(lambda: page("没有")) == []


def test_offers_fit_by_word_sound_and_initials_and_days_run_out() -> None:
    offers = [Offer.of(None, name) for name in ("小米", "大米", "猪肉")]
    assert [offer.name for offer in fitting(offers, "dm")] == ["大米"]
    assert [offer.name for offer in fitting(offers, "mi")] == ["小米", "大米"]
    assert [offer.name for offer in fitting(offers, "肉")] == ["猪肉"]
    assert expiry_chip(None, DAY) is None
    assert expiry_chip(date(2026, 10, 16), DAY) is None
    said = [expiry_chip(day, DAY) for day in (date(2026, 10, 15), DAY, date(2026, 10, 7))]
    assert [chip.words for chip in said if chip] == ["还有 7 天", "今天到期", "已过期"]
