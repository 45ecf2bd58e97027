"""One child at two schools: by an import, on both rolls, and each school says its side."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import Confirmable, SchoolError
from desktop.core.labels import EnrolmentKind
from desktop.core.life import CaseSide
from desktop.core.terms import Month
from desktop.services.both import claims_of, on_two_rolls, say_came, say_gone
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import undo
from desktop.services.imports.lines import Fate, lines_of
from desktop.services.life.cases import CaseState, cases
from desktop.services.life.corrections import Correction, correct
from desktop.services.today.waiting import today
from tests.services.life.schools import (
    SEPTEMBER_1,
    close,
    events_of,
    everything,
    ids_of,
    second_school,
    standing,
)
from tests.services.rosters import ID_A, look, pupil, students, take

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

Kind = EnrolmentKind
DAY = date(2026, 9, 14)
THERE = "平安县中心小学"


@pytest.fixture
def there(session: Session) -> Session:
    return second_school(session, THERE)


def enrol(session: Session, remark: str | None = None) -> UUID:
    take(session, students(pupil(id_number=ID_A, remark=remark)))
    return ids_of(session)["张小红"]


class TestImports:
    def test_child_that_left_another_school_comes_by_transfer_and_both_sides_agree(
        self, session: Session, there: Session
    ) -> None:
        left = enrol(there)
        record(there, [NewEvent(left, Kind.TRANSFER_OUT, DAY, school=session.unit_name)])
        before = everything(session)
        roster = students(pupil(id_number=ID_A), pupil("李明", 3))
        seen = look(session, roster)
        coming = [(line.row, line.who, line.reason) for line in seen.plan.found.coming]
        said = f"{THERE}已登记在 2026-09-14 转出"
        assert coming == [(2, "三年级1班 张小红", said)]
        assert [line.reason for line in lines_of(seen)[Fate.NEW]] == [f"转入：{said}", ""]
        receipt = take(session, students(pupil(id_number=ID_A)))
        key = ids_of(session)["张小红"]
        (event,) = events_of(session, key)
        assert (event.kind, event.day) == (Kind.TRANSFER_IN, DAY)
        assert standing(session, key)[0] is Kind.TRANSFER_IN
        (case,) = cases(session)
        assert (case.side, case.partner, case.linked) == (CaseSide.IN, THERE, True)
        (sent,) = cases(there)
        assert (sent.state, sent.answered_on) == (CaseState.ARRIVED, DAY)
        assert receipt.batch is not None
        undo(session, receipt.batch)
        after = everything(session)
        assert after["transfer_cases"] == before["transfer_cases"]
        assert after["enrolment_events"] == before["enrolment_events"]
        assert cases(there)[0].state is CaseState.OPEN

    def test_child_that_left_for_elsewhere_comes_by_transfer_too(
        self, session: Session, there: Session
    ) -> None:
        left = enrol(there)
        record(there, [NewEvent(left, Kind.TRANSFER_OUT, DAY, school="外县小学")])
        key = enrol(session)
        assert events_of(session, key)[0].kind is Kind.TRANSFER_IN
        assert cases(session)[0].partner == THERE
        assert cases(there)[0].partner == "外县小学"

    @pytest.mark.parametrize(
        ("remark", "kind", "partner"),
        [
            ("2026年9月从红旗小学转入", Kind.TRANSFER_IN, "红旗小学"),
            ("转入", Kind.TRANSFER_IN, None),
            ("从平安县平安乡中心小学转来", Kind.TRANSFER_IN, None),
            ("准备转走", Kind.ENROLLED, None),
            (None, Kind.ENROLLED, None),
        ],
    )
    def test_remark_says_who_came_from_elsewhere(
        self, session: Session, remark: str | None, kind: Kind, partner: str | None
    ) -> None:
        own = session.unit_name if remark and "平安县平安乡" in remark else "平安县平安乡中心小学"
        key = enrol(session, remark and remark.replace("平安县平安乡中心小学", own))
        assert [(e.kind, e.day) for e in events_of(session, key)] == [(kind, SEPTEMBER_1)]
        assert [case.partner for case in cases(session)] == ([partner] if partner else [])
        again = take(session, students(pupil(id_number=ID_A, remark=remark)))
        assert again.counts.new == 0

    def test_child_still_on_another_roll_is_new_and_listed_on_both(
        self, session: Session, there: Session
    ) -> None:
        enrol(there)
        key = enrol(session)
        assert events_of(session, key)[0].kind is Kind.ENROLLED
        assert cases(session) == ()
        (here,), (other,) = on_two_rolls(session), on_two_rolls(there)
        assert (here.name, here.school, here.since) == ("张小红", THERE, SEPTEMBER_1)
        assert (other.school, other.came_there, other.came_here) == (session.unit_name, None, False)


class TestSides:
    def test_here_it_came_and_there_it_went(self, session: Session, there: Session) -> None:
        enrol(there)
        key = enrol(session)
        (child,) = on_two_rolls(session)
        with pytest.raises(Confirmable) as asked:
            say_came(session, child, DAY)
        assert "2026年9月" in str(asked.value)
        say_came(session, child, DAY, frozenset({asked.value.key}))
        (event,) = events_of(session, key)
        assert (event.kind, event.day) == (Kind.TRANSFER_IN, DAY)
        assert on_two_rolls(session)[0].came_here
        (other,) = on_two_rolls(there)
        assert other.came_there == DAY
        with there.store.read() as connection:
            assert claims_of(connection, there.unit_id) == (("张小红", session.unit_name, DAY),)
        told = [item.sentence for item in today(there, Month(2026, 10)).items]
        assert any("请登记转出" in sentence for sentence in told)
        with pytest.raises(SchoolError, match="转出不能更晚"):
            say_gone(there, other, date(2026, 9, 15))
        say_gone(there, other, DAY)
        assert on_two_rolls(session) == on_two_rolls(there) == ()
        (sent,) = cases(there)
        assert (sent.side, sent.state, sent.answered_on) == (CaseSide.OUT, CaseState.ARRIVED, DAY)
        with there.store.read() as connection:
            assert claims_of(connection, there.unit_id) == ()

    def test_closed_month_is_asked_about_and_stays(self, session: Session, there: Session) -> None:
        enrol(there)
        enrol(session)
        close(session, Month(2026, 9))
        (child,) = on_two_rolls(session)
        with pytest.raises(Confirmable, match="结了的账和出了的公示不会改"):
            say_came(session, child, DAY)

    def test_whoever_has_a_longer_story_is_corrected_by_hand(
        self, session: Session, there: Session
    ) -> None:
        enrol(there)
        key = enrol(session)
        (child,) = on_two_rolls(session)
        record(session, [NewEvent(key, Kind.SUSPENDED, DAY)])
        with pytest.raises(SchoolError, match="还有别的异动"):
            say_came(session, child, DAY)

    @pytest.mark.usefixtures("there")
    def test_correction_names_the_school_once(self, session: Session) -> None:
        key = enrol(session)
        (event,) = events_of(session, key)
        for school in (THERE, "外县小学"):
            right = Correction(event.id, "漏写", Kind.TRANSFER_IN, SEPTEMBER_1, school=school)
            correct(session, right)
        assert [case.partner for case in cases(session)] == [THERE]
