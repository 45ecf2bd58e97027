from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import Sex
from desktop.core.terms import Month
from desktop.database import seals
from desktop.database.base import Base
from desktop.database.chain import Block, Deed
from desktop.database.undo import Reverted, UndoRefusedError, revert
from desktop.database.verify import verify_chain
from desktop.database.verify_rows import verify_rows
from desktop.models import ImportBatch, MealMonth, Notice, Person
from tests.builders import add_pupils, blank, event, everything, meal, person

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import Select

    from desktop.database.chain import Actor
    from desktop.database.work import Store, Work

    Do = Callable[[Callable[[Work], Any]], tuple[Any, UUID]]

NAMES = ("张小红", "李明", "阿依古丽")
MONTH = Month(2026, 9)


@pytest.fixture
def do(store: Store, unit_id: UUID, actor: Actor) -> Do:
    """Run a body as one action; its result and the key of its entry."""

    def run(body: Callable[[Work], Any]) -> tuple[Any, UUID]:
        return store.write(unit_id, actor, "test", lambda work: (body(work), work.entry_id))

    return run


def undo(store: Store, unit_id: UUID, actor: Actor, entry_id: UUID) -> Reverted:
    return store.write(unit_id, actor, "undo", lambda work: revert(work, entry_id))


def whole(store: Store) -> bool:
    with store.read() as connection:
        return verify_chain(connection).whole and verify_rows(connection).whole


def refusal(store: Store, unit_id: UUID, actor: Actor, entry_id: UUID) -> list[tuple[str, int]]:
    """Blockers of an undo that must be refused and leave everything as it is."""
    before = everything(store)
    with pytest.raises(UndoRefusedError) as refused:
        undo(store, unit_id, actor, entry_id)
    assert everything(store) == before
    assert whole(store)
    assert refused.value.sentence.startswith("不能撤销，什么也没有改动：")
    return [(blocker.sentence, blocker.count) for blocker in refused.value.blockers]


