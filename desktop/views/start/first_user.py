"""Second step: who works here first, and with which password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from desktop.core.labels import Role, UnitKind
from desktop.services.users import LONGEST_NAME, NewUser
from desktop.views.access.passwords import PasswordPair
from desktop.views.start.columns import FieldStep

if TYPE_CHECKING:
    from desktop.views.start.made import Making


class UserStep(FieldStep):
    """The name, and the password twice."""

    title = "使用者和密码"

    def __init__(self, making: Making) -> None:
        super().__init__(
            "第一个使用者是负责人，别的使用者以后在设置里添加。密码也是数据的钥匙：数据是加密的，"
            "没有密码谁也打不开。"
        )
        self._making = making
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.add_field("姓名", self.name)
        self.password = PasswordPair(self, "密码")
        self.password.second.editingFinished.connect(self._check)

    @property
    def missing(self) -> tuple[str, ...]:
        """The name, and two passwords that agree."""
        empty = () if self.name.text().strip() else ("姓名",)
        return empty if self.password.agrees else (*empty, "两遍一样的密码")

    def work(self) -> None:
        """Note the user."""
        unit = self._making.unit
        bureau = unit is not None and unit.kind is UnitKind.BUREAU
        role = Role.BUREAU if bureau else Role.PRINCIPAL
        self._making.user = NewUser(self.name.text().strip(), role, self.password.first.text())

    def _check(self) -> None:
        first, second = self.password.fields
        if second.text() and second.text() != first.text():
            self.say_wrong("两遍输入的密码不一样，请再输一遍。", second)
