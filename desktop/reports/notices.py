"""The public notices (公示): service results in, guarded documents out.

The layout follows the skeleton of school notices: title, what is made public and why, the table,
days of posting, telephones, 署名, date, room for the seal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.core.money import Money, in_words
from desktop.reports.canteen.notices import canteen_notice
from desktop.reports.document import (
    Align,
    Block,
    Column,
    Document,
    Group,
    Kind,
    Orientation,
    Paragraph,
    SealCode,
    Summary,
    Table,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument
from desktop.reports.posting import closing_blocks, correction, correction_mark, mark, we
from desktop.reports.widths import fitted
from desktop.services.notices.canteen import CanteenNotice
from desktop.services.notices.results import MealsNotice

if TYPE_CHECKING:
    from desktop.services.notices.makers import Content
    from desktop.services.notices.results import (
        ChargeLine,
        ChargesNotice,
        ClassMeals,
        MealLine,
    )

_LIST_ROWS: Final = 60  # up to here every line names its class; longer lists stand in two panels
_SHORT_NAME: Final = 2
_MOST_STARS: Final = 3

MEALS: Final = Fields(
    "学生午餐（营养餐）实名公示",
    frozenset(
        {"序号", "班级", "姓名", "就餐天数", "标准（元/天）", "补助金额（元）", "自交金额（元）"}
    ),
)
CHARGES: Final = Fields(
    "收费公示",
    frozenset(
        {
            "序号",
            "收费项目",
            "类别",
            "计费单位",
            "收费标准",
            "收费依据（机关·文号）",
            "对象范围",
            "是否自愿",
            "减免政策",
            "退费办法",
        }
    ),
    # A charge board says for whom a charge is waived (计价格〔2002〕792号): a rule, not a person.
    policy_columns=frozenset(
        {"收费项目", "收费依据（机关·文号）", "对象范围", "减免政策", "退费办法"}
    ),
    about_people=False,
)


def document(content: Content, *, mask_names: bool = False, draft: bool = False) -> GuardedDocument:
    """Any notice, printed by its kind; a `draft` is marked and has no number to be quoted by.

    Raises:
        SchoolError: something private stands in it.
    """
    if isinstance(content, MealsNotice):
        return meals(content, mask_names=mask_names, draft=draft)
    if isinstance(content, CanteenNotice):
        return canteen_notice(content, draft=draft)
    return charges(content, draft=draft)


def meals(notice: MealsNotice, *, mask_names: bool = False, draft: bool = False) -> GuardedDocument:
    """学生午餐（营养餐）实名公示 of one school and month.

    Raises:
        SchoolError: something private stands in it.
    """
    posting = notice.posting
    blocks: list[Block] = [
        Paragraph(_meals_lead(notice)),
        _meals_table(notice, mask_names=mask_names),
    ]
    if notice.not_recorded:
        blocks.append(
            Paragraph(
                f"另有{notice.not_recorded}名在籍学生本月未登记就餐情况，不是缺餐，登记后另行公示。"
            )
        )
    blocks += closing_blocks(posting, SealCode(posting.seal_code))
    return GuardedDocument(
        Document(
            title=(
                notice.unit_name,
                notice.month.label,
                "学生午餐（营养餐）",
                "实名公示" + correction_mark(posting),
            ),
            blocks=tuple(blocks),
            # A trial may change tomorrow: it has no number to be quoted by.
            number=posting.number if posting.seal_code and not draft else "",
            mark=mark(posting, draft=draft),
        ),
        MEALS,
        (notice.unit_name, posting.signed_by, notice.standard.document),
    )


def charges(notice: ChargesNotice, *, draft: bool = False) -> GuardedDocument:
    """收费公示 of one school, as it holds on a day.

    Raises:
        SchoolError: something private stands in it.
    """
    posting = notice.posting
    # No month stands behind a board, so it need not have a seal code.
    seal = SealCode(posting.seal_code) if posting.seal_code else None
    lead = (
        f"现将{we(notice.unit_name)}自{plain_date(notice.on)}起执行的收费项目和标准公示如下，"
        "未列入本表的项目一律不收费。" + ("" if notice.lines else "目前没有收费项目。")
    )
    return GuardedDocument(
        Document(
            title=(notice.unit_name, "收费公示" + correction_mark(posting)),
            blocks=(
                Paragraph(correction(posting) + lead),
                *([_charges_table(notice.lines)] if notice.lines else []),
                *closing_blocks(posting, seal, long_term=True),
            ),
            number="" if draft else posting.number,
            mark=mark(posting, draft=draft, sealed=False),
            orientation=Orientation.LANDSCAPE,
        ),
        CHARGES,
        (notice.unit_name, posting.signed_by),
    )


def masked(name: str) -> str:
    """A name with its middle hidden: 张*, 李*明, 阿***提."""
    if len(name) <= _SHORT_NAME:
        return name[:1] + "*"
    return name[0] + "*" * min(len(name) - 2, _MOST_STARS) + name[-1]


def _meals_lead(notice: MealsNotice) -> str:
    standard = notice.standard
    nobody = "" if notice.pupils else "本月没有学生就餐记录。"
    return (
        f"{correction(notice.posting)}现将{we(notice.unit_name)}{notice.month.label}学生午餐（营养餐）就餐和补助情况"
        "公示如下，请师生、家长和社会监督。"
        f"补助标准：{standard.amount}{standard.unit}，自{plain_date(standard.since)}起执行，"
        f"依据{standard.document}；按实际就餐天数计算，全部用于学生膳食，不发放现金。" + nobody
    )


def _meals_table(notice: MealsNotice, *, mask_names: bool) -> Table:
    standard = str(notice.standard.amount)
    wide = notice.pupils <= _LIST_ROWS
    subtotals = len(notice.classes) > 1
    number = 0
    groups = []
    for school_class in notice.classes:
        rows = tuple(
            _meal_cells(line, number + at, standard, mask=mask_names)
            for at, line in enumerate(school_class.lines, 1)
        )
        number += len(rows)
        groups.append(_class_group(school_class, rows, wide=wide, subtotal=subtotals))
    own = notice.own
    sums = ("", "", "", f"{notice.days:,}", "", str(notice.total))
    total = Summary(f"合计（{notice.pupils:,}人）", (*sums, *_told(own)))
    table = Table(
        _MEAL_COLUMNS if own is None else _WITH_OWN,
        tuple(groups),
        total,
        closing=f"补助金额合计（大写）：{in_words(notice.total)}（￥{notice.total}）",
    )
    return table if wide else _in_two_panels(table)


_MEAL_COLUMNS: Final = (
    Column("序号", 12, Kind.NUMBER),
    Column("班级", 32),
    Column("姓名", 34),
    Column("就餐天数", 24, Kind.NUMBER, carried=True),
    Column("标准（元/天）", 26, Kind.MONEY),
    Column("补助金额（元）", 28, Kind.MONEY, Align.RIGHT, carried=True),
)


_WITH_OWN: Final = (
    Column("序号", 11, Kind.NUMBER),
    Column("班级", 28),
    Column("姓名", 28),
    Column("就餐天数", 20, Kind.NUMBER, carried=True),
    Column("标准（元/天）", 22, Kind.MONEY),
    Column("补助金额（元）", 24, Kind.MONEY, Align.RIGHT, carried=True),
    Column("自交金额（元）", 23, Kind.MONEY, Align.RIGHT, carried=True),
)
_NARROW: Final = {
    "序号": 10.0,
    "姓名": 20.0,
    "就餐天数": 13.0,
    "标准（元/天）": 15.5,
    "补助金额（元）": 18.0,
}
_NARROW_OWN: Final = {
    "序号": 10.0,
    "姓名": 20.0,
    "就餐天数": 12.5,
    "补助金额（元）": 17.0,
    "自交金额（元）": 17.0,
}
"""The standard stands in the text above: a panel has no room for it."""


def _told(own: Money | None) -> tuple[str, ...]:
    """The cell of what was paid by the pupils, where there is such a column."""
    return () if own is None else (str(own),)


def _in_two_panels(table: Table) -> Table:
    """The list for a wall: two panels a page, each class named once over its pupils."""
    widths = _NARROW_OWN if len(table.columns) == len(_WITH_OWN) else _NARROW
    keep = [at for at, column in enumerate(table.columns) if column.title in widths]
    columns = tuple(
        Column(c.title, widths[c.title], c.kind, c.align, c.carried)
        for c in (table.columns[at] for at in keep)
    )

    def narrowed(summary: Summary | None) -> Summary | None:
        return summary and Summary(summary.label, tuple(summary.cells[at] for at in keep))

    groups = tuple(
        Group(
            [tuple(cells[at] for at in keep) for cells in group.rows],
            group.heading,
            narrowed(group.subtotal),
        )
        for group in table.groups
    )
    return Table(columns, groups, narrowed(table.total), table.closing, panels=2, type_size=10.5)


def _class_group(
    school_class: ClassMeals, rows: tuple[tuple[str, ...], ...], *, wide: bool, subtotal: bool
) -> Group:
    name = school_class.school_class
    told = [line.own for line in school_class.lines if line.own is not None]
    own = _told(Money.sum(told) if told else None)
    cells = ("", "", "", f"{school_class.days:,}", "", str(school_class.amount), *own)
    label = f"{name if wide else ''}小计（{len(rows)}人）"
    return Group(rows, "" if wide else name, Summary(label, cells) if subtotal else None)


def _meal_cells(line: MealLine, number: int, standard: str, *, mask: bool) -> tuple[str, ...]:
    name = masked(line.name) if mask else line.name
    own = _told(line.own)
    return (str(number), line.school_class, name, str(line.days), standard, str(line.amount), *own)


# The least that each column needs, in mm of a lying sheet; the rest is shared by what is in them.
_CHARGE_COLUMNS: Final = (
    Column("序号", 10, Kind.NUMBER),
    Column("收费项目", 20),
    Column("类别", 17),
    Column("计费单位", 17),
    Column("收费标准", 18),
    Column("收费依据（机关·文号）", 22, align=Align.LEFT),
    Column("对象范围", 17, align=Align.LEFT),
    Column("是否自愿", 16),
    Column("减免政策", 18, align=Align.LEFT),
    Column("退费办法", 18, align=Align.LEFT),
)
_BOARD_ROOM: Final = 257.0


def _charges_table(lines: tuple[ChargeLine, ...]) -> Table:
    rows = tuple(
        (
            str(number),
            line.item,
            line.kind,
            line.unit,
            line.standard,
            line.basis,
            line.scope,
            "自愿" if line.voluntary else "必收",
            line.relief,
            line.refund,
        )
        for number, line in enumerate(lines, 1)
    )
    widths = fitted([column.width for column in _CHARGE_COLUMNS], rows, _BOARD_ROOM)
    columns = tuple(
        replace(column, width=wide) for column, wide in zip(_CHARGE_COLUMNS, widths, strict=True)
    )
    return Table(columns, (Group(rows),), type_size=10.5)
