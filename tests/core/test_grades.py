"""Class and grade words of real rosters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.grades import ClassName, Grade, GradeRules, read_class, read_grade
from desktop.core.labels import Stage
from desktop.core.terms import SchoolYear

RULES = GradeRules(school_year=SchoolYear(2026))
JUNIOR = GradeRules(entry_grade=7, school_year=SchoolYear(2026))
FIVE_FOUR = GradeRules(first_junior=6)
school_grades = st.sampled_from([g for n in range(1, 13) if (g := Grade.of(n))])
preschool_grades = st.integers(0, 4).map(lambda number: Grade(Stage.PRESCHOOL, number))
vocational_grades = st.integers(10, 12).map(lambda number: Grade(Stage.VOCATIONAL, number))
grades = school_grades | preschool_grades | vocational_grades
classes = st.builds(ClassName, grades, st.none() | st.integers(1, 99)) | st.builds(
    ClassName, grades, name=st.sampled_from(["向日葵班", "A班", "实验班"])
)


@given(classes)
def test_label_reads_back(name: ClassName) -> None:
    assert read_class(name.label) == name


@given(grades)
def test_grade_label_reads_back(grade: Grade) -> None:
    assert read_grade(grade.label) == grade


@given(st.integers(1, 9), st.integers(1, 19))
def test_forms_of_one_class(grade: int, number: int) -> None:
    word, count = "〇一二三四五六七八九"[grade], str(number)
    expected = ClassName(Grade(Stage.PRIMARY if grade < 7 else Stage.JUNIOR, grade), number)
    for text in (
        f"{word}年级{count}班",
        f"{grade}年级({count})班",
        f"{word}（{count}）班",
        f"{word} ( {count} ) 班",
        f"{grade}.{count}班",
        f"{grade}-{count}",
        f"{grade}{number:02}班",
        f"{grade}{number:02}",
        f"{word}{count}班",
        f"{grade}年{count}班",
        f"{word}·{count}班",
    ):
        assert read_class(text) == expected, text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("初一2班", "七年级2班"),
        ("初一（2）班", "七年级2班"),
        ("初一班", "七年级"),
        ("初中一年级1班", "七年级1班"),
        ("初中七年级1班", "七年级1班"),
        ("小学一年级一班", "一年级1班"),
        ("小一2班", "一年级2班"),
        ("高一（3）班", "高一3班"),
        ("高三12班", "高三12班"),
        ("三2", "三年级2班"),
        ("高中二年级", "高二"),
        ("1001班", "高一1班"),
        ("九年级十一班", "九年级11班"),
        ("七三班", "七年级3班"),
        ("六年1班", "六年级1班"),
        ("一年级向日葵班", "一年级向日葵班"),
        ("大班（太阳花）", "大班太阳花"),
        ("大班", "大班"),
        ("大班班", "大班"),
        ("大一班", "大班1班"),
        ("大(2)班", "大班2班"),
        ("中班二班", "中班2班"),
        ("小一班", "小班1班"),
        ("小小班", "托班"),
        ("幼儿园小2班", "小班2班"),
        ("学前班", "学前班"),
        ("学前一班", "学前班1班"),
        ("2024级1班", "三年级1班"),
        ("24级(1)班", "三年级1班"),
        ("2018级3班", "九年级3班"),
        ("初2025级2班", "八年级2班"),
        ("高2026级2班", "高一2班"),
        ("中职一年级2班", "中职一年级2班"),
        ("职高二年级", "中职二年级"),
    ],
)
def test_words_of_schools(text: str, label: str) -> None:
    read = read_class(text, RULES)
    assert read is not None
    assert read.label == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "班",
        "1班",
        "十一班",
        "二十班",
        "向日葵班",
        "13年级1班",
        "700班",
        "1301班",
        "2027级1班",
        "2010级1班",
        "中职四年级",
        "张三",
        "一年级0班",
    ],
)
def test_words_that_tell_no_grade(text: str) -> None:
    assert read_class(text, RULES) is None


def test_entry_year_needs_the_school_year_and_the_schools_first_grade() -> None:
    assert read_class("2024级1班") is None
    assert read_class("2027级1班", JUNIOR) is None
    read = read_class("2024级1班", JUNIOR)
    assert read is not None
    assert read.label == "九年级1班"


@pytest.mark.parametrize("text", ["3班", "三班", "（3）班", "3", "03班"])
def test_number_alone_is_enough_beside_a_grade(text: str) -> None:
    grade = Grade(Stage.PRIMARY, 2)
    assert read_class(text, grade=grade) == ClassName(grade, 3)


def test_name_alone_is_enough_beside_a_grade() -> None:
    grade = Grade(Stage.PRESCHOOL, 2)
    assert read_class("向日葵班", grade=grade) == ClassName(grade, None, "向日葵班")
    assert read_class("", grade=grade) is None
    assert read_class("？", grade=grade) is None


def test_grade_in_the_cell_wins_so_that_contradictions_show() -> None:
    read = read_class("三年级1班", grade=Grade(Stage.PRIMARY, 2))
    assert read is not None
    assert read.grade == Grade(Stage.PRIMARY, 3)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("1", Grade(Stage.PRIMARY, 1)),
        ("07", Grade(Stage.JUNIOR, 7)),
        ("七", Grade(Stage.JUNIOR, 7)),
        ("十一", Grade(Stage.SENIOR, 11)),
        ("一年", Grade(Stage.PRIMARY, 1)),
        ("高2", Grade(Stage.SENIOR, 11)),
        ("大", Grade(Stage.PRESCHOOL, 3)),
        ("2026级", Grade(Stage.PRIMARY, 1)),
        ("13", None),
        ("", None),
        ("一年级1班", None),
    ],
)
def test_grade_column(text: str, grade: Grade | None) -> None:
    assert read_grade(text, RULES) == grade


def test_five_years_of_primary_school() -> None:
    assert Grade.of(6, FIVE_FOUR) == Grade(Stage.JUNIOR, 6)
    assert read_grade("初一", FIVE_FOUR) == Grade(Stage.JUNIOR, 6)
    assert read_grade("初四", FIVE_FOUR) == Grade(Stage.JUNIOR, 9)
    assert read_grade("五年级", FIVE_FOUR) == Grade(Stage.PRIMARY, 5)


def test_classes_sort_from_the_youngest() -> None:
    texts = [
        "高一1班",
        "十年级",
        "二年级10班",
        "二年级2班",
        "大班",
        "小班1班",
        "二年级甲班",
        "初一",
    ]
    read = [name for text in texts if (name := read_class(text))]
    assert [name.label for name in sorted(read, key=lambda name: name.rank)] == [
        "小班1班",
        "大班",
        "二年级甲班",
        "二年级2班",
        "二年级10班",
        "七年级",
        "高一",
        "高一1班",
    ]


def test_grade_outside_school_is_none() -> None:
    assert Grade.of(0) is None
    assert Grade.of(13) is None
