"""Invented names of all the kinds that school rosters hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.labels import Sex

if TYPE_CHECKING:
    from desktop.demo.chance import Chance

HAN: Final = "汉族"
HUI: Final = "回族"
UYGHUR: Final = "维吾尔族"
TIBETAN: Final = "藏族"
MONGOL: Final = "蒙古族"
TU: Final = "土族"

PEOPLES: Final = ((HAN, 820), (HUI, 80), (TIBETAN, 30), (UYGHUR, 30), (TU, 25), (MONGOL, 15))


def _words(text: str) -> list[str]:
    return text.split()


# Surnames with their share; some are rare or read otherwise than they look (单 仇 区 解 查 盖 朴).
SURNAMES: Final = (
    *((name, 60) for name in "王李张刘陈杨赵黄周吴"),
    *((name, 25) for name in "徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"),
    *((name, 10) for name in "程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"),
    *((name, 10) for name in "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"),
    *((name, 10) for name in "尹黎易常武乔贺赖龚文"),
    *((name, 3) for name in "单仇区解查盖朴遆逄亓昝厍訾妥乜麴"),
    *((name, 4) for name in _words("欧阳 上官 司马 诸葛 尉迟 东方 慕容 皇甫 令狐 夏侯")),
)

_BOYS: Final = _words("""
    子轩 浩然 宇航 俊杰 文博 天佑 明轩 家豪 子豪 浩宇 嘉诚 博文 泽宇 梓睿 晨阳
    小龙 思源 一鸣 承志 星辰 睿 磊 伟 强 鹏 涛 凯 翀 淏 璟 龙 勇 斌 超 鑫
    旭 浩 帅 宏图 致远 景行 望舒 修远 志强 一凡 沐阳 皓轩 梓豪 宇轩 瑞霖 书航
    奕辰 思远 乐天 子墨 云帆 振宇 卓然 煜城 昊天
""")
_GIRLS: Final = _words("""
    子涵 欣怡 梓涵 雨桐 思雨 佳怡 诗涵 梦琪 雅婷 语嫣 可馨 若曦 紫萱 婉清 静怡
    雪莲 晓月 采薇 清扬 小燕 婷 静 敏 玥 祎 珺 瑄 珮 莹 颖 琳 娜 慧 洁 倩
    银铃 思齐 令仪 静姝 知夏 安然 沐晴 一诺 梓萱 依诺 诗雨 语桐 心怡 嘉怡 艺涵
    雨萱 晨曦 思彤 可欣 雨馨 舒涵 子衿 苏禾 念安 巧云
""")
_MEN: Final = _words("""
    建国 国庆 立新 永福 长顺 得水 海生 春生 继红 志强 永强 建军 卫东 文革 保平
    宏伟 军 勇 强 刚 明 平 斌 福 贵 杰 伟 峰 林 生 兵 东 发财 有才 占海
    学文 进财 满仓 根生 玉宝 忠诚 守义
""")
_WOMEN: Final = _words("""
    秀兰 桂花 春梅 玉珍 冬梅 改花 巧云 招娣 秀英 桂英 玉兰 凤霞 淑芳 银花 腊梅
    菊香 润香 秋菊 丽 芳 艳 霞 敏 静 娟 玲 红 梅 燕 琴 萍 兰 英 翠 莲
    彩霞 小红 月娥 存女 引弟
""")
_GENERATION: Final = "永志文国明建德世光学"

_UYGHUR_BOYS: Final = _words("""
    买买提 艾力 吐尔逊 阿不都热西提 艾合买提 玉素甫 库尔班 热合曼 麦麦提明 亚森
    吾斯曼 依明
""")
_UYGHUR_GIRLS: Final = _words("""
    阿依古丽 古丽娜尔 热依拉 帕提古丽 米热古丽 祖丽胡玛尔 阿孜古丽 努尔曼古丽
