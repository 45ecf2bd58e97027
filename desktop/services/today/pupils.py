"""Rules over pupils' records: changes that wait for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.labels import Role
from desktop.core.pupil_fields import ProposalState
from desktop.models import ChangeProposal
from desktop.services.pupils.register import lines
from desktop.services.today.items import Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from desktop.services.pupils.register import ProposalLine
    from desktop.services.today.items import Asking

PEOPLE: Final = "people"
MOST_NAMED: Final = 5
"""More pupils than these are told in one sentence."""


def proposals(asking: Asking) -> Iterator[Item]:
    """Proposed changes that the person at the desk may decide; each opens the pupil."""
    if asking.session.role is Role.AUDITOR:
        return
    waits = ChangeProposal.state == ProposalState.WAITING
    by_pupil: dict[UUID, list[ProposalLine]] = {}
    for line in lines(asking.connection, asking.session, waits):
        if line.may_decide:
            by_pupil.setdefault(line.student_id, []).append(line)
    if len(by_pupil) > MOST_NAMED:
        first = next(iter(by_pupil))
        sentence = f"{len(by_pupil)}名学生有更改申请等您核对。"
        yield Item("proposal.waiting", Urgency.HANDS, sentence, PEOPLE, first)
        return
    for student_id, found in by_pupil.items():
        titles = "、".join(line.title for line in found)
        names = "、".join(dict.fromkeys(line.proposed_by_name for line in found))
        sentence = f"{found[0].who}的{titles}要更改（{names}提出），等您核对。"
        yield Item("proposal.waiting", Urgency.HANDS, sentence, PEOPLE, student_id)
