"""Sensitive fields of staff change by two people as those of pupils do, and verified ones stay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import Role
from desktop.core.pupil_fields import PupilField
from desktop.services.pupils.proposals import accept
from desktop.services.pupils.proposed import Wish
from desktop.services.pupils.register import dossier, proposal, waiting
from desktop.services.pupils.subjects import Subject, standing_values
from desktop.services.pupils.verified import verify
from desktop.services.reveals import reveal_proposal
from desktop.services.search import StaffKey
from desktop.services.staff.story import member
from desktop.services.today.waiting import today
from desktop.services.verification import check_chain
from tests.services.pupils import NUMBER, enrolled, proposed, second
from tests.services.rosters import OCTOBER, dump, look, take
from tests.services.staff_rosters import ID_1, ID_2, colleague, hire, lines, staff_sheet

if TYPE_CHECKING:
    from desktop.services.session import Session

CARD = "6222021234567890128"
_CARD = Wish(PupilField.BANK_CARD, 0, CARD)


def value(session: Session, about: Subject, field: PupilField) -> Any:  # noqa: ANN401
    """What stands in a field."""
    with session.store.read() as connection:
        values = standing_values(connection, session.unit_id, about)
    return values.get((field, 0), (None, None))[0]


@pytest.mark.parametrize(
    ("wish", "stored"),
    [
        (Wish(PupilField.ID_NUMBER, 0, ID_2.lower()), ID_2),
        (Wish(PupilField.BANK_CARD, 0, "6222 0212 3456 7890 128"), CARD),
        (Wish(PupilField.PHONE, 0, "139-0000-0008"), "13900000008"),
        (Wish(PupilField.NAME, 0, " 王 建 军 "), "王建军"),
        (Wish(PupilField.ADDRESS, 0, f"平安县{'东' * 100}村\n 3 号"), f"平安县{'东' * 100}村 3 号"),
    ],
)
def test_sensitive_field_changes_only_when_a_second_person_accepts(
    session: Session, wish: Wish, stored: str
) -> None:
    key, other = hire(session, id_number=ID_1, phone="13912345670"), second(session)
    subject = Subject.colleague(key)
    before = value(session, subject, wish.field)
    number = proposed(session, subject, wish)
    assert value(session, subject, wish.field) == before
    with pytest.raises(AccessRefusedError, match="另一位使用者"):
        accept(session, number)
    accept(other, number)
    assert value(session, subject, wish.field) == stored
    assert reveal_proposal(session, number, old=True) == (before or "")
    assert (proposal(session, number).decided_by_name, proposal(session, number).subject) == (
        "李老师",
        subject,
    )
    assert check_chain(session).whole


def test_new_name_is_found_and_new_number_brings_its_birth_date(session: Session) -> None:
    key, other = hire(session), second(session)
    subject = Subject.colleague(key)
    accept(other, proposed(session, subject, Wish(PupilField.NAME, 0, "白云")))
    accept(other, proposed(session, subject, Wish(PupilField.ID_NUMBER, 0, ID_1)))
    assert [line.name for line in lines(session, text="by")] == ["白云"]
    assert value(session, subject, PupilField.BIRTH) == date(1985, 3, 7)
    assert [line.name for line in lines(session, text=ID_1)] == ["白云"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(PupilField.ID_NUMBER, 0, ID_1[:-1] + "1"), "校验位不符"),
        (Wish(PupilField.PHONE, 0, "11111111111"), "随手填"),
        (Wish(PupilField.PHONE, 0, ""), "没有填写"),
        (Wish(PupilField.SEX, 0, "女"), "直接更正就行，只有姓名、身份证件号"),
        (Wish(PupilField.ADDRESS, 0, "东" * 201), "最多 200 个字"),
        (Wish(PupilField.GUARDIAN_NAME, 1, "张三"), "直接更正"),
        (Wish(PupilField.ID_NUMBER, 0, NUMBER), "是张小红的"),
        (Wish(PupilField.ID_NUMBER, 0, ID_2), "是李秀英的"),
    ],
)
def test_what_cannot_be_is_not_proposed(session: Session, wish: Wish, sentence: str) -> None:
    enrolled(session)
    hire(session, "李秀英", id_number=ID_2)
    subject = Subject.colleague(hire(session))
    before = dump(session.store)
    with pytest.raises(SchoolError, match=sentence):
        proposed(session, subject, wish)
    assert dump(session.store) == before


def test_number_that_another_person_has_by_now_is_not_accepted(session: Session) -> None:
    subject, other = Subject.colleague(hire(session)), second(session)
    number = proposed(session, subject, Wish(PupilField.ID_NUMBER, 0, ID_2))
    hire(session, "李秀英", id_number=ID_2)
    with pytest.raises(SchoolError, match="李秀英"):
        accept(other, number)


def test_one_field_waits_once_and_strangers_have_none(session: Session) -> None:
    subject = Subject.colleague(hire(session))
    proposed(session, subject, _CARD)
    with pytest.raises(SchoolError, match="已有一项更改在等核对"):
        proposed(session, subject, _CARD)
    with pytest.raises(NotFoundError, match="教职工名册里没有"):
        dossier(session, Subject.colleague(IdSource(4).new_id()))


def test_waiting_changes_of_pupils_and_staff_stand_on_one_list(plain_session: Session) -> None:
    session = plain_session
    other, pupil_id, staff_id = second(session), enrolled(session), hire(session)
    proposed(session, pupil_id)
    proposed(session, Subject.colleague(staff_id), _CARD)
    assert [line.who for line in waiting(session)] == ["三年级1班 张小红", "教职工 王建国"]
    found = [item for item in today(other, OCTOBER).items if item.rule == "proposal.waiting"]
    assert [item.record for item in found] == [pupil_id, StaffKey(staff_id)]
    assert found[1].sentence == "教职工 王建国的银行卡号要更改（张校长提出），等您核对。"
    for name in ("王一", "王二", "王三", "王四"):
        proposed(session, Subject.colleague(hire(session, name)), _CARD)
    found = [item for item in today(other, OCTOBER).items if item.rule == "proposal.waiting"]
    assert [item.sentence for item in found] == ["1名学生、5名教职工有更改申请等您核对。"]


def test_import_leaves_verified_fields_of_staff_and_lists_them(session: Session) -> None:
    key = hire(session, phone="13912345670", id_number=ID_1)
    verify(session, Subject.colleague(key), PupilField.PHONE)
    sheet = staff_sheet(colleague(id_number=ID_1, phone="13900000008", education="本科"))
    (kept,) = look(session, sheet).plan.found.kept
    assert [change.title for change in kept.changes] == ["联系电话"]
    assert "13900000008" not in kept.reason
    take(session, sheet)
    subject = Subject.colleague(key)
    assert value(session, subject, PupilField.PHONE) == "13912345670"
    assert member(session, key).education == "本科"
    assert look(session, sheet).counts.same == 1


def test_change_of_a_verified_field_is_verified_by_who_accepts(session: Session) -> None:
    subject, other = Subject.colleague(hire(session, phone="13912345670")), second(session)
    verify(session, subject, PupilField.PHONE)
    accept(other, proposed(session, subject, Wish(PupilField.PHONE, 0, "13900000008")))
    assert [(mark.title, mark.by_name) for mark in dossier(session, subject).marks] == [
        ("联系电话", "李老师")
    ]


def test_clerk_alone_of_the_unit_is_not_the_second_person(session: Session) -> None:
    auditor = second(session, "王审计", Role.AUDITOR)
    number = proposed(session, Subject.colleague(hire(session)), _CARD)
    with pytest.raises(AccessRefusedError):
        accept(auditor, number)
