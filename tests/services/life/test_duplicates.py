from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.identity import mask
from desktop.core.labels import EnrolmentKind, HouseholdCategory, Sex
from desktop.core.life import DeedKind, Likeness, PairDecision
from desktop.core.phones import mask_phone
from desktop.core.pupil_fields import PupilField
from desktop.core.terms import Month
from desktop.models import (
    EnrolmentEvent,
    Guardianship,
    MealMonth,
    Person,
    RollException,
    StaffMember,
    Student,
    VerifiedField,
)
from desktop.services.attachments import Record, add
from desktop.services.events import NewEvent, record
from desktop.services.life import deeds
from desktop.services.life.alike import NEAR_DAYS
from desktop.services.life.comparing import compare, stays
from desktop.services.life.differing import differing, fields_called
from desktop.services.life.duplicates import decide, lookalikes
from desktop.services.life.merging import merge, undo
from desktop.services.people import pupil as pupil_record
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.verified import MarkChange, change_marks
from desktop.services.reveals import PrivateField, reveal
from desktop.services.today.waiting import today
from tests.builders import blank
from tests.services.life.schools import (
    SEPTEMBER_1,
    class_ids,
    close,
    eat,
    events_of,
    everything,
    fill,
    miss,
    standing,
)
from tests.services.rosters import ID_A, ID_B, guardian, pupil, students, take

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

Kind = EnrolmentKind
BIRTH = date(2016, 3, 7)
OCTOBER = Month(2026, 10)


def enter(session: Session, *people: dict[str, Any]) -> list[UUID]:
    """People without anything else; their ids."""
    ids = session.store.ids.new_ids(len(people))
    plain = {"name": "张小红", "name_key": "张小红", "pinyin": "zhangxiaohong", "initials": "zxh"}
    rows = [blank(Person, id=key, **(plain | one)) for key, one in zip(ids, people, strict=True)]
    session.store.write(
        session.unit_id, session.actor, "people", lambda work: work.insert(Person, rows)
    )
    return ids


def found(session: Session) -> dict[tuple[UUID, UUID], Likeness]:
    return {(pair.first_id, pair.second_id): pair.likeness for pair in lookalikes(session)}


def person_of(session: Session, student_id: UUID) -> UUID:
    with session.store.read() as connection:
        query = select(Student.person_id).where(Student.id == student_id)
        key: UUID = connection.execute(query).scalar_one()
    return key


ALIKE = {
    "number": ({"id_digest": "a"}, {"id_digest": "a", "name": "别人"}, Likeness.NUMBER),
    "birth": (
        {"sex": Sex.FEMALE, "birth": BIRTH},
        {"sex": Sex.FEMALE, "birth": BIRTH},
        Likeness.BIRTH,
    ),
    "near": ({"birth": BIRTH}, {"birth": date(2016, 3, 10), "name_key": "章"}, Likeness.SOUND),
    "same day": ({"birth": BIRTH}, {"birth": BIRTH, "name_key": "章"}, Likeness.SOUND),
    "digit": ({"birth": BIRTH}, {"birth": date(2016, 8, 7)}, Likeness.SOUND),
    "year": ({"birth": BIRTH}, {"birth": date(2015, 3, 7)}, Likeness.SOUND),
    "swapped": ({"birth": BIRTH}, {"birth": date(2016, 7, 3)}, Likeness.SOUND),
    "far": ({"birth": BIRTH}, {"birth": date(2016, 5, 19)}, None),
    "sex": ({"birth": BIRTH, "sex": Sex.FEMALE}, {"birth": BIRTH, "sex": Sex.MALE}, None),
    "numbers": ({"birth": BIRTH, "id_digest": "a"}, {"birth": BIRTH, "id_digest": "b"}, None),
    "sound": ({"birth": BIRTH}, {"birth": BIRTH, "pinyin": "lihua"}, None),
    "unknown": ({}, {}, None),
}


@pytest.mark.parametrize(("one", "other", "likeness"), ALIKE.values(), ids=ALIKE)
def test_two_records_are_found_by_what_they_have_in_common(
    session: Session, one: dict[str, Any], other: dict[str, Any], likeness: Likeness | None
) -> None:
    pair = tuple(enter(session, one, other))
    assert found(session) == ({pair: likeness} if likeness else {})


