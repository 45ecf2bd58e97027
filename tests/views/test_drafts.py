from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from desktop.core.money import Money
from desktop.services.drafts import FOLDER
from desktop.views.drafts import Drafts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk

pytestmark = pytest.mark.gui

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
    return sorted((session.folder / FOLDER).iterdir())


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


def test_data_on_a_server_keeps_drafts_while_the_window_is_open(desk: Desk) -> None:
    session = replace(desk.session, folder=None)
    drafts = kept(session)
    assert drafts.find("people/new") == FORM
    assert reopened(session).find("people/new") is None
