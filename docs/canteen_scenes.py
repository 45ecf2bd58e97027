"""The walk through the goods of a canteen: in, ordered, out, in store, the menu."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import Fund, Sitting
from desktop.core.terms import Month

if TYPE_CHECKING:
    from camera import Studio

OCTOBER: Final = Month(2026, 10)
_MONDAY: Final = date(2026, 10, 19)


def goods(studio: Studio) -> None:
    """The day, what comes in and what goes out."""
    day(studio)
    goods_in(studio)
    goods_out(studio)


def day(studio: Studio) -> None:
    """A day of school: what is done of it and what is not."""
    studio.frame.desk.place.set_month(OCTOBER)
    page = studio.page("canteen", "day")
    page.panel.show_day(_MONDAY)
    studio.settle()
    studio.save("canteen-day")


def goods_in(studio: Studio) -> None:
    """The receipts of a month and one of them, the orders, the sheet."""
    studio.frame.desk.place.set_month(OCTOBER)
    page = studio.page("canteen", "receipts")
    page.panel.documents.view.grid.go_to(1)
    studio.settle()
    studio.save("goods-in")
    page.panel.switch.turn_to("orders")
    studio.settle()
    page.panel.orders.view.grid.go_to(0)
    studio.settle()
    studio.save("goods-orders")
    page.panel.switch.turn_to("documents")
    page.primary.click()
    studio.settle()
    _delivery(page.panel.sheet)
    studio.save("goods-receipt")
    page.panel.sheet.start_anew()
    page.panel.sheet.leave()


def goods_out(studio: Studio) -> None:
    """The issues, the sheet, the store, the menu and what became of it."""
    page = studio.page("canteen", "issues")
    page.primary.click()
    studio.settle()
    sheet = next(iter(page.panel.sheets.values()))
    _lunch(sheet)
    studio.save("goods-issue")
    sheet.start_anew()
    sheet.leave()
    page.panel.documents.view.grid.go_to(1)
    studio.settle()
    studio.save("goods-out")
    page.panel.switch.turn_to("store")
    studio.save("goods-store")
    page.panel.switch.turn_to("menu")
    page.panel.week.show_week(_MONDAY)
    studio.settle()
    page.panel.week.grid.go_to((_MONDAY, Sitting.LUNCH))
    studio.settle()
    studio.save("menu-week")
    page.panel.switch.turn_to("compared")
    studio.save("menu-compared")


def _delivery(sheet: Any) -> None:  # noqa: ANN401 - as pages are
    sheet.entry("supplier").setText("宏达肉食店")
    sheet.entry("fund").set_value(Fund.NUTRITION)
    sheet.entry("ticket").setText("0087")
    sheet.entry("acceptors").setText("王建国、李桂兰")
    rows = (
        {"article": "猪肉", "delivered": "20", "rejected": "1.5", "price": "27", "why": "有异味"},
        {"article": "鸡蛋", "delivered": "15", "price": "10.4", "produced": "2026年10月31日"},
    )
    for texts in rows:
        _put(sheet.grid.lines[-1], texts)


def _lunch(sheet: Any) -> None:  # noqa: ANN401 - as pages are
    sheet.entry("sitting").set_value(Sitting.LUNCH)
    sheet.entry("taker").setText("钱师傅")
    sheet.entry("keeper").setText("赵保管")
    for name, quantity in (("大米", "20"), ("菜籽油", "2"), ("食盐", "0.5")):
        _put(sheet.grid.lines[-1], {"article": name, "quantity": quantity})


def _put(line: Any, texts: dict[str, str]) -> None:  # noqa: ANN401 - as pages are
    for name, text in texts.items():
        line.fields[name].setText(text)
        line.fields[name].editingFinished.emit()
