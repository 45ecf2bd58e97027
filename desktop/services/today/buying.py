"""Rules over what is bought: contract prices that end, orders that did not come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.services.canteen.contract_prices import prices_ending
from desktop.services.canteen.order_lists import overdue_orders
from desktop.services.canteen_limits import EXPIRY_DAYS
from desktop.services.today.items import Item, Urgency, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.today.items import Asking

CANTEEN: Final = "canteen"
GOODS_TAB: Final = "receipts"


def prices(asking: Asking) -> Iterator[Item]:
    """Contract prices that end soon and that no other follows."""
    soon = asking.today + timedelta(days=asking.parameters[EXPIRY_DAYS.key])
    found = prices_ending(asking.connection, asking.unit_id, asking.today, soon)
    if found:
        first = found[0]
        more = f"等{len(found)}个合同价" if len(found) > 1 else "的合同价"
        sentence = (
            f"{first.supplier}{first.named}{more}快到期（{spoken(first.until or asking.today)}），"
            "请提前定新的价格。"
        )
        yield Item("canteen.prices.ending", Urgency.SOON, sentence, CANTEEN, GOODS_TAB)


def orders(asking: Asking) -> Iterator[Item]:
    """Orders whose goods should have come."""
    late = overdue_orders(asking.connection, asking.unit_id, asking.today)
    if not late:
        return
    first = late[0]
    more = f"等{len(late)}张采购单" if len(late) > 1 else ""
    sentence = (
        f"向{first.supplier}订的货（{first.label}）{spoken(first.wanted_on)}该到，"
        f"{more}还没有登记到货。请登记到货，没有送来的请取消。"
    )
    yield Item("canteen.orders.late", Urgency.HANDS, sentence, CANTEEN, GOODS_TAB)
