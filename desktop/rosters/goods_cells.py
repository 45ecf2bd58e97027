"""Conversions of what a canteen's sheets say: how much, at what price, who accepted, which fund."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from desktop.core.canteen import ArticleKind, Fund, Sitting
from desktop.core.dates import Precision, WrittenDate
from desktop.core.labels import Labelled
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.rosters import people
from desktop.rosters.cells import is_nothing, plain_text, squeeze, text_of, words
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context, Converter

N = TypeVar("N", Money, Quantity, UnitPrice)
K = TypeVar("K", bound=Labelled)


class Keeps(NamedTuple):
    """保质期 as a span: so many days, or so many months."""

    days: int = 0
    months: int = 0


def _number(kind: type[N], what: str, *, signed: bool = False) -> Converter:
    """A converter for numbers of a kind, as a rule of those that are not below zero."""
    scale = 10**kind.places

    def convert(cell: Cell, context: Context) -> object:
        del context
        if type(cell) is float or type(cell) is int:
            scaled = cell * scale
            units = round(scaled)
            if 0 <= units < _EXACT and abs(scaled - units) < _BESIDE:
                return kind(units)
        text = squeeze(text_of(cell)).removeprefix("¥").removeprefix("￥").removesuffix("元")
        if is_nothing(text):
            return None
        try:
            number = kind.of(text)
        except ValueError:
            return Flaw(Level.ERROR, f"这里要填{what}，只写数字，如 12.5")
        if number.units < 0 and not signed:
            return Flaw(Level.ERROR, f"{what}不能小于零；要更正以前的单据，请在账里用红字冲销")
        return number

    return convert


_EXACT: Final = 10**11
_BESIDE: Final = 1e-4
"""A cell of 0.3 is a little beside three tenths; what is farther off has more places."""

quantity: Final = _number(Quantity, "数量")
price: Final = _number(UnitPrice, "单价")
amount: Final = _number(Money, "金额")
signed_amount: Final = _number(Money, "金额", signed=True)


def figure(value: Money | Quantity | UnitPrice | None) -> Cell | None:
    """A number as it stands in a workbook; every one of ours fits into a cell exactly."""
    return None if value is None else float(value.decimal)


_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199


def day(cell: Cell, context: Context) -> object:
    """A whole day."""
    if type(cell) is datetime:
        cell = cell.date()
    if type(cell) is date and _FIRST_YEAR <= cell.year <= _LAST_YEAR:
        return cell
    read = people.written_date(cell, context)
    written = read.value if isinstance(read, Flaw) else read
    if not isinstance(written, WrittenDate):
        return read
    if written.precision is not Precision.DAY:
        return Flaw(Level.ERROR, "日期没有写到日；请写成 2026-10-8 的样子")
    if isinstance(read, Flaw):
        return Flaw(read.level, read.message, written.day)
    return written.day


_SPAN: Final = re.compile(r"(\d{1,4})(?:个)?(天|日|周|月|年)")


_SPANS: Final = {"年": Keeps(months=12), "月": Keeps(months=1), "周": Keeps(7)}


def keeps(cell: Cell, context: Context) -> object:
    """保质期 as people write it: the last day, or how long: 12个月, 3天."""
    found = _SPAN.fullmatch(squeeze(text_of(cell)))
    if found:
        count = int(found[1])
        per = {"年": Keeps(months=12), "月": Keeps(months=1), "周": Keeps(7)}.get(
            found[2], Keeps(1)
        )
        return Keeps(per.days * count, per.months * count)
    return day(cell, context)


def short_text(longest: int) -> Converter:
    """A converter for a text of at most so many characters."""

    def convert(cell: Cell, context: Context) -> object:
        text = plain_text(cell, context)
        if isinstance(text, str) and len(text) > longest:
            return Flaw(Level.ERROR, f"这里最多写 {longest} 个字；其余请写到备注里")
        return text

    return convert


_BETWEEN: Final = re.compile(r"[、，,；;/／\n\r]+|\s{1,}")
_SIGNED: Final = re.compile(r"[（(].*?[)）]|签[字名]|[:：]")
_LONGEST_NAME: Final = 50


def persons(cell: Cell, context: Context) -> object:
    """The people who signed, several in one cell: 张三、李四."""
    del context
    text = unicodedata.normalize("NFKC", text_of(cell))
    if is_nothing(text):
        return None
    names = tuple(
        dict.fromkeys(filter(None, map(str.strip, _BETWEEN.split(_SIGNED.sub(" ", text)))))
    )
    if any(len(name) > _LONGEST_NAME for name in names):
        return Flaw(Level.ERROR, f"姓名最多{_LONGEST_NAME}个字；几个人之间请用顿号隔开")
    return names or None


_MEASURES: Final = {
    "kg": "千克",
    "公斤": "千克",
    "市斤": "斤",
    "g": "克",
    "l": "升",
    "ml": "毫升",
    "t": "吨",
}
_LONGEST_MEASURE: Final = 10


def measure(cell: Cell, context: Context) -> object:
    """A measure; the different words for one are the same."""
    text = short_text(_LONGEST_MEASURE)(cell, context)
    if not isinstance(text, str):
        return text
    bare = squeeze(text).removeprefix("元/")
    return _MEASURES.get(bare, text if bare == squeeze(text) else bare)


_Words = tuple[tuple[K, tuple[str, ...]], ...]
_FUNDS: Final[_Words[Fund]] = (
    (Fund.NUTRITION, words("营养 膳食补助 国家补助 财政补助 上级补助")),
    (Fund.STAFF_FEES, words("教职工 教师 职工 老师")),
    (Fund.MATCHING, words("配套 县级 地方")),
    (Fund.DONATION, words("捐赠 捐款 爱心 公益")),
    (Fund.PUPIL_FEES, words("伙食费 学生 自费 家长 生活费")),
    (Fund.INTEREST, words("利息")),
)
_FUNDS_OF_TITLES: Final[_Words[Fund]] = (
    (Fund.NUTRITION, words("营养改善 营养餐 营养膳食补助")),
    (Fund.STAFF_FEES, words("教职工伙食 教师伙食 职工伙食")),
    (Fund.PUPIL_FEES, words("学生伙食费")),
    (Fund.DONATION, words("捐赠")),
)
_SITTINGS: Final[_Words[Sitting]] = (
    (Sitting.SNACK, words("加餐 课间 点心 牛奶 水果")),
    (Sitting.BREAKFAST, words("早")),
    (Sitting.LUNCH, words("午 中餐 中饭 中")),
    (Sitting.SUPPER, words("晚")),
)
_KINDS: Final[_Words[ArticleKind]] = (
    (ArticleKind.BEAN, words("豆腐 豆干 豆皮 腐竹 千张 豆制品 豆浆")),
    (ArticleKind.EGG, words("蛋")),
    (ArticleKind.MILK, words("奶 酸乳")),
    (ArticleKind.OIL, words("食用油 菜籽油 大豆油 调和油 花生油 色拉油 葵花籽油 玉米油 菜油")),
    (
        ArticleKind.SEASONING,
        words("盐 酱油 醋 味精 鸡精 糖 花椒 八角 胡椒 豆瓣 蚝油 料酒 香油"),
    ),
    (ArticleKind.PROCESSED, words("火腿 丸 罐头 面包 糕 饼")),
    (ArticleKind.FISH, words("鱼 虾 蟹 水产")),
    (ArticleKind.MEAT, words("肉 排骨 鸡 鸭 鹅 牛腩 猪 羊")),
    (ArticleKind.FUEL, words("燃气 液化气 天然气 煤 柴 燃料")),
    (ArticleKind.SUPPLIES, words("洗洁 消毒 抹布 手套 锅 碗 筷 盆 扫 拖把 口罩 餐具 炊具 易耗")),
    (ArticleKind.GRAIN, words("米 面 粉 馒头 挂面 面条 杂粮 主食 粮")),
    (ArticleKind.FRUIT, words("苹果 香蕉 橙 橘 桔 梨 桃 西瓜 葡萄 枣 柚 水果 果")),
    (
        ArticleKind.VEGETABLE,
        words("菜 瓜 萝卜 土豆 番茄 西红柿 茄 椒 葱 姜 蒜 豆角 四季豆 莲藕 菇 木耳 笋 芹 洋芋 薯"),
    ),
)


def _among(known: _Words[K], text: str) -> K | None:
    return next((kind for kind, some in known if any(word in text for word in some)), None)


def fund_in(title: str) -> Fund | None:
    """The fund that a title speaks of; None where it speaks of none: 学生食堂 is no fund."""
    return _among(_FUNDS_OF_TITLES, squeeze(title))


def kind_of(name: str) -> ArticleKind:
    """What an article is likely to be, by its name; a person looks at it."""
    return _among(_KINDS, squeeze(name)) or ArticleKind.OTHER_FOOD


def choice(kinds: type[K], known: _Words[K], what: str) -> Converter:
    """A converter for the words of an enumeration, and those that people use for them."""
    offered = "、".join(kind.label for kind in kinds)

    def convert(cell: Cell, context: Context) -> object:
        del context
        text = text_of(cell)
        if is_nothing(text):
            return None
        found = kinds.by_label(text) or _among(known, squeeze(text))
        return found or Flaw(Level.ERROR, f"看不懂{what}；请填：{offered}")

    return convert


fund: Final = choice(Fund, _FUNDS, "资金来源")
sitting: Final = choice(Sitting, _SITTINGS, "餐次")
article_kind: Final = choice(ArticleKind, _KINDS, "类别")

_UNTIL: Final = re.compile(r"日?\s*[-~～—–至到]+\s*\d+")
_DAY: Final = re.compile(r"(20\d\d)\s*[年.\-/]\s*(1[0-2]|0?[1-9])\s*[月.\-/]\s*(\d{1,2})\s*日?")


def day_in(text: str, context: Context) -> date | None:
    """The one day that a title speaks of; None where it speaks of none, or of a span."""
    found = list(_DAY.finditer(text))
    if len(found) != 1 or _UNTIL.match(text, found[0].end()):
        return None
    read = day("-".join(found[0].groups()), context)
    return None if isinstance(read, Flaw) else read  # type: ignore[return-value]  # a day or nothing


def labels(kinds: type[Labelled]) -> tuple[str, ...]:
    """The words of an enumeration, for a drop-down."""
    return tuple(kind.label for kind in kinds)
