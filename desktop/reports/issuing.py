"""Issuing a notice together with its paper: what cannot be printed must not have got a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.reports.notices import document
from desktop.services.notices import issue

if TYPE_CHECKING:
    from desktop.core.notices import NoticeKind
    from desktop.core.terms import Month
    from desktop.reports.guard import GuardedDocument
    from desktop.services.notices.issue import Issued
    from desktop.services.notices.makers import Content
    from desktop.services.session import Session


def issue_guarded(
    session: Session, kind: NoticeKind, month: Month, seen: Content | None = None
) -> Issued:
    """Issue a notice that the privacy guard has passed before it is written.

    Raises:
        SchoolError: something private stands in it, or it is not what was `seen`.
    """
    document(issue.trial(session, kind, month).content)
    return issue.notice(session, kind, month, seen)


def document_of(issued: Issued, *, mask_names: bool = False) -> GuardedDocument:
    """The paper of a notice; that of a trial is marked as one.

    Raises:
        SchoolError: something private stands in it.
    """
    return document(issued.content, mask_names=mask_names, draft=issued.trial)
