"""Proofs of an event: chosen in the form, shown below the event, opened, added later, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.labels import EnrolmentKind, Role
from desktop.database.records import AuditEntry
from desktop.services.attachments import Record, add
from desktop.services.people import PupilQuery, PupilRecord, pupils
from desktop.services.people import pupil as pupil_record
from desktop.views.people import proofs
from desktop.views.people.events import EventDraft, EventForm
from desktop.views.people.proofs import Proofs
from desktop.views.shelf import Shelf
from desktop.views.widgets import Attachments, attachments
from tests.services.files import PDF, numbered_photo, photo
from tests.services.rosters import as_role
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.views.desk import Desk
    from tests.views.fakes import QuietMessages

pytestmark = pytest.mark.gui


def the_pupil(desk: Desk) -> PupilRecord:
    def read() -> PupilRecord:
        found = pupils(desk.session, PupilQuery("张小红")).lines[0]
        return pupil_record(desk.session, found.student_id)

    return at_the_books(read)


def form_of(qtbot: QtBot, desk: Desk) -> tuple[EventForm, Attachments]:
    form = EventForm(desk, the_pupil(desk))
    qtbot.addWidget(form)
    form.show()
    field = form.sheet.rows["proofs"].widget
    assert isinstance(field, Attachments)
    return form, field


def last_actions(desk: Desk) -> list[str]:
    def read() -> list[str]:
        with desk.session.store.read() as connection:
            query = select(AuditEntry.action).order_by(AuditEntry.seq)
            return list(connection.execute(query).scalars())

    return at_the_books(read)


def test_files_of_the_form_belong_to_the_event_that_is_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    student = the_pupil(desk).line.student_id
    form, field = form_of(qtbot, desk)
    (tmp_path / "申请.pdf").write_bytes(PDF)
    for path in (photo(tmp_path / "证明.jpg"), tmp_path / "申请.pdf"):
        with qtbot.waitSignal(field.changed):
            field.add(path)
    form.sheet.rows["kind"].entry.set_value(EnrolmentKind.SUSPENDED)
    with qtbot.waitSignal(form.saved):
        form.save()
    event = at_the_books(lambda: pupil_record(desk.session, student)).events[-1]
    assert event.kind is EnrolmentKind.SUSPENDED
    assert [line.file.name for line in event.proofs] == ["证明.jpg", "申请.pdf"]


def test_file_of_the_form_is_looked_at_before_it_is_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(attachments, "open_outside", opened.append)
    _form, field = form_of(qtbot, desk)
    (tmp_path / "申请.pdf").write_bytes(PDF)
    with qtbot.waitSignal(field.changed):
        field.add(tmp_path / "申请.pdf")
    field.open_current()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].read_bytes() == PDF


def test_form_with_files_outlives_the_program(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    _form, field = form_of(qtbot, desk)
    with qtbot.waitSignal(field.changed):
        field.add(photo(tmp_path / "证明.jpg"))
    qtbot.waitUntil(
        lambda: desk.drafts.find(f"people.event/{the_pupil(desk).line.student_id}") is not None
    )
    again, same = form_of(qtbot, desk)
    (resume,) = [b for b in again.findChildren(QPushButton) if b.text() == "接着填"]
    resume.click()
    assert same.value() == field.value() != ()
    assert isinstance(EventDraft.__dataclass_fields__["proofs"].default, tuple)


def test_broken_file_is_refused_in_the_form(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    _form, field = form_of(qtbot, desk)
    (tmp_path / "坏.jpg").write_bytes(b"broken")
    field.add(tmp_path / "坏.jpg")
    qtbot.waitUntil(lambda: bool(messages.errors))
    assert field.value() == ()


def shown(qtbot: QtBot, desk: Desk) -> Proofs:
    made = Proofs(desk, the_pupil(desk).events[-1])
    qtbot.addWidget(made)
    made.show()
    return made


def test_proof_is_added_later_opened_and_removed(
    qtbot: QtBot,
    desk: Desk,
    messages: QuietMessages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(proofs, "open_outside", opened.append)
    part = shown(qtbot, desk)
    messages.answers.extend([None, photo(tmp_path / "证明.jpg")])
    part.adder.click()
    part.adder.click()
    qtbot.waitUntil(lambda: messages.notes == ["证明已保存"])
    part = shown(qtbot, desk)
    assert part.files[0].text().startswith("证明.jpg（")
    part.files[0].click()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name.startswith("附件-")
    assert last_actions(desk)[-1] == "attachments.look"
    messages.answers.extend([False, True])
    part.removers[0].click()
    part.removers[0].click()
    qtbot.waitUntil(lambda: messages.notes[-1:] == ["已移除"])
    assert the_pupil(desk).events[-1].proofs == ()


def test_auditor_opens_proofs_and_changes_none(
    qtbot: QtBot, desk: Desk, messages: QuietMessages, tmp_path: Path
) -> None:
    part = shown(qtbot, desk)
    messages.answers.append(photo(tmp_path / "证明.jpg"))
    part.adder.click()
    qtbot.waitUntil(lambda: bool(messages.notes))
    auditor = replace(desk, session=as_role(desk.session, Role.AUDITOR))
    part = shown(qtbot, auditor)
    assert part.files[0].isVisible()
    assert not part.adder.isVisible()
    assert not part.removers[0].isVisible()


def test_shelf_keeps_nothing_twice(desk: Desk, tmp_path: Path) -> None:
    from desktop.core.progress import Progress  # noqa: PLC0415 - for this test only
    from desktop.views.tasks import Job  # noqa: PLC0415 - same

    shelf, job = Shelf.of(desk), Job(Progress(), frozenset())
    path = numbered_photo(tmp_path / "a.jpg", 1)
    first = at_the_books(lambda: shelf.keep(job, path))
    assert at_the_books(lambda: shelf.keep(job, path)) == first
    copy = at_the_books(lambda: shelf.lay_out(job, first))
    assert copy.stat().st_size == first.size


def test_pane_may_be_narrow_with_long_names(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / f"{'长' * 60}.pdf").write_bytes(PDF)
    event = the_pupil(desk).events[-1]
    proven = Record(RecordKind.ENROLMENT_EVENT, event.event_id)
    at_the_books(lambda: add(desk.session, proven, tmp_path / f"{'长' * 60}.pdf"))
    part = shown(qtbot, desk)
    assert part.files[0].text().startswith("长长长长长…长长.pdf（")
    assert "长" * 60 in part.files[0].toolTip()
    assert part.minimumSizeHint().width() < 330
