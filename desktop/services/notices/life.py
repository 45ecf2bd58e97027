"""The life of a notice after it is issued: printed, posted, objected to, taken down, archived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.core.privacy import found_in_text
from desktop.models import AttachedFile, Notice, NoticeEvent
from desktop.services.notices.issue import content_of
from desktop.services.notices.posting import last_day
from desktop.services.notices.register import NoticeEntry, entry_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.notices.makers import Content
    from desktop.services.session import Session

# What may happen in each stage. Paper that is needed again is printed at any time.
DEEDS: Final[Mapping[NoticeStage, frozenset[NoticeDeed]]] = {
    NoticeStage.ISSUED: frozenset({NoticeDeed.PRINTED, NoticeDeed.POSTED}),
    NoticeStage.UP: frozenset(
        {
            *(NoticeDeed.PRINTED, NoticeDeed.PHOTO, NoticeDeed.OBJECTED, NoticeDeed.ANSWERED),
            NoticeDeed.TAKEN_DOWN,
        }
    ),
    NoticeStage.DUE: frozenset(
        {
            *(NoticeDeed.PRINTED, NoticeDeed.PHOTO, NoticeDeed.OBJECTED, NoticeDeed.ANSWERED),
            NoticeDeed.TAKEN_DOWN,
        }
    ),
    NoticeStage.DOWN: frozenset(
        {
            *(NoticeDeed.PRINTED, NoticeDeed.PHOTO, NoticeDeed.OBJECTED, NoticeDeed.ANSWERED),
            NoticeDeed.ARCHIVED,
        }
    ),
    NoticeStage.ARCHIVED: frozenset({NoticeDeed.PRINTED}),
    NoticeStage.REPLACED: frozenset({NoticeDeed.PRINTED, NoticeDeed.ARCHIVED}),
}
_TAKEN_BACK: Final = frozenset({NoticeDeed.POSTED, NoticeDeed.TAKEN_DOWN, NoticeDeed.ARCHIVED})
_REFUSALS: Final = {
    NoticeDeed.POSTED: "不能再登记张贴",
    NoticeDeed.PHOTO: "还不能登记张贴照片，请先登记张贴",
    NoticeDeed.OBJECTED: "不能登记异议",
    NoticeDeed.ANSWERED: "不能登记答复",
    NoticeDeed.TAKEN_DOWN: "不能登记撤下",
    NoticeDeed.ARCHIVED: "还不能归档，请先登记撤下",
}
_LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One dated fact of a notice's life."""

    event_id: UUID
    deed: NoticeDeed
    day: date
    at: datetime
    user_name: str
    until: date | None
    copies: int | None
    masked: bool | None
    note: str
    digest: str | None
    answers: UUID | None
    photo: UUID | None
    """The attachment that holds the photo; None where only its digest was noted."""


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """An issued notice whole: how it stands, what it says, what happened to it."""

    entry: NoticeEntry
    content: Content
    life: tuple[LifeLine, ...]

    @property
    def allowed(self) -> frozenset[NoticeDeed]:
        """What may happen to it next."""
        allowed = DEEDS[self.entry.stage]
        return allowed if self.open_objections else allowed - {NoticeDeed.ANSWERED}

    @property
    def open_objections(self) -> tuple[LifeLine, ...]:
        """The objections that nobody has answered, the oldest first."""
        return _open(self.life)

    @property
    def taken_back_next(self) -> NoticeDeed | None:
        """What `take_back` would undo."""
        deeds = [line.deed for line in self.life if line.deed in _TAKEN_BACK]
        return deeds[-1] if deeds else None


def record(session: Session, number: str) -> NoticeRecord:
    """One notice, whole.

    Raises:
        NotFoundError: there is none with this number.
    """
    with session.store.read() as connection:
        entry = entry_of(connection, session, number)
        query = select(Notice.snapshot).where(
            Notice.unit_id == session.unit_id, Notice.id == entry.notice_id
        )
        content = content_of(entry.kind, connection.execute(query).scalar_one())
        return NoticeRecord(entry, content, _life(connection, entry, session))


def printed(session: Session, number: str, copies: int, *, masked: bool = False) -> Changes:
    """Note that a notice was sent to the printer; whoever may look may print, and it is noted."""
    values = {"copies": copies, "masked": masked}
    return happen(session, number, NoticeDeed.PRINTED, lambda _w, _e: values, *Role)


