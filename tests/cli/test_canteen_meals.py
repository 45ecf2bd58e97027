"""Heads at table and meal fees on the command line."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

import pytest

from desktop.cli.desk import opened
from desktop.core.canteen import Sitting
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.fees import FeePart, NewFees, record_fees
from tests.services.canteen.school import DAY, SmallSchool

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Said

    Run = Callable[..., Said]


@pytest.fixture
def counted(school: Run) -> Run:
    """A lunch of a day, a supper that was not served, fees of one who has left."""
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        made = SmallSchool.of(session)
        made.lunch((made.first, 3, 1), (made.second, 2, 0), guests=2)
        made.lunch(sitting=Sitting.SUPPER, reason="停水")
        part = FeePart(made.pupils["周戊"], Money.of("100"), "07")
        new = NewFees(canteen_id=made.canteen_id, day=DAY, meals_of=Month.of(DAY), parts=(part,))
        record_fees(session, new)
        made.leave("周戊", DAY.replace(day=1))
    return school


def test_heads_of_a_month_and_of_a_day(counted: Run) -> None:
    month = counted("canteen", "meals", "--month", "2026-10")
    assert "2026-10-12 午餐：营养餐 5，自费 1，其他 2，教职工 0，共 8 人" in month.out
    assert "2026-10-12 晚餐：没有开餐（停水）" in month.out
    assert "还没有登记人数的上课日：8日、" in month.out
    day = counted("canteen", "meals", "--day", "2026-10-12")
    assert "午餐 三年级1班：在校 4，营养餐 3，自费 1" in day.out
    told = counted("canteen", "meals", "--day", "2026-10-12", "--json").json
    assert told["days"][0]["sittings"]["lunch"]["plan"] == 5
    assert [line["plan"] for line in told["classes"]] == [3, 2]


def test_fees_of_a_month_and_what_is_to_be_paid_back(counted: Run) -> None:
    fees = counted("canteen", "fees", "--month", "2026-10")
    assert "已交 1 人 100.00 元" in fees.out
    told = counted("canteen", "fees", "--month", "2026-10", "--json").json
    assert (told["paid"], told["unnamed"]) == ("100.00", "0.00")
    due = counted("canteen", "refunds")
    assert "周戊：应退" in due.out
    (line,) = counted("canteen", "refunds", "--json").json["refunds"]
    assert (line["overdue"], line["note"]) == (True, "2026-10-01转出")
