"""What is to be said of a sheet: problems with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rosters.cells import text_of
from desktop.rosters.problems import Flaw, Level, Problem, letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.core.progress import Progress
    from desktop.rosters.cells import Row
    from desktop.rosters.choosing import Chosen, Mapped
    from desktop.rosters.wire import Facts


class Remarks:
    """Collects the problems of one sheet."""

    def __init__(self, chosen: Chosen, mapped: Mapped) -> None:
        self._chosen, self._mapped = chosen, mapped
        self._unnamed = {h.index for h in chosen.header.headings if not h.path}
        self.problems: list[Problem] = []
        self._say_of_columns()

    def add(self, row: int, index: int | None, title: str, flaw: Flaw, found: str) -> None:
        """Note a problem at a row counted from 1 and a column counted from 0."""
        column = "" if index is None else letter(index)
        cell = f"{column}{row}" if column else ""
        self.problems.append(
            Problem(self._chosen.name, row, column, cell, title, flaw.level, found, flaw.message)
        )

    def _say_of_columns(self) -> None:
        row = self._chosen.header.bottom + 1
        for index, other in self._mapped.twice:
            title = self._mapped.found[other].title
            message = f"第 {letter(index)} 列也像是“{title}”，没有读入；读的是第 {letter(other)} 列"
            self.add(row, index, title, Flaw(Level.WARNING, message), "")

    def watch(self, chunks: Iterable[list[Row]], progress: Progress) -> Iterator[list[Row]]:
        """Pass the chunks on, looking for columns that hold something but have no heading."""
        number = 0
        for chunk in chunks:
            progress.step("读取表格", number)
            if self._unnamed:
                for cells in chunk[max(0, self._chosen.header.bottom + 1 - number) :]:
                    self._look_unnamed(cells)
            number += len(chunk)
            yield chunk

    def _look_unnamed(self, cells: Row) -> None:
        for index in [i for i in self._unnamed if i < len(cells) and text_of(cells[i])]:
            self._unnamed.discard(index)
            name = f"第{index + 1}列"
            message = (
                f"{name}（{letter(index)} 列）没有表头但有内容，没有读入；需要时请指定它是什么栏目"
            )
            self.add(self._chosen.header.bottom + 1, index, name, Flaw(Level.WARNING, message), "")

    def add_facts(self, facts: Facts, skipped: set[int]) -> None:
        """Say what the cells could not: lost values and hidden lines."""
        body = self._chosen.header.bottom + 1
        places = {i: column.title for block in self._mapped.blocks for i, column in block.columns}
        told = (
            (facts.error_cells, "单元格是错误值（如 #N/A），当作没有填；请改正公式或直接填写"),
            (
                facts.uncalculated,
                "公式没有算出结果，当作没有填；请用 WPS 或 Excel 打开保存一次再导入",
            ),
        )
        for cells, message in told:
            for row, index in cells:
                if row >= body and index in places and row + 1 not in skipped:
                    self.add(row + 1, index, places[index], Flaw(Level.WARNING, message), "")
        hidden = [row + 1 for row in facts.hidden_rows if row >= body and row + 1 not in skipped]
        if hidden:
            message = (
                f"有 {len(hidden)} 行是隐藏的（第一处在第 {hidden[0]} 行），也读入了；"
                "不要的请删掉再导入"
            )
            self.add(hidden[0], None, "", Flaw(Level.WARNING, message), "")
        for index in (column for column in facts.hidden_columns if column in places):
            message = f"{letter(index)} 列是隐藏的，也读入了；不要的话请指定这一列不读"
            self.add(body, index, places[index], Flaw(Level.WARNING, message), "")
        self._say_of_the_whole(facts)

    def _say_of_the_whole(self, facts: Facts) -> None:
        if facts.strays:
            message = f"有 {facts.strays} 格在很远的地方（几千列或几十万行之外），没有读入"
            self.add(0, None, "", Flaw(Level.WARNING, message), "")
        if facts.macros:
            message = "这个文件带有宏（小程序）：宏没有运行，只读了单元格里现成的内容"
            self.add(0, None, "", Flaw(Level.WARNING, message), "")