def post(session: Session, number: str, day: date, place: str = "") -> Changes:
    """Note that a notice hangs since a day.

    One that is hung later than its paper says stays for as many working days all the same.

    Raises:
        SchoolError: it hangs already, was replaced, or the day cannot be.
    """
    note = guarded(place, "张贴地点")

    def values(work: Work, entry: NoticeEntry) -> dict[str, Any]:
        _refuse_day(session, day, (entry.issued_on, "发布"))
        until = None if entry.kind.long_term else _until(work.connection, session, entry, day)
        return {"day": day, "until": until, "note": note}

    return happen(session, number, NoticeDeed.POSTED, values)


def object_to(session: Session, number: str, day: date, text: str) -> Changes:
    """Note an objection. Who brought it need not be said.

    Raises:
        SchoolError: nothing is said, private content is said, or the notice never hung.
    """
    note = guarded(text, "异议内容")
    if note is None:
        raise SchoolError("请写明异议的内容（不用写是谁提的）。")

    def values(_work: Work, entry: NoticeEntry) -> dict[str, Any]:
        _refuse_day(session, day, (entry.posted_on or entry.issued_on, "张贴"))
        return {"day": day, "note": note}

    return happen(session, number, NoticeDeed.OBJECTED, values)


def answer(session: Session, number: str, objection: UUID, text: str) -> Changes:
    """Note how an objection was settled.

    Raises:
        NotFoundError: no such objection is open.
        SchoolError: nothing is said, or private content is said.
    """
    note = guarded(text, "答复")
    if note is None:
        raise SchoolError("请写明异议是怎样处理、怎样答复的。")

    def values(work: Work, entry: NoticeEntry) -> dict[str, Any]:
        life = _life(work.connection, entry, session)
        if objection not in {line.event_id for line in _open(life)}:
            raise NotFoundError("这条异议已经答复过，或不是这份公示的。请刷新后再看。")
        return {"note": note, "answers_id": objection}

    return happen(session, number, NoticeDeed.ANSWERED, values)


def take_down(
    session: Session, number: str, day: date, accepted: Collection[str] = frozenset()
) -> Changes:
    """Note that a notice was taken off the wall on a day.

    Raises:
        Confirmable: its days are not over yet.
        SchoolError: it does not hang, or the day cannot be.
    """

    def values(_work: Work, entry: NoticeEntry) -> dict[str, Any]:
        _refuse_day(session, day, (entry.posted_on or entry.issued_on, "张贴"))
        early = entry.hangs_until is not None and day < entry.hangs_until
        standing = entry.replaced_by is None and (early or entry.kind.long_term)
        if standing and "early" not in accepted:
            raise Confirmable("early", _early(entry))
        return {"day": day}

    return happen(session, number, NoticeDeed.TAKEN_DOWN, values)


def archive(session: Session, number: str) -> Changes:
    """Note that the paper is in the file: nothing more happens to this notice.

    Raises:
        SchoolError: it hangs still, or an objection is open.
    """

    def values(_work: Work, entry: NoticeEntry) -> dict[str, Any]:
        if entry.open_objections:
            msg = f"{number}还有{entry.open_objections}条异议没有答复，不能归档。请先登记答复。"
            raise SchoolError(msg)
        return {}

    return happen(session, number, NoticeDeed.ARCHIVED, values)


def take_back(session: Session, number: str) -> Changes:
    """Take back the last of posted, taken down and archived, entered by mistake.

    Raises:
        SchoolError: nothing of the kind was entered, or objections came since it hung.
    """

    def body(work: Work) -> Changes:
        entry = entry_of(work.connection, session, number)
        life = _life(work.connection, entry, session)
        lines = [line for line in life if line.deed in _TAKEN_BACK]
        if not lines:
            msg = f"{number}还没有登记过张贴、撤下或归档，没有可以取消的。"
            raise SchoolError(msg)
        last = lines[-1]
        hung = {NoticeDeed.OBJECTED, NoticeDeed.PHOTO}
        if last.deed is NoticeDeed.POSTED and any(line.deed in hung for line in life):
            msg = f"{number}张贴后登记过异议或照片，不能取消张贴。"
            raise SchoolError(msg)
        work.delete(NoticeEvent, [last.event_id])
        work.summary = {"number": number, "deed": last.deed}
        return Changes.of(Book.NOTICES)

    return session.write("notice.take_back", body)


