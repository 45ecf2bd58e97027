from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import Table, update

from desktop.core.clock import FixedClock
from desktop.core.errors import ClosedMonthError
from desktop.core.labels import MonthState
from desktop.core.terms import Month
from desktop.database import seals
from desktop.database.chain import GENESIS
from desktop.database.records import SealedMonth
from desktop.database.seals import (
    TRANSITIONS,
    find_code,
    month_state,
    reopened,
    state_on,
    verify_seals,
)
from desktop.database.verify_rows import verify_rows
from desktop.models import MealMonth
from tests.builders import add_pupils, meal, tamper

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.database.chain import Actor
    from desktop.database.work import Store, Work

    Do = Callable[[Callable[[Work], Any]], Any]

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
LAST = date(2026, 11, 7)
"""The last day of an opening; the tests stand on 31 October."""
PARTS = {"meals": "a" * 64, "notices": "b" * 64}
MOVES: dict[MonthState, Callable[[Work], object]] = {
    MonthState.CLOSED: lambda work: seals.seal(work, OCTOBER, PARTS),
    MonthState.OPEN: lambda work: seals.reopen(work, OCTOBER, "漏录两天", LAST),
    MonthState.LOCKED: lambda work: seals.lock(work, OCTOBER),
}
WAYS = {
    MonthState.OPEN: [],
    MonthState.CLOSED: [MonthState.CLOSED],
    MonthState.LOCKED: [MonthState.CLOSED, MonthState.LOCKED],
}


@pytest.fixture
def do(store: Store, unit_id: UUID, actor: Actor) -> Do:
    return lambda body: store.write(unit_id, actor, "month", body)


def state(store: Store, unit_id: UUID, month: Month = OCTOBER) -> MonthState:
    with store.read() as connection:
        return month_state(connection, unit_id, month)


@pytest.mark.parametrize("begin", MonthState)
@pytest.mark.parametrize("to", MonthState)
def test_only_declared_transitions_happen(
    store: Store, unit_id: UUID, do: Do, begin: MonthState, to: MonthState
) -> None:
    for step in WAYS[begin]:
        do(MOVES[step])
    assert state(store, unit_id) is begin
    if to in TRANSITIONS[begin]:
        do(MOVES[to])
        assert state(store, unit_id) is to
    else:
        with pytest.raises(ClosedMonthError, match="2026年10月"):
            do(MOVES[to])
        assert state(store, unit_id) is begin


def test_every_state_has_its_transitions_and_refusals() -> None:
    assert set(TRANSITIONS) == set(MonthState)
    refused = {(a, b) for a in MonthState for b in MonthState if b not in TRANSITIONS[a]}
    assert set(seals._REFUSALS) == refused


def test_reopened_month_can_be_closed_again_under_another_seal(
    store: Store, unit_id: UUID, do: Do
) -> None:
    first = do(MOVES[MonthState.CLOSED])
    do(MOVES[MonthState.OPEN])
    second = do(lambda work: seals.seal(work, OCTOBER, {**PARTS, "meals": "c" * 64}))
    assert first.code != second.code
    with store.read() as connection:
        assert verify_seals(connection) == ()
        old, new = find_code(connection, first.code), find_code(connection, second.code)
    assert old is not None
    assert new is not None
    assert (old.unit_id, old.month, old.holds) == (unit_id, OCTOBER, False)
    assert "以前的封存码" in old.sentence
    assert (new.month, new.holds) == (OCTOBER, True)


def test_opening_that_is_over_shuts_the_month_for_every_write(
    store: Store, unit_id: UUID, do: Do
) -> None:
    pupils = do(lambda work: add_pupils(work, ["张小红", "李明"]))
    keys = do(lambda work: work.new_ids(2))
    do(lambda work: work.insert(MealMonth, [meal(keys[0], pupils[0], OCTOBER)]))
    do(MOVES[MonthState.CLOSED])
    do(MOVES[MonthState.OPEN])
    store.clock = FixedClock(datetime(2026, 11, 7, 15, tzinfo=UTC))  # an hour before midnight
    do(lambda work: work.update(MealMonth, [{"id": keys[0], "days": 2}]))
    store.clock = FixedClock(datetime(2026, 11, 7, 16, tzinfo=UTC))
    for body in (
        lambda work: work.insert(MealMonth, [meal(keys[1], pupils[1], OCTOBER)]),
        lambda work: work.update(MealMonth, [{"id": keys[0], "days": 1}]),
        lambda work: work.delete(MealMonth, [keys[0]]),
    ):
        with pytest.raises(ClosedMonthError, match="2026年10月"):
            do(body)
    with store.read() as connection:
        assert month_state(connection, unit_id, OCTOBER) is MonthState.OPEN
        for day, counts in ((LAST, MonthState.OPEN), (date(2026, 11, 8), MonthState.CLOSED)):
            assert state_on(connection, unit_id, OCTOBER, day) is counts
        assert state_on(connection, unit_id, SEPTEMBER, LAST) is MonthState.OPEN


