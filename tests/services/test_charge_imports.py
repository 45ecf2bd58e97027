from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.services import exports
from tests.services.rosters import charge, charges, dump, look, take

if TYPE_CHECKING:
    from desktop.services.session import Session


def test_board_is_taken_in_once(session: Session) -> None:
    sheet = charges(
        charge(), charge("伙食费", 3, scope="住校生"), charge("伙食费", 4, scope="走读生")
    )
    assert take(session, sheet).counts.new == 3
    assert take(session, sheet).batch is None


def test_item_that_stands_twice_is_parked(session: Session) -> None:
    seen = look(session, charges(charge(), charge(row=3, standard="200.00")))
    assert (seen.counts.new, [d.row for d in seen.plan.found.parked]) == (1, [3])


def test_changed_line_ends_the_old_one_the_day_before(session: Session) -> None:
    take(session, charges(charge()), on=date(2026, 9, 1))
    take(session, charges(charge(standard="120.00", voluntary=False)))
    spans = {
        row["standard"]: (row["since"], row["until"])
        for row in dump(session.store)["charges"].values()
    }
    assert spans == {
        "100.00": (date(2026, 9, 1), date(2026, 10, 30)),
        "120.00": (date(2026, 10, 31), None),
    }
    assert [row.standard for row in exports.rows(session, "charges")] == ["120.00"]


def test_line_of_today_is_put_right_in_place(session: Session) -> None:
    take(session, charges(charge()))
    seen = look(session, charges(charge(standard="90.00", voluntary=None)))
    (difference,) = seen.plan.found.changed
    assert [(c.title, c.old, c.new) for c in difference.changes] == [
        ("收费标准", "100.00", "90.00"),
        ("是否自愿", "是", ""),
    ]
    take(session, charges(charge(standard="90.00")))
    assert len(dump(session.store)["charges"]) == 1


def test_item_that_the_table_lacks_goes_on_and_is_told(session: Session) -> None:
    take(session, charges(charge(), charge("伙食费", 3)))
    seen = look(session, charges(charge()))
    assert [d.who for d in seen.plan.found.missing] == ["伙食费"]
    assert not seen.counts.moves
