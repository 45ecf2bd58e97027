"""Errors carry a sentence, also from one process to another."""

import pickle

import pytest

from desktop.core.errors import (
    AccessRefusedError,
    Cancelled,
    ClosedMonthError,
    Confirmable,
    DamagedError,
    EnvironmentFault,
    NotFoundError,
    SchoolError,
)


@pytest.mark.parametrize(
    "kind",
    [
        SchoolError,
        EnvironmentFault,
        DamagedError,
        AccessRefusedError,
        NotFoundError,
        ClosedMonthError,
    ],
)
def test_refusal_travels_with_its_sentence(kind: type[SchoolError]) -> None:
    error = pickle.loads(pickle.dumps(kind("这个月已结账；请先请县里打开")))
    assert type(error) is kind
    assert str(error) == error.sentence == "这个月已结账；请先请县里打开"


def test_question_travels_with_its_key() -> None:
    error = pickle.loads(pickle.dumps(Confirmable("twice", "这份表已经导入过，还要导入吗？")))
    assert isinstance(error, Confirmable)
    assert (error.key, error.sentence) == ("twice", "这份表已经导入过，还要导入吗？")


def test_cancelling_is_no_refusal() -> None:
    assert not issubclass(Cancelled, SchoolError)
