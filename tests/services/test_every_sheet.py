"""The promises of every sheet there is, one added tomorrow included, over real workbooks."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.database.folder import open_store
from desktop.database.verify import verify_chain
from desktop.rosters.export import write_export
from desktop.rosters.problems import Level
from desktop.rosters.sheets import SHEETS
from desktop.services import exports
from desktop.services.attendance.sheets import ATTENDANCE, write_month_book
from desktop.services.imports.batches import Decisions, apply, preview, undo
from desktop.services.imports.reading import open_workbook
from tests.conftest import NOW, add_unit
from tests.services.any_sheet import (
    OF_CANTEENS,
    QUESTIONS,
    book,
    decided,
    fill,
    has_month,
    line,
    people_of,
    whole,
)
from tests.services.conftest import open_desk
from tests.services.rosters import OCTOBER, dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from desktop.database.chain import Actor
    from desktop.services.session import Session

FEW = settings(
    deadline=None,
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def sheets(draw: st.DrawFn, name: str) -> list[Sequence[object]]:
    kind = SHEETS[name]

    def choose(pool: Sequence[object]) -> object:
        return draw(st.sampled_from(pool))

    people = draw(st.lists(st.sampled_from(people_of(kind)), min_size=1, max_size=6))
    return whole(kind, [line(kind, one, choose) for one in people])


@pytest.fixture
def desk(
    prepared: dict[str, Path], tmp_path: Path, actor: Actor
) -> Iterator[Callable[[], Session]]:
    """Opens a school with a few pupils and teachers for each example."""
    clock = FixedClock(NOW)
    (tmp_path / "mingce.db").write_bytes((prepared["plain"] / "mingce.db").read_bytes())
    store = open_store(tmp_path, None, clock, IdSource(seed=3, clock=clock))
    numbers = count(1)

    def fresh() -> Session:
        unit = add_unit(store, actor, store.ids.new_id(), str(next(numbers)))
        session = open_desk(store, unit, actor)
        fill(session)
        return session

    yield fresh
    store.close()


def given_out(session: Session, kind: str, out: Path) -> int:
    month = OCTOBER if has_month(kind) else None
    if kind == ATTENDANCE:
        return write_month_book(session, OCTOBER, out)
    return write_export(out, SHEETS[kind], exports.rows(session, kind, month), month=month)


@pytest.mark.parametrize("name", sorted(SHEETS.keys() - OF_CANTEENS))
def test_any_workbook_changes_nothing_twice_goes_back_and_comes_back_the_same(
    desk: Callable[[], Session], name: str
) -> None:
    taken: list[int] = []

    @FEW
    @given(sheets(name))
    def check(rows: list[Sequence[object]]) -> None:
        session, told = desk(), decided(name)
        before = dump(session.store)
        with book(rows) as path:
            roster = open_workbook(session, path, name)
            receipt = apply(session, preview(session, roster, told), accepted=QUESTIONS)
            first = dump(session.store)
            again = preview(session, open_workbook(session, path, name), told)
            assert not again.counts.moves, again.plan.found
            assert dump(session.store) == first
            comes_back(session, name, told, path.with_name("导出.xlsx"))
            assert dump(session.store) == first
        if receipt.batch is not None:
            taken.append(len(roster.rows))
            undo(session, receipt.batch)
            assert dump(session.store) == before
            with session.store.read() as connection:
                assert verify_chain(connection, session.unit_id).whole

    check()
    # What is never taken in proves nothing.
    assert taken


def comes_back(session: Session, name: str, told: Decisions, out: Path) -> None:
    """What the books hold, written and read again, differs in nothing."""
    written = given_out(session, name, out)
    back = open_workbook(session, out, name)
    assert [problem for problem in back.problems if problem.level is Level.ERROR] == []
    seen = preview(session, back, told)
    assert not seen.counts.moves, seen.plan.found
    if name != ATTENDANCE:  # lines of those who were never away say nothing
        assert len(back.rows) == written
