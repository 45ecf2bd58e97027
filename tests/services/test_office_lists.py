"""Lists of other offices in the books: taken in, replaced, taken back, looked at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import HouseholdCategory, Sex
from desktop.core.lists import ListSource, ListTopic
from desktop.core.names import name_key
from desktop.core.progress import Progress
from desktop.core.terms import Month
from desktop.rosters.export import write_export
from desktop.rosters.office_lists import HOUSEHOLDS, ListRow
from desktop.rosters.sheets import sheet_kind
from desktop.services.exports import rows as exported
from desktop.services.imports.batches import Decisions, apply, preview, undo
from desktop.services.imports.lines import Fate, lines_of
from desktop.services.imports.lists import GONE
from desktop.services.imports.plan import Listed
from desktop.services.imports.reading import open_workbook
from desktop.services.lists import entries, find_list, remove_list, stored_list, stored_lists
from desktop.services.verification import check_all
from tests.services.rosters import ID_A, ID_B, ID_C, dump, roster

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.rosters.results import RosterResult
    from desktop.services.imports.batches import Receipt
    from desktop.services.session import Session

BIRTH = date(2016, 3, 7)
LOW = Listed(ListTopic.LOW_INCOME, day=date(2026, 9, 30))


def listed(name: str = "张小红", row: int = 2, **values: Any) -> ListRow:  # noqa: ANN401 - fields
    blank: dict[str, Any] = dict.fromkeys(ListRow.__struct_fields__) | {"row": row, "name": name}
    return ListRow(**(blank | {"name_key": name_key(name)} | values))


def sheet(*rows: ListRow, kind: str = "households", title: str = "") -> RosterResult[Any]:
    found = roster(kind, rows)
    object.__setattr__(found, "title", title)
    return found


def take(session: Session, rows: RosterResult[Any], told: Listed | None = LOW) -> Receipt:
    return apply(session, preview(session, rows, Decisions(listed=told)))


def test_list_is_kept_as_it_came(session: Session) -> None:
    told = listed(id_number=ID_A, sex=Sex.FEMALE, village="上湾", head="张大山", relation="长女")
    receipt = take(session, sheet(told, listed("李小军", 3)))
    assert (receipt.batch, receipt.counts.new) == (1, 2)
    (known,) = stored_lists(session)
    assert (known.source, known.topic, known.people) == (ListSource.CIVIL, ListTopic.LOW_INCOME, 2)
    assert known.title == "民政·低保名单（2026-09-30）"
    page = entries(session, known.list_id)
    assert page.total == 2
    assert (page.lines[0].name, page.lines[0].id_masked, page.lines[0].village) == (
        "张小红",
        "110" + "*" * 11 + "001X",
        "上湾",
    )
    assert check_all(session, Progress()).whole


def test_same_list_again_changes_nothing(session: Session) -> None:
    rows = sheet(listed(id_number=ID_A), listed("李小军", 3, birth=date(2016, 1, 2)))
    take(session, rows)
    before = dump(session.store)
    again = take(session, rows)
    assert (again.batch, again.counts.same, again.counts.new) == (None, 2, 0)
    assert dump(session.store) == before


def test_newer_file_of_the_same_office_and_day_replaces_and_shows_what_is_other(
    session: Session,
) -> None:
    take(session, sheet(listed(id_number=ID_A, paper="D-1", village="上湾"), listed("李小军", 3)))
    newer = sheet(listed(id_number=ID_A, paper="D-2", village="下湾"), listed("王小兰", 3))
    seen = preview(session, newer, Decisions(listed=LOW))
    lines = lines_of(seen)
    assert [line.who for line in lines[Fate.NEW]] == ["王小兰"]
    changed, gone = lines[Fate.CHANGED]
    assert [(c.title, c.old, c.new) for c in changed.changes] == [
        ("村", "上湾", "下湾"),
        ("证书编号", "（不显示）", "（不显示）"),
    ]
    assert (gone.who, gone.reason) == ("李小军", GONE)
    apply(session, seen)
    (known,) = stored_lists(session)
    assert known.people == 2
    assert [line.name for line in entries(session, known.list_id).lines] == ["张小红", "王小兰"]


def test_list_of_another_day_stands_beside_it(session: Session) -> None:
    take(session, sheet(listed()))
    take(session, sheet(listed()), Listed(ListTopic.LOW_INCOME, day=date(2026, 10, 31)))
    assert [known.day for known in stored_lists(session)] == [date(2026, 10, 31), date(2026, 9, 30)]
    assert find_list(session, "低保").day == date(2026, 10, 31)
    assert find_list(session, "low_income@2026-09-30").day == date(2026, 9, 30)
    with pytest.raises(NotFoundError, match="mingce lists list"):
        find_list(session, "特困")


def test_undo_takes_a_list_back_and_a_replacement_too(session: Session) -> None:
    empty = dump(session.store)
    take(session, sheet(listed(id_number=ID_A), listed("李小军", 3)))
    first = dump(session.store)
    take(session, sheet(listed(id_number=ID_A, village="下湾"), listed("王小兰", 3)))
    undo(session, 2)
    assert dump(session.store) == first
    undo(session, 1)
    assert dump(session.store) == empty


def test_removed_list_takes_its_people_along(session: Session) -> None:
    before = dump(session.store)
    take(session, sheet(listed(), listed("李小军", 3)))
    (known,) = stored_lists(session)
    remove_list(session, known.list_id)
    assert dump(session.store) == before
    with pytest.raises(NotFoundError):
        stored_list(session, known.list_id)
    with pytest.raises(NotFoundError):
        entries(session, known.list_id)


@pytest.mark.parametrize(
    ("title", "topic", "day"),
    [
        ("平安乡2026年9月30日低保名单", ListTopic.LOW_INCOME, date(2026, 9, 30)),
        ("平安乡2026年9月特困供养人员", ListTopic.EXTREME_POVERTY, date(2026, 9, 1)),
        ("2026年2月31日脱贫户、监测户", ListTopic.MIXED, date(2026, 10, 31)),
    ],
)
def test_title_tells_what_nobody_says(
    session: Session, title: str, topic: ListTopic, day: date
) -> None:
    rows = sheet(listed(), title=title)
    if "9月特困" in title:
        object.__setattr__(rows, "month", Month(2026, 9))
    take(session, rows, None)
    (known,) = stored_lists(session)
    assert (known.topic, known.day) == (topic, day)


def test_lines_tell_what_no_title_does(session: Session) -> None:
    low = frozenset({HouseholdCategory.LOW_INCOME})
    take(session, sheet(listed(categories=low), listed("李小军", 3, categories=low)), None)
    more = listed("王小兰", 3, categories=frozenset({HouseholdCategory.DISABLED}))
    take(session, sheet(listed(categories=low), more), None)
    assert {known.topic for known in stored_lists(session)} == {
        ListTopic.LOW_INCOME,
        ListTopic.MIXED,
    }


def test_list_of_nobody_knows_what_is_refused(session: Session) -> None:
    with pytest.raises(SchoolError, match="看不出这是哪一种名单"):
        take(session, sheet(listed()), None)
    with pytest.raises(SchoolError, match="两种表"):
        take(session, sheet(listed()), Listed(ListTopic.SCHOOL_AGE))


def test_children_of_school_age_are_a_list_of_the_police(session: Session) -> None:
    take(session, sheet(listed(id_number=ID_A), kind="school-age"), None)
    (known,) = stored_lists(session)
    assert (known.source, known.topic) == (ListSource.POLICE, ListTopic.SCHOOL_AGE)


def test_whoever_stands_there_twice_is_kept_once_with_both_categories(session: Session) -> None:
    low, orphan = HouseholdCategory.LOW_INCOME, HouseholdCategory.ORPHAN
    rows = sheet(
        listed(id_number=ID_A, categories=frozenset({low})),
        listed(row=3, id_number=ID_A, categories=frozenset({orphan})),
        listed("张晓红", 4, id_number=ID_A),
    )
    seen = preview(session, rows, Decisions(listed=LOW))
    assert [p.message for p in seen.problems] == ["与第 2 行是同一人，名单上只记一次"]
    apply(session, seen)
    assert stored_lists(session)[0].people == 2
    first = exported(session, "households")[0]
    assert first.categories == {low, orphan}


def test_people_are_found_on_a_list_by_name_head_and_village(session: Session) -> None:
    told = (
        listed(head="张大山", village="上湾"),
        listed("李小军", 3, head="李有田", village="下湾"),
    )
    take(session, sheet(*told))
    key = stored_lists(session)[0].list_id
    for text in ("小军", "lixiaojun", "有田", "下湾"):
        assert [line.name for line in entries(session, key, text).lines] == ["李小军"]
    assert entries(session, key, limit=1, offset=1).lines[0].name == "李小军"


@pytest.mark.parametrize("kind", ["households", "school-age"])
def test_exported_list_is_taken_in_again_without_a_difference(
    session: Session, tmp_path: Path, kind: str
) -> None:
    rows = (
        listed(id_number=ID_A, sex=Sex.FEMALE, birth=BIRTH, village="上湾", head="张大山"),
        listed("买买提·艾力", 3, id_number=ID_B[:-1] + "0"),
        listed("李小军", 4, id_number=ID_C, birth=BIRTH, sex=Sex.MALE),
    )
    told = LOW if kind == "households" else Listed(day=date(2026, 9, 30))
    take(session, sheet(*rows, kind=kind), told)
    out = tmp_path / "名单.xlsx"
    write_export(out, sheet_kind(kind), exported(session, kind))
    seen = preview(session, open_workbook(session, out, kind), Decisions(listed=told))
    assert (seen.counts.new, seen.counts.changed, seen.counts.same) == (0, 0, 3)


people = st.builds(
    listed,
    st.sampled_from(["张小红", "李军", "买买提·艾力", "阿卜来提·如则托合提", "䶮", "欧阳明月"]),
    id_number=st.none() | st.sampled_from([ID_A, ID_B, "62982120140901", "无户口本"]),
    sex=st.none() | st.sampled_from(Sex),
    birth=st.none() | st.dates(date(2005, 1, 1), date(2020, 1, 1)),
    village=st.none() | st.sampled_from(["上湾", "下湾"]),
    head=st.none() | st.sampled_from(["张大山", "=SUM(A1)山"]),
    relation=st.none() | st.sampled_from(["长子", "孙女"]),
    categories=st.none() | st.frozensets(st.sampled_from(HouseholdCategory), max_size=3),
    paper=st.none() | st.sampled_from(["D-001", "@1", "000123"]),
)


@settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(people, min_size=1, max_size=8))
def test_any_list_written_and_taken_in_again_is_the_same(
    plain_session: Session, tmp_path: Path, rows: list[ListRow]
) -> None:
    numbered = [msgspec.structs.replace(row, row=at) for at, row in enumerate(rows, start=2)]
    take(plain_session, sheet(*numbered))
    kept = exported(plain_session, "households")
    out = tmp_path / "名单.xlsx"
    write_export(out, sheet_kind("households"), kept)
    again = open_workbook(plain_session, out, "households")
    seen = preview(plain_session, again, Decisions(listed=LOW))
    assert (seen.counts.new, seen.counts.changed, seen.counts.same) == (0, 0, len(kept))


def test_nothing_to_export_is_said(session: Session) -> None:
    with pytest.raises(NotFoundError, match="还没有"):
        exported(session, HOUSEHOLDS.name)
