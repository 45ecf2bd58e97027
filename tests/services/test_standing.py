from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError, SchoolError
from desktop.core.labels import MonthState, Role, UnitKind
from desktop.services.access import (
    change_own_password,
    confirm_password,
    has_password,
    login_names,
)
from desktop.services.books import Login, create, open_books
from desktop.services.demonstration import is_demonstration, mark_as_demonstration
from desktop.services.months import close
from desktop.services.standing import standing
from desktop.services.units import NewUnit, add_unit
from desktop.services.users import NewUser, add_user, deactivate
from tests.services.rosters import (
    OCTOBER,
    SEPTEMBER,
    as_role,
    meal_days,
    meals,
    pupil,
    students,
    take,
)

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session

OLD, NEW = "春风化雨十年树木", "桃李不言下自成蹊"
POINT = NewUnit("3629000002", "红星教学点", UnitKind.TEACHING_POINT)


def test_months_that_nobody_closed_are_open(session: Session) -> None:
    take(session, students(pupil()), on=OCTOBER.first)
    take(session, meal_days(meals()))
    close(session, OCTOBER, accept_warnings=True)
    found = standing(session)
    assert found.state_of(OCTOBER) is MonthState.CLOSED
    assert found.state_of(SEPTEMBER) is MonthState.OPEN
    assert found.today == session.store.clock.today()


def test_principal_works_in_the_own_unit_and_those_below(session: Session) -> None:
    point = add_unit(session, POINT)
    below = session.in_unit(point.unit_id, point.name)
    add_unit(below, NewUnit("3629000003", "更小的教学点", UnitKind.TEACHING_POINT))
    names = [unit.name for unit in standing(below).units]
    assert names == [session.unit_name, "红星教学点"]


def test_bureau_works_in_all_units(session: Session) -> None:
    point = add_unit(session, POINT)
    add_unit(
        session.in_unit(point.unit_id, point.name),
        NewUnit("3629000003", "更小的教学点", UnitKind.TEACHING_POINT),
    )
    assert len(standing(as_role(session, Role.BUREAU)).units) == 3


def test_data_is_a_demonstration_only_when_it_was_marked(session: Session) -> None:
    assert not is_demonstration(session)
    mark_as_demonstration(session)
    assert is_demonstration(session)


@pytest.fixture
def encrypted(tmp_path: Path) -> Session:
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    return create(tmp_path / "data", unit, NewUser("张校长", Role.PRINCIPAL, OLD)).session


def test_names_of_encrypted_data_are_known_before_it_is_opened(
    encrypted: Session, tmp_path: Path
) -> None:
    add_user(encrypted, NewUser("王老师", Role.CLERK, NEW))
    encrypted.store.close()
    assert login_names(tmp_path / "data") == ("张校长", "王老师")


def test_names_of_open_data_can_be_chosen_from(tmp_path: Path) -> None:
    unit = NewUnit("3629000001", "红星小学", UnitKind.PRIMARY)
    session = create(tmp_path, unit, NewUser("张校长", Role.PRINCIPAL)).session
    add_user(session, NewUser("王老师", Role.CLERK, NEW))
    session.store.close()
    assert login_names(tmp_path) == ("张校长", "王老师")


def test_person_who_comes_back_is_asked_for_the_password(encrypted: Session) -> None:
    assert has_password(encrypted)
    confirm_password(encrypted, OLD)
    with pytest.raises(AccessRefusedError, match="密码不对"):
        confirm_password(encrypted, NEW)
    encrypted.store.close()


def test_person_without_a_password_is_let_in(session: Session) -> None:
    assert not has_password(session)
    confirm_password(session, "")


def test_own_password_is_changed_also_from_a_unit_below(encrypted: Session, tmp_path: Path) -> None:
    point = add_unit(encrypted, POINT)
    below = encrypted.in_unit(point.unit_id, point.name)
    with pytest.raises(AccessRefusedError):
        change_own_password(below, NEW, NEW)
    with pytest.raises(SchoolError, match="至少"):
        change_own_password(below, OLD, "short")
    change_own_password(below, OLD, NEW)
    encrypted.store.close()
    open_books(tmp_path / "data", Login("张校长", NEW)).store.close()


def test_deactivated_user_does_not_come_back(encrypted: Session) -> None:
    add_user(encrypted, NewUser("李校长", Role.PRINCIPAL, NEW))
    other = open_books(encrypted.folder or "", Login("李校长", NEW))
    deactivate(other, "张校长")
    with pytest.raises(AccessRefusedError, match="停用"):
        confirm_password(encrypted, OLD)
    other.store.close()
    encrypted.store.close()
