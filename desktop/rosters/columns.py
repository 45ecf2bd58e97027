"""Columns declared once: they drive reading, checking, templates, returned workbooks and export."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import msgspec

from desktop.rosters.cells import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.rosters.cells import Cell, Context, Converter
    from desktop.rosters.problems import Flaw

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a sheet."""

    key: str
    title: str
    convert: Converter = plain_text
    synonyms: tuple[str, ...] = ()
    """Other headings it goes by, most usual first; the title need not be repeated."""
    required: bool = False
    """The sheet must have it and no row may leave it empty."""
    width: int = 12
    example: str = ""
    sensitive: bool = False
    choices: tuple[str, ...] = ()
    """Words offered in the template's drop-down."""
    few: bool = False
    """Few different texts occur (性别, 班级): conversions are remembered."""
    template: bool = True
    """Stands in templates and exports; others are only read."""
    answers: tuple[str, str] = ("是", "否")
    """What true and false are called."""
    note: str = ""
    """A short instruction for the template."""


class Line(msgspec.Struct):
    """One line of a sheet on its way to a typed row: values by key, and what to say of them.

    A value of None, as a key that is not there: the line does not tell.
    """

    row: int
    values: dict[str, object]
    flaws: list[tuple[str, Flaw]] = []


@dataclass(frozen=True, slots=True)
class SheetKind(Generic[R]):
    """A family of sheets: what it is called, its columns, and how a line becomes a row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    anchor: str
    """The key that every header of this kind has, and every line fills."""
    build: Callable[[Line, Context], R]
    """Makes the row and adds what it finds wrong across cells to `line.flaws`."""
    record: Callable[[R], Mapping[str, Cell]]
    """The cells of a row by key, as they are written to a workbook."""
    settle: Callable[[Sequence[Heading]], Mapping[int, str]] | None = None
    """Gives keys to headings that mean something only beside others (联系电话 after 监护人)."""
    implied: Callable[[str, Mapping[str, str], Context], Mapping[str, object]] | None = None
    """Values for every line that only the title, or a heading (its words by key), tells."""
    review: Callable[[Sequence[R]], Sequence[tuple[str, Flaw]]] | None = None
    """What is to be said of a whole column once all lines are read."""
    stand_in: str | None = None
    """A key that a header may have in the anchor's stead; `settle` then gives it the anchor's."""
    unique: tuple[str, ...] = ()
    """Fields of the row that no two rows may share."""
    shared: bool = False
    """Whether an anchor's cell that is merged over several lines belongs to each of them."""
    every_sheet: bool = False
    """Whether such a workbook has a sheet for each class, and all are read."""

    def column(self, key: str) -> Column:
        """The column of a key.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading: its words from the top line down, and the key they gave."""

    index: int
    path: tuple[str, ...]
    key: str | None

    @property
    def label(self) -> str:
        """The words in one, or 第21列 where there are none."""
        return "·".join(self.path) or f"第{self.index + 1}列"


_BRACKETS: Final = re.compile(r"[（(\[【〔{].*?[）)\]】〕}]")
_DROPPED: Final = re.compile(r"[\s:：*＊_\-—/\\、，,。.·“”\"'（）()\[\]【】〔〕{}★▲#]+")
_TAIL: Final = re.compile(r"(?:必填项?|选填|可不填|如[:：]?.*|例如.*|请.*|填写.*|格式.*)$")
_NEUTRAL: Final = (
    "学生",
    "幼儿",
    "儿童",
    "孩子",
    "考生",
    "学员",
    "本人",
    "受助学生",
    "现",
    "当前",
    "就读",
    "所在",
)
_SHORTEST_WITHIN: Final = 3
_FORMER: Final = ("原", "曾", "上学年", "上学期")
"""What begins 原行政班: not what is asked for, but what was before."""
WEEKDAYS: Final = frozenset("一二三四五六日天") | {
    prefix + day for prefix in ("周", "星期") for day in "一二三四五六日天"
}


def normalise_header(text: str) -> str:
    """A heading for matching: no blanks or marks, nothing in brackets, half width, lower case."""
    return _bare(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


def _bare(text: str) -> str:
    return _DROPPED.sub("", text).lower()


def header_forms(text: str) -> tuple[str, ...]:
    """The forms under which a heading is looked up, the most telling first.

    监护人（1）姓名 tells more with what stands in its brackets, 姓名（必填） less.
    """
    wide = unicodedata.normalize("NFKC", text)
    whole, without = _bare(wide), normalise_header(text)
    forms = [whole, without, _TAIL.sub("", without)]
    for form in tuple(forms):
        forms += [form.removeprefix(prefix) for prefix in _NEUTRAL if form.startswith(prefix)]
    return tuple(dict.fromkeys(form for form in forms if form))


_OTHER_PEOPLE: Final = re.compile(
    "监护人|家长|父|母|爸|妈|爷|奶|教师|老师|班主任|联系人|户主|成员|委托|填表|负责|校长|经办|审核"
)
"""Words that make 姓名 or 电话 below or behind them someone else's."""
_GROUP_TAIL: Final = re.compile("(?:的?(?:基本|个人|详细|主要)?(?:情况|信息|资料))$")
"""家长情况 over 姓名 says no more than 家长."""
_FIELD: Final = re.compile("(?:姓名|名字|电话|手机|号码?|方式|关系|称谓|类型|身份证)$")


def is_other_people(text: str) -> bool:
    """Whether a heading speaks of someone other than the pupil: what stands under it is theirs."""
    return _OTHER_PEOPLE.search(text) is not None


class Vocabulary:
    """The headings that a kind of sheet understands."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._exact: dict[str, str] = {}
        self._answers: dict[str, str | None] = {}
        for column in columns:
            for words in (column.title, *column.synonyms):
                self._exact.setdefault(_bare(unicodedata.normalize("NFKC", words)), column.key)
        self._within = sorted(
            (words for words in self._exact if len(words) >= _SHORTEST_WITHIN),
            key=len,
            reverse=True,
        )

    def key(self, text: str) -> str | None:
        """The key of a heading in one cell, or None."""
        if text not in self._answers:
            self._answers[text] = self._look_up(text)
        return self._answers[text]

    def _look_up(self, text: str) -> str | None:
        forms = header_forms(text)
        for form in forms:
            if form in self._exact:
                return self._exact[form]
        return self._contained(forms[-1]) if forms else None

    def _contained(self, form: str) -> str | None:
        if form.startswith(_FORMER) or not _SHORTEST_WITHIN < len(form) <= 4 * _SHORTEST_WITHIN:
            return None
        others = _OTHER_PEOPLE.search(form)
        for words in self._within:
            # 监护人工作单位 is not the guardian's name: of others the field must be named too.
            if words in form and (not others or (others[0] in words and _FIELD.search(words))):
                return self._exact[words]
        return None

    def key_of_path(self, path: tuple[str, ...]) -> str | None:
        """The key of a heading of several lines: the whole first, then its lowest line.

        A lowest line under a group of other people (监护人, 家长) means nothing by itself.
        """
        # 一 二 三 … under the days of a month say nothing of the field.
        path = tuple(word for word in path if word not in WEEKDAYS) or path
        if not path:
            return None
        bare = (*(_GROUP_TAIL.sub("", group) for group in path[:-1]), path[-1])
        for words in dict.fromkeys((path, bare)):
            for start in range(len(words) - 1):
                for form in header_forms("".join(words[start:])):
                    if form in self._exact:
                        return self._exact[form]
        if any(_OTHER_PEOPLE.search(group) for group in path[:-1]):
            return None
        return self.key(path[-1])
