"""Canonical JSON: what is hashed must not depend on order."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec
import pytest

from desktop.core.json import dump, dump_text, load, load_as, plain, typed
from desktop.core.labels import Sex
from desktop.core.money import Money


@dataclass(frozen=True)
class _Slip:
    name: str
    days: int


def test_same_value_same_bytes() -> None:
    assert dump({"b": 1, "a": "张"}) == dump({"a": "张", "b": 1}) == '{"a":"张","b":1}'.encode()
    assert dump_text([None, True]) == "[null,true]"


def test_value_comes_back() -> None:
    slip = _Slip("张三", 20)
    assert load(dump(slip)) == {"name": "张三", "days": 20}
    assert load_as(dump_text(slip), _Slip) == slip
    with pytest.raises(msgspec.ValidationError):
        load_as('{"name": 1, "days": 2}', _Slip)


@dataclass(frozen=True)
class _Receipt:
    day: date | None
    amount: Money | None
    of: UUID
    sex: Sex
    files: tuple[_Slip, ...] = ()


def test_typed_value_comes_back_from_plain_ones() -> None:
    receipt = _Receipt(
        date(2026, 5, 17), Money.of("3.20"), UUID(int=7), Sex.MALE, (_Slip("甲", 1),)
    )
    rough = load(dump(plain(receipt)))
    assert rough["day"] == "2026-05-17"
    assert typed(rough, _Receipt) == receipt
    assert typed(None, date | None) is None
    with pytest.raises(msgspec.ValidationError):
        typed("someday", date | None)
