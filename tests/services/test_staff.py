"""Staff by hand: lists of a day, somebody new, posts, absences, leaving, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.errors import AccessRefusedError, Confirmable, NotFoundError, SchoolError
from desktop.core.labels import Role, Sex
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind, StaffState
from desktop.core.pupil_fields import PupilField
from desktop.services.homerooms import Appointment, appoint
from desktop.services.pupils import colleagues
from desktop.services.pupils.colleagues import PersonalFacts, personal_of
from desktop.services.pupils.register import dossier
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.verified import verify
from desktop.services.search import StaffKey, search
from desktop.services.staff import absences, posts
from desktop.services.staff.absences import NewAbsence
from desktop.services.staff.lists import StaffOrder, count_by_state
from desktop.services.staff.members import MemberFacts, NewMember, add, edit, facts_of
from desktop.services.staff.posts import Leaving, NewPost
from desktop.services.staff.story import member, staff_by_name
from tests.services.rosters import as_role, dump, guardian, pupil, students, take
from tests.services.staff_rosters import AUTUMN, ID_1, ID_2, TODAY, hire, lines

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session

YEAR_AGO = date(2025, 9, 1)


def names(session: Session, **query: Any) -> list[str]:  # noqa: ANN401 - fields
    return [line.name for line in lines(session, **query)]


def a_class(session: Session) -> UUID:
    from desktop.services.classes import classes_on  # noqa: PLC0415 - beside its only use

    take(session, students(pupil()))
    return classes_on(session)[0].class_id


# Lists.


def test_list_is_sorted_by_place_and_post_then_name(session: Session) -> None:
    hire(session, "王建国")
    hire(session, "白云", kind=PostKind.PRINCIPAL)
    hire(session, "李秀英")
    hire(session, "赵甲", place="岩脚教学点")
    assert names(session) == ["白云", "李秀英", "王建国", "赵甲"]
    assert names(session, order=StaffOrder.NAME) == ["白云", "李秀英", "王建国", "赵甲"]
    assert names(session, descending=True)[0] == "赵甲"
    assert names(session, offset=1, limit=2) == ["李秀英", "王建国"]


@pytest.mark.parametrize("order", StaffOrder)
def test_every_order_lists_everybody_once(session: Session, order: StaffOrder) -> None:
    for place, name in enumerate(("王建国", "李秀英", "赵甲")):
        facts = MemberFacts(staff_number=str(10 - place) if place else None)
        hire(session, name, facts=facts, establishment=list(Establishment)[place])
    up, down = names(session, order=order), names(session, order=order, descending=True)
    assert sorted(up) == sorted(["王建国", "李秀英", "赵甲"])
    assert down == up[::-1]
    if order is StaffOrder.NUMBER:
        assert up == ["赵甲", "李秀英", "王建国"]


def test_list_of_a_day_shows_the_post_of_that_day(session: Session) -> None:
    key = hire(session, since=YEAR_AGO, duty="语文教师")
    posts.begin(session, key, NewPost(PostKind.HEAD, AUTUMN, duty="教导主任"))
    assert [line.post for line in lines(session)] == ["教导主任"]
    assert [line.post for line in lines(session, on=date(2026, 8, 31))] == ["语文教师"]
    assert lines(session, on=date(2025, 8, 31)) == ()
    assert [s.state for s in lines(session, states=frozenset(), on=date(2025, 8, 31))] == [
        StaffState.COMING
    ]


def test_list_is_narrowed(session: Session) -> None:
    key = hire(session, "王建国", id_number=ID_1, establishment=Establishment.STAFFED)
    hire(session, "李秀英", kind=PostKind.COOK, facts=MemberFacts(staff_number="A7"))
    posts.begin(session, key, NewPost(PostKind.CASHIER, AUTUMN), besides=True)
    assert names(session, text="wjg") == names(session, text="建国") == ["王建国"]
    assert names(session, text="wangjian") == names(session, text=ID_1) == ["王建国"]
    assert names(session, text="a7") == ["李秀英"]
    assert names(session, kind=PostKind.CASHIER) == ["王建国"]
    assert names(session, kind=PostKind.COOK) == ["李秀英"]
    assert names(session, establishment=Establishment.STAFFED) == ["王建国"]
    assert names(session, states=frozenset({StaffState.LEFT})) == []
    assert count_by_state(session) == {
        StaffState.AT_POST: 2,
        StaffState.AWAY: 0,
        StaffState.LEFT: 0,
        StaffState.COMING: 0,
    }


def test_list_names_the_classes_that_somebody_is_responsible_for(session: Session) -> None:
    class_id, key = a_class(session), hire(session)
    appoint(session, Appointment(class_id, key, AUTUMN))
    assert lines(session)[0].classes == "三年级1班"
    assert lines(session, on=date(2031, 9, 1))[0].classes == ""
    assert [(h.school_class, h.since, h.until) for h in member(session, key).homerooms] == [
        ("三年级1班", AUTUMN, None)
    ]


# Somebody new.


def test_new_member_has_what_the_number_says(session: Session) -> None:
    key = hire(session, "王 建国", id_number=ID_1, phone="139 1234 5670", duty=" 语文教师 ")
    record = member(session, key)
    assert (record.line.name, record.line.sex, record.birth_year) == ("王建国", Sex.MALE, 1985)
    assert (record.line.post, record.line.since) == ("语文教师", AUTUMN)
    assert record.line.phone_masked.startswith("139")
    assert "1234" not in record.line.phone_masked


def test_guardian_who_comes_to_work_here_stays_one_person(session: Session) -> None:
    take(session, students(pupil(guardians=(guardian("王建国", id_number=ID_1), None))))
    new = NewMember("王建国", NewPost(PostKind.COOK, AUTUMN), id_number=ID_1, phone="13912345670")
    added = add(session, new)
    assert added.known_before
    assert member(session, added.staff_id).wards == ("张小红",)
    assert len(dump(session.store)["people"]) == 2
    with pytest.raises(SchoolError, match="已经在教职工名册里"):
        add(session, new)
    with pytest.raises(SchoolError, match="另一个姓名"):
        add(session, replace(new, name="李秀英"))


def test_namesake_is_asked_about(session: Session) -> None:
    hire(session)
    with pytest.raises(Confirmable) as asked:
        add(session, NewMember("王建国", NewPost(PostKind.COOK, AUTUMN)))
    assert asked.value.key == "namesake"


@pytest.mark.parametrize(
    "values",
    [
        {"name": "  "},
        {"name": "123"},
        {"id_number": "11010119850307001"},
        {"phone": "12"},
        {"facts": MemberFacts(staff_number="9" * 41)},
        {"facts": MemberFacts(title="很" * 41)},
        {"facts": MemberFacts(remark="电话 13912345670")},
        {"post": NewPost(PostKind.COOK, date(1900, 1, 1))},
        {"post": NewPost(PostKind.COOK, date(2028, 1, 1))},
        {"post": NewPost(PostKind.COOK, AUTUMN, until=date(2026, 8, 1))},
        {"post": NewPost(PostKind.COOK, AUTUMN, duty="很" * 501)},
    ],
)
def test_what_cannot_be_is_refused(session: Session, values: dict[str, Any]) -> None:
    new = replace(NewMember("王建国", NewPost(PostKind.COOK, AUTUMN)), **values)
    with pytest.raises(SchoolError):
        add(session, new)
    assert dump(session.store)["staff"] == {}


def test_facts_are_edited_and_numbers_stay_apart(session: Session) -> None:
    key = hire(session, facts=MemberFacts(staff_number=" 00 1 "))
    other = hire(session, "李秀英")
    assert facts_of(session, key).staff_number == "001"
    edit(session, key, MemberFacts(staff_number="001", title="一级教师", joined=YEAR_AGO))
    record = member(session, key)
    assert (record.line.title, record.joined) == ("一级教师", YEAR_AGO)
    with pytest.raises(SchoolError, match="工号"):
        edit(session, other, MemberFacts(staff_number="001"))
    with pytest.raises(NotFoundError):
        edit(session, session.unit_id, MemberFacts())


def test_sex_and_nation_are_corrected_and_what_is_odd_is_asked_about(session: Session) -> None:
    key = hire(session, id_number=ID_1)
    facts, male = facts_of(session, key), personal_of(session, key).sex
    colleagues.edit(session, key, facts, PersonalFacts(male, "回"))
    assert personal_of(session, key) == PersonalFacts(Sex.MALE, "回族")
    with pytest.raises(SchoolError, match="没有这个民族"):
        colleagues.edit(session, key, facts, PersonalFacts(male, "火星族"))
    with pytest.raises(Confirmable, match="证件号里的不一样") as asked:
        colleagues.edit(session, key, facts, PersonalFacts(Sex.FEMALE, "回族"))
    assert personal_of(session, key).sex is Sex.MALE
    verify(session, Subject.colleague(key), PupilField.SEX)
    accepted = {asked.value.key}
    with pytest.raises(Confirmable, match="核实过") as again:
        colleagues.edit(session, key, facts, PersonalFacts(Sex.FEMALE), accepted)
    colleagues.edit(session, key, facts, PersonalFacts(Sex.FEMALE), accepted | {again.value.key})
    assert personal_of(session, key) == PersonalFacts(Sex.FEMALE)
    assert dossier(session, Subject.colleague(key)).marks == ()


def test_auditor_looks_only(session: Session) -> None:
    hire(session)
    auditor = as_role(session, Role.AUDITOR)
    assert names(auditor) == ["王建国"]
    with pytest.raises(AccessRefusedError):
        add(auditor, NewMember("李秀英", NewPost(PostKind.COOK, AUTUMN)))


def test_staff_are_found_by_name_or_number(session: Session) -> None:
    hire(session, facts=MemberFacts(staff_number="7"))
    assert [line.name for line in staff_by_name(session, "7")] == ["王建国"]
    assert len(staff_by_name(session, "王建国")) == 1
    assert staff_by_name(session, "王") == ()


# Posts.


def test_new_post_ends_the_one_before(session: Session) -> None:
    key = hire(session, since=YEAR_AGO)
    posts.begin(session, key, NewPost(PostKind.HEAD, AUTUMN, place=session.unit_name))
    told = [(p.kind, p.place, p.since, p.until, p.ending) for p in member(session, key).posts]
    assert told == [
        (PostKind.HEAD, "", AUTUMN, None, None),
        (PostKind.TEACHER, "", YEAR_AGO, date(2026, 8, 31), PostEnd.MOVED),
    ]


def test_post_besides_leaves_the_other_alone(session: Session) -> None:
    key = hire(session, since=YEAR_AGO)
    posts.begin(session, key, NewPost(PostKind.CASHIER, AUTUMN), besides=True)
    assert [p.until for p in member(session, key).posts] == [None, None]
    assert lines(session)[0].kind is PostKind.TEACHER
    posts.begin(session, key, NewPost(PostKind.PRINCIPAL, TODAY), besides=True)
    assert lines(session)[0].kind is PostKind.PRINCIPAL


def test_same_post_twice_is_refused_and_odd_ones_are_asked_about(session: Session) -> None:
    key = hire(session, since=YEAR_AGO, establishment=Establishment.STAFFED)
    again = NewPost(PostKind.TEACHER, AUTUMN)
    with pytest.raises(SchoolError, match="时间重叠"):
        posts.begin(session, key, again, besides=True)
    elsewhere = NewPost(PostKind.TEACHER, AUTUMN, "岩脚教学点")
    with pytest.raises(Confirmable) as asked:
        posts.begin(session, key, elsewhere, besides=True)
    assert asked.value.key == "elsewhere"
    hired = NewPost(PostKind.COOK, AUTUMN, establishment=Establishment.TEMPORARY)
    with pytest.raises(Confirmable) as asked:
        posts.begin(session, key, hired, besides=True)
    assert asked.value.key == "terms"
    posts.begin(session, key, hired, besides=True, accepted={"terms"})
    assert len(member(session, key).posts) == 2


def test_post_before_the_one_held_is_no_reason_to_end_it(session: Session) -> None:
    key = hire(session)
    posts.begin(session, key, NewPost(PostKind.COOK, YEAR_AGO, until=date(2026, 8, 31)))
    assert [(p.kind, p.until) for p in member(session, key).posts] == [
        (PostKind.TEACHER, None),
        (PostKind.COOK, date(2026, 8, 31)),
    ]


def test_one_post_of_several_ends(session: Session) -> None:
    key = hire(session, since=YEAR_AGO)
    posts.begin(session, key, NewPost(PostKind.CASHIER, YEAR_AGO), besides=True)
    cashier = next(p for p in member(session, key).posts if p.kind is PostKind.CASHIER)
    leaving = Leaving(date(2026, 8, 31), PostEnd.MOVED, "免职1号")
    posts.end(session, cashier.post_id, leaving)
    told = {p.kind: (p.until, p.end_document) for p in member(session, key).posts}
    assert told == {
        PostKind.CASHIER: (date(2026, 8, 31), "免职1号"),
        PostKind.TEACHER: (None, ""),
    }
    with pytest.raises(SchoolError, match="已经登记到2026年8月31日"):
        posts.end(session, cashier.post_id, leaving)


def test_who_leaves_leaves_posts_absences_and_classes(session: Session) -> None:
    class_id, key = a_class(session), hire(session, since=YEAR_AGO)
    appoint(session, Appointment(class_id, key, AUTUMN))
    absences.record(session, key, NewAbsence(AbsenceKind.SICK, date(2026, 10, 8)))
    later = NewAbsence(AbsenceKind.TRAINING, date(2026, 11, 20), date(2026, 11, 25))
    absences.record(session, key, later, {"overlap"})
    last = date(2026, 10, 20)
    with pytest.raises(SchoolError, match="不能更早"):
        posts.leave(session, key, Leaving(date(2025, 1, 1), PostEnd.RETIRED))
    posts.leave(session, key, Leaving(last, PostEnd.RETIRED, "退休通知"))
    record = member(session, key)
    assert (record.line.state, record.line.ending) == (StaffState.LEFT, PostEnd.RETIRED)
    assert [p.until for p in record.posts] == [last]
    assert [(a.until, a.withdrawn is None) for a in record.absences] == [
        (date(2026, 11, 25), False),
        (last, True),
    ]
    assert [h.until for h in record.homerooms] == [last]
    with pytest.raises(SchoolError, match="没有在任的岗位"):
        posts.leave(session, key, Leaving(TODAY, PostEnd.RETIRED))


def test_correction_keeps_what_was_entered(session: Session) -> None:
    key = hire(session, since=YEAR_AGO)
    (old,) = member(session, key).posts
    right = NewPost(PostKind.TEACHER, date(2024, 9, 1), until=date(2026, 1, 1))
    posts.correct(session, old.post_id, right, "日期登记错了")
    new, kept = member(session, key).posts[::-1]
    assert (new.since, new.until, new.ending) == (*(right.since, right.until), PostEnd.MOVED)
    assert kept.withdrawn is not None
    assert (kept.since, kept.withdrawn.why, kept.withdrawn.user_name) == (
        *(YEAR_AGO, "日期登记错了"),
        "张校长",
    )
    with pytest.raises(NotFoundError):
        posts.correct(session, old.post_id, right, "再来一次")
    with pytest.raises(SchoolError, match="为什么更正"):
        posts.correct(session, new.post_id, right, "  ")


def test_post_that_never_was_is_withdrawn(session: Session) -> None:
    key = hire(session)
    (post,) = member(session, key).posts
    posts.withdraw(session, post.post_id, "登记错人了")
    assert lines(session, states=frozenset())[0].state is StaffState.COMING
    assert names(session) == []


def test_strangers_have_no_posts(session: Session) -> None:
    stranger = session.unit_id
    with pytest.raises(NotFoundError):
        posts.begin(session, stranger, NewPost(PostKind.COOK, AUTUMN))
    with pytest.raises(NotFoundError):
        posts.leave(session, stranger, Leaving(TODAY, PostEnd.RETIRED))
    with pytest.raises(NotFoundError):
        posts.end(session, stranger, Leaving(TODAY, PostEnd.RETIRED))
    with pytest.raises(NotFoundError):
        absences.record(session, stranger, NewAbsence(AbsenceKind.SICK, AUTUMN))


# Absences.


def test_absence_makes_the_state_until_somebody_is_back(session: Session) -> None:
    key = hire(session)
    absences.record(session, key, NewAbsence(AbsenceKind.SECONDED, AUTUMN, None, "县教育局"))
    (line,) = lines(session)
    assert (line.state, line.absence) == (StaffState.AWAY, AbsenceKind.SECONDED)
    (away,) = member(session, key).absences
    absences.end(session, away.absence_id, date(2026, 10, 30))
    assert lines(session)[0].state is StaffState.AT_POST
    with pytest.raises(SchoolError, match="已经登记到"):
        absences.end(session, away.absence_id, TODAY)


def test_absences_that_cannot_be_are_refused(session: Session) -> None:
    key = hire(session)
    sick = NewAbsence(AbsenceKind.SICK, date(2026, 9, 7), date(2026, 9, 11))
    absences.record(session, key, sick)
    with pytest.raises(SchoolError, match="时间重叠"):
        absences.record(session, key, replace(sick, since=date(2026, 9, 11), until=None))
    with pytest.raises(Confirmable) as asked:
        absences.record(session, key, replace(sick, kind=AbsenceKind.TRAINING))
    assert (asked.value.key, "病假" in asked.value.sentence) == ("overlap", True)
    before = NewAbsence(AbsenceKind.SICK, YEAR_AGO, YEAR_AGO)
    with pytest.raises(Confirmable) as asked:
        absences.record(session, key, before)
    assert asked.value.key == "no_post"
    absences.record(session, key, before, {"no_post"})
    with pytest.raises(SchoolError, match="家庭情况"):
        absences.record(session, key, replace(sick, since=TODAY, until=None, note="重病住院"))
    with pytest.raises(SchoolError, match="之前"):
        absences.record(session, key, replace(sick, until=date(2026, 9, 1)))


def test_absence_is_corrected_or_withdrawn(session: Session) -> None:
    key = hire(session)
    absences.record(session, key, NewAbsence(AbsenceKind.SICK, AUTUMN))
    (old,) = member(session, key).absences
    with pytest.raises(SchoolError, match="之前"):
        absences.end(session, old.absence_id, date(2026, 8, 1))
    right = NewAbsence(AbsenceKind.PERSONAL, AUTUMN, date(2026, 9, 3))
    absences.correct(session, old.absence_id, right, "类别登记错了")
    told = {a.kind: a.withdrawn is None for a in member(session, key).absences}
    assert told == {AbsenceKind.PERSONAL: True, AbsenceKind.SICK: False}
    new = next(a for a in member(session, key).absences if a.withdrawn is None)
    absences.withdraw(session, new.absence_id, "没有请假")
    assert not any(a.withdrawn is None for a in member(session, key).absences)


# Search.


def test_box_finds_staff_beside_pupils(session: Session) -> None:
    take(session, students(pupil("王小红")))
    key = hire(session, "王建国", duty="语文教师", id_number=ID_2, sex=Sex.MALE)
    gone = hire(session, "王二", since=YEAR_AGO)
    posts.leave(session, gone, Leaving(date(2026, 8, 31), PostEnd.RETIRED))
    found = search(session, "王")
    assert [hit.title for hit in found.pupils] == ["王小红"]
    assert [(hit.title, hit.detail, hit.record) for hit in found.staff] == [
        ("王建国", "语文教师", StaffKey(key)),
        ("王二", "教师 · 已离岗", StaffKey(gone)),
    ]
    assert found.all == found.pupils + found.staff + found.documents
    assert [hit.title for hit in search(session, ID_2).staff] == ["王建国"]
    assert search(session, "不是").staff == ()