births = st.dates(date(2015, 1, 1), date(2016, 12, 31))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(births, st.sampled_from([Sex.MALE, Sex.FEMALE, None])), max_size=12))
def test_near_births_are_found_as_by_comparing_each_with_each(
    plain_session: Session, people: list[tuple[date, Sex | None]]
) -> None:
    sound = f"s{plain_session.store.ids.new_id().hex}"
    rows = [
        {"birth": birth, "sex": sex, "name_key": f"{sound[:40]}{number}", "pinyin": sound}
        for number, (birth, sex) in enumerate(people)
    ]
    ids = enter(plain_session, *rows)
    mine = {pair for pair in found(plain_session) if pair[0] in ids}
    slow = {
        (ids[a], ids[b])
        for a, b in combinations(range(len(people)), 2)
        if near(people[a][0], people[b][0]) and len({people[a][1], people[b][1]} - {None}) < 2
    }
    assert mine == slow


def near(one: date, other: date) -> bool:
    written, read = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    slips = sum(a != b for a, b in zip(written[3:], read[3:], strict=True))
    swapped = written == f"{other:%Y%d%m}"
    return abs(one - other) <= timedelta(days=NEAR_DAYS) or slips == 1 or swapped


def test_decision_to_keep_apart_is_remembered_and_later_asks_again(session: Session) -> None:
    one, other = enter(session, {"id_digest": "a"}, {"id_digest": "a"})
    decide(session, (other, one), PairDecision.LATER)
    (pair,) = lookalikes(session)
    assert (pair.first_id, pair.second_id, pair.decision) == (one, other, PairDecision.LATER)
    decide(session, (one, other), PairDecision.APART, "双胞胎")
    assert lookalikes(session) == ()
    assert [p.decision for p in lookalikes(session, decided=True)] == [PairDecision.APART]
    with pytest.raises(NotFoundError):
        decide(session, (one, session.unit_id), PairDecision.APART)


def test_one_number_in_two_records_is_to_be_done_today(session: Session) -> None:
    pair = enter(session, {"id_digest": "a"}, {"id_digest": "a"})
    rules = {i.rule: i.sentence for i in today(session, OCTOBER).items}
    assert rules["people.twice"] == "名册里有 1 对记录的证件号相同，请决定是合并还是分开。"
    decide(session, (pair[0], pair[1]), PairDecision.APART)
    assert "people.twice" not in {i.rule for i in today(session, OCTOBER).items}


@pytest.fixture
def twins(session: Session) -> tuple[UUID, UUID]:
    """One child twice in 三年级1班: a record with a number, and one that was typed without."""
    whole = pupil(
        id_number=ID_A,
        birth=BIRTH,
        guardians=(guardian(phone="13800000001"), None),
        categories=frozenset({HouseholdCategory.LOW_INCOME}),
    )
    typed = pupil(
        "张晓红",
        3,
        student_number=f"G{ID_A}",
        birth=BIRTH,
        phone="13800000002",
        guardians=(guardian(relation="父亲"), guardian("王梅")),
        categories=frozenset({HouseholdCategory.LOW_INCOME, HouseholdCategory.LEFT_BEHIND}),
    )
    take(session, students(whole, typed), new=[3])
    with session.store.read() as connection:
        query = select(Person.name, Student.id).join(Student, Person.id == Student.person_id)
        ids = {row.name: row.id for row in connection.execute(query)}
    return ids["张小红"], ids["张晓红"]


def merged(session: Session, twins: tuple[UUID, UUID], *accepted: str) -> int:
    keep, drop = (person_of(session, key) for key in twins)
    return merge(session, keep, drop, frozenset(accepted))[0]


