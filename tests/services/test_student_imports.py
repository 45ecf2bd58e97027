from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.identity import check_digit, to_eighteen
from desktop.core.labels import EnrolmentKind, HouseholdCategory, IdKind, Sex
from desktop.core.terms import Month
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import preview
from desktop.services.imports.grown_ups import OF_PARENTS
from desktop.services.imports.matching import BORN_ALIKE, SAME_BIRTH
from desktop.services.people import PupilQuery, count_by_class, pupils
from desktop.services.people import pupil as pupil_record
from tests.services.rosters import (
    ID_A,
    ID_B,
    ID_C,
    dump,
    guardian,
    look,
    pupil,
    school_class,
    students,
    take,
)

if TYPE_CHECKING:
    from desktop.rosters.students import StudentRow
    from desktop.services.imports.plan import Counts
    from desktop.services.people import PupilRecord
    from desktop.services.session import Session

TODAY = date(2026, 10, 31)
NUMBER_A, NUMBER_B = "G530000201603070011", "G530000201603070022"


def numbers(counts: Counts) -> tuple[int, int, int, int]:
    return counts.new, counts.changed, counts.same, counts.parked


def the_pupil(session: Session, name: str = "张小红") -> PupilRecord:
    (line,) = pupils(session, PupilQuery(name, present_only=False)).lines
    return pupil_record(session, line.student_id)


def parked(session: Session, *rows: StudentRow, new: tuple[int, ...] = ()) -> list[tuple[int, str]]:
    found = look(session, students(*rows), new).plan.found
    return [(difference.row, difference.reason) for difference in found.parked]


def test_new_pupil_stands_in_the_class_from_the_beginning_of_the_school_year(
    session: Session,
) -> None:
    counts = take(session, students(pupil(sex=Sex.FEMALE, boarding=True))).counts
    assert numbers(counts) == (1, 0, 0, 0)
    record = the_pupil(session)
    assert (record.line.school_class, record.line.sex) == ("三年级1班", Sex.FEMALE)
    assert [(e.day, e.kind) for e in record.events] == [(date(2026, 9, 1), EnrolmentKind.ENROLLED)]


@pytest.mark.parametrize(
    ("month", "day"),
    [(Month(2024, 9), date(2024, 9, 1)), (Month(2027, 3), date(2026, 9, 1))],
    ids=["said", "not come yet"],
)
def test_entry_day_is_the_month_that_the_roster_says(
    session: Session, month: Month, day: date
) -> None:
    take(session, students(pupil(enrolled=month)))
    assert the_pupil(session).events[0].day == day


def test_same_roster_again_changes_nothing(session: Session) -> None:
    sheet = students(
        pupil(id_number=ID_A, id_kind=IdKind.RESIDENT, phone="13800000000"),
        pupil("李小军", 3, categories=frozenset({HouseholdCategory.LOW_INCOME})),
        pupil("王芳", 4, guardians=(guardian("王大"), guardian("赵二", phone="13900000000"))),
    )
    first = take(session, sheet)
    before = dump(session.store)
    second = take(session, sheet)
    assert first.batch == 1
    assert second.batch is None
    assert numbers(second.counts) == (0, 0, 3, 0)
    assert dump(session.store) == before


def test_empty_cell_never_erases(session: Session) -> None:
    take(session, students(pupil(phone="13800000000", address="红星村1组", boarding=True)))
    assert numbers(take(session, students(pupil())).counts) == (0, 0, 1, 0)


def test_changed_fields_are_named_and_private_ones_not_shown(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A, ethnicity="汉族", remark="电话 13800000000")))
    seen = look(
        session,
        students(
            pupil(
                id_number=ID_A,
                ethnicity="白族",
                phone="13911112222",
                address="红星村2组",
                remark="13911113333",
                guardians=(guardian(phone="13911114444", id_number=ID_B), None),
                categories=frozenset({HouseholdCategory.ORPHAN}),
                school_class=school_class(3, 2),
            )
        ),
    )
    (difference,) = seen.plan.found.changed
    told = {change.title: (change.old, change.new) for change in difference.changes}
    assert told["民族"] == ("汉族", "白族")
    assert told["班级"] == ("三年级1班", "三年级2班")
    assert set(told) == {"民族", "联系电话", "家庭住址", "备注", "班级", "监护人", "困难类别"}
    words = repr(seen.plan.found)
    assert not any(secret in words for secret in ("139", "138", "红星村", "孤儿", ID_B))


def test_pupil_in_another_class_is_moved_today_and_the_class_is_added(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A)))
    take(session, students(pupil(id_number=ID_A, school_class=school_class(4, 2))))
    assert count_by_class(session, TODAY) == {"四年级2班": 1}
    assert count_by_class(session, date(2026, 10, 30)) == {"三年级1班": 1}


