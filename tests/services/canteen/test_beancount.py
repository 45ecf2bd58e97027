"""The books as an independent ledger program reads them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core import data, realization

from desktop.core.canteen import Fund, MoneyKind, Spending
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.services.canteen.balances import trial_balance
from desktop.services.canteen.beancount_text import beancount_text
from desktop.services.canteen.money import NewMoney, record
from desktop.services.canteen.reversing import reverse

if TYPE_CHECKING:
    from tests.services.canteen.kitchen import Kitchen

DAY, OCTOBER = date(2026, 10, 8), Month(2026, 10)


def keep_books(kitchen: Kitchen) -> None:
    """Two months with goods, money and red ink."""
    for day in (date(2026, 9, 10), DAY):
        kitchen.take_in(day, kitchen.line(kitchen.rice, "30", "4.3333"))
        kitchen.take_out(day, kitchen.rice, "7")
    wrong = kitchen.take_in(DAY, kitchen.line(kitchen.soap, "3", "8"), fund=Fund.MATCHING)
    reverse(kitchen.session, wrong.document_id, '写成了"三瓶"', DAY)
    for kind, amount, fund, spending in (
        (MoneyKind.SUBSIDY, "5000", None, None),
        (MoneyKind.PUPIL_FEE, "800", None, None),
        (MoneyKind.EXPENSE, "120.05", Fund.PUPIL_FEES, Spending.FUEL),
        (MoneyKind.SUPPLIER_PAYMENT, "130", Fund.PUPIL_FEES, None),
    ):
        new = NewMoney(
            canteen_id=kitchen.canteen_id,
            day=DAY,
            kind=kind,
            amount=Money.of(amount),
            fund=fund,
            spending=spending,
            supplier_id=kitchen.supplier_id,
        )
        record(kitchen.session, new)


def test_another_program_finds_no_error_and_the_same_balances(kitchen: Kitchen) -> None:
    keep_books(kitchen)
    text = beancount_text(kitchen.session, kitchen.canteen_id)
    entries, errors, _options = loader.load_string(text)
    assert errors == []
    assert sum(isinstance(entry, data.Transaction) for entry in entries) == 10
    root = realization.realize(entries)
    ours = trial_balance(kitchen.session, kitchen.canteen_id, OCTOBER)
    assert len(ours) > 6
    for line in ours:
        found = realization.get(
            root, _account(text, f"{line.account.code}-{line.account.name}:{line.fund.label}")
        )
        assert found.balance.get_currency_units("CNY").number == line.closing.decimal


def _account(text: str, ending: str) -> str:
    (name,) = {
        line.split()[2]
        for line in text.splitlines()
        if " open " in line and line.split()[2].endswith(f":{ending}")
    }
    return name


def test_a_figure_that_was_tampered_with_is_found_by_the_other_program(kitchen: Kitchen) -> None:
    keep_books(kitchen)
    text = beancount_text(kitchen.session, kitchen.canteen_id)
    changed = text.replace("  5000.00 CNY", "  5001.00 CNY", 1)
    assert changed != text
    _entries, errors, _options = loader.load_string(changed)
    assert errors


@pytest.mark.parametrize("name", ['平安"粮油\\店', "曌𠮷商行"])
def test_odd_names_of_suppliers_are_read_back(kitchen: Kitchen, name: str) -> None:
    from desktop.services.canteen.suppliers import (  # noqa: PLC0415
        NewSupplier,
        correct_supplier,
    )

    correct_supplier(kitchen.session, kitchen.supplier_id, NewSupplier(name=name))
    kitchen.take_in(DAY, kitchen.line(kitchen.rice, "30", "4"))
    entries, errors, _ = loader.load_string(beancount_text(kitchen.session, kitchen.canteen_id))
    assert errors == []
    (voucher,) = [entry for entry in entries if isinstance(entry, data.Transaction)]
    assert name in (voucher.narration or "")
    assert (voucher.postings[1].meta or {})["supplier"] == name
