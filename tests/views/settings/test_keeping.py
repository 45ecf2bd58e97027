"""Backups, checks and the recovery code, as the person at the desk works them."""

from __future__ import annotations

import errno
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from desktop.core.errors import EnvironmentFault
from desktop.core.labels import Role, UnitKind, UpkeepKind
from desktop.database import files
from desktop.database.keys import Cost, KeyFile
from desktop.database.places import Folder
from desktop.models import Person
from desktop.services import months
from desktop.services.backup_keeping import back_up_when_due
from desktop.services.backups import back_up
from desktop.services.books import create
from desktop.services.units import NewUnit
from desktop.services.upkeep import last
from desktop.services.users import NewUser
from desktop.views.settings import backup, daily
from desktop.views.settings.backup import BackupSection, size_words
from desktop.views.settings.checkup import CheckupSection
from desktop.views.settings.daily import back_up_after_opening
from desktop.views.settings.users import UsersSection
from tests.builders import tamper
from tests.services.rosters import OCTOBER, meal_days, meals, take
from tests.views.conftest import tools
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from desktop.views.settings.section import Section
    from tests.views.conftest import MakeDesk, _Desks
    from tests.views.fakes import GuiThreadGuard, QuietMessages

pytestmark = pytest.mark.gui

PASSWORD = "春风化雨十年树木"


def shown(qtbot: QtBot, desk: Desk, kind: type[Section]) -> Any:  # noqa: ANN401 - a section
    section = kind(desk)
    qtbot.addWidget(section)
    section.resize(1000, 900)
    section.show()
    settled(qtbot, desk)
    return section


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.tasks.running)


