"""The privacy guard: nothing can be printed as a notice that it has not looked through.

A notice kind declares the columns that it may show; every cell, line and label of the finished
document is then searched for what may never hang on a wall. The guard refuses in a sentence that
names the place and never repeats what it found there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop.core.errors import SchoolError
from desktop.core.privacy import Private, found_in_text, found_in_title, has_long_number
from desktop.reports.document import (
    Contacts,
    Document,
    Heading,
    Kind,
    Paragraph,
    SealArea,
    SignatureLines,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# A figure is grouped in thousands, or has at most ten digits: eleven may be a telephone.
_FIGURE: Final = re.compile(
    r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|0|[1-9][0-9]{0,9})(?:\.[0-9]{1,4})?|"
)
_CALLABLE: Final = re.compile(r"[\d\s\-‐-―.·()（）+＋－．转、/]{3,40}")
_SEAL_CODE: Final = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{1,4}){0,15}")


@dataclass(frozen=True, slots=True)
class Fields:
    """What one kind of notice may show (can only be narrowed, never widened, by a county)."""

    kind: str
    """Its Chinese name, for the sentence."""
    columns: frozenset[str]
    """The column titles that its tables may have."""
    policy_columns: frozenset[str] = frozenset()
    """Columns that state rules for everybody: there 残疾 or 低保 is no person's secret."""
    about_people: bool = True
    """Whether its rows are persons."""


@dataclass(frozen=True, slots=True)
class GuardedDocument:
    """A document that the guard has passed: it cannot be made in any other way.

    Raises:
        SchoolError: when it is made, if something in the document may not hang on a wall.
    """

    document: Document
    fields: Fields
    public_names: tuple[str, ...] = field(default=())
    """Names of units that stand in the text anyway (a school's name may hold 村 or 留守儿童)."""

    def __post_init__(self) -> None:
        _Search(self.fields, self.public_names).look_through(self.document)


class _Search:
    """One walk through one document."""

    def __init__(self, fields: Fields, public_names: tuple[str, ...]) -> None:
        self._fields = fields
        self._names = sorted((n for n in public_names if n), key=len, reverse=True)
        self._public = re.compile("|".join(map(re.escape, self._names))) if self._names else None

    def look_through(self, document: Document) -> None:
        self._offices("单位名称", self._names)
        self._texts("标题", [document.subject, *document.title, document.number, document.mark])
        tables = 0
        for block in document.blocks:
            match block:
                case Table():
                    tables += 1
                    self._table(block, tables)
                case Paragraph() | Heading():
                    self._texts("正文", [block.text])
                case Contacts():
                    self._contacts(block)
                case SignatureLines():
                    self._texts("签字栏", block.labels)
                case SealArea():
                    self._seal_area(block)

    def _texts(self, place: str, texts: Iterable[str], *, policy: bool = False) -> None:
        for text in texts:
            found = found_in_text(self._own(text), about_people=False, policy=policy)
            if found:
                raise self._refusal(place, found)

    def _offices(self, place: str, names: Iterable[str]) -> None:
        """Names of schools and offices: they hold villages and 残联, but no numbers."""
        for name in names:
            found = found_in_text(name, about_people=False, policy=True)
            if found and found is not Private.ADDRESS:
                raise self._refusal(place, found)

    def _own(self, text: str) -> str:
        """A text without the public names in it."""
        return self._public.sub("□", text) if self._public else text

    def _contacts(self, contacts: Contacts) -> None:
        """Telephone numbers may stand here, and nothing else that is private."""
        self._texts("联系电话", [contacts.label])
        for number, line in enumerate(contacts.lines, 1):
            place = f"联系电话第 {number} 行"
            self._offices(place, [line.label])
            if has_long_number(line.number):
                raise self._refusal(place, Private.NUMBER)
            if not _CALLABLE.fullmatch(line.number):
                raise SchoolError(
                    f"《{self._fields.kind}》没有打印：{place}不是电话号码。"
                    "请到单位设置里改成只含数字和横线的号码，再打印。"
                )

    def _seal_area(self, area: SealArea) -> None:
        self._offices("署名", [area.signed_by])
        code = area.seal_code.code if area.seal_code else None
        if code is not None and (not _SEAL_CODE.fullmatch(code) or has_long_number(code)):
            raise SchoolError(f"《{self._fields.kind}》没有打印：封存码的样子不对，请重新月结。")

    def _table(self, table: Table, number: int) -> None:
        self._titles(table, number)
        place = f"第 {number} 张表"
        self._texts(f"{place}的合计", [table.closing])
        row = 0
        checks = [
            _CellCheck(
                figures=column.kind is not Kind.TEXT,
                people=self._fields.about_people,
                policy=column.title in self._fields.policy_columns,
            )
            for column in table.columns
        ]
        for group in table.groups:
            self._texts(f"{place}的分组标题", [group.heading])
            for cells in group.rows:
                row += 1
                for at, (text, check) in enumerate(zip(cells, checks, strict=True)):
                    found = check.find(text, self._public)
                    if found:
                        title = table.columns[at].title
                        raise self._refusal(f"{place}第 {row} 行“{title}”列", found)
            if group.subtotal:
                self._texts(f"{place}的小计", [group.subtotal.label, *group.subtotal.cells])
        if table.total:
            self._texts(f"{place}的合计", [table.total.label, *table.total.cells])

    def _titles(self, table: Table, number: int) -> None:
        """A column that the kind does not declare is refused, whatever it holds."""
        for at, column in enumerate(table.columns, 1):
            if column.title in self._fields.columns:
                continue
            place = f"第 {number} 张表第 {at} 列"
            found = found_in_title(column.title)
            if found:
                raise self._refusal(place, found)
            raise SchoolError(
                f"《{self._fields.kind}》没有打印：{place}不在这种公示允许的栏目里，请去掉这一列再打印。"
            )

    def _refusal(self, place: str, found: Private) -> SchoolError:
        return SchoolError(
            f"《{self._fields.kind}》没有打印：{place}里有像{found.value}的内容，"
            "公示不得出现（教财厅函〔2017〕28号）。请改掉这一处，再打印。"
        )


@dataclass(frozen=True, slots=True)
class _CellCheck:
    """How the cells of one column are searched."""

    figures: bool
    people: bool
    policy: bool

    def find(self, text: str, public: re.Pattern[str] | None) -> Private | None:
        """What private content a cell holds, or None."""
        if self.figures and _FIGURE.fullmatch(text):
            return None
        found = found_in_text(text, about_people=self.people, policy=self.policy)
        if found and public:
            text = public.sub("□", text)
            return found_in_text(text, about_people=self.people, policy=self.policy)
        return found
