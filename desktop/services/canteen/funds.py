"""What each fund may pay: dated rules with their documents; what no rule names is refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop.core.canteen import ArticleKind, Fund, Spending
from desktop.core.errors import SchoolError
from desktop.core.resources import CANTEEN

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class FundRule:
    """资金用途: what a fund pays from a day to a day, why not more, and who says so."""

    fund: Fund
    pays: frozenset[Spending]
    since: date
    until: date | None
    document: str
    verified: bool
    reason: str


@lru_cache(maxsize=1)
def rules() -> tuple[FundRule, ...]:
    """All rules that are shipped."""
    told = tomllib.loads((CANTEEN / "funds.toml").read_text(encoding="utf-8"))
    return tuple(
        FundRule(
            Fund(entry["fund"]),
            frozenset(map(Spending, entry["pays"])),
            entry["since"],
            entry.get("until"),
            entry["document"],
            entry["verified"],
            entry["reason"],
        )
        for entry in told["rule"]
    )


def rule_on(fund: Fund, day: date) -> FundRule:
    """The rule of a fund that holds on a day.

    Raises:
        SchoolError: none does.
    """
    for rule in rules():
        if rule.fund is fund and rule.since <= day and (rule.until is None or day <= rule.until):
            return rule
    msg = f"{day}还没有{fund.label}的使用规定，不能记这一天的账。请检查日期。"
    raise SchoolError(msg)


def payable(fund: Fund, day: date) -> tuple[Spending, ...]:
    """What a fund may pay on a day, in the order in which people look for it."""
    pays = rule_on(fund, day).pays
    return tuple(spending for spending in Spending if spending in pays)


def refuse_unless_payable(fund: Fund, spending: Spending, day: date) -> None:
    """Refuse what a fund may not pay, with the rule's own words.

    Raises:
        SchoolError: the rule does not name it.
    """
    rule = rule_on(fund, day)
    if spending not in rule.pays:
        msg = (
            f"{fund.label}不能付{spending.label}：{rule.reason}（{rule.document}）。"
            "请改用允许这项支出的资金。"
        )
        raise SchoolError(msg)


def spending_of(kind: ArticleKind, fund: Fund) -> Spending:
    """What buying an article is, by its kind and by who eats of the fund."""
    if kind is ArticleKind.FUEL:
        return Spending.FUEL
    if kind is ArticleKind.SUPPLIES:
        return Spending.SUPPLIES
    return Spending.STAFF_FOOD if fund is Fund.STAFF_FEES else Spending.PUPIL_FOOD
