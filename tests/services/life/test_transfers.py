from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind, HouseholdCategory
from desktop.core.life import CaseAnswer, CaseSide
from desktop.core.terms import Month
from desktop.models import Guardianship, HouseholdFact, Person, Student
from desktop.services.events import NewEvent, record
from desktop.services.life.arriving import Acceptance, accept, decline, offers
from desktop.services.life.cases import CaseState, cases, confirm
from desktop.services.life.corrections import Correction, correct
from desktop.services.today.items import Urgency
from desktop.services.today.waiting import today
from tests.services.life.schools import (
    at,
    class_ids,
    events_of,
    everything,
    ids_of,
    second_school,
    standing,
)
from tests.services.rosters import ID_A, guardian, pupil, students, take

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

Kind = EnrolmentKind
DAY = date(2026, 10, 12)
THERE = "平安县中心小学"


@pytest.fixture
def child(session: Session) -> UUID:
    """张小红, with a number, a guardian and a fact of the household."""
    row = pupil(
        id_number=ID_A,
        student_number=f"G{ID_A}",
        school_number="12",
        boarding=True,
        birth=date(2016, 3, 7),
        guardians=(guardian(phone="13800000001", relation="父亲"), None),
        categories=frozenset({HouseholdCategory.LOW_INCOME}),
    )
    take(session, students(row))
    return ids_of(session)["张小红"]


@pytest.fixture
def there(session: Session) -> Session:
    return second_school(session, THERE)


def send(session: Session, child: UUID, school: str = THERE, day: date = DAY) -> None:
    record(session, [NewEvent(child, Kind.TRANSFER_OUT, day, school=school)])


def rules(session: Session) -> dict[str, str]:
    found = today(session, Month(2026, 10)).items
    return {item.rule: item.sentence for item in found if item.rule.startswith("transfer.")}


