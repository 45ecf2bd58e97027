"""Files that belong to records: kept once inside the database, shown, removed, swept out.

A file is looked at and made ready before the transaction that keeps it, one at a time. Where a
record is written in the same transaction, both stand there or neither.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.attachments import (
    MOST,
    Attachment,
    FileKind,
    RecordKind,
)
from desktop.core.changes import Book, Changes
from desktop.core.errors import DamagedError, NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.database.chain import content_digest
from desktop.models import AttachedFile, StoredFile
from desktop.services.ready_files import make_ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.database.work import Work
    from desktop.services.ready_files import ReadyFile
    from desktop.services.session import Session

FORGOTTEN_AFTER: Final = timedelta(days=7)
"""A file that no record has is given up after this time; an unsaved form may still name it."""
_BOOKS: Final = {
    RecordKind.NOTICE_EVENT: Book.NOTICES,
    RecordKind.ENROLMENT_EVENT: Book.PEOPLE,
    RecordKind.STOCK_DOCUMENT: Book.CANTEEN,
    RecordKind.CANTEEN_LOG: Book.CANTEEN,
    RecordKind.FOOD_SAMPLE: Book.CANTEEN,
}
_KEYS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a record, without its content."""

    attachment_id: UUID
    kind: FileKind
    file: Attachment
    at: datetime
    user_name: str


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file of a record with its content."""

    kind: FileKind
    digest: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """A record that may have files."""

    kind: RecordKind
    record_id: UUID


def keep(session: Session, path: Path) -> Attachment:
    """Keep a file for a record that is not written yet; without one it is given up in a week.

    Raises:
        SchoolError: as `make_ready`.
    """
    ready = make_ready(path)

    def body(work: Work) -> Attachment:
        store(work, ready)
        work.summary = {"kind": ready.kind}
        return ready.attachment

    return session.write("attachments.keep", body)


def add(session: Session, record: Record, path: Path) -> Changes:
    """Keep a file and give it to a record that is there, in one transaction.

    Raises:
        SchoolError: as `make_ready` and `attach`.
    """
    ready = make_ready(path)

    def body(work: Work) -> Changes:
        store(work, ready)
        attach(work, record, [ready.attachment], session.user_name)
        work.summary = {"record": record.kind, "kind": ready.kind}
        return Changes.of(_BOOKS[record.kind])

    return session.write("attachments.add", body)


def store(work: Work, ready: ReadyFile) -> UUID:
    """The key of a kept file; one that is here already is not kept again."""
    known = _file_ids(work.connection, work.unit_id, [ready.digest])
    if ready.digest in known:
        return known[ready.digest]
    (key,) = work.new_ids(1)
    row = {
        "id": key,
        "digest": ready.digest,
        "kind": ready.kind,
        "size": len(ready.content),
        "at": work.now,
        "content": ready.content,
    }
    work.insert(StoredFile, [row])
    return key


def attach(work: Work, record: Record, files: Sequence[Attachment], user_name: str) -> None:
    """Give kept files to a record, behind those that it has.

    Raises:
        NotFoundError: a file was given up meanwhile.
        SchoolError: the record has too many files, or has one of them already.
    """
    files = list({file.digest: file for file in files}.values())
    if not files:
        return
    known = _file_ids(work.connection, work.unit_id, [file.digest for file in files])
    if any(file.digest not in known for file in files):
        raise NotFoundError("附件放得太久，已经清理。请移除后重新添加。")
    place, present = _last_place(work, record)
    if present & {known[file.digest] for file in files}:
        raise SchoolError("这个文件已经登记过，不用再登记。")
    if len(present) + len(files) > MOST:
        msg = f"附件太多，每条记录最多 {MOST} 个，没有保存。"
        raise SchoolError(msg)
    keys = work.new_ids(len(files))
    rows = [
        {
            "id": key,
            "record_table": record.kind,
            "record_id": record.record_id,
            "file_id": known[file.digest],
            "name": file.name,
            "position": place + number,
            "at": work.now,
            "user_name": user_name,
        }
        for number, (key, file) in enumerate(zip(keys, files, strict=True), start=1)
    ]
    work.insert(AttachedFile, rows)


def files_of(
    connection: Connection, unit_id: UUID, kind: RecordKind, records: Sequence[UUID]
) -> Mapping[UUID, tuple[FileLine, ...]]:
    """The files of records by the record's id, in their order; records without any are left out."""
    found: defaultdict[UUID, list[FileLine]] = defaultdict(list)
    for start in range(0, len(records), _KEYS_AT_ONCE):
        query = (
            _with_file()
            .where(
                AttachedFile.unit_id == unit_id,
                AttachedFile.record_table == kind,
                AttachedFile.record_id.in_(records[start : start + _KEYS_AT_ONCE]),
            )
            .order_by(AttachedFile.position, AttachedFile.id)
        )
        for row in connection.execute(query):
            file = Attachment(row.digest, row.name, row.size)
            line = FileLine(row.id, row.kind, file, row.at, row.user_name)
            found[row.record_id].append(line)
    return {record: tuple(lines) for record, lines in found.items()}


