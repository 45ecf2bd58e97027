"""The lines below a header: which of them are people or entries, and why the others are not."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.rosters.cells import is_nothing, squeeze, text_of
from desktop.rosters.results import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.rosters.cells import Cell, Row
    from desktop.rosters.columns import Column
    from desktop.rosters.layout import Head, Header, Merge


@dataclass(frozen=True, slots=True)
class Block:
    """One list on a sheet: where its columns stand. Two may stand side by side."""

    columns: tuple[tuple[int, Column], ...]
    anchor: int
    """Where the column stands that every line fills."""
    shared: bool = False
    """Whether its cell, merged over several lines, belongs to each of them."""

    @property
    def key(self) -> str:
        """The key of that column."""
        return next(column.key for index, column in self.columns if index == self.anchor)


class BodyLine(msgspec.Struct, frozen=True):
    """A line that holds something, merged cells filled down."""

    row: int
    """Counted from 0."""
    cells: Row
    own: Row
    """The cells before anything was filled down."""
    caption: str = ""
    """The last words that stood between the lines, such as 三年级2班."""


REPEATED: Final = "重复的表头"
TITLE: Final = "重复的标题"
TOTAL: Final = "合计行"
PAGE: Final = "页码行"
FOOTER: Final = "表尾（填表人、说明等）"
ONLY_NUMBER: Final = "只有序号，没有内容"
NOTE: Final = "说明文字"
CAPTION: Final = "小标题"
CONTINUED: Final = "与上一行是同一人（合并单元格）"

_TOTAL: Final = re.compile(
    r"(?:本页|本班|全班|全校|年级|班级|人数)?(?:合计|总计|小计|共计|累计|总数|人数合计)(?:人数|金额)?(?:[:：(（\d人].*)?"
    r"|(?:grand)?(?:sub)?total[:：]?|sum|总人数.*|平均(?:分|值|数)?"
)
_PAGE: Final = re.compile(
    r"[-—(（]?第[\d一二三四五六七八九十]+页.*|共\d+页.*|\d+/\d+页?|page\d+.*|-\d+-"
)
_FOOTER: Final = re.compile(
    r"(?:(?:注|备注|附注|说明|填表说明|填写说明|注意事项|注意|数据来源|来源|本表|此表|以上|特此)(?:\d?[:：、.]|一式|数据|信息|情况|证明|需|由|仅).*)"
    r"|(?:以上|上述|特此)(?:所有|全部|各)?(?:名单|人员|学生|教师|内容|资料|材料|表格|均|经|已|属实|无误|核对|报告|说明|上报|公示|声明).*"
    r"|(?:(?:学校|单位|乡镇|村|部门|年级|财务|分管|主管)?(?:填表|填报|制表|制单|审核|复核|审批|审定|核对|负责|经办|联系|回访|统计|考勤|登记|报送|汇总|验收|监督)"
    r"(?:人员?|员|者)?(?:姓名)?(?:[（(](?:签名|签字|签章|盖章|手写)+[)）])?(?:[:：].*|[（(]?(?:签名|签字|签章|盖章)[)）]?[:：]?.*)?"
    r"|(?:学校|单位|校长|班主任|园长|会计|出纳|食堂管理员|负责人|主要领导)(?:[（(]?(?:签名|签字|签章|盖章|公章|印章)[)）]?)?[:：].*"
    r"|(?:填表|填报|制表|申请|打印|统计|报送|上报|审核|登记)?(?:时间|日期)[:：].*|(?:联系)?电话[:：].*"
    r"|(?:签名|签字|盖章|公章)[:：]?.*|\d{4}年\d{1,2}月\d{1,2}日)"
)
_CAPTION: Final = re.compile(r"(?:班级|年级|班主任|辅导员|学校|教室|人数|任课教师)[:：].*")
_CLASS_ALONE: Final = re.compile(
    r".*(?:年级|[\d一二三四五六七八九十）)]班|[大中小托]班|学前班).{0,8}"
)
_SENTENCE: Final = re.compile(r"[，；！？]|[:：]\s*\S*|。$")
_LONG: Final = 20
_WIDE: Final = 3
_FEW: Final = 2


class Body:
    """Sorts the lines below a header."""

    def __init__(
        self, head: Head, header: Header, blocks: tuple[Block, ...], merges: list[Merge]
    ) -> None:
        self._header = header
        self._blocks = blocks
        self._mapped = {index for block in blocks for index, _ in block.columns}
        self._anchors = [block.anchor for block in blocks]
        self._headings = {
            text for row in range(header.top, header.bottom + 1) for text in head.texts(row) if text
        }
        self._titles = {text_of(cell) for row in head.rows[: header.top] for cell in row} - {""}
        self._starting: dict[int, list[Merge]] = defaultdict(list)
        for merge in merges:
            if merge.bottom > header.bottom:
                self._starting[max(merge.top, header.bottom + 1)].append(merge)
        self._words = self._headings | self._titles
        self._shared = any(block.shared for block in blocks)
        self._only_anchor = self._anchors[0] if len(self._anchors) == 1 else None
        self.skipped: list[Skipped] = []
        self._caption = ""

    def lines(self, chunks: Iterable[list[Row]]) -> Iterator[BodyLine]:
        """The lines that are people or entries, or look like one that lacks its name."""
        active: list[tuple[Merge, Cell]] = []
        number = -1
        for chunk in chunks:
            for cells in chunk:
                number += 1
                if number <= self._header.bottom:
                    continue
                own = cells
                if active or number in self._starting:
                    cells, own, active = self._filled(number, cells, active)  # noqa: PLW2901
                plain = not active and self._is_plain(own)
                reason = None if plain else self._reason(number, own, active)
                if reason is None:
                    yield BodyLine(number, cells, own, self._caption)
                elif reason:
                    self._skip(number, own, reason)

    def _skip(self, number: int, own: Row, reason: str) -> None:
        self.skipped.append(Skipped(number + 1, reason))
        if reason in (CAPTION, NOTE, TITLE):
            self._caption = " ".join(text for cell in own if (text := text_of(cell)))

    def _filled(
        self, number: int, cells: Row, active: list[tuple[Merge, Cell]]
    ) -> tuple[Row, Row, list[tuple[Merge, Cell]]]:
        """Fill merged cells: down with their value, to the right with nothing."""
        active = [(merge, value) for merge, value in active if merge.bottom >= number]
        for merge in self._starting.get(number, ()):
            starts_here = merge.top == number and merge.left < len(cells)
            active.append((merge, cells[merge.left] if starts_here else ""))
        # Rows may end before an area that reaches into them.
        width = max([len(cells), *(merge.left + 1 for merge, _ in active)])
        filled: Row = [*cells, *[""] * (width - len(cells))]
        own = [*filled]
        for merge, value in active:
            end = min(merge.right + 1, width)
            covered: Row = [""] * (end - merge.left)
            filled[merge.left : end] = [value, *covered[1:]]
            own[merge.left : end] = filled[merge.left : end] if merge.top == number else covered
        return filled, own, active

    def _is_plain(self, cells: Row) -> bool:
        """Whether a line counts at first sight: a plain name, with at most a number before it.

        True of nearly all lines; only for these `_reason` need not be asked, which says None.
        """
        anchor = self._only_anchor
        if anchor is None or anchor >= len(cells):
            return False
        first, name = cells[0], cells[anchor]
        if type(name) is not str or not _PLAIN_NAME.fullmatch(name):
            return False
        if name in self._words or is_nothing(name):
            return False
        if first is name or type(first) is not str:
            return True
        return first.isdecimal() and first not in self._words

    def _reason(self, number: int, cells: Row, active: list[tuple[Merge, Cell]]) -> str | None:
        """Why a line is left out; empty when nothing stands in it; None when it counts."""
        first = _first_filled(cells)
        if first == "":
            return ""
        filled = (cells[at] for at in self._anchors if at < len(cells) and cells[at] != "")
        names = [name for cell in filled if not is_nothing(name := text_of(cell))]
        if (
            active
            and not self._shared
            and any(m.top < number and m.left in self._anchors for m, _ in active)
            and not names
        ):
            return CONTINUED
        if isinstance(first, str) or not names or _is_figure(names[0]):
            return self._worded(text_of(first), names, cells, active)
        return self._named(names)

    def _worded(
        self, first: str, names: list[str], cells: Row, active: list[tuple[Merge, Cell]]
    ) -> str | None:
        if reason := self._between(first, cells):
            return reason
        if all(_is_figure(text) for cell in cells if (text := text_of(cell))):
            return TOTAL if names else self._nameless(cells)
        reason = _by_words(first) or self._named(names)
        if reason:
            return reason
        if names:
            wide = any(
                m.right - m.left >= _WIDE and m.left in self._anchors and m.top == m.bottom
                for m, _ in active
            )
            alone = _SENTENCE.search(first) and sum(1 for cell in cells if text_of(cell)) == 1
            return NOTE if wide or alone else None
        return self._nameless(cells)

    def _between(self, first: str, cells: Row) -> str | None:
        """Why a line is one that stands between pages or classes, or None."""
        if first in self._headings and self._all_in(cells, self._headings):
            return REPEATED
        if first in self._titles and self._all_in(cells, self._titles | self._headings):
            return TITLE
        alone = _CLASS_ALONE.fullmatch(first) and sum(1 for c in cells if text_of(c)) == 1
        return CAPTION if alone or _CAPTION.fullmatch(first) else None

    def _named(self, names: list[str]) -> str | None:
        for name in names:
            if name in self._headings:
                return REPEATED
            reason = _by_words(name)
            if reason:
                return reason
            if len(name) > _LONG and _SENTENCE.search(name):
                return NOTE
        return None

    def _nameless(self, cells: Row) -> str | None:
        """A line without a name: an empty form line, a note, a bare total, or a mistake."""
        filled = [
            (at, text)
            for at, cell in enumerate(cells)
            if (text := text_of(cell)) and not is_nothing(text)
        ]
        mapped = [text for at, text in filled if at in self._mapped]
        if any(_by_words(text) for _, text in filled):
            return next(reason for _, text in filled if (reason := _by_words(text)))
        if not filled or all(_is_figure(text) for _, text in filled):
            return ONLY_NUMBER if len(mapped) == 0 else TOTAL if len(filled) <= _FEW else None
        if len(filled) == 1 and not (mapped and len(mapped[0]) <= _LONG):
            return NOTE
        return None if mapped else NOTE

    def _all_in(self, cells: Row, words: set[str]) -> bool:
        texts = [text_of(cell) for cell in cells if cell != ""]
        texts = [text for text in texts if text]
        return sum(text in words for text in texts) * 2 > len(texts)


_FIRST_LETTERS: Final = frozenset(
    "本全年班人合总小共累平数注备附说填来此以上特学单乡村部财分主制审复核负经联回统考登报汇验监"
    "校园会出食时日申打电签盖公第gstpGSTP-—(（ｇｓｔｐＧＳＴＰ0123456789０１２３４５６７８９"
)
"""What the lines beside people begin with; nearly all names begin otherwise."""
_PLAIN_NAME: Final = re.compile(
    rf"(?![{re.escape(''.join(sorted(_FIRST_LETTERS)))}])(?!.*[级班])[\u4e00-\u9fff]{{2,4}}"
)
"""A name that is no word of any line beside people."""


def _by_words(text: str) -> str | None:
    if len(text) > 1 and text[0] in _FIRST_LETTERS and not text.isdecimal():
        bare = squeeze(text)
        if _TOTAL.fullmatch(bare):
            return TOTAL
        if _PAGE.fullmatch(bare):
            return PAGE
        if _FOOTER.fullmatch(bare):
            return FOOTER
    return None


def _first_filled(cells: Row) -> Cell:
    for cell in cells:
        if cell != "" and (type(cell) is not str or text_of(cell)):
            return cell
    return ""


def _is_figure(text: str) -> bool:
    return re.fullmatch(r"[\d.,%]+", text) is not None
