from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from desktop.core.errors import AccessRefusedError, ClosedMonthError, NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind, Role, Stage
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.rosters.export import write_export
from desktop.rosters.sheets import sheet_kind
from desktop.services import exports
from desktop.services.enrolment import class_label
from desktop.services.events import NewEvent, record
from desktop.services.imports.batches import preview
from desktop.services.imports.reading import context, open_workbook
from desktop.services.months import close
from desktop.services.people import Lacking, PupilList, PupilOrder, PupilQuery, classes, pupils
from desktop.services.people import pupil as one
from desktop.services.standards import MEALS, NewStandard, add_local, load_shipped, standard_on
from tests.services.rosters import (
    ID_A,
    OCTOBER,
    SEPTEMBER,
    as_role,
    meal_days,
    meals,
    pupil,
    roster,
    school_class,
    students,
    take,
)
from tests.services.schools import NUMBER, school_of

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session


@pytest.fixture
def school(session: Session) -> Session:
    return school_of(
        session,
        pupil("单雄信", 3, school_class=school_class(1, 1)),
        pupil("阿卜来提·如则托合提", 4, school_class=school_class(3, 2)),
        pupil("王芳", 5, school_class=None),
    )


def found(session: Session, text: str, **more: object) -> list[str]:
    return [line.name for line in pupils(session, PupilQuery(text, **more)).lines]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张", ["张小红"]),
        ("小红", ["张小红"]),
        ("zhangx", ["张小红"]),
        ("zxh", ["张小红"]),
        ("shan", ["单雄信"]),
        ("如则", ["阿卜来提·如则托合提"]),
        (ID_A.lower(), ["张小红"]),
        (NUMBER.lower(), ["张小红"]),
        ("0007", ["张小红"]),
        ("007", []),
        ("%", []),
        ("没有", []),
    ],
)
def test_pupils_are_found_by_name_sound_and_whole_numbers(
    school: Session, text: str, names: list[str]
) -> None:
    assert found(school, text) == names


def test_list_is_sorted_and_paged_in_the_database(school: Session) -> None:
    everybody = ["单雄信", "张小红", "阿卜来提·如则托合提", "王芳"]
    assert found(school, "") == everybody
    page = pupils(school, PupilQuery(offset=1, limit=2))
    assert ([line.name for line in page.lines], page.total) == (everybody[1:3], 4)
    assert found(school, "", order=PupilOrder.NAME) == [
        "阿卜来提·如则托合提",
        "单雄信",
        "王芳",
        "张小红",
    ]


def test_lists_are_turned_round_and_sorted_by_what_is_known(school: Session) -> None:
    day_pupil = pupil("单雄信", 3, school_class=None, boarding=False)
    take(school, students(pupil(boarding=True, meal_plan=False), day_pupil))
    by = PupilOrder
    everybody = found(school, "")
    assert found(school, "", descending=True) == everybody[::-1]
    assert found(school, "", descending=True, offset=1, limit=2) == everybody[2:0:-1]
    assert found(school, "", order=by.BOARDING)[:2] == ["张小红", "单雄信"]
    assert found(school, "", order=by.MEALS)[0] == "张小红"
    (line,) = pupils(school, PupilQuery("王芳")).lines
    record(school, [NewEvent(line.student_id, EnrolmentKind.SUSPENDED, date(2026, 10, 9))])
    assert found(school, "", order=by.STATE, present_only=False)[-1] == "王芳"