""")
_TIBETAN_GIVEN: Final = _words("""
    扎西 卓玛 次仁 央金 多杰 措姆 才让 拉毛 桑吉 仁青 旦增 白玛 贡布 洛桑
""")
_TIBETAN_HOUSES: Final = _words("""
    加仓 措那 夏河
""")
_HUI_BOYS: Final = _words("""
    一卜拉 尔撒 优素福 哈力木 易德 穆萨
""")
_HUI_GIRLS: Final = _words("""
    麦燕 法图麦 海丽曼 索菲 阿依舍
""")


def surname(chance: Chance, people: str) -> str:
    """What a family hands on; a father's own name among Uyghurs, often nothing among Tibetans."""
    if people == UYGHUR:
        return chance.pick(_UYGHUR_BOYS)
    if people == TIBETAN:
        return chance.pick(_TIBETAN_HOUSES) if chance.happens(250) else ""
    if people == HUI:
        return chance.pick("马马马马马丁白哈妥撒")
    if people == MONGOL:
        return chance.pick(("包", "白", "乌", ""))
    return chance.weighted(SURNAMES)


def full_name(chance: Chance, people: str, family: str, sex: Sex, *, grown: bool = False) -> str:
    """A whole name as its bearer writes it; the fashion of the bearer's own years."""
    boy = sex is Sex.MALE
    if people == UYGHUR:
        others = [name for name in (_UYGHUR_BOYS if boy else _UYGHUR_GIRLS) if name != family]
        own = chance.pick(others)
        return f"{own}·{family}"
    if people == TIBETAN:
        given = _tibetan(chance)
        return f"{family}·{given}" if family else given
    if people == HUI and chance.happens(350):
        return family + chance.pick(_HUI_BOYS if boy else _HUI_GIRLS)
    if people == MONGOL and not family:
        return chance.pick(("巴特尔", "朝鲁", "布和") if boy else ("其木格", "萨仁高娃", "乌日娜"))
    return family + _han(chance, _FASHIONS[grown][boy])


def son_of_another(chance: Chance, own: str) -> str:
    """A Uyghur father: his children carry his own name behind the dot, he carries his father's."""
    fathers = [name for name in _UYGHUR_BOYS if name != own]
    return f"{own}·{chance.pick(fathers)}"


def _tibetan(chance: Chance) -> str:
    first = chance.pick(_TIBETAN_GIVEN)
    second = chance.pick([word for word in _TIBETAN_GIVEN if word != first])
    return first + second


_FASHIONS: Final = {False: (_GIRLS, _BOYS), True: (_WOMEN, _MEN)}


def _han(chance: Chance, fashion: list[str]) -> str:
    given = chance.pick(fashion)
    if len(given) == 1 and chance.happens(400):
        return chance.pick(_GENERATION) + given
    return given


# Names that systems stumble over: several dots, the family first, characters beyond GBK.
SPECIAL: Final = (
    (UYGHUR, "如则托合提", "阿卜来提·如则托合提", Sex.MALE),
    (UYGHUR, "买买提", "艾哈迈德·买买提·买买提", Sex.MALE),
    (UYGHUR, "阿不都热西提", "阿不来提·阿不都热西提", Sex.MALE),
    (TIBETAN, "加仓", "加仓·晋美南杰", Sex.MALE),
    (HAN, "王", "王䶮", Sex.MALE),
    (HAN, "陈", "陈𫖮", Sex.MALE),
    (HAN, "李", "李𬱖", Sex.FEMALE),
    (HAN, "赵", "赵㛃", Sex.FEMALE),
    (HAN, "遆", "遆珺", Sex.FEMALE),
    (HAN, "欧阳", "欧阳清扬", Sex.FEMALE),
    (HAN, "司马", "司马翀", Sex.MALE),
    (HAN, "诸葛", "诸葛望舒", Sex.FEMALE),
    (HAN, "单", "单雨桐", Sex.FEMALE),
    (HAN, "仇", "仇致远", Sex.MALE),
)
