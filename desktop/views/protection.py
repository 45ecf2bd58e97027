"""The question before private data leaves the program: whether, and under which password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout

from desktop.views.style import mark

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH: Final = 460
_LEAST: Final = 4
_HINT: Final = (
    "给文件加一个密码（可以不填）。用 WPS 或 Excel 打开时要输入它；密码另外告诉对方，忘了就打不开。"
)


class ProtectionQuestion(QDialog):
    """A warning, a password that may be left out, and two ways on."""

    def __init__(self, owner: QWidget | None, title: str, warning: str) -> None:
        super().__init__(owner)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        words, hint = QLabel(warning), QLabel(_HINT)
        mark(hint, kind="muted")
        self.password = QLineEdit()
        self.password.setAccessibleName("文件的密码")
        self.password.setPlaceholderText("文件的密码")
        self.wrong = QLabel(f"密码至少 {_LEAST} 个字。")
        mark(self.wrong, kind="error")
        self.wrong.hide()
        self.buttons = QDialogButtonBox()
        self.go = self.buttons.addButton("导出", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self.password.textEdited.connect(lambda _text: self.wrong.hide())
        layout = QVBoxLayout(self)
        for part in (words, hint, self.password, self.wrong, self.buttons):
            if isinstance(part, QLabel):
                part.setWordWrap(True)
            layout.addWidget(part)
        self.go.setDefault(True)

    def _on_accepted(self) -> None:
        if 0 < len(self.password.text()) < _LEAST:
            self.wrong.show()
            self.password.setFocus()
        else:
            self.accept()


def ask(owner: QWidget | None, title: str, warning: str) -> str | None:
    """The password, empty for none; None when the person thinks better of it."""
    question = ProtectionQuestion(owner, title, warning)
    accepted = question.exec() == QDialog.DialogCode.Accepted
    password = question.password.text()
    question.deleteLater()
    return password if accepted else None
