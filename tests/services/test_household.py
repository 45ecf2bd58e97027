"""What is known of families: entered with proof, ended, renewed, and only ever shown on request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.json import load
from desktop.core.labels import EnrolmentKind, HouseholdCategory, Role
from desktop.core.lists import ListTopic, Verdict
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.database.records import AuditEntry
from desktop.services import events, household
from desktop.services.comparison.books import pupils_on
from desktop.services.comparison.people import people_of_list
from desktop.services.comparison.verdicts import decide
from desktop.services.granting import GUARDIAN, HIMSELF, grant, grants_of
from desktop.services.household import (
    Confirmed,
    NewFact,
    Renewal,
    expiring,
    reveal_categories,
)
from desktop.services.household_checks import (
    Confirmation,
    confirm,
    months_before,
    unconfirmed,
)
from desktop.services.imports.plan import Listed
from desktop.services.lists import stored_lists
from desktop.services.parameters import NewValue, set_value
from desktop.services.people import PupilQuery, pupils
from desktop.services.today.items import Urgency
from desktop.services.today.waiting import today
from desktop.services.verification import check_all
from tests.services.rosters import ID_A, ID_B, ID_C, as_role, guardian, pupil, students
from tests.services.rosters import take as take_students
from tests.services.test_office_lists import listed, sheet, take

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

LOW, ORPHAN = HouseholdCategory.LOW_INCOME, HouseholdCategory.ORPHAN
AUTUMN = date(2026, 9, 1)


@pytest.fixture
def school(session: Session) -> Session:
    take_students(
        session,
        students(
            pupil(id_number=ID_A, guardians=(guardian(id_number=ID_C), None)),
            pupil("李小军", 3, id_number=ID_B),
        ),
    )
    return session


def key_of(session: Session, name: str = "张小红") -> UUID:
    lines = pupils(session, PupilQuery()).lines
    return next(line.student_id for line in lines if line.name == name)


def fact(session: Session, **values: Any) -> NewFact:  # noqa: ANN401 - fields
    told: dict[str, Any] = {
        "student_id": key_of(session),
        "category": LOW,
        "since": AUTUMN,
        "proof": "低保证 001",
    }
    return NewFact(**(told | values))


def known(session: Session) -> list[tuple[HouseholdCategory, date, date | None, str]]:
    facts = reveal_categories(session, key_of(session))
    return [(f.category, f.since, f.until, f.proof) for f in facts]


def last_entry(session: Session) -> Any:  # noqa: ANN401 - a row
    with session.store.read() as connection:
        query = (
            select(AuditEntry.__table__)
            .where(AuditEntry.unit_id == session.unit_id)
            .order_by(AuditEntry.seq.desc())
        )
        return connection.execute(query).first()


def test_fact_is_entered_with_its_proof_and_reading_it_is_known_afterwards(school: Session) -> None:
    household.add(school, fact(school, until=date(2027, 8, 31)))
    assert known(school) == [(LOW, AUTUMN, date(2027, 8, 31), "低保证 001")]
    entry = last_entry(school)
    assert entry.action == "person.reveal"
    assert load(entry.summary)["field"] == "categories"
    assert check_all(school, Progress()).whole


def test_no_summary_of_the_chain_names_a_category(school: Session) -> None:
    household.add(school, fact(school))
    (first,) = reveal_categories(school, key_of(school))
    household.renew(school, Renewal(first.fact_id, "低保证 002", since=date(2026, 10, 1)))
    second, first = reveal_categories(school, key_of(school))
    household.end(school, second.fact_id, date(2026, 10, 20))
    household.remove(school, first.fact_id)
    with school.store.read() as connection:
        told = connection.execute(select(AuditEntry.action, AuditEntry.summary)).all()
    assert {"household.add", "household.renew", "household.end", "household.remove"} <= {
        row.action for row in told
    }
    for row in told:
        assert LOW.value not in row.summary
        assert LOW.label not in row.summary


def test_auditor_may_read_and_is_noted_but_not_write(school: Session) -> None:
    household.add(school, fact(school))
    auditor = as_role(school, Role.AUDITOR)
    assert len(reveal_categories(auditor, key_of(school))) == 1
    assert last_entry(school).user_name == "审计"
    with pytest.raises(AccessRefusedError):
        household.add(auditor, fact(school, category=ORPHAN))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"proof": "  "}, "凭证的名称和编号"),
        ({"proof": "长" * 201}, "200个字"),
        ({"until": date(2026, 8, 31)}, "截止日期在起始日期之前"),
    ],
)
def test_fact_that_does_not_hold_together_is_refused(
    school: Session, values: dict[str, Any], words: str
) -> None:
    with pytest.raises(SchoolError, match=words):
        household.add(school, fact(school, **values))
    with pytest.raises(NotFoundError):
        household.add(school, fact(school, student_id=uuid4()))
    assert known(school) == []


def test_same_category_twice_for_the_same_days_is_refused_without_naming_it(
    school: Session,
) -> None:
    household.add(school, fact(school, until=date(2026, 12, 31)))
    for since, until in ((date(2026, 12, 31), None), (date(2026, 1, 1), AUTUMN)):
        with pytest.raises(SchoolError, match="已经登记过") as refused:
            household.add(school, fact(school, since=since, until=until))
        assert LOW.label not in refused.value.sentence
    household.add(school, fact(school, since=date(2026, 1, 1), until=date(2026, 8, 31)))
    household.add(school, fact(school, category=ORPHAN))
    household.add(school, fact(school, since=date(2027, 1, 1)))
    assert len(known(school)) == 4


def test_end_and_renewal_keep_what_was(school: Session) -> None:
    household.add(school, fact(school, until=date(2026, 10, 31)))
    (first,) = reveal_categories(school, key_of(school))
    household.renew(school, Renewal(first.fact_id, "低保证 002", date(2027, 10, 31)))
    assert known(school) == [
        (LOW, date(2026, 11, 1), date(2027, 10, 31), "低保证 002"),
        (LOW, AUTUMN, date(2026, 10, 31), "低保证 001"),
    ]
    newest = reveal_categories(school, key_of(school))[0]
    household.end(school, newest.fact_id, date(2026, 11, 30))
    assert known(school)[0][2] == date(2026, 11, 30)


def test_renewal_ends_what_had_no_end(school: Session) -> None:
    household.add(school, fact(school))
    (first,) = reveal_categories(school, key_of(school))
    household.renew(school, Renewal(first.fact_id, "低保证 002"))
    today_is = school.store.clock.today()
    assert [(since, until) for _, since, until, _ in known(school)] == [
        (today_is, None),
        (AUTUMN, today_is - timedelta(days=1)),
    ]


def test_days_that_do_not_follow_are_refused(school: Session) -> None:
    household.add(school, fact(school))
    (first,) = reveal_categories(school, key_of(school))
    with pytest.raises(SchoolError, match="起始日期之后"):
        household.renew(school, Renewal(first.fact_id, "低保证 002", since=AUTUMN))
    with pytest.raises(SchoolError, match="截止日期在起始日期之前"):
        household.end(school, first.fact_id, date(2026, 8, 31))
    for call in (
        lambda: household.end(school, uuid4(), AUTUMN),
        lambda: household.remove(school, uuid4()),
        lambda: reveal_categories(school, uuid4()),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_end_is_not_moved_over_a_later_fact(school: Session) -> None:
    household.add(school, fact(school, until=date(2026, 9, 30)))
    household.add(school, fact(school, since=date(2026, 10, 10)))
    first = reveal_categories(school, key_of(school))[1]
    with pytest.raises(SchoolError, match="已经登记过"):
        household.end(school, first.fact_id, date(2026, 10, 15))


def items(session: Session) -> list[tuple[str, Urgency]]:
    found = today(session, Month.of(session.store.clock.today())).items
    return [(item.sentence, item.urgency) for item in found if item.rule.startswith("household")]


def test_facts_that_end_ask_for_renewal_without_saying_whose_or_what(school: Session) -> None:
    day = school.store.clock.today()
    household.add(school, fact(school, until=day + timedelta(days=20)))
    household.add(school, fact(school, category=ORPHAN, until=day - timedelta(days=5)))
    household.add(
        school,
        fact(school, student_id=key_of(school, "李小军"), until=day + timedelta(days=60)),
    )
    assert [(f.name, f.until) for f in expiring(school)] == [
        ("张小红", day - timedelta(days=5)),
        ("张小红", day + timedelta(days=20)),
    ]
    assert items(school) == [
        ("有1项家庭情况登记已经到期，请核对以后续期或终止。", Urgency.HANDS),
        ("有1项家庭情况登记在30天内到期，请核对以后续期。", Urgency.SOON),
    ]
    set_value(school, NewValue("household.lead_days", 90, day, "校务会"))
    assert [f.name for f in expiring(school)] == ["张小红", "张小红", "李小军"]


def test_renewed_facts_ask_no_more_and_neither_do_those_of_pupils_who_left(
    school: Session,
) -> None:
    day = school.store.clock.today()
    household.add(school, fact(school, until=day + timedelta(days=20)))
    (first,) = reveal_categories(school, key_of(school))
    household.renew(school, Renewal(first.fact_id, "低保证 002", day + timedelta(days=400)))
    assert expiring(school) == ()
    other = key_of(school, "李小军")
    household.add(school, fact(school, student_id=other, until=day))
    assert len(expiring(school)) == 1
    events.record(school, [events.NewEvent(other, EnrolmentKind.TRANSFER_OUT, day)])
    assert expiring(school) == ()


LIST = Listed(ListTopic.LOW_INCOME, day=date(2026, 9, 30))


def test_fact_without_an_end_asks_once_a_year_until_somebody_says_that_it_holds(
    school: Session,
) -> None:
    day = school.store.clock.today()
    household.add(school, fact(school, since=date(2025, 10, 31)))
    household.add(school, fact(school, category=ORPHAN, since=date(2025, 11, 1)))
    other = key_of(school, "李小军")
    household.add(school, fact(school, student_id=other, since=AUTUMN))
    (asked,) = unconfirmed(school)
    assert (asked.name, asked.school_class, asked.last) == (
        "张小红",
        "三年级1班",
        date(2025, 10, 31),
    )
    assert items(school) == [
        (
            "有1项没有期限的家庭情况登记超过12个月没有核对，请核对是否仍符合。",
            Urgency.SOON,
        )
    ]
    confirm(school, Confirmation(asked.fact_id, day, " 2026年低保名单 "))
    assert unconfirmed(school) == ()
    (_, told) = sorted(reveal_categories(school, key_of(school)), key=lambda f: f.since)[::-1]
    assert told.confirmed == Confirmed(day, "张校长", "2026年低保名单")
    set_value(school, NewValue("household.confirm_months", 3, AUTUMN, "校务会"))
    assert [line.last for line in unconfirmed(school)] == [date(2025, 11, 1)]
    events.record(school, [events.NewEvent(key_of(school), EnrolmentKind.TRANSFER_OUT, day)])
    assert unconfirmed(school) == ()
    assert check_all(school, Progress()).whole


def test_confirmation_that_cannot_be_is_refused(school: Session) -> None:
    household.add(school, fact(school))
    (known_fact,) = reveal_categories(school, key_of(school))
    told = Confirmation(known_fact.fact_id, date(2026, 10, 31), "低保名单")
    for wrong, sentence in (
        (replace(told, proof=" "), "看过什么"),
        (replace(told, proof="长" * 201), "太长"),
        (replace(told, day=date(2026, 11, 1)), "还没有到"),
        (replace(told, day=date(2026, 8, 31)), "开始之前"),
    ):
        with pytest.raises(SchoolError, match=sentence):
            confirm(school, wrong)


def test_only_what_has_no_end_is_confirmed_and_a_mistake_goes_with_its_confirmations(
    school: Session,
) -> None:
    day = school.store.clock.today()
    household.add(school, fact(school))
    (first,) = reveal_categories(school, key_of(school))
    confirm(school, Confirmation(first.fact_id, day, "低保名单"))
    household.end(school, first.fact_id, day)
    with pytest.raises(SchoolError, match="续期"):
        confirm(school, Confirmation(first.fact_id, day, "低保名单"))
    household.remove(school, first.fact_id)
    with pytest.raises(NotFoundError):
        confirm(school, Confirmation(first.fact_id, day, "低保名单"))
    assert check_all(school, Progress()).whole


def test_the_same_day_some_months_ago_or_the_last_of_that_month() -> None:
    assert months_before(date(2026, 10, 31), 12) == date(2025, 10, 31)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


def test_list_gives_its_category_to_those_who_are_surely_on_it(school: Session) -> None:
    wrong = ID_B[:-1] + ("0" if ID_B[-1] != "0" else "1")
    take(
        school,
        sheet(listed(id_number=ID_A, paper="D-1"), listed("李小军", 3, id_number=wrong)),
        LIST,
    )
    seen = grants_of(school, stored_lists(school)[0].list_id)
    assert [(g.name, g.reason, g.category) for g in seen.grants] == [("张小红", HIMSELF, LOW)]
    assert (seen.known, seen.doubtful) == (0, 1)
    assert known(school) == []
    grant(school, seen, [g.student_id for g in seen.grants], date(2027, 8, 31))
    proof = "民政·低保名单（2026-09-30） D-1"
    assert known(school) == [(LOW, date(2026, 9, 30), date(2027, 8, 31), proof)]
    again = grants_of(school, stored_lists(school)[0].list_id)
    assert (again.grants, again.known) == ((), 1)
    with pytest.raises(SchoolError, match="已经登记了"):
        grant(school, seen, [g.student_id for g in seen.grants])


def test_confirmed_pair_is_given_it_too(school: Session) -> None:
    wrong = ID_B[:-1] + ("0" if ID_B[-1] != "0" else "1")
    take(school, sheet(listed("李小军", id_number=wrong)), LIST)
    list_id = stored_lists(school)[0].list_id
    (left,) = people_of_list(school, list_id).people
    right = next(p for p in pupils_on(school).people if p.name == "李小军")
    decide(school, {(left, right): Verdict.SAME})
    assert [g.name for g in grants_of(school, list_id).grants] == ["李小军"]


@pytest.mark.parametrize(
    ("topic", "given"),
    [
        (ListTopic.LOW_INCOME, [LOW]),
        (ListTopic.DISABLED, [HouseholdCategory.DISABLED_PARENT]),
        (ListTopic.EXTREME_POVERTY, []),
    ],
)
def test_guardian_on_the_list_counts_for_the_child_where_the_family_is_meant(
    school: Session, topic: ListTopic, given: list[HouseholdCategory]
) -> None:
    take(school, sheet(listed("张大山", id_number=ID_C)), Listed(topic, day=date(2026, 9, 30)))
    seen = grants_of(school, stored_lists(school)[0].list_id)
    assert [g.category for g in seen.grants] == given
    assert {g.reason for g in seen.grants} <= {GUARDIAN}


def test_grant_that_cannot_be_is_refused(school: Session) -> None:
    take(school, sheet(listed(id_number=ID_A), kind="school-age"), None)
    with pytest.raises(SchoolError, match="不是困难家庭名单"):
        grants_of(school, stored_lists(school)[0].list_id)
    low = frozenset({LOW})
    take(school, sheet(listed(id_number=ID_A, categories=low)), Listed(ListTopic.MIXED))
    mixed = next(k for k in stored_lists(school) if k.topic is ListTopic.MIXED)
    seen = grants_of(school, mixed.list_id)
    assert [g.category for g in seen.grants] == [LOW]
    with pytest.raises(SchoolError, match="没有选中"):
        grant(school, seen, [])
    with pytest.raises(SchoolError, match="名单的日期之前"):
        grant(school, seen, [seen.grants[0].student_id], date(2020, 1, 1))
