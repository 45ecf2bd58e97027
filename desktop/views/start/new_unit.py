"""First step: which unit keeps its books here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.core.codes import CodeFlaw, read_school_code
from desktop.core.labels import UnitKind
from desktop.core.phones import PhoneFlaw, read_phones
from desktop.services.units import NewUnit
from desktop.views.direct import DirectEdit
from desktop.views.start.columns import FieldStep

if TYPE_CHECKING:
    from desktop.views.start.made import Making


class UnitStep(FieldStep):
    """Code, name and kind; the telephones that stand on its notices may wait."""

    title = "单位"

    def __init__(self, making: Making) -> None:
        super().__init__("这份数据归哪个单位。名称和电话会印在公示上，以后在设置里可以改。")
        self._making = making
        self.kind = QComboBox()
        for kind in UnitKind:
            self.kind.addItem(kind.label, kind)
        self.kind.setCurrentIndex(list(UnitKind).index(UnitKind.PRIMARY))
        self.name = QLineEdit()
        self.name.setPlaceholderText("例如：平安乡中心小学")
        self.code = DirectEdit()
        self.code.setPlaceholderText("10 位数字，见学校标识码证书")
        self.township = QLineEdit()
        self.office = QLineEdit()
        self.supervision = QLineEdit()
        for label, field in (
            ("单位类别", self.kind),
            ("单位名称（全称）", self.name),
            ("学校（机构）标识码", self.code),
            ("所在乡镇（可以不填）", self.township),
            ("学校电话（可以不填）", self.office),
            ("监督电话（可以不填）", self.supervision),
        ):
            self.add_field(label, field)
        self.kind.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for field in (self.code, self.office, self.supervision):
            field.editingFinished.connect(self._check)

    @property
    def missing(self) -> tuple[str, ...]:
        """Name and code, and whatever is wrong."""
        empty = () if self.name.text().strip() else ("单位名称",)
        named = {self.code: "标识码", self.office: "学校电话", self.supervision: "监督电话"}
        return (*empty, *(named[field] for field, flaw in self._flaws().items() if flaw))

    def work(self) -> None:
        """Note the unit; nothing is made before the last step."""
        kind = self.kind.currentData()
        self._making.unit = NewUnit(
            code=self._code(),
            name=self.name.text().strip(),
            kind=UnitKind(kind),
            township=self.township.text().strip() or None,
            office_phone=self.office.text().strip() or None,
            supervision_phone=self.supervision.text().strip() or None,
        )

    def _code(self) -> str:
        read = read_school_code(self.code.text())
        return self.code.text().strip() if isinstance(read, CodeFlaw) else read.text

    def _flaws(self) -> dict[QLineEdit, str]:
        flaws: dict[QLineEdit, str] = {self.code: self._code_flaw()}
        for field in (self.office, self.supervision):
            read = read_phones(field.text()) if field.text().strip() else None
            flaws[field] = f"{read.label}。" if isinstance(read, PhoneFlaw) else ""
        return flaws

    def _code_flaw(self) -> str:
        if not self.code.text().strip():
            return "没有填标识码。"
        read = read_school_code(self.code.text())
        office = not UnitKind(self.kind.currentData()).has_pupils
        return f"{read.label}。" if isinstance(read, CodeFlaw) and not office else ""

    def _check(self) -> None:
        for field, sentence in self._flaws().items():
            if field.text().strip():
                self.say_wrong(sentence, field)
