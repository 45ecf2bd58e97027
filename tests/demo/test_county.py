from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.core.codes import Code, read_bank_account
from desktop.core.identity import IdentityNumber, read_identity
from desktop.core.labels import EnrolmentKind, HouseholdCategory, IdKind, Role, Stage, UnitKind
from desktop.core.names import normalise_name
from desktop.core.phones import Phones, read_phones
from desktop.core.resources import FONTS
from desktop.core.student_numbers import StudentNumber, read_student_number
from desktop.core.terms import Month, SchoolYear
from desktop.demo.county import county
from desktop.demo.meals import days_present, teaching_days
from desktop.demo.numbers import AREA, luhn_digit
from desktop.demo.places import (
    AUTUMN,
    BUREAU,
    JUNIOR,
    KINDERGARTEN,
    MEAL_SCHOOLS,
    MONTHS,
    POINT,
    PRIMARY,
    SCHOOLS,
    TODAY,
)

ROOT = Path(__file__).resolve().parents[2]
COUNTY = county()
CHILDREN = {stay.child.key: stay.child for stay in COUNTY.stays}
GUARDIANS = [g for child in CHILDREN.values() for g in child.family.guardians]


def test_same_county_in_every_process() -> None:
    script = (
        "import hashlib; from desktop.demo.county import county; c = county();"
        "print(hashlib.sha256(repr((c.stays[::9], c.meals[::99], c.staff)).encode()).hexdigest())"
    )
    # Sets print in the order of their hashes, so only values that hash alike everywhere agree.
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
            cwd=ROOT,
        ).stdout
        for _ in range(2)
    }
    assert len(digests) == 1


def test_same_county_when_made_again() -> None:
    again = county.__wrapped__()
    assert again == COUNTY
    assert again is not COUNTY


def test_county_is_the_one_that_the_samples_were_written_from() -> None:
    first, last = COUNTY.stays[0], COUNTY.stays[-1]
    assert (first.child.name, first.child.id_number) == FIRST
    assert (last.child.name, last.child.id_number) == LAST


FIRST = ("张思彤", "629821201912017682")
LAST = ("王德翀", "629821202003087418")


def test_about_fifteen_hundred_pupils_and_a_hundred_and_twenty_staff() -> None:
    pupils = {code: len(COUNTY.pupils(code, TODAY)) for code in SCHOOLS}
    assert 1450 <= sum(pupils.values()) <= 1550
    assert 115 <= len(COUNTY.staff) <= 125
    assert pupils[PRIMARY] > 600
    assert pupils[JUNIOR] > 500
    assert 20 <= pupils[POINT] <= 29
    assert pupils[KINDERGARTEN] > 150


def test_units_are_a_bureau_a_township_three_schools_and_a_kindergarten() -> None:
    assert sorted(unit.kind for unit in COUNTY.units) == sorted(
        [
            UnitKind.BUREAU,
            UnitKind.TOWNSHIP,
            UnitKind.PRIMARY,
            UnitKind.JUNIOR,
            UnitKind.TEACHING_POINT,
            UnitKind.KINDERGARTEN,
        ]
    )
    codes = {unit.code for unit in COUNTY.units}
    assert all(unit.parent is None or unit.parent in codes for unit in COUNTY.units)
    assert COUNTY.unit(BUREAU).name == "平安县教育局"
    with pytest.raises(KeyError):
        COUNTY.unit("0")


def test_classes_have_sizes_that_fit_into_a_room() -> None:
    sizes = Counter(stay.room for code in SCHOOLS for stay in COUNTY.pupils(code, TODAY))
    assert all(5 <= size <= 50 for size in sizes.values())
    grades = {room.name(SchoolYear.of(AUTUMN)).grade for room in sizes if room.unit == POINT}
    assert [grade.label for grade in sorted(grades, key=lambda g: g.number)] == [
        "一年级",
        "二年级",
        "三年级",
    ]


def test_older_pupils_from_far_villages_board() -> None:
    boarders = Counter(stay.unit for stay in COUNTY.stays if stay.boards and stay.present(TODAY))
    assert boarders[PRIMARY] > 100
    assert boarders[JUNIOR] > 200
    assert not boarders[POINT]
    assert not boarders[KINDERGARTEN]


