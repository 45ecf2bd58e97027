"""The walk through the goods of a canteen: in, out, what is in store."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.canteen import ArticleKind, Duty, Fund, Sitting
from desktop.core.money import Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.services.canteen.articles import NewArticle, add_article, articles
from desktop.services.canteen.canteens import NewCanteen, canteens, open_canteen
from desktop.services.canteen.dishes import Ingredient, NewDish, add_dish
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.heads import day_sheet
from desktop.services.canteen.menus import NewMeal, set_meal
from desktop.services.canteen.receipts import NewReceipt, NewReceiptLine, receive
from desktop.services.canteen.reversing import reverse
from desktop.services.canteen.sittings import ClassHeads, NewSitting, record_sitting
from desktop.services.canteen.suppliers import NewSupplier, add_supplier

if TYPE_CHECKING:
    from uuid import UUID

    from camera import Studio

    from desktop.services.session import Session

FIRST: Final = date(2026, 11, 1)
SECOND: Final = date(2026, 11, 2)
_ACCEPTORS: Final = (Signer(Duty.ACCEPTOR, "王建国"), Signer(Duty.ACCEPTOR, "李桂兰"))
_GOODS: Final = (
    NewArticle(name="大米", kind=ArticleKind.GRAIN, shelf_days=365),
    NewArticle(name="菜籽油", kind=ArticleKind.OIL, measure="桶", specification="5 升"),
    NewArticle(name="猪肉", kind=ArticleKind.MEAT, shelf_days=3),
    NewArticle(name="土豆", kind=ArticleKind.VEGETABLE),
    NewArticle(name="豆腐", kind=ArticleKind.BEAN, shelf_days=2),
)
_DISHES: Final = {
    "米饭": {"大米": "120"},
    "土豆烧肉": {"猪肉": "60", "土豆": "80"},
    "麻婆豆腐": {"豆腐": "90", "猪肉": "15"},
    "醋溜土豆丝": {"土豆": "100"},
}
_LUNCHES: Final = (
    ("土豆烧肉", "麻婆豆腐", "清炒白菜", "米饭"),
    ("青椒肉丝", "醋溜土豆丝", "番茄蛋汤", "米饭"),
    ("红烧鸡块", "麻婆豆腐", "冬瓜汤", "米饭"),
    ("土豆烧肉", "蒜蓉油麦菜", "紫菜汤", "馒头"),
    ("洋葱炒肉", "家常茄子", "萝卜汤", "米饭"),
)


def goods(studio: Studio) -> None:
    """The receipts of a month, one of them, the sheets of both ways, the store."""
    studio.frame.desk.place.set_month(Month(2026, 11))
    page = studio.page("canteen", "receipts")
    studio.save("goods-empty")
    _enter(studio.frame.desk.session)
    page.panel.reload()
    studio.settle()
    page.panel.documents.view.grid.go_to(1)
    studio.settle()
    studio.save("goods-in")
    page.primary.click()
    studio.settle()
    _delivery(page.panel.sheet)
    studio.save("goods-receipt")
    page.panel.sheet.start_anew()
    page.panel.sheet.leave()
    page = studio.page("canteen", "issues")
    page.primary.click()
    studio.settle()
    sheet = next(iter(page.panel.sheets.values()))
    _lunch(sheet)
    studio.save("goods-issue")
    sheet.book()
    studio.settle()
    page.panel.switch.turn_to("store")
    studio.save("goods-store")
    _week(studio, page)
    _day(studio)
    studio.frame.desk.place.set_month(Month(2026, 10))


def _enter(session: Session) -> None:
    canteen = open_canteen(session, NewCanteen(FIRST)).canteen_id
    (grocer,) = add_supplier(session, NewSupplier(name="平安粮油店")).supplier_ids
    (butcher,) = add_supplier(session, NewSupplier(name="宏达肉食店")).supplier_ids
    rice, oil, pork, potato, _tofu = (add_article(session, new).article_ids[0] for new in _GOODS)

    def bring(day: date, supplier: UUID, *lines: NewReceiptLine) -> UUID:
        new = NewReceipt(
            canteen_id=canteen,
            day=day,
            supplier_id=supplier,
            fund=Fund.NUTRITION,
            lines=lines,
            signers=_ACCEPTORS,
        )
        return receive(session, new).document_id

    bring(FIRST, grocer, _line(rice, "150", "4.6"), _line(oil, "6", "62"))
    bring(SECOND, butcher, _line(pork, "18.5", "27", quarantine="云检 04512", produced_on=FIRST))
    wrong = bring(SECOND, grocer, _line(potato, "400", "2.4"))
    reverse(session, wrong, "数量多写了一个零，应为 40 千克", SECOND)
    bring(SECOND, grocer, _line(potato, "40", "2.4"))


def _week(studio: Studio, page: Any) -> None:  # noqa: ANN401 - as pages are
    _menu(studio.frame.desk.session)
    page.panel.switch.turn_to("menu")
    page.panel.week.show_week(SECOND)
    studio.settle()
    page.panel.week.grid.go_to((SECOND, Sitting.LUNCH))
    studio.settle()
    studio.save("menu-week")


def _day(studio: Studio) -> None:
    """A day that is half done: on the menu, counted, and goods went out."""
    session = studio.frame.desk.session
    (canteen,) = canteens(session)
    key = canteen.canteen_id
    lines = day_sheet(session, key, SECOND, Sitting.LUNCH).lines
    heads = tuple(
        ClassHeads(line.diners.class_id, line.proposed_plan, line.proposed_paying) for line in lines
    )
    record_sitting(
        session, NewSitting(canteen_id=key, day=SECOND, sitting=Sitting.LUNCH, classes=heads)
    )
    page = studio.page("canteen", "day")
    page.panel.reload()
    page.panel.show_day(SECOND)
    studio.settle()
    studio.save("canteen-day")


def _menu(session: Session) -> None:
    """A week of lunches, with what a portion takes of the dishes."""
    (canteen,) = canteens(session)
    known = {line.article.name: line.article_id for line in articles(session)}
    for name, grams in _DISHES.items():
        portions = tuple(Ingredient(known[a], Quantity.of(g)) for a, g in grams.items())
        add_dish(session, NewDish(name=name, ingredients=portions))
    for number, dishes in enumerate(_LUNCHES):
        day = SECOND + timedelta(days=number)
        set_meal(session, NewMeal(canteen.canteen_id, day, Sitting.LUNCH, dishes))


def _line(article: UUID, quantity: str, price: str, **more: Any) -> NewReceiptLine:  # noqa: ANN401 - of a line
    return NewReceiptLine(
        article_id=article,
        delivered=Quantity.of(quantity),
        price=UnitPrice.of(price),
        **more,
    )


def _delivery(sheet: Any) -> None:  # noqa: ANN401 - as pages are
    sheet.entry("supplier").setText("宏达肉食店")
    sheet.entry("fund").set_value(Fund.NUTRITION)
    sheet.entry("ticket").setText("0087")
    sheet.entry("acceptors").setText("王建国、李桂兰")
    rows = (
        {"article": "猪肉", "delivered": "20", "rejected": "1.5", "price": "27", "why": "有异味"},
        {"article": "豆腐", "delivered": "12", "price": "5", "produced": "2026年11月2日"},
    )
    for texts in rows:
        _put(sheet.grid.lines[-1], texts)


def _lunch(sheet: Any) -> None:  # noqa: ANN401 - as pages are
    sheet.entry("sitting").set_value(Sitting.LUNCH)
    sheet.entry("taker").setText("钱师傅")
    sheet.entry("keeper").setText("赵保管")
    for name, quantity in (("大米", "35"), ("猪肉", "12"), ("土豆", "25")):
        _put(sheet.grid.lines[-1], {"article": name, "quantity": quantity})


def _put(line: Any, texts: dict[str, str]) -> None:  # noqa: ANN401 - as pages are
    for name, text in texts.items():
        line.fields[name].setText(text)
        line.fields[name].editingFinished.emit()
