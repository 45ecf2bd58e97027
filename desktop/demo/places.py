"""The units of 平安县 and the days that matter to all of them."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop.core.labels import Role, UnitKind
from desktop.core.school_days import Span
from desktop.core.terms import Month
from desktop.demo.numbers import LANDLINE
from desktop.demo.people import Account, DemoUnit, Phone

TODAY: Final = date(2026, 11, 2)
AUTUMN: Final = date(2026, 9, 1)
"""When the running school year began."""
LAST_YEAR: Final = date(2025, 9, 1)
GRADUATION: Final = date(2026, 7, 3)

VACATIONS: Final = (
    Span(date(2026, 1, 24), date(2026, 3, 1)),
    Span(date(2026, 7, 11), date(2026, 8, 31)),
)
"""Winter and summer, as the invented county sets them."""

MONTHS: Final = tuple(
    Month(year, month)
    for year, months in ((2025, (9, 10, 11, 12)), (2026, (1, 3, 4, 5, 6, 7, 9, 10)))
    for month in months
)
"""The school months up to today; February and August are holidays."""

BUREAU: Final = "9900000001"
TOWNSHIP: Final = "9900000002"
PRIMARY: Final = "9900000011"
JUNIOR: Final = "9900000012"
POINT: Final = "9900000013"
KINDERGARTEN: Final = "9900000014"

SCHOOLS: Final = (PRIMARY, JUNIOR, POINT, KINDERGARTEN)
MEAL_SCHOOLS: Final = (PRIMARY, JUNIOR, POINT)
"""Compulsory education: only here is the meals subsidy paid."""

_BUREAU_PHONE: Final = Phone("县教育局监督电话", f"{LANDLINE}-8200001")


def _phones(label: str, last: int) -> tuple[Phone, ...]:
    return (Phone(label, f"{LANDLINE}-82000{last:02}"), _BUREAU_PHONE)


UNITS: Final = (
    DemoUnit(
        BUREAU,
        "平安县教育局",
        "县教育局",
        UnitKind.BUREAU,
        None,
        "平安县城关镇文教路1号",
        (_BUREAU_PHONE,),
    ),
    DemoUnit(
        TOWNSHIP,
        "平安县平安乡人民政府",
        "平安乡",
        UnitKind.TOWNSHIP,
        BUREAU,
        "平安县平安乡平安村",
        _phones("乡政府电话", 10),
    ),
    DemoUnit(
        PRIMARY,
        "平安县平安乡中心小学",
        "平安乡中心小学",
        UnitKind.PRIMARY,
        TOWNSHIP,
        "平安县平安乡平安村",
        _phones("学校监督电话", 11),
    ),
    DemoUnit(
        JUNIOR,
        "平安县第二初级中学",
        "第二初级中学",
        UnitKind.JUNIOR,
        BUREAU,
        "平安县平安乡石桥村",
        _phones("学校监督电话", 12),
    ),
    DemoUnit(
        POINT,
        "平安县平安乡大岭教学点",
        "大岭教学点",
        UnitKind.TEACHING_POINT,
        PRIMARY,
        "平安县平安乡大岭村",
        _phones("教学点电话", 13),
    ),
    DemoUnit(
        KINDERGARTEN,
        "平安县平安乡中心幼儿园",
        "平安乡中心幼儿园",
        UnitKind.KINDERGARTEN,
        TOWNSHIP,
        "平安县平安乡平安村",
        _phones("幼儿园监督电话", 14),
    ),
)

NEAR_VILLAGES: Final = ("平安村", "石桥村", "柳沟村")
FAR_VILLAGES: Final = ("上河村", "下河村", "杏花村", "红土坡村", "松林村", "小寨村", "羊圈湾村")
POINT_VILLAGE: Final = "大岭村"

ACCOUNTS: Final = (
    Account("jyj", "教育局经办", Role.BUREAU, BUREAU),
    Account("shenji", "审计员", Role.AUDITOR, BUREAU),
    Account("zx-xiaozhang", "中心小学校长", Role.PRINCIPAL, PRIMARY),
    Account("zx-kuaiji", "中心小学会计", Role.CLERK, PRIMARY),
    Account("ez-xiaozhang", "二中校长", Role.PRINCIPAL, JUNIOR),
    Account("ez-kuaiji", "二中会计", Role.CLERK, JUNIOR),
    Account("dl-laoshi", "大岭教学点负责人", Role.PRINCIPAL, POINT),
    Account("yey-yuanzhang", "幼儿园园长", Role.PRINCIPAL, KINDERGARTEN),
    Account("yey-kuaiji", "幼儿园会计", Role.CLERK, KINDERGARTEN),
)
