"""Proposals for lines of the bank: whatever there is, each line and document once, sums equal."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.money import Money
from desktop.services.canteen.pairing import DAYS_APART, Movement, propose

FIRST = date(2026, 10, 1)


def movement(key: int, day: int, amount: int) -> Movement:
    return Movement(UUID(int=key), FIRST + timedelta(days=day), Money(amount))


amounts = st.sampled_from([-300, -200, -100, 100, 200, 300])
some = st.lists(st.tuples(st.integers(0, 40), amounts), max_size=8)


@given(some, some)
def test_each_is_used_once_and_sums_are_equal(
    said: list[tuple[int, int]], booked: list[tuple[int, int]]
) -> None:
    lines = [movement(number, *each) for number, each in enumerate(said)]
    documents = [movement(100 + number, *each) for number, each in enumerate(booked)]
    found = propose(lines, documents)
    line_ids = [proposal.line_id for proposal in found]
    document_ids = [key for proposal in found for key in proposal.document_ids]
    assert len(set(line_ids)) == len(line_ids)
    assert len(set(document_ids)) == len(document_ids)
    by_key = {each.key: each for each in (*lines, *documents)}
    for proposal in found:
        line = by_key[proposal.line_id]
        parts = [by_key[key] for key in proposal.document_ids]
        assert Money.sum(part.amount for part in parts) == line.amount
        assert all(abs((part.day - line.day).days) <= DAYS_APART for part in parts)


def test_nearest_day_is_taken_first() -> None:
    far, near = movement(100, 1, 500), movement(101, 9, 500)
    (found,) = propose([movement(1, 10, 500)], [far, near])
    assert found.document_ids == (near.key,)


def test_fees_of_one_day_may_be_one_line() -> None:
    fees = [movement(100 + number, 8, amount) for number, amount in enumerate((300, 150))]
    (found,) = propose([movement(1, 9, 450)], [*fees, movement(200, 8, -450)])
    assert set(found.document_ids) == {fee.key for fee in fees}
    assert propose([movement(1, 9, 451)], fees) == ()
