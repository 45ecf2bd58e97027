from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.labels import HouseholdCategory
from desktop.core.lists import ListTopic
from desktop.core.money import Money
from desktop.core.privacy import (
    Private,
    found_in_text,
    found_in_title,
    has_long_number,
)
from tests.reports import samples


def _in_list(text: str) -> Private | None:
    return found_in_text(text, about_people=True, policy=False)


def _in_prose(text: str) -> Private | None:
    return found_in_text(text, about_people=False, policy=False)


around = st.sampled_from(["", "张三", "（", "号码：", "王芳 ", "2026年10月", "第3条，"])


@given(before=around, number=samples.private_numbers, after=st.sampled_from(["", "）", "（张三）"]))
@example(before="", number="11010519491231002X", after="")
@example(before="", number="110105 1949-12-31 002x", after="")
@example(before="", number="１１０１０５１９４９１２３１００２Ｘ", after="")
@example(before="", number="①③⑧①②③④⑤⑥⑦⑧", after="")
@example(before="", number="一三八一二三四五六七八", after="")
@example(before="", number="138\u200b1234\u200b5678", after="")
@example(before="", number="（0951）7123456", after="")
@example(before="", number="400-123-4567", after="")
def test_private_number_is_found_anywhere(before: str, number: str, after: str) -> None:
    text = before + number + after
    assert _in_list(text) in (Private.NUMBER, Private.TELEPHONE)
    assert _in_prose(text) in (Private.NUMBER, Private.TELEPHONE)


@given(number=st.one_of(samples.identity_numbers(), samples.student_numbers, samples.bank_cards))
def test_long_number_is_found(number: str) -> None:
    assert has_long_number(number)


SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗单仇区解查朴盖路于村"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂一二三保特大国庆"
names = st.one_of(
    st.tuples(st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2)).map("".join),
    st.sampled_from(samples.ORDINARY_NAMES),
)
classes = st.one_of(
    st.tuples(st.sampled_from("一二三四五六七八九"), st.integers(1, 30)).map(
        lambda c: f"{c[0]}年级（{c[1]}）班"
    ),
    st.integers(1, 40).map(lambda c: f"2026级{c}班"),
    st.sampled_from(["大一班", "初一1班", "7.3班", "高三（12）班", "张家村教学点一年级"]),
)
amounts = st.integers(0, 10**12).map(lambda units: str(Money(units)))


@given(name=names)
def test_ordinary_name_is_no_private_content(name: str) -> None:
    assert _in_list(name) is None


@given(text=st.one_of(classes, amounts, st.integers(0, 10**7).map(str)))
def test_class_or_amount_is_no_private_content(text: str) -> None:
    assert _in_list(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "公示期：2026年11月2日至2026年11月6日（5个工作日）。",
        "2026-10-01—2026-10-07",
        "依据财教〔2021〕174号，自2021年9月1日起执行",
        "编号：公示〔2026〕10号",
        "教财厅函〔2017〕28号、计价格〔2002〕792号",
        "平安县解放路街道办事处〔2024〕12号",
        "免费教科书",
        "不低于最低保障线",
        "体质监测费",
        "自2026年9月1日生效",
        "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分（￥1,234,567.89）",
        "根据《关于做好残疾儿童少年义务教育工作的通知》",
        "K7QM-2XP9-84TD",
        "二〇二六年十月一日",
        "合计350人，5,682人天，28,410.00元",
    ],
)
def test_public_text_is_no_private_content(text: str) -> None:
    assert _in_prose(text) is None


@pytest.mark.parametrize("category", HouseholdCategory)
def test_every_household_category_is_found(category: HouseholdCategory) -> None:
    if category is HouseholdCategory.DISABLED_PARENT:
        assert "残疾" in category.label
    assert _in_list(category.label) is Private.CATEGORY


@pytest.mark.parametrize("topic", [t for t in ListTopic if t is not ListTopic.SCHOOL_AGE])
def test_what_other_offices_lists_are_of_is_found(topic: ListTopic) -> None:
    assert _in_list(f"王芳（{topic.label}）") is Private.CATEGORY
    assert _in_prose(f"民政·{topic.label}名单") is Private.CATEGORY


@pytest.mark.parametrize(
    "words", ["边缘易致贫户", "突发困难返贫", "孤残学生", "优抚对象", "低收入人口", "帮扶对象"]
)
def test_words_of_such_lists_are_found(words: str) -> None:
    assert _in_list(words) is Private.CATEGORY


@pytest.mark.parametrize(
    "text",
    ["张三（低保）", "低 保", "低·保户", "残\u200b疾", "建档立卡户", "单亲", "李四单亲", "患病"],
)
def test_category_word_is_found_however_spaced(text: str) -> None:
    assert _in_list(text) is Private.CATEGORY


def test_category_word_in_a_rule_is_no_private_content() -> None:
    assert found_in_text("残疾学生免收", about_people=False, policy=True) is None


@given(day=st.dates())
def test_date_in_a_list_of_persons_is_a_birth_date(day: object) -> None:
    if not 1900 <= day.year <= 2099:  # type: ignore[attr-defined] # a date
        return
    shapes = [
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",  # type: ignore[attr-defined] # a date
        f"张三 {day:%Y/%m/%d}",
    ]
    assert [_in_list(shape) for shape in shapes] == [Private.BIRTH] * 4
    assert _in_prose(shapes[2]) is None


@pytest.mark.parametrize("text", ["2015年3月8日生", "出生于2015年", "生日3月8日"])
def test_birth_is_found_in_prose(text: str) -> None:
    assert _in_prose(text) is Private.BIRTH


@pytest.mark.parametrize(
    "text",
    [
        "平安乡张家村三组12号",
        "解放路 15 号",
        "平安县平安乡张家村",
        "幸福小区3栋",
        "家住河东",
        "宁夏平安县平安镇李家村",
    ],
)
def test_address_is_found(text: str) -> None:
    assert _in_list(text) is Private.ADDRESS


@pytest.mark.parametrize("text", ["电话12315", "联系人王芳 7123456", "QQ:1234567"])
def test_number_to_call_is_found_by_its_word(text: str) -> None:
    assert _in_prose(text) is Private.TELEPHONE


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("身份证号", Private.NUMBER),
        ("学籍号", Private.NUMBER),
        ("银行卡号", Private.NUMBER),
        ("监护人电话", Private.TELEPHONE),
        ("出生年月", Private.BIRTH),
        ("家庭住址", Private.ADDRESS),
        ("困难类别", Private.CATEGORY),
        ("就餐天数", None),
    ],
)
def test_column_title_tells_what_it_would_hold(title: str, found: Private | None) -> None:
    assert found_in_title(title) is found
