"""Sensitive fields change by two people: one proposes with a reason, another accepts or refuses.

waiting → accepted | refused | withdrawn; nothing leads out of these. The old value stays in the
proposal. In a unit with one active user the proposer may decide alone, and that is written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import AccessRefusedError, Confirmable, NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.core.pupil_fields import ProposalState, PupilField
from desktop.models import ChangeProposal, User
from desktop.services.imports.reading import context
from desktop.services.pupils.checks import DOUBTS
from desktop.services.pupils.proposed import Proposal, Wish, read_wish, refuse_others, write_wish
from desktop.services.pupils.subjects import Subject, standing_values, subject_of
from desktop.services.pupils.verified import drop_marks, renew_mark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.rosters.cells import Context
    from desktop.services.pupils.values import Place
    from desktop.services.session import Session

WAIVE: Final = "proposal.waive"
LONGEST_REASON: Final = 200
_DECIDERS: Final = (Role.PRINCIPAL, Role.CLERK, Role.BUREAU)


def propose(
    session: Session, proposal: Proposal, accepted: frozenset[str] = frozenset()
) -> Changes:
    """Propose new values for sensitive fields of somebody; nothing else changes yet.

    Raises:
        NotFoundError: this unit has no such pupil or member of staff.
        SchoolError: a value is wrong, the same as now or somebody else's, a field waits already,
            or the reason is missing.
        Confirmable: a value is odd.
    """
    reason = _reason(proposal.reason)
    how, subject = context(session), proposal.subject

    def body(work: Work) -> Changes:
        known = standing_values(work.connection, work.unit_id, subject)
        waiting = _waiting_places(work, subject)
        wishes = [_checked(proposal, wish, known, how, accepted) for wish in proposal.wishes]
        if not wishes:
            raise SchoolError("请至少填写一项新的内容。")
        _refuse_homeless(wishes, known, waiting)
        _refuse_taken(work, subject, wishes, waiting)
        new = {
            **subject.columns,
            "reason": reason,
            "state": ProposalState.WAITING,
            "proposed_by": session.user_id,
            "proposed_by_name": session.user_name,
            "proposed_at": work.now,
            "waived": False,
        }
        keys = zip(work.new_ids(len(wishes)), wishes, strict=True)
        work.insert(
            ChangeProposal, [{"id": key, **new, **_values(wish, known)} for key, wish in keys]
        )
        titles = "、".join(wish.title for wish in wishes)
        work.summary = {**subject.told, "fields": titles}
        return Changes.of(Book.PEOPLE)

    return session.write("people.propose", body)


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise SchoolError("请写明为什么改、看过什么材料。")
    if len(reason) > LONGEST_REASON:
        msg = f"原因太长，请写在{LONGEST_REASON}个字以内。"
        raise SchoolError(msg)
    return reason


def _checked(
    proposal: Proposal,
    wish: Wish,
    known: Mapping[Place, Any],
    how: Context,
    accepted: frozenset[str],
) -> Wish:
    """The wish with its value healed."""
    read = read_wish(proposal.subject, wish, known, how)
    if read.fault:
        msg = f"没有提出。{wish.title}：{read.fault}"
        raise SchoolError(msg)
    if (read.wish.value, read.wish.kind) == known.get(wish.place):
        msg = f"{wish.title}和现在登记的一样，不用改。"
        raise SchoolError(msg)
    if read.doubts and DOUBTS not in accepted:
        raise Confirmable(
            DOUBTS, f"请再核对{wish.title}：{'；'.join(read.doubts)}。确实如此，可以继续。"
        )
    return read.wish


def _refuse_homeless(
    wishes: list[Wish], known: Mapping[Place, Any], waiting: Mapping[Place, UUID]
) -> None:
    """A telephone needs somebody whose it is."""
    named = {*known, *waiting, *(wish.place for wish in wishes)}
    for wish in wishes:
        if wish.field.of_guardian and (PupilField.GUARDIAN_NAME, wish.position) not in named:
            msg = f"监护人{wish.position}还没有登记，请把姓名一起提出。"
            raise SchoolError(msg)


def _refuse_taken(
    work: Work, subject: Subject, wishes: list[Wish], waiting: Mapping[Place, UUID]
) -> None:
    """Refuse a field that waits already, and a number that is somebody else's."""
    taken = set(waiting)
    for wish in wishes:
        if wish.place in taken:
            msg = f"{wish.title}已有一项更改在等核对，请先处理那一项。"
            raise SchoolError(msg)
        if wish.field is PupilField.ID_NUMBER:
            refuse_others(work, subject, wish.value)
        taken.add(wish.place)


