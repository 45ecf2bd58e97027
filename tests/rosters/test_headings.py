"""The words that people put over their columns, and the forms of offices that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.labels import HouseholdCategory
from desktop.rosters.columns import Vocabulary
from desktop.rosters.sheets import sheet_kind
from tests.rosters.books import number, students, write

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.results import RosterResult

PUPILS = """
name: 姓名 学生姓名 名字 学生 考生姓名 学员姓名 人员姓名 真实姓名 学生名 姓名全称 学员 儿童姓名
    宝宝姓名 姓名（必填）
school_number: 学号 学生编号 学生学号 准考证号 考生号 考号 学员号 学工号 学生号 考籍号 考试号
    座号 报名号 报名序号 校内学号
student_number: 学籍号 全国学籍号 学籍 学籍编号 学生学籍号 学籍号码 省级电子注册学籍号
    广州学籍号
id_number: 身份证号 身份证号码 证件号 身份证 证件号码 身份证件号码 公民身份号码 身份证件号
    公民身份证号码 护照号
id_kind: 身份证件类型 证件类型
sex: 性别 学生性别 男/女 男女
birth: 出生日期 出生年月 生日 出生年月日 出生
ethnicity: 民族 族别
school_class: 班级 班级名称 行政班 班 班别 教学班 所在班级 班号 现班级 当前班级 行政班级 现班
    班级名 就读班级 学生班级 班级（必填） 年级班级 年级和班级 班级信息
grade: 年级 年级名称 当前年级
school: 学校 学校名称 所在学校 就读学校 校名 参考单位 单位名称
guardian1_name: 监护人 家长 监护人姓名 家长姓名 父亲姓名 监护人1 父亲 爸爸 联系人 监护人一姓名
    第一监护人 监护人(父亲) 家长1 家长名字
guardian2_name: 母亲姓名 母亲 妈妈 监护人2姓名 第二监护人姓名
guardian1_phone: 家长电话 监护人电话 家长联系电话 监护人手机 父亲电话 父亲手机 家长手机号
    家长手机号码 监护人一联系电话
guardian2_phone: 母亲电话 母亲手机 第二监护人电话
phone: 联系电话 电话 手机号 手机 电话号码 手机号码 联系方式 联系手机 移动电话 本人手机号
    学生电话 学生手机号
guardian1_relation: 监护人关系 监护人一与学生关系 与监护人关系
guardian1_id_number: 监护人身份证 监护人身份证号 家长身份证 监护人一身份证件号码
    父亲公民身份号码
guardian2_id_number: 母亲公民身份号码
address: 家庭住址 住址 家庭地址 地址 现住址 现居住地址 居住地址 联系地址 现住地址 通信地址
    通讯地址 家庭详细地址 详细地址 家庭所在地 家庭常住地 详细通讯地址
registered_address: 户籍所在地 户口所在地 户籍地址 户籍详细地址 户口 户籍 户口地址
enrolled: 入学时间 入学日期 进校日期 入学年月 入学年份
boarding: 就读方式 是否住校 住宿情况
is_left_behind: 是否留守儿童 留守儿童 留守
is_out_of_poverty: 是否建档立卡 建档立卡 是否贫困 是否建档立卡贫困户
is_low_income: 是否低保 低保
is_orphan: 是否孤儿 孤残
is_martyr: 是否烈士或优抚子女
is_disabled: 残疾类型
meal_plan: 是否享受营养午餐 享受营养午餐 营养午餐 午餐补贴
bank_card: 银行卡号 银行卡 开户卡号
categories: 特殊群体类型
remark: 备注 说明
"""
NOTHING_OF_PUPILS = """
编号 班级编号 原班级 原行政班 原就读学校 序号 年龄 年纪 周岁 出生地 户口性质 户籍性质
    户籍类型 宿舍 宿舍号 政治面貌 健康状况 教师姓名 班主任电话 认定级别 认定时间 邮政编码
    国籍/地区 户籍所在省