def test_identity_numbers_are_right_and_of_nowhere() -> None:
    people = [(c.id_number, c.born) for c in CHILDREN.values() if c.id_number]
    people += [(person.id_number, person.born) for person in COUNTY.staff]
    assert len({number for number, _ in people}) == len(people)
    for number, born in people:
        read = read_identity(number, TODAY)
        assert isinstance(read, IdentityNumber), read
        assert not read.warnings
        assert number.startswith(AREA)
        assert read.birth == born
    for guardian in GUARDIANS:
        assert isinstance(read_identity(guardian.id_number, TODAY), IdentityNumber)
        assert guardian.id_number.startswith(AREA)


def test_a_few_children_have_no_papers() -> None:
    without = [child for child in CHILDREN.values() if not child.id_number]
    assert 1 <= len(without) <= 5
    assert all(child.id_kind is IdKind.OTHER for child in without)


def test_phones_cards_and_student_numbers_have_the_right_form() -> None:
    phones = [g.phone for g in GUARDIANS] + [person.phone for person in COUNTY.staff]
    phones += [phone.number for unit in COUNTY.units for phone in unit.phones]
    assert all(isinstance(read_phones(phone), Phones) for phone in phones)
    assert all(phone.startswith(("154", "0980-")) for phone in phones)
    cards = {c.family.bank_card for c in CHILDREN.values()} | {p.bank_card for p in COUNTY.staff}
    assert all(card.startswith("9999") and card[-1] == luhn_digit(card[:-1]) for card in cards)
    for card in cards:
        account = read_bank_account(card)
        assert isinstance(account, Code)
        assert not account.warnings
    for child in CHILDREN.values():
        read = read_student_number(child.national_number, TODAY)
        assert isinstance(read, StudentNumber)
        assert not read.warnings


def test_luhn_digit_of_the_standard_example() -> None:
    assert luhn_digit("7992739871") == "3"


def test_every_household_category_occurs() -> None:
    found = {category for child in CHILDREN.values() for category in child.categories}
    assert found == set(HouseholdCategory)


def test_names_of_all_kinds_occur_and_are_usable() -> None:
    names = {child.name for child in CHILDREN.values()}
    assert {
        "阿卜来提·如则托合提",
        "艾哈迈德·买买提·买买提",
        "加仓·晋美南杰",
        "王䶮",
        "陈𫖮",
        "李𬱖",
        "赵㛃",
        "欧阳清扬",
    } <= names
    assert {2, 3, 4} <= {len(name) for name in names if "·" not in name}
    everybody = names | {g.name for g in GUARDIANS} | {person.name for person in COUNTY.staff}
    for name in everybody:
        read = normalise_name(name)
        assert read.text == name
        assert read.flaw is None


def test_characters_of_all_names_are_printable() -> None:
    if not any(FONTS.iterdir()):  # pragma: no cover - fonts are shipped
        pytest.fail("no fonts")
    beyond = {c for child in CHILDREN.values() for c in child.name if ord(c) > 0xFFFF}
    assert {"𫖮", "𬱖"} <= beyond


def test_two_of_one_name_in_one_class_and_in_one_school() -> None:
    now = [stay for code in SCHOOLS for stay in COUNTY.pupils(code, TODAY)]
    in_class = Counter((stay.room, stay.child.name) for stay in now)
    in_school = Counter((stay.unit, stay.child.name) for stay in now)
    assert max(in_class.values()) == 2
    assert max(in_school.values()) >= 2
    pairs = [key for key, count in in_class.items() if count == 2]
    for room, name in pairs:
        births = {s.child.id_number for s in now if s.room == room and s.child.name == name}
        assert len(births) == 2


def test_brothers_and_sisters_at_one_school_and_at_two() -> None:
    schools: dict[int, set[str]] = {}
    children: dict[int, set[int]] = {}
    for code in SCHOOLS:
        for stay in COUNTY.pupils(code, TODAY):
            schools.setdefault(stay.child.family.key, set()).add(code)
            children.setdefault(stay.child.family.key, set()).add(stay.child.key)
    several = [key for key, kids in children.items() if len(kids) > 1]
    assert any(len(schools[key]) == 1 for key in several)
    assert any(len(schools[key]) > 1 for key in several)
    for child in CHILDREN.values():
        siblings = [c for c in CHILDREN.values() if c.family.key == child.family.key]
        assert len({c.name for c in siblings}) == len(siblings)