def test_opening_is_prolonged_and_gone_when_the_month_is_closed(
    store: Store, unit_id: UUID, do: Do
) -> None:
    do(MOVES[MonthState.CLOSED])
    do(MOVES[MonthState.OPEN])
    longer = date(2026, 11, 20)
    do(lambda work: seals.reopen(work, OCTOBER, "还差一人", longer))
    with store.read() as connection:
        assert reopened(connection, unit_id) == {OCTOBER: longer}
    do(MOVES[MonthState.CLOSED])
    with store.read() as connection:
        assert reopened(connection, unit_id) == {}
        assert verify_rows(connection).count == 0


def test_seals_are_chained_month_by_month(unit_id: UUID, do: Do) -> None:
    months = [SEPTEMBER, OCTOBER, OCTOBER.next]
    made = [do(partial(seals.seal, month=month, parts=PARTS)) for month in months]
    digests = [GENESIS, *(one.digest for one in made)]
    for month, (previous, digest) in zip(months, pairwise(digests), strict=True):
        assert seals.seal_digest(previous, unit_id, month, PARTS) == digest
    assert len({one.code for one in made}) == 3


def test_months_close_in_order_and_open_from_the_end(do: Do) -> None:
    do(MOVES[MonthState.CLOSED])
    with pytest.raises(ClosedMonthError, match="2026年10月已经结账"):
        do(lambda work: seals.seal(work, SEPTEMBER, PARTS))
    do(lambda work: seals.seal(work, OCTOBER.next, PARTS))
    with pytest.raises(ClosedMonthError, match="2026年11月已经结账"):
        do(MOVES[MonthState.OPEN])
    do(lambda work: seals.lock(work, OCTOBER))


@pytest.mark.parametrize("state_now", [MonthState.CLOSED, MonthState.LOCKED])
def test_closed_month_is_not_written(do: Do, state_now: MonthState) -> None:
    pupils = do(lambda work: add_pupils(work, ["张小红", "李明"]))
    keys = do(lambda work: work.new_ids(2))
    do(lambda work: work.insert(MealMonth, [meal(keys[0], pupils[0], OCTOBER)]))
    for step in WAYS[state_now]:
        do(MOVES[step])
    for body in (
        lambda work: work.insert(MealMonth, [meal(keys[1], pupils[1], OCTOBER)]),
        lambda work: work.update(MealMonth, [{"id": keys[0], "days": 1}]),
        lambda work: work.update(MealMonth, [{"id": keys[0], "month": SEPTEMBER}]),
        lambda work: work.delete(MealMonth, [keys[0]]),
    ):
        with pytest.raises(ClosedMonthError, match="2026年10月已经结账"):
            do(body)
    do(lambda work: work.insert(MealMonth, [meal(keys[1], pupils[1], SEPTEMBER)]))
    with pytest.raises(ClosedMonthError):
        do(lambda work: work.update(MealMonth, [{"id": keys[1], "month": OCTOBER}]))


def test_code_from_paper_is_found_however_it_is_typed(store: Store, do: Do) -> None:
    code = do(MOVES[MonthState.CLOSED]).code
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "O")):
        with store.read() as connection:
            found = find_code(connection, typed)
        assert found is not None
        assert found.sentence == "这是2026年10月的封存码，已结账。"
    with store.read() as connection:
        assert find_code(connection, "AAAA-AAAA-AAAA") is None


def test_code_of_an_open_month_does_not_hold(store: Store, do: Do) -> None:
    code = do(MOVES[MonthState.CLOSED]).code
    do(MOVES[MonthState.OPEN])
    with store.read() as connection:
        found = find_code(connection, code)
    assert found is not None
    assert not found.holds
    assert "重新打开" in found.sentence


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("parts", '{"meals":"x"}'),
        ("parts", "no list of parts"),
        ("digest", "0" * 64),
        ("previous_digest", "1" * 64),
        ("code", "ABCD-EFGH-JKMN"),
        ("month", Month(2026, 8)),
    ],
)
def test_altered_seal_is_found(
    store: Store, unit_id: UUID, do: Do, column: str, value: object
) -> None:
    do(lambda work: seals.seal(work, SEPTEMBER, PARTS))
    later = do(MOVES[MonthState.CLOSED])
    table = cast("Table", SealedMonth.__table__)
    forged = update(table).where(table.c.month == SEPTEMBER).values({column: value})
    tamper(store, forged)
    with store.read() as connection:
        found = verify_seals(connection)
        assert found[0].unit_id == unit_id
        assert found[0].sentence.startswith(f"{found[0].month.label}的封存与结账时不一致")
        assert verify_rows(connection).count == 1
        code = find_code(connection, later.code)
    assert code is not None
    assert not code.holds
    assert "不一致" in code.sentence
