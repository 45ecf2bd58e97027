"""What the invented canteens cook, of what, from whom and at which price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.core.canteen import ArticleKind, Fund, Sitting
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.demo.places import KINDERGARTEN, PRIMARY


@dataclass(frozen=True, slots=True)
class Shop:
    """A supplier with its papers."""

    name: str
    code: str
    licence: str
    licence_until: date
    contract: str
    contract_until: date
    contact: str


@dataclass(frozen=True, slots=True)
class Good:
    """An article: who brings it, at which price, how long it keeps."""

    name: str
    kind: ArticleKind
    shop: str
    price: UnitPrice
    shelf_days: int | None = None
    measure: str = "千克"
    specification: str = ""
    bag: Quantity | None = None
    """In what it is bought for weeks; None: brought each day as much as is cooked."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sitting: who pays for its food, and what is served on the days of a week."""

    sitting: Sitting
    fund: Fund
    week: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Kitchen:
    """A canteen of the county."""

    unit: str
    tables: tuple[Table, ...]
    staff_price: Money
    pupil_prices: tuple[tuple[Sitting, Money], ...]
    """What the pupils' meals cost; those who eat of the subsidy pay the last of them only."""
    goods: tuple[str, ...]


def _good(name: str, kind: ArticleKind, shop: str, price: str, shelf: int | None = None) -> Good:
    return Good(name, kind, shop, UnitPrice.of(price), shelf)


GRAIN: Final = "平安粮油店"
MEAT: Final = "宏达肉食店"
GREENS: Final = "兴隆蔬菜批发部"
DAIRY: Final = "平安县学生奶配送站"
SHOPS: Final = (
    Shop(
        GRAIN, "92530000MA0000001X", "JY15300000000001", date(2028, 3, 31),
        "平教采2026-01", date(2027, 7, 31), "周满仓",
    ),
    Shop(
        MEAT, "92530000MA0000002Q", "JY15300000000002", date(2026, 11, 25),
        "平教采2026-02", date(2027, 7, 31), "马宏达",
    ),
    Shop(
        GREENS, "92530000MA0000003G", "JY15300000000003", date(2027, 9, 30),
        "平教采2026-03", date(2027, 7, 31), "何青",
    ),
    Shop(
        DAIRY, "91530000MA0000004B", "JY15300000000004", date(2027, 5, 31),
        "平教采2026-04", date(2027, 7, 31), "陆晓晨",
    ),
)  # fmt: skip
DECISION: Final = "2026年8月25日大宗食材定价会议"

GOODS: Final = (
    Good("大米", ArticleKind.GRAIN, GRAIN, UnitPrice.of("4.6"), 365, bag=Quantity.of("25")),
    Good("面条", ArticleKind.GRAIN, GRAIN, UnitPrice.of("6.2"), 120, bag=Quantity.of("10")),
    Good("菜籽油", ArticleKind.OIL, GRAIN, UnitPrice.of("11.8"), 540, bag=Quantity.of("20")),
    Good("食盐", ArticleKind.SEASONING, GRAIN, UnitPrice.of("3.6"), 730, bag=Quantity.of("10")),
    _good("猪肉", ArticleKind.MEAT, MEAT, "27", 3),
    _good("鸡肉", ArticleKind.MEAT, MEAT, "17.5", 3),
    Good("鸡蛋", ArticleKind.EGG, MEAT, UnitPrice.of("10.4"), 30, bag=Quantity.of("15")),
    _good("豆腐", ArticleKind.BEAN, GREENS, "5", 2),
    _good("土豆", ArticleKind.VEGETABLE, GREENS, "2.8"),
    _good("白菜", ArticleKind.VEGETABLE, GREENS, "2.2"),
    _good("番茄", ArticleKind.VEGETABLE, GREENS, "4.2"),
    _good("青椒", ArticleKind.VEGETABLE, GREENS, "5.4"),
    _good("萝卜", ArticleKind.VEGETABLE, GREENS, "1.8"),
    _good("冬瓜", ArticleKind.VEGETABLE, GREENS, "2.4"),
    _good("莲花白", ArticleKind.VEGETABLE, GREENS, "2.1"),
    _good("苹果", ArticleKind.FRUIT, GREENS, "7.2"),
    Good(
        "学生奶", ArticleKind.MILK, DAIRY, UnitPrice.of("1.85"), 90, "盒", "200毫升",
        Quantity.of("24"),
    ),
)  # fmt: skip

