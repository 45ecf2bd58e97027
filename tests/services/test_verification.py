from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from desktop.core.errors import DamagedError
from desktop.core.notices import NoticeKind
from desktop.core.progress import Progress
from desktop.database.records import AuditEntry, SealedMonth
from desktop.models import MealMonth, Notice, Person
from desktop.services.backups import back_up
from desktop.services.months import close
from desktop.services.notices.issue import notice
from desktop.services.verification import check_all, check_chain, check_code
from tests.builders import tamper
from tests.conftest import add_unit
from tests.services.conftest import open_desk
from tests.services.rosters import OCTOBER, meal_days, meals, pupil, students, take

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.sql.dml import UpdateBase

    from desktop.database.chain import Actor
    from desktop.database.work import Store
    from desktop.services.session import Session


@pytest.fixture
def code(session: Session) -> str:
    """The code of a closed month whose notice hangs."""
    take(session, students(pupil(), pupil("李小军", 3)))
    take(session, meal_days(meals(), meals("李小军", 5)))
    sealed = close(session, OCTOBER).code
    notice(session, NoticeKind.MEALS, OCTOBER)
    return sealed


def test_whole_data_agrees(session: Session, code: str) -> None:
    steps: list[str] = []
    checked = check_all(session, Progress(lambda text, *_: steps.append(text)))
    assert checked.whole
    assert (checked.units, checked.months) == (1, 1)
    assert checked.entries > 3
    assert steps == ["核对操作链", "核对数据", "核对封存码"]
    assert check_chain(session).whole
    found = check_code(session, code.lower().replace("-", " "))
    assert (found.ours, found.holds, found.month) == (True, True, OCTOBER)


def test_unknown_code_is_not_ours(session: Session) -> None:
    found = check_code(session, "AAAA-BBBB-CCCC")
    assert (found.ours, found.holds, found.month) == (False, False, None)


TAMPERINGS = {
    "meals": update(MealMonth).values(days=1),
    "presence": update(MealMonth).values(present_days=1),
    "notices": update(Notice).values(digest="0" * 64),
    "less notices": delete(Notice),
    "seal": update(SealedMonth).values(parts="{}"),
    "seal that is no JSON": update(SealedMonth).values(parts="rubbish"),
    "names": update(Person).values(name="某某"),
    "chain": update(AuditEntry).where(AuditEntry.seq == 2).values(user_name="别人"),
}


@pytest.mark.parametrize("statement", TAMPERINGS.values(), ids=TAMPERINGS)
def test_whatever_was_changed_past_the_program_is_named(
    session: Session, code: str, statement: UpdateBase
) -> None:
    assert code
    tamper(session.store, statement)
    checked = check_all(session, Progress())
    assert not checked.whole
    assert checked.findings[0].unit_name == "平安县红星小学"


@pytest.mark.parametrize("name", ["meals", "presence", "seal"])
def test_code_of_a_month_that_was_changed_no_longer_holds(
    session: Session, code: str, name: str
) -> None:
    tamper(session.store, TAMPERINGS[name])
    found = check_code(session, code)
    assert (found.ours, found.holds) == (True, False)
    assert "不一致" in found.sentence


def test_broken_chain_is_not_backed_up(file_store: Store, actor: Actor, tmp_path: Path) -> None:
    session = replace(
        open_desk(file_store, add_unit(file_store, actor), actor), folder=tmp_path / "data"
    )
    tamper(file_store, TAMPERINGS["chain"])
    with pytest.raises(DamagedError, match="没有备份"):
        back_up(session, tmp_path / "b.mcb")
    assert not (tmp_path / "b.mcb").exists()
