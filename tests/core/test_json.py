"""Canonical JSON: what is hashed must not depend on order."""

from dataclasses import dataclass

import msgspec
import pytest

from desktop.core.json import dump, dump_text, load, load_as


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
