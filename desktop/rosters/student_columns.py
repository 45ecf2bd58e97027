"""The columns of the roster of pupils, with the headings that schools and forms give them."""

from __future__ import annotations

from typing import Final

from desktop.core.labels import HouseholdCategory
from desktop.rosters import nations, people
from desktop.rosters.cells import code_text, plain_text, words, yes_no
from desktop.rosters.columns import Column
from desktop.rosters.guardian_columns import PHONES, guardian_columns
from desktop.rosters.paper_columns import id_kind, id_number, student_number

FLAGS: Final = {f"is_{category.value}": category for category in HouseholdCategory}
_FLAG_WORDS: Final = {
    HouseholdCategory.OUT_OF_POVERTY: (
        "建档立卡 建档立卡户 建档立卡贫困户 贫困 贫困户 脱贫家庭 建档立卡学生 脱贫家庭学生"
    ),
    HouseholdCategory.MONITORED: "监测户 监测对象 监测家庭 边缘易致贫户 三类监测对象 脱贫不稳定",
    HouseholdCategory.LOW_INCOME: "低保户 城乡低保 农村低保 低保家庭 低保学生",
    HouseholdCategory.EXTREME_POVERTY: "特困供养 特困救助供养 特困人员",
    HouseholdCategory.ORPHAN: "孤残",
    HouseholdCategory.UNATTENDED: "事实无人抚养儿童",
    HouseholdCategory.DISABLED: "残疾学生 残疾儿童 本人残疾 残疾类型 残疾类别",
    HouseholdCategory.DISABLED_PARENT: "父母残疾 残疾人家庭",
    HouseholdCategory.MARTYR: "烈士或优抚子女 烈士 优抚子女 烈士或优抚",
    HouseholdCategory.LEFT_BEHIND: "留守儿童 留守学生 农村留守儿童",
}


def _flag(key: str, category: HouseholdCategory) -> Column:
    words = (category.label, *_FLAG_WORDS[category].split())
    synonyms = tuple(prefix + word for word in words for prefix in ("", "是否", "是否为", "是否是"))
    return Column(
        key,
        f"是否{category.label}",
        people.flag(category),
        synonyms,
        sensitive=True,
        few=True,
        template=False,
    )