def _values(wish: Wish, known: Mapping[Place, Any]) -> dict[str, Any]:
    """A wish with what stands in its place now."""
    old, old_kind = known.get(wish.place, (None, None))
    return {
        "field": wish.field,
        "position": wish.position,
        "old_value": old,
        "old_kind": old_kind,
        "new_value": wish.value,
        "new_kind": wish.kind,
    }


def accept(session: Session, proposal_id: UUID, accepted: frozenset[str] = frozenset()) -> Changes:
    """Let a proposal come true.

    Raises:
        NotFoundError: there is no such proposal.
        AccessRefusedError: it is one's own, and somebody else could decide.
        Confirmable: it is one's own, and nobody else is there: deciding alone is written down.
        SchoolError: it was decided already, or the books have moved since.
    """
    how = context(session)

    def body(work: Work) -> Changes:
        row = _waiting(work, proposal_id)
        waived = _by_oneself(work, session, row, accepted)
        known = standing_values(work.connection, work.unit_id, subject_of(row))
        _refuse_unfit(work, row, known)
        wish = Wish(row.field, row.position, row.new_value, row.new_kind)
        write_wish(work, subject_of(row), wish, session.store.clock.today(), how)
        _settle_marks(work, row, known, waived=waived)
        _decide(session, work, row, ProposalState.ACCEPTED, waived=waived)
        return Changes.of(Book.PEOPLE)

    return session.write("people.accept", body, *_DECIDERS)


def _refuse_unfit(work: Work, row: Any, known: Mapping[Place, Any]) -> None:  # noqa: ANN401 - a row
    """Refuse what does not fit the books as they are now."""
    title = row.field.titled(row.position)
    if known.get((row.field, row.position), (None, None)) != (row.old_value, row.old_kind):
        msg = f"提出以后，{title}又改过，不能照原来的申请改。请退回，看过现在的内容再提出。"
        raise SchoolError(msg)
    name = (PupilField.GUARDIAN_NAME, row.position)
    if row.field.of_guardian and row.field is not name[0] and name not in known:
        msg = f"{title}还没有主人：请先接受监护人{row.position}的姓名。"
        raise SchoolError(msg)
    if row.field is PupilField.ID_NUMBER:
        refuse_others(work, subject_of(row), row.new_value)


def _settle_marks(
    work: Work,
    row: Any,  # noqa: ANN401 - a row
    before: Mapping[Place, Any],
    *,
    waived: bool,
) -> None:
    """A mark on what changes passes to who accepts; where nobody else has looked it goes."""
    place, birth = (row.field, row.position), (PupilField.BIRTH, 0)
    subject = subject_of(row)
    now = standing_values(work.connection, work.unit_id, subject)
    if before.get(birth) != now.get(birth):
        drop_marks(work, subject, {birth})
    if waived:
        drop_marks(work, subject, {place})
    else:
        renew_mark(work, subject, *place)


