"""The lines of a delivery while they are typed: whichever two figures stand give the third."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from desktop.core.errors import SchoolError
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.services.canteen.funds import refuse_unless_payable, spending_of
from desktop.services.canteen.receipts import NewReceiptLine, expiry
from desktop.views.canteen.goods.grid import Cell
from desktop.views.canteen.goods.offering import OfferEdit
from desktop.views.widgets import DateEdit, MoneyEdit, QuantityEdit, TextEdit, UnitPriceEdit

if TYPE_CHECKING:
    from datetime import date

    from desktop.core.canteen import Fund
    from desktop.services.canteen.articles import ArticleLine
    from desktop.views.canteen.goods.grid import GridLine
    from desktop.views.canteen.goods.known import Known
    from desktop.views.widgets import ParsedEdit

_FIGURES: Final = ("delivered", "price", "amount")
_NOTHING: Final = Quantity(0)


def receipt_cells(today: date) -> tuple[Cell, ...]:
    """What is written of each article."""

    def day(title: str) -> DateEdit:
        return DateEdit(title, today)

    return (
        Cell("article", "物品", OfferEdit, 0),
        Cell("delivered", "送来数量", _quantity, 9),
        Cell("price", "单价（元）", _price, 9),
        Cell("amount", "金额（元）", _amount, 11),
        Cell("produced", "生产日期", day, 17, second=True),
        Cell("expires", "保质期至", day, 17, second=True, quick=False),
        Cell("batch", "批号", _text(40), 8, second=True, quick=False),
        Cell("quarantine", "检疫检测票号", _text(60), 13, second=True),
        Cell("rejected", "退回数量", _quantity, 9, second=True, quick=False),
        Cell("why", "退回原因", _text(100), 10, second=True, quick=False),
    )


def _sized(field: ParsedEdit[Any]) -> Any:  # noqa: ANN401 - the field itself
    """A field that may be as narrow as its column."""
    field.sample = ""
    return field


def _quantity(title: str) -> QuantityEdit:
    made: QuantityEdit = _sized(QuantityEdit(title))
    return made


def _price(title: str) -> UnitPriceEdit:
    made: UnitPriceEdit = _sized(UnitPriceEdit(title))
    return made


def _amount(title: str) -> MoneyEdit:
    made: MoneyEdit = _sized(MoneyEdit(title))
    return made


def _text(longest: int) -> Any:  # noqa: ANN401 - a maker of fields
    return lambda title: _sized(TextEdit(title, longest=longest))


@dataclass
class Figures:
    """Which of the three figures of a line the program has put in."""

    reckoned: str = ""

    def settle(self, line: GridLine) -> None:
        """Put in the third of three figures where two were typed."""
        fields = line.fields
        if self.reckoned and not fields[self.reckoned].text().strip():
            self.reckoned = ""
        typed = [n for n in _FIGURES if n != self.reckoned and fields[n].value() is not None]
        if self.reckoned and len(typed) < len(_FIGURES) - 1:
            fields[self.reckoned].set_value(None)
            self.reckoned = ""
        elif len(typed) == len(_FIGURES) - 1:
            wanted = next(n for n in _FIGURES if n not in typed)
            value = _third(line, wanted)
            if value is not None and not fields[wanted].hasFocus():
                self.reckoned = wanted
                fields[wanted].set_value(value)

    def typed_over(self, name: str) -> None:
        """A person has written into a field: it is no longer the program's."""
        if name == self.reckoned:
            self.reckoned = ""


def _third(line: GridLine, wanted: str) -> Money | UnitPrice | Quantity | None:
    kept = _kept(line)
    price, amount = line.value("price"), line.value("amount")
    if wanted == "amount":
        return price * kept if kept is not None else None
    if wanted == "price":
        return UnitPrice.between(amount, kept) if kept else None
    if not price.units:
        return None
    back = line.value("rejected") or _NOTHING
    return Quantity((2 * amount.units * 10**5 + price.units) // (2 * price.units)) + back


def _kept(line: GridLine) -> Quantity | None:
    delivered = line.value("delivered")
    return None if delivered is None else delivered - (line.value("rejected") or _NOTHING)


def article_of(line: GridLine, known: Known) -> ArticleLine | None:
    """The article that a line names."""
    offer = line.value("article")
    return known.articles.get(offer.key) if offer is not None and offer.key else None


def new_line(line: GridLine) -> NewReceiptLine:
    """A line that lacks nothing, as the service takes it."""
    offer = line.value("article")
    return NewReceiptLine(
        article_id=offer.key,
        delivered=line.value("delivered"),
        price=line.value("price"),
        amount=line.value("amount"),
        rejected=line.value("rejected") or _NOTHING,
        rejected_why=line.value("why") or "",
        produced_on=line.value("produced"),
        expires_on=line.value("expires"),
        batch=line.value("batch") or "",
        quarantine=line.value("quarantine") or "",
    )


def missing_of(line: GridLine) -> list[str]:
    """What a line still lacks."""
    titles = {"article": "物品", "delivered": "数量", "price": "单价", "amount": "金额"}
    return [title for name, title in titles.items() if line.value(name) is None]


def doubt(line: GridLine, known: Known, fund: Fund | None, day: date | None) -> tuple[str, bool]:
    """What should be looked at in a line, and whether it will be refused."""
    article, problem = article_of(line, known), line.problem()
    if problem and not any(field.hasFocus() for field in line.fields.values()):
        return problem, True
    if article is None or day is None:
        return "", False
    refused = _refusal(article, fund, day)
    if refused:
        return refused, True
    return _remarks(line, article, day), False


def _refusal(article: ArticleLine, fund: Fund | None, day: date) -> str:
    if fund is None:
        return ""
    try:
        refuse_unless_payable(fund, spending_of(article.article.kind, fund), day)
    except SchoolError as error:
        return error.sentence
    return ""


def _remarks(line: GridLine, article: ArticleLine, day: date) -> str:
    said = [f"计量单位：{article.article.measure}"]
    if not missing_of(line):
        new = new_line(line)
        last = expiry(new, article.article.shelf_days)
        if last is not None and new.expires_on is None:
            said.append(f"保质期到 {last}（按 {article.article.shelf_days} 天算）")
        if last is not None and last < day and new.accepted:
            said.append("已经过期，要当场退回")
        reckoned = new.price * new.accepted
        if new.amount is not None and new.amount != reckoned:
            said.append(f"单价 × 数量是 {reckoned} 元，以写的金额为准")
    if article.article.kind.ticketed and not line.value("quarantine"):
        said.append("肉类、水产要写检疫（检测）票号")
    return "；".join(said)
