"""The main job with messy samples: Excel in, books kept, notices out, nothing private on them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop.core.labels import HouseholdCategory
from desktop.core.money import Money, in_words
from desktop.core.resources import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]

pytestmark = pytest.mark.slow

SCHOOLS = {
    "primary": (
        "平安乡中心小学",
        "小学",
        "2026年秋季学期学生花名册.xlsx",
        "2026年10月学生午餐就餐天数.xlsx",
        "收费公示表.xlsx",
    ),
    "point": (
        "大岭教学点",
        "教学点",
        "大岭教学点花名册.csv",
        "大岭教学点10月营养餐.xlsx",
        "大岭教学点收费表.xlsx",
    ),
}
OFFICES = ("--office-phone", "0870-2201001", "--supervision-phone", "0870-2201002")


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlcipher.connect(str(data / "mingce.db"))
    try:
        return [tuple(row) for row in connection.execute(query)]
    finally:
        connection.close()


def private_words(data: Path) -> Iterator[str]:
    """Everything in the database that must never stand on a wall."""
    columns = "id_number, phone, address, registered_address, bank_card, birth"
    for row in rows(data, f"SELECT {columns} FROM people"):
        *texts, birth = row
        yield from (text for text in texts if text)
        if birth:
            year, month, day = birth.split("-")
            yield from (birth, birth.replace("-", ""), f"{year}年{int(month)}月{int(day)}日")
    for row in rows(data, "SELECT student_number, remark FROM students"):
        yield from (text for text in row if text)
    for row in rows(data, "SELECT phone FROM guardianships"):
        yield from (text for text in row if text)
    yield from (category.label for category in HouseholdCategory)


@pytest.fixture(params=SCHOOLS)
def school(request: pytest.FixtureRequest, run: Run) -> tuple[str, ...]:
    """A school whose data has been made."""
    words: tuple[str, ...] = SCHOOLS[request.param]
    name, kind = words[:2]
    made = run("init", "--plain", "--code", "1", "--name", name, "--kind", kind, *OFFICES)
    assert made.status == 0
    return words


def test_from_messy_workbooks_to_two_notices(
    run: Run, school: tuple[str, ...], tmp_path: Path
) -> None:
    name, _, students, meals, charges = school
    folder, data = SAMPLES / name, tmp_path / "data"
    take_in(run, folder / students, "students")
    take_in(run, folder / meals, "meal-days", "--month", "2026-10")
    take_in(run, folder / charges, "charges")
    assert run("undo", "1").status == 3, "meal days stand on the pupils"
    closed = run("close", "--month", "2026-10", "--accept", "--json")
    assert closed.status == 0

    board, meals_pdf = tmp_path / "收费.pdf", tmp_path / "午餐.pdf"
    printed = run("notice", "meals", "--month", "2026-10", "--out", meals_pdf, "--json").json
    assert run("notice", "charges", "--out", board).status == 0
    check_meals(text_of(meals_pdf), printed, closed.json["code"], data)
    words = text_of(board)
    assert all(item in squeezed(words) for (item,) in rows(data, "SELECT item FROM charges"))
    for pdf in (meals_pdf, board):
        said = text_of(pdf)
        assert [secret for secret in private_words(data) if secret in said] == []

    assert run("verify", "--code", closed.json["code"]).status == 0
    assert run("verify").status == 0
    comes_back(run, tmp_path)


def take_in(run: Run, path: Path, kind: str, *more: str) -> None:
    """Look, take in, and once more: nothing is left to do."""
    seen = run("import", kind, path, *more, "--json").json
    assert seen["new"] > 0
    done = run("import", kind, path, *more, "--apply", "--json").json
    counted = ("rows", "new", "changed", "same", "missing", "parked", "skipped", "problems")
    assert {key: done[key] for key in counted} == {key: seen[key] for key in counted}
    again = run("import", kind, path, *more, "--apply", "--json").json
    assert (again["new"], again["changed"], again["batch"]) == (0, 0, None)
    assert again["same"] == done["new"]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def check_meals(said: str, printed: dict[str, Any], code: str, data: Path) -> None:
    """Every pupil once, and totals that the database gives too."""
    query = (
        "SELECT people.name, meal_months.days, meal_months.amount FROM meal_months"
        " JOIN students ON students.id = meal_months.student_id"
        " JOIN people ON people.id = students.person_id WHERE meal_months.month = 202610"
    )
    eaten = rows(data, query)
    words = squeezed(said)
    for name in {name for name, _, _ in eaten}:
        # Longer names may hold this one.
        times = sum(squeezed(name) in squeezed(other) for other, _, _ in eaten)
        assert words.count(squeezed(name)) == times, name
    total = Money(sum(amount for _, _, amount in eaten))
    assert printed["total"] == str(total.decimal)
    assert printed["days"] == sum(days for _, days, _ in eaten)
    assert str(total) in said
    assert in_words(total) in words
    assert code in words
    assert f"{printed['days']:,}" in said


def comes_back(run: Run, tmp_path: Path) -> None:
    """Export, backup and restore lose nothing."""
    out, kept = tmp_path / "导出.xlsx", tmp_path / "备份.mcb"
    for kind in ("students", "charges"):
        run("export", kind, out)
        back = run("import", kind, out, "--json").json
        assert (back["same"], back["problems"]) == (back["rows"], [])
    assert run("backup", kept).status == 0
    assert run("undo", "3").status == 0
    assert run("restore", kept).status == 0
    assert run("verify").status == 0
    batches = run("batches", "--json").json["batches"]
    assert [batch["undone_at"] for batch in batches] == [None] * 3


def test_whole_import_is_taken_back(run: Run, school: tuple[str, ...], tmp_path: Path) -> None:
    name, _, students, *_ = school
    run("import", "students", SAMPLES / name / students, "--apply")
    undone = run("undo", "1", "--json").json
    assert undone["removed"] > 0
    left = [
        count
        for table in ("people", "students", "enrolment_events", "guardianships")
        for (count,) in rows(tmp_path / "data", f"SELECT count(*) FROM {table}")
    ]
    assert left == [0, 0, 0, 0]
    assert run("verify").status == 0


OTHERS = {
    "junior": ("第二初级中学", "初中", "students", "学生基本信息表（2026秋）.xls"),
    "kindergarten": ("平安乡中心幼儿园", "幼儿园", "students", "幼儿花名册2026秋.et"),
    "junior charges": ("第二初级中学", "初中", "charges", "收费项目一览表.xls"),
    "kindergarten charges": ("平安乡中心幼儿园", "幼儿园", "charges", "收费公示表.xlsx"),
}


@pytest.mark.parametrize("words", OTHERS.values(), ids=OTHERS)
def test_every_other_sample_is_taken_in_once(run: Run, words: tuple[str, ...]) -> None:
    name, unit_kind, kind, file = words
    run("init", "--plain", "--code", "1", "--name", name, "--kind", unit_kind)
    take_in(run, SAMPLES / name / file, kind)
