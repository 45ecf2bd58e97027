"""Rules over people's records: changes that wait for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.labels import Role
from desktop.core.pupil_fields import ProposalState
from desktop.models import ChangeProposal
from desktop.services.pupils.register import lines
from desktop.services.search import StaffKey
from desktop.services.today.items import Item, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from desktop.services.pupils.register import ProposalLine
    from desktop.services.pupils.subjects import Subject
    from desktop.services.today.items import Asking

PEOPLE: Final = "people"
MOST_NAMED: Final = 5
"""More people than these are told in one sentence."""


def proposals(asking: Asking) -> Iterator[Item]:
    """Proposed changes that the person at the desk may decide; each opens the record."""
    if asking.session.role is Role.AUDITOR:
        return
    waits = ChangeProposal.state == ProposalState.WAITING
    found: dict[Subject, list[ProposalLine]] = {}
    for line in lines(asking.connection, asking.session, waits):
        if line.may_decide:
            found.setdefault(line.subject, []).append(line)
    if len(found) > MOST_NAMED:
        sentence = f"{_counted(found)}有更改申请等您核对。"
        yield Item("proposal.waiting", Urgency.HANDS, sentence, PEOPLE, _record(next(iter(found))))
        return
    for subject, proposed in found.items():
        titles = "、".join(line.title for line in proposed)
        names = "、".join(dict.fromkeys(line.proposed_by_name for line in proposed))
        sentence = f"{proposed[0].who}的{titles}要更改（{names}提出），等您核对。"
        yield Item("proposal.waiting", Urgency.HANDS, sentence, PEOPLE, _record(subject))


def _counted(found: Iterable[Subject]) -> str:
    subjects = list(found)
    staff = sum(subject.staff_id is not None for subject in subjects)
    counts = ((len(subjects) - staff, "名学生"), (staff, "名教职工"))
    return "、".join(f"{count}{words}" for count, words in counts if count)


def _record(subject: Subject) -> UUID | StaffKey:
    return subject.student_id or StaffKey(subject.key)