def test_grade_alone_means_its_only_class(session: Session) -> None:
    take(session, students(pupil()))
    bare = school_class(3, None)
    assert numbers(take(session, students(pupil(school_class=bare))).counts) == (0, 0, 1, 0)
    take(session, students(pupil("李小军", school_class=bare)))
    assert count_by_class(session, TODAY) == {"三年级1班": 2}


def test_grade_alone_does_not_move_a_pupil_who_is_in_one_of_its_classes(session: Session) -> None:
    take(session, students(pupil(), pupil("李小军", 3, school_class=school_class(3, 2))))
    bare = school_class(3, None)
    counts = take(
        session, students(pupil(school_class=bare), pupil("李小军", 3, school_class=bare))
    )
    assert numbers(counts.counts) == (0, 0, 2, 0)


def test_new_pupil_of_a_grade_with_several_classes_must_say_which(session: Session) -> None:
    rows = (
        pupil(),
        pupil("李小军", 3, school_class=school_class(3, 2)),
        pupil("王芳", 4, school_class=school_class(3, None)),
    )
    assert [row for row, reason in parked(session, *rows) if "哪个班" in reason] == [4]
    assert [row for row, _ in parked(session, *rows, new=(4,))] == [4]
    take(session, students(*rows))
    assert count_by_class(session, TODAY) == {"三年级1班": 1, "三年级2班": 1}


def test_class_named_only_by_its_grade_is_kept_so(session: Session) -> None:
    bare = school_class(3, None)
    take(session, students(pupil(school_class=bare)))
    assert count_by_class(session, TODAY) == {"三年级": 1}
    assert numbers(take(session, students(pupil(school_class=bare))).counts) == (0, 0, 1, 0)


def test_meaning_of_a_bare_grade_does_not_depend_on_what_was_imported_before(
    session: Session,
) -> None:
    take(session, students(pupil("赵一")))
    sheet = students(
        pupil("王芳", 2, school_class=school_class(3, None)),
        pupil("李小军", 3, school_class=school_class(3, 2)),
    )
    first = take(session, sheet).counts
    assert numbers(first) == (1, 0, 0, 1)
    again = take(session, sheet)
    assert again.batch is None
    assert numbers(again.counts) == (0, 0, 1, 1)


@pytest.mark.parametrize("reverse", [False, True])
def test_number_of_two_people_parks_the_row(session: Session, reverse: bool) -> None:  # noqa: FBT001
    take(
        session,
        students(
            pupil(id_number=ID_A, student_number=NUMBER_A),
            pupil("李小军", 3, id_number=ID_B, student_number=NUMBER_B),
        ),
    )
    ids = (ID_A, NUMBER_B) if not reverse else (ID_B, NUMBER_A)
    row = pupil(row=5, id_number=ids[0], student_number=ids[1])
    ((_, reason),) = parked(session, row)
    assert "两个人" in reason
    assert parked(session, row, new=(5,)), "a number that is taken is nobody new"


def test_known_number_under_another_name_is_parked_even_if_confirmed(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A)))
    row = pupil("张小洪", 5, id_number=ID_A)
    ((_, reason),) = parked(session, row, new=(5,))
    assert "姓名不同" in reason


def test_same_pupil_twice_is_taken_once(session: Session) -> None:
    take(session, students(pupil(student_number=NUMBER_A)))
    rows = (
        pupil(row=2, student_number=NUMBER_A, phone="13800000000"),
        pupil(row=3, student_number=NUMBER_A, phone="13800000001"),
    )
    assert parked(session, *rows) == [(3, "表里不止一行是这名学生，只能留一行")]


def test_old_and_new_form_of_a_number_are_one_person(session: Session) -> None:
    old = "110101160307001"
    rows = (pupil(row=2, id_number=old), pupil(row=3, id_number=to_eighteen(old)))
    first = take(session, students(*rows)).counts
    assert (first.new, first.parked) == (1, 1)


def test_namesakes_without_numbers_are_parked_until_somebody_decides(session: Session) -> None:
    rows = (pupil("张伟", 2), pupil("张伟", 3))
    assert [row for row, _ in parked(session, *rows)] == [3]
    assert take(session, students(*rows), new=(3,)).counts.new == 2
    again = take(session, students(*rows), new=(3,))
    assert again.batch is None
    assert pupils(session, PupilQuery("张伟")).total == 2


def test_namesakes_with_different_birthdays_are_two_people(session: Session) -> None:
    rows = (
        pupil("张伟", 2, birth=date(2017, 1, 1)),
        pupil("张伟", 3, birth=date(2017, 5, 5)),
    )
    assert take(session, students(*rows)).counts.new == 2
    assert take(session, students(*rows)).batch is None


