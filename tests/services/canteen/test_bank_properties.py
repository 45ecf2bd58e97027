"""Whatever is matched and undone in whatever order: each line once, and undoing is exact."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.canteen import MoneyKind
from desktop.core.errors import SchoolError
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.bank import NewBankLine, add_lines, match, save_statement, unmatch
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.reconciling import reconciliation
from tests.services.canteen.kitchen import OPENED
from tests.services.rosters import dump

if TYPE_CHECKING:
    from uuid import UUID

    from tests.services.canteen.kitchen import Kitchen

OCTOBER = Month(2026, 10)
AMOUNTS = ("100", "100", "200", "300")
steps = st.lists(
    st.tuples(st.integers(0, 3), st.sets(st.integers(0, 3), max_size=3)), min_size=1, max_size=8
)
_names = iter(range(10_000))


def books(kitchen: Kitchen) -> tuple[UUID, list[UUID]]:
    """A canteen of its own whose bank says what its books say."""
    session = kitchen.session
    canteen = open_canteen(session, NewCanteen(OPENED, f"食堂{next(_names)}")).canteen_id
    day = date(2026, 10, 8)
    fees = [
        record(
            session,
            NewMoney(
                canteen_id=canteen, day=day, kind=MoneyKind.PUPIL_FEE, amount=Money.of(amount)
            ),
        ).document_ids[0]
        for amount in AMOUNTS
    ]
    save_statement(session, canteen, OCTOBER, Money(0), Money.of("700"))
    lines = [NewBankLine(day, Money.of(amount)) for amount in AMOUNTS]
    add_lines(session, canteen, OCTOBER, lines)
    return canteen, fees


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_matching_and_undoing_in_any_order(
    kitchen: Kitchen, story: list[tuple[int, set[int]]]
) -> None:
    session = kitchen.session
    canteen, fees = books(kitchen)
    line_ids = [line.line_id for line in reconciliation(session, canteen, OCTOBER).lines]
    mine: dict[UUID, tuple[UUID, ...]] = {}
    for at, chosen in story:
        line = line_ids[at]
        before = dump(session.store)["bank_matches"]
        if line in mine:
            unmatch(session, line)
            del mine[line]
            continue
        documents = tuple(fees[number] for number in sorted(chosen))
        try:
            match(session, line, documents)
        except SchoolError:
            assert dump(session.store)["bank_matches"] == before
        else:
            mine[line] = documents
            unmatch(session, line)
            assert dump(session.store)["bank_matches"] == before
            match(session, line, documents)
    found = reconciliation(session, canteen, OCTOBER)
    assert {line.line_id for line in found.lines if line.matched} == set(mine)
    used = [key for documents in mine.values() for key in documents]
    assert len(used) == len(set(used))
    assert {d.line.document_id for d in found.documents} == set(fees) - set(used)
    assert found.unexplained == Money(0)
