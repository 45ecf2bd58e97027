from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from desktop.core.money import Money
from desktop.demo.__main__ import main
from desktop.demo.county import county
from desktop.demo.main_job import DATA
from desktop.demo.places import JUNIOR, MEAL_SCHOOLS, POINT, PRIMARY, SCHOOLS, TODAY
from desktop.demo.samples import ALL, FOLDERS, OCTOBER
from desktop.demo.taking_in import context_of
from desktop.rosters.reading import read

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The main job done from another process: where, and what it printed."""
    out = tmp_path_factory.mktemp("main") / "out"
    command = [sys.executable, "-W", "error", "-m", "desktop.demo", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return out, done.stdout


def _text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_every_school_gets_its_notices(told: tuple[Path, str]) -> None:
    out, _ = told
    wanted = {f"{FOLDERS[unit]} 收费公示.pdf" for unit in SCHOOLS}
    wanted |= {f"{FOLDERS[unit]} {OCTOBER.label}学生午餐公示.pdf" for unit in MEAL_SCHOOLS}
    assert {path.name for path in out.glob("*.pdf")} == wanted


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        (PRIMARY, {"阿卜来提·如则托合提", "艾哈迈德·买买提·买买提", "加仓·晋美南杰", "遆珺"}),
        (JUNIOR, {"王䶮", "陈𫖮", "李𬱖", "司马翀"}),
    ],
)
def test_notice_names_the_pupils_and_nothing_private(
    told: tuple[Path, str], unit: str, names: set[str]
) -> None:
    out, _ = told
    text = "".join(_text(out / f"{FOLDERS[unit]} {OCTOBER.label}学生午餐公示.pdf").split())
    assert {name for name in names if name not in text} == set()
    for stay in county().pupils(unit, TODAY):
        assert not stay.child.id_number or stay.child.id_number not in text
        assert stay.child.family.bank_card not in text
        assert all(guardian.phone not in text for guardian in stay.child.family.guardians)


def test_each_file_is_told_with_its_counts(told: tuple[Path, str]) -> None:
    _, text = told
    for sample in ALL:
        assert text.count(sample.shown) >= 1
    assert "新增" in text
    assert "相同 656" in text
    assert "结账" in text


def test_figures_of_the_month_are_those_of_the_pupils_taken_in(told: tuple[Path, str]) -> None:
    out, text = told
    line = next(x for x in text.splitlines() if x.split()[:1] == ["大岭教学点"])
    _, pupils, days, amount, *_ = line.split()
    meals = [m for m in county().meals if m.month == OCTOBER and m.stay.unit == POINT]
    assert int(pupils) <= len(meals)
    assert Money.of("5.00") * int(days) == Money.of(amount)
    assert (out / DATA).is_dir()


def test_wrong_rows_go_back_in_the_schools_own_workbook(told: tuple[Path, str]) -> None:
    out, _ = told
    returned = sorted(path.name for path in out.glob("退回*.xlsx"))
    assert len(returned) == 3
    sample = ALL[0]
    path = out / f"退回 {FOLDERS[sample.unit]} {sample.path.stem}.xlsx"
    again = read(path, sample.kind, context_of(sample.unit, TODAY))
    first = read(sample.path, sample.kind, context_of(sample.unit, TODAY))
    assert [row.name for row in again.rows] == [row.name for row in first.rows]


def test_running_again_gives_the_same_notices(
    told: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, text = told
    before = {path.name: path.read_bytes() for path in out.glob("*.pdf")}
    assert main(["--out", str(out)]) == 0
    assert {path.name: path.read_bytes() for path in out.glob("*.pdf")} == before
    assert capsys.readouterr().out == text


def test_folder_that_is_not_the_demos_own_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / DATA).mkdir()
    (tmp_path / DATA / "重要.txt").write_text("别动", encoding="utf-8")
    assert main(["--out", str(tmp_path)]) == 3
    assert "不会动它" in capsys.readouterr().err
    assert (tmp_path / DATA / "重要.txt").read_text(encoding="utf-8") == "别动"
    assert [path.name for path in tmp_path.iterdir()] == [DATA]
