from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import Cancelled, EnvironmentFault, SchoolError
from desktop.core.money import Money
from desktop.core.progress import Progress
from desktop.reports.document import (
    Align,
    Column,
    Document,
    Group,
    Heading,
    Orientation,
    Paragraph,
    SealArea,
    SealCode,
    SignatureLines,
    Table,
)
from desktop.reports.guard import GuardedDocument
from desktop.reports.notices import charges, meals
from desktop.reports.pdf import render, render_to
from tests.reports import samples

ROW = re.compile(r"^(\d+) (\S+) (\d+) ([\d,]+\.\d\d)$")
CARRY = re.compile(r"^(过次页|承前页) ([\d,]+) ([\d,]+\.\d\d)$")
SEAL = SealArea(samples.SCHOOL, date(2026, 11, 2), SealCode("K7QM-2XP9-84TD"))


def _rows(count: int, seed: int) -> list[tuple[str, ...]]:
    """So many rows with names, days and money that differ."""
    return [
        (
            str(at),
            samples.ORDINARY_NAMES[at * seed % 4],
            str(at * seed % 32),
            str(Money(at * seed * 7919 % 10**6)),
        )
        for at in range(1, count + 1)
    ]


# Long lists are what breaks pages: left to itself hypothesis draws mostly short ones.
rows = st.builds(_rows, st.integers(0, 260), st.integers(1, 999))


def _lines(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines()]


@settings(deadline=None, max_examples=40)
@given(printed=rows, panels=st.integers(1, 3), groups=st.integers(1, 5), seal=st.booleans())
def test_every_row_is_printed_once_in_order(
    printed: list[tuple[str, ...]], panels: int, groups: int, *, seal: bool
) -> None:
    table = samples.table(printed, panels=panels, groups=groups)
    pages = samples.page_texts(render(samples.guarded(table, *[SEAL] * seal)))
    found = [match.groups() for page in pages for x in _lines(page) if (match := ROW.match(x))]
    assert found == printed


@settings(deadline=None, max_examples=40)
@given(printed=rows, panels=st.integers(1, 3), groups=st.integers(1, 5))
def test_carried_sums_are_those_of_the_rows_before(
    printed: list[tuple[str, ...]], panels: int, groups: int
) -> None:
    table = samples.table(printed, panels=panels, groups=groups)
    days, money, carried = 0, Money(0), 0
    pages = samples.page_texts(render(samples.guarded(table)))
    for page in pages:
        for line in _lines(page):
            if row := ROW.match(line):
                days += int(row[3])
                money += Money.of(row[4])
            elif carry := CARRY.match(line):
                carried += 1
                assert (carry[2], carry[3]) == (f"{days:,}", str(money))
    assert carried == 2 * (len(pages) - 1)


def test_totals_of_a_notice_can_be_worked_out_from_the_paper() -> None:
    notice = samples.large_notice(350)
    content = render(meals(notice))
    found = re.findall(r"^\d+ \S+ (\d+) 5\.00 ([\d,]+\.\d\d)$", "\n".join(
        line for page in samples.page_texts(content) for line in _lines(page)
    ), re.MULTILINE)  # fmt: skip
    wrapped = 350 - len(found)  # long names take several lines
    assert wrapped <= 18
    days = sum(int(x[0]) for x in found)
    assert days * Money.of("5.00") == Money.sum([Money.of(x[1]) for x in found])
    text = samples.text_of(content)
    assert f"合计（350人）{notice.days:,}{notice.total}" in text
    assert f"（￥{notice.total}）" in text


def test_same_document_gives_the_same_bytes() -> None:
    notice = samples.large_notice(120)
    assert render(meals(notice)) == render(meals(notice))
    board = samples.charges_notice(samples.charge_line())
    assert render(charges(board)) == render(charges(board))


def test_file_names_no_path_of_the_machine_and_no_hour() -> None:
    content = render(meals(samples.large_notice(40)))
    assert b"/work" not in content
    assert str(Path.cwd()).encode() not in content
    assert set(re.findall(rb"/(?:CreationDate|ModDate) \(([^)]*)\)", content)) == {
        b"D:20000101000000+00'00'"
    }


