"""Sensitive fields change by two people, and the old value stays readable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.errors import AccessRefusedError, Confirmable, NotFoundError, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import IdKind, Role, Sex
from desktop.core.pupil_fields import ProposalState, PupilField
from desktop.database.records import AuditEntry
from desktop.models import ChangeProposal, User
from desktop.services.people import pupil
from desktop.services.pupils.checks import DOUBTS
from desktop.services.pupils.proposals import WAIVE, accept, propose, refuse, withdraw
from desktop.services.pupils.proposed import Proposal, Wish
from desktop.services.pupils.register import dossier, proposal, waiting
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.values import values_of
from desktop.services.pupils.verified import verify
from desktop.services.reveals import reveal_proposal
from desktop.services.users import deactivate
from desktop.services.verification import check_chain
from tests.services.pupils import NUMBER, OTHER_NUMBER, added, enrolled, new_pupil, proposed, second
from tests.services.rosters import as_role, dump, guardian, students, take
from tests.services.rosters import pupil as line

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.services.session import Session

CARD = "6222021234567890128"
_CARD_WISH = Wish(PupilField.BANK_CARD, 0, CARD)


def value(session: Session, key: UUID, field: PupilField, place: int = 0) -> Any:  # noqa: ANN401
    """What stands in a field."""
    with session.store.read() as connection:
        return values_of(connection, session.unit_id, key).get((field, place), (None, None))[0]


@pytest.mark.parametrize(
    ("wish", "stored"),
    [
        (Wish(PupilField.ID_NUMBER, 0, OTHER_NUMBER.lower()), OTHER_NUMBER),
        (Wish(PupilField.BANK_CARD, 0, "6222 0212 3456 7890 128"), CARD),
        (Wish(PupilField.GUARDIAN_NAME, 1, " 张 大 河 "), "张大河"),
        (Wish(PupilField.GUARDIAN_PHONE, 1, "139-0000-0008"), "13900000008"),
        (Wish(PupilField.GUARDIAN_ID_NUMBER, 1, OTHER_NUMBER), OTHER_NUMBER),
        (Wish(PupilField.GUARDIAN_NAME, 2, "李秀英"), "李秀英"),
    ],
)
def test_proposal_changes_the_books_only_when_a_second_person_accepts(
    session: Session, wish: Wish, stored: str
) -> None:
    key, other = enrolled(session), second(session)
    before = value(session, key, *wish.place)
    proposal_id = proposed(session, key, wish)
    assert value(session, key, *wish.place) == before
    accept(other, proposal_id)
    assert value(session, key, *wish.place) == stored
    assert reveal_proposal(session, proposal_id, old=True) == (before or "")
    assert reveal_proposal(session, proposal_id, old=False) == stored
    told = proposal(session, proposal_id)
    assert (told.state, told.decided_by_name, told.waived) == (
        ProposalState.ACCEPTED,
        "李老师",
        False,
    )
    assert check_chain(session).whole


def test_new_guardian_comes_with_telephone_and_number_in_one_proposal(session: Session) -> None:
    key, other = enrolled(session), second(session)
    proposed(
        session,
        key,
        Wish(PupilField.GUARDIAN_NAME, 2, "李秀英"),
        Wish(PupilField.GUARDIAN_PHONE, 2, "13900000008"),
        Wish(PupilField.GUARDIAN_ID_NUMBER, 2, OTHER_NUMBER),
    )
    for told in waiting(session):
        accept(other, told.proposal_id)
    assert [g.name for g in pupil(session, key).guardians] == ["张大山", "李秀英"]
    assert value(session, key, PupilField.GUARDIAN_ID_NUMBER, 2) == OTHER_NUMBER


def test_telephone_of_nobody_is_refused(session: Session) -> None:
    key = enrolled(session)
    with pytest.raises(SchoolError, match="监护人2还没有登记"):
        proposed(session, key, Wish(PupilField.GUARDIAN_PHONE, 2, "13900000008"))


def test_telephone_before_the_name_of_its_guardian_waits(session: Session) -> None:
    key, other = enrolled(session), second(session)
    name, phone = (
        Wish(PupilField.GUARDIAN_NAME, 2, "李秀英"),
        Wish(PupilField.GUARDIAN_PHONE, 2, "13900000008"),
    )
    proposed(session, key, name, phone)
    first, then = waiting(session)
    with pytest.raises(SchoolError, match="先接受监护人2的姓名"):
        accept(other, then.proposal_id)
    accept(other, first.proposal_id)
    accept(other, then.proposal_id)


def test_renamed_guardian_keeps_telephone_relation_and_number(session: Session) -> None:
    key, other = enrolled(session), second(session)
    accept(other, proposed(session, key, Wish(PupilField.GUARDIAN_ID_NUMBER, 1, OTHER_NUMBER)))
    accept(other, proposed(session, key, Wish(PupilField.GUARDIAN_NAME, 1, "张大河")))
    assert value(session, key, PupilField.GUARDIAN_PHONE, 1) == "13900000001"
    assert value(session, key, PupilField.GUARDIAN_ID_NUMBER, 1) == OTHER_NUMBER
    assert pupil(session, key).guardians[0].relation == "父亲"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (Wish(PupilField.ID_NUMBER, 0, NUMBER[:-1] + "0"), "校验位不符"),
        (Wish(PupilField.BANK_CARD, 0, "12"), "银行账号"),
        (Wish(PupilField.GUARDIAN_PHONE, 1, "11111111111"), "随手填"),
        (Wish(PupilField.GUARDIAN_NAME, 1, "１２３"), "姓名"),
        (Wish(PupilField.GUARDIAN_NAME, 1, " "), "没有填写"),
        (Wish(PupilField.GUARDIAN_PHONE, 1, "13900000001"), "一样，不用改"),
        (Wish(PupilField.ADDRESS, 0, "东村"), "直接更正"),
        (Wish(PupilField.BANK_CARD, 1, CARD), "直接更正"),
    ],
)
def test_bad_value_is_not_proposed(session: Session, wish: Wish, sentence: str) -> None:
    key = enrolled(session)
    before = dump(session.store)
    with pytest.raises(SchoolError, match=sentence) as refused:
        propose(session, Proposal(Subject.pupil(key), (wish,), "看过户口簿"))
    assert wish.value.strip() == "" or wish.value not in refused.value.sentence
    assert dump(session.store) == before


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_reason_must_be_given_and_be_short(session: Session, reason: str) -> None:
    key = enrolled(session)
    with pytest.raises(SchoolError, match=r"原因|为什么改"):
        proposed(session, key, reason=reason)


def test_nothing_to_propose_is_refused(session: Session) -> None:
    key = enrolled(session)
    with pytest.raises(SchoolError, match="至少填写一项"):
        propose(session, Proposal(Subject.pupil(key), (), "看过户口簿"))


def test_odd_value_is_asked_about(session: Session) -> None:
    key = enrolled(session)
    with pytest.raises(Confirmable, match="银行卡号") as asked:
        propose(
            session,
            Proposal(Subject.pupil(key), (Wish(PupilField.BANK_CARD, 0, "62220212345"),), "存折"),
        )
    assert asked.value.key == DOUBTS


def test_number_with_another_birth_date_is_asked_about_and_takes_it_along(session: Session) -> None:
    key, other = enrolled(session, id_number=None, birth=date(2016, 3, 8)), second(session)
    wish = Wish(PupilField.ID_NUMBER, 0, NUMBER)
    verify(session, Subject.pupil(key), PupilField.BIRTH)
    with pytest.raises(Confirmable, match="出生日期跟着号码改"):
        propose(session, Proposal(Subject.pupil(key), (wish,), "看过户口簿"))
    accept(other, proposed(session, key, wish))
    assert value(session, key, PupilField.BIRTH) == date(2016, 3, 7)
    assert value(session, key, PupilField.SEX) is Sex.FEMALE
    assert dossier(session, Subject.pupil(key)).marks == ()


def test_passport_is_proposed_with_its_kind(session: Session) -> None:
    key, other = enrolled(session), second(session)
    proposal_id = proposed(
        session, key, Wish(PupilField.ID_NUMBER, 0, "E12345678", IdKind.PASSPORT)
    )
    accept(other, proposal_id)
    assert value(session, key, PupilField.ID_NUMBER) == "E12345678"
    with session.store.read() as connection:
        row = connection.execute(select(ChangeProposal)).one()
    assert (row.old_kind, row.new_kind) == (None, IdKind.PASSPORT)


def test_number_of_another_pupil_is_refused_when_proposed_and_when_accepted(
    session: Session,
) -> None:
    key, other = enrolled(session), second(session)
    wish = Wish(PupilField.ID_NUMBER, 0, OTHER_NUMBER)
    proposal_id = proposed(session, key, wish)
    added(session, new_pupil("李明", id_number=OTHER_NUMBER))
    with pytest.raises(SchoolError, match="李明"):
        accept(other, proposal_id)
    refuse(other, proposal_id, "号码是李明的")
    with pytest.raises(SchoolError, match="李明"):
        proposed(session, key, wish)


def test_same_field_is_proposed_once_at_a_time(session: Session) -> None:
    key, other = enrolled(session), second(session)
    proposal_id = proposed(session, key)
    with pytest.raises(SchoolError, match="银行卡号已有一项更改在等核对"):
        proposed(other, key)
    with pytest.raises(SchoolError, match="已有一项"):
        proposed(
            session, key, *(Wish(PupilField.GUARDIAN_PHONE, 1, f"1390000000{n}") for n in "89")
        )
    withdraw(session, proposal_id)
    proposed(other, key)


def test_nobody_accepts_or_refuses_their_own(session: Session) -> None:
    key = enrolled(session)
    second(session)
    proposal_id = proposed(session, key)
    before = dump(session.store)
    with pytest.raises(AccessRefusedError, match="另一位使用者"):
        accept(session, proposal_id, frozenset({WAIVE}))
    with pytest.raises(AccessRefusedError, match="请撤回"):
        refuse(session, proposal_id, "x")
    assert dump(session.store) == before


def test_nobody_withdraws_what_another_proposed(session: Session) -> None:
    key, other = enrolled(session), second(session)
    proposal_id = proposed(session, key)
    with pytest.raises(AccessRefusedError, match="张校长提出的"):
        withdraw(other, proposal_id)


@pytest.mark.parametrize("leaves", ["nobody", "auditor", "inactive"])
def test_only_user_may_decide_alone_which_is_written_down(session: Session, leaves: str) -> None:
    key = enrolled(session)
    if leaves == "auditor":
        second(session, "审计员", Role.AUDITOR)
    elif leaves == "inactive":
        second(session)
        deactivate(session, "李老师")
    proposal_id = proposed(session, key)
    with pytest.raises(Confirmable, match="没有经过第二个人核对") as asked:
        accept(session, proposal_id)
    assert asked.value.key == WAIVE
    accept(session, proposal_id, frozenset({WAIVE}))
    assert proposal(session, proposal_id).waived
    with session.store.read() as connection:
        entry = connection.execute(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert '"waived":true' in entry.summary
    assert CARD not in entry.summary


def test_auditor_neither_proposes_nor_decides(session: Session) -> None:
    key = enrolled(session)
    proposal_id = proposed(session, key)
    auditor = as_role(replace(session, user_id=IdSource(9).new_id()), Role.AUDITOR)
    for do in (
        lambda: proposed(auditor, key),
        lambda: accept(auditor, proposal_id),
        lambda: refuse(auditor, proposal_id, "x"),
        lambda: withdraw(auditor, proposal_id),
        lambda: verify(auditor, Subject.pupil(key), PupilField.NAME),
    ):
        with pytest.raises(AccessRefusedError):
            do()


def test_refused_proposal_keeps_the_books_and_its_reason(session: Session) -> None:
    key, other = enrolled(session), second(session)
    proposal_id = proposed(session, key)
    for reason in ("", "长" * 201):
        with pytest.raises(SchoolError, match="为什么退回"):
            refuse(other, proposal_id, reason)
    refuse(other, proposal_id, "卡号和存折不一样")
    told = proposal(session, proposal_id)
    assert (told.state, told.answer) == (ProposalState.REFUSED, "卡号和存折不一样")
    assert value(session, key, PupilField.BANK_CARD) is None
    assert waiting(session) == ()


def test_field_that_moved_meanwhile_is_not_written_over(session: Session) -> None:
    key, other = enrolled(session), second(session)
    proposal_id = proposed(session, key)
    take(session, students(line(id_number=NUMBER, bank_card="6222020000000000000")))
    with pytest.raises(SchoolError, match="提出以后，银行卡号又改过"):
        accept(other, proposal_id)
    assert value(session, key, PupilField.BANK_CARD) == "6222020000000000000"


def test_mark_of_a_verified_field_passes_to_who_accepts(session: Session) -> None:
    key, other = enrolled(session), second(session)
    verify(session, Subject.pupil(key), PupilField.GUARDIAN_PHONE, 1)
    accept(other, proposed(session, key, Wish(PupilField.GUARDIAN_PHONE, 1, "13900000008")))
    assert [mark.by_name for mark in dossier(session, Subject.pupil(key)).marks] == ["李老师"]


def test_mark_goes_where_nobody_else_has_looked(session: Session) -> None:
    key = enrolled(session)
    verify(session, Subject.pupil(key), PupilField.GUARDIAN_PHONE, 1)
    wish = Wish(PupilField.GUARDIAN_PHONE, 1, "13900000008")
    accept(session, proposed(session, key, wish), frozenset({WAIVE}))
    assert dossier(session, Subject.pupil(key)).marks == ()


def test_values_are_masked_until_asked_for(session: Session) -> None:
    key = enrolled(session)
    proposed(
        session,
        key,
        _CARD_WISH,
        Wish(PupilField.GUARDIAN_PHONE, 1, "13900000008"),
        Wish(PupilField.GUARDIAN_NAME, 1, "张大河"),
    )
    card, phone, name = waiting(session)
    assert (card.old_masked, card.new_masked) == ("", "622" + "*" * 12 + "0128")
    assert (phone.old_masked, phone.new_masked) == ("139****0001", "139****0008")
    assert (name.old_masked, name.new_masked, name.is_clear) == ("张大山", "张大河", True)
    assert card.who == "三年级1班 张小红"


def test_unknown_proposal_is_refused(session: Session) -> None:
    nobody = IdSource(4).new_id()
    for do in (
        lambda: accept(session, nobody),
        lambda: proposal(session, nobody),
        lambda: reveal_proposal(session, nobody, old=True),
    ):
        with pytest.raises(NotFoundError):
            do()


_NAMES = (f"赵{first}{last}" for first in "春夏秋冬东南西北" for last in "一二三四五六七八九十")
_PHONES = st.integers(0, 4).map(lambda n: f"1390000001{n}")
_STEPS = st.one_of(
    st.tuples(st.just("propose"), st.booleans(), _PHONES),
    st.tuples(st.sampled_from(["accept", "refuse", "withdraw"]), st.booleans(), st.integers(0, 5)),
    st.tuples(st.just("import"), st.booleans(), _PHONES),
)


class Story:
    """What two people and imports do to one telephone number, and what must hold of it."""

    def __init__(self, principal: Session) -> None:
        self.desks = (_known_second(principal), principal)
        new = new_pupil(next(_NAMES), guardian1_name="赵父", guardian1_phone="13900000000")
        self.name, self.key = new.name or "", added(principal, new)
        self.now = "13900000000"
        self.made: list[tuple[UUID, str, bool]] = []
        """Each proposal, the value that stood there, and who made it."""
        self.decided: dict[UUID, ProposalState] = {}

    def propose(self, first: bool, phone: str) -> None:  # noqa: FBT001 - which desk
        waits = any(one not in self.decided for one, _, _ in self.made)
        try:
            wish = Wish(PupilField.GUARDIAN_PHONE, 1, phone)
            self.made.append((proposed(self.desks[first], self.key, wish), self.now, first))
        except SchoolError:
            assert phone == self.now or waits

    def take(self, first: bool, phone: str) -> None:  # noqa: FBT001 - which desk
        row = line(self.name, guardians=(guardian("赵父", phone=phone), None))
        take(self.desks[first], students(row))
        self.now = phone

    def decide(self, what: str, first: bool, which: int) -> None:  # noqa: FBT001 - which desk
        if not self.made:
            return
        one, old, whose = self.made[which % len(self.made)]
        fits = one not in self.decided and (whose is first) is (what == "withdraw")
        fits = fits and (what != "accept" or old == self.now)
        desk = self.desks[first]
        try:
            DECISIONS[what](desk, one)
        except SchoolError:
            assert not fits
            return
        assert fits
        self.decided[one] = proposal(desk, one).state
        if what == "accept":
            self.now = reveal_proposal(desk, one, old=False)


DECISIONS: Final[dict[str, Callable[[Session, UUID], object]]] = {
    "accept": accept,
    "refuse": lambda desk, one: refuse(desk, one, "不对"),
    "withdraw": withdraw,
}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(_STEPS, max_size=10))
def test_a_decision_stands_and_every_old_value_can_be_read(
    plain_session: Session, steps: list[tuple[str, bool, Any]]
) -> None:
    """Whatever two people and imports do in whatever order.

    Nobody decides twice, nor their own; each proposal keeps the value that stood there when it was
    made; and the books say what was last accepted or imported.
    """
    story = Story(plain_session)
    for what, first, detail in steps:
        if what == "propose":
            story.propose(first, detail)
        elif what == "import":
            story.take(first, detail)
        else:
            story.decide(what, first, detail)
        assert value(plain_session, story.key, PupilField.GUARDIAN_PHONE, 1) == story.now
    for one, old, first in story.made:
        assert reveal_proposal(plain_session, one, old=True) == old
        state = story.decided.get(one, ProposalState.WAITING)
        assert proposal(plain_session, one).state is state
        if state is ProposalState.WAITING:
            withdraw(story.desks[first], one)


def _known_second(session: Session) -> Session:
    """The clerk whom an earlier example has entered."""
    with session.store.read() as connection:
        row = connection.execute(select(User).where(User.name == "李老师")).first()
    if row is None:
        return second(session)
    return replace(session, user_id=row.id, user_name=row.name, role=row.role)
