"""账本体检: is everything as it was written, and is this code from paper ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton

from desktop.core.changes import Book
from desktop.core.clock import CHINA
from desktop.core.labels import UpkeepKind
from desktop.services.upkeep import UpkeepLine, last
from desktop.services.verification import Checked, CodeChecked, Examined, check_code, examine
from desktop.views.settings.section import Section
from desktop.views.style import mark
from desktop.views.widgets.texts import TextEdit

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.lanes import Job
    from desktop.views.tasks import Task

_MOST_SHOWN: Final = 20
_PROVES: Final = (
    "体检证明链内的操作和数据没有被改动、删去或插入；最新的操作是否被整段截去，"
    "要靠公示上的封存码和备份来对照。"
)
_LONGEST_CODE: Final = 40


class CheckupSection(Section):
    """Two checks, their result in one sentence, and a line for a printed code."""

    title = "账本体检"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._task: Task[Any] | None = None
        self.add_heading("体检")
        self.state = self.add_note()
        self.quick, self.full, self.cancel = self.add_buttons(
            ("快速体检（操作链）", lambda: self._check(thoroughly=False)),
            ("全面体检", lambda: self._check(thoroughly=True)),
            ("停止", self._on_cancel),
        )
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setFormat("")
        self.step = self.add_note()
        self.column.addWidget(self.progress)
        self.result = QLabel()
        self.result.setWordWrap(True)
        self.column.addWidget(self.result)
        self.findings = self.add_note()
        self.add_note(_PROVES)
        self._add_code()
        self.column.addStretch(1)
        self._show_running(running=False)
        desk.refresh.subscribe(self, [Book.UPKEEP], self.reload)
        self.reload()

    def reload(self) -> None:
        """Read when the last checks were."""
        session = self.desk.session
        self.desk.tasks.read(self, lambda _job: last(session)).then(self._show_state).start()

    def _add_code(self) -> None:
        self.add_heading("核对公示上的封存码")
        line = QHBoxLayout()
        self.code = TextEdit("封存码", longest=_LONGEST_CODE)
        self.code.setPlaceholderText("如 ABCD-EFGH-JKMN")
        self.code.setFixedWidth(280)
        self.code.direct = True
        self.ask = QPushButton("核对")
        self.ask.clicked.connect(self._on_code)
        self.code.returnPressed.connect(self._on_code)
        line.addWidget(self.code)
        line.addWidget(self.ask)
        line.addStretch(1)
        self.column.addLayout(line)
        self.answer = QLabel()
        self.answer.setWordWrap(True)
        self.column.addWidget(self.answer)

    def _show_state(self, done: dict[UpkeepKind, UpkeepLine]) -> None:
        words = [
            f"上次{kind.label}：{_told(done[kind])}"
            for kind in (UpkeepKind.CHAIN, UpkeepKind.WHOLE)
            if kind in done
        ]
        self.state.setText("　".join(words) or "还没有做过体检。")

    def _check(self, *, thoroughly: bool) -> None:
        session = self.desk.session

        def work(job: Job) -> Examined:
            return examine(session, job.progress, thoroughly=thoroughly)

        title = "正在全面体检…" if thoroughly else "正在核对操作链…"
        task = self.desk.tasks.write(self, work).titled(title)
        task.progressed.connect(self._on_step)
        task.then(self._show_result).ended(lambda: self._show_running(running=False))
        self._task = task
        self.result.clear()
        self.findings.clear()
        self._show_running(running=True)
        task.start()

    def _on_cancel(self) -> None:
        assert self._task is not None  # noqa: S101 - the button is there while one runs
        self._task.cancel()

    def _on_step(self, text: str, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.step.setText(f"{text}…")

    def _show_running(self, *, running: bool) -> None:
        for button in (self.quick, self.full):
            button.setEnabled(not running)
        self.cancel.setVisible(running)
        self.progress.setVisible(running)
        self.step.setVisible(running)
        # An empty line is a gap.
        for label in (self.result, self.findings):
            label.setVisible(bool(label.text()))
        if not running:
            self._task = None

    def _show_result(self, examined: Examined) -> None:
        checked = examined.checked
        self.result.setText(_sentence(checked))
        mark(self.result, kind="" if checked.whole else "error")
        shown = checked.findings[:_MOST_SHOWN]
        lines = [f"{finding.unit_name} {finding.sentence}".strip() for finding in shown]
        if checked.count > len(shown):
            lines.append(f"…… 另有 {checked.count - len(shown)} 处")
        self.findings.setText("\n".join(lines))

    def _on_code(self) -> None:
        code, session = self.code.value(), self.desk.session
        if code is None:
            self._say_code(self.code.problem() or "请照公示上的样子输入封存码。", wrong=True)
            self.code.setFocus()
            return
        task = self.desk.tasks.examine(self, lambda _job: check_code(session, code))
        task.then(self._show_code).start()

    def _show_code(self, found: CodeChecked) -> None:
        self._say_code(f"{found.unit_name} {found.sentence}".strip(), wrong=not found.holds)

    def _say_code(self, sentence: str, *, wrong: bool) -> None:
        self.answer.setText(sentence)
        mark(self.answer, kind="error" if wrong else "")


def _told(line: UpkeepLine) -> str:
    moment = line.at.astimezone(CHINA)
    outcome = "完好" if line.good else "不完好"
    return f"{moment:%Y-%m-%d %H:%M}，{outcome}（{line.user_name}）"


def _sentence(checked: Checked) -> str:
    if not checked.whole:
        return f"有 {checked.count} 处不一致。请停止录入，保留现状，并用最近一份完好的备份对照。"
    parts = [f"{checked.units} 个单位", f"{checked.entries:,} 步操作"]
    if checked.rows:
        parts += [f"{checked.rows:,} 条数据", f"{checked.months} 个结账月份"]
    return f"全部一致：{'，'.join(parts)}。"
