from __future__ import annotations

from datetime import date
from itertools import chain, repeat

import pytest

from desktop.core.identity import IdentityNumber, read_identity
from desktop.core.labels import Sex
from desktop.demo.chance import Chance
from desktop.demo.numbers import Numbers, national_number

BORN = date(2015, 3, 8)


class _Dice(Chance):
    """Falls as it is told: each side twice, then the next."""

    def __init__(self) -> None:
        super().__init__("")
        self._sides = chain.from_iterable(repeat(side, 2) for side in range(490))

    def below(self, count: int) -> int:
        return next(self._sides) % count


@pytest.mark.parametrize("kind", ["identity", "mobile", "bank_card"])
def test_no_number_is_given_twice(kind: str) -> None:
    numbers = Numbers(_Dice())
    given = [
        numbers.identity(BORN, Sex.FEMALE) if kind == "identity" else getattr(numbers, kind)()
        for _ in range(100)
    ]
    assert len(set(given)) == 100


def test_identity_number_tells_sex_and_birth() -> None:
    numbers = Numbers(Chance("号"))
    for sex in (Sex.MALE, Sex.FEMALE):
        read = read_identity(numbers.identity(BORN, sex), date(2026, 11, 2))
        assert isinstance(read, IdentityNumber)
        assert (read.sex, read.birth) == (sex, BORN)


def test_numbers_that_look_spoilt_are_not_given() -> None:
    # The girls' number 500 of this birthday has the check digit 0; the others around it are given.
    numbers = Numbers(_Dice())
    given = {numbers.identity(BORN, Sex.FEMALE) for _ in range(300)}
    assert {498, 502} <= {int(number[14:17]) for number in given}
    assert not any(number.endswith("000") for number in given)


def test_child_without_papers_gets_a_number_of_the_school() -> None:
    assert national_number("", BORN, 1207).startswith("J62982120150308207")
    assert national_number("629821201503080017", BORN, 5) == "G629821201503080017"
