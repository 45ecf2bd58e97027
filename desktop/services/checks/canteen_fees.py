"""Rules over what pupils pay for meals (C23)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from desktop.core.money import Money
from desktop.services.canteen.fee_lists import FeeBooks, refunds_due_of
from desktop.services.checks.questions import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.checks.questions import Looking

FEES: Final = "fees"
_MONTHS: Final = 6
"""So far back is looked: longer ago the list of fees still tells."""


def refunds_overdue(looking: Looking) -> Iterator[Found]:
    """C23: meals that were paid and not eaten, not paid back within the county's days."""
    months = [looking.month]
    while len(months) < _MONTHS:
        months.append(months[-1].previous)
    canteen_id = looking.canteen.canteen_id
    books = FeeBooks(looking.connection, looking.unit_id, canteen_id, looking.today)
    due = refunds_due_of(books, months)
    late = sorted((one for one in due if one.overdue), key=lambda one: one.month)
    for month, found in groupby(late, key=lambda one: one.month):
        lines = [one.line for one in found]
        first = min(line.due_on for line in lines)
        who = f"{lines[0].name}等{len(lines)}名学生" if len(lines) > 1 else lines[0].name
        amount = Money.sum(line.due for line in lines)
        sentence = f"{month.label}{who}应退伙食费{amount}元，最早的应在{first}前退，还没有退。"
        yield Found(sentence, looking.place(FEES))
