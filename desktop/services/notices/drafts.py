"""A notice before it is issued: its figures beside those of the books, and what is in the way.

Nothing is written here. A draft says the same today and tomorrow as long as the books do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.core.errors import SchoolError
from desktop.core.labels import Labelled
from desktop.models import Unit
from desktop.services.notices import issue
from desktop.services.notices.makers import MAKERS, kinds_of
from desktop.services.notices.making import Remark, same
from desktop.services.parameters import MONTH_POSTING_DAY, value_on

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.notices import NoticeKind
    from desktop.core.terms import Month
    from desktop.services.notices.makers import Content
    from desktop.services.notices.making import Check
    from desktop.services.session import Session


class DraftState(Labelled):
    """What a kind of notice needs in a month."""

    EMPTY = "empty", "没有内容"
    BLOCKED = "blocked", "有问题要先处理"
    OPEN = "open", "待结账"
    READY = "ready", "可以发布"
    MOVED = "moved", "要发更正公示"
    RENEWED = "renewed", "要重新公示"
    STANDING = "standing", "已发布"


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice as it would be issued now."""

    kind: NoticeKind
    month: Month
    state: DraftState
    content: Content | None
    """None where there is nothing that could be printed; the remarks say why."""
    checks: tuple[Check, ...]
    remarks: tuple[Remark, ...]
    standing: str | None
    """Number of the notice of this kind that stands for the month now."""
    post_by: date | None = None
    """By when it should hang, where the county says so."""

    @property
    def can_issue(self) -> bool:
        """Whether issuing it gives a new notice."""
        return self.state in (DraftState.READY, DraftState.MOVED, DraftState.RENEWED)


def draft(session: Session, kind: NoticeKind, month: Month) -> Draft:
    """What a notice would say, checked against the books."""
    month = issue.month_of(session, kind, month)
    maker, unit_id = MAKERS[kind], session.unit_id
    with session.store.read() as connection:
        last = issue.last_issued(connection, unit_id, kind, month)
        number = last.number if last is not None else None
        try:
            content = issue.draw(connection, session, kind, month, number)
        except SchoolError as error:
            empty = not maker.recorded(connection, unit_id, month)
            remark = Remark("empty" if empty else "figures", error.sentence, blocking=True)
            state = DraftState.EMPTY if empty else DraftState.BLOCKED
            return Draft(kind, month, state, None, (), (remark,), number)
        checks = maker.checks(connection, unit_id, content)
        remarks = maker.remarks(content) + _missing(connection, unit_id)
        post_by = None if kind.long_term else _post_by(connection, unit_id, month)
    remarks = _differences(checks) + remarks
    state = _state(kind, content, last, remarks)
    return Draft(kind, month, state, content, checks, remarks, number, post_by)


def drafts(session: Session, month: Month) -> tuple[Draft, ...]:
    """Every kind of notice that the unit posts in a month: what it lacks, or that it stands."""
    with session.store.read() as connection:
        kinds = kinds_of(connection, session.unit_id)
    return tuple(draft(session, kind, month) for kind in kinds)


def _state(
    kind: NoticeKind,
    content: Content,
    last: Any,  # noqa: ANN401 - a row
    remarks: tuple[Remark, ...],
) -> DraftState:
    if any(remark.blocking and remark.rule != "open" for remark in remarks):
        return DraftState.BLOCKED
    if not kind.long_term and content.posting.seal_code is None:
        return DraftState.OPEN
    if last is None:
        return DraftState.READY
    if same(MAKERS[kind], issue.content_of(kind, last.snapshot), content):
        return DraftState.STANDING
    return DraftState.RENEWED if kind.long_term else DraftState.MOVED


def _missing(connection: Connection, unit_id: UUID) -> tuple[Remark, ...]:
    """The telephones that a notice should show and does not."""
    unit = connection.execute(
        select(Unit.office_phone, Unit.supervision_phone).where(Unit.id == unit_id)
    ).one()
    named = (("受理电话", unit.office_phone), ("监督电话", unit.supervision_phone))
    lacking = "和".join(label for label, number in named if not number)
    if not lacking:
        return ()
    sentence = f"单位没有登记{lacking}，公示上就没有{lacking}。请先到设置里补上。"
    return (Remark("telephones", sentence, blocking=False),)


def _post_by(connection: Connection, unit_id: UUID, month: Month) -> date:
    """The day of the next month by which the county wants a month's notices on the wall."""
    first = month.next.first
    return first.replace(day=value_on(connection, unit_id, MONTH_POSTING_DAY, first))


def _differences(checks: tuple[Check, ...]) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            "difference",
            f"{check.label}对不上：公示上是{check.on_notice}，账上是{check.in_books}。"
            "请到设置里核对数据是否完好。",
            blocking=True,
        )
        for check in checks
        if not check.agrees
    )