def test_namesakes_in_different_classes_are_two_people(session: Session) -> None:
    rows = (pupil("张伟", 2), pupil("张伟", 3, school_class=school_class(3, 2)))
    assert take(session, students(*rows)).counts.new == 2
    assert take(session, students(*rows)).batch is None


def test_same_name_and_birthday_with_other_numbers_is_parked(session: Session) -> None:
    day = date(2016, 3, 7)
    take(session, students(pupil("张伟", id_number=ID_A, birth=day)))
    row = pupil("张伟", 5, id_number=ID_B, birth=day)
    ((_, reason),) = parked(session, row)
    assert "同名同生日" in reason
    assert take(session, students(row), new=(5,)).counts.new == 1
    assert take(session, students(row), new=(5,)).batch is None


def test_where_the_other_of_two_alike_stands_is_said_rightly(session: Session) -> None:
    day = date(2016, 3, 7)
    both = (
        pupil("张伟", 2, id_number=ID_A, birth=day),
        pupil("张伟", 3, id_number=ID_B, birth=day),
    )
    assert parked(session, *both) == [(3, BORN_ALIKE)]
    take(session, students(both[0]))
    assert parked(session, *both) == [(3, SAME_BIRTH)]
    assert parked(session, both[1]) == [(3, SAME_BIRTH)]


def test_several_of_a_name_in_the_file_alone_are_said_to_be_there(session: Session) -> None:
    rows = [
        pupil("李明", row, birth=date(2016, 1, row), id_number=number)
        for row, number in ((2, ID_A), (3, ID_B))
    ]
    found = parked(session, *rows, pupil("李明", 4))
    assert found == [(4, "表里有几个同名的人，请补上证件号或学籍号")]
    take(session, students(*rows))
    said = pupil("李明", 4, phone="13800000000")
    assert parked(session, said) == [(4, "名册里有几个同名的人，请补上证件号或学籍号")]


def family(row: int, born: int, **values: Any) -> StudentRow:  # noqa: ANN401 - fields
    """A line whose number is of somebody born in a year."""
    seventeen = f"629821{born}0307{row:03}"
    number = seventeen + check_digit(seventeen)
    values = {"id_kind": IdKind.RESIDENT, "birth": date(born, 3, 7)} | values
    return pupil(f"张{'甲乙丙丁'[row % 4]}", row, id_number=number, **values)


def test_column_of_grown_ups_numbers_is_asked_about(session: Session) -> None:
    take(session, students(pupil("张丙", student_number=NUMBER_A)))
    rows = (
        family(2, 1985, student_number=NUMBER_A),
        family(3, 1990),
        family(4, 2004),
        pupil("张乙", 5),
    )
    assert parked(session, *rows) == [(2, OF_PARENTS), (3, OF_PARENTS), (4, OF_PARENTS)]
    before = dump(session.store)
    assert take(session, students(*rows[:3])).batch is None
    assert dump(session.store) == before
    assert take(session, students(*rows), new=(3,)).counts.new == 2
    assert parked(session, *rows) == [(2, OF_PARENTS), (4, OF_PARENTS)]


def test_few_grown_ups_among_pupils_are_not_asked_about(session: Session) -> None:
    rows = (family(2, 2016), family(3, 1990), pupil("张戊", 4, birth=date(1980, 1, 1)))
    assert parked(session, *rows) == []
    passport = family(2, 1980, id_kind=IdKind.PASSPORT)
    assert parked(session, passport) == []


def test_name_that_may_be_several_people_is_parked_with_new_content(session: Session) -> None:
    take(session, students(pupil("张伟", 2), pupil("张伟", 3)), new=(3,))
    ((_, reason),) = parked(session, pupil("张伟", 2, phone="13800000000"))
    assert "几个同名" in reason


def test_corrected_number_goes_to_the_pupil_of_the_same_student_number(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A, student_number=NUMBER_A)))
    counts = take(session, students(pupil(id_number=ID_B, student_number=NUMBER_A))).counts
    assert numbers(counts) == (0, 1, 0, 0)
    assert pupils(session, PupilQuery(ID_B.lower())).total == 1
    assert pupils(session, PupilQuery(ID_A)).total == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["freed first", "wanted first"])
def test_number_that_one_row_frees_is_taken_by_another_whatever_their_order(
    session: Session, order: tuple[int, int]
) -> None:
    take(
        session,
        students(
            pupil("张伟", 2, id_number=ID_A, student_number=NUMBER_A),
            pupil("李军", 3, id_number=ID_B),
        ),
    )
    rows = (
        pupil("张伟", 2, id_number=ID_A, student_number=NUMBER_B),
        pupil("李军", 3, id_number=ID_B, student_number=NUMBER_A),
    )
    sheet = students(*(rows[place] for place in order))
    assert numbers(take(session, sheet).counts) == (0, 2, 0, 0)
    assert take(session, sheet).batch is None