def test_pages_are_numbered_right_and_left() -> None:
    content = render(meals(samples.large_notice(200)))
    with pypdfium2.PdfDocument(content) as pdf:
        assert len(pdf) > 2
        for number, page in enumerate(pdf, 1):
            text_page = page.get_textpage()
            found = text_page.search(f"— {number} —").get_next()
            assert found
            left, *_ = text_page.get_charbox(found[0])
            assert (left > 400) is (number % 2 == 1)


def test_head_is_repeated_on_each_page() -> None:
    pages = samples.page_texts(render(meals(samples.large_notice(200))))
    assert all(page.count("姓名") == 2 for page in pages[:-1])
    assert all("实名公示" in page for page in pages)


def test_group_that_goes_on_is_named_again() -> None:
    text = samples.text_of(render(meals(samples.large_notice(200))))
    assert "班（续）" in text


def test_seal_never_stands_alone() -> None:
    for count in range(0, 60, 3):
        drawn = [("1", "王芳", "1", "1.00")] * count
        pages = samples.page_texts(render(samples.guarded(samples.table(drawn), SEAL)))
        with_seal = [page for page in pages if "2026年11月2日" in page]
        assert len(with_seal) == 1
        assert "合计" in with_seal[0]


def test_seal_takes_text_along() -> None:
    # Up to three pages smaller type may save a page: the break is looked for beyond them.
    for count in (*range(1, 20, 3), *range(76, 100)):
        text = [Paragraph("现将情况公示如下。") for _ in range(count)]
        *_, last = samples.page_texts(render(samples.guarded(*text, SEAL)))
        assert "公示如下" in last
        assert "2026年11月2日" in last


def test_short_notice_takes_one_sheet() -> None:
    school_class = samples.school_class("一年级（1）班", ("王芳", "李明", "䶮文"))
    assert len(samples.page_texts(render(meals(samples.meals_notice(school_class))))) == 1
    lines = [samples.charge_line() for _ in range(5)]
    assert len(samples.page_texts(render(charges(samples.charges_notice(*lines))))) == 1


def test_board_lies_and_notice_stands() -> None:
    board = render(charges(samples.charges_notice(samples.charge_line())))
    notice = render(meals(samples.meals_notice()))
    sizes = []
    for content in (board, notice):
        with pypdfium2.PdfDocument(content) as pdf:
            sizes.append(tuple(round(side) for side in pdf[0].get_size()))
    assert sizes == [(842, 595), (595, 842)]


@pytest.mark.parametrize("pupils", [0, 1, 5])
def test_little_notice_can_be_printed(pupils: int) -> None:
    text = samples.text_of(render(meals(samples.large_notice(pupils))))
    assert f"合计（{pupils}人）" in text


def test_board_without_lines_can_be_printed() -> None:
    assert "没有收费项目" in samples.text_of(render(charges(samples.charges_notice())))


def test_trial_is_marked_on_every_page() -> None:
    notice = replace(samples.large_notice(150), posting=samples.posting(seal_code=None))
    pages = samples.page_texts(render(meals(notice)))
    assert len(pages) > 1
    assert all("试印稿·本月未结账" in page for page in pages)
    assert "不得张贴" in pages[-1]


def test_seal_code_is_legible_and_drawn() -> None:
    content = render(meals(samples.meals_notice()))
    assert "K7QM-2XP9-84TD" in samples.text_of(content)


def test_long_unit_name_is_printed_whole() -> None:
    name = "新疆维吾尔自治区巴音郭楞蒙古自治州和静县巴音布鲁克镇中心寄宿制九年一贯制学校"
    notice = replace(
        samples.large_notice(70),
        unit_name=name,
        posting=replace(samples.posting(replaces="公示〔2026〕9号"), signed_by=name),
    )
    text = samples.text_of(render(meals(notice)))
    assert text.startswith(f"{name}2026年10月学生午餐（营养餐）实名公示（更正）")
    assert text.count(name) == 2


def test_unit_name_longer_than_every_line_is_cut_not_lost() -> None:
    name = "平安" * 60
    document = Document((name, "公示"), (SealArea(name, date(2026, 11, 2)),))
    text = samples.text_of(render(GuardedDocument(document, samples.ANY)))
    assert text.count("平安") == 120


