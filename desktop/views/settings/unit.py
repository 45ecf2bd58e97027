"""单位: what the unit is called, what it is, and the numbers that its notices show."""

from __future__ import annotations

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
from desktop.views.settings.compared import Compared
from desktop.views.settings.section import Section
from desktop.views.settings.sheet import Line, Sheet, Values
from desktop.views.widgets.texts import Choice, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.session import Session
    from desktop.views.desk import Desk

_NAMES: Final = {"name": "单位全称", "kind": "类别", "township": "乡镇"}
_PHONES: Final = {"office": "受理电话", "supervision": "监督电话"}
_WHO: str = "单位的名称和电话由校长或教育局来改。"


class UnitSection(Section):
    """The unit that is worked in."""

    title = "单位"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._saved_names = Compared(_NAMES, _names, _save_names)
        self._saved_phones = Compared(_PHONES, _phones, _save_phones)
        self.add_heading("名称和类别")
        self.code = self.add_note()
        kinds = [(kind, kind.label) for kind in UnitKind]
        self.names = Sheet(
            desk,
            "保存名称",
            [
                Line(
                    "name",
                    "单位全称",
                    TextEdit("单位全称", longest=LONGEST_NAME),
                    "单位名称不能是空的。请写公章上的全称。",
                ),
                Line("kind", "类别", Choice("类别", kinds), "请选择单位类别。"),
                Line("township", "乡镇", TextEdit("乡镇", longest=LONGEST_NAME)),
            ],
            self._saved_names.save,
        )
        self._saved_names.watch(self.names)
        self.names.done_words = "已保存。标题栏在下次登录后显示新名称，已发出的公示不变。"
        self.column.addWidget(self.names)
        self._add_phones()
        self.column.addStretch(1)
        if not self.may_decide:
            for sheet in (self.names, self.phones):
                sheet.set_readonly(_WHO)
        desk.refresh.subscribe(self, [Book.UNITS], self.reload)
        self.reload()

    def _add_phones(self) -> None:
        self.add_heading("公示上的电话")
        self.add_note("公示必须留受理电话和监督电话，家长有话可以打。")
        self.phones = Sheet(
            self.desk,
            "保存电话",
            [
                Line("office", "受理电话", TextEdit("受理电话", longest=60)),
                Line("supervision", "监督电话", TextEdit("监督电话", longest=60)),
            ],
            self._saved_phones.save,
        )
        self._saved_phones.watch(self.phones)
        self.column.addWidget(self.phones)

    def reload(self) -> None:
        """Read the unit."""
        session = self.desk.session
        self.desk.tasks.read(self, lambda _job: unit_record(session)).then(self._show).start()

    def _show(self, found: UnitRecord) -> None:
        self.code.setText(f"学校（机构）标识码：{found.code}")
        self._saved_names.begin(_names_of(found))
        self._saved_phones.begin(_phones_of(found))
        if not self.may_decide:
            for sheet in (self.names, self.phones):
                sheet.set_readonly(_WHO)
            return
        self.names.survive_as("settings.unit")
        self.phones.survive_as("settings.telephones")


def _names_of(found: UnitRecord) -> Values:
    names = found.names
    return {"name": names.name, "kind": names.kind, "township": names.township}


def _phones_of(found: UnitRecord) -> Values:
    phones = found.telephones
    return {"office": phones.office, "supervision": phones.supervision}


def _names(session: Session) -> Values:
    return _names_of(unit_record(session))


def _phones(session: Session) -> Values:
    return _phones_of(unit_record(session))


def _save_names(session: Session, values: Values) -> Changes:
    return rename(session, UnitNames(values["name"], values["kind"], values["township"]))


def _save_phones(session: Session, values: Values) -> Changes:
    return set_telephones(session, Telephones(values["office"], values["supervision"]))