def guarded(text: str, what: str) -> str | None:
    """A note that may stand in the books of the wall; None where nothing is said.

    Raises:
        SchoolError: it is too long or holds private content, which is not repeated.
    """
    text = text.strip()
    if len(text) > _LONGEST_NOTE:
        msg = f"{what}太长，最多{_LONGEST_NOTE}字，请写得简短些。"
        raise SchoolError(msg)
    found = found_in_text(text, about_people=False, policy=False)
    if found:
        msg = f"{what}里有像{found.value}的内容，没有保存。公示记录里不写这些，请改掉再保存。"
        raise SchoolError(msg)
    return text or None


def happen(
    session: Session,
    number: str,
    deed: NoticeDeed,
    values: Callable[[Work, NoticeEntry], dict[str, Any]],
    *roles: Role,
) -> Changes:
    """Write down one deed, if the stage of the notice allows it.

    Args:
        session: who writes.
        number: the notice.
        deed: what happened.
        values: what is noted besides; it may refuse, and write what belongs to the deed.
        roles: who may, as for `Session.write`.

    Raises:
        SchoolError: the notice is in another stage.
    """

    def body(work: Work) -> Changes:
        entry = entry_of(work.connection, session, number)
        if deed not in DEEDS[entry.stage]:
            raise SchoolError(_refusal(entry, deed))
        row: dict[str, Any] = {
            "id": work.new_ids(1)[0],
            "notice_id": entry.notice_id,
            "kind": deed,
            "day": session.store.clock.today(),
            "at": work.now,
            "user_name": session.user_name,
        }
        work.insert(NoticeEvent, [row | values(work, entry)])
        work.summary = {"number": number}
        return Changes.of(Book.NOTICES)

    return session.write(f"notice.{deed}", body, *roles)


def _refusal(entry: NoticeEntry, deed: NoticeDeed) -> str:
    if deed is NoticeDeed.POSTED and entry.replaced_by:
        return f"{entry.number}已被{entry.replaced_by}替代，不能再张贴。请张贴{entry.replaced_by}。"
    return f"{entry.number}现在是“{entry.stage.label}”，{_REFUSALS[deed]}。"


def _early(entry: NoticeEntry) -> str:
    if entry.hangs_until is None:
        return f"{entry.kind.label}要长期张贴，{entry.number}还没有新的公示替代。仍要登记撤下吗？"
    until = entry.hangs_until
    return (
        f"{entry.number}要张贴到{until.year}年{until.month}月{until.day}日，公示期还没有满。"
        "仍要登记撤下吗？"
    )


def _refuse_day(session: Session, day: date, since: tuple[date, str]) -> None:
    if day > session.store.clock.today():
        raise SchoolError("日期还没有到，没有保存。请写实际发生的日期。")
    first, what = since
    if day < first:
        said = f"{first.year}年{first.month}月{first.day}日"
        msg = f"日期早于{what}日期（{said}），没有保存。请核对日期。"
        raise SchoolError(msg)


def _open(life: tuple[LifeLine, ...]) -> tuple[LifeLine, ...]:
    """The objections that nobody has answered."""
    answered = {line.answers for line in life}
    return tuple(
        line for line in life if line.deed is NoticeDeed.OBJECTED and line.event_id not in answered
    )


def _until(connection: Connection, session: Session, entry: NoticeEntry, day: date) -> date:
    """The last day that it must hang: as printed, or as many working days from a later posting."""
    query = select(Notice.snapshot).where(
        Notice.unit_id == session.unit_id, Notice.id == entry.notice_id
    )
    said = content_of(entry.kind, connection.execute(query).scalar_one()).posting
    return max(said.last_day, last_day(day, said.working_days))


def _life(connection: Connection, entry: NoticeEntry, session: Session) -> tuple[LifeLine, ...]:
    rows = connection.execute(
        select(NoticeEvent.__table__, AttachedFile.id.label("photo_id"))
        .outerjoin(
            AttachedFile,
            (AttachedFile.unit_id == NoticeEvent.unit_id)
            & (AttachedFile.record_table == RecordKind.NOTICE_EVENT)
            & (AttachedFile.record_id == NoticeEvent.id),
        )
        .where(NoticeEvent.unit_id == session.unit_id, NoticeEvent.notice_id == entry.notice_id)
        .order_by(NoticeEvent.id)
    )
    return tuple(
        LifeLine(
            event_id=row.id,
            deed=row.kind,
            day=row.day,
            at=row.at,
            user_name=row.user_name,
            until=row.until,
            copies=row.copies,
            masked=row.masked,
            note=row.note or "",
            digest=row.digest,
            answers=row.answers_id,
            photo=row.photo_id,
        )
        for row in rows
    )