COLUMNS: Final = (
    Column(
        "name",
        "姓名",
        people.name,
        words(
            "学生姓名 名字 学生 考生姓名 学员姓名 真实姓名 学生名 姓名全称 学员 儿童姓名 "
            "幼儿姓名 宝宝姓名 人员姓名 孩子姓名 被监护人姓名 受助学生姓名"
        ),
        required=True,
        example="张小明",
        note="少数民族姓名中间用“·”",
    ),
    id_kind("证件名称"),
    id_number(
        *("身份证件号", "身份证件号码", "公民身份证号码"),
        *("居民身份证号", "居民身份证号码", "护照号", "身份证号或学籍号"),
    ),
    student_number("省级电子注册学籍号", "学籍", "全国统一学籍号", note="G、J 或 L 加 18 位"),
    Column(
        "school_number",
        "学号",
        code_text,
        words(
            "校内学号 学号校内 学生编号 学生学号 准考证号 考生号 考号 学员号 学工号 "
            "学生号 考籍号 考试号 座号 报名号 报名序号"
        ),
        width=12,
    ),
    Column(
        "sex",
        "性别",
        people.sex,
        ("学生性别", "男女"),
        width=6,
        example="男",
        choices=("男", "女"),
        few=True,
    ),
    Column(
        "birth",
        "出生日期",
        people.written_date,
        ("出生年月日", "出生年月", "生日", "出生", "出生时间"),
        example="2014-09-01",
        sensitive=True,
        few=True,
        note="写成 2014-9-1",
    ),
    Column(
        "ethnicity",
        "民族",
        people.ethnicity,
        ("族别", "民族名称"),
        width=10,
        example="汉族",
        choices=nations.NAMES,
        few=True,
    ),
    Column(
        "grade",
        "年级",
        plain_text,
        ("年级名称", "当前年级", "所在年级", "就读年级", "现年级"),
        width=10,
        example="三年级",
        few=True,
    ),
    Column(
        "school_class",
        "班级",
        plain_text,
        words(
            "班级名称 行政班 班 班别 教学班 所在班级 班号 现班级 当前班级 行政班级 现班 "
            "班级名 就读班级 学生班级 年级班级 年级和班级 班级信息 年班 年级班 年级/班级 "
            "所在年级班级 就读年级班级"
        ),
        width=12,
        example="2班",
        few=True,
    ),
    Column(
        "enrolled",
        "入学年月",
        people.month,
        ("入学时间", "入学日期", "进校日期", "入学年份", "入校时间", "入园时间", "入学年度"),
        width=10,
        example="2023-09",
        few=True,
    ),
    Column(
        "boarding",
        "就读方式",
        people.boarding,
        (
            "是否住校",
            "住宿情况",
            "是否寄宿",
            "是否寄宿生",
            "住校",
            "是否住宿",
            "寄宿",
            "住宿",
            "走读住校",
        ),
        width=10,
        example="走读",
        choices=("走读", "住校"),
        answers=("住校", "走读"),
        few=True,
    ),
    Column(
        "address",
        "家庭住址",
        plain_text,
        words(
            "住址 家庭地址 地址 现住址 现居住地址 居住地址 联系地址 现住地址 通信地址 "
            "通讯地址 家庭详细地址 详细地址 家庭所在地 家庭常住地 现居住地 详细通讯地址 "
            "居住地"
        ),
        width=30,
        example="平安县向阳镇东村 12 号",
        sensitive=True,
    ),
    Column(
        "registered_address",
        "户籍地",
        plain_text,
        words(
            "户籍所在地 户口所在地 户籍地址 户籍详细地址 户口 户籍 户口地址 "
            "户口所在地详细地址 户籍住址"
        ),
        width=30,
        sensitive=True,
    ),
    *guardian_columns(1),
    *guardian_columns(2),
    Column(
        "phone",
        "联系电话",
        people.phone,
        (*PHONES, "联系手机", "本人手机号", "学生电话", "学生手机号", "本人电话"),
        width=15,
        sensitive=True,
    ),
    Column(
        "categories",
        "困难类别",
        people.categories,
        words(
            "特殊群体类型 困难类型 困难情况 家庭困难类别 家庭困难类型 特殊困难类型 "
            "困难学生类别 家庭经济困难类型 家庭类别 贫困类型 困难原因 资助类别"
        ),
        width=18,
        example="低保、残疾",
        sensitive=True,
        few=True,
        note="可填几个，用顿号隔开；没有就空着",
    ),
    *(_flag(key, category) for key, category in FLAGS.items()),
    Column(
        "bank_card",
        "银行卡号",
        people.bank_card,
        ("银行卡", "开户卡号", "银行账号", "卡号", "一卡通账号", "社保卡银行账号"),
        width=24,
        sensitive=True,
    ),
    Column(
        "meal_plan",
        "是否享受营养餐",
        yes_no,
        words(
            "享受营养餐 是否享受营养午餐 享受营养午餐 营养午餐 营养餐 午餐补贴 "
            "是否享受营养改善计划 是否营养餐 是否就餐 是否在校就餐"
        ),
        width=14,
        example="是",
        choices=("是", "否"),
        few=True,
    ),
    Column(
        *("school", "学校", plain_text),
        ("学校名称", "所在学校", "就读学校", "校名", "单位名称", "学校全称", "参考单位"),
        width=20,
        few=True,
        note="县教育局的总表才要填",
    ),
    Column(
        *("school_code", "学校标识码", plain_text),
        ("学校代码", "机构代码", "学校（机构）标识码", "单位代码", "学校编码"),
        few=True,
        template=False,
    ),
    Column("remark", "备注", plain_text, ("说明", "备注说明", "其他说明"), width=20),
)
