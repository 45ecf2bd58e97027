from __future__ import annotations

import logging
import os
import tracemalloc
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text, update

from desktop.core.attachments import (
    LARGEST,
    MOST,
    Attachment,
    FileKind,
    RecordKind,
    shown_name,
    size_words,
)
from desktop.core.changes import Book
from desktop.core.clock import FixedClock
from desktop.core.errors import (
    AccessRefusedError,
    DamagedError,
    EnvironmentFault,
    NotFoundError,
    SchoolError,
)
from desktop.core.ids import IdSource
from desktop.core.json import load
from desktop.core.labels import EnrolmentKind, Role
from desktop.core.progress import Progress
from desktop.database.chain import blocks_of, content_digest
from desktop.database.folder import open_store
from desktop.database.records import AuditChange, AuditEntry
from desktop.database.undo import UndoRefusedError, revert
from desktop.database.verify_rows import verify_rows
from desktop.models import AttachedFile, EnrolmentEvent, StoredFile, Student
from desktop.services import attachments, ready_files
from desktop.services.attachments import (
    FORGOTTEN_AFTER,
    FileLine,
    Record,
    add,
    keep,
    read,
    read_kept,
    remove,
    sweep,
)
from desktop.services.backups import Unlocking, back_up, rehearse
from desktop.services.backups import restore as put_back
from desktop.services.books import Login
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import undo
from desktop.services.people import pupil as pupil_record
from desktop.services.ready_files import make_ready
from desktop.services.verification import check_all
from tests.builders import tamper
from tests.conftest import add_unit
from tests.services.conftest import open_desk
from tests.services.files import OLD_OFFICE, PDF, archive, drawn, encoded, numbered_photo, photo
from tests.services.rosters import as_role, dump, pupil, students, take

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.database.chain import Actor
    from desktop.database.work import Store
    from desktop.services.session import Session

NAME = "王小明残疾证510123201503071234.jpg"


@pytest.fixture
def school(session: Session) -> Session:
    take(session, students(pupil("张小红")))
    return session


@pytest.fixture
def plain_school(plain_session: Session) -> Session:
    take(plain_session, students(pupil("张小红")))
    return plain_session


def the_pupil(session: Session) -> UUID:
    with session.store.read() as connection:
        found: UUID = connection.execute(select(Student.id)).scalars().one()
    return found


def left(session: Session, *files: Attachment) -> tuple[FileLine, ...]:
    """Enter that the pupil left, with proofs; the proofs as they are read back."""
    student = the_pupil(session)
    event = NewEvent(student, EnrolmentKind.LEFT, date(2026, 10, 12), None, files)
    record(session, [event])
    return pupil_record(session, student).events[-1].proofs


def the_event(session: Session) -> Record:
    event_id = pupil_record(session, the_pupil(session)).events[-1].event_id
    return Record(RecordKind.ENROLMENT_EVENT, event_id)


def counted(session: Session) -> tuple[int, int]:
    with session.store.read() as connection:
        files = connection.execute(select(func.count()).select_from(StoredFile)).scalar_one()
        links = connection.execute(select(func.count()).select_from(AttachedFile)).scalar_one()
    return files, links


def entries(session: Session) -> list[Any]:
    with session.store.read() as connection:
        query = select(AuditEntry.__table__).order_by(AuditEntry.seq)
        return list(connection.execute(query).all())


def test_proof_is_read_back_as_it_was_kept(school: Session, tmp_path: Path) -> None:
    file = keep(school, photo(tmp_path / "转学证明.png", kind="PNG"))
    assert file.name == "转学证明.jpg"
    (line,) = left(school, file)
    assert (line.kind, line.file, line.user_name) == (FileKind.PICTURE, file, "张校长")
    content = read(school, line.attachment_id)
    assert (content.kind, content.digest) == (FileKind.PICTURE, file.digest)
    assert content_digest(content.content) == file.digest
    assert len(content.content) == file.size
    assert check_all(school, Progress()).whole


OTHERS = {
    "a.pdf": PDF,
    "b.docx": archive("word/"),
    "c.xlsx": archive("xl/"),
    "d.doc": OLD_OFFICE,
    "e.xls": OLD_OFFICE,
    "f.ET": OLD_OFFICE,
    "g.wps": OLD_OFFICE,
}