"""
STAFF = """
name: 员工姓名 人员姓名 工人姓名 参检人
staff_number: 工号 教师编号 教师工号
duty: 职务 职位
bank_card: 工资卡号
remark: 备注
"""


def expected(words: str) -> dict[str, str]:
    """Headings and the keys that they stand for."""
    found, key = {}, ""
    for word in words.split():
        if word.endswith(":"):
            key = word[:-1]
        else:
            found[word] = key
    return found


@pytest.mark.parametrize(("kind", "words"), [("students", PUPILS), ("staff", STAFF)])
def test_words_of_real_sheets_name_their_fields(kind: str, words: str) -> None:
    vocabulary, told = Vocabulary(sheet_kind(kind).columns), expected(words)
    assert {text: vocabulary.key_of_path((text,)) for text in told} == told


def test_false_friends_name_nothing() -> None:
    words = Vocabulary(sheet_kind("students").columns)
    found = {text: words.key_of_path((text,)) for text in NOTHING_OF_PUPILS.split()}
    assert found == dict.fromkeys(NOTHING_OF_PUPILS.split())


def form(path: Path, **cells: object) -> RosterResult[Any]:
    """A form of an office with one pupil."""
    return students(write(path, [["登记表"], [*cells], [*cells.values()]]))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "册.xlsx"


def test_register_of_children_left_behind_names_two_parents_and_a_third_person(file: Path) -> None:
    parent = ["姓名", "务工地点", "联系电话"]
    father, mother = ["赵大", "广东", "13912345670"], ["钱二", "广东", "13912345671"]
    third = ["赵老", "13912345672", "祖父"]
    blank: list[object] = [None, None]
    lines: list[list[object]] = [
        ["农村留守儿童登记表"],
        ["姓名", "现居住地", "父亲", *blank, "母亲", *blank, "受委托监护人", *blank],
        [*blank, *parent, *parent, "姓名", "电话", "与被监护人关系"],
        ["赵甲", "东村", *father, *mother, *third],
        ["单位负责人(签名)", None, "复核人", None, "填表人"],
    ]
    result = students(write(file, lines, ["A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:K2"]))
    (row,) = result.rows
    told = [(g.name, g.relation, g.phone) for g in row.guardians]
    assert told == [("赵大", "父亲", "13912345670"), ("钱二", "母亲", "13912345671")]
    assert (row.address, row.phone) == ("东村", None)
    assert [(p.cell, "没有读入" in p.message) for p in result.problems] == [("I3", True)]
    assert [s.row for s in result.skipped] == [5]


def test_recognition_of_pupils_in_hardship(file: Path) -> None:
    kinds = "建档立卡、城乡低保、特困救助供养、孤残、烈士子女、残疾人子女、其他"
    result = form(
        file,
        姓名="赵甲",
        出生年月="201409",
        身份证号码=number(1),
        家庭人口=4,
        详细通讯地址="东村",
        户口性质="农业",
        监护人姓名="赵大",
        家长手机号码="13912345670",
        特殊群体类型=kinds,
    )
    (row,) = result.rows
    assert row.categories == {
        HouseholdCategory.OUT_OF_POVERTY,
        HouseholdCategory.LOW_INCOME,
        HouseholdCategory.EXTREME_POVERTY,
        HouseholdCategory.ORPHAN,
        HouseholdCategory.MARTYR,
        HouseholdCategory.DISABLED_PARENT,
    }
    assert row.guardians[0].phone == "13912345670"
    assert [p.message[:4] for p in result.problems] == ["“其他”"]


def test_basic_block_of_the_national_rolls(file: Path) -> None:
    result = form(
        file,
        姓名="赵甲",
        性别=1,
        出生日期="20140901",
        民族="01",
        身份证件类型="居民身份证",
        身份证件号=number(1),
        户口所在地="平安县",
        户口性质="农业",
        入学年月="202009",
        就读方式="走读",
        入学方式="普通入学",
        现住址="东村",
        是否留守儿童="非留守儿童",
        是否孤儿="否",
        是否烈士或优抚子女="否",
        残疾类型="无残疾",
    )
    (row,) = result.rows
    assert result.problems == ()
    assert (row.ethnicity, row.enrolled.number, row.boarding) == ("汉族", 202009, False)
    assert row.categories == set()
    assert result.given >= {"is_left_behind", "is_orphan", "is_martyr", "is_disabled"}


def test_tables_of_vocational_aid_and_of_the_fitness_test(file: Path) -> None:
    class_of = {"年级": "三年级", "班级": "2班"}
    aid = form(
        file, 身份证号=number(1), 姓名="赵甲", 入学年月="202609", 户籍所在省="甲省", **class_of
    )
    assert (aid.problems, aid.rows[0].school_class.label) == ((), "三年级2班")
    assert "registered_address" not in aid.given
    number_of = {"学籍号": "G" + number(1)}
    test = form(file, 姓名="赵甲", 测试日期="2026.9.1", 体重="1069.9", **class_of, **number_of)
    assert (test.problems, test.rows[0].student_number) == ((), "G" + number(1))
