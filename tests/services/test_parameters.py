from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.labels import Role, UnitKind
from desktop.services.parameters import (
    DECLARED,
    LONGEST_DOCUMENT,
    POSTING_DAYS,
    NewValue,
    parameters_on,
    set_value,
    value_on,
    values_on,
)
from desktop.services.units import NewUnit, add_unit
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from desktop.services.session import Session

DAY = date(2026, 10, 31)
NEW = NewValue(POSTING_DAYS.key, 7, date(2026, 9, 1), "平教发〔2026〕12号")


def posting_days(session: Session, day: date = DAY) -> int:
    with session.store.read() as connection:
        return value_on(connection, session.unit_id, POSTING_DAYS, day)


def test_default_holds_until_somebody_says_otherwise(session: Session) -> None:
    found = parameters_on(session, DAY)
    assert [line.declared for line in found] == list(DECLARED.values())
    assert all((line.value, line.document) == (line.declared.default, None) for line in found)
    set_value(session, NEW)
    assert (posting_days(session), posting_days(session, date(2026, 8, 31))) == (7, 5)
    (line, *_) = parameters_on(session, DAY)
    assert (line.document, line.set_by) == ("平教发〔2026〕12号", "平安县红星小学")


def test_newer_word_counts_and_ends_when_it_says(session: Session) -> None:
    set_value(session, NEW)
    set_value(session, replace(NEW, value=10, since=date(2026, 10, 1), until=date(2026, 10, 31)))
    assert posting_days(session) == 10
    assert posting_days(session, date(2026, 11, 1)) == 7


def test_unit_s_own_word_goes_before_that_of_the_unit_above(session: Session) -> None:
    line = add_unit(session, NewUnit("5300000002", "红星教学点", UnitKind.TEACHING_POINT))
    point = session.in_unit(line.unit_id, line.name)
    set_value(session, NEW)
    assert posting_days(point) == 7
    set_value(point, replace(NEW, value=6, since=date(2026, 8, 1)))
    assert (posting_days(point), posting_days(session)) == (6, 7)
    with session.store.read() as connection:
        assert values_on(connection, point.unit_id, DAY)[POSTING_DAYS.key] == 6


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (replace(NEW, value=2), "公示天数要在3到30个工作日之间"),
        (replace(NEW, value=31), "公示天数要在3到30个工作日之间"),
        (replace(NEW, document="  "), "请写明依据的文件和文号"),
        (replace(NEW, document="长" * (LONGEST_DOCUMENT + 1)), "文件名称太长"),
        (replace(NEW, until=date(2026, 8, 31)), "截止日期在起始日期之前"),
    ],
)
def test_odd_values_are_refused(session: Session, new: NewValue, sentence: str) -> None:
    with pytest.raises(SchoolError, match=sentence):
        set_value(session, new)
    assert posting_days(session) == POSTING_DAYS.default


def test_same_day_twice_is_refused(session: Session) -> None:
    set_value(session, NEW)
    with pytest.raises(SchoolError, match="从2026-09-01起已经填过公示天数（7）"):
        set_value(session, replace(NEW, value=8))


def test_unknown_parameter_is_refused_and_the_known_ones_named(session: Session) -> None:
    with pytest.raises(NotFoundError, match=r"没有“x”这个参数，可以用：posting\.working_days"):
        set_value(session, replace(NEW, key="x"))


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_only_principal_and_bureau_decide(session: Session, role: Role) -> None:
    with pytest.raises(AccessRefusedError):
        set_value(as_role(session, role), NEW)


def test_value_of_a_newer_program_is_left_alone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DECLARED, "new.one", replace(POSTING_DAYS, key="new.one"))
    set_value(session, replace(NEW, key="new.one"))
    monkeypatch.delitem(DECLARED, "new.one")
    assert posting_days(session) == POSTING_DAYS.default
