"""The photos of a notice in its pane: kept, shown small, opened, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import update

from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.models import StoredFile
from desktop.services.notices import life
from desktop.services.notices.photos import add_photo
from desktop.views.notices import photos
from desktop.views.notices.notice_pane import NoticePane
from tests.builders import tamper
from tests.services.files import numbered_photo, photo
from tests.services.rosters import as_role
from tests.services.walls import FIRST, LAST_DAY, bring_to, on
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


@pytest.fixture
def up(wall_desk: Desk) -> Desk:
    """A desk where the notice of October hangs."""
    at_the_books(lambda: bring_to(wall_desk.session, NoticeStage.UP))
    return wall_desk


def pane_of(qtbot: QtBot, desk: Desk) -> NoticePane:
    pane = NoticePane(desk)
    qtbot.addWidget(pane)
    pane.resize(360, 900)
    pane.show()
    with qtbot.waitSignal(pane.shown):
        pane.show_notice(FIRST)
    return pane


def keep(session: Session, path: Path, number: int = 0) -> None:
    at_the_books(lambda: add_photo(session, FIRST, numbered_photo(path, number)))


def is_drawn(shown: photos.Photo) -> bool:
    return not shown.picture.icon().isNull()


def test_chosen_photos_are_kept_and_shown(
    qtbot: QtBot, up: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    pane = pane_of(qtbot, up)
    assert not pane.photos.isVisible()
    paths = [numbered_photo(tmp_path / f"张小红家{at}.jpg", at) for at in range(2)]
    messages.answers.extend([(), tuple(paths)])
    pane.buttons[NoticeDeed.PHOTO].click()
    assert not up.tasks.running
    with qtbot.waitSignal(pane.shown):
        pane.buttons[NoticeDeed.PHOTO].click()
    assert pane.photos.isVisible()
    qtbot.waitUntil(lambda: all(map(is_drawn, pane.photos.photos)))
    assert [shown.day.text() for shown in pane.photos.photos] == ["11月2日", "11月2日"]
    assert messages.notes == ["已保存2张照片"]
    told = "\n".join(label.text() for label in pane.findChildren(QLabel))
    assert "张小红" not in told
    line = at_the_books(lambda: life.record(up.session, FIRST).life[-1])
    assert f"校验值 {(line.digest or '')[:8]}" in told


def test_photo_that_is_refused_is_named_and_the_others_are_kept(
    qtbot: QtBot, up: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    pane = pane_of(qtbot, up)
    (tmp_path / "坏.jpg").write_bytes(b"broken")
    messages.answers.append((tmp_path / "坏.jpg", photo(tmp_path / "好.jpg")))
    with qtbot.waitSignal(pane.shown):
        pane.buttons[NoticeDeed.PHOTO].click()
    assert len(pane.photos.photos) == 1
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert messages.sentences[0].startswith("坏.jpg：")
    assert messages.notes == ["已保存1张照片"]
    messages.answers.append((tmp_path / "坏.jpg",))
    pane.buttons[NoticeDeed.PHOTO].click()
    qtbot.waitUntil(lambda: len(messages.errors) == 2)
    assert "坏" not in messages.sentences[1]
    assert messages.notes == ["已保存1张照片"]


def test_click_opens_a_copy_of_the_photo(
    qtbot: QtBot, up: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(photos, "open_outside", opened.append)
    keep(up.session, tmp_path / "张小红家.jpg")
    pane = pane_of(qtbot, up)
    pane.photos.photos[0].picture.click()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].suffix == ".jpg"
    assert opened[0].read_bytes().startswith(b"\xff\xd8")
    assert "张小红" not in str(opened[0].name)


def test_wrong_photo_is_taken_back_after_a_question(
    qtbot: QtBot, up: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    for number in range(2):
        keep(up.session, tmp_path / "a.jpg", number)
    pane = pane_of(qtbot, up)
    first, second = pane.photos.photos
    messages.answers.extend([False, True])
    first.remove.click()
    assert not up.tasks.running or len(pane.photos.photos) == 2
    with qtbot.waitSignal(pane.shown):
        first.remove.click()
    assert [shown.line for shown in pane.photos.photos] == [second.line]
    qtbot.waitUntil(lambda: messages.notes == ["已移除照片"])


def test_photos_that_are_shown_stay_while_nothing_changed(
    qtbot: QtBot, up: Desk, tmp_path: Path
) -> None:
    keep(up.session, tmp_path / "a.jpg")
    pane = pane_of(qtbot, up)
    shown = pane.photos.photos[0]
    with qtbot.waitSignal(pane.shown):
        pane.reload()
    assert pane.photos.photos == [shown]


def test_damaged_photo_is_marked_and_said_when_it_is_opened(
    qtbot: QtBot, up: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    keep(up.session, tmp_path / "a.jpg")
    damage = update(StoredFile).values(content=b"\xff\xd8 no photo any more")
    at_the_books(lambda: tamper(up.session.store, damage))
    pane = pane_of(qtbot, up)
    shown = pane.photos.photos[0]
    qtbot.waitUntil(lambda: shown.picture.toolTip() == "照片打不开")
    shown.picture.click()
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert "与存入时不一致" in messages.sentences[0]


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.AUDITOR])
def test_photo_of_an_archived_notice_is_looked_at_only(
    qtbot: QtBot, up: Desk, tmp_path: Path, role: Role
) -> None:
    from dataclasses import replace  # noqa: PLC0415 - for this test only

    keep(up.session, tmp_path / "a.jpg")
    desk = replace(up, session=as_role(up.session, role))
    pane = pane_of(qtbot, desk)
    shown = pane.photos.photos[0]
    assert shown.remove.isVisible() is (role is Role.PRINCIPAL)

    def away() -> None:
        on(up.session, LAST_DAY)
        life.take_down(up.session, FIRST, LAST_DAY)
        life.archive(up.session, FIRST)

    at_the_books(away)
    with qtbot.waitSignal(pane.shown):
        pane.reload()
    assert not shown.remove.isVisible()
    assert shown.picture.isVisible()


def test_pane_may_be_narrow_with_photos(qtbot: QtBot, up: Desk, tmp_path: Path) -> None:
    for number in range(3):
        keep(up.session, tmp_path / "a.jpg", number)
    pane = pane_of(qtbot, up)
    assert pane.photos.minimumSizeHint().width() <= 280
    qtbot.waitUntil(lambda: all(map(is_drawn, pane.photos.photos)))
    first, second, third = pane.photos.photos
    assert first.y() == second.y() < third.y()