def refuse(session: Session, proposal_id: UUID, reason: str) -> Changes:
    """Send a proposal back with the reason; the books stay as they are.

    Raises:
        NotFoundError: there is no such proposal.
        AccessRefusedError: it is one's own: that is withdrawn, not refused.
        SchoolError: it was decided already, or the reason is missing.
    """
    answer = reason.strip()
    if not answer or len(answer) > LONGEST_REASON:
        msg = f"请写明为什么退回（{LONGEST_REASON}个字以内）。"
        raise SchoolError(msg)

    def body(work: Work) -> Changes:
        row = _waiting(work, proposal_id)
        if row.proposed_by == session.user_id:
            raise AccessRefusedError("这是您自己提出的，不用退回；不改了，请撤回。")
        _decide(session, work, row, ProposalState.REFUSED, answer=answer)
        return Changes.of(Book.PEOPLE)

    return session.write("people.refuse", body, *_DECIDERS)


def withdraw(session: Session, proposal_id: UUID) -> Changes:
    """Take one's own proposal back.

    Raises:
        NotFoundError: there is no such proposal.
        AccessRefusedError: it is somebody else's.
        SchoolError: it was decided already.
    """

    def body(work: Work) -> Changes:
        row = _waiting(work, proposal_id)
        if row.proposed_by != session.user_id:
            msg = f"这是{row.proposed_by_name}提出的，只有本人能撤回；不同意，请退回。"
            raise AccessRefusedError(msg)
        _decide(session, work, row, ProposalState.WITHDRAWN)
        return Changes.of(Book.PEOPLE)

    return session.write("people.withdraw", body, *_DECIDERS)


def _waiting(work: Work, proposal_id: UUID) -> Any:  # noqa: ANN401 - a row
    row = work.connection.execute(
        select(ChangeProposal).where(
            ChangeProposal.unit_id == work.unit_id, ChangeProposal.id == proposal_id
        )
    ).first()
    if row is None:
        raise NotFoundError("没有这项更改申请，可能已被撤销。请刷新后再看。")
    if row.state is not ProposalState.WAITING:
        msg = f"这项更改{row.state.label}（{row.decided_by_name}），不能再改。"
        raise SchoolError(msg)
    return row


def _by_oneself(work: Work, session: Session, row: Any, accepted: frozenset[str]) -> bool:  # noqa: ANN401 - a row
    """Whether the proposer decides alone."""
    if row.proposed_by != session.user_id:
        return False
    if others_can_decide(work.connection, work.unit_id, session.user_id):
        raise AccessRefusedError("这是您自己提出的，要由另一位使用者核对后接受。")
    if WAIVE not in accepted:
        raise Confirmable(
            WAIVE,
            "本单位只有您一位使用者，没有人能替您核对。"
            "可以自己接受，操作记录里会写明这一项没有经过第二个人核对。",
        )
    return True


def others_can_decide(connection: Connection, unit_id: UUID, user_id: UUID) -> bool:
    """Whether the unit has another active user who may decide."""
    query = select(func.count()).where(
        User.unit_id == unit_id, User.active, User.role.in_(_DECIDERS), User.id != user_id
    )
    return bool(connection.execute(query).scalar_one())


def _decide(
    session: Session,
    work: Work,
    row: Any,  # noqa: ANN401 - a row
    state: ProposalState,
    **more: object,
) -> None:
    decided = {
        "id": row.id,
        "state": state,
        "decided_by": session.user_id,
        "decided_by_name": session.user_name,
        "decided_at": work.now,
        **more,
    }
    work.update(ChangeProposal, [decided])
    title = row.field.titled(row.position)
    waived = bool(more.get("waived"))
    work.summary = {**subject_of(row).told, "fields": title, "waived": waived}


def _waiting_places(work: Work, subject: Subject) -> dict[Place, UUID]:
    rows = work.connection.execute(
        select(ChangeProposal.field, ChangeProposal.position, ChangeProposal.id).where(
            ChangeProposal.unit_id == work.unit_id,
            subject.owns(ChangeProposal),
            ChangeProposal.state == ProposalState.WAITING,
        )
    )
    return {(row.field, row.position): row.id for row in rows}
