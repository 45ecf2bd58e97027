"""Notices, tables and private numbers to test with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pypdfium2
from hypothesis import strategies as st

from desktop.core.identity import check_digit
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.reports.document import Column, Document, Group, Kind, Summary, Table
from desktop.reports.guard import Fields, GuardedDocument
from desktop.services.notices.results import (
    ChargeLine,
    ChargesNotice,
    ClassMeals,
    Contact,
    MealLine,
    MealsNotice,
    Posting,
    StandardUsed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHOOL: Final = "平安县平安乡中心小学"
RARE_NAMES: Final = ("䶮文", "王𫖮", "李𬱖", "㛃一", "𠮷田")
LONG_NAME: Final = "阿卜来提·如则托合提·买买提艾力"
ORDINARY_NAMES: Final = (
    "王芳",
    "李小明",
    "欧阳文轩",
    "单亲瑜",
    "古丽·吐尔逊",
    *RARE_NAMES,
    LONG_NAME,
)
STANDARD: Final = StandardUsed(Money.of("5.00"), "元/生·天", "财教〔2021〕174号", date(2021, 9, 1))


def posting(*, seal_code: str | None = "K7QM-2XP9-84TD", replaces: str | None = None) -> Posting:
    """Five working days of November."""
    return Posting(
        number="公示〔2026〕10号",
        first_day=date(2026, 11, 2),
        last_day=date(2026, 11, 6),
        working_days=5,
        contacts=(Contact("受理电话", "0951-7123456"), Contact("监督电话", "13812345678")),
        signed_by=SCHOOL,
        signed_on=date(2026, 11, 2),
        seal_code=seal_code,
        replaces=replaces,
    )


def school_class(name: str, names: tuple[str, ...]) -> ClassMeals:
    """A class whose pupils ate 22, 21, 20 … days."""
    lines = tuple(
        MealLine(name, pupil, 22 - at % 23, STANDARD.amount * (22 - at % 23))
        for at, pupil in enumerate(names)
    )
    return ClassMeals(
        name, lines, sum(line.days for line in lines), Money.sum([x.amount for x in lines])
    )


def meals_notice(
    *classes: ClassMeals,
    on_wall: Posting | None = None,
    not_recorded: int = 0,
    unit_name: str = SCHOOL,
) -> MealsNotice:
    """The notice of October 2026 over some classes."""
    return MealsNotice(
        unit_name,
        Month(2026, 10),
        STANDARD,
        classes,
        sum(len(c.lines) for c in classes),
        sum(c.days for c in classes),
        Money.sum([c.amount for c in classes]),
        not_recorded,
        on_wall or posting(),
    )


def large_notice(pupils: int, per_class: int = 30) -> MealsNotice:
    """A notice of many pupils with all kinds of names."""
    names = [
        ORDINARY_NAMES[at % 40] if at % 40 < len(ORDINARY_NAMES) else f"陈{'伟芳娜秀敏'[at % 5]}"
        for at in range(pupils)
    ]
    classes = [
        school_class(f"{at // per_class + 1}班", tuple(names[at : at + per_class]))
        for at in range(0, pupils, per_class)
    ]
    return meals_notice(*classes)


def charge_line(**changed: str) -> ChargeLine:
    """A canteen charge with a waiver by rule."""
    texts = {
        "item": "伙食费",
        "kind": "服务性收费",
        "unit": "元/生·天",
        "standard": "8.00",
        "basis": "平安县发展和改革局 平发改价〔2025〕36号",
        "scope": "自愿在校就餐的学生",
        "relief": "低保、特困、残疾学生和孤儿免收",
        "refund": "未就餐的，15个工作日内据实退费",
    }
    return ChargeLine(voluntary=True, **{**texts, **changed})


def charges_notice(*lines: ChargeLine) -> ChargesNotice:
    """A board as it holds in September 2026."""
    return ChargesNotice(SCHOOL, date(2026, 9, 1), lines, posting(seal_code=None))


ANY: Final = Fields("测试公示", frozenset({"序号", "班级", "姓名", "天数", "金额", "说明"}))
POLICY: Final = Fields(
    "测试公示", ANY.columns, policy_columns=frozenset({"说明"}), about_people=False
)
COLUMNS: Final = (
    Column("序号", 1, Kind.NUMBER),
    Column("姓名", 3),
    Column("天数", 1, Kind.NUMBER, carried=True),
    Column("金额", 2, Kind.MONEY, carried=True),
)


def table(rows: Sequence[tuple[str, ...]], *, panels: int = 1, groups: int = 1) -> Table:
    """Rows in groups with subtotals, and a total."""
    size = max(-(-len(rows) // groups), 1)
    parts = [rows[at : at + size] for at in range(0, len(rows), size)]
    return Table(
        COLUMNS,
        tuple(
            Group(part, f"第{at}组" if groups > 1 else "", Summary("小计", ("", "", *sums(part))))
            for at, part in enumerate(parts, 1)
        ),
        Summary("合计", ("", "", *sums(rows))),
        closing="以上为全部",
        panels=panels,
        type_size=10.5,
    )


def sums(rows: Sequence[tuple[str, ...]]) -> tuple[str, str]:
    """Days and money of rows, as printed."""
    days = sum(int(row[2]) for row in rows)
    money = Money.sum([Money.of(row[3]) for row in rows])
    return f"{days:,}", str(money)


def guarded(*blocks: object, fields: Fields = ANY, title: str = "测试公示") -> GuardedDocument:
    """A small document of some blocks."""
    return GuardedDocument(Document((title,), blocks), fields)  # type: ignore[arg-type] # brevity


def page_texts(content: bytes) -> list[str]:
    """What a reader can copy from each page."""
    with pypdfium2.PdfDocument(content) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def text_of(content: bytes) -> str:
    """What a reader can copy from all pages, without line ends."""
    return "".join("".join(page_texts(content)).split())


def _spread(digits: str, joint: str, *, wide: bool) -> str:
    text = digits
    if joint:
        text = joint.join([digits[:6], digits[6:14], digits[14:]])
    return "".join(chr(ord(c) + 0xFEE0) if wide and "!" <= c <= "~" else c for c in text)


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    """A valid identity number, as people write it: with blanks, full width, small x."""
    area = draw(st.sampled_from(["110105", "410102", "650102", "533423"]))
    born = draw(st.dates(date(1940, 1, 1), date(2025, 12, 31)))
    seventeen = f"{area}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    whole = seventeen + check_digit(seventeen)
    whole = draw(st.sampled_from([whole, whole.lower(), seventeen]))
    joint = draw(st.sampled_from(["", " ", "-", "　", "·", ".", " - "]))
    return _spread(whole, joint, wide=draw(st.booleans()))


@st.composite
def old_identity_numbers(draw: st.DrawFn) -> str:
    """Fifteen digits."""
    born = draw(st.dates(date(1940, 1, 1), date(1999, 12, 31)))
    return f"{draw(st.integers(110000, 659000))}{born:%y%m%d}{draw(st.integers(0, 999)):03}"


student_numbers = st.one_of(
    identity_numbers().map(lambda number: "G" + number),
    st.from_regex(r"[JL][1-6]\d{5}20[01]\d(0[1-9]|1[0-2])(0[1-9]|1\d)\d{4}", fullmatch=True),
)
bank_cards = st.tuples(
    st.sampled_from(["62", "4", "5", "9"]), st.integers(16, 19), st.integers(0, 10**18)
).map(lambda parts: (parts[0] + f"{parts[2]:018}" + "0")[: parts[1]])
spaced_cards = bank_cards.map(lambda card: " ".join(card[at : at + 4] for at in range(0, 19, 4)))


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    """Eleven digits, as people write them."""
    digits = f"1{draw(st.integers(3, 9))}{draw(st.integers(0, 999_999_999)):09}"
    joint = draw(st.sampled_from(["", " ", "-", "　", "."]))
    text = joint.join([digits[:3], digits[3:7], digits[7:]])
    text = draw(st.sampled_from(["", "+86", "86", "+86 "])) + text
    return _spread(text, "", wide=draw(st.booleans()))


landlines = st.tuples(
    st.sampled_from(["010", "021", "0951", "0991", "0377"]),
    st.sampled_from(["-", "", " ", "—"]),
    st.integers(20_000_000, 89_999_999),
).map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]}")
private_numbers = st.one_of(
    identity_numbers(),
    old_identity_numbers(),
    student_numbers,
    bank_cards,
    spaced_cards,
    mobiles(),
    landlines,
)
