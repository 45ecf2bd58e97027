from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.core.progress import Progress
from desktop.models import AttachedFile, StoredFile
from desktop.services.attachments import read, remove
from desktop.services.notices import life
from desktop.services.notices.photos import add_photo, remove_photo, small
from desktop.services.verification import check_all
from tests.services.files import PDF, numbered_photo, photo
from tests.services.rosters import as_role, dump
from tests.services.walls import LAST_DAY, bring_to, on, small_school

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.notices.life import LifeLine
    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    return small_school(session)


def photos(session: Session, number: str) -> list[LifeLine]:
    return [line for line in life.record(session, number).life if line.deed is NoticeDeed.PHOTO]


def test_photo_is_kept_and_its_digest_stands_in_the_life(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    assert "notices" in add_photo(school, number, photo(tmp_path / "张小红家.jpg")).books
    (line,) = photos(school, number)
    assert line.photo is not None
    content = read(school, line.photo)
    assert content.digest == line.digest
    assert content.content.startswith(b"\xff\xd8")
    assert check_all(school, Progress()).whole


def test_name_that_the_file_had_is_not_kept(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    add_photo(school, number, photo(tmp_path / "张小红家.jpg"))
    with school.store.read() as connection:
        names = connection.execute(select(AttachedFile.name)).scalars().all()
    assert names == ["张贴照片.jpg"]


def test_several_photos_stand_in_their_order(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    for at in range(3):
        add_photo(school, number, numbered_photo(tmp_path / "a.jpg", at))
    found = photos(school, number)
    assert len({line.photo for line in found}) == 3
    with pytest.raises(SchoolError, match="已经登记过"):
        add_photo(school, number, tmp_path / "a.jpg")
    assert photos(school, number) == found


def test_refused_photo_changes_nothing(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    (tmp_path / "a.pdf").write_bytes(PDF)
    (tmp_path / "b.jpg").write_bytes(PDF)
    before = dump(school.store)
    with pytest.raises(SchoolError, match="只能选照片"):
        add_photo(school, number, tmp_path / "a.pdf")
    with pytest.raises(SchoolError, match="内容却不是"):
        add_photo(school, number, tmp_path / "b.jpg")
    assert dump(school.store) == before


def test_notice_that_never_hung_has_no_photo_and_nothing_is_stored(
    school: Session, tmp_path: Path
) -> None:
    number = bring_to(school, NoticeStage.ISSUED)
    with pytest.raises(SchoolError, match="请先登记张贴"):
        add_photo(school, number, photo(tmp_path / "a.jpg"))
    with school.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(StoredFile)).scalar() == 0


def test_wrong_photo_is_taken_back_with_its_fact(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    for at in range(2):
        add_photo(school, number, numbered_photo(tmp_path / "a.jpg", at))
    first, second = photos(school, number)
    remove_photo(school, number, first.event_id)
    assert photos(school, number) == [second]
    with school.store.read() as connection:
        assert connection.execute(select(AttachedFile.id)).scalars().all() == [second.photo]
    with pytest.raises(NotFoundError):
        remove_photo(school, number, first.event_id)
    with pytest.raises(NotFoundError):
        remove_photo(school, number, uuid4())
    remove_photo(school, number, second.event_id)
    life.take_back(school, number)
    assert check_all(school, Progress()).whole


def test_only_a_photo_can_be_removed_as_one(school: Session) -> None:
    number = bring_to(school, NoticeStage.UP)
    (posted,) = life.record(school, number).life
    with pytest.raises(NotFoundError):
        remove_photo(school, number, posted.event_id)


def test_photo_of_an_archived_notice_stays(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    add_photo(school, number, photo(tmp_path / "a.jpg"))
    on(school, LAST_DAY)
    life.take_down(school, number, LAST_DAY)
    life.archive(school, number)
    (line,) = photos(school, number)
    with pytest.raises(SchoolError, match="已经归档"):
        remove_photo(school, number, line.event_id)
    assert line.photo is not None
    with pytest.raises(SchoolError, match="在公示里移除"):
        remove(school, line.photo)
    assert read(school, line.photo).content


def test_auditor_sees_photos_and_neither_adds_nor_removes(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    add_photo(school, number, photo(tmp_path / "a.jpg"))
    auditor = as_role(school, Role.AUDITOR)
    (line,) = photos(auditor, number)
    assert line.photo is not None
    assert small(auditor, line.photo, 96).startswith(b"\xff\xd8")
    with pytest.raises(AccessRefusedError):
        add_photo(auditor, number, tmp_path / "a.jpg")
    with pytest.raises(AccessRefusedError):
        remove_photo(auditor, number, line.event_id)


def test_looking_at_a_photo_of_the_wall_is_not_noted(school: Session, tmp_path: Path) -> None:
    number = bring_to(school, NoticeStage.UP)
    add_photo(school, number, photo(tmp_path / "a.jpg"))
    (line,) = photos(school, number)
    assert line.photo is not None
    before = check_all(school, Progress()).entries
    read(school, line.photo)
    assert check_all(school, Progress()).entries == before