def test_undo_of_an_import_leaves_nothing_of_it(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    before = everything(store)
    _pupils, entry = do(lambda work: add_pupils(work, NAMES))
    reverted = undo(store, unit_id, actor, entry)
    assert reverted.removed == {"班级": 1, "人员": 3, "学生": 3, "学籍异动": 3}
    assert not reverted.restored
    assert everything(store) == before
    assert whole(store)


def test_undo_can_be_undone(store: Store, unit_id: UUID, actor: Actor, do: Do) -> None:
    _pupils, entry = do(lambda work: add_pupils(work, NAMES))
    after = everything(store)
    _reverted, undone = do(lambda work: revert(work, entry))
    again = undo(store, unit_id, actor, undone)
    assert sum(again.brought_back.values()) == 10
    assert everything(store) == after
    assert whole(store)


def test_rows_changed_several_times_in_one_entry_go_back_to_the_first_state(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    (people, gone), _entry = do(_three_people)
    before = everything(store)

    def change(work: Work) -> None:
        work.update(Person, [{"id": key, "sex": Sex.MALE} for key in people])
        work.update(Person, [{"id": people[0], "birth": date(2016, 5, 1), "sex": Sex.FEMALE}])
        work.delete(Person, [gone])
        work.insert(Person, [person(gone, "又来了")])

    _none, entry = do(change)
    reverted = undo(store, unit_id, actor, entry)
    assert reverted.restored == {"人员": 3}
    assert everything(store) == before
    assert whole(store)


def _three_people(work: Work) -> tuple[list[UUID], UUID]:
    keys = work.new_ids(3)
    work.insert(Person, [person(key) for key in keys])
    return keys[:2], keys[2]


def test_row_changed_since_is_named_and_nothing_is_undone(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    (people, gone), entry = do(_three_people)
    do(lambda work: work.update(Person, [{"id": people[0], "phone": "13800000000"}]))
    do(lambda work: work.delete(Person, [gone]))
    assert refusal(store, unit_id, actor, entry) == [
        ("人员有 1 条后来又改过", 1),
        ("人员有 1 条后来被删除了", 1),
    ]


def test_change_of_another_column_does_not_block_taking_an_update_back(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    (people, _gone), _entry = do(_three_people)
    _none, entry = do(lambda work: work.update(Person, [{"id": people[0], "sex": Sex.MALE}]))
    do(lambda work: work.update(Person, [{"id": people[0], "pinyin": "zhang"}]))
    undo(store, unit_id, actor, entry)
    with store.read() as connection:
        row = connection.execute(select(Person.sex, Person.pinyin).where(Person.id == people[0]))
        assert tuple(row.one()) == (None, "zhang")


def test_row_that_others_depend_on_is_named_once(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    pupils, entry = do(lambda work: add_pupils(work, NAMES))
    meals = store.ids.new_ids(2)
    rows = [meal(key, pupil, MONTH) for key, pupil in zip(meals, pupils[:2], strict=True)]
    do(lambda work: work.insert(MealMonth, rows))
    assert refusal(store, unit_id, actor, entry) == [("学生有 2 条还有就餐天数在用", 2)]


def test_dependent_of_another_entry_added_to_a_small_part_blocks(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    pupils, entry = do(lambda work: add_pupils(work, NAMES))
    _more, other = do(lambda work: add_pupils(work, ("王五",), 2))
    with store.read() as connection:
        class_id = connection.execute(_class_of(pupils[0])).scalar_one()
    (key,) = store.ids.new_ids(1)
    do(lambda work: work.insert(EVENT, [event(key, _more[0], class_id)]))
    assert refusal(store, unit_id, actor, entry) == [("班级有 1 条还有学籍异动在用", 1)]
    assert refusal(store, unit_id, actor, other) == [("学生有 1 条还有学籍异动在用", 1)]


EVENT = Base.metadata.tables["enrolment_events"]


def _class_of(pupil: UUID) -> Select[UUID]:
    return select(EVENT.c.class_id).where(EVENT.c.student_id == pupil)


def test_closed_month_is_not_touched(store: Store, unit_id: UUID, actor: Actor, do: Do) -> None:
    pupils, _entry = do(lambda work: add_pupils(work, NAMES))
    (key,) = store.ids.new_ids(1)
    _none, booked = do(lambda work: work.insert(MealMonth, [meal(key, pupils[0], MONTH)]))
    _none, changed = do(lambda work: work.update(MealMonth, [{"id": key, "days": 19}]))
    do(lambda work: seals.seal(work, MONTH, {"meals": "0" * 64}))
    for entry in (booked, changed):
        found = refusal(store, unit_id, actor, entry)
        assert found[0][0] in {
            "就餐天数有 1 条后来又改过",
            "就餐天数有 1 条属于已经结账的2026年9月",
        }
    do(lambda work: seals.reopen(work, MONTH, "补录", date(2026, 12, 31)))
    undo(store, unit_id, actor, changed)


def test_deleted_row_of_a_closed_month_does_not_come_back(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    pupils, _entry = do(lambda work: add_pupils(work, NAMES))
    (key,) = store.ids.new_ids(1)
    do(lambda work: work.insert(MealMonth, [meal(key, pupils[0], MONTH)]))
    _none, dropped = do(lambda work: work.delete(MealMonth, [key]))
    do(lambda work: seals.seal(work, MONTH, {}))
    assert refusal(store, unit_id, actor, dropped) == [
        ("就餐天数有 1 条属于已经结账的2026年9月", 1)
    ]


def test_later_row_in_the_place_of_an_old_one_is_told(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    pupils, _entry = do(lambda work: add_pupils(work, NAMES))
    first, second = store.ids.new_ids(2)
    do(lambda work: work.insert(MealMonth, [meal(first, pupils[0], MONTH)]))
    _none, dropped = do(lambda work: work.delete(MealMonth, [first]))
    do(lambda work: work.insert(MealMonth, [meal(second, pupils[0], MONTH)]))
    assert refusal(store, unit_id, actor, dropped) == [("就餐天数有 1 条与后来的记录相冲突", 1)]


def test_kept_tables_stay(store: Store, unit_id: UUID, actor: Actor, do: Do) -> None:
    (batch,) = store.ids.new_ids(1)
    row = blank(
        ImportBatch,
        id=batch,
        number=1,
        sheet="students",
        file_digest="0" * 64,
        at=store.clock.now(),
        user_name="王老师",
        counts="{}",
        entry_id=batch,
    )

    def take_in(work: Work) -> None:
        work.insert(ImportBatch, [row])
        _three_people(work)

    _none, entry = do(take_in)
    store.write(unit_id, actor, "undo", lambda work: revert(work, entry, keep=["import_batches"]))
    with store.read() as connection:
        assert connection.execute(select(ImportBatch.id)).scalars().all() == [batch]
        assert not connection.execute(select(Person.id)).all()


def test_rows_that_point_at_each_other_go_in_their_order(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    first, second, third = store.ids.new_ids(3)
    _none, entry = do(
        lambda work: work.insert(
            Notice, [_notice(first, None), _notice(second, first), _notice(third, second)]
        )
    )
    before = everything(store)
    assert undo(store, unit_id, actor, entry).removed == {"公示": 3}
    _none, entry = do(lambda work: work.insert(Notice, [_notice(first, None)]))
    _none, later = do(
        lambda work: work.insert(Notice, [_notice(second, first), _notice(third, second)])
    )
    assert everything(store) == before
    assert refusal(store, unit_id, actor, entry) == [("公示有 1 条还有公示在用", 1)]
    undo(store, unit_id, actor, later)
    undo(store, unit_id, actor, entry)


def _notice(key: UUID, replaces: UUID | None) -> dict[str, Any]:
    day = date(2026, 10, 8)
    return blank(
        Notice,
        id=key,
        number=str(key)[-12:],
        kind="meals",
        month=MONTH,
        issued_on=day,
        issued_by="王老师",
        last_day=day,
        replaces_id=replaces,
        snapshot="{}",
        digest="0" * 64,
    )


def test_entry_of_a_table_that_is_no_more_is_said(
    store: Store, unit_id: UUID, actor: Actor, do: Do
) -> None:
    block = Block("ledgers", Deed.INSERT, ("unit_id", "id"), [], [[str(unit_id), str(unit_id)]])
    _none, entry = do(lambda work: work.recorder.record(block, store.ids.new_id()))
    with pytest.raises(SchoolError, match="旧版本的明册"):
        undo(store, unit_id, actor, entry)


def test_entry_that_is_not_there(store: Store, unit_id: UUID, actor: Actor) -> None:
    with pytest.raises(NotFoundError):
        undo(store, unit_id, actor, unit_id)