def read(session: Session, attachment_id: UUID) -> FileContent:
    """A file of a record. A look at a file that tells of a child is an entry of the chain.

    Raises:
        NotFoundError: this unit has no such file, or it was removed.
        DamagedError: it is not what was kept.
    """
    with session.store.read() as connection:
        kind = connection.execute(_kind_of_record(session.unit_id, attachment_id)).scalar()
        if kind is None:
            raise _gone()
        if not kind.private:
            return _content(connection, session.unit_id, attachment_id)

    def body(work: Work) -> FileContent:
        content = _content(work.connection, work.unit_id, attachment_id)
        work.noted = True
        work.summary = {"attachment": attachment_id, "record": kind}
        return content

    return session.write("attachments.look", body, *Role)


def read_kept(session: Session, digest: str) -> FileContent:
    """A file that was kept for a record that is being written.

    Raises:
        NotFoundError: it was given up, or belongs to a record by now.
        DamagedError: it is not what was kept.
    """
    query = select(StoredFile.kind, StoredFile.digest, StoredFile.content).where(
        StoredFile.unit_id == session.unit_id, StoredFile.digest == digest, _unused()
    )
    with session.store.read() as connection:
        return _checked(connection.execute(query).first())


def remove(session: Session, attachment_id: UUID) -> Changes:
    """Take a file from its record; the content goes when nothing needs it any more.

    Raises:
        NotFoundError: this unit has no such file at a record.
    """

    def body(work: Work) -> Changes:
        query = _kind_of_record(work.unit_id, attachment_id)
        kind = work.connection.execute(query).scalar()
        if kind is None:
            raise _gone()
        if kind is RecordKind.NOTICE_EVENT:
            raise SchoolError("张贴照片要连同登记一起取消，请在公示里移除照片。")
        work.delete(AttachedFile, [attachment_id])
        work.summary = {"attachment": attachment_id, "record": kind}
        return Changes.of(_BOOKS[kind])

    return session.write("attachments.remove", body)


def remove_all(work: Work, record: Record) -> None:
    """Take all files from a record that goes itself."""
    query = select(AttachedFile.id).where(
        AttachedFile.unit_id == work.unit_id,
        AttachedFile.record_table == record.kind,
        AttachedFile.record_id == record.record_id,
    )
    work.delete(AttachedFile, work.connection.execute(query).scalars().all())


def sweep(session: Session) -> int:
    """Give up the files that no record has had for a week, in all that this person's unit keeps.

    Returns:
        How many they were.
    """
    before = session.store.clock.now() - FORGOTTEN_AFTER
    query = select(StoredFile.id).where(
        StoredFile.unit_id == session.unit_id, StoredFile.at < before, _unused()
    )
    with session.store.read() as connection:
        if connection.execute(query.limit(1)).first() is None:
            return 0

    def body(work: Work) -> int:
        stale = work.connection.execute(query).scalars().all()
        work.delete(StoredFile, stale)
        work.summary = {"files": len(stale)}
        return len(stale)

    return session.write("attachments.sweep", body)


def _unused() -> Any:  # noqa: ANN401 - a condition
    used = select(AttachedFile.id).where(
        AttachedFile.unit_id == StoredFile.unit_id, AttachedFile.file_id == StoredFile.id
    )
    return ~used.exists()


def _file_ids(connection: Connection, unit_id: UUID, digests: Iterable[str]) -> dict[str, UUID]:
    query = select(StoredFile.digest, StoredFile.id).where(
        StoredFile.unit_id == unit_id, StoredFile.digest.in_(list(digests))
    )
    return {row.digest: row.id for row in connection.execute(query)}


def _last_place(work: Work, record: Record) -> tuple[int, set[UUID]]:
    """The last place at a record, and the files that it has."""
    query = select(AttachedFile.position, AttachedFile.file_id).where(
        AttachedFile.unit_id == work.unit_id,
        AttachedFile.record_table == record.kind,
        AttachedFile.record_id == record.record_id,
    )
    rows = work.connection.execute(query).all()
    return max((row.position for row in rows), default=0), {row.file_id for row in rows}


def _with_file() -> Select[*tuple[Any, ...]]:
    return select(
        AttachedFile.id,
        AttachedFile.record_id,
        AttachedFile.name,
        AttachedFile.at,
        AttachedFile.user_name,
        StoredFile.digest,
        StoredFile.kind,
        StoredFile.size,
    ).join(
        StoredFile,
        (StoredFile.unit_id == AttachedFile.unit_id) & (StoredFile.id == AttachedFile.file_id),
    )


def _kind_of_record(unit_id: UUID, attachment_id: UUID) -> Select[RecordKind]:
    return select(AttachedFile.record_table).where(
        AttachedFile.unit_id == unit_id, AttachedFile.id == attachment_id
    )


def _content(connection: Connection, unit_id: UUID, attachment_id: UUID) -> FileContent:
    query = (
        select(StoredFile.kind, StoredFile.digest, StoredFile.content)
        .join(
            AttachedFile,
            (AttachedFile.unit_id == StoredFile.unit_id) & (AttachedFile.file_id == StoredFile.id),
        )
        .where(AttachedFile.unit_id == unit_id, AttachedFile.id == attachment_id)
    )
    return _checked(connection.execute(query).first())


def _checked(row: Any) -> FileContent:  # noqa: ANN401 - a row of a file
    if row is None:
        raise _gone()
    if content_digest(row.content) != row.digest:
        raise DamagedError(
            "这个附件的内容与存入时不一致，没有打开。请做一次全面体检，并用最近的备份对照。"
        )
    return FileContent(row.kind, row.digest, row.content)


def _gone() -> NotFoundError:
    return NotFoundError("这个附件已经不在了，可能已被移除。请刷新后再看。")