def test_child_that_left_is_offered_with_its_data_and_private_values_masked(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    (case,) = cases(session)
    assert (case.side, case.name, case.partner, case.state) == (
        CaseSide.OUT,
        "张小红",
        THERE,
        CaseState.OPEN,
    )
    assert (case.linked, case.school_class) == (True, "三年级1班")
    (offer,) = offers(there)
    assert (offer.school, offer.name, offer.birth_year) == (session.unit_name, "张小红", 2016)
    assert (offer.school_class, offer.guardians, offer.facts) == (
        "三年级1班",
        ("张大山（父亲）",),
        1,
    )
    assert ID_A not in repr(offer)
    assert offers(session) == ()
    assert rules(there) == {
        "transfer.offered": f"{session.unit_name}2026年10月12日转来的张小红，等着接收。"
    }


def test_accepted_child_is_here_with_person_guardians_and_facts(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    take(there, students(pupil("李明")))
    class_id = class_ids(there, DAY)["三年级1班"]
    (offer,) = offers(there)
    changes = accept(there, Acceptance(offer.case_id, DAY, class_id, with_facts=True, note="报到"))
    assert "people" in changes.books
    arrived = ids_of(there)["张小红"]
    assert standing(there, arrived) == (Kind.TRANSFER_IN, class_id)
    with there.store.read() as connection:
        person = connection.execute(
            select(Person).where(Person.unit_id == there.unit_id, Person.name == "张小红")
        ).one()
        row = connection.execute(
            select(Student).where(Student.unit_id == there.unit_id, Student.id == arrived)
        ).one()
        facts = connection.execute(
            select(HouseholdFact.category).where(HouseholdFact.unit_id == there.unit_id)
        ).scalars()
        guardians = connection.execute(
            select(Guardianship.name, Guardianship.phone).where(
                Guardianship.unit_id == there.unit_id
            )
        ).all()
        assert list(facts) == [HouseholdCategory.LOW_INCOME]
    assert (person.id_number, person.birth) == (ID_A, date(2016, 3, 7))
    assert (row.student_number, row.school_number, row.boarding) == (f"G{ID_A}", None, None)
    assert [tuple(line) for line in guardians] == [("张大山", "13800000001")]
    (case,) = cases(session)
    assert (case.state, case.answered_on) == (CaseState.ARRIVED, DAY)
    (mine_case,) = cases(there)
    assert (mine_case.side, mine_case.partner) == (CaseSide.IN, session.unit_name)
    assert offers(there) == ()
    with pytest.raises(NotFoundError, match="已被接收"):
        accept(there, Acceptance(offer.case_id, DAY))


def test_facts_of_the_household_stay_behind_without_consent(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    accept(there, Acceptance(offers(there)[0].case_id, DAY))
    with there.store.read() as connection:
        query = select(HouseholdFact.id).where(HouseholdFact.unit_id == there.unit_id)
        assert connection.execute(query).all() == []


def test_child_that_comes_back_goes_on_with_its_old_record(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child, day=date(2026, 9, 10))
    accept(there, Acceptance(offers(there)[0].case_id, date(2026, 9, 10), with_facts=True))
    record(there, [NewEvent(ids_of(there)["张小红"], Kind.TRANSFER_OUT, DAY, school="红星小学")])
    (offer,) = offers(session)
    accept(session, Acceptance(offer.case_id, DAY, with_facts=True))
    assert ids_of(session) == {"张小红": child}
    assert [e.kind for e in events_of(session, child)] == [
        Kind.ENROLLED,
        Kind.TRANSFER_OUT,
        Kind.TRANSFER_IN,
    ]
    with session.store.read() as connection:
        query = select(HouseholdFact.id).where(HouseholdFact.unit_id == session.unit_id)
        assert len(connection.execute(query).all()) == 1
    assert [case.state for case in cases(session)] == [CaseState.ARRIVED, CaseState.ARRIVED]


def test_child_that_returns_before_anybody_took_it_in_waits_nowhere(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    record(session, [NewEvent(child, Kind.TRANSFER_IN, DAY)])
    assert cases(session)[0].state is CaseState.BACK
    assert offers(there) == ()
    assert cases(session, open_only=True) == ()


def test_child_on_the_other_roll_has_arrived_however_it_came_there(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    take(there, students(pupil(id_number=ID_A)))
    assert cases(session)[0].state is CaseState.ARRIVED
    assert offers(there) == ()


def test_arrival_entered_by_hand_answers_the_case(
    session: Session, there: Session, child: UUID
) -> None:
    take(there, students(pupil(id_number=ID_A)))
    here = ids_of(there)["张小红"]
    record(there, [NewEvent(here, Kind.LEFT, date(2026, 9, 20))])
    send(session, child)
    record(there, [NewEvent(here, Kind.TRANSFER_IN, DAY, school="红星小学")])
    assert (cases(session)[0].state, cases(session)[0].answered_on) == (CaseState.ARRIVED, DAY)


def test_declined_child_is_told_to_the_school_that_it_left(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    (offer,) = offers(there)
    with pytest.raises(SchoolError, match="为什么不接收"):
        decline(there, offer.case_id, " ")
    decline(there, offer.case_id, "没有来报到")
    assert offers(there) == ()
    assert cases(there) == ()
    assert cases(session)[0].state is CaseState.DECLINED


def test_day_of_arrival_must_fit(session: Session, there: Session, child: UUID) -> None:
    send(session, child)
    (offer,) = offers(there)
    before = everything(session)
    with pytest.raises(SchoolError, match="才转出"):
        accept(there, Acceptance(offer.case_id, date(2026, 10, 11)))
    with pytest.raises(SchoolError, match="还没有到"):
        accept(there, Acceptance(offer.case_id, date(2026, 11, 1)))
    assert everything(session) == before


def test_arrival_that_contradicts_the_old_record_is_refused(
    session: Session, there: Session, child: UUID
) -> None:
    take(there, students(pupil(id_number=ID_A)))
    record(there, [NewEvent(ids_of(there)["张小红"], Kind.DIED, date(2026, 9, 20))])
    send(session, child)
    with pytest.raises(SchoolError, match="之后不能再有"):
        accept(there, Acceptance(offers(there)[0].case_id, DAY))


def test_school_outside_is_confirmed_by_word(session: Session, child: UUID) -> None:
    send(session, child, "外县小学")
    (case,) = cases(session)
    assert (case.partner, case.linked, case.state) == ("外县小学", False, CaseState.OPEN)
    with pytest.raises(SchoolError, match="怎样确认"):
        confirm(session, case.case_id, CaseAnswer.ACCEPTED, "")
    confirm(session, case.case_id, CaseAnswer.ACCEPTED, "电话，李老师")
    (case,) = cases(session)
    assert (case.state, case.note) == (CaseState.ARRIVED, "电话，李老师")
    with pytest.raises(NotFoundError):
        confirm(session, child, CaseAnswer.ACCEPTED, "电话")


def test_school_of_this_data_answers_itself(session: Session, there: Session, child: UUID) -> None:
    assert there.unit_name == THERE
    send(session, child)
    with pytest.raises(SchoolError, match="由对方学校接收"):
        confirm(session, cases(session)[0].case_id, CaseAnswer.ACCEPTED, "电话")


def test_transfer_open_for_long_is_to_be_done_today(session: Session, child: UUID) -> None:
    send(session, child, "外县小学")
    at(session, date(2026, 10, 27))
    assert rules(session) == {}
    at(session, date(2026, 10, 28))
    assert rules(session) == {
        "transfer.open": "张小红转往外县小学已16天，对方还没有接收，请联系核实。"
    }
    (item,) = [i for i in today(session, Month(2026, 10)).items if i.rule == "transfer.open"]
    assert (item.urgency, item.page, item.record) == (Urgency.HANDS, "people", "life")


def test_school_of_a_transfer_must_be_another_one(session: Session, child: UUID) -> None:
    with pytest.raises(SchoolError, match="不能是本校"):
        send(session, child, "平安县红星小学")
    with pytest.raises(SchoolError, match="60个字"):
        send(session, child, "很" * 61)
    record(session, [NewEvent(child, Kind.LEFT, DAY, school="外县小学")])
    assert cases(session) == ()


def test_case_follows_the_correction_of_its_event(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    event = events_of(session, child)[-1].id
    earlier = date(2026, 10, 9)
    correct(session, Correction(event, "抄错", Kind.TRANSFER_OUT, earlier))
    assert cases(session)[0].day == earlier
    correct(session, Correction(event, "抄错", Kind.LEFT, earlier))
    assert (cases(session), offers(there)) == ((), ())


def test_transfer_that_the_other_school_has_answered_stays(
    session: Session, there: Session, child: UUID
) -> None:
    send(session, child)
    accept(there, Acceptance(offers(there)[0].case_id, DAY))
    event = events_of(session, child)[-1].id
    with pytest.raises(SchoolError, match="对方学校已经接收"):
        correct(session, Correction(event, "登记错了"))
    correct(session, Correction(event, "抄错", Kind.TRANSFER_OUT, date(2026, 10, 9)))
    arrived = events_of(there, ids_of(there)["张小红"])
    assert [e.kind for e in arrived] == [Kind.TRANSFER_IN]
