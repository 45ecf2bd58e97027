"""The walk through the books of a canteen: who ate, who paid, money, counts, logs, the notice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from canteen_scenes import OCTOBER

from desktop.core.notices import NoticeKind
from desktop.core.statements import StatementKind
from desktop.core.terms import Month

if TYPE_CHECKING:
    from camera import Studio

_UNCOUNTED: Final = date(2026, 10, 30)
_GAP: Final = date(2026, 10, 22)
"""A day on which something was forgotten."""
SEPTEMBER: Final = Month(2026, 9)


def tables(studio: Studio) -> None:
    """Heads at table, the staff's meals and their share, prices and the pupils' fees."""
    studio.frame.desk.place.set_month(OCTOBER)
    page = studio.page("canteen", "meals")
    page.panel.turn_to("staff")
    studio.settle()
    studio.save("staff-meals")
    page.primary.click()
    studio.settle()
    studio.save("staff-payment")
    page.panel.part.to_share.click()
    studio.settle()
    studio.save("staff-share")
    page.panel.turn_to("days")
    page = studio.page("canteen", "charges")
    page.panel.turn_to("fees")
    studio.save("meal-fees")
    page.panel.turn_to("prices")
    studio.save("meal-prices")
    page.panel.turn_to("board")


def money(studio: Studio) -> None:
    """What came and went, the bank's statement, the cash box."""
    page = studio.page("canteen", "money")
    page.panel.view.grid.go_to(2)
    studio.settle()
    studio.save("canteen-money")
    page.panel.to_bank.click()
    studio.settle()
    studio.save("canteen-bank")
    page.panel.bank.left.emit()
    studio.frame.desk.place.set_month(SEPTEMBER)
    page.panel.to_cash.click()
    studio.settle()
    studio.save("canteen-cash")
    page.panel.cash.left.emit()
    studio.frame.desk.place.set_month(OCTOBER)


def counts(studio: Studio) -> None:
    """The count of the store, and a statement."""
    page = studio.page("canteen", "stocktake")
    page.panel.list.grid.go_to(0)
    studio.settle()
    studio.save("canteen-stocktake")
    page.panel.bar.show_kind(StatementKind.INCOME)
    studio.settle()
    studio.save("canteen-statement")
    page.show_books()


def logs(studio: Studio) -> None:
    """What is due today, the samples and the rounds of a month."""
    page = studio.page("canteen", "logs")
    page.panel.due.look_at(_GAP)
    studio.settle()
    studio.save("canteen-logs")
    for name in ("samples", "companions", "rounds"):
        page.panel.switch.turn_to(name)
        studio.save(f"canteen-{name}")
    page.panel.switch.turn_to("due")


def closing(studio: Studio) -> None:
    """A day that nobody was counted on stands in the way, until it is counted."""
    page = studio.page("canteen", "close")
    studio.save("canteen-obstacles")
    page = studio.page("canteen", "meals")
    page.panel.turn_to("counts")
    studio.settle()
    page.panel.part.open_day(_UNCOUNTED)
    studio.settle()
    studio.save("meal-counts")
    page.primary.click()
    studio.settle()
    page.panel.turn_to("comparing")
    studio.save("meal-comparing")
    page.panel.turn_to("days")


def wall(studio: Studio) -> None:
    """The draft of what a canteen took and spent."""
    page = studio.page("notices")
    page.show_record(NoticeKind.CANTEEN)
    studio.settle()
    studio.save("notice-canteen")
    page._close_sheet()