def test_long_name_breaks_after_its_dots() -> None:
    table = Table((Column("姓名", 2), Column("说明", 9)), (Group([(samples.LONG_NAME, "")]),))
    (page,) = samples.page_texts(render(samples.guarded(table)))
    assert [x for x in _lines(page) if "提" in x] == ["阿卜来提·", "如则托合提·", "买买提艾力"]


def test_text_too_long_for_a_page_is_refused_with_its_row() -> None:
    table = Table((Column("说明", 1),), (Group([("短",), ("很长" * 3000,)]),))
    with pytest.raises(SchoolError, match="第 2 行"):
        render(samples.guarded(table))


def test_number_too_long_for_its_column_is_refused_not_cut() -> None:
    table = samples.table([("1", "王芳", "1", "1.00")])
    narrow = replace(table, columns=(*table.columns[:3], replace(table.columns[3], width=0.1)))
    with pytest.raises(SchoolError, match="数太长"):
        render(samples.guarded(narrow))


def test_headings_signatures_and_aligned_text() -> None:
    content = render(
        samples.guarded(
            Heading("一、公示内容"),
            Paragraph("居右", align=Align.RIGHT),
            Paragraph("居中", align=Align.CENTRE),
            Paragraph("顶格", indent=False),
            SignatureLines(("经办人", "负责人")),
        )
    )
    with pypdfium2.PdfDocument(content) as pdf:
        text_page = pdf[0].get_textpage()
        text = text_page.get_text_range()
        lefts = [
            round(text_page.get_charbox(text.index(word))[0])
            for word in ("居右", "居中", "顶格", "一、")
        ]
    assert lefts[0] > lefts[1] > lefts[3] > lefts[2]
    assert "经办人：" in text


def test_lying_sheet_keeps_signatures_and_text() -> None:
    blocks = (Paragraph("前文"), SignatureLines(("经办人",)), Paragraph("公示期五天"), SEAL)
    document = Document(("公示",), blocks, orientation=Orientation.LANDSCAPE)
    text = samples.text_of(render(GuardedDocument(document, samples.ANY)))
    for words in ("前文", "经办人", "公示期五天", "2026年11月2日", "K7QM"):
        assert words in text


def test_two_tables_follow_each_other() -> None:
    first, second = (samples.table([(str(n), "王芳", "1", "1.00")]) for n in (1, 2))
    (page,) = samples.page_texts(render(samples.guarded(first, second, Paragraph("完"))))
    assert [x for x in _lines(page) if ROW.match(x)] == ["1 王芳 1 1.00", "2 王芳 1 1.00"]


def test_end_longer_than_a_page_flows_on() -> None:
    text = [Paragraph("现将情况公示如下。" * 8) for _ in range(20)]
    drawn = [("1", "王芳", "1", "1.00")]
    pages = samples.page_texts(render(samples.guarded(samples.table(drawn), *text, SEAL)))
    assert len(pages) > 1
    assert "合计" in pages[0]


def test_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "out" / "公示.pdf"
    guarded = meals(samples.meals_notice())
    render_to(guarded, path)
    assert path.read_bytes() == render(guarded)
    assert [file.name for file in path.parent.iterdir()] == ["公示.pdf"]


def test_file_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault):
        render_to(meals(samples.meals_notice()), tmp_path / "file" / "公示.pdf")


def test_cancelled_print_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "公示.pdf"
    path.write_bytes(b"old")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        render_to(meals(samples.large_notice(10)), path, progress)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["公示.pdf"]


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    render(meals(samples.large_notice(200)), Progress(lambda *step: told.append(step)))
    assert {text for text, _, _ in told} == {"排版", "打印"}
    done = [done for text, done, _ in told if text == "打印"]
    assert done == sorted(done)
    assert told[-1][1] == told[-1][2]


def test_long_number_of_the_notice_is_made_smaller() -> None:
    document = Document((), (Paragraph("公示"),), number="平安县教育局公示" * 9)
    text = samples.text_of(render(GuardedDocument(document, samples.ANY)))
    assert text.startswith("编号：" + "平安县教育局公示" * 9)
