"""Show every field and small part in its states in one window, or save pictures of it.

python docs/gallery.py                     a window
python docs/gallery.py --out pictures      a picture for each look
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from desktop.core.attachments import Attachment
from desktop.core.labels import Sex
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.preferences import PreferencesFile, Theme, TypeSize
from desktop.core.resources import RESOURCES
from desktop.core.terms import Month
from desktop.views.charts import BarChart, ChartData, LineChart, Series
from desktop.views.messages import Messages
from desktop.views.refresh import Refresh
from desktop.views.style import Look, dress, icon, mark
from desktop.views.tasks import Tasks
from desktop.views.widgets import (
    Attachments,
    Banner,
    Chip,
    ChipLabel,
    Choice,
    CountEdit,
    DateEdit,
    EmptyState,
    IdentityEdit,
    KeyFigure,
    MaskedValue,
    MoneyEdit,
    MonthEdit,
    NoteEdit,
    PersonChoice,
    PersonChooser,
    QuantityEdit,
    SearchField,
    TextEdit,
    Tick,
    Tone,
    UnitPriceEdit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.views.tasks import Job

TODAY = date(2026, 10, 20)
PERSON = PersonChoice(UUID(int=1), "张小红", "三年级1班 女")


class Shelf:
    """Where the attachments of the gallery would lie."""

    def keep(self, job: Job, path: Path) -> Attachment:
        """Pretend to keep a file."""
        del job
        return Attachment(path.name, path.name, path.stat().st_size)

    def lay_out(self, job: Job, attachment: Attachment) -> Path:
        """Where it would be."""
        del job
        return Path(attachment.name)


def gallery(tasks: Tasks, messages: Messages) -> QWidget:
    """All parts in one window."""
    window = QWidget()
    window.setWindowTitle("明册 - 部件")
    layout = QGridLayout(window)
    layout.addWidget(_titled("数与日期", _numbers()), 0, 0)
    layout.addWidget(_titled("人与证件", _people(tasks, messages)), 0, 1)
    layout.addWidget(_titled("按钮、标签与提示", _parts()), 0, 2)
    layout.addWidget(_titled("关键数字", _figures()), 1, 0, 1, 2)
    layout.addWidget(_titled("还没有内容时", _empty()), 1, 2)
    layout.addWidget(_titled("表格与页签", _table()), 2, 0, 1, 2)
    layout.addWidget(_titled("图标", _icons()), 2, 2)
    layout.addWidget(_titled("图", _charts()), 3, 0, 1, 3)
    return window


def _titled(title: str, part: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    label = QLabel(title)
    mark(label, kind="heading")
    layout.addWidget(label)
    layout.addWidget(part)
    layout.addStretch(1)
    return box


def _numbers() -> QWidget:
    box = QWidget()
    form = QFormLayout(box)
    money, wrong = MoneyEdit("金额"), MoneyEdit("写错的金额")
    money.set_value(Money.of("1234567.50"))
    wrong.setText("12三4")
    quantity, price, count = QuantityEdit("数量"), UnitPriceEdit("单价"), CountEdit("人数")
    quantity.set_value(Quantity.of("12.5"))
    price.set_value(UnitPrice.of("4.2"))
    count.set_value(1659)
    day, month = DateEdit("日期", TODAY), MonthEdit("月份", Month(2026, 10))
    day.set_value(TODAY)
    month.set_value(Month(2026, 10))
    still = TextEdit("不能改")
    still.set_value("只能看的内容")
    still.setReadOnly(True)
    off = TextEdit("停用")
    off.set_value("停用的内容")
    off.setEnabled(False)
    for title, part in (
        ("金额", money),
        ("写错的金额", wrong),
        ("数量", quantity),
        ("单价", price),
        ("人数", count),
        ("日期", day),
        ("空的日期", DateEdit("空的日期", TODAY)),
        ("月份", month),
        ("只读", still),
        ("停用", off),
    ):
        form.addRow(title, part)
    return box


def _people(tasks: Tasks, messages: Messages) -> QWidget:
    box = QWidget()
    form = QFormLayout(box)
    chooser = PersonChooser(tasks, "学生", lambda _job, _text: [PERSON])
    chooser.set_value(PERSON)
    identity, wrong = IdentityEdit("身份证件号", TODAY), IdentityEdit("写错的证件号", TODAY)
    identity.setText("11010519491231002X")
    wrong.setText("110105194912310021")
    masked = MaskedValue(tasks, "电话", "138****5678", lambda _job: "13800005678")
    files = Attachments(tasks, messages, Shelf())
    files.set_value([Attachment("a", "收据.jpg", 1_258_291), Attachment("b", "合同.pdf", 83_000)])
    sex = Choice("性别", [(sex, sex.label) for sex in Sex])
    note = NoteEdit("备注")
    note.set_value("家长来电话说，下周三带孩子到县医院复查，请假一天。")
    tick = Tick("寄宿")
    tick.set_value(value=True)
    for title, part in (
        ("学生", chooser),
        ("身份证件号", identity),
        ("", QLabel(identity.hint())),
        ("写错的证件号", wrong),
        ("电话", masked),
        ("没有填写", MaskedValue(tasks, "电话", "")),
        ("性别", sex),
        ("", tick),
        ("备注", note),
        ("附件", files),
    ):
        form.addRow(title, part)
    return box


def _parts() -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    buttons = QHBoxLayout()
    for words, kind, name in (
        ("保存", "primary", ""),
        ("导出 Excel", "", "export"),
        ("删除", "danger", ""),
        ("查看全部", "link", ""),
    ):
        button = QPushButton(words)
        mark(button, kind=kind)
        if name:
            button.setIcon(icon(name))
        buttons.addWidget(button)
    off = QPushButton("停用")
    off.setEnabled(False)
    buttons.addWidget(off)
    layout.addLayout(buttons)
    chips = QHBoxLayout()
    for words, tone in (
        ("未结账", Tone.PLAIN),
        ("已结账", Tone.GOOD),
        ("待复查", Tone.CARE),
        ("已超期", Tone.BAD),
    ):
        chips.addWidget(ChipLabel(Chip(words, tone)))
    chips.addStretch(1)
    layout.addLayout(chips)
    layout.addWidget(SearchField("找人、找单据"))
    layout.addWidget(Banner("10月的就餐人数还没有填完，缺 3 天。", Tone.CARE, closable=True))
    layout.addWidget(Banner("昨天的备份没有做成：U 盘已满。请清出空间再试。", Tone.BAD))
    told = Banner("上次没有保存的入库单还在，要接着填吗？", Tone.PLAIN)
    told.add_action("接着填", lambda: None)
    layout.addWidget(told)
    error, warning = (
        QLabel("金额不能大于 10,000.00。"),
        QLabel("证件号末三位是 000，请对照原件确认"),
    )
    mark(error, kind="error")
    mark(warning, kind="warning")
    layout.addWidget(error)
    layout.addWidget(warning)
    return box


def _figures() -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    for title, figure, note, tone in (
        ("本月收入", "41,280.00", "上月 39,870.00", Tone.PLAIN),
        ("本月支出", "38,904.55", "", Tone.PLAIN),
        ("库存金额", "-2,310.20", "账面为负，请核对", Tone.BAD),
        ("生均成本/餐", None, "还没有就餐人数", Tone.CARE),
    ):
        part = KeyFigure(title, leads_on=True)
        part.set_figure(figure, note, tone=tone)
        layout.addWidget(part)
    return box


def _empty() -> QWidget:
    return EmptyState(
        "还没有学生。把学籍系统导出的花名册导进来，就可以开始了。", "导入名册", "people"
    )


def _table() -> QWidget:
    tabs = QTabWidget()
    table = QTableWidget(3, 4)
    table.setHorizontalHeaderLabels(["日期", "品名", "数量", "金额"])
    tabs.addTab(table, "入库")
    for title in ("出库", "就餐", "月结"):
        tabs.addTab(QWidget(), title)
    return tabs


def _charts() -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    days = [f"10月{day}日" for day in range(8, 20)]
    meals: list[int | None] = [640 + day % 7 * 3 if day % 6 else None for day in range(12)]
    cost = [None if count is None else Decimal(count) / 130 for count in meals]
    bars, line = BarChart(), LineChart()
    before = Series("上月", [630 + day % 5 * 4 for day in range(12)])
    bars.set_data(ChartData("就餐人数", days, [Series("本月", meals), before], "人"))
    line.set_data(ChartData("生均成本/餐", days, [Series("本月", cost)], "元"))
    for chart in (bars, line):
        layout.addWidget(chart)
    return box


def _icons() -> QWidget:
    box = QWidget()
    layout = QGridLayout(box)
    for at, path in enumerate(sorted((RESOURCES / "icons").glob("*.svg"))):
        button = QPushButton()
        mark(button, kind="link")
        button.setIcon(icon(path.stem))
        button.setToolTip(path.stem)
        layout.addWidget(button, *divmod(at, 10), Qt.AlignmentFlag.AlignCenter)
    return box


def main(argv: Sequence[str] | None = None) -> int:
    """Show the gallery or save its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for pictures")
    args = parser.parse_args(argv)
    application = QApplication(sys.argv[:1])
    scratch = Path(tempfile.mkdtemp())
    messages = Messages(PreferencesFile(scratch / "preferences.json"), scratch)
    tasks = Tasks(messages, Refresh())
    if args.out is None:
        dress(application, Look())
        window = gallery(tasks, messages)
        window.show()
        status = application.exec()
    else:
        args.out.mkdir(parents=True, exist_ok=True)
        for theme, size, demo in product(Theme, TypeSize, (False, True)):
            dress(application, Look(theme, size, demo))
            window = gallery(tasks, messages)
            window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            window.show()
            application.processEvents()
            window.grab().save(str(args.out / f"{theme}-{size}{'-demo' * demo}.png"))
            window.close()
        status = 0
    tasks.drain()
    return status


if __name__ == "__main__":
    raise SystemExit(main())
