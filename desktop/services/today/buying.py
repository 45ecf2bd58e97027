"""Rules over what is bought: papers and contracts that run out, orders that did not come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.services.canteen.order_lists import overdue_orders
from desktop.services.canteen.running_out import running_out
from desktop.services.parameters import PAPERS_DAYS
from desktop.services.today.items import Item, Urgency, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.services.canteen.running_out import RunningOut
    from desktop.services.today.items import Asking

CANTEEN: Final = "canteen"
GOODS_TAB: Final = "receipts"
MOST: Final = 3
"""More than these are told in one sentence."""


def papers(asking: Asking) -> Iterator[Item]:
    """Licences, contracts and contract prices that are over, or are soon."""
    soon = asking.today + timedelta(days=asking.parameters[PAPERS_DAYS.key])
    found = running_out(asking.connection, asking.unit_id, asking.today, soon)
    over = [paper for paper in found if paper.until < asking.today]
    yield from _told(over, "canteen.papers.over", Urgency.HANDS, "已经到期", "请换新的证照合同")
    ending = [paper for paper in found if paper.until >= asking.today]
    yield from _told(ending, "canteen.papers.ending", Urgency.SOON, "快要到期", "请提前续办")


def _told(
    found: Sequence[RunningOut], rule: str, urgency: Urgency, words: str, advice: str
) -> Iterator[Item]:
    if len(found) <= MOST:
        for paper in found:
            sentence = f"{paper.named}{spoken(paper.until)}{words.removeprefix('快要')}，{advice}。"
            yield Item(rule, urgency, sentence, CANTEEN, GOODS_TAB)
        return
    named = "、".join(paper.named for paper in found[:MOST])
    sentence = f"食堂有{len(found)}份证照、合同或合同价{words}（{named}等），{advice}。"
    yield Item(rule, urgency, sentence, CANTEEN, GOODS_TAB)


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
