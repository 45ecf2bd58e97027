"""The main job on the samples: workbooks in, a month kept and closed, notices out."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from desktop.core.clock import FixedClock
from desktop.core.errors import SchoolError
from desktop.core.ids import IdSource
from desktop.core.money import Money
from desktop.core.notices import NoticeKind
from desktop.demo.lines import table
from desktop.demo.places import MEAL_SCHOOLS, SCHOOLS
from desktop.demo.samples import ALL, FOLDERS, OCTOBER
from desktop.demo.setting import create_county, desk
from desktop.demo.taking_in import take_in
from desktop.reports.issuing import document_of, issue_guarded
from desktop.reports.pdf import render_to
from desktop.rosters.returned import write_returned
from desktop.services.books import Tools
from desktop.services.months import close, figures
from desktop.services.notices.results import ChargesNotice, MealsNotice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.demo.samples import Sample
    from desktop.demo.taking_in import TakenIn
    from desktop.services.notices.issue import Issued

NOW: Final = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
DATA: Final = "数据"
_MARK: Final = "示例数据.txt"
_MARK_TEXT: Final = "这个文件夹由示例程序生成，每次运行示例都会重写。里面的人和号码都是编的。\n"
_SEED: Final = 20261102


class MainJob:
    """Does the main job below a folder and tells about it line by line."""

    def __init__(self, out: Path, say: Callable[[str], None]) -> None:
        clock = FixedClock(NOW)
        self._out, self._say = out, say
        self._data = out / DATA
        self._tools = Tools(clock, IdSource(_SEED, clock))
        self._taken: dict[Sample, TakenIn] = {}

    def run(self) -> None:
        """Do all of it, from an empty folder to the printed notices.

        Raises:
            SchoolError: a step was refused.
        """
        self._say("明册 · 平安县示例（人名、号码、地址都是编的；今天按 2026 年 11 月 2 日算）")
        self._make_room()
        create_county(self._data, self._tools)
        self._say(
            f"\n一、建好数据：平安县教育局、平安乡和 {len(SCHOOLS)} 所学校，放在 {self._data}"
        )
        self._say("\n二、收进学校交来的表格（resources/samples）")
        self._take_all_in()
        self._say(f"\n三、{OCTOBER.label}结账")
        self._close()
        self._say("\n四、打印公示")
        self._print()
        self._say("\n五、把有问题的表退回学校")
        self._give_back()
        self._say(self._farewell())

    def _make_room(self) -> None:
        """Take away what an earlier run has left; never anything else."""
        if self._data.exists():
            if not (self._data / _MARK).is_file():
                msg = f"{self._data} 里有别的东西，示例不会动它。请换一个文件夹（--out 文件夹）。"
                raise SchoolError(msg)
            shutil.rmtree(self._data)
        self._data.mkdir(parents=True)
        (self._data / _MARK).write_text(_MARK_TEXT, encoding="utf-8")

    def _take_all_in(self) -> None:
        for sample in ALL:
            with desk(self._data, sample.unit, self._tools) as session:
                self._taken[sample] = take_in(session, sample)
        heads = ("文件", "读到", "新增", "变更", "相同", "待定", "跳过", "问题")
        rows = [
            (t.sample.shown, t.rows, t.new, t.changed, t.same, t.parked, t.skipped, t.errors)
            for t in self._taken.values()
        ]
        for line in table(heads, rows):
            self._say(f"  {line}")
        self._say("  问题是没有收进来的行，待定的等人来看，跳过的是合计、页码、落款：")
        for taken in self._taken.values():
            if taken.reasons:
                self._say(f"  · {taken.sample.shown}")
            for reason, count in taken.reasons:
                self._say(f"      {count} 行 {reason}")
        self._say_again()

    def _say_again(self) -> None:
        sample = ALL[0]
        with desk(self._data, sample.unit, self._tools) as session:
            again = take_in(session, sample)
        self._say(
            f"  同一份花名册再收一次：新增 {again.new}，变更 {again.changed}，相同 {again.same}。"
        )

    def _close(self) -> None:
        rows = []
        for unit in MEAL_SCHOOLS:
            with desk(self._data, unit, self._tools) as session:
                close(session, OCTOBER, accept_warnings=True)
                month = figures(session, OCTOBER)
            sums = (month.pupils, month.days, month.amount, month.not_recorded)
            rows.append((FOLDERS[unit], *sums, month.code))
        heads = ("学校", "就餐人数", "人次", "补助金额（元）", "未登记", "封存码")
        for line in table(heads, rows):
            self._say(f"  {line}")
        self._say("  结账以后这个月不再改动；封存码印在公示上，可以核对。")

    def _print(self) -> None:
        for unit in SCHOOLS:
            with desk(self._data, unit, self._tools) as session:
                if unit in MEAL_SCHOOLS:
                    issued = issue_guarded(session, NoticeKind.MEALS, OCTOBER)
                    self._save(issued, f"{FOLDERS[unit]} {OCTOBER.label}学生午餐公示.pdf")
                issued = issue_guarded(session, NoticeKind.CHARGES, OCTOBER)
                self._save(issued, f"{FOLDERS[unit]} 收费公示.pdf")

    def _save(self, issued: Issued, name: str) -> None:
        content = issued.content
        if isinstance(content, MealsNotice):
            told = f"{content.pupils} 人，{content.days} 人次，{content.total} 元"
        elif isinstance(content, ChargesNotice):
            told = f"{len(content.lines)} 项"
        else:
            spent = Money.sum(each.expense.month for each in content.canteens)
            told = f"支出 {spent} 元"
        path = self._out / name
        render_to(document_of(issued), path)
        self._say(f"  {path}（{told}）")

    def _give_back(self) -> None:
        for taken in self._taken.values():
            for look in taken.to_give_back:
                name = f"退回 {FOLDERS[taken.sample.unit]} {taken.sample.path.stem}"
                if taken.sheets > 1:
                    name += f"（{look.roster.sheet}）"
                path = self._out / f"{name}.xlsx"
                write_returned(taken.sample.path, path, look.roster, look.problems)
                self._say(f"  {path}")
        self._say("  每个问题都标在出错的那一格上，学校照着改好再交来就行。")

    def _farewell(self) -> str:
        parked = sum(taken.parked for taken in self._taken.values())
        return (
            "\n接下来可以看：\n"
            f"  · 先打开“{FOLDERS[MEAL_SCHOOLS[0]]} {OCTOBER.label}学生午餐公示.pdf”，"
            "贴上墙的就是这一张；\n"
            "  · 再打开一份“退回 …xlsx”，看问题标在哪一格；\n"
            f"  · {parked} 行待定（例如同班同名）没有算进公示，补上学籍号再收一次就好；\n"
            f"  · 用命令行看这份数据：python3 run.py -- people --data {self._data}"
        )
