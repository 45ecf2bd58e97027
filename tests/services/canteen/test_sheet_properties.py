"""Whatever stands on a canteen's sheets: twice changes nothing, out and in differs in nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.canteen import Fund, Sitting
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.rosters.goods_issues import GoodsIssueRow
from desktop.rosters.goods_receipts import GoodsReceiptRow
from desktop.services.imports.batches import apply, preview, undo
from tests.services.canteen.kitchen import Kitchen
from tests.services.canteen.test_ledger_properties import refuse_nonsense
from tests.services.canteen.workbooks import export, look_at
from tests.services.rosters import dump, roster

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session

OCTOBER = Month(2026, 10)
FIRST = date(2026, 10, 8)
days = st.integers(0, 2).map(lambda n: FIRST + timedelta(days=n))
articles = st.sampled_from(["大米", "鸡蛋", "洗洁精", "土豆"])
measures = st.sampled_from([None, None, "千克", "斤", "袋"])
quantities = st.integers(0, 9).map(lambda n: Quantity(n * 1_250))
people = st.sampled_from([("张三丰", "李桂兰"), ("王五", "李桂兰"), ("张三丰",)])


@st.composite
def deliveries(draw: st.DrawFn) -> GoodsReceiptRow:
    delivered = draw(quantities)
    back = draw(st.sampled_from([Quantity(0), Quantity(0), Quantity(0), delivered]))
    price = UnitPrice(draw(st.integers(0, 9)) * 12_345)
    kept = delivered - back
    amount = price * kept if kept else Money(0)
    beside = Money(draw(st.sampled_from([0, 0, 0, 7])) if kept else 0)
    return GoodsReceiptRow(
        row=0,
        name=draw(articles),
        day=draw(days),
        supplier=draw(st.sampled_from(["平安粮油店", "菜农老周", None])),
        specification=draw(st.sampled_from([None, None, "大"])),
        measure=draw(measures),
        kind=None,
        delivered=delivered,
        rejected=back,
        rejected_why="坏了" if back else "",
        price=price,
        amount=amount + beside,
        fund=draw(st.sampled_from([Fund.PUPIL_FEES, Fund.NUTRITION, None])),
        ticket=draw(st.sampled_from(["", "7"])),
        acceptors=draw(people),
        produced_on=draw(st.sampled_from([None, FIRST])),
        expires_on=draw(st.sampled_from([None, FIRST + timedelta(days=1)])),
        batch="",
        quarantine="",
        note="",
    )


issues = st.builds(
    GoodsIssueRow,
    row=st.just(0),
    name=articles,
    day=days,
    sitting=st.sampled_from([None, Sitting.LUNCH]),
    specification=st.sampled_from([None, None, "大"]),
    measure=measures,
    quantity=quantities,
    takers=st.sampled_from([("老钱",), ("老钱",), ()]),
    keepers=st.just(("老赵",)),
    note=st.just(""),
)


@pytest.fixture
def one_kitchen(plain_session: Session) -> Kitchen:
    """One for all examples: each takes back what it has taken in."""
    return Kitchen.of(plain_session)


def taken(session: Session, kind: str, rows: list[GoodsReceiptRow] | list[GoodsIssueRow]) -> int:
    """Take rows in, and once more, which changes nothing; the batch, 0 where nothing was taken."""
    sheet = roster(kind, rows)
    receipt = apply(session, preview(session, sheet))
    again = preview(session, sheet)
    assert not again.counts.moves
    assert again.counts.same >= receipt.counts.new
    assert apply(session, again).batch is None
    return receipt.batch or 0


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(inward=st.lists(deliveries(), max_size=10), outward=st.lists(issues, max_size=8))
def test_sheets_twice_out_and_in_and_back(
    one_kitchen: Kitchen,
    tmp_path: Path,
    inward: list[GoodsReceiptRow],
    outward: list[GoodsIssueRow],
) -> None:
    session = one_kitchen.session
    before = dump(session.store)
    done = [taken(session, "goods-receipts", inward), taken(session, "goods-issues", outward)]
    refuse_nonsense(session)
    for kind in ("goods-receipts", "goods-issues", "suppliers", "articles"):
        month = OCTOBER if kind.startswith("goods") else None
        seen = look_at(session, export(session, tmp_path, kind, month), kind)
        assert not seen.counts.moves
        assert (seen.counts.parked, seen.counts.missing) == (0, 0)
        assert seen.counts.same == seen.counts.rows
    for batch in reversed(done):
        if batch:
            undo(session, batch)
    assert dump(session.store) == before
