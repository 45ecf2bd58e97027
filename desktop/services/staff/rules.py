"""What cannot be, and what is merely odd, in the dated facts of one member of staff."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.posts import Establishment
from desktop.core.privacy import found_in_text
from desktop.models import StaffMember
from desktop.services.staff.spells import Span, overlaps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

_FIRST_DAY: Final = date(1940, 1, 1)
_AHEAD: Final = timedelta(days=400)
_LONGEST: Final = 500


def day_words(day: date) -> str:
    """As people write it: 2026年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_words(span: Span) -> str:
    """From when to when, for a sentence."""
    return f"{day_words(span.since)}至{day_words(span.until) if span.until else '今'}"


def guarded(text: str | None, what: str) -> str | None:
    """A free text that people may read, or None for nothing.

    Raises:
        SchoolError: it is too long or holds private content.
    """
    said = " ".join((text or "").split())
    if not said:
        return None
    if len(said) > _LONGEST:
        raise SchoolError(f"{what}最多写 {_LONGEST} 个字，没有保存。")
    private = found_in_text(said, about_people=False, policy=False)
    if private is not None:
        raise SchoolError(f"{what}里像是有{private.value}，没有保存。请去掉再保存。")
    return said


def refuse_bad_span(session: Session, span: Span) -> None:
    """Refuse days that cannot be meant."""
    if span.until is not None and span.until < span.since:
        raise SchoolError("结束的日期在开始之前，没有保存。请核对日期。")
    if span.since < _FIRST_DAY or span.since > session.store.clock.today() + _AHEAD:
        raise SchoolError(f"开始的日期写成了{day_words(span.since)}，没有保存。请核对年份。")


def refuse_clashing_post(new: Any, others: Iterable[Any], accepted: Collection[str]) -> None:  # noqa: ANN401 - posts as forms or rows have them
    """Refuse the same post twice on one day; ask where two posts are merely odd.

    Raises:
        SchoolError: the same kind of post at the same place is held on one of the days.
        Confirmable: posts at two places, or on two kinds of terms.
    """
    clashing = [other for other in others if overlaps(new, other)]
    for other in clashing:
        if (other.kind, other.place) == (new.kind, new.place):
            msg = (
                f"{span_words(other)}已经登记了“{other.kind.label}”这个岗位，时间重叠，没有保存。"
                "请先登记原来的岗位到哪天为止，或核对日期。"
            )
            raise SchoolError(msg)
    if "elsewhere" not in accepted and any(other.place != new.place for other in clashing):
        raise Confirmable("elsewhere", "这段时间在别的单位还有岗位。两个地方都任职吗？")
    if "terms" not in accepted and any(_odd_terms(new, other) for other in clashing):
        raise Confirmable("terms", "这段时间另一个岗位的编制不同。两种编制同时有吗？")


def _odd_terms(one: Any, other: Any) -> bool:  # noqa: ANN401 - same
    terms = {one.establishment, other.establishment} - {None}
    return len(terms) > 1 and Establishment.STAFFED in terms


def refuse_clashing_absence(
    new: Any,  # noqa: ANN401 - an absence as a form or a row has it
    others: Iterable[Any],
    posts: Iterable[Any],
    accepted: Collection[str],
) -> None:
    """Refuse the same kind of absence twice on one day; ask where two are merely odd.

    Raises:
        SchoolError: the same kind of absence covers one of the days.
        Confirmable: another kind covers one, or there is no post to be away from.
    """
    clashing = [other for other in others if overlaps(new, other)]
    for other in clashing:
        if other.kind is new.kind:
            msg = (
                f"{span_words(other)}已经登记了{other.kind.label}，时间重叠，没有保存。"
                "请改那一条的日期，或核对日期。"
            )
            raise SchoolError(msg)
    if "overlap" not in accepted and clashing:
        kinds = "、".join(dict.fromkeys(other.kind.label for other in clashing))
        raise Confirmable("overlap", f"这段时间已经登记了{kinds}。仍要再登记{new.kind.label}吗？")
    if "no_post" not in accepted and not any(overlaps(new, post) for post in posts):
        raise Confirmable("no_post", "这段时间没有登记岗位。仍要登记不在岗吗？")


def standing_spells(work: Work, model: Any, staff_id: UUID) -> list[Any]:  # noqa: ANN401 - a model
    """The spells of one member of staff that were not withdrawn, the oldest first."""
    return list(
        work.connection.execute(
            select(model)
            .where(
                model.unit_id == work.unit_id,
                model.staff_id == staff_id,
                model.withdrawn_at.is_(None),
            )
            .order_by(model.since, model.id)
        )
    )


def refuse_stranger(work: Work, staff_id: UUID) -> None:
    """Refuse somebody who is not on the staff of this unit."""
    query = select(StaffMember.id).where(
        StaffMember.unit_id == work.unit_id, StaffMember.id == staff_id
    )
    if work.connection.execute(query).first() is None:
        raise NotFoundError("教职工名册里没有这个人，可能已被撤销。请刷新后再看。")


def standing_spell(work: Work, model: Any, key: UUID) -> Any:  # noqa: ANN401 - same
    """One spell that was not withdrawn.

    Raises:
        NotFoundError: there is none.
    """
    row = work.connection.execute(
        select(model).where(
            model.unit_id == work.unit_id, model.id == key, model.withdrawn_at.is_(None)
        )
    ).first()
    if row is None:
        raise NotFoundError("这一条已经被更正或撤销。请刷新后再看。")
    return row


def withdraw_rows(work: Work, model: Any, keys: Iterable[UUID], why: str) -> None:  # noqa: ANN401 - same
    """Mark spells as wrong; they stay to be seen."""
    rows = [
        {
            "id": key,
            "withdrawn_at": work.now,
            "withdrawn_by": work.actor.name,
            "withdrawn_why": why,
        }
        for key in keys
    ]
    if rows:
        work.update(model, rows)


def reason(why: str) -> str:
    """Why something is corrected.

    Raises:
        SchoolError: nothing is said.
    """
    said = guarded(why, "更正的原因")
    if said is None:
        raise SchoolError("请写明为什么更正，例如“日期登记错了”。")
    return said[:200]
