"""Adding one pupil by hand: the checks of the roster, and the same rows as an import writes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.errors import AccessRefusedError, Confirmable, NotFoundError, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import EnrolmentKind, Role, Sex
from desktop.rosters.problems import Level
from desktop.services.events import NewEvent, record
from desktop.services.exports import rows
from desktop.services.people import PupilQuery, pupil, pupils
from desktop.services.pupils.adding import add
from desktop.services.pupils.checks import DOUBTS, NAMESAKE, NEW_CLASS
from desktop.services.reveals import PrivateField, reveal_guardian_phone, reveal_of_pupil
from desktop.services.verification import check_chain
from tests.services.pupils import NUMBER, OTHER_NUMBER, TODAY, added, enrolled, new_pupil
from tests.services.rosters import as_role, dump, look, students
from tests.services.rosters import pupil as line

if TYPE_CHECKING:
    from desktop.services.session import Session


def whole() -> dict[str, Any]:
    """All that a form asks for."""
    return {
        "arrival": EnrolmentKind.TRANSFER_IN,
        "day": date(2026, 10, 12),
        "id_number": NUMBER,
        "ethnicity": "汉",
        "student_number": f"G{NUMBER}",
        "school_number": "0312",
        "boarding": True,
        "meal_plan": False,
        "address": "东村12号",
        "phone": "13900000003",
        "bank_card": "6222021234567890128",
        "guardian1_name": "张大山",
        "guardian1_relation": "父亲",
        "guardian1_phone": "139 0000 0001",
        "guardian2_name": "李秀英",
        "remark": "坐3号校车",
    }


def test_added_pupil_stands_in_the_books_as_an_import_would_write_it(session: Session) -> None:
    key = added(session, new_pupil(**whole()))
    found = pupil(session, key)
    assert found.line.school_class == "三年级1班"
    assert (found.line.sex, found.birth_year) == (Sex.FEMALE, 2016)
    assert [(e.kind, e.day) for e in found.events] == [
        (EnrolmentKind.TRANSFER_IN, date(2026, 10, 12))
    ]
    assert [g.name for g in found.guardians] == ["张大山", "李秀英"]
    assert reveal_of_pupil(session, key, PrivateField.ID_NUMBER) == NUMBER
    assert reveal_guardian_phone(session, key, 1) == "13900000001"
    (exported,) = rows(session, "students")
    again = look(session, students(exported))
    assert (again.counts.same, again.counts.changed, again.counts.new) == (1, 0, 0)
    assert check_chain(session).whole


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": None}, "姓名：请填写姓名"),
        ({"school_class": None}, "请填写班级"),
        ({"school_class": "四年"[:1]}, "看不懂班级"),
        ({"arrival": EnrolmentKind.DIED}, "入学或转入"),
        ({"day": None}, "请填写到校日期"),
        ({"day": TODAY + timedelta(1)}, "还没有到"),
        ({"id_number": NUMBER[:-1] + ("2" if NUMBER[-1] == "1" else "1")}, "校验"),
        ({"id_number": NUMBER, "birth": date(2015, 3, 7)}, "出生日期和身份证件号里的不一样"),
        ({"student_number": "X123"}, "学籍号"),
        ({"phone": "11111111111"}, "随手填"),
        ({"bank_card": "12"}, "银行账号"),
        ({"ethnicity": "火星族"}, "没有这个民族"),
        ({"guardian1_phone": "13900000001"}, "没有姓名"),
        ({"address": "长" * 201}, "最多 200 个字"),
    ],
)
def test_bad_value_is_refused_with_its_sentence_and_nothing_is_written(
    session: Session, *, values: dict[str, Any], sentence: str
) -> None:
    before = dump(session.store)
    with pytest.raises(SchoolError, match=sentence) as refused:
        add(session, new_pupil(**values), frozenset({NEW_CLASS}))
    assert not isinstance(refused.value, Confirmable)
    for secret in (values.get("id_number"), values.get("phone"), values.get("student_number")):
        assert not secret or secret not in refused.value.sentence
    assert dump(session.store) == before


@pytest.mark.parametrize(
    "values", [{"id_number": NUMBER, "sex": Sex.MALE}, {"phone": "139000000"}], ids=["sex", "phone"]
)
def test_odd_value_is_asked_about_once(session: Session, values: dict[str, Any]) -> None:
    with pytest.raises(Confirmable, match="请再核对") as asked:
        add(session, new_pupil(**values))
    assert asked.value.key == DOUBTS
    added(session, new_pupil(**values), DOUBTS)
    assert pupils(session, PupilQuery()).total == 1


@pytest.mark.parametrize("title", ["身份证件号", "学籍号"])
def test_number_of_another_pupil_is_refused(session: Session, title: str) -> None:
    values = (
        {"id_number": NUMBER} if title == "身份证件号" else {"student_number": f"G{OTHER_NUMBER}"}
    )
    added(session, new_pupil(**values))
    with pytest.raises(SchoolError, match=f"这个{title}在名册里是三年级1班 张小红的"):
        added(session, new_pupil("李明", **values), DOUBTS)


def test_number_of_one_who_left_points_at_the_record(session: Session) -> None:
    key = added(session, new_pupil(id_number=NUMBER))
    record(session, [NewEvent(key, EnrolmentKind.TRANSFER_OUT, TODAY)])
    with pytest.raises(SchoolError, match="（已转出），没有保存"):
        added(session, new_pupil(id_number=NUMBER))


def test_same_name_sex_and_birth_is_asked_about(session: Session) -> None:
    known: dict[str, Any] = {"sex": Sex.FEMALE, "birth": date(2016, 3, 7)}
    added(session, new_pupil(**known))
    with pytest.raises(Confirmable, match="名册里已有三年级1班 张小红") as asked:
        added(session, new_pupil(**known))
    assert asked.value.key == NAMESAKE
    added(session, new_pupil(**known), NAMESAKE)
    assert pupils(session, PupilQuery("张小红")).total == 2


@pytest.mark.parametrize("other", [{"sex": Sex.MALE}, {"birth": date(2016, 3, 8)}])
def test_namesake_who_differs_is_not_asked_about(session: Session, other: dict[str, Any]) -> None:
    known: dict[str, Any] = {"sex": Sex.FEMALE, "birth": date(2016, 3, 7)}
    added(session, new_pupil(**known))
    added(session, new_pupil(**(known | other)))
    assert pupils(session, PupilQuery("张小红")).total == 2


def test_new_class_is_asked_about_and_a_known_one_not(session: Session) -> None:
    with pytest.raises(Confirmable, match="学校还没有三年级1班") as asked:
        add(session, new_pupil())
    assert asked.value.key == NEW_CLASS
    added(session, new_pupil())
    add(session, new_pupil("李明"))
    assert {p.school_class for p in pupils(session, PupilQuery()).lines} == {"三年级1班"}


def test_grade_alone_is_refused_where_it_has_several_classes(session: Session) -> None:
    added(session, new_pupil())
    added(session, new_pupil("李明", school_class="三年级2班"))
    with pytest.raises(SchoolError, match="三年级有几个班"):
        added(session, new_pupil("王芳", school_class="三年级"))


def test_sibling_lends_guardians_and_address_that_are_not_said(session: Session) -> None:
    first = added(session, new_pupil(**whole()))
    key = added(session, new_pupil("张小明", sibling=first, registered_address="西村"))
    assert [g.name for g in pupil(session, key).guardians] == ["张大山", "李秀英"]
    assert reveal_of_pupil(session, key, PrivateField.ADDRESS) == "东村12号"
    assert reveal_of_pupil(session, key, PrivateField.REGISTERED_ADDRESS) == "西村"


def test_own_guardians_go_before_those_of_a_sibling(session: Session) -> None:
    first = added(session, new_pupil(**whole()))
    key = added(session, new_pupil("张小明", sibling=first, guardian1_name="张奶奶"))
    assert [g.name for g in pupil(session, key).guardians] == ["张奶奶"]


def test_sibling_who_is_gone_is_refused(session: Session) -> None:
    with pytest.raises(NotFoundError, match="同一家的学生"):
        added(session, new_pupil(sibling=IdSource(3).new_id()))


def test_auditor_adds_nobody(session: Session) -> None:
    with pytest.raises(AccessRefusedError):
        added(as_role(session, Role.AUDITOR), new_pupil())


def test_later_import_finds_the_added_pupil_again(session: Session) -> None:
    added(session, new_pupil(id_number=NUMBER))
    seen = look(session, students(line(id_number=NUMBER, boarding=True)))
    assert (seen.counts.new, seen.counts.changed) == (0, 1)
    assert not [p for p in seen.problems if p.level is Level.ERROR]


def test_enrolled_by_roster_and_by_hand_stand_side_by_side(session: Session) -> None:
    enrolled(session)
    added(session, new_pupil("李明", id_number=OTHER_NUMBER))
    assert pupils(session, PupilQuery()).total == 2