def test_row_of_another_school_is_parked_until_confirmed(session: Session) -> None:
    here, elsewhere = pupil(school="红星小学"), pupil("李小军", 3, school="白云中学")
    assert [row for row, _ in parked(session, here, elsewhere)] == [3]
    assert take(session, students(here, elsewhere), new=(3,)).counts.new == 2
    assert take(session, students(here, elsewhere), new=(3,)).batch is None


def test_pupil_who_left_is_parked_and_comes_back_when_confirmed(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A), pupil("李小军", 3, id_number=ID_B)))
    for name, kind in (("张小红", EnrolmentKind.SUSPENDED), ("李小军", EnrolmentKind.TRANSFER_OUT)):
        record(session, [NewEvent(the_pupil(session, name).line.student_id, kind, TODAY)])
    rows = (
        pupil(id_number=ID_A),
        pupil("李小军", 3, id_number=ID_B, school_class=school_class(3, 2)),
    )
    assert [reason[:10] for _, reason in parked(session, *rows)] == [
        "名册里这名学生已休学",
        "名册里这名学生已转出",
    ]
    assert take(session, students(*rows)).batch is None
    assert numbers(take(session, students(*rows), new=(2, 3)).counts) == (0, 2, 0, 0)
    assert the_pupil(session).events[-1].kind is EnrolmentKind.RESUMED
    assert the_pupil(session).line.school_class == "三年级1班"
    assert the_pupil(session, "李小军").events[-1].kind is EnrolmentKind.TRANSFER_IN
    assert the_pupil(session, "李小军").line.school_class == "三年级2班"
    assert take(session, students(*rows), new=(2, 3)).batch is None


def test_dead_pupil_never_comes_back(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A)))
    record(session, [NewEvent(the_pupil(session).line.student_id, EnrolmentKind.DIED, TODAY)])
    ((_, reason),) = parked(session, pupil(id_number=ID_A), new=(2,))
    assert "死亡" in reason


def test_other_papers_without_a_number_do_not_touch_the_number(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A, id_kind=IdKind.RESIDENT)))
    assert take(session, students(pupil(id_kind=IdKind.OTHER))).batch is None


def test_missing_are_those_of_the_classes_in_the_roster(session: Session) -> None:
    take(
        session,
        students(pupil(), pupil("李小军", 3), pupil("王芳", 4, school_class=school_class(5, 1))),
    )
    missing = look(session, students(pupil())).plan.found.missing
    assert [difference.who for difference in missing] == ["三年级1班 李小军"]
    everybody = look(session, students(pupil(school_class=None))).plan.found.missing
    assert len(everybody) == 2


def test_brothers_share_a_guardian_who_has_a_number(session: Session) -> None:
    father = guardian("张大山", id_number=ID_C, id_kind=IdKind.RESIDENT)
    take(
        session,
        students(pupil(guardians=(father, None)), pupil("张小军", 3, guardians=(father, None))),
    )
    rows = dump(session.store)
    people = [row for row in rows["people"].values() if row["name"] == "张大山"]
    assert len(people) == 1
    assert {link["person_id"] for link in rows["guardianships"].values()} == {people[0]["id"]}


def test_guardian_is_corrected_replaced_and_added(session: Session) -> None:
    take(session, students(pupil(guardians=(guardian("张大山", phone="1", relation="父亲"), None))))
    take(
        session,
        students(
            pupil(
                guardians=(
                    guardian("张大山", phone="2", relation="爷爷", id_number=ID_C),
                    guardian("李梅"),
                )
            )
        ),
    )
    assert [(g.name, g.relation) for g in the_pupil(session).guardians] == [
        ("张大山", "爷爷"),
        ("李梅", None),
    ]
    take(session, students(pupil(guardians=(guardian("王五", phone="3"), None))))
    assert [(g.name, g.relation) for g in the_pupil(session).guardians] == [
        ("王五", None),
        ("李梅", None),
    ]
    assert (
        next(
            row["person_id"]
            for row in dump(session.store)["guardianships"].values()
            if row["position"] == 1
        )
        is None
    )


def test_roster_of_an_earlier_day_finds_those_who_came_later(session: Session) -> None:
    take(session, students(pupil(id_number=ID_A, enrolled=Month(2026, 10))))
    early = take(
        session,
        students(pupil(id_number=ID_A, school_class=school_class(3, 2))),
        on=date(2026, 9, 1),
    )
    assert early.batch is None
    assert pupils(session, PupilQuery()).total == 1


def test_preview_writes_nothing(session: Session) -> None:
    before = dump(session.store)
    seen = preview(session, students(pupil()))
    assert seen.counts.new == 1
    assert dump(session.store) == before
