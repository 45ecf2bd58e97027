"""A notice before it is issued: its figures beside those of the books, and what is in the way.

Nothing is written here. A draft says the same today and tomorrow as long as the books do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from desktop.core.errors import SchoolError
from desktop.core.json import load
from desktop.core.labels import Labelled, MonthState
from desktop.database.records import SealedMonth
from desktop.models import Charge, MealMonth, Unit
from desktop.services.months import MEALS_PART, parts_of
from desktop.services.notices import issue
from desktop.services.notices.issue import NoticeKind
from desktop.services.notices.results import MealsNotice
from desktop.services.parameters import MEALS_POSTING_DAY, value_on

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.core.terms import Month
    from desktop.services.notices.issue import Content
    from desktop.services.notices.results import ChargesNotice
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
class Check:
    """A figure of the notice beside the same figure of the books."""

    label: str
    on_notice: str
    in_books: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.on_notice == self.in_books


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands in the way, or should be looked at first; `rule` tells where to settle it."""

    rule: str
    sentence: str
    blocking: bool


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
    with session.store.read() as connection:
        last = issue.last_issued(connection, session.unit_id, kind, month)
        number = last.number if last is not None else None
        try:
            content = issue.draw(connection, session, kind, month, number)
        except SchoolError as error:
            empty = _nothing_recorded(connection, session.unit_id, kind, month)
            remark = Remark("empty" if empty else "figures", error.sentence, blocking=True)
            state = DraftState.EMPTY if empty else DraftState.BLOCKED
            return Draft(kind, month, state, None, (), (remark,), number)
        if isinstance(content, MealsNotice):
            checks = _meal_checks(connection, session.unit_id, content)
            remarks = _meal_remarks(content)
        else:
            checks = _charge_checks(connection, session.unit_id, content)
            remarks = _charge_remarks(content)
        remarks += _missing(connection, session.unit_id)
        post_by = None if kind.long_term else _post_by(connection, session.unit_id, month)
    remarks = _differences(checks) + remarks
    state = _state(kind, content, last, remarks)
    return Draft(kind, month, state, content, checks, remarks, number, post_by)


def drafts(session: Session, month: Month) -> tuple[Draft, ...]:
    """Every kind of notice of a month: what it still lacks, or that it stands."""
    return tuple(draft(session, kind, month) for kind in NoticeKind)


def _state(
    kind: NoticeKind,
    content: Content,
    last: Any,  # noqa: ANN401 - a row
    remarks: tuple[Remark, ...],
) -> DraftState:
    if any(remark.blocking and remark.rule != "open" for remark in remarks):
        return DraftState.BLOCKED
    if kind is NoticeKind.MEALS and content.posting.seal_code is None:
        return DraftState.OPEN
    if last is None:
        return DraftState.READY
    if issue.same(issue.content_of(kind, last.snapshot), content):
        return DraftState.STANDING
    return DraftState.RENEWED if kind.long_term else DraftState.MOVED


def _nothing_recorded(
    connection: Connection, unit_id: UUID, kind: NoticeKind, month: Month
) -> bool:
    query = select(func.count()).select_from(Charge).where(Charge.unit_id == unit_id)
    if kind is NoticeKind.MEALS:
        query = select(func.count()).where(MealMonth.unit_id == unit_id, MealMonth.month == month)
    return connection.execute(query).scalar_one() == 0


def _meal_checks(connection: Connection, unit_id: UUID, content: MealsNotice) -> tuple[Check, ...]:
    """The sums of the lines that would be printed, and the sums that the database gives."""
    books = connection.execute(
        select(func.count(), func.sum(MealMonth.days), func.sum(MealMonth.amount)).where(
            MealMonth.unit_id == unit_id, MealMonth.month == content.month
        )
    ).one()
    lines = [line for school_class in content.classes for line in school_class.lines]
    checks = [
        Check("人数", f"{len(lines):,}", f"{books[0]:,}"),
        Check("就餐人次", f"{sum(line.days for line in lines):,}", f"{int(books[1]):,}"),
        Check("补助金额（元）", str(content.total), str(books[2])),
        Check("人次 × 标准（元）", str(content.standard.amount * content.days), str(books[2])),
    ]
    sealed = connection.execute(
        select(SealedMonth.code, SealedMonth.parts).where(
            SealedMonth.unit_id == unit_id,
            SealedMonth.month == content.month,
            SealedMonth.state != MonthState.OPEN,
        )
    ).first()
    if sealed is not None:
        now = parts_of(connection, unit_id, content.month)[MEALS_PART]
        holds = load(sealed.parts).get(MEALS_PART) == now
        checks.append(Check("封存码", sealed.code, sealed.code if holds else "账目与封存时不一致"))
    return tuple(checks)


def _charge_checks(
    connection: Connection, unit_id: UUID, content: ChargesNotice
) -> tuple[Check, ...]:
    count = connection.execute(
        select(func.count()).where(Charge.unit_id == unit_id, *_in_force(content.on))
    ).scalar_one()
    return (Check("收费项目数", str(len(content.lines)), str(count)),)


def _in_force(day: date) -> tuple[Any, Any]:
    return Charge.since <= day, or_(Charge.until.is_(None), Charge.until >= day)


def _meal_remarks(content: MealsNotice) -> tuple[Remark, ...]:
    found = []
    if content.posting.seal_code is None:
        sentence = f"{content.month.label}还没有结账，现在只能打印试印稿。结账后才能发布。"
        found.append(Remark("open", sentence, blocking=True))
    if content.not_recorded:
        sentence = f"有{content.not_recorded}名在校学生没有登记就餐天数，公示上会写明。"
        found.append(Remark("not_recorded", sentence, blocking=False))
    return tuple(found)


def _charge_remarks(content: ChargesNotice) -> tuple[Remark, ...]:
    without = sum(not line.basis.strip() for line in content.lines)
    if not without:
        return ()
    sentence = f"有{without}项收费没有写收费依据（批准机关和文号），请在收费项目表里补上再导入。"
    return (Remark("basis", sentence, blocking=False),)


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
    """The day of the next month by which the county wants a month's meals on the wall."""
    first = month.next.first
    return first.replace(day=value_on(connection, unit_id, MEALS_POSTING_DAY, first))


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
