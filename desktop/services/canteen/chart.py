"""The account chart: dated data that is shipped, never constants of the posting code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - read at run time, with a notice's snapshot
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.ledger import AccountKind
from desktop.core.resources import CANTEEN

if TYPE_CHECKING:
    from collections.abc import Mapping

CASH: Final = "1001"
BANK: Final = "1002"
STOCK: Final = "1302"
BETWEEN_FUNDS: Final = "1901"
PAYABLE: Final = "2302"
SURPLUS: Final = "3001"
PUPIL_FOOD: Final = "5001"
STAFF_FOOD: Final = "5002"
GUEST_FOOD: Final = "5003"
LOSS: Final = "5301"
COUNTED: Final = "5302"

PLACES: Final[Mapping[PayMethod, str]] = {PayMethod.CASH: CASH, PayMethod.BANK: BANK}
"""Where money lies, by the way it came or went."""
INCOME: Final[Mapping[MoneyKind, str]] = {
    MoneyKind.SUBSIDY: "4001",
    MoneyKind.MATCHING: "4002",
    MoneyKind.PUPIL_FEE: "4101",
    MoneyKind.STAFF_FEE: "4102",
    MoneyKind.GUEST_FEE: "4103",
    MoneyKind.DONATION: "4201",
    MoneyKind.INTEREST: "4301",
    MoneyKind.OTHER_INCOME: "4901",
    MoneyKind.OPENING: SURPLUS,
}
REFUND: Final[Mapping[MoneyKind, str]] = {
    MoneyKind.PUPIL_REFUND: INCOME[MoneyKind.PUPIL_FEE],
    MoneyKind.STAFF_REFUND: INCOME[MoneyKind.STAFF_FEE],
}
EXPENSE: Final[Mapping[Spending, str]] = {
    Spending.SUPPLIES: "5101",
    Spending.WAGES: "5102",
    Spending.FUEL: "5103",
    Spending.UTILITIES: "5104",
    Spending.REPAIRS: "5105",
    Spending.TRANSPORT: "5106",
    Spending.BANK_CHARGE: "5201",
}
"""What is spent without going through the stock. What no fund may pay has no account."""
FOOD: Final[Mapping[Fund, str]] = dict.fromkeys(Fund, PUPIL_FOOD) | {Fund.STAFF_FEES: STAFF_FOOD}
"""What goods that a fund has paid for become when they are eaten."""


@dataclass(frozen=True, slots=True)
class Account:
    """科目: its code, its name, and the days and document from which it holds."""

    code: str
    name: str
    kind: AccountKind
    since: date
    until: date | None
    document: str


@lru_cache(maxsize=1)
def accounts() -> Mapping[str, Account]:
    """All accounts by their code, in the order of the codes."""
    told = tomllib.loads((CANTEEN / "accounts.toml").read_text(encoding="utf-8"))
    found = (
        Account(
            entry["code"],
            entry["name"],
            AccountKind(entry["kind"]),
            entry.get("since", told["since"]),
            entry.get("until"),
            entry.get("document", told["document"]),
        )
        for entry in told["account"]
    )
    return {account.code: account for account in sorted(found, key=lambda a: a.code)}
