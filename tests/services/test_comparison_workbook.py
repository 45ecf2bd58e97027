"""Both sides from wherever they come, and the result in a workbook and back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook

from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.json import load
from desktop.core.labels import EnrolmentKind, HouseholdCategory, Role
from desktop.core.lists import Likeness, ListTopic
from desktop.services import events, household
from desktop.services.comparison.books import guardians_on, pupils_on, pupils_with
from desktop.services.comparison.comparing import Comparison, compare
from desktop.services.comparison.people import people_of_list, people_of_workbook
from desktop.services.comparison.shown import line_of, reason_of, reveal_pair
from desktop.services.comparison.workbook import export, take_verdicts
from desktop.services.imports.plan import Listed
from desktop.services.lists import stored_lists
from tests.services.rosters import ID_A, ID_B, ID_C, as_role, guardian, pupil, students
from tests.services.rosters import take as take_students
from tests.services.test_household import key_of, last_entry
from tests.services.test_office_lists import listed, sheet, take

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from desktop.services.session import Session

NEAR_B = ID_B[:-1] + ("0" if ID_B[-1] != "0" else "1")


@pytest.fixture
def school(session: Session) -> Session:
    father = guardian(id_number=ID_C, relation="父亲")
    take_students(
        session,
        students(
            pupil(
                id_number=ID_A,
                birth=date(2016, 3, 7),
                guardians=(father, None),
                address="平安乡上湾村3组",
            ),
            pupil("李小军", 3, id_number=ID_B, guardians=(father, guardian("李秀英"))),
            pupil("王小兰", 4),
        ),
    )
    return session


@pytest.fixture
def list_id(school: Session) -> UUID:
    rows = (
        listed(id_number=ID_A, head="张大山"),
        listed("李小军", 3, id_number=NEAR_B),
        listed("赵小毛", 4, village="下湾"),
    )
    take(school, sheet(*rows), Listed(ListTopic.LOW_INCOME, day=date(2026, 9, 30)))
    return stored_lists(school)[0].list_id


@pytest.fixture
def found(school: Session, list_id: UUID) -> Comparison:
    return compare(school, people_of_list(school, list_id), pupils_on(school))


def test_pupils_of_a_day_with_class_guardians_and_village(school: Session) -> None:
    side = pupils_on(school)
    first = next(p for p in side.people if p.name == "张小红")
    assert (first.place, first.guardians, first.villages) == ("三年级1班", ("张大山",), ("上湾",))
    assert (len(side.people), side.repeated) == (3, 0)
    assert side.title == f"在校学生（{school.store.clock.today()}）"
    assert pupils_on(school, date(2020, 1, 1)).people == ()
    left = events.NewEvent(key_of(school), EnrolmentKind.LEFT, school.store.clock.today())
    events.record(school, [left])
    assert {p.name for p in pupils_on(school).people} == {"李小军", "王小兰"}


def test_guardian_of_two_pupils_stands_there_once_with_both(school: Session) -> None:
    side = guardians_on(school)
    first = next(p for p in side.people if p.name == "张大山")
    assert (len(side.people), side.repeated) == (2, 1)
    assert len(first.students) == 2
    assert first.place == "张小红的父亲"
    assert next(p for p in side.people if p.name == "李秀英").place == "李小军的监护人"


def test_pupils_of_whom_a_category_is_known_are_a_side_and_the_look_is_noted(
    school: Session,
) -> None:
    low = HouseholdCategory.LOW_INCOME
    told = ((key_of(school), None), (key_of(school, "李小军"), date(2026, 9, 30)))
    for key, until in told:
        new = household.NewFact(key, low, date(2026, 9, 1), "证", until)
        household.add(school, new)
    side = pupils_with(school, low)
    assert [p.name for p in side.people] == ["张小红"]
    entry = last_entry(school)
    assert (entry.action, load(entry.summary)) == (
        "household.list",
        {"field": "categories", "pupils": 1},
    )
    assert [p.name for p in pupils_with(school, HouseholdCategory.ORPHAN).people] == []
    assert len(pupils_with(school, low, date(2026, 9, 15)).people) == 2


def test_list_against_the_books(found: Comparison) -> None:
    assert [(p.left.name, p.right.place) for p in found.both] == [("张小红", "三年级1班")]
    assert [reason_of(p) for p in found.probable] == ["姓名同音，证件号有一位不同（第18位）"]
    assert [p.name for p in found.only_left] == ["赵小毛"]
    assert [p.name for p in found.only_right] == ["王小兰"]
    assert reason_of(found.both[0]) == Likeness.NUMBER.label


def test_screen_shows_no_whole_number_and_no_birth_date(found: Comparison) -> None:
    line = line_of(found.both[0].right)
    assert (line.id_masked, line.birth_year) == ("110" + "*" * 11 + ID_A[-4:], 2016)
    assert line.student_id is not None
    assert line_of(found.both[0].left).student_id is None
    assert ID_A not in repr(line)


def test_look_at_a_pair_is_known_afterwards_without_the_values(
    school: Session, found: Comparison
) -> None:
    whole = reveal_pair(school, found.probable[0])
    assert (whole.left_number, whole.right_number, whole.left_birth) == (NEAR_B, ID_B, "")
    entry = last_entry(school)
    assert entry.action == "comparison.reveal"
    assert ID_B not in entry.summary
    assert NEAR_B not in entry.summary
    with pytest.raises(AccessRefusedError):
        reveal_pair(as_role(school, Role.AUDITOR), found.probable[0])


def test_result_in_a_workbook_is_decided_there_and_taken_back(
    school: Session, list_id: UUID, found: Comparison, tmp_path: Path
) -> None:
    out = tmp_path / "比对.xlsx"
    assert export(school, found, out) == 12 + 1 + 1 + 1 + 1
    book = load_workbook(out)
    assert book.sheetnames == ["汇总", "可能是同一人", "两边都有", "只在左边", "只在右边"]
    page = book["可能是同一人"]
    assert [page.cell(3, column).value for column in (2, 4, 5)] == [None, "李小军", NEAR_B]
    page.cell(3, 2).value = "同一人"
    book.save(out)
    taken = take_verdicts(school, found, out)
    assert (taken.decided, taken.unknown) == (1, 0)
    again = compare(school, people_of_list(school, list_id), pupils_on(school))
    assert [p.likeness for p in again.both] == [Likeness.NUMBER, Likeness.DECIDED]
    assert again.probable == ()
    with pytest.raises(SchoolError, match="没有对这次比对的判定"):
        take_verdicts(school, again, out)


@pytest.mark.parametrize(
    ("word", "decided"), [("否", 1), ("×", 1), ("√", 1), ("也许", None), (None, None)]
)
def test_words_of_a_verdict(
    school: Session, found: Comparison, tmp_path: Path, word: str | None, decided: int | None
) -> None:
    out = tmp_path / "比对.xlsx"
    export(school, found, out)
    book = load_workbook(out)
    book["可能是同一人"].cell(3, 2).value = word
    book["可能是同一人"].append(["000000000000", "同一人"])
    book.save(out)
    if decided is None:
        with pytest.raises(SchoolError):
            take_verdicts(school, found, out)
    else:
        taken = take_verdicts(school, found, out)
        assert (taken.decided, taken.unknown) == (decided, 1)


def test_page_of_the_result_can_be_read_as_a_side_again(
    school: Session, found: Comparison, tmp_path: Path
) -> None:
    out = tmp_path / "比对.xlsx"
    export(school, found, out)
    from desktop.rosters.results import Choices  # noqa: PLC0415 - only here

    side = people_of_workbook(school, out, Choices(sheet="只在左边"))
    assert [(p.name, p.villages) for p in side.people] == [("赵小毛", ("下湾",))]


def test_any_workbook_is_a_side_and_no_cell_keeps_a_line_out(
    school: Session, tmp_path: Path
) -> None:
    path = tmp_path / "册.xlsx"
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (
        [
            "学生姓名",
            "身份证号",
            "性别",
            "出生日期",
            "年级",
            "班级",
            "家庭住址",
            "监护人姓名",
            "联系电话",
        ],
        ["张小红", ID_A, "女", "2016-03-07", "三年级", "1班", "上湾村3组", "张大山", "1"],
        ["李小军", NEAR_B, "公", "昨天", "几年级", None, "下湾村", "李有田", "138"],
        ["李小军", NEAR_B, None, None, None, None, None, None, None],
        [None, ID_C, "女", None, None, None, None, None, None],
    ):
        page.append(line)
    book.save(path)
    side = people_of_workbook(school, path)
    assert [(p.name, p.number, p.place) for p in side.people] == [
        ("张小红", ID_A, "三年级1班"),
        ("李小军", NEAR_B, "几年级"),
    ]
    assert (side.repeated, side.unread, side.title) == (1, 1, "册.xlsx·Sheet")
    assert side.people[0].guardians == ("张大山",)
    assert side.people[1].villages == ("下湾",)
    found = compare(school, side, pupils_on(school))
    assert (len(found.both), len(found.probable), len(found.only_right)) == (1, 1, 1)


def test_auditor_carries_nobody_away(school: Session, list_id: UUID, tmp_path: Path) -> None:
    auditor = as_role(school, Role.AUDITOR)
    calls: tuple[Callable[[], object], ...] = (
        lambda: pupils_on(auditor),
        lambda: guardians_on(auditor),
        lambda: people_of_list(auditor, list_id),
        lambda: people_of_workbook(auditor, tmp_path / "册.xlsx"),
    )
    for call in calls:
        with pytest.raises(AccessRefusedError):
            call()
    empty = compare(school, pupils_on(school), pupils_on(school))
    with pytest.raises(AccessRefusedError):
        export(auditor, empty, tmp_path / "比对.xlsx")
    with pytest.raises(NotFoundError):
        people_of_list(school, school.unit_id)
