"""Photos of a sheet on the wall: kept with the fact that it was photographed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.attachments import Attachment, RecordKind
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.models import NoticeEvent
from desktop.services.attachments import Record, attach, read, remove_all, store
from desktop.services.notices.life import happen
from desktop.services.notices.register import entry_of
from desktop.services.pictures import thumbnail
from desktop.services.ready_files import make_ready

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.notices.register import NoticeEntry
    from desktop.services.session import Session

# The name that the camera or the person gave may hold names of people.
_NAME: Final = "张贴照片.jpg"


def add_photo(session: Session, number: str, path: Path) -> Changes:
    """Keep a photo of the hanging sheet; its digest is noted in the life of the notice.

    Raises:
        SchoolError: it is no photo that can be kept, is kept already, or the notice never hung.
    """
    ready = make_ready(path, only_pictures=True)
    photo = Attachment(ready.digest, _NAME, len(ready.content))

    def values(work: Work, entry: NoticeEntry) -> dict[str, Any]:
        if ready.digest in _digests(work, entry.notice_id):
            raise SchoolError("这张照片已经登记过，不用再登记。")
        (event_id,) = work.new_ids(1)
        store(work, ready)
        attach(work, Record(RecordKind.NOTICE_EVENT, event_id), [photo], session.user_name)
        return {"id": event_id, "digest": ready.digest}

    return happen(session, number, NoticeDeed.PHOTO, values)


def remove_photo(session: Session, number: str, event_id: UUID) -> Changes:
    """Take a photo back that was entered by mistake, with the fact that it was noted.

    Raises:
        NotFoundError: this notice has no such photo.
        SchoolError: the notice is in the file.
    """

    def body(work: Work) -> Changes:
        entry = entry_of(work.connection, session, number)
        if entry.stage is NoticeStage.ARCHIVED:
            msg = f"{number}已经归档，照片不能再移除。"
            raise SchoolError(msg)
        query = select(NoticeEvent.id).where(
            NoticeEvent.unit_id == work.unit_id,
            NoticeEvent.notice_id == entry.notice_id,
            NoticeEvent.kind == NoticeDeed.PHOTO,
            NoticeEvent.id == event_id,
        )
        if work.connection.execute(query).first() is None:
            raise NotFoundError("这张照片已经不在了，可能已被移除。请刷新后再看。")
        remove_all(work, Record(RecordKind.NOTICE_EVENT, event_id))
        work.delete(NoticeEvent, [event_id])
        work.summary = {"number": number}
        return Changes.of(Book.NOTICES)

    return session.write("notice.remove_photo", body)


def small(session: Session, photo: UUID, side: int) -> bytes:
    """A photo as a small JPEG that fits into a square.

    Raises:
        SchoolError: the photo is gone, or is not what was kept.
    """
    return thumbnail(read(session, photo).content, side)


def _digests(work: Work, notice_id: UUID) -> set[str | None]:
    query = select(NoticeEvent.digest).where(
        NoticeEvent.unit_id == work.unit_id, NoticeEvent.notice_id == notice_id
    )
    return set(work.connection.execute(query).scalars())
