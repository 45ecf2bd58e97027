"""Choices of a new year, a canteen's day in words, kept imports, and lists of all schools."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from desktop.core.canteen import Operation, Sitting
from desktop.core.canteen_day import DayPart
from desktop.core.changes import Book, Changes
from desktop.core.grades import ClassName, Grade
from desktop.core.labels import EnrolmentKind, Stage
from desktop.core.lists import ListTopic
from desktop.core.school_days import DayState
from desktop.core.terms import Month, SchoolYear
from desktop.rosters.kept import KeptFile
from desktop.services.attendance.recording import DayRoll, record
from desktop.services.canteen.canteens import CanteenLine
from desktop.services.canteen.day_parts import (
    CanteenDay,
    Companion,
    Eaters,
    SittingDay,
    Unserved,
    Waiting,
)
from desktop.services.classes import classes_on
from desktop.services.county_classes import CountyClass, RollSeen
from desktop.services.life.rollover_plan import Choices, Fate, RolloverLine, Standing
from desktop.services.life.year_changes import ChangeKind, YearChange
from desktop.services.life.year_roll import ClassKnown, PupilKnown, YearRoll
from desktop.services.units import units
from desktop.views.canteen.day.words import day_words, quiet_words, sitting_lines
from desktop.views.canteen.places import Doing
from desktop.views.enrolment.rollover_choosing import (
    Begun,
    Choosing,
    ClassSeen,
    next_class,
    old_label,
    opened,
    seen,
    targets,
)
from desktop.views.importing.county.keeping import (
    PREFIX,
    CountyKeeping,
    KeptCounty,
    KeptRow,
    KeptSheet,
    found_files,
    read_county,
)
from desktop.views.importing.taking import Purpose
from desktop.views.people.county.absences import CountyAbsencesPanel, RunSource
from desktop.views.people.county.classes import (
    CountyClassesPanel,
    CountyClassSource,
    RollFilter,
    roll_chip,
)
from desktop.views.people.county.staff import CountyStaffPanel
from desktop.views.tables import Tone
from tests.services.counties import add_school, at_bureau
from tests.services.staff_rosters import hire
from tests.views.canteen.moneys import rest
from tests.views.fakes import at_the_books
from tests.views.people.test_county_lists import FRIDAY, column, fill, shown, stay_away, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QComboBox
    from pytestqt.qtbot import QtBot

    from desktop.services.session import Session
    from desktop.views.desk import Desk

YEAR = SchoolYear(2026)
DAY = date(2026, 10, 14)
THIRD, LAST, ELDER = UUID(int=1), UUID(int=2), UUID(int=3)


def primary(number: int) -> Grade:
    return Grade(Stage.PRIMARY, number)


def usual(year: SchoolYear = YEAR) -> Choices:
    return Choices(year, date(year.start, 7, 1), frozenset({primary(6)}))


def stands(number: int, name: str, class_id: UUID | None) -> PupilKnown:
    since = date(2025, 9, 1)
    standing = Standing(UUID(int=number), name, EnrolmentKind.ENROLLED, since, class_id)
    return PupilKnown(standing, None, "")


def begun(year: SchoolYear = YEAR) -> Begun:
    """Classes of the third and the sixth grade, and one that has left its stage."""
    classes = (
        ClassKnown(THIRD, "三年级1班", primary(3)),
        ClassKnown(LAST, "六年级1班", primary(6)),
        ClassKnown(ELDER, "2017级1班", None),
    )
    pupils = (stands(11, "赵甲", THIRD), stands(12, "钱乙", LAST), stands(13, "孙丙", None))
    keys = {
        THIRD: (Stage.PRIMARY, 2023, 1, ""),
        LAST: (Stage.PRIMARY, 2020, 1, ""),
        ELDER: (Stage.PRIMARY, 2017, 1, ""),
    }
    return Begun(usual(year), YearRoll(classes, pupils, keys))


def started() -> Choosing:
    choosing = Choosing()
    choosing.start(begun())
    return choosing


def room(known: ClassKnown | None, *ends: tuple[str, Fate]) -> ClassSeen:
    pupils = tuple(
        (
            stands(20 + at, f"学生{at}", known.class_id if known else None),
            RolloverLine(UUID(int=20 + at), f"学生{at}", fate, "", words),
        )
        for at, (words, fate) in enumerate(ends)
    )
    return ClassSeen(known, pupils, None)


def test_nothing_can_be_chosen_or_put_aside_before_a_year_is_begun() -> None:
    choosing = Choosing()
    assert choosing.prepared(2) is None
    assert choosing.read_class("三年级1班") is None
    with pytest.raises(ValueError, match="no rollover was begun"):
        _ = choosing.whole
    assert seen(choosing) == ()
    assert targets(choosing) == ()
    class_ = ClassKnown(THIRD, "三年级1班", primary(3))
    assert next_class(choosing, room(class_)) is None
    assert old_label(room(class_, ("四年级1班", Fate.PROMOTED)), choosing) == "三年级1班"


def test_grades_of_the_ending_year_are_those_of_its_classes() -> None:
    assert begun().grades == (primary(3), primary(6))


def test_changes_stay_in_the_same_year_and_go_with_another() -> None:
    choosing = started()
    choosing.add([YearChange(ChangeKind.REPEAT, UUID(int=11))])
    choosing.start(begun())
    assert list(choosing.changes) == [UUID(int=11)]
    choosing.start(begun(SchoolYear(2027)))
    assert choosing.changes == {}


def test_a_change_takes_the_place_of_another_about_the_same_pupil() -> None:
    choosing = started()
    choosing.ready = True
    who = UUID(int=11)
    choosing.add([YearChange(ChangeKind.REPEAT, who)])
    assert not choosing.ready
    assert choosing.whole.repeaters == {who}
    target = ClassName(primary(4), 2)
    choosing.add([YearChange(ChangeKind.MOVE, who, target)])
    assert (choosing.whole.repeaters, choosing.whole.moves) == (frozenset(), {who: target})
    choosing.ready = True
    choosing.drop([who, UUID(int=99)])
    assert (choosing.changes, choosing.ready) == ({}, False)


def test_what_was_put_aside_goes_on_without_changes_about_nobody() -> None:
    choosing = started()
    new = ClassName(primary(1), 1)
    choosing.add([YearChange(ChangeKind.REPEAT, UUID(int=n)) for n in (11, 98)])
    choosing.add([YearChange(ChangeKind.OPEN, target=new)])
    choosing.ready = True
    prepared = choosing.prepared(2)
    assert prepared is not None
    assert (prepared.year, prepared.place, prepared.ready) == (2026, 2, True)
    again = Choosing()
    assert again.go_on(begun(), prepared) == 1
    assert set(again.changes) == {UUID(int=11), new}
    assert again.ready
    assert opened(again) == [new]


def test_classes_are_seen_with_what_becomes_of_their_pupils() -> None:
    rooms = seen(started())
    assert [one.label for one in rooms] == ["三年级1班", "六年级1班", "未分班"]
    assert rooms[0].becomes == "四年级1班"
    assert rooms[1].becomes == "毕业"
    assert not rooms[0].changed


def test_a_class_with_somebody_who_repeats_is_marked_as_changed() -> None:
    choosing = started()
    choosing.add([YearChange(ChangeKind.REPEAT, UUID(int=11))])
    assert [one.changed for one in seen(choosing)] == [True, False, False]


def test_new_class_is_numbered_behind_those_that_there_will_be() -> None:
    choosing = started()
    assert targets(choosing) == (ClassName(primary(4), 1),)
    third, last, nowhere = seen(choosing)
    assert next_class(choosing, third) == ClassName(primary(4), 2)
    choosing.add([YearChange(ChangeKind.OPEN, target=ClassName(primary(4), 2))])
    assert next_class(choosing, third) == ClassName(primary(4), 3)
    assert next_class(choosing, last) is None
    assert next_class(choosing, nowhere) is None


def test_class_that_nobody_is_in_is_no_target() -> None:
    choosing = started()
    first = begun()
    keys = {**first.roll.keys, UUID(int=4): (Stage.PRIMARY, 2024, 1, "")}
    choosing.start(replace(first, roll=replace(first.roll, keys=keys)))
    assert targets(choosing) == (ClassName(primary(4), 1),)


def test_old_class_is_named_with_what_it_becomes() -> None:
    choosing = started()
    third, last, nowhere = seen(choosing)
    assert old_label(third, choosing) == "三年级1班 → 四年级1班"
    assert old_label(last, choosing) == "六年级1班 → 毕业"
    assert old_label(nowhere, choosing) == "未分班"
    elder = ClassKnown(ELDER, "外", None)
    assert old_label(room(elder), choosing) == "2017级1班"
    most = (("四年级2班", Fate.MOVED), ("四年级1班", Fate.PROMOTED), ("四年级1班", Fate.PROMOTED))
    assert room(elder, *most).becomes == "四年级1班"


CANTEEN = CanteenLine(
    *(UUID(int=5), UUID(int=6), "学生食堂", Operation.SELF_RUN, "", None),
    *(date(2026, 9, 1), date(2026, 12, 31)),
)


def a_day(day: date = DAY, *, writable: bool = True, **more: Any) -> CanteenDay:  # noqa: ANN401
    values: dict[str, Any] = {"state": DayState.LESSONS, "unserved": (), **more}
    return CanteenDay(
        *(CANTEEN, day, DAY), writable=writable, sittings=(), waiting=Waiting(), **values
    )


def test_quiet_day_says_why_there_is_nothing_to_do() -> None:
    before, behind = date(2026, 8, 31), date(2027, 1, 1)
    assert quiet_words(a_day(before)) == "学生食堂的账从 2026-09-01 开始，这一天还没有账。"
    assert quiet_words(a_day(behind)) == "学生食堂的账到 2026-12-31 为止，这一天没有账。"
    closed = a_day(unserved=(Unserved(Sitting.LUNCH, "停电"),))
    assert quiet_words(closed) == "这一天没有开餐。"
    weekend = a_day(date(2026, 10, 17), state=DayState.WEEKEND)
    assert quiet_words(weekend) == "这一天周末，食堂不开餐，没有要办的。"
    assert day_words(weekend) == "星期六 · 周末"


def test_last_and_first_day_of_the_accounts_are_inside() -> None:
    for day in (date(2026, 9, 1), date(2026, 12, 31)):
        assert "食堂不开餐" in quiet_words(a_day(day))


def sitting(**more: Any) -> SittingDay:  # noqa: ANN401 - any part of it
    values: dict[str, Any] = {
        "ahead": False,
        "plan": None,
        "eaters": Eaters(False, 0, 0, 0, 0),  # noqa: FBT003
        "issued": (),
        "samples": (),
        "companions": (),
        **more,
    }
    return SittingDay(Sitting.LUNCH, **values)


def menu_of(*names: str) -> Any:  # noqa: ANN401 - of a plan only the dishes
    dishes = [SimpleNamespace(dish=SimpleNamespace(name=name)) for name in names]
    return SimpleNamespace(dishes=dishes, lines=(), unweighed=(), cooked_for=0)


def sample(dish: str, gone: datetime | None = None) -> Any:  # noqa: ANN401 - parts of a sample
    until = datetime(2026, 10, 16, 4, 0, tzinfo=UTC)
    return SimpleNamespace(dish=dish, disposed_at=gone, may_go_at=until)


def words_of(one: SittingDay, part: DayPart) -> str:
    lines = sitting_lines(a_day(), one, writes=True)
    return next(line.words for line in lines if line.title == part.label)


def test_samples_say_what_is_missing_and_until_when_they_are_kept() -> None:
    gone = datetime(2026, 10, 17, tzinfo=UTC)
    plan = menu_of("米饭", "肉丝")
    part = DayPart.SAMPLES
    assert words_of(sitting(plan=plan), part) == "还没有留样，要留 2 样"
    some = sitting(plan=plan, samples=(sample("米饭"),))
    assert words_of(some, part) == "已留 1 样：米饭；没有留：肉丝"
    away = sitting(plan=plan, samples=(sample("米饭", gone), sample("肉丝", gone)))
    assert words_of(away, part) == "已留 2 样：米饭、肉丝；已销样"
    kept = sitting(plan=plan, samples=(sample("米饭", gone), sample("肉丝")))
    assert words_of(kept, part) == "已留 2 样：米饭、肉丝；留到 10-16 12:00"


def test_who_may_only_look_is_offered_nothing_that_is_still_open() -> None:
    looked = sitting_lines(a_day(), sitting(), writes=False)
    assert [line.action for line in looked] == [""] * 5
    assert all(line.place is None for line in looked)
    closed = sitting_lines(a_day(writable=False), sitting(), writes=True)
    assert [line.action for line in closed] == [""] * 5
    entered = sitting_lines(a_day(), sitting(), writes=True)
    assert [line.action for line in entered] == [
        *("写食谱", "登记人数", "登记出库", "登记留样", "登记陪餐"),
    ]


def test_shared_meal_that_has_found_something_is_looked_at_first() -> None:
    one = sitting(companions=(Companion("王校长", unpaid=True, open_problem="汤凉"),))
    line = sitting_lines(a_day(), one, writes=True)[-1]
    assert line.words == "王校长（未缴费）：发现“汤凉”，还没有写处理结果"
    assert line.action == "看陪餐"
    assert line.place is not None
    assert (line.place.doing, line.place.enter) == (Doing.COMPANION, False)


class KnownDrafts:
    """Drafts that are simply there, and the copy of files that lies with them."""

    def __init__(self, copy: bytes | None = None, **values: Mapping[str, Any]) -> None:
        self.values = {PREFIX + name: dict(one) for name, one in values.items()}
        self.content, self.asked = copy, 0

    def find(self, name: str) -> Mapping[str, Any] | None:
        return self.values.get(name)

    def forget(self, name: str) -> None:
        del self.values[name]

    def copy(self, _name: str) -> bytes | None:
        self.asked += 1
        return self.content


def kept(*files: tuple[str, str], kind: str = "students", **more: Any) -> KeptCounty:  # noqa: ANN401
    values: dict[str, Any] = {"month": None, "paths": (), "said": {}, "place": 1, **more}
    return KeptCounty(kind=kind, files=files, **values)


def plain_kept(kind: str = "students") -> dict[str, Any]:
    return {"kind": kind, "month": None, "paths": [], "files": [], "said": {}, "place": 1}


def packed(*contents: bytes, first: str = "0") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for at, content in enumerate(contents):
            archive.writestr(first if at == 0 else str(at), content)
    return target.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_kept_sheets_and_rows_say_what_the_person_said() -> None:
    whole = kept(
        sheets=(
            KeptSheet("a.xlsx", "一", read=False),
            KeptSheet("a.xlsx", "二", read=True, sheet="二班", header_row=3),
        ),
        rows=(KeptRow("a.xlsx", "二", 7, "skip"),),
    )
    path = Path("a.xlsx")
    assert whole.corrections[path, "一"] is None
    choices = whole.corrections[path, "二"]
    assert choices is not None
    assert (choices.sheet, choices.header_row) == ("二班", 3)
    assert whole.decided == {(path, "二", 7): "skip"}


def test_purpose_of_a_kept_import_is_known_only_for_known_sheets() -> None:
    assert kept(kind="no-such-sheet").purpose is None
    known = kept(month=Month(2026, 10).number, topic=ListTopic.LOW_INCOME).purpose
    assert known is not None
    assert (known.county, known.month) == (True, Month(2026, 10))
    assert known.listed is not None
    assert known.listed.topic is ListTopic.LOW_INCOME
    plain = kept().purpose
    assert plain is not None
    assert (plain.month, plain.listed) == (None, None)


@pytest.mark.parametrize(
    "values", [{"kind": 5}, plain_kept("no-such-sheet"), {**plain_kept(), "month": "十月"}]
)
def test_draft_of_another_time_is_let_go_of(values: dict[str, Any]) -> None:
    drafts: Any = KnownDrafts(students=values)
    keeping = CountyKeeping(drafts, Purpose())
    assert keeping.name == PREFIX + "students"
    assert keeping.find() is None
    assert drafts.values == {}


def test_draft_that_this_program_knows_is_found_and_stays() -> None:
    drafts: Any = KnownDrafts(students=plain_kept())
    found = CountyKeeping(drafts, Purpose()).find()
    assert found == kept()
    assert list(drafts.values) == [PREFIX + "students"]
    assert read_county(drafts, "other/students") is None


def test_files_that_are_still_what_was_read_need_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "安宁小学.xlsx"
    path.write_bytes(b"one")
    files: Any = KnownDrafts()
    found = found_files(files, "x", kept((str(path), digest(b"one"))))
    assert (found.sources, found.sentence, found.same) == ((path,), "", True)
    assert files.asked == 0


def test_changed_file_is_taken_from_the_copy_and_said(tmp_path: Path) -> None:
    path = tmp_path / "安宁小学.xlsx"
    path.write_bytes(b"changed")
    files: Any = KnownDrafts(packed(b"one"))
    found = found_files(files, "x", kept((str(path), digest(b"one"))))
    (source,) = found.sources
    assert isinstance(source, KeptFile)
    assert source.content == b"one"
    assert found.same
    assert found.sentence.startswith("有 1 个原来的文件找不到或后来改过（安宁小学.xlsx）。")


@pytest.mark.parametrize("copy", [None, b"no archive", packed(b"one", first="名册")])
def test_files_without_a_whole_copy_are_lost(tmp_path: Path, copy: bytes | None) -> None:
    names = [f"{at}.xlsx" for at in range(4)]
    lines = [(str(tmp_path / name), digest(b"one")) for name in names]
    files: Any = KnownDrafts(copy)
    found = found_files(files, "x", kept(*lines))
    assert (found.sources, found.same) == ((), False)
    assert "有 4 个文件找不到或后来改过（0.xlsx、1.xlsx、2.xlsx 等）" in found.sentence
    assert files.asked == 1


def test_folder_that_is_gone_is_asked_for_before_anything_was_read(tmp_path: Path) -> None:
    files: Any = KnownDrafts()
    there = found_files(files, "x", kept(paths=(str(tmp_path),)))
    assert (there.sentence, there.same) == ("", True)
    gone = found_files(files, "x", kept(paths=(str(tmp_path), str(tmp_path / "no"))))
    assert not gone.same
    assert gone.sentence.startswith("找不到上次选的文件或文件夹")


def a_class(roll: RollSeen | None, state: DayState = DayState.LESSONS) -> CountyClass:
    return CountyClass(
        *(UUID(int=7), "安宁小学", THIRD, "三年级1班", Stage.PRIMARY, 40, ""), state, roll
    )


def test_roll_of_a_class_is_told_by_what_it_lacks() -> None:
    def chip(line: CountyClass) -> tuple[str, Tone]:
        made = roll_chip(line)
        return made.words, made.tone

    assert chip(a_class(None)) == ("未点名", Tone.PLAIN)
    assert chip(a_class(None, DayState.WEEKEND)) == ("周末", Tone.PLAIN)
    assert chip(a_class(RollSeen(2, 3, "王老师"))) == ("3人未登记", Tone.CARE)
    assert chip(a_class(RollSeen(2, 0, "王老师"))) == ("缺2人", Tone.CARE)
    assert chip(a_class(RollSeen(0, 0, "王老师"))) == ("全到", Tone.GOOD)


def test_rolls_are_filtered_by_how_they_stand() -> None:
    due, full, lacking = (
        a_class(None),
        a_class(RollSeen(0, 0, "王老师")),
        a_class(RollSeen(1, 0, "王老师")),
    )
    free = a_class(None, DayState.WEEKEND)
    lines = (due, full, lacking, free)
    assert [RollFilter.DUE.takes(line) for line in lines] == [True, False, False, False]
    assert [RollFilter.CALLED.takes(line) for line in lines] == [False, True, True, False]
    assert [RollFilter.ABSENT.takes(line) for line in lines] == [False, False, True, False]


@pytest.fixture
def county(empty_desk: Desk) -> Desk:
    """A bureau with two schools that have pupils and staff."""
    desk = replace(empty_desk, session=at_bureau(empty_desk.session))
    at_the_books(lambda: fill(desk.session))
    return desk


def school_of(session: Session, name: str) -> Session:
    line = next(unit for unit in units(session) if unit.name == name)
    return session.in_unit(line.unit_id, line.name)


def moved(desk: Desk, book: Book) -> None:
    """Tell the open pages that a book was written."""
    desk.refresh.announce(Changes(frozenset({book})))


def offered(choice: QComboBox) -> list[str]:
    return [choice.itemText(at) for at in range(choice.count())]


@pytest.mark.gui
def test_staff_who_were_hired_meanwhile_are_listed_and_the_record_read_again(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "staff").panel
    assert isinstance(panel, CountyStaffPanel)
    qtbot.waitUntil(lambda: column(panel.view, 1) == ["王建国", "孙丙"])
    at_the_books(lambda: hire(school_of(county.session, "新红小学"), "周己"))
    moved(county, Book.PEOPLE)
    qtbot.waitUntil(lambda: sorted(column(panel.view, 1)) == ["周己", "孙丙", "王建国"])
    panel.view.grid.go_to(0)
    qtbot.waitUntil(lambda: panel.room.pane is not None and "王建国" in told(panel.room.pane))
    at_the_books(lambda: add_school(county.session, "13", "白云小学"))
    moved(county, Book.UNITS)
    choice = panel.filters.school
    assert choice is not None
    qtbot.waitUntil(lambda: "白云小学" in offered(choice))
    assert panel.room.pane is not None
    rest(qtbot, county)
    assert "王建国" in told(panel.room.pane)


@pytest.mark.gui
def test_staff_rosters_are_asked_for_and_other_records_open_nothing(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "staff").panel
    assert isinstance(panel, CountyStaffPanel)
    rest(qtbot, county)
    panel.show_record("staff")
    assert panel.room.pane is None
    panel.importing.disconnect()
    with qtbot.waitSignal(panel.importing) as asked:
        panel.do_primary()
    assert asked.args == ["staff"]
    rest(qtbot, county)


@pytest.mark.gui
def test_classes_are_narrowed_to_a_school_and_follow_the_roll(qtbot: QtBot, county: Desk) -> None:
    panel = shown(qtbot, county, "classes").panel
    assert isinstance(panel, CountyClassesPanel)
    panel.filters.day.set_value(FRIDAY)
    qtbot.waitUntil(lambda: column(panel.view, 3) == ["未点名", "全到", "未点名"])
    panel.filters.only.set_value(RollFilter.DUE)
    qtbot.waitUntil(lambda: column(panel.view, 3) == ["未点名"] * 2)
    choice = panel.filters.school
    qtbot.waitUntil(lambda: "新红小学" in offered(choice))
    choice.setCurrentIndex(choice.findText("新红小学"))
    qtbot.waitUntil(lambda: column(panel.view, 0) == ["新红小学"])
    panel.view.grid.go_to(0)
    assert panel.room.pane is not None

    def call() -> None:
        school = school_of(county.session, "新红小学")
        (line,) = classes_on(school)
        record(school, [DayRoll(line.class_id, FRIDAY, {})])
        add_school(county.session, "13", "白云小学")

    rest(qtbot, county)
    at_the_books(call)
    moved(county, Book.ATTENDANCE)
    qtbot.waitUntil(lambda: column(panel.view, 0) == [])
    qtbot.waitUntil(lambda: "白云小学" in offered(choice))
    assert choice.currentText() == "新红小学"
    rest(qtbot, county)


@pytest.mark.gui
def test_classes_are_sorted_and_a_day_half_typed_changes_nothing(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "classes").panel
    assert isinstance(panel, CountyClassesPanel)
    qtbot.waitUntil(lambda: len(column(panel.view, 0)) == 3)
    rest(qtbot, county)
    source = CountyClassSource(county.session, FRIDAY)
    job: Any = SimpleNamespace(progress=SimpleNamespace(step=lambda _words: None))

    def sorted_by(sort: str | None, *, descending: bool = False) -> list[CountyClass]:
        page = source.page(job, sort, descending=descending, offset=0, limit=10)
        return list(page.rows)

    first, again = at_the_books(
        lambda: (sorted_by("pupils", descending=True), sorted_by("teacher", descending=True))
    )
    assert [line.pupils for line in first] == [2, 1, 1]
    assert [line.teacher for line in again] == ["王建国", "", ""]
    told_: list[None] = []
    panel.filters.changed.connect(lambda: told_.append(None))
    panel.filters.day.setText("2026-1")
    assert panel.filters.day.value() is None
    panel.filters.day.changed.emit()
    assert told_ == []
    panel.view.selected.emit(None)
    assert panel.room.pane is None
    at_the_books(lambda: add_school(county.session, "13", "白云小学"))
    moved(county, Book.UNITS)
    qtbot.waitUntil(lambda: "白云小学" in offered(panel.filters.school))
    assert panel.room.pane is None
    rest(qtbot, county)


@pytest.mark.gui
def test_absences_are_sorted_and_read_again_when_rolls_are_called(
    qtbot: QtBot, county: Desk
) -> None:
    panel = shown(qtbot, county, "attendance").panel
    assert isinstance(panel, CountyAbsencesPanel)
    rest(qtbot, county)
    assert column(panel.view, 0) == []
    at_the_books(lambda: stay_away(county.session))
    moved(county, Book.ATTENDANCE)
    qtbot.waitUntil(lambda: column(panel.view, 2) == ["钱乙"])
    panel.view.selected.emit(None)
    assert panel.room.pane is None
    panel.view.grid.go_to(0)
    qtbot.waitUntil(lambda: panel.room.pane is not None and "钱乙" in told(panel.room.pane))
    at_the_books(lambda: add_school(county.session, "13", "白云小学"))
    moved(county, Book.UNITS)
    qtbot.waitUntil(lambda: "白云小学" in offered(panel.filters.school))
    rest(qtbot, county)
    source = RunSource(county.session, 1, None)
    job: Any = SimpleNamespace(progress=SimpleNamespace(step=lambda _words: None))

    def names(sort: str, *, descending: bool) -> list[str]:
        page = source.page(job, sort, descending=descending, offset=0, limit=10)
        assert page.foot is not None
        assert page.foot["学校"] == "2 所"
        return [run.name for run in page.rows]

    up, down = at_the_books(
        lambda: (names("unexcused", descending=False), names("unexcused", descending=True))
    )
    assert (up, down) == (["赵甲", "钱乙"], ["钱乙", "赵甲"])
    rest(qtbot, county)