@pytest.mark.parametrize("name", OTHERS)
def test_papers_are_kept_byte_by_byte(plain_school: Session, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(OTHERS[name])
    (line,) = left(plain_school, keep(plain_school, tmp_path / name))
    content = read(plain_school, line.attachment_id)
    assert content.content == OTHERS[name]
    assert content.kind.value == name.rpartition(".")[2].lower()


IMPOSTORS = {
    "a.jpg": PDF,
    "b.pdf": archive("word/"),
    "c.docx": archive("xl/"),
    "d.xlsx": OLD_OFFICE,
    "e.et": archive("xl/"),
    "f.docx": b"PK\x03\x04" + bytes(200),
    "g.doc": b"MZ" + bytes(900),
    "h.png": b"<svg/>",
    "i.pdf": b"",
}


@pytest.mark.parametrize("name", IMPOSTORS)
def test_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(IMPOSTORS[name])
    with pytest.raises(SchoolError, match="内容却不是"):
        make_ready(tmp_path / name)


def test_photo_of_an_iphone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for name in ("a.heic", "b.jpg"):
        (tmp_path / name).write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
        with pytest.raises(SchoolError, match="兼容性最佳"):
            make_ready(tmp_path / name)


@pytest.mark.parametrize("name", ["a.exe", "b.docm", "c.html", "d", "e.jpg.lnk"])
def test_other_kinds_are_not_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"MZ")
    with pytest.raises(SchoolError, match="不能作附件"):
        make_ready(tmp_path / name)


def test_too_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(PDF + bytes(LARGEST - len(PDF)))
    assert len(make_ready(paper).content) == LARGEST
    with paper.open("ab") as file:
        file.write(b"x")
    with pytest.raises(SchoolError, match=r"附件每个不能超过 20\.0 MB"):
        make_ready(paper)
    monkeypatch.setattr(ready_files, "LARGEST_PICTURE", 1000)
    with pytest.raises(SchoolError, match="照片每个不能超过 1000 字节"):
        make_ready(photo(tmp_path / "b.jpg"))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.pdf")
    for name in ("folder.pdf", "none.pdf", "pipe.pdf"):
        with pytest.raises(SchoolError, match="没有这个文件"):
            make_ready(tmp_path / name)


def test_broken_disk_is_said_without_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_file: object, _ending: str) -> FileKind:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(ready_files, "kind_of", broken)
    with pytest.raises(EnvironmentFault) as refused:
        make_ready(photo(tmp_path / NAME))
    assert "王小明" not in refused.value.sentence


def test_same_file_is_stored_once_in_a_unit(school: Session, tmp_path: Path) -> None:
    first = keep(school, photo(tmp_path / "a.jpg"))
    again = keep(school, photo(tmp_path / "b.jpg"))
    assert (first.digest, first.size) == (again.digest, again.size)
    assert counted(school) == (1, 0)
    other = school.in_unit(
        add_unit(school.store, school.actor, uuid4(), "5300000002"), "另一所学校"
    )
    keep(other, tmp_path / "a.jpg")
    assert counted(school) == (2, 0)


