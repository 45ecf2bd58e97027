"""Changes that wait for a second person stand on today's list of those who may decide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.core.ids import IdSource
from desktop.core.labels import Role
from desktop.core.pupil_fields import PupilField
from desktop.services.pupils.proposals import accept, refuse
from desktop.services.pupils.proposed import Wish
from desktop.services.today.items import Item, Urgency
from desktop.services.today.waiting import today
from tests.services.pupils import added, enrolled, new_pupil, proposed, second
from tests.services.rosters import OCTOBER, as_role

if TYPE_CHECKING:
    from desktop.services.session import Session


def asked(session: Session) -> list[Item]:
    return [item for item in today(session, OCTOBER).items if item.rule == "proposal.waiting"]


def test_proposal_stands_on_the_list_of_who_may_decide_and_opens_the_pupil(
    plain_session: Session,
) -> None:
    session = plain_session
    key, other = enrolled(session), second(session)
    phone = Wish(PupilField.GUARDIAN_PHONE, 1, "13900000008")
    card = Wish(PupilField.BANK_CARD, 0, "6222021234567890128")
    proposed(session, key, phone, card)
    assert asked(session) == []
    (item,) = asked(other)
    assert item.sentence == (
        "三年级1班 张小红的监护人1电话、银行卡号要更改（张校长提出），等您核对。"
    )
    assert (item.urgency, item.page, item.record) == (Urgency.HANDS, "people", key)
    auditor = as_role(replace(session, user_id=IdSource(9).new_id()), Role.AUDITOR)
    assert asked(auditor) == []


def test_only_user_is_asked_about_their_own(plain_session: Session) -> None:
    proposed(plain_session, enrolled(plain_session))
    assert len(asked(plain_session)) == 1


def test_decided_proposal_is_quiet(plain_session: Session) -> None:
    key, other = enrolled(plain_session), second(plain_session)
    accept(other, proposed(plain_session, key))
    phone = Wish(PupilField.GUARDIAN_PHONE, 1, "13900000008")
    refuse(other, proposed(plain_session, key, phone), "不对")
    assert asked(other) == []


def test_many_pupils_are_told_in_one_sentence(plain_session: Session) -> None:
    other = second(plain_session)
    keys = [added(plain_session, new_pupil(f"王{n}")) for n in "一二三四五六"]
    for key in keys:
        proposed(plain_session, key)
    (item,) = asked(other)
    assert item.sentence == "6名学生有更改申请等您核对。"
    assert item.record == keys[0]
