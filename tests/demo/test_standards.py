from __future__ import annotations

import tomllib
from datetime import date
from itertools import groupby, pairwise
from typing import Any

import pytest

from desktop.core.labels import Stage
from desktop.core.money import Money
from desktop.core.resources import STANDARDS

FILES = sorted(STANDARDS.glob("*.toml"))


def _entries() -> list[dict[str, Any]]:
    return [
        entry
        for path in FILES
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["standard"]
    ]


def _whom(entry: dict[str, Any]) -> tuple[str, str, str]:
    return entry["key"], entry.get("stage", ""), str(entry.get("boarding", ""))


@pytest.mark.parametrize("entry", _entries(), ids=lambda e: f"{e['key']}-{e['since']}")
def test_entry_says_everything(entry: dict[str, Any]) -> None:
    assert set(entry) <= {
        *("key", "item", "stage", "boarding", "amount", "unit"),
        *("since", "until", "document", "verified", "note"),
    }
    assert isinstance(entry["amount"], str)
    assert Money.of(entry["amount"])
    assert isinstance(entry["since"], date)
    assert entry.get("until") is None or entry["until"] >= entry["since"]
    assert entry.get("stage") is None or Stage(entry["stage"])
    assert isinstance(entry.get("boarding", True), bool)
    assert isinstance(entry["verified"], bool)
    assert entry["document"].strip()
    assert entry["unit"].startswith("元/")
    assert "核实" in entry["note"] or entry["verified"]


def test_spans_of_one_standard_do_not_overlap() -> None:
    entries = sorted(_entries(), key=lambda e: (*_whom(e), e["since"]))
    for _, group in groupby(entries, _whom):
        for before, after in pairwise(group):
            assert before.get("until") is not None
            assert before["until"] < after["since"]


def test_meals_are_five_yuan_since_autumn_2021() -> None:
    meals = {e["since"]: e for e in _entries() if e["key"] == "meals.subsidy"}
    now = meals[date(2021, 9, 1)]
    assert (now["amount"], now["unit"], now.get("until")) == ("5.00", "元/生·天", None)
    assert now["verified"]
    assert [e["amount"] for day, e in meals.items() if day < date(2021, 9, 1)] == ["4.00"]


def test_boarders_get_twice_what_day_pupils_get() -> None:
    living = {
        (e["stage"], e["boarding"], e["since"]): Money.of(e["amount"])
        for e in _entries()
        if e["key"] == "subsidies.living"
    }
    for (stage, boarding, since), amount in living.items():
        if boarding:
            assert living[stage, False, since] * 2 == amount