def test_one_child_is_recorded_at_two_schools() -> None:
    now = Counter(stay.child.key for code in SCHOOLS for stay in COUNTY.pupils(code, TODAY))
    assert [count for count in now.values() if count > 1] == [2]


def test_events_are_in_order_and_of_all_kinds() -> None:
    for stay in COUNTY.stays:
        assert stay.events
        assert stay.events[0].kind.present
        assert all(a.day <= b.day for a, b in pairwise(stay.events))
        assert all(event.day <= TODAY for event in stay.events)
    kinds = {event.kind for stay in COUNTY.stays for event in stay.events}
    assert kinds >= {
        EnrolmentKind.ENROLLED,
        EnrolmentKind.TRANSFER_IN,
        EnrolmentKind.TRANSFER_OUT,
        EnrolmentKind.SUSPENDED,
        EnrolmentKind.RESUMED,
        EnrolmentKind.GRADUATED,
        EnrolmentKind.LEFT,
        EnrolmentKind.DIED,
    }


def test_presence_follows_the_last_event() -> None:
    stay = next(s for s in COUNTY.stays if s.events[-1].kind is EnrolmentKind.RESUMED)
    entered, away, back = (event.day for event in stay.events)
    assert not stay.present(date.fromordinal(entered.toordinal() - 1))
    assert stay.present(entered)
    assert not stay.present(away)
    assert stay.present(back)


def test_student_numbers_of_a_school_are_given_once() -> None:
    numbers = Counter((stay.unit, stay.number) for stay in COUNTY.stays)
    assert max(numbers.values()) == 1


def test_children_are_of_the_age_of_their_grade() -> None:
    for stay in COUNTY.stays:
        if stay.room.stage is not Stage.PRESCHOOL:
            first = stay.room.entered - (6 if stay.room.stage is Stage.JUNIOR else 0)
            assert date(first - 7, 9, 1) <= stay.child.born < date(first - 6, 9, 1)


def test_meals_never_exceed_school_days_nor_stand_outside_enrolment() -> None:
    for meal in COUNTY.meals:
        there = days_present(meal.stay, teaching_days(meal.month))
        assert there > 0
        assert meal.days is None or 0 <= meal.days <= there
        assert meal.stay.unit in MEAL_SCHOOLS
    assert any(meal.days is None for meal in COUNTY.meals)
    assert {meal.month for meal in COUNTY.meals} == set(MONTHS)


def test_days_present_are_those_counted_one_by_one() -> None:
    for stay in [s for s in COUNTY.stays if len(s.events) > 1][::7]:
        for month in MONTHS:
            days = teaching_days(month)
            assert days_present(stay, days) == sum(stay.present(day) for day in days)
    assert days_present(COUNTY.stays[0], ()) == 0


def test_october_2026_has_eighteen_school_days() -> None:
    assert len(teaching_days(Month(2026, 10))) == 18
    assert not teaching_days(Month(2026, 2))
    assert not teaching_days(Month(2026, 8))


def test_every_school_has_a_charge_board_and_invented_papers_say_so() -> None:
    assert {charge.unit for charge in COUNTY.charges} == set(SCHOOLS)
    banned = ("住宿费", "饮水费", "讲义费", "副餐费")
    for charge in COUNTY.charges:
        assert "示例" in charge.basis
        assert not any(word in charge.item for word in banned)
        assert charge.refund
    big = next(c for c in COUNTY.charges if "大班" in c.item)
    assert not big.amount
    assert "国办发〔2025〕27号" in big.basis


def test_staff_posts_follow_each_other() -> None:
    units = {unit.code for unit in COUNTY.units}
    for person in COUNTY.staff:
        assert {spell.unit for spell in person.posts} <= units
        assert all(spell.until is None or spell.until >= spell.since for spell in person.posts)
        for before, after in pairwise(person.posts):
            assert before.until is not None
            assert before.until < after.since
        assert person.born.year <= person.posts[0].since.year - 21
    assert sum(len(person.posts) > 1 for person in COUNTY.staff) == 4


def test_users_of_all_roles() -> None:
    assert {account.role for account in COUNTY.accounts} == set(Role)
    assert len({account.login for account in COUNTY.accounts}) == len(COUNTY.accounts)