def test_chain_carries_the_digest_and_neither_bytes_nor_names_of_files_in_its_summary(
    school: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / NAME
    path.write_bytes(encoded(drawn(3000, 2000), quality=100))
    file = keep(school, path)
    (line,) = left(school, file)
    read(school, line.attachment_id)
    remove(school, line.attachment_id)
    found = entries(school)
    assert "510123201503071234" not in "".join(str(entry) for entry in found)
    assert "510123201503071234" not in caplog.text
    kept = next(entry for entry in found if entry.action == "attachments.keep")
    with school.store.read() as connection:
        (block,) = blocks_of(connection, school.unit_id, kept.id)
        size = connection.execute(
            select(func.length(AuditChange.content)).where(AuditChange.entry_id == kept.id)
        ).scalar_one()
    assert block.after[0][block.columns.index("content")] == file.digest
    assert size < 1000 < file.size


def test_refusals_do_not_name_the_file(tmp_path: Path) -> None:
    for content in (b"", PDF, encoded(drawn())[:900]):
        (tmp_path / NAME).write_bytes(content)
        with pytest.raises(SchoolError) as refused:
            make_ready(tmp_path / NAME)
        assert "王小明" not in refused.value.sentence


def test_bytes_of_a_file_are_in_no_repr(tmp_path: Path) -> None:
    ready = make_ready(photo(tmp_path / "a.jpg"))
    assert "content" not in repr(ready)
    assert len(repr(ready)) < 300


def test_refused_record_keeps_no_link(school: Session, tmp_path: Path) -> None:
    file = keep(school, photo(tmp_path / "a.jpg"))
    tomorrow = date(2027, 1, 1)
    event = NewEvent(the_pupil(school), EnrolmentKind.LEFT, tomorrow, None, (file,))
    with pytest.raises(SchoolError, match="还没有到"):
        record(school, [event])
    assert counted(school) == (1, 0)


def test_file_that_was_given_up_is_asked_for_again(school: Session) -> None:
    with pytest.raises(NotFoundError, match="重新添加"):
        left(school, Attachment("ab" * 32, "a.jpg", 10))


def test_file_can_be_added_later_and_stands_behind_the_others(
    school: Session, tmp_path: Path
) -> None:
    first = keep(school, numbered_photo(tmp_path / "1.jpg", 1))
    left(school, first)
    event = the_event(school)
    changes = add(school, event, numbered_photo(tmp_path / "2.jpg", 2))
    assert changes.books == {Book.PEOPLE}
    names = [line.file.name for line in pupil_record(school, the_pupil(school)).events[-1].proofs]
    assert names == ["1.jpg", "2.jpg"]
    with pytest.raises(SchoolError, match="已经登记过"):
        add(school, event, tmp_path / "2.jpg")


def test_file_that_is_named_twice_is_attached_once(school: Session, tmp_path: Path) -> None:
    file = keep(school, photo(tmp_path / "a.jpg"))
    assert len(left(school, file, replace(file, name="b.jpg"))) == 1


def test_record_has_so_many_files_and_no_more(plain_school: Session, tmp_path: Path) -> None:
    files = [keep(plain_school, numbered_photo(tmp_path / "a.jpg", at)) for at in range(MOST + 1)]
    with pytest.raises(SchoolError, match=f"最多 {MOST} 个"):
        left(plain_school, *files)
    assert len(left(plain_school, *files[:MOST])) == MOST
    with pytest.raises(SchoolError, match=f"最多 {MOST} 个"):
        add(plain_school, the_event(plain_school), tmp_path / "a.jpg")


def test_each_look_at_a_proof_is_known_afterwards(school: Session, tmp_path: Path) -> None:
    (line,) = left(school, keep(school, photo(tmp_path / NAME)))
    before = len(entries(school))
    read(as_role(school, Role.AUDITOR), line.attachment_id)
    found = entries(school)
    assert len(found) == before + 1
    assert (found[-1].action, found[-1].user_name) == ("attachments.look", "审计")
    assert load(found[-1].summary)["attachment"] == str(line.attachment_id)


def test_file_being_attached_can_be_looked_at_until_it_belongs_to_a_record(
    school: Session, tmp_path: Path
) -> None:
    file = keep(school, photo(tmp_path / "a.jpg"))
    assert read_kept(school, file.digest).digest == file.digest
    left(school, file)
    with pytest.raises(NotFoundError):
        read_kept(school, file.digest)


def test_removed_file_is_gone_from_the_record_and_swept_out_after_a_week(
    school: Session, tmp_path: Path
) -> None:
    (line,) = left(school, keep(school, photo(tmp_path / "a.jpg")))
    assert remove(school, line.attachment_id).books == {Book.PEOPLE}
    assert pupil_record(school, the_pupil(school)).events[-1].proofs == ()
    for again in (read, remove):
        with pytest.raises(NotFoundError, match="不在了"):
            again(school, line.attachment_id)
    assert counted(school) == (1, 0)
    assert sweep(school) == 0
    later(school, FORGOTTEN_AFTER + timedelta(seconds=1))
    assert sweep(school) == 1
    assert counted(school) == (0, 0)
    assert sweep(school) == 0
    assert check_all(school, Progress()).whole


def later(session: Session, time: timedelta) -> None:
    session.store.clock = FixedClock(session.store.clock.now() + time)


def test_files_of_records_are_never_swept_out(school: Session, tmp_path: Path) -> None:
    (line,) = left(school, keep(school, photo(tmp_path / "a.jpg")))
    later(school, timedelta(days=4000))
    assert sweep(school) == 0
    assert read(school, line.attachment_id).content


def test_who_only_looks_attaches_nothing(school: Session, tmp_path: Path) -> None:
    auditor = as_role(school, Role.AUDITOR)
    (line,) = left(school, keep(school, photo(tmp_path / "a.jpg")))
    for forbidden in (
        lambda: keep(auditor, tmp_path / "a.jpg"),
        lambda: add(auditor, the_event(school), tmp_path / "a.jpg"),
        lambda: remove(auditor, line.attachment_id),
    ):
        with pytest.raises(AccessRefusedError):
            forbidden()


def test_files_of_another_unit_are_not_there(school: Session, tmp_path: Path) -> None:
    file = keep(school, photo(tmp_path / "a.jpg"))
    (line,) = left(school, file)
    other = school.in_unit(
        add_unit(school.store, school.actor, uuid4(), "5300000002"), "另一所学校"
    )
    for foreign in (
        lambda: read(other, line.attachment_id),
        lambda: read_kept(other, file.digest),
        lambda: remove(other, line.attachment_id),
    ):
        with pytest.raises(NotFoundError):
            foreign()


@pytest.mark.parametrize("place", [0, 500, -1])
def test_flipped_byte_is_found_and_never_opened(
    school: Session, tmp_path: Path, place: int
) -> None:
    (line,) = left(school, keep(school, photo(tmp_path / "a.jpg")))
    content = bytearray(read(school, line.attachment_id).content)
    content[place] ^= 1
    tamper(school.store, update(StoredFile).values(content=bytes(content)))
    with school.store.read() as connection:
        report = verify_rows(connection)
    assert [finding.label for finding in report.findings] == ["附件内容"]
    assert "没有经过程序就被改动了" in report.findings[0].sentence
    assert not check_all(school, Progress()).whole
    with pytest.raises(DamagedError, match="与存入时不一致"):
        read(school, line.attachment_id)


def test_content_and_digest_changed_together_are_found(school: Session, tmp_path: Path) -> None:
    left(school, keep(school, photo(tmp_path / "a.jpg")))
    other = b"something else"
    values = {"content": other, "digest": content_digest(other), "size": len(other)}
    tamper(school.store, update(StoredFile).values(**values))
    assert not check_all(school, Progress()).whole


def test_content_that_is_no_bytes_any_more_is_found(plain_school: Session, tmp_path: Path) -> None:
    left(plain_school, keep(plain_school, photo(tmp_path / "a.jpg")))
    tamper(plain_school.store, text("UPDATE stored_files SET content = 'text'"))
    with plain_school.store.read() as connection:
        assert not verify_rows(connection).whole


def test_import_with_attached_events_is_not_undone(session: Session, tmp_path: Path) -> None:
    batch = take(session, students(pupil("张小红"))).batch
    assert batch is not None
    student = the_pupil(session)
    event_id = pupil_record(session, student).events[0].event_id
    add(session, Record(RecordKind.ENROLMENT_EVENT, event_id), photo(tmp_path / "a.jpg"))
    before = dump(session.store)
    with pytest.raises(UndoRefusedError, match="还有附件在用"):
        undo(session, batch)
    assert dump(session.store) == before
    proofs = pupil_record(session, student).events[0].proofs
    remove(session, proofs[0].attachment_id)
    undo(session, batch)
    assert check_all(session, Progress()).whole


def last_entry_of(session: Session, action: str) -> UUID:
    found: UUID = next(entry.id for entry in reversed(entries(session)) if entry.action == action)
    return found


def taken_back(session: Session, action: str) -> None:
    entry_id = last_entry_of(session, action)
    session.write("undo", lambda work: revert(work, entry_id))


def test_keeping_and_attaching_are_undone_whole(school: Session, tmp_path: Path) -> None:
    record(school, [NewEvent(the_pupil(school), EnrolmentKind.LEFT, date(2026, 10, 12))])
    before = dump(school.store)
    add(school, the_event(school), photo(tmp_path / "a.jpg"))
    taken_back(school, "attachments.add")
    assert dump(school.store) == before
    assert check_all(school, Progress()).whole


def test_removed_link_is_put_back_as_long_as_the_content_is_there(
    school: Session, tmp_path: Path
) -> None:
    (line,) = left(school, keep(school, photo(tmp_path / "a.jpg")))
    remove(school, line.attachment_id)
    taken_back(school, "attachments.remove")
    assert pupil_record(school, the_pupil(school)).events[-1].proofs == (line,)
    remove(school, line.attachment_id)
    later(school, timedelta(days=30))
    sweep(school)
    with pytest.raises(UndoRefusedError):
        taken_back(school, "attachments.remove")


def test_what_was_swept_out_is_not_put_back(school: Session, tmp_path: Path) -> None:
    keep(school, photo(tmp_path / "a.jpg"))
    later(school, timedelta(days=30))
    sweep(school)
    with pytest.raises(UndoRefusedError, match="附件内容有 1 条的内容已经清理"):
        taken_back(school, "attachments.sweep")


def test_kept_file_that_a_record_has_is_not_undone(school: Session, tmp_path: Path) -> None:
    left(school, keep(school, photo(tmp_path / "a.jpg")))
    with pytest.raises(UndoRefusedError, match="还有附件在用"):
        taken_back(school, "attachments.keep")


@pytest.fixture
def data(file_store: Store, actor: Actor, tmp_path: Path) -> Session:
    session = open_desk(file_store, add_unit(file_store, actor), actor)
    take(session, students(pupil("张小红")))
    return replace(session, folder=tmp_path / "data")


def test_backup_and_restore_carry_the_files(data: Session, tmp_path: Path) -> None:
    (line,) = left(data, keep(data, photo(tmp_path / "a.jpg", 2000, 1500)))
    wanted = read(data, line.attachment_id).content
    report = back_up(data, tmp_path / "b.mcb")
    assert report.rows["stored_files"] == 1
    rehearse(data, tmp_path / "b.mcb")
    put_back(tmp_path / "other", tmp_path / "b.mcb", Unlocking(Login("张校长", None)))
    store = open_store(tmp_path / "other", None, data.store.clock, IdSource(3))
    try:
        found = replace(data, store=store, folder=tmp_path / "other")
        assert read(found, line.attachment_id).content == wanted
        assert check_all(found, Progress()).whole
    finally:
        store.close()


def test_backup_with_a_flipped_byte_is_not_good(data: Session, tmp_path: Path) -> None:
    keep(data, photo(tmp_path / "a.jpg"))
    content = bytearray(make_ready(tmp_path / "a.jpg").content)
    content[700] ^= 1
    tamper(data.store, update(StoredFile).values(content=bytes(content)))
    with pytest.raises(DamagedError, match="有 1 个附件的内容与存入时不一致"):
        back_up(data, tmp_path / "b.mcb")
    assert not (tmp_path / "b.mcb").exists()


def test_many_photos_are_never_in_memory_together(plain_school: Session, tmp_path: Path) -> None:
    size = 400_000
    tracemalloc.start()
    try:
        for number in range(24):
            content = PDF + number.to_bytes(4, "big") + os.urandom(size)
            (tmp_path / "a.pdf").write_bytes(content)
            keep(plain_school, tmp_path / "a.pdf")
        del content
        tracemalloc.reset_peak()
        with plain_school.store.read() as connection:
            assert verify_rows(connection).whole
        later(plain_school, timedelta(days=30))
        assert sweep(plain_school) == 24
        assert tracemalloc.get_traced_memory()[1] - tracemalloc.get_traced_memory()[0] < 8 * size
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("收据.JPEG", FileKind.PICTURE, "收据.jpg"),
        ("a\nb\t c.pdf", FileKind.PDF, "a b c.pdf"),
        ("\u202egpj.exe.pdf", FileKind.PDF, "gpj.exe.pdf"),
        (".pdf", FileKind.PDF, "PDF 文件.pdf"),
        ("长" * 300 + ".doc", FileKind.DOC, "长" * 100 + ".doc"),
        ("没有后缀", FileKind.PDF, "没有后缀.pdf"),
    ],
)
def test_names_are_for_people(name: str, kind: FileKind, shown: str) -> None:
    assert shown_name(name, kind) == shown


def test_sizes_are_said_in_words() -> None:
    assert [size_words(size) for size in (12, 320 * 1024, 1_258_291)] == [
        "12 字节",
        "320 KB",
        "1.2 MB",
    ]


def test_every_record_kind_names_a_table_and_a_book() -> None:
    tables = EnrolmentEvent.metadata.tables
    for kind in RecordKind:
        assert kind.value in tables
        assert kind in attachments._BOOKS
