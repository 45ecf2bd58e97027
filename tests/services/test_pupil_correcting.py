"""Correcting ordinary fields: never over what somebody else has written meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.changes import Changes
from desktop.core.errors import AccessRefusedError, Confirmable, NotFoundError, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import EnrolmentKind, Role, Sex
from desktop.core.pupil_fields import PupilField
from desktop.database.records import AuditEntry
from desktop.services.events import NewEvent, record
from desktop.services.people import PupilQuery, pupil, pupils
from desktop.services.pupils.checks import DOUBTS, NAMESAKE, NEW_CLASS
from desktop.services.pupils.correcting import (
    Conflict,
    Corrected,
    Correction,
    correct,
    facts,
    open_facts,
)
from desktop.services.pupils.entries import FACTS, PupilFacts
from desktop.services.pupils.register import dossier
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.verified import VERIFIED, verify
from desktop.services.verification import check_chain
from tests.services.pupils import NUMBER, OTHER_NUMBER, TODAY, added, enrolled, new_pupil
from tests.services.rosters import as_role, dump, look, students, take
from tests.services.rosters import pupil as line

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.services.session import Session


def corrected(session: Session, key: UUID, *accepted: str, **values: Any) -> Corrected | Conflict:  # noqa: ANN401 - fields
    """Open, change, save."""
    opened = facts(session, key)
    wanted = replace(opened, **values)
    return correct(session, Correction(key, opened, wanted), frozenset(accepted))


def test_only_what_was_changed_is_written(session: Session) -> None:
    key = enrolled(session)
    before = facts(session, key)
    done = corrected(session, key, ethnicity="苗族", boarding=True, guardian1_relation="祖父")
    assert isinstance(done, Corrected)
    assert set(done.keys) == {"ethnicity", "boarding", "guardian1_relation"}
    assert facts(session, key) == replace(
        before, ethnicity="苗族", boarding=True, guardian1_relation="祖父"
    )
    assert check_chain(session).whole


def test_value_is_taken_away_and_one_that_is_as_before_writes_nothing(session: Session) -> None:
    key = enrolled(session, address="东村", remark="坐车")
    corrected(session, key, address=None, remark=None)
    assert (facts(session, key).address, facts(session, key).remark) == (None, None)
    before = dump(session.store)
    assert corrected(session, key) == Corrected((), Changes())
    assert dump(session.store) == before


def test_new_name_is_found_by_its_sound(session: Session) -> None:
    key = enrolled(session)
    corrected(session, key, name="欧阳小红")
    assert [p.name for p in pupils(session, PupilQuery("oyxh")).lines] == ["欧阳小红"]
    seen = look(session, students(line("欧阳小红", id_number=NUMBER)))
    assert seen.counts.same == 1


def test_healed_value_is_written(session: Session) -> None:
    key = enrolled(session)
    corrected(session, key, phone="139 0000 0009", ethnicity="苗")
    assert (facts(session, key).phone, facts(session, key).ethnicity) == ("13900000009", "苗族")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": None}, "姓名：请填写姓名"),
        ({"school_class": None}, "请填写班级"),
        ({"school_class": "四"}, "看不懂班级"),
        ({"birth": date(2015, 1, 1)}, "出生日期和身份证件号里的不一样"),
        ({"student_number": "X1"}, "学籍号"),
        ({"phone": "11111111111"}, "随手填"),
        ({"guardian2_relation": "母亲"}, "监护人2还没有登记"),
        ({"guardian1_relation": "长" * 21}, "最多 20 个字"),
    ],
)
def test_bad_value_is_refused_and_nothing_is_written(
    session: Session, *, values: dict[str, Any], sentence: str
) -> None:
    key = enrolled(session)
    before = dump(session.store)
    with pytest.raises(SchoolError, match=sentence) as refused:
        corrected(session, key, **values)
    assert not isinstance(refused.value, Confirmable)
    assert dump(session.store) == before


def test_old_oddity_does_not_stand_in_the_way_of_another_field(session: Session) -> None:
    key = enrolled(session, phone="139000000", sex=Sex.MALE)
    assert isinstance(corrected(session, key, remark="新备注"), Corrected)


def test_odd_value_and_namesake_are_asked_about(session: Session) -> None:
    key = enrolled(session, birth=date(2016, 3, 7))
    with pytest.raises(Confirmable) as asked:
        corrected(session, key, phone="139000000")
    assert asked.value.key == DOUBTS
    added(session, new_pupil("李明", id_number=OTHER_NUMBER))
    with pytest.raises(Confirmable, match="名册里已有三年级1班 李明") as asked:
        corrected(session, key, name="李明")
    assert asked.value.key == NAMESAKE
    assert isinstance(corrected(session, key, NAMESAKE, name="李明"), Corrected)


def test_student_number_of_another_pupil_is_refused(session: Session) -> None:
    key = enrolled(session)
    added(session, new_pupil("李明", student_number=f"G{OTHER_NUMBER}"))
    with pytest.raises(SchoolError, match="这个学籍号在名册里是三年级1班 李明的"):
        corrected(session, key, DOUBTS, student_number=f"G{OTHER_NUMBER}")


def test_another_class_is_an_event_of_today(session: Session) -> None:
    key = enrolled(session)
    with pytest.raises(Confirmable) as asked:
        corrected(session, key, school_class="三年级2班")
    assert asked.value.key == NEW_CLASS
    corrected(session, key, NEW_CLASS, school_class="三年级2班")
    found = pupil(session, key)
    assert found.line.school_class == "三年级2班"
    assert (found.events[-1].kind, found.events[-1].day) == (EnrolmentKind.MOVED, TODAY)


def test_class_written_otherwise_is_no_move(session: Session) -> None:
    key = enrolled(session)
    corrected(session, key, school_class="三（1）班")
    assert len(pupil(session, key).events) == 1


def test_who_is_away_does_not_change_class(session: Session) -> None:
    key = enrolled(session)
    record(session, [NewEvent(key, EnrolmentKind.SUSPENDED, TODAY)])
    with pytest.raises(SchoolError, match="已休学，不能调班"):
        corrected(session, key, school_class="三年级2班")


def test_verified_field_is_asked_about_and_loses_its_mark(session: Session) -> None:
    key = enrolled(session, ethnicity="汉族")
    verify(session, Subject.pupil(key), PupilField.ETHNICITY)
    verify(session, Subject.pupil(key), PupilField.NAME)
    with pytest.raises(Confirmable, match="民族（张校长）") as asked:
        corrected(session, key, ethnicity="苗族")
    assert asked.value.key == VERIFIED
    corrected(session, key, VERIFIED, ethnicity="苗族")
    assert [mark.field for mark in dossier(session, Subject.pupil(key)).marks] == [PupilField.NAME]


def test_field_changed_by_an_import_meanwhile_is_a_conflict(session: Session) -> None:
    key = enrolled(session, ethnicity="汉族")
    opened = facts(session, key)
    take(session, students(line(id_number=NUMBER, ethnicity="苗族", remark="表里的")))
    before = dump(session.store)
    wanted = replace(opened, ethnicity="彝族", boarding=True)
    found = correct(session, Correction(key, opened, wanted))
    assert isinstance(found, Conflict)
    told = {c.key: (c.old, c.theirs, c.mine) for c in found.clashes}
    assert told == {"ethnicity": ("汉族", "苗族", "彝族"), "remark": (None, "表里的", None)}
    assert [(c.title, c.private) for c in found.clashes] == [("民族", False), ("备注", True)]
    assert dump(session.store) == before


def test_same_change_on_both_sides_is_no_conflict(session: Session) -> None:
    key = enrolled(session, ethnicity="汉族")
    opened = facts(session, key)
    corrected(session, key, ethnicity="苗族")
    wanted = replace(opened, ethnicity="苗族", boarding=True)
    assert isinstance(correct(session, Correction(key, opened, wanted)), Corrected)
    assert facts(session, key).boarding is True


def test_opening_to_correct_is_noted_with_what_was_seen(session: Session) -> None:
    key = enrolled(session, address="东村", phone="13900000007")
    with session.store.read() as connection:
        before = connection.execute(select(AuditEntry.seq)).all()
    assert open_facts(session, key) == facts(session, key)
    with session.store.read() as connection:
        entry = connection.execute(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert entry.seq == len(before) + 1
    assert entry.action == "person.reveal"
    assert "address,phone" in entry.summary
    assert "东村" not in entry.summary


def test_unknown_pupil_and_auditor_are_refused(session: Session) -> None:
    key = enrolled(session)
    with pytest.raises(AccessRefusedError):
        corrected(as_role(session, Role.AUDITOR), key, remark="x")
    with pytest.raises(AccessRefusedError):
        open_facts(as_role(session, Role.AUDITOR), key)
    with pytest.raises(NotFoundError):
        facts(session, IdSource(5).new_id())


_EDIT = st.fixed_dictionaries(
    {},
    optional={
        "ethnicity": st.sampled_from(["汉族", "苗族", None]),
        "remark": st.sampled_from(["坐车", "走路", None]),
        "boarding": st.sampled_from([True, False, None]),
    },
)
_NAMES = (f"王{first}{last}" for first in "春夏秋冬东南西北" for last in "一二三四五六七八九十")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=st.lists(st.tuples(st.booleans(), _EDIT), max_size=6))
def test_no_write_is_ever_lost(
    plain_session: Session, edits: list[tuple[bool, dict[str, Any]]]
) -> None:
    """Two desks with forms open; each saves what it wants against what it opened.

    After a save the books say what this form wanted; or, in a conflict, what they said before: a
    value that a form has not seen is never written over.
    """
    session = plain_session
    key = added(session, new_pupil(next(_NAMES)))
    opened = {True: facts(session, key), False: facts(session, key)}
    for desk, edit in edits:
        now = facts(session, key)
        wanted = replace(opened[desk], **edit)
        done = correct(session, Correction(key, opened[desk], wanted))
        unseen = {
            k
            for k in FACTS
            if getattr(now, k) not in (getattr(opened[desk], k), getattr(wanted, k))
        }
        if isinstance(done, Conflict):
            assert {clash.key for clash in done.clashes} == unseen != set()
            assert facts(session, key) == now
            opened[desk] = now
        else:
            assert not unseen
            assert facts(session, key) == wanted
            opened[desk] = wanted


def test_facts_hold_every_ordinary_field() -> None:
    assert set(FACTS) == set(PupilFacts.__dataclass_fields__)
