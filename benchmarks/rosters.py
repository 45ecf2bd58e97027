"""Invented rosters of any size for the benchmarks: the 24 columns of a full students sheet."""

from __future__ import annotations

import argparse
import sys
from itertools import product
from pathlib import Path
from random import Random
from typing import Final

import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from desktop.core.identity import check_digit

HEADER: Final = (
    *("姓名", "身份证件类型", "身份证件号", "学籍号", "学号", "性别", "出生日期", "民族"),
    *("年级", "班级", "入学年月", "就读方式", "家庭住址", "户籍地"),
    *("监护人1姓名", "监护人1关系", "监护人1电话", "监护人2姓名", "监护人2关系", "监护人2电话"),
    *("困难类别", "银行卡号", "是否享受营养餐", "备注"),
)
_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂文辉玲建国梅鑫宇浩然子涵"
_GRADES: Final = "一二三四五六"
_CLASSES: Final = 20


def pupils(count: int) -> list[tuple[str, ...]]:
    """`count` invented pupils, all with their own valid number in an area that does not exist."""
    random = Random(count)  # noqa: S311 - invented data
    names = ["".join(parts) for parts in product(_SURNAMES, _GIVEN, _GIVEN)]
    return [_pupil(number, names[number % len(names)], random) for number in range(count)]


def _pupil(number: int, name: str, random: Random) -> tuple[str, ...]:
    grade = number % 6
    year, month, day = 2019 - grade, 1 + number // 6 % 12, 1 + number // 72 % 28
    serial = number // 2016 * 2 % 1000 + number % 2
    area = 629900 + number // 1_008_000
    identity = f"{area}{year}{month:02}{day:02}{serial:03}"
    identity += check_digit(identity)
    household = f"平安县平安乡青山村{number % 30 + 1}组{number % 97 + 1}号"
    family = name[0]
    return (
        *(name, "居民身份证", identity, f"G{identity}", str(20260000 + number)),
        *("男" if serial % 2 else "女", f"{year}-{month:02}-{day:02}", "汉族"),
        *(f"{_GRADES[grade]}年级", f"{number // 6 % _CLASSES + 1}班", f"{2026 - grade}-09"),
        *("住校" if number % 5 == 0 else "走读", household, household),
        *(f"{family}{random.choice(_GIVEN)}军", "父亲", f"199{number:08}"),
        *(f"刘{random.choice(_GIVEN)}兰", "母亲", f"198{number:08}"),
        *("低保" if number % 20 == 0 else "", "", "是", ""),
    )


def write(path: Path, count: int) -> None:
    """Write a workbook of `count` pupils."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("学生")
        for row, line in enumerate((HEADER, *pupils(count))):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(row, column, text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    write(given.path, given.count)
