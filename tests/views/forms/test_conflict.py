"""A record that somebody else has changed is compared field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop.core.errors import Confirmable
from desktop.core.labels import Sex
from desktop.core.money import Money
from desktop.views.forms import CHANGED
from desktop.views.forms.conflicts import ConflictPanel
from desktop.views.widgets import Banner
from tests.views.forms.opened import (
    FULL,
    Books,
    SlipForm,
    above,
    press,
    row,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.core.changes import Changes
    from desktop.views.tasks import Job
    from tests.views.forms.slips import Slip

pytestmark = pytest.mark.gui


class TestConflict:
    """The record was changed by somebody else while the form was open."""

    @pytest.fixture
    def changed(self, qtbot: QtBot, form: SlipForm, slips: Books) -> SlipForm:
        """Mine: note and amount. Theirs: note and sex."""
        form.open(FULL, "1", slips.read)
        row(form, "amount").entry.set_value(Money.of(500))
        row(form, "note").entry.set_value("我写的")
        slips.slip = replace(FULL, note="别人写的", sex=Sex.MALE)
        form.save()
        qtbot.waitUntil(lambda: len(above(form, ConflictPanel)) == 1)
        return form

    def panel(self, form: SlipForm) -> ConflictPanel:
        (panel,) = above(form, ConflictPanel)
        assert isinstance(panel, ConflictPanel)
        return panel

    def test_old_and_new_value_are_shown_and_nothing_is_saved(
        self, changed: SlipForm, slips: Books
    ) -> None:
        texts = [label.text() for label in self.panel(changed).findChildren(QLabel)]
        assert "原来是 走读，现在是 别人写的。" in texts
        assert "原来是 女，现在是 男。" in texts
        assert not any("500" in text for text in texts)
        assert slips.saved == []
        assert list(self.panel(changed).choices) == ["note"]

    def test_both_must_be_decided_before_it_goes_on(self, changed: SlipForm) -> None:
        panel = self.panel(changed)
        assert not panel.button.isEnabled()
        panel.choices["note"][0].click()
        assert panel.button.isEnabled()

    @pytest.mark.parametrize(("at", "note"), [(0, "我写的"), (1, "别人写的")])
    def test_chosen_values_go_into_the_form_and_are_saved(
        self, qtbot: QtBot, changed: SlipForm, slips: Books, at: int, note: str
    ) -> None:
        panel = self.panel(changed)
        panel.choices["note"][at].click()
        panel.button.click()
        assert above(changed, ConflictPanel) == []
        assert row(changed, "sex").entry.value() is Sex.MALE
        with qtbot.waitSignal(changed.saved):
            changed.save()
        assert slips.saved == [replace(FULL, amount=Money.of(500), sex=Sex.MALE, note=note)]

    def test_saving_again_without_a_choice_asks_again(
        self, qtbot: QtBot, changed: SlipForm, slips: Books
    ) -> None:
        first = self.panel(changed)
        changed.save()
        qtbot.waitUntil(lambda: not changed.sheet._saving)
        assert self.panel(changed) is not first
        assert slips.saved == []

    def test_service_that_says_so_itself_leads_to_the_same(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", lambda _job: slips.slip)
        row(form, "note").entry.set_value("我写的")

        def moved(job: Job, slip: Slip) -> Changes:
            del job, slip
            slips.slip = replace(FULL, note="别人写的")
            raise Confirmable(CHANGED, "这条记录刚被改过。")

        form._saver._save = moved
        form.save()
        qtbot.waitUntil(lambda: len(above(form, ConflictPanel)) == 1)
        assert list(self.panel(form).choices) == ["note"]

    def test_change_that_no_field_shows_is_taken_over(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", slips.read)
        row(form, "note").entry.set_value("我写的")
        slips.slip = replace(FULL, hidden="by somebody else")
        form.save()
        qtbot.waitUntil(lambda: len(above(form, Banner)) == 1)
        with qtbot.waitSignal(form.saved):
            form.save()
        assert slips.saved == [replace(FULL, hidden="by somebody else", note="我写的")]

    def test_second_save_in_a_row_is_no_conflict(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", slips.read)
        for note in ("一", "二"):
            row(form, "note").entry.set_value(note)
            with qtbot.waitSignal(form.saved):
                form.save()
        assert [slip.note for slip in slips.saved] == ["一", "二"]

    def test_what_the_service_tidies_up_is_no_conflict_afterwards(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        def tidy(job: Job, slip: Slip) -> Changes:
            return slips.save(job, replace(slip, hidden="tidied"))

        form._saver._save = tidy
        form.open(FULL, "1", slips.read)
        for note in ("一", "二"):
            row(form, "note").entry.set_value(note)
            with qtbot.waitSignal(form.saved):
                form.save()
        assert slips.slip == replace(FULL, hidden="tidied", note="二")

    def test_resumed_draft_is_held_against_the_record_of_today(
        self, qtbot: QtBot, form: SlipForm, slips: Books
    ) -> None:
        form.open(FULL, "1", slips.read)
        row(form, "note").entry.set_value("我写的")
        form.open(FULL, "2")
        slips.slip = replace(FULL, note="别人写的")
        form.open(slips.slip, "1", slips.read)
        press(form, "接着填")
        form.save()
        qtbot.waitUntil(lambda: len(above(form, ConflictPanel)) == 1)
