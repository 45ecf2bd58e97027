"""The contract price of the day: put into a line that has none, told beside another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from desktop.core.money import UnitPrice
    from desktop.services.canteen.contract_prices import Agreed
    from desktop.views.canteen.goods.grid import GridLine


class OfferedPrices:
    """Which prices the program has put into lines; each is put in once, a person may clear it."""

    def __init__(self) -> None:
        self._put: WeakKeyDictionary[GridLine, tuple[object, UnitPrice]] = WeakKeyDictionary()

    def offer(self, line: GridLine, agreed: Agreed | None) -> None:
        """Put a price into a line that has none, or still has what was put in before."""
        field, offer = line.fields["price"], line.value("article")
        before = self._put.get(line)
        if before is not None and agreed is None and field.value() == before[1]:
            field.set_value(None)
            del self._put[line]
        if agreed is None or offer is None or field.hasFocus():
            return
        now = (offer.key, agreed.price)
        mine = before is not None and field.value() == before[1]
        if before != now and (mine or not field.text().strip()):
            self._put[line] = now
            field.set_value(agreed.price)


def beside_words(line: GridLine, agreed: Agreed | None) -> str:
    """How the price of a line stands to that of the contract."""
    price = line.value("price")
    if agreed is None:
        return ""
    words = f"合同价 {agreed.price.plain} 元（{agreed.decision}）"
    return words if price in (None, agreed.price) else f"与{words}不同"