def test_side_by_side_tells_all_but_what_is_private(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    eat(session, twins[1], OCTOBER)
    close(session, OCTOBER)
    sides = compare(session, [person_of(session, key) for key in twins])
    one, other = sides
    assert (one.name, one.birth_year, one.facts) == ("张小红", 2016, 1)
    assert ID_A not in repr(sides)
    assert "13800000002" not in repr(sides)
    assert other.pupil is not None
    assert other.pupil.guardians == ("张大山", "王梅")
    assert other.pupil.events == ("2026年9月1日 入学 三年级1班",)
    assert (other.pupil.meal_months, other.pupil.closed_meals) == (1, 1)
    assert stays(sides) == other.person_id
    assert reveal(session, one.person_id, PrivateField.ID_NUMBER) == ID_A
    with pytest.raises(NotFoundError):
        compare(session, [session.unit_id])


def test_guardian_who_is_known_by_number_can_be_compared(session: Session) -> None:
    row = pupil(guardians=(guardian(id_number=ID_B), None))
    take(session, students(row))
    with session.store.read() as connection:
        query = select(Guardianship.person_id)
        key = connection.execute(query).scalar_one()
    assert key is not None
    (side,) = compare(session, [key])
    assert side.pupil is None
    assert side.uses == ("监护关系 1 条",)


def test_merged_record_keeps_both_histories(
    session: Session, twins: tuple[UUID, UUID], tmp_path: Path
) -> None:
    keep, drop = twins
    eat(session, keep, Month(2026, 9))
    eat(session, drop, OCTOBER)
    proof = tmp_path / "proof.pdf"
    proof.write_bytes(b"%PDF-1.4\n%%EOF\n")
    add(session, Record(RecordKind.ENROLMENT_EVENT, events_of(session, drop)[0].id), proof)
    number = merged(session, twins)
    assert number == 1
    (event,) = events_of(session, keep)
    record_of = pupil_record(session, keep)
    assert [g.name for g in record_of.guardians] == ["张大山", "王梅"]
    assert [g.relation for g in record_of.guardians] == ["父亲", None]
    assert len(record_of.events[0].proofs) == 1
    assert event.day == SEPTEMBER_1
    with session.store.read() as connection:
        months = connection.execute(select(MealMonth.month, MealMonth.student_id)).all()
        (person,) = connection.execute(select(Person).where(Person.id_digest.is_not(None))).all()
        row = connection.execute(select(Student)).one()
    assert {tuple(m) for m in months} == {(Month(2026, 9), keep), (OCTOBER, keep)}
    assert (person.phone, row.student_number) == ("13800000002", f"G{ID_A}")
    assert found(session) == {}
    (side,) = compare(session, [person.id])
    assert side.facts == 2


def test_where_both_tell_something_else_a_person_chooses_field_by_field(session: Session) -> None:
    fill(session, {})
    one = pupil(id_number=ID_A, phone="13800000001", boarding=True, student_number="G1")
    other = pupil("张晓红", 3, phone="13800000002", boarding=False, student_number="G2", remark="b")
    take(session, students(one, other), new=[3])
    with session.store.read() as connection:
        query = select(Person.name, Person.id, Student.id).join(
            Student, Person.id == Student.person_id
        )
        people = {name: (person, student) for name, person, student in connection.execute(query)}
    (keep, kept), (drop, dropped) = people["张小红"], people["张晓红"]
    for student, fields in (
        (kept, (PupilField.STUDENT_NUMBER,)),
        (dropped, (PupilField.PHONE, PupilField.NAME)),
    ):
        marks = frozenset((field, 0) for field in fields)
        change_marks(session, Subject.pupil(student), MarkChange(marks))
    told = {field.name: field.shown for field in differing(session, (keep, drop))}
    assert told == {
        "name": ("张小红", "张晓红"),
        "phone": (mask_phone("13800000001"), mask_phone("13800000002")),
        "boarding": ("住校", "走读"),
        "student_number": (mask("G1"), mask("G2")),
    }
    before = everything(session)
    taken = fields_called(["姓名", "学籍号"])
    number, _changes = merge(session, keep, drop, frozenset(), taken)
    with session.store.read() as connection:
        person = connection.execute(select(Person)).one()
        row = connection.execute(select(Student)).one()
        verified = connection.execute(select(VerifiedField.field, VerifiedField.student_id)).all()
    assert (person.name, person.name_key, person.pinyin) == ("张晓红", "张晓红", "zhangxiaohong")
    assert (person.phone, person.id_number) == ("13800000001", ID_A)
    assert (row.student_number, row.boarding, row.remark) == ("G2", True, "b")
    # What was held against the paper and holds no more is verified no more.
    assert [tuple(mark) for mark in verified] == [(PupilField.NAME, kept)]
    undo(session, number)
    assert everything(session) == before
    with pytest.raises(SchoolError, match="没有“身高”这个栏目"):
        fields_called(["身高"])


def test_number_of_the_record_that_goes_may_be_the_one_that_holds(session: Session) -> None:
    fill(session, {})
    take(session, students(pupil(id_number=ID_A), pupil("张晓红", 3, id_number=ID_B)), new=[3])
    with session.store.read() as connection:
        keep, drop = connection.execute(select(Person.id).order_by(Person.id)).scalars()
    taken = frozenset({"id_number"})
    with pytest.raises(Confirmable, match="用并掉那条的证件号") as asked:
        merge(session, keep, drop, taken=taken)
    merge(session, keep, drop, frozenset({asked.value.key}), taken)
    assert reveal(session, keep, PrivateField.ID_NUMBER) == ID_B


def test_merge_and_undo_leave_every_row_as_it_was(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    eat(session, twins[1], OCTOBER)
    before = everything(session)
    number = merged(session, twins)
    assert everything(session) != before
    undo(session, number)
    assert everything(session) == before
    assert [line.kind for line in deeds.history(session, DeedKind.MERGE)] == [DeedKind.MERGE]
    assert deeds.history(session, DeedKind.ROLLOVER) == ()


def test_merge_that_something_depends_on_cannot_be_undone(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    eat(session, twins[1], OCTOBER)
    number = merged(session, twins)
    close(session, OCTOBER)
    with pytest.raises(SchoolError, match="什么也没有改动"):
        undo(session, number)


def test_what_happened_after_a_merge_stays_with_the_record_that_stayed(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    number = merged(session, twins)
    record(session, [NewEvent(twins[0], Kind.LEFT, date(2026, 10, 12))])
    undo(session, number)
    assert [standing(session, key)[0] for key in twins] == [Kind.LEFT, Kind.ENROLLED]


def test_both_with_meals_of_one_month_are_refused(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    for key in twins:
        eat(session, key, OCTOBER)
    before = everything(session)
    with pytest.raises(SchoolError, match="都登记了2026年10月的就餐"):
        merged(session, twins)
    assert everything(session) == before


def test_one_absence_of_both_is_one_and_two_that_differ_are_kept(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    day = date(2026, 10, 12)
    for key in twins:
        miss(session, key, day)
    miss(session, twins[1], date(2026, 10, 13))
    before = everything(session)
    number = merged(session, twins)
    with session.store.read() as connection:
        rows = connection.execute(select(RollException.student_id, RollException.day)).all()
    assert {tuple(row) for row in rows} == {(twins[0], day), (twins[0], date(2026, 10, 13))}
    undo(session, number)
    assert everything(session) == before


def test_rows_that_cannot_stand_side_by_side_are_refused_by_name(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    def body(work: Work) -> None:
        rows = [
            blank(StaffMember, id=key, person_id=person_of(session, twin), staff_number=number)
            for key, twin, number in zip(work.new_ids(2), twins, "12", strict=True)
        ]
        work.insert(StaffMember, rows)

    session.store.write(session.unit_id, session.actor, "staff", body)
    before = everything(session)
    with pytest.raises(SchoolError, match="都有“教职工”而且互相冲突"):
        merged(session, twins)
    assert everything(session) == before


def test_record_with_closed_meals_can_only_stay(session: Session, twins: tuple[UUID, UUID]) -> None:
    eat(session, twins[1], OCTOBER)
    close(session, OCTOBER)
    with pytest.raises(SchoolError, match="请反过来，留下这一条"):
        merged(session, twins)
    merged(session, (twins[1], twins[0]))
    assert standing(session, twins[1])[0] is Kind.ENROLLED


def test_two_numbers_are_asked_about(session: Session) -> None:
    ids = fill(session, {})
    take(session, students(pupil(id_number=ID_A), pupil("张晓红", 3, id_number=ID_B)), new=[3])
    with session.store.read() as connection:
        keys = connection.execute(select(Person.id).order_by(Person.id)).scalars().all()
    with pytest.raises(Confirmable, match="证件号不同") as asked:
        merge(session, keys[0], keys[1])
    merge(session, keys[0], keys[1], frozenset({asked.value.key}))
    assert ids == {}
    assert reveal(session, keys[0], PrivateField.ID_NUMBER) == ID_A


def test_records_that_are_gone_are_refused(session: Session) -> None:
    one, other = enter(session, {"id_digest": "a"}, {"id_digest": "a"})
    with pytest.raises(NotFoundError):
        merge(session, one, one)
    merge(session, one, other)
    with pytest.raises(NotFoundError):
        merge(session, one, other)


def test_guardian_and_pupil_who_are_one_person_become_one(session: Session) -> None:
    ids = fill(session, {"张小红": (3, 1)})
    (other,) = enter(session, {"phone": "13800000003"})
    pupil_id = person_of(session, ids["张小红"])
    merge(session, other, pupil_id)
    assert person_of(session, ids["张小红"]) == other


CONTRADICTIONS = {
    "classes": ([(Kind.ENROLLED, 1, "三年级2班")], "在两个班"),
    "left": (
        [(Kind.ENROLLED, 1, "三年级1班"), (Kind.LEFT, 20, "三年级1班")],
        "一条入学，一条离校",
    ),
    "died": ([(Kind.ENROLLED, 0, "三年级1班"), (Kind.DIED, 0, "三年级1班")], "说法不一"),
}


def rewrite(
    session: Session, student_id: UUID, moments: list[tuple[Kind, int, str]], start: date
) -> None:
    """Give a pupil another story."""
    classes = class_ids(session, SEPTEMBER_1)

    def body(work: Work) -> None:
        old = [e.id for e in events_of_work(work, student_id)]
        work.delete(EnrolmentEvent, old)
        rows = [
            blank(
                EnrolmentEvent,
                id=key,
                student_id=student_id,
                kind=kind,
                day=start + timedelta(days=after),
                class_id=classes[named],
            )
            for key, (kind, after, named) in zip(work.new_ids(len(moments)), moments, strict=True)
        ]
        work.insert(EnrolmentEvent, rows)

    session.store.write(session.unit_id, session.actor, "story", body)


def events_of_work(work: Work, student_id: UUID) -> list[Any]:
    query = select(EnrolmentEvent.id).where(EnrolmentEvent.student_id == student_id)
    return list(work.connection.execute(query))


@pytest.mark.parametrize(("moments", "words"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_presence_that_contradicts_is_refused(
    session: Session,
    twins: tuple[UUID, UUID],
    moments: list[tuple[Kind, int, str]],
    words: str,
) -> None:
    take(session, students(pupil("李明", 9, school_class=None)), new=[9])
    fill(session, {"王芳": (3, 2)})
    rewrite(session, twins[1], moments, date(2026, 9, 1))
    with pytest.raises(SchoolError, match=words):
        merged(session, twins)


def test_one_that_ended_before_the_other_began_goes_before_it(
    session: Session, twins: tuple[UUID, UUID]
) -> None:
    story = [(Kind.ENROLLED, 0, "三年级1班"), (Kind.TRANSFER_OUT, 300, "三年级1班")]
    rewrite(session, twins[1], story, date(2025, 9, 1))
    merged(session, twins)
    assert [e.kind for e in events_of(session, twins[0])] == [
        Kind.ENROLLED,
        Kind.TRANSFER_OUT,
        Kind.ENROLLED,
    ]
    assert standing(session, twins[0])[0] is Kind.ENROLLED


spells = st.lists(
    st.tuples(st.integers(1, 200), st.sampled_from([Kind.LEFT, Kind.SUSPENDED, Kind.RESUMED])),
    max_size=4,
)


def told(first: int, moves: list[tuple[int, Kind]]) -> list[tuple[Kind, int, str]]:
    """A story that holds together: here, away, here again."""
    found = [(Kind.ENROLLED, first, "三年级1班")]
    for gap, kind in moves:
        here = found[-1][0].present
        if here == (kind is not Kind.RESUMED):
            found.append((kind, found[-1][1] + gap, "三年级1班"))
    return found


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 100), spells, st.integers(0, 600), spells)
def test_merged_stories_say_on_each_day_what_one_of_them_said(
    plain_session: Session,
    first: int,
    moves: list[tuple[int, Kind]],
    second: int,
    others: list[tuple[int, Kind]],
) -> None:
    session = plain_session
    ids = fill(session, {"张小红": (3, 1), "李明": (3, 1)})
    pair = ids["张小红"], ids["李明"]
    start = date(2024, 9, 1)
    for key, story in zip(pair, (told(first, moves), told(second, others)), strict=True):
        rewrite(session, key, story, start)
    days = [start + timedelta(days=n) for n in range(1600)]
    known = [events_of(session, key) for key in pair]
    sides = [[here(story, day) for day in days] for story in known]
    before = everything(session)
    try:
        number = merged(session, pair)
    except SchoolError:
        assert everything(session) == before
        return
    whole = events_of(session, pair[0])
    both = [here(whole, day) for day in days]
    assert both == [one or other for one, other in zip(*sides, strict=True)]
    assert standing(session, pair[0])[0] is events_of(session, pair[0])[-1].kind
    undo(session, number)
    now = everything(session)
    assert now == before


def here(events: list[Any], day: date) -> bool:
    return next((e.kind.present for e in reversed(events) if e.day <= day), False)