def test_filters_narrow_a_list(school: Session) -> None:
    take(school, students(pupil(boarding=True, meal_plan=True, id_number=ID_A)))
    assert found(school, "", boarding=True) == ["张小红"]
    assert found(school, "", boarding=False) == []
    assert found(school, "", meals=True) == ["张小红"]
    assert "张小红" not in found(school, "", lacking=Lacking.ID_NUMBER)
    assert "张小红" not in found(school, "", lacking=Lacking.STUDENT_NUMBER)
    assert "张小红" not in found(school, "", lacking=Lacking.GUARDIAN)
    assert found(school, "", lacking=Lacking.SCHOOL_CLASS) == ["王芳"]
    (line,) = pupils(school, PupilQuery("王芳")).lines
    record(school, [NewEvent(line.student_id, EnrolmentKind.LEFT, date(2026, 10, 9))])
    left = frozenset({EnrolmentKind.LEFT})
    assert found(school, "", states=left) == ["王芳"]
    assert found(school, "芳", states=left) == ["王芳"]
    assert [choice.label for choice in classes(school)] == ["一年级1班", "三年级1班", "三年级2班"]
    assert not PupilQuery(order=PupilOrder.NAME, offset=9).narrowed
    assert PupilQuery("张").narrowed


@pytest.mark.parametrize("order", PupilOrder)
@pytest.mark.parametrize("text", ["", "王"])
def test_pages_in_any_order_make_the_whole_list(
    session: Session, order: PupilOrder, text: str
) -> None:
    take(
        session,
        students(
            *(
                pupil(f"王{chr(0x4E00 + n)}", 2 + n, school_class=school_class(1 + n % 3, 1))
                for n in range(60)
            )
        ),
    )
    for descending in (False, True):
        query = PupilQuery(text, order=order, descending=descending)
        whole = PupilList(session, query).page(0, 100).lines
        assert len({line.student_id for line in whole}) == 60
        walk = PupilList(session, query)
        parts = [line for offset in range(0, 63, 7) for line in walk.page(offset, 7).lines]
        assert parts == list(whole)


def test_record_hides_what_is_private(school: Session) -> None:
    (line,) = pupils(school, PupilQuery("张小红")).lines
    words = repr(one(school, line.student_id))
    assert not any(secret in words for secret in (ID_A, NUMBER, "13800001234", "2016, 3"))
    assert "父亲" in words
    with pytest.raises(NotFoundError):
        one(school, school.unit_id)


def test_class_filters_and_leavers_are_left_out(school: Session) -> None:
    (line,) = pupils(school, PupilQuery("张小红")).lines
    record(school, [NewEvent(line.student_id, EnrolmentKind.LEFT, date(2026, 10, 1))])
    assert found(school, "张小红") == []
    assert found(school, "张小红", present_only=False) == ["张小红"]
    assert found(school, "", class_id=school.unit_id) == []


def test_classes_move_up_by_themselves_and_keep_their_year_when_they_leave() -> None:
    label = class_label
    assert label(Stage.PRIMARY, 2024, 1, "", date(2026, 9, 1)) == "三年级1班"
    assert label(Stage.PRIMARY, 2024, 1, "", date(2026, 8, 31)) == "二年级1班"
    assert label(Stage.PRIMARY, 2014, 1, "", date(2026, 9, 1)) == "2014级1班"
    assert label(Stage.PRESCHOOL, 2010, 0, "向日葵班", date(2026, 9, 1)) == "2010级向日葵班"


def test_pupil_of_a_class_that_has_left_its_stage_is_exported_without_it(session: Session) -> None:
    take(session, students(pupil(school_class=school_class(6, 1))), on=date(2020, 9, 1))
    (row,) = exports.rows(session, "students")
    assert row.school_class is None


def test_exported_meal_days_differ_in_nothing(school: Session) -> None:
    take(school, meal_days(meals(), meals("王芳", 5, school_class=None, present_days=None)))
    out = exports.rows(school, "meal-days", OCTOBER)
    seen = preview(school, roster("meal-days", out, OCTOBER))
    assert (seen.counts.same, seen.counts.parked) == (2, 0)
    with pytest.raises(SchoolError, match="--month"):
        exports.rows(school, "meal-days")


