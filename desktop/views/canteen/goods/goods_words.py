"""The lines of a stock document in words, as its pane tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.canteen import StockKind
from desktop.core.money import Quantity
from desktop.views.canteen.goods.words import day_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.canteen.stock import GoodsLine


def line_words(line: GoodsLine, kind: StockKind) -> Iterator[tuple[str, bool]]:
    """A line in one sentence and, faint, what else is known of it."""
    incoming = kind is StockKind.RECEIPT
    quantity = line.quantity if incoming else Quantity(-line.quantity.units)
    amount = line.amount if incoming else -line.amount
    named = " ".join(filter(None, (line.name, line.specification)))
    figures = f"{quantity.plain} {line.measure} × {line.price.plain} = {amount} 元"
    yield f"{named}　{figures}", False
    more = "，".join(_more(line))
    if more:
        yield more, True


def _more(line: GoodsLine) -> Iterator[str]:
    if line.rejected and line.delivered is not None:
        why = f"（{line.rejected_why}）" if line.rejected_why else ""
        yield f"送来 {line.delivered.plain}，当场退回 {line.rejected.plain}{why}"
    for title, words in (
        ("生产", day_words(line.produced_on)),
        ("保质期至", day_words(line.expires_on)),
        ("批号", line.batch or ""),
        ("检疫（检测）票", line.quarantine or ""),
        ("原因：", line.reason),
    ):
        if words:
            yield f"{title} {words}" if title[-1] != "：" else f"{title}{words}"
