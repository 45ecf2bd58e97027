"""显示: colours, type size and when to lock, kept on this machine for its user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication, QFormLayout, QWidget

from desktop.core.errors import EnvironmentFault
from desktop.core.preferences import Theme, TypeSize
from desktop.services.demonstration import is_demonstration
from desktop.views.settings.section import Section
from desktop.views.style import Look, current_tokens, dress
from desktop.views.widgets.numbers import CountEdit
from desktop.views.widgets.texts import Choice

if TYPE_CHECKING:
    from desktop.views.desk import Desk

_LONGEST_PAUSE: Final = 240


class DisplaySection(Section):
    """What is chosen here is seen at once."""

    title = "显示与锁屏"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.add_heading("显示")
        self.add_note("只对这台电脑的这个使用者有效，改了马上就能看到。")
        self.theme = Choice("配色", [(theme, theme.label) for theme in Theme])
        self.type_size = Choice("文字大小", [(size, size.label) for size in TypeSize])
        self.minutes = CountEdit("锁屏", most=_LONGEST_PAUSE)
        for entry in (self.theme, self.type_size, self.minutes):
            entry.setMaximumWidth(current_tokens().sizes.base * 14)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.addRow("配色", self.theme)
        form.addRow("文字大小", self.type_size)
        form.addRow("多少分钟不动就锁屏", self.minutes)
        holder = QWidget()
        holder.setLayout(form)
        self.column.addWidget(holder)
        self.problem = self.add_note("写 0 表示不锁屏。没有设密码的使用者不会锁屏。")
        self.column.addStretch(1)
        self._demo = False
        self._show()
        self.theme.changed.connect(self._on_look)
        self.type_size.changed.connect(self._on_look)
        self.minutes.editingFinished.connect(self._on_minutes)
        session = desk.session
        desk.tasks.read(self, lambda _job: is_demonstration(session)).then(self._note_demo).start()

    def _note_demo(self, demo: bool) -> None:  # noqa: FBT001 - the answer of a task
        self._demo = demo

    def _show(self) -> None:
        known = self.desk.preferences.load().preferences
        self.theme.set_value(known.theme)
        self.type_size.set_value(known.type_size)
        self.minutes.set_value(known.lock_after_minutes)

    def _on_look(self) -> None:
        theme, size = self.theme.value(), self.type_size.value()
        if theme is None or size is None:
            self._show()
            return
        if self._keep(theme=theme, type_size=size):
            application = QApplication.instance()
            assert isinstance(application, QApplication)  # noqa: S101 - there is a window
            dress(application, Look(theme, size, self._demo))

    def _on_minutes(self) -> None:
        minutes = self.minutes.value()
        if minutes is None:
            sentence = self.minutes.problem() or "请写多少分钟，0 表示不锁屏。"
            self.desk.messages.say(sentence)
            self._show()
            return
        if minutes != self.desk.preferences.load().preferences.lock_after_minutes:
            self._keep(lock_after_minutes=minutes)

    def _keep(self, **values: object) -> bool:
        try:
            self.desk.preferences.change(**values)
        except EnvironmentFault as fault:
            self.desk.messages.say_error(self, fault)
            return False
        self.desk.messages.say("已保存。")
        return True
