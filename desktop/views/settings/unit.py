"""单位: what the unit is called, what it is, and the numbers that its notices show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.changes import Book
from desktop.core.labels import UnitKind
from desktop.services.units import (
    LONGEST_NAME,
    Telephones,
    UnitNames,
    UnitRecord,
    rename,
    set_telephones,
    unit_record,
)
from desktop.views.forms import Field
from desktop.views.settings.card import CardForm
from desktop.views.settings.section import Section
from desktop.views.widgets import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_WHO: Final = "单位的名称和电话由校长或教育局来改。"
_LONGEST_NUMBERS: Final = 60


@dataclass(frozen=True, slots=True)
class NamesDraft:
    """What a unit is called, as it is being typed."""

    name: str | None
    kind: UnitKind | None
    township: str | None = None


class UnitSection(Section):
    """The unit that is worked in."""

    title = "单位"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.add_heading("名称和类别")
        self.code = self.add_note()
        self.names = _names_form(desk)
        self.column.addWidget(self.names)
        self.add_heading("公示上的电话")
        self.add_note("公示必须留受理电话和监督电话，家长有话可以打。")
        self.phones = _phones_form(desk)
        self.column.addWidget(self.phones)
        self.column.addStretch(1)
        desk.refresh.subscribe(self, [Book.UNITS], self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the unit."""
        session = self.desk.session
        self.desk.tasks.read(self, lambda _job: unit_record(session)).then(self._show).start()

    def _show(self, found: UnitRecord) -> None:
        begun = bool(self.code.text())
        self.code.setText(f"学校（机构）标识码：{found.code}")
        names, phones = _names_of(found), found.telephones
        if begun:
            self.names.follow(names)
            self.phones.follow(phones)
            return
        session = self.desk.session
        self.names.open(names, read_again=lambda _job: _names_of(unit_record(session)))
        self.phones.open(phones, read_again=lambda _job: unit_record(session).telephones)
        if not self.may_decide:
            for form in (self.names, self.phones):
                form.set_readonly(_WHO)


def _names_of(found: UnitRecord) -> NamesDraft:
    names = found.names
    return NamesDraft(names.name, names.kind, names.township)


def _names_form(desk: Desk) -> CardForm[NamesDraft, Changes]:
    kinds = [(kind, kind.label) for kind in UnitKind]
    session = desk.session
    fields = (
        Field(
            "name",
            "单位全称",
            lambda title: TextEdit(title, longest=LONGEST_NAME),
            required=True,
            help="写公章上的全称",
        ),
        Field("kind", "类别", lambda title: Choice(title, kinds), required=True),
        Field("township", "乡镇", lambda title: TextEdit(title, longest=LONGEST_NAME)),
    )

    def save(_job: Job, draft: NamesDraft) -> Changes:
        return _rename(session, draft)

    form = CardForm(desk, "settings.unit", NamesDraft, fields, save)
    form.say("保存名称", "已保存。标题栏在下次登录后显示新名称，已发出的公示不变。")
    return form


def _rename(session: Session, draft: NamesDraft) -> Changes:
    assert draft.name is not None  # noqa: S101 - the form requires both
    assert draft.kind is not None  # noqa: S101 - same
    return rename(session, UnitNames(draft.name, draft.kind, draft.township))


def _phones_form(desk: Desk) -> CardForm[Telephones, Changes]:
    session = desk.session
    fields = [
        Field(name, title, lambda title: TextEdit(title, longest=_LONGEST_NUMBERS))
        for name, title in (("office", "受理电话"), ("supervision", "监督电话"))
    ]

    def save(_job: Job, draft: Telephones) -> Changes:
        return set_telephones(session, draft)

    form = CardForm(desk, "settings.telephones", Telephones, fields, save)
    form.say("保存电话")
    return form
