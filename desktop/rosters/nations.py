"""民族: names and two-digit codes of GB/T 3304-1991."""

from __future__ import annotations

from typing import Final

from desktop.rosters.cells import words

NAMES: Final = words(
    "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 "
    "白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 "
    "东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 "
    "毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 "
    "鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 "
    "珞巴族 基诺族"
)
"""The 56 in the order of their codes 01 to 56."""

_OTHERS: Final = {"97": "其他", "98": "外国血统中国籍人士"}
CODES: Final = {f"{code:02}": name for code, name in enumerate(NAMES, 1)} | _OTHERS
_BY_WORD: Final = (
    {name: name for name in CODES.values()}
    | {name.removesuffix("族"): name for name in NAMES}
    | {
        "维族": "维吾尔族",
        "维": "维吾尔族",
        "哈族": "哈萨克族",
        "柯族": "柯尔克孜族",
        "蒙族": "蒙古族",
        "外国血统": "外国血统中国籍人士",
        "其它": "其他",
        "穿青人": "其他",
        "未识别民族": "其他",
        "崩龙族": "德昂族",
        "仫姥族": "仫佬族",
    }
)


def read_nation(text: str) -> str | None:
    """The full name of what is written as 汉, 汉族, 1, 01 or 01-汉族; None when it is none."""
    text = "".join(text.split())
    if text in _BY_WORD:
        return _BY_WORD[text]
    digits = text[:2].rstrip("-—－.、汉族")
    if text.isdecimal():
        return CODES.get(text.zfill(2))
    if digits.isdecimal():
        rest = text[len(digits) :].lstrip("-—－.、")
        name = CODES.get(digits.zfill(2))
        return name if _BY_WORD.get(rest) == name else None
    return None