def test_auditor_carries_no_whole_numbers_away(school: Session) -> None:
    auditor = as_role(school, Role.AUDITOR)
    with pytest.raises(AccessRefusedError):
        exports.rows(auditor, "students")
    with pytest.raises(AccessRefusedError):
        exports.prefilled(auditor, OCTOBER)


def test_prefilled_days_are_those_on_which_the_pupil_was_there(school: Session) -> None:
    (line,) = pupils(school, PupilQuery("张小红")).lines
    (other,) = pupils(school, PupilQuery("单雄信")).lines
    record(
        school,
        [
            NewEvent(line.student_id, EnrolmentKind.SUSPENDED, date(2026, 10, 12)),
            NewEvent(line.student_id, EnrolmentKind.RESUMED, date(2026, 10, 26)),
            NewEvent(other.student_id, EnrolmentKind.LEFT, date(2026, 10, 12)),
        ],
    )
    # A pupil who only changed the class was there all the time.
    take(
        school, students(pupil("王芳", 5, birth=date(2017, 1, 1), school_class=school_class(3, 2)))
    )
    days = {row.name: row.present_days for row in exports.prefilled(school, OCTOBER)}
    whole = days["阿卜来提·如则托合提"]
    assert whole is not None
    assert days["王芳"] == whole
    # The national holiday ends on 7 October; 10 October is worked in its place.
    assert days["单雄信"] == 3
    assert days["张小红"] == 3 + 5
    assert all(row.meal_days is None for row in exports.prefilled(school, OCTOBER))


def test_standard_of_the_county_goes_first_and_each_has_its_days(session: Session) -> None:
    day = date(2026, 11, 1)

    def local(stage: Stage | None, amount: str) -> NewStandard:
        return NewStandard(
            MEALS, "县定", Money.of(amount), "元/生·天", day, "平教〔2026〕1号", stage
        )

    add_local(session, local(None, "6"))
    add_local(session, local(Stage.JUNIOR, "7"))
    with pytest.raises(SchoolError, match="已经有"):
        add_local(session, local(Stage.JUNIOR, "8"))
    with pytest.raises(SchoolError, match="负数"):
        add_local(session, local(Stage.SENIOR, "-1"))
    with pytest.raises(AccessRefusedError):
        add_local(as_role(session, Role.CLERK), local(Stage.SENIOR, "1"))
    with session.store.read() as connection:
        amounts = [
            standard_on(connection, MEALS, when, stage).amount
            for when, stage in (
                (date(2026, 10, 31), None),
                (day, Stage.PRIMARY),
                (day, Stage.JUNIOR),
            )
        ]
        assert amounts == [Money.of("5"), Money.of("6"), Money.of("7")]
        with pytest.raises(NotFoundError, match="小学"):
            standard_on(connection, MEALS, date(1990, 1, 1), Stage.PRIMARY)


def test_standard_may_not_reach_into_a_closed_month(session: Session) -> None:
    take(session, students(pupil()))
    take(session, meal_days(meals()))
    close(session, OCTOBER)
    for month, refused in ((SEPTEMBER, True), (OCTOBER, True), (Month(2026, 11), False)):
        new = NewStandard(MEALS, "县定", Money.of("6"), "元/生·天", month.first, "号")
        if refused:
            with pytest.raises(ClosedMonthError, match="已经结账"):
                add_local(session, new)
        else:
            add_local(session, new)


def test_shipped_standards_are_loaded_once(session: Session) -> None:
    assert session.write("standards", load_shipped) == 0


def test_cells_are_read_as_the_school_counts(session: Session) -> None:
    rules = context(session).rules
    assert (rules.entry_grade, rules.school_year and rules.school_year.start) == (1, 2026)
    early = context(session, date(2025, 10, 1)).rules.school_year
    assert early is not None
    assert early.start == 2025


def test_workbook_is_read_as_the_unit_counts(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    write_export(path, sheet_kind("students"), (pupil(),))
    assert take(session, open_workbook(session, path, "students")).counts.new == 1
