from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from desktop.core.money import Money
from desktop.services.drafts import FOLDER, DraftLine
from desktop.views.drafts import Drafts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui

COPY = "花名册的内容".encode() * 100
FORM = {"name": "张小红", "days": 20, "voluntary": None}


@pytest.fixture
def sealed(desk: Desk) -> Session:
    return replace(desk.session, key=bytes(range(32)))


def reopened(session: Session) -> Drafts:
    drafts = Drafts(session)
    drafts.find("")
    drafts.drain()
    return drafts


def kept(session: Session, name: str = "people/new") -> Drafts:
    drafts = Drafts(session)
    drafts.keep(name, FORM)
    drafts.drain()
    return drafts


def files(session: Session) -> list[Path]:
    assert session.folder is not None
    folder = session.folder / FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_draft_is_found_at_once_and_after_a_restart(desk: Desk) -> None:
    assert kept(desk.session).find("people/new") == FORM
    assert reopened(desk.session).find("people/new") == FORM


def test_draft_looks_the_same_before_and_after_a_restart(desk: Desk) -> None:
    drafts = Drafts(desk.session)
    drafts.keep("form", {"day": date(2026, 10, 9), "amount": Money.of("5.00")})
    drafts.drain()
    assert drafts.find("form") == reopened(desk.session).find("form")


def test_forgotten_draft_is_gone(desk: Desk) -> None:
    drafts = kept(desk.session)
    again = Drafts(desk.session)
    again.forget("people/new")
    assert again.find("people/new") is None
    again.drain()
    assert files(desk.session) == []
    assert drafts.find("never kept") is None


def test_draft_of_encrypted_data_is_sealed(sealed: Session) -> None:
    kept(sealed)
    (file,) = files(sealed)
    assert "张小红".encode() not in file.read_bytes()
    assert b"people" not in file.read_bytes()
    assert reopened(sealed).find("people/new") == FORM


def test_file_name_does_not_tell_what_form_it_is(sealed: Session) -> None:
    kept(sealed, "people/张小红")
    (file,) = files(sealed)
    assert file.name.isascii()


def test_draft_of_another_key_is_left_alone(sealed: Session) -> None:
    kept(sealed)
    assert reopened(replace(sealed, key=bytes(32))).find("people/new") is None
    assert len(files(sealed)) == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"short"])
def test_damaged_draft_does_not_stop_the_others(sealed: Session, content: bytes) -> None:
    kept(sealed)
    (files(sealed)[0].parent / "damaged.draft").write_bytes(content)
    assert reopened(sealed).find("people/new") == FORM
    plain = replace(sealed, key=None)
    assert reopened(plain).find("people/new") is None


def test_each_person_has_their_own(desk: Desk) -> None:
    kept(desk.session)
    other = replace(desk.session, user_id=uuid4())
    assert reopened(other).find("people/new") is None
    kept(other)
    assert len(files(desk.session)) == 2


def test_only_the_newest_state_stays(desk: Desk) -> None:
    drafts = Drafts(desk.session)
    for days in range(50):
        drafts.keep("form", {"days": days})
    drafts.drain()
    assert reopened(desk.session).find("form") == {"days": 49}
    assert len(files(desk.session)) == 1


def test_draft_that_cannot_be_written_is_told(qtbot: QtBot, desk: Desk) -> None:
    assert desk.session.folder is not None
    (desk.session.folder / FOLDER).touch()
    drafts = Drafts(desk.session)
    with qtbot.waitSignal(drafts.failed) as failed:
        drafts.keep("form", FORM)
    drafts.drain()
    assert failed.args is not None
    assert drafts.find("form") == FORM


def test_value_that_no_file_can_hold_is_refused_at_once(desk: Desk) -> None:
    drafts = Drafts(desk.session)
    with pytest.raises(TypeError):
        drafts.keep("form", {"widget": object()})
    drafts.drain()


def test_draft_with_a_title_is_listed_before_and_after_a_restart(sealed: Session) -> None:
    drafts = Drafts(sealed)
    drafts.keep("import/students", {"place": 1}, "名册还没有导入完", "people")
    drafts.keep("form", FORM)
    line = DraftLine("import/students", "名册还没有导入完", "people")
    assert drafts.listed() == (line,)
    drafts.drain()
    assert reopened(sealed).listed() == (line,)


def test_change_of_the_list_is_told_once(qtbot: QtBot, desk: Desk) -> None:
    del qtbot
    drafts = desk.drafts
    told: list[str] = []
    drafts.changed.connect(told.append)
    for days in (1, 2):
        drafts.keep("form", {"days": days})
    drafts.forget("form")
    drafts.forget("form")
    assert told == ["form", "form"]


@pytest.mark.parametrize("key", [None, bytes(range(32))])
def test_copy_of_a_file_stays_with_its_draft(desk: Desk, key: bytes | None) -> None:
    session = replace(desk.session, key=key)
    drafts = Drafts(session)
    drafts.keep("import", FORM)
    drafts.keep_copy("import", COPY)
    drafts.keep("import", {"place": 2})
    drafts.drain()
    again = reopened(session)
    assert again.find("import") == {"place": 2}
    assert again.files.copy("import") == COPY
    if key is not None:
        assert all(COPY not in file.read_bytes() for file in files(session))


def test_copy_goes_with_its_draft_however_soon(desk: Desk) -> None:
    drafts = Drafts(desk.session)
    for _ in range(20):
        drafts.keep("import", FORM)
        drafts.keep_copy("import", COPY)
        drafts.forget("import")
    drafts.drain()
    assert files(desk.session) == []
    assert drafts.files.copy("import") is None


def test_copy_without_a_draft_is_not_kept(desk: Desk) -> None:
    drafts = Drafts(desk.session)
    drafts.keep_copy("import", COPY)
    drafts.drain()
    assert drafts.files.copy("import") is None


def test_copy_that_was_damaged_is_no_copy(sealed: Session) -> None:
    drafts = Drafts(sealed)
    drafts.keep("import", FORM)
    drafts.keep_copy("import", COPY)
    drafts.drain()
    (path,) = (file for file in files(sealed) if file.suffix == ".copy")
    path.write_bytes(path.read_bytes()[:-1])
    assert drafts.files.copy("import") is None