@pytest.fixture
def locked(
    desk_over: _Desks, guard: GuiThreadGuard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A desk over encrypted data, where guessing passwords is cheap."""
    for taker in (KeyFile, Folder):
        monkeypatch.setattr(taker.__init__, "__defaults__", (Cost(1, 8, 1),))
    unit = NewUnit("5300000001", "红星小学", UnitKind.PRIMARY)
    made = create(tmp_path / "locked", unit, NewUser("张校长", Role.PRINCIPAL, PASSWORD), tools())
    desk = desk_over.around(made.session)
    guard.armed = True
    return desk


def test_backup_by_hand_is_written_opened_and_told(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    section = shown(qtbot, desk, BackupSection)
    assert section.state.text() == "还没有备份过。"
    messages.answers.extend([None, tmp_path / "usb" / "十月"])
    section.now.click()
    section.now.click()
    settled(qtbot, desk)
    assert (tmp_path / "usb" / "十月.mcb").is_file()
    assert section.result.text().startswith("备份已写好，已打开检查：")
    assert section.state.text().startswith("上次备份：2026-10-31 10:00（张校长）。")
    assert messages.notes == ["备份已写好，已打开检查。"]
    assert section.now.isEnabled()


def test_backup_that_cannot_be_written_is_told(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    section = shown(qtbot, desk, BackupSection)
    messages.answers.append(tmp_path / "file" / "in.mcb")
    section.now.click()
    settled(qtbot, desk)
    assert len(messages.errors) == 1
    assert isinstance(messages.errors[0], EnvironmentFault)
    assert section.result.text() == ""


def test_error_of_the_program_in_a_backup_is_reported(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("bug")

    monkeypatch.setattr(backup, "back_up", broken)
    section = shown(qtbot, desk, BackupSection)
    messages.answers.append(section.folder / "十月.mcb")
    section.now.click()
    settled(qtbot, desk)
    assert isinstance(messages.crashes.pop(), ValueError)


def chosen_backup(qtbot: QtBot, section: BackupSection) -> None:
    section.list.grid.selectRow(0)
    qtbot.waitUntil(lambda: section._chosen is not None)


def test_folder_of_backups_is_chosen_and_listed(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    at_the_books(lambda: back_up_when_due(desk.session, tmp_path / "usb"))
    section = shown(qtbot, desk, BackupSection)
    assert section.same_disk.isVisible()
    messages.answers.extend([None, tmp_path / "usb"])
    section.change.click()
    section.change.click()
    settled(qtbot, desk)
    assert section.folder == tmp_path / "usb"
    assert not section.same_disk.isVisible()
    line = section.list.table.line(0)
    assert line is not None
    assert line.path.parent == tmp_path / "usb"


def test_backup_folder_that_is_not_plugged_in_is_told(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    desk.preferences.change(backup_folder=tmp_path / "usb")
    section = shown(qtbot, desk, BackupSection)
    settled(qtbot, desk)
    assert section.gone.isVisible()
    (tmp_path / "other").mkdir()
    messages.answers.append(tmp_path / "other")
    section.change.click()
    settled(qtbot, desk)
    assert not section.gone.isVisible()


def test_folder_that_cannot_be_remembered_is_told(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    section = shown(qtbot, desk, BackupSection)
    (tmp_path / "file").write_text("")
    desk.preferences.path = tmp_path / "file" / "preferences.json"
    messages.answers.append(tmp_path)
    section.change.click()
    assert isinstance(messages.errors[0], EnvironmentFault)


def test_empty_folder_offers_the_first_backup(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    section = shown(qtbot, desk, BackupSection)
    assert section.empty.isVisible()
    messages.answers.append(section.folder / "十月.mcb")
    section.empty.button.click()
    settled(qtbot, desk)
    assert section.list.table.rowCount() == 1


def test_backup_is_rehearsed(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    section = shown(qtbot, desk, BackupSection)
    at_the_books(lambda: back_up_when_due(desk.session, section.folder))
    section.reload()
    settled(qtbot, desk)
    assert not section.try_out.isEnabled()
    chosen_backup(qtbot, section)
    section.try_out.click()
    settled(qtbot, desk)
    assert section.result.text().startswith("这份备份可以恢复：mingce-auto-")
    assert "上次演练：" in section.state.text()
    path = section._chosen.path
    path.write_bytes(path.read_bytes()[:-200])
    section.try_out.click()
    settled(qtbot, desk)
    assert "已损坏" in messages.sentences[0]
    settled(qtbot, desk)
    assert "不能恢复" in section.state.text()
    section.put_back.click()
    assert path.name in section.putting_back.warning.sentence.text()


@pytest.mark.parametrize("again", [True, False])
def test_backup_takes_the_place_of_the_data_which_is_opened_anew_or_closed(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path, *, again: bool
) -> None:
    opened: list[int] = []
    desk.place.data_replaced.connect(lambda: opened.append(1))
    out = tmp_path / "十月.mcb"
    at_the_books(lambda: back_up(desk.session, out))
    section = shown(qtbot, desk, BackupSection)
    messages.answers.extend([out, again])
    section._on_other()
    assert section.putting_back.warning.isVisible()
    assert "备份以后做的登记、结账和公示都会退回去" in section.putting_back.warning.sentence.text()
    section.putting_back.form.save()
    settled(qtbot, desk)
    assert "没有删除" in messages.questions[-1]
    assert section.isVisible() is again
    assert len(opened) == again
    assert desk.session.folder is not None
    assert list(desk.session.folder.glob("replaced-*"))


def test_data_that_is_closed_in_vain_leads_back_to_the_door(
    qtbot: QtBot,
    desk: Desk,
    messages: QuietMessages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[int] = []
    desk.place.data_replaced.connect(lambda: left.append(1))
    out = tmp_path / "十月.mcb"
    at_the_books(lambda: back_up(desk.session, out))
    section = shown(qtbot, desk, BackupSection)
    messages.answers.append(out)
    section._on_other()
    moved: list[Path] = []
    move = files.move

    def fail(source: Path, target: Path) -> None:
        moved.append(source)
        if len(moved) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        move(source, target)

    monkeypatch.setattr(files, "move", fail)
    section.putting_back.form.save()
    settled(qtbot, desk)
    assert "没有全部换上" in messages.sentences[0]
    assert left == [1]
    assert section.putting_back.warning.isHidden()


def test_data_that_stays_as_it_was_stays_open(
    qtbot: QtBot,
    desk: Desk,
    messages: QuietMessages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[int] = []
    desk.place.data_replaced.connect(lambda: left.append(1))
    out = tmp_path / "十月.mcb"
    at_the_books(lambda: back_up(desk.session, out))
    section = shown(qtbot, desk, BackupSection)
    messages.answers.append(out)
    section._on_other()

    def fail(_source: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "move", fail)
    section.putting_back.form.save()
    settled(qtbot, desk)
    assert "磁盘" in messages.sentences[0]
    assert left == []
    section.reload()
    settled(qtbot, desk)


def test_encrypted_backup_asks_for_password_or_code(
    qtbot: QtBot, locked: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    out = tmp_path / "十月.mcb"
    at_the_books(lambda: back_up(locked.session, out))
    section = shown(qtbot, locked, BackupSection)
    section.putting_back.offer(out)
    form = section.putting_back.form
    rows = form.sheet.rows
    form.save()
    assert rows["password"].note.text() == "数据或备份已加密。请输入密码，或打印的恢复码。"
    rows["user"].entry.setText("")
    rows["password"].entry.setText("不是这一句话")
    form.save()
    assert rows["user"].note.text() == "请填写姓名。"
    rows["user"].entry.setText("张校长")
    form.save()
    settled(qtbot, locked)
    assert "密码" in messages.sentences[0]
    assert section.isVisible()
    form.keep()
    assert locked.drafts.find("settings.putting_back/") is None


def test_clerk_backs_up_but_puts_nothing_back(qtbot: QtBot, desk: Desk) -> None:
    clerk = replace(desk, session=replace(desk.session, role=Role.CLERK))
    section = shown(qtbot, clerk, BackupSection)
    at_the_books(lambda: back_up_when_due(desk.session, section.folder))
    section.reload()
    settled(qtbot, clerk)
    chosen_backup(qtbot, section)
    assert section.try_out.isEnabled()
    assert not section.put_back.isEnabled()


def test_data_on_a_server_is_backed_up_elsewhere(qtbot: QtBot, desk: Desk) -> None:
    server = replace(desk, session=replace(desk.session, folder=None))
    section = shown(qtbot, server, BackupSection)
    assert "由服务器的管理员做" in section.state.text()


def test_sizes_are_told_as_people_read_them() -> None:
    assert (size_words(2048), size_words(3 << 20)) == ("2 KB", "3.0 MB")


def test_both_checks_tell_their_result(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, CheckupSection)
    assert section.state.text() == "还没有做过体检。"
    section.quick.click()
    settled(qtbot, desk)
    assert section.result.text().startswith("全部一致：1 个单位，")
    section.full.click()
    assert section.cancel.isVisible()
    assert not section.quick.isEnabled()
    settled(qtbot, desk)
    assert "条数据" in section.result.text()
    assert "上次账本全面体检：2026-10-31 10:00，完好（张校长）" in section.state.text()
    assert not section.cancel.isVisible()


def test_check_can_be_stopped(qtbot: QtBot, desk: Desk, messages: QuietMessages) -> None:
    section = shown(qtbot, desk, CheckupSection)
    section.full.click()
    section.cancel.click()
    settled(qtbot, desk)
    assert section.result.text() == ""
    assert section.full.isEnabled()
    assert UpkeepKind.WHOLE not in at_the_books(lambda: last(desk.session))
    assert messages.errors == []


def test_what_was_tampered_with_is_found_and_named(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: tamper(desk.session.store, update(Person).values(name="别人")))
    section = shown(qtbot, desk, CheckupSection)
    section.full.click()
    settled(qtbot, desk)
    assert section.result.text().startswith("有 8 处不一致。请停止录入")
    assert "没有经过程序就被改动了" in section.findings.text()
    assert "不完好" in section.state.text()


def test_many_findings_are_counted(qtbot: QtBot, make_desk: MakeDesk) -> None:
    desk = make_desk(30)
    at_the_books(lambda: tamper(desk.session.store, update(Person).values(name="别人")))
    section = shown(qtbot, desk, CheckupSection)
    section.full.click()
    settled(qtbot, desk)
    assert section.findings.text().endswith("…… 另有 10 处")


def test_steps_of_a_check_are_told(qtbot: QtBot, desk: Desk) -> None:
    section = shown(qtbot, desk, CheckupSection)
    section._on_step("核对数据", 3, 10)
    assert (section.step.text(), section.progress.value()) == ("核对数据…", 3)


def test_code_from_paper_is_checked(qtbot: QtBot, desk: Desk) -> None:
    at_the_books(lambda: take(desk.session, meal_days(meals())))
    closed = at_the_books(lambda: months.close(desk.session, OCTOBER, accept_warnings=True))
    section = shown(qtbot, desk, CheckupSection)
    section.ask.click()
    assert section.answer.text() == "请照公示上的样子输入封存码。"
    section.code.setText("AAAA-BBBB-CCCC")
    section.ask.click()
    settled(qtbot, desk)
    assert "不是这份数据里任何一个月的" in section.answer.text()
    section.code.setText(closed.code.lower())
    section.code.returnPressed.emit()
    settled(qtbot, desk)
    assert "这是2026年10月的封存码，已结账" in section.answer.text()
    section.code.setText("长" * 41)
    section.ask.click()
    assert "最多 40 个字" in section.answer.text()


def test_recovery_code_is_renewed_shown_once_and_put_by(
    qtbot: QtBot, locked: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    section = shown(qtbot, locked, UsersSection)
    recovery = section.recovery
    assert recovery.state.text().startswith("还没有确认恢复码")
    messages.answers.extend([False, True])
    recovery.renew.click()
    recovery.renew.click()
    settled(qtbot, locked)
    assert recovery.code.isVisible()
    assert recovery.code.text().count("-") >= 5
    out = tmp_path / "恢复码.pdf"
    messages.answers.extend([None, out])
    assert recovery.preview.isHidden()
    recovery.paper.click()
    settled(qtbot, locked)
    assert recovery.preview.isVisible()
    for _ in range(2):
        recovery.preview.bar.save.click()
        settled(qtbot, locked)
    assert out.read_bytes().startswith(b"%PDF")
    assert "打印后请删除这个文件" in messages.notes[-1]
    recovery.confirm.click()
    settled(qtbot, locked)
    assert recovery.code.text() == ""
    assert recovery.preview.isHidden()
    assert not recovery.preview.bar.save.isEnabled()
    assert recovery.state.text() == "张校长在2026-10-31确认：恢复码已抄在纸上并锁好。"
    assert not recovery.confirm.isVisible()


def test_recovery_code_is_kept_by_the_principal(qtbot: QtBot, locked: Desk) -> None:
    clerk = replace(locked, session=replace(locked.session, role=Role.CLERK))
    assert "由校长或教育局保管" in shown(qtbot, clerk, UsersSection).recovery.state.text()


def test_data_that_is_not_encrypted_needs_no_recovery_code(qtbot: QtBot, desk: Desk) -> None:
    plain = shown(qtbot, desk, UsersSection).recovery
    assert "没有加密，不需要恢复码" in plain.state.text()
    assert not plain.renew.isVisible()


def test_backup_of_the_day_is_made_after_opening(
    qtbot: QtBot, desk: Desk, messages: QuietMessages
) -> None:
    back_up_after_opening(desk, 0)
    qtbot.waitUntil(lambda: bool(messages.notes))
    assert messages.notes[0].startswith("今天的自动备份已写好，已打开检查：mingce-auto-")
    back_up_after_opening(desk, 0)
    qtbot.wait(20)
    settled(qtbot, desk)
    assert len(messages.notes) == 1


def test_backup_of_the_day_that_failed_is_said_and_asks_nothing(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    desk.preferences.change(backup_folder=tmp_path / "file" / "in")
    back_up_after_opening(desk, 0)
    qtbot.waitUntil(lambda: bool(messages.notes))
    assert messages.notes[0].startswith("今天的自动备份没有做成：")
    assert messages.errors == []


def test_error_of_the_program_in_the_backup_of_the_day_is_reported(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("bug")

    monkeypatch.setattr(daily, "back_up_when_due", broken)
    back_up_after_opening(desk, 0)
    qtbot.waitUntil(lambda: bool(messages.crashes))
    assert isinstance(messages.crashes.pop(), ValueError)


def test_an_auditor_carries_nothing_away(qtbot: QtBot, desk: Desk) -> None:
    auditor = replace(desk, session=replace(desk.session, role=Role.AUDITOR))
    back_up_after_opening(auditor, 0)
    qtbot.wait(20)
    assert not desk.tasks.running
