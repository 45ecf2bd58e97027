"""Rosters of staff held against the books."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.dates import Precision, WrittenDate
from desktop.core.errors import NotFoundError
from desktop.core.labels import Sex
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind, StaffState
from desktop.rosters.problems import Level
from desktop.services import exports
from desktop.services.imports.absences import NO_POST as NO_POST_THEN
from desktop.services.imports.batches import undo
from desktop.services.imports.post_changes import BESIDES, NO_POST
from desktop.services.imports.staff import GONE, OTHER_SCHOOL, TAKEN_NUMBER
from desktop.services.imports.staff_facts import NOT_ON_STAFF, TOLD_TWICE
from desktop.services.imports.staff_matching import (
    BORN_ALIKE,
    NAMESAKE,
    OTHER_NAME,
    SAME_BIRTH,
    SEVERAL,
    TWICE,
    TWO_PEOPLE,
)
from desktop.services.imports.staff_posts import CLASHES, OTHER_SINCE, own_place
from desktop.services.staff.story import member
from tests.services.rosters import dump, guardian, look, pupil, roster, students, take
from tests.services.staff_rosters import (
    AUTUMN,
    ID_1,
    ID_2,
    TODAY,
    absence,
    absence_sheet,
    change,
    colleague,
    day,
    hire,
    lines,
    post_sheet,
    staff_sheet,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from desktop.rosters.staff import StaffRow
    from desktop.services.session import Session


def posts(session: Session, staff_id: UUID | None = None) -> list[tuple[str, date, date | None]]:
    """The posts that were not withdrawn, the oldest first."""
    key = staff_id or lines(session, states=frozenset())[0].staff_id
    told = [
        (p.place + p.words, p.since, p.until)
        for p in member(session, key).posts
        if p.withdrawn is None
    ]
    return told[::-1]


def doubts(session: Session, *rows: StaffRow, new: Sequence[int] = ()) -> list[str]:
    return [line.reason for line in look(session, staff_sheet(*rows), new).plan.found.parked]


def test_roster_is_taken_in_once(session: Session) -> None:
    sheet = staff_sheet(
        colleague(id_number=ID_1, sex=Sex.MALE, subject="语文", joined=day(2008, 9, 1)),
        colleague("李秀英", 3, kind=PostKind.COOK, phone="13912345670"),
    )
    assert take(session, sheet).counts.new == 2
    assert take(session, sheet).batch is None
    first, second = lines(session)
    assert (first.name, first.kind, first.subject) == ("王建国", PostKind.TEACHER, "语文")
    assert (second.name, second.kind) == ("李秀英", PostKind.COOK)
    assert second.phone_masked.endswith("5670")
    assert "5670" not in second.phone_masked[:-4]
    assert first.since == AUTUMN


def test_guardian_and_teacher_are_one_person(session: Session) -> None:
    take(session, students(pupil(guardians=(guardian("王建国", id_number=ID_1), None))))
    seen = look(session, staff_sheet(colleague(id_number=ID_1, sex=Sex.MALE)))
    assert "合为一人" in seen.plan.found.fresh[0].reason
    take(session, staff_sheet(colleague(id_number=ID_1, sex=Sex.MALE)))
    assert len(dump(session.store)["people"]) == 2
    assert member(session, lines(session)[0].staff_id).wards == ("张小红",)


def test_number_of_a_guardian_of_another_name_is_doubtful(session: Session) -> None:
    take(session, students(pupil(guardians=(guardian("王建国", id_number=ID_1), None))))
    assert doubts(session, colleague("李秀英", id_number=ID_1)) == [TAKEN_NUMBER]


def test_fields_that_differ_are_changed_and_private_ones_masked(session: Session) -> None:
    take(session, staff_sheet(colleague(title="二级教师", phone="13900000000", remark="一")))
    sheet = staff_sheet(
        colleague(title="一级教师", phone="13911111111", remark="二", joined=day(2008, 9, 1))
    )
    (difference,) = look(session, sheet).plan.found.changed
    assert {c.title: (c.old, c.new) for c in difference.changes} == {
        "联系电话": ("（不显示）", "（不显示）"),
        "职称": ("二级教师", "一级教师"),
        "参加工作时间": ("", "2008-09-01"),
        "备注": ("（不显示）", "（不显示）"),
    }
    take(session, sheet)
    assert lines(session)[0].title == "一级教师"
    assert not look(session, sheet).counts.moves
    assert look(session, staff_sheet(colleague())).counts.same == 1


def test_month_of_beginning_agrees_with_a_day_in_it(session: Session) -> None:
    take(session, staff_sheet(colleague(joined=day(2008, 9, 15), since=day(2019, 9, 15))))
    told = WrittenDate(date(2008, 9, 1), Precision.MONTH)
    since = WrittenDate(date(2019, 9, 1), Precision.MONTH)
    assert look(session, staff_sheet(colleague(joined=told, since=since))).counts.same == 1


def test_other_terms_begin_a_new_spell_today(session: Session) -> None:
    special = Establishment.SPECIAL
    take(session, staff_sheet(colleague(establishment=special, since=day(2023, 9, 1))))
    sheet = staff_sheet(colleague(establishment=Establishment.STAFFED))
    take(session, sheet)
    assert posts(session) == [
        ("教师", date(2023, 9, 1), date(2026, 10, 30)),
        ("教师", TODAY, None),
    ]
    assert not look(session, sheet).counts.moves


def test_other_terms_since_a_day_begin_a_new_spell_then(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2023, 9, 1), establishment=Establishment.OTHER)))
    sheet = staff_sheet(colleague(since=day(2026, 9, 1), establishment=Establishment.STAFFED))
    take(session, sheet)
    assert [since for _, since, _ in posts(session)] == [date(2023, 9, 1), AUTUMN]
    assert not look(session, sheet).counts.moves


def test_other_words_since_the_same_day_are_a_correction(session: Session) -> None:
    take(session, staff_sheet(colleague(duty="语文教师", since=day(2023, 9, 1))))
    take(session, staff_sheet(colleague(duty="数学教师", since=day(2023, 9, 1))))
    assert posts(session) == [("数学教师", date(2023, 9, 1), None)]
    withdrawn = [p for p in member(session, lines(session)[0].staff_id).posts if p.withdrawn]
    assert [(p.words, p.withdrawn.why) for p in withdrawn if p.withdrawn] == [
        ("语文教师", "导入更正")
    ]


def test_what_was_not_known_is_filled_in_place(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2023, 9, 1))))
    take(session, staff_sheet(colleague(duty="语文教师", establishment=Establishment.STAFFED)))
    assert posts(session) == [("语文教师", date(2023, 9, 1), None)]
    assert len(dump(session.store)["post_spells"]) == 1


def test_day_of_the_post_is_put_right(session: Session) -> None:
    take(session, staff_sheet(colleague()))
    sheet = staff_sheet(colleague(since=day(2020, 9, 1)))
    (difference,) = look(session, sheet).plan.found.changed
    assert [(c.title, c.old, c.new) for c in difference.changes] == [
        ("任职时间", "2026-09-01", "2020-09-01")
    ]
    take(session, sheet)
    assert posts(session) == [("教师", date(2020, 9, 1), None)]


def test_other_words_since_before_are_a_correction_of_both_at_once(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2026, 9, 1), establishment=Establishment.OTHER)))
    sheet = staff_sheet(colleague(since=day(2026, 8, 1), establishment=Establishment.STAFFED))
    assert take(session, sheet).counts.changed == 1
    assert posts(session) == [("教师", date(2026, 8, 1), None)]
    assert take(session, sheet).batch is None


def test_day_before_an_earlier_spell_of_the_post_is_only_pointed_at(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2020, 9, 1), establishment=Establishment.OTHER)))
    take(session, staff_sheet(colleague(establishment=Establishment.STAFFED)))
    assert look(session, staff_sheet(colleague(since=day(2020, 9, 1)))).counts.same == 1
    seen = look(session, staff_sheet(colleague(since=day(2019, 9, 1))))
    assert [(p.level, p.message) for p in seen.problems] == [(Level.WARNING, OTHER_SINCE)]
    assert not seen.counts.moves


def test_another_post_ends_the_one_before(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2020, 9, 1), establishment=Establishment.OTHER)))
    sheet = staff_sheet(colleague(kind=PostKind.HEAD, duty="教导主任", since=day(2026, 9, 1)))
    (difference,) = look(session, sheet).plan.found.changed
    assert [(c.title, c.old, c.new) for c in difference.changes] == [("岗位", "教师", "教导主任")]
    take(session, sheet)
    assert posts(session) == [
        ("教师", date(2020, 9, 1), date(2026, 8, 31)),
        ("教导主任", AUTUMN, None),
    ]
    assert lines(session)[0].establishment is Establishment.OTHER
    assert not look(session, sheet).counts.moves


def test_another_post_since_before_is_a_correction(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2020, 9, 1))))
    sheet = staff_sheet(colleague(kind=PostKind.COOK, since=day(2019, 9, 1)))
    take(session, sheet)
    assert posts(session) == [("食堂从业人员", date(2019, 9, 1), None)]
    assert not look(session, sheet).counts.moves


def test_post_elsewhere_is_another_post(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2020, 9, 1))))
    sheet = staff_sheet(colleague(kind=None, place="岩脚教学点", since=day(2026, 9, 1)))
    take(session, sheet)
    assert posts(session)[-1] == ("岩脚教学点教师", AUTUMN, None)
    assert look(session, staff_sheet(colleague(place="岩脚教学点"))).counts.same == 1


@pytest.mark.parametrize("said", ["本校", "红星小学", "平安县红星小学"])
def test_own_school_by_any_name_is_here(said: str) -> None:
    assert own_place(said, "平安县红星小学") == ""


@pytest.mark.parametrize("said", ["小学", "红星小学教学点", "县红星中学"])
def test_other_places_are_elsewhere(said: str) -> None:
    assert own_place(said, "平安县红星小学") == said


def test_post_that_would_be_held_twice_is_parked(session: Session) -> None:
    hire(session, since=date(2010, 9, 1))
    cook: dict[str, Any] = {
        "kind": PostKind.COOK,
        "since": day(2015, 9, 1),
        "until": date(2019, 8, 31),
    }
    take(session, post_sheet(change(**cook)))
    assert doubts(session, colleague(kind=PostKind.COOK, since=day(2016, 9, 1))) == [CLASHES]
    hire(session, "李秀英", since=date(2020, 9, 1))
    take(session, post_sheet(change("李秀英", **cook)))
    row = colleague("李秀英", kind=PostKind.COOK, since=day(2016, 9, 1))
    assert doubts(session, row) == [CLASHES]
    assert len(dump(session.store)["post_spells"]) == 4


def test_person_who_left_is_doubtful_until_confirmed(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2020, 9, 1))))
    take(session, post_sheet(change(until=date(2026, 8, 31), ending=PostEnd.RETIRED)))
    assert "退休" in doubts(session, colleague())[0]
    assert take(session, staff_sheet(colleague()), new=[2]).counts.changed == 1
    assert posts(session)[-1] == ("教师", TODAY, None)
    assert look(session, staff_sheet(colleague())).counts.same == 1


def test_person_who_is_back_is_so_from_today_if_the_roster_says_a_day_of_before(
    session: Session,
) -> None:
    take(session, staff_sheet(colleague(since=day(2020, 9, 1))))
    take(session, post_sheet(change(until=date(2026, 8, 31))))
    sheet = staff_sheet(colleague(since=day(2020, 9, 1)))
    take(session, sheet, new=[2])
    assert posts(session)[-1] == ("教师", TODAY, None)
    assert not look(session, sheet, [2]).counts.moves


def test_row_that_says_somebody_is_gone_is_not_taken_in(session: Session) -> None:
    assert doubts(session, colleague(status="退休")) == [GONE.format("退休")]


def test_row_of_another_school_waits_for_somebody_to_say_so(session: Session) -> None:
    other = colleague(school="白云中学")
    assert doubts(session, other) == [OTHER_SCHOOL]
    take(session, staff_sheet(other), new=[2])
    assert lines(session)[0].place == "白云中学"
    ours = staff_sheet(
        colleague("李秀英", 3, school="红星小学"),
        colleague("赵甲", 4, school="红星小学岩脚教学点"),
    )
    take(session, ours)
    assert {line.name: line.place for line in lines(session) if line.name != "王建国"} == {
        "李秀英": "",
        "赵甲": "红星小学岩脚教学点",
    }


def test_post_that_nobody_has_written_is_another(session: Session) -> None:
    seen = look(session, staff_sheet(colleague(kind=None)))
    assert [p.level for p in seen.problems] == [Level.WARNING]
    take(session, staff_sheet(colleague(kind=None)))
    assert lines(session)[0].kind is PostKind.OTHER


def test_numbers_and_names_that_contradict_are_parked(session: Session) -> None:
    take(
        session,
        staff_sheet(
            colleague(id_number=ID_1, staff_number="1"),
            colleague("李秀英", 3, id_number=ID_2, staff_number="2"),
        ),
    )
    assert doubts(session, colleague(id_number=ID_1, staff_number="2")) == [TWO_PEOPLE]
    assert doubts(session, colleague("王建军", id_number=ID_1)) == [OTHER_NAME]
    assert doubts(session, colleague(id_number=ID_2, staff_number="1")) == [TWO_PEOPLE]
    other = "110101198503070056"
    assert doubts(session, colleague(id_number=other, staff_number="1")) == [OTHER_NAME]
    twice = [colleague(id_number=ID_1), colleague(row=3, staff_number="1")]
    assert doubts(session, *twice) == [TWICE]
    assert doubts(session, colleague(id_number=ID_1), colleague(row=3)) == [NAMESAKE]


def test_two_born_alike_in_one_sheet_are_said_to_stand_there(session: Session) -> None:
    day = date(1980, 1, 1)
    alike = (colleague(birth=day, id_number=ID_1), colleague(row=3, birth=day, id_number=ID_2))
    assert doubts(session, *alike) == [BORN_ALIKE]
    take(session, staff_sheet(alike[0]))
    assert doubts(session, *alike) == [SAME_BIRTH]


def test_namesakes_are_told_apart_by_what_they_say(session: Session) -> None:
    early, late = date(1970, 1, 1), date(1990, 1, 1)
    sheet = staff_sheet(colleague(birth=early), colleague(row=3, birth=late))
    assert take(session, sheet).counts.new == 2
    assert look(session, sheet).counts.same == 2
    assert doubts(session, colleague(title="一级教师")) == [SEVERAL]
    assert doubts(session, colleague(birth=early, id_number=ID_1)) == []
    take(session, staff_sheet(colleague(birth=early, id_number=ID_1)))
    assert doubts(session, colleague(birth=early, id_number=ID_2)) == [SAME_BIRTH]
    assert look(session, staff_sheet(colleague()), [2]).counts.same == 1
    assert take(session, staff_sheet(colleague(title="高级教师")), [2]).counts.new == 1


def test_missing_are_those_who_hold_a_post(session: Session) -> None:
    take(session, staff_sheet(colleague(), colleague("李秀英", 3)))
    take(session, post_sheet(change("李秀英", until=date(2026, 10, 1))))
    found = look(session, staff_sheet(colleague("赵甲"))).plan.found
    assert [line.who for line in found.missing] == ["王建国"]


def test_undo_takes_people_posts_and_changes_back(session: Session) -> None:
    take(session, students(pupil(guardians=(guardian("王建国", id_number=ID_1), None))))
    before = dump(session.store)
    first = take(session, staff_sheet(colleague(id_number=ID_1), colleague("李秀英", 3)))
    between = dump(session.store)
    second = take(
        session, staff_sheet(colleague(id_number=ID_1, kind=PostKind.HEAD, title="一级教师"))
    )
    assert second.batch is not None
    undo(session, second.batch)
    assert dump(session.store) == between
    assert first.batch is not None
    undo(session, first.batch)
    assert dump(session.store) == before


# Post changes.


def test_history_in_any_order_is_taken_in_once(session: Session) -> None:
    take(session, staff_sheet(colleague(since=day(2023, 9, 1))))
    sheet = post_sheet(
        change(kind=PostKind.TEACHER, since=day(2023, 9, 1), document="平教人〔2023〕1号"),
        change(row=3, kind=PostKind.TEACHER, since=day(2008, 9, 1)),
        change(row=4, kind=PostKind.TEACHER, since=day(2015, 9, 1)),
        change(row=5, kind=PostKind.CASHIER, since=day(2024, 9, 1)),
    )
    receipt = take(session, sheet)
    assert (receipt.counts.new, receipt.counts.changed) == (3, 1)
    assert posts(session) == [
        ("教师", date(2008, 9, 1), date(2015, 8, 31)),
        ("教师", date(2015, 9, 1), date(2023, 8, 31)),
        ("教师", date(2023, 9, 1), None),
        ("出纳", date(2024, 9, 1), None),
    ]
    assert not look(session, sheet).counts.moves


def test_change_that_replaces_ends_what_was_held(session: Session) -> None:
    hire(session, since=date(2020, 9, 1))
    sheet = post_sheet(change(kind=PostKind.HEAD, since=day(2026, 9, 1), replaces=True))
    take(session, sheet)
    assert posts(session)[0] == ("教师", date(2020, 9, 1), date(2026, 8, 31))
    assert not look(session, sheet).counts.moves


def test_post_elsewhere_at_the_same_time_is_pointed_at(session: Session) -> None:
    hire(session, since=date(2020, 9, 1))
    sheet = post_sheet(change(kind=PostKind.TEACHER, place="岩脚教学点", since=day(2026, 9, 1)))
    assert [p.message for p in look(session, sheet).problems] == [BESIDES]


def test_same_post_on_the_same_days_is_parked(session: Session) -> None:
    hire(session, since=date(2020, 9, 1), until=date(2026, 8, 31))
    sheet = post_sheet(change(kind=PostKind.TEACHER, since=day(2021, 9, 1)))
    (parked,) = look(session, sheet).plan.found.parked
    assert "2020-09-01 至 2026-08-31" in parked.reason
    sheet = post_sheet(change(kind=PostKind.TEACHER, since=day(2010, 9, 1), until=date(2020, 9, 1)))
    assert look(session, sheet).counts.parked == 1


def test_end_that_would_reach_over_the_next_spell_is_parked(session: Session) -> None:
    hire(session, since=date(2020, 9, 1))
    take(session, post_sheet(change(kind=PostKind.TEACHER, since=day(2024, 9, 1))))
    long = change(kind=PostKind.TEACHER, since=day(2020, 9, 1), until=date(2025, 1, 1))
    assert look(session, post_sheet(long)).counts.parked == 1


def test_end_of_a_spell_is_filled_or_put_right(session: Session) -> None:
    hire(session, since=date(2020, 9, 1))
    row: dict[str, Any] = {"kind": PostKind.TEACHER, "since": day(2020, 9, 1)}
    take(session, post_sheet(change(**row, until=date(2026, 7, 10))))
    assert posts(session) == [("教师", date(2020, 9, 1), date(2026, 7, 10))]
    assert member(session, lines(session, states=frozenset())[0].staff_id).posts[0].ending is (
        PostEnd.MOVED
    )
    take(session, post_sheet(change(**row, until=date(2026, 8, 31), ending=PostEnd.RETIRED)))
    assert posts(session) == [("教师", date(2020, 9, 1), date(2026, 8, 31))]
    assert len(dump(session.store)["post_spells"]) == 2


def test_leaving_ends_all_that_is_open(session: Session) -> None:
    key = hire(session, since=date(2020, 9, 1))
    take(session, post_sheet(change(kind=PostKind.CASHIER, since=day(2024, 9, 1))))
    gone = change(until=date(2026, 8, 31), ending=PostEnd.TRANSFERRED, document="调令1号")
    take(session, post_sheet(gone))
    assert {p.until for p in member(session, key).posts} == {date(2026, 8, 31)}
    assert look(session, post_sheet(gone)).counts.same == 1
    assert lines(session, states=frozenset())[0].state is StaffState.LEFT
    later = change(until=date(2026, 8, 31), ending=PostEnd.RETIRED)
    assert look(session, post_sheet(later)).counts.changed == 1
    early = change(until=date(2019, 8, 31), ending=PostEnd.RETIRED)
    assert [p.reason for p in look(session, post_sheet(early)).plan.found.parked] == [NO_POST]


def test_changes_of_strangers_are_parked(session: Session) -> None:
    sheet = post_sheet(change("没有这人", kind=PostKind.TEACHER, since=day(2026, 9, 1)))
    assert [p.reason for p in look(session, sheet).plan.found.parked] == [NOT_ON_STAFF]


# Absences.


def test_absences_are_taken_in_once(session: Session) -> None:
    hire(session)
    sheet = absence_sheet(
        absence(),
        absence(row=3, kind=AbsenceKind.SECONDED, since=day(2026, 10, 8), until=None, place="县局"),
    )
    assert take(session, sheet).counts.new == 2
    assert take(session, sheet).batch is None
    (line,) = lines(session)
    assert (line.state, line.absence) == (StaffState.AWAY, AbsenceKind.SECONDED)


def test_absence_that_says_more_is_put_right(session: Session) -> None:
    key = hire(session)
    take(session, absence_sheet(absence(until=None)))
    take(session, absence_sheet(absence(place="县医院")))
    (told,) = member(session, key).absences
    assert (told.until, told.place, told.withdrawn) == (date(2026, 9, 11), "县医院", None)
    take(session, absence_sheet(absence(until=date(2026, 9, 18))))
    assert [a.until for a in member(session, key).absences if not a.withdrawn] == [
        date(2026, 9, 18)
    ]
    early = absence_sheet(absence(until=date(2026, 9, 1)))
    assert look(session, early).counts.parked == 1


def test_absences_that_overlap_are_parked_or_pointed_at(session: Session) -> None:
    hire(session)
    take(session, absence_sheet(absence()))
    same = absence_sheet(absence(since=day(2026, 9, 10), until=None))
    assert look(session, same).counts.parked == 1
    other = absence_sheet(absence(kind=AbsenceKind.TRAINING, since=day(2026, 9, 10)))
    (problem,) = look(session, other).problems
    assert "病假" in problem.message
    before = absence_sheet(absence(since=day(2025, 9, 10), until=date(2025, 9, 12)))
    assert [p.message for p in look(session, before).problems] == [NO_POST_THEN]


def test_everything_exported_is_the_same_when_it_comes_back(session: Session) -> None:
    key = hire(session, since=date(2020, 9, 1), duty="语文教师", sex=Sex.MALE)
    hire(session, "李秀英", kind=PostKind.COOK, id_number=ID_2)
    take(session, post_sheet(change(kind=PostKind.CASHIER, since=day(2024, 9, 1))))
    take(session, absence_sheet(absence()))
    for kind in ("staff", "post-changes", "absences"):
        rows = exports.rows(session, kind)
        counts = look(session, roster(kind, rows)).counts
        assert (counts.same, counts.moves, counts.parked) == (len(rows), False, 0), kind
    assert len(member(session, key).posts) == 2


def test_nobody_is_no_member(session: Session) -> None:
    with pytest.raises(NotFoundError, match="没有这个人"):
        member(session, session.unit_id)


def test_two_lines_that_say_otherwise_of_one_spell_are_not_taken_in_turns(session: Session) -> None:
    hire(session)
    begun: dict[str, Any] = {
        "kind": PostKind.TEACHER,
        "since": day(2026, 9, 1),
        "until": date(2026, 9, 30),
    }
    sheets = (
        absence_sheet(absence(row=2, place="县医院"), absence(row=3, place="乡医院")),
        post_sheet(
            change(row=2, place="岩脚小学", duty="语文", **begun),
            change(row=3, place="岩脚小学", duty="数学", **begun),
            change(row=4, place="岩脚小学", until=date(2026, 9, 30), ending=PostEnd.RETIRED),
        ),
    )
    for sheet in sheets:
        first = take(session, sheet)
        assert first.counts.new == 1
        again = look(session, sheet)
        assert not again.counts.moves, again.plan.found
        assert {line.reason for line in again.plan.found.parked} == {TOLD_TWICE}


def test_new_place_keeps_the_duty_that_the_line_says(session: Session) -> None:
    hire(session)
    sheet = staff_sheet(colleague(place="岩脚小学", kind=None, duty="语文"))
    take(session, sheet)
    assert not look(session, sheet).counts.moves
    assert posts(session)[-1][0] == "岩脚小学语文"
