"""The ways on and out of a wizard, and how far its work has come."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from desktop.views.style import mark


class WizardFoot(QWidget):
    """Give up and leave at the left, progress in the middle, back and next at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.give_up = QPushButton("放弃")
        self.give_up.setToolTip("放弃已选的内容；到这里为止什么也没有写入")
        self.leave = QPushButton("先放一放")
        self.leave.setToolTip("回到列表，以后从这一步接着做")
        self.words = QLabel()
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        mark(self.words, kind="muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(240)
        self.stop = QPushButton("停止")
        self.back = QPushButton("上一步")
        self.next = QPushButton("下一步")
        self.next.setDefault(True)
        mark(self.next, kind="primary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.give_up)
        layout.addWidget(self.leave)
        layout.addWidget(self.words, 1)
        for part in (self.bar, self.stop, self.back, self.next):
            layout.addWidget(part)

    def show_step(self, words: str, *, ready: bool, first: bool) -> None:
        """The buttons of a step."""
        self.next.setText(words)
        self.next.setEnabled(ready)
        self.back.setEnabled(not first)
        for button in (self.give_up, self.leave, self.back):
            button.show()

    def show_busy(self, *, busy: bool) -> None:
        """Whether the work of the step runs."""
        for part in (self.bar, self.stop):
            part.setVisible(busy)
        if busy:
            self.next.setEnabled(False)
            self.back.setEnabled(False)
            self.bar.setRange(0, 0)
        else:
            self.words.clear()

    def show_progress(self, text: str, done: int, total: int) -> None:
        """How far the work has come; a total of 0 is not known."""
        self.words.setText(f"{text} {done:,} / {total:,}" if total else text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_receipt(self) -> None:
        """Only closing is left."""
        self.show_busy(busy=False)
        self.next.setText("完成")
        self.next.setEnabled(True)
        for button in (self.give_up, self.leave, self.back):
            button.hide()