PORTIONS: Final[dict[str, dict[str, str]]] = {
    "米饭": {"大米": "120"},
    "土豆烧肉": {"猪肉": "78", "土豆": "80", "菜籽油": "12", "食盐": "3"},
    "青椒肉丝": {"猪肉": "74", "青椒": "70", "菜籽油": "12", "食盐": "3"},
    "红烧鸡块": {"鸡肉": "118", "土豆": "60", "菜籽油": "12", "食盐": "3"},
    "萝卜炖肉": {"猪肉": "76", "萝卜": "110", "菜籽油": "10", "食盐": "3"},
    "番茄炒蛋": {"鸡蛋": "70", "番茄": "80", "菜籽油": "10"},
    "麻婆豆腐": {"豆腐": "110", "菜籽油": "8"},
    "醋溜土豆丝": {"土豆": "100", "菜籽油": "6"},
    "炒莲花白": {"莲花白": "110", "菜籽油": "6"},
    "冬瓜汤": {"冬瓜": "50"},
    "白菜汤": {"白菜": "50"},
    "学生奶": {"学生奶": "1"},
    "苹果": {"苹果": "130"},
    "早点牛奶": {"学生奶": "1"},
    "午点苹果": {"苹果": "195"},
    "蒸蛋羹": {"鸡蛋": "75"},
    "鸡丝汤面": {"面条": "130", "鸡肉": "135", "白菜": "90"},
    "鸡丝炒面": {"面条": "130", "鸡肉": "135", "莲花白": "100"},
}
"""What a portion takes, in grams; milk in boxes."""

_LUNCHES: Final = (
    ("土豆烧肉", "炒莲花白", "冬瓜汤", "米饭", "学生奶"),
    ("番茄炒蛋", "麻婆豆腐", "白菜汤", "米饭", "学生奶"),
    ("青椒肉丝", "醋溜土豆丝", "冬瓜汤", "米饭", "学生奶"),
    ("红烧鸡块", "炒莲花白", "白菜汤", "米饭", "学生奶"),
    ("萝卜炖肉", "麻婆豆腐", "冬瓜汤", "米饭", "苹果"),
)
_SUPPERS: Final = (("鸡丝炒面", "苹果"), ("鸡丝汤面", "苹果"))
_DAY_LONG: Final = tuple((*lunch[:4], "蒸蛋羹", "早点牛奶", "午点苹果") for lunch in _LUNCHES)
"""What small children eat in a day; the sheet of the kindergarten counts it as one meal."""
OF_STAFF: Final = "豆腐"
"""The article that the teachers' money pays where pupils eat of the subsidy."""

KITCHENS: Final = (
    Kitchen(
        PRIMARY,
        (
            Table(Sitting.LUNCH, Fund.NUTRITION, _LUNCHES),
            Table(Sitting.SUPPER, Fund.PUPIL_FEES, _SUPPERS),
        ),
        Money.of("6"),
        ((Sitting.LUNCH, Money.of("5")), (Sitting.SUPPER, Money.of("5"))),
        tuple(good.name for good in GOODS),
    ),
    Kitchen(
        KINDERGARTEN,
        (Table(Sitting.LUNCH, Fund.PUPIL_FEES, _DAY_LONG),),
        Money.of("8"),
        ((Sitting.LUNCH, Money.of("8")),),
        tuple(good.name for good in GOODS if good.name != "面条"),
    ),
)
