"""How fast a notice is printed: against a plain canvas, and against LibreOffice.

    python benchmarks/notice.py [--write] [--runs 3] [--rows 1000 10000 50000]

Each figure is the median over whole processes, start-up and fonts included:

* 明册: figures → document → privacy guard → PDF, five columns in two panels, subtotals by class,
  carried sums, wrapped names, a rare character now and then;
* plain canvas: reportlab's `drawString`, once per cell, the same strings and font, no rules;
* LibreOffice: the same cells from a finished workbook, printed without a window.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import measure, report, table

if TYPE_CHECKING:
    from desktop.reports.document import Table
    from desktop.services.notices.results import MealsNotice

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董"
GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂梓涵欣怡宇浩然诗雨轩子文嘉俊"
LONG_NAMES: Final = ("阿卜来提·如则托合提·买买提艾力", "古丽·吐尔逊", "䶮文", "王𫖮")
PER_CLASS: Final = 45


def notice(rows: int) -> MealsNotice:
    """A notice of so many pupils, the same every time."""
    from desktop.core.money import Money  # noqa: PLC0415 - measured with the rest
    from desktop.core.terms import Month  # noqa: PLC0415 - same
    from desktop.services.notices.results import (  # noqa: PLC0415 - same
        ClassMeals,
        Contact,
        MealLine,
        MealsNotice,
        Posting,
        StandardUsed,
    )

    standard = Money.of("5.00")
    classes = []
    for first in range(0, rows, PER_CLASS):
        name = f"{first // PER_CLASS + 1}班"
        lines = tuple(
            MealLine(name, name_of(at), at * 7 % 23, standard * (at * 7 % 23))
            for at in range(first, min(first + PER_CLASS, rows))
        )
        total = Money.sum([line.amount for line in lines])
        classes.append(ClassMeals(name, lines, sum(line.days for line in lines), total))
    day = date(2026, 11, 2)
    contacts = (Contact("监督电话", "0951-7123456"),)
    posting = Posting(
        "公示〔2026〕1号", day, date(2026, 11, 6), 5, contacts, "平安县教育局", day, "K7QM-2XP9"
    )
    return MealsNotice(
        "平安县",
        Month(2026, 10),
        StandardUsed(standard, "元/生·天", "财教〔2021〕174号", date(2021, 9, 1)),
        tuple(classes),
        rows,
        sum(c.days for c in classes),
        Money.sum([c.amount for c in classes]),
        0,
        posting,
    )


def name_of(at: int) -> str:
    """The name of a pupil: mostly two or three characters, each hundredth long or rare."""
    if at % 100 == 0:
        return LONG_NAMES[at // 100 % len(LONG_NAMES)]
    given = GIVEN[at * 31 % len(GIVEN)] + GIVEN[at * 17 // 5 % len(GIVEN)] * (at % 3 > 0)
    return SURNAMES[at * 13 % len(SURNAMES)] + given


def table_of(rows: int) -> Table:
    """The table that the notice prints."""
    from desktop.reports.document import Table  # noqa: PLC0415 - measured with the rest
    from desktop.reports.notices import meals  # noqa: PLC0415 - same

    return next(b for b in meals(notice(rows)).document.blocks if isinstance(b, Table))


def print_ours(rows: int, folder: Path) -> None:
    """Print with 明册."""
    from desktop.reports.notices import meals  # noqa: PLC0415 - measured
    from desktop.reports.pdf import render_to  # noqa: PLC0415 - measured

    render_to(meals(notice(rows)), folder / "ours.pdf")


def print_canvas(rows: int, folder: Path) -> None:
    """Print the same strings cell by cell, in two panels of 36 lines."""
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - measured
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - measured
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 - measured
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - measured

    from desktop.core.resources import FONTS  # noqa: PLC0415 - measured

    pdfmetrics.registerFont(TTFont("sans", str(FONTS / "NotoSansSC_400Regular.ttf")))
    canvas = Canvas(str(folder / "canvas.pdf"), pagesize=A4, pageCompression=1)
    lefts = (80.0, 110.0, 175.0, 205.0, 250.0)
    for at, cells in enumerate(prepared_rows(folder)[:rows]):
        line = at % 72
        if line == 0:
            if at:
                canvas.showPage()
            canvas.setFont("sans", 10.5)
        y = 730 - line % 36 * 17
        for left, text in zip(lefts, cells, strict=True):
            canvas.drawString(left + line // 36 * 225, y, text)
    canvas.save()


def print_office(rows: int, folder: Path) -> None:
    """Print a workbook of the same cells with LibreOffice."""
    del rows
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "table.xlsx"),
        ],
        check=True,
        capture_output=True,
    )


PRINTERS: Final = {"ours": print_ours, "canvas": print_canvas, "office": print_office}


def prepared_rows(folder: Path) -> list[list[str]]:
    """The prepared strings: the plain canvas is not charged with making them."""
    import json  # noqa: PLC0415 - light

    found: list[list[str]] = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    return found


def prepare(rows: int, folder: Path) -> None:
    """Write the strings and the workbook for the two others."""
    import json  # noqa: PLC0415 - light

    import xlsxwriter  # noqa: PLC0415 - only here

    table = table_of(rows)
    cells = list(table.rows())
    (folder / "rows.json").write_text(json.dumps(cells, ensure_ascii=False), encoding="utf-8")
    with xlsxwriter.Workbook(folder / "table.xlsx") as book:
        sheet = book.add_worksheet()
        border = book.add_format({"border": 1})
        sheet.repeat_rows(0)
        sheet.set_paper(9)
        sheet.write_row(0, 0, [column.title for column in table.columns], border)
        for at, row in enumerate(cells, 1):
            sheet.write_row(at, 0, row, border)


def compared(sizes: list[int], runs: int) -> str:
    """The whole comparison as a Markdown table."""
    head = ("rows", "明册", "memory", "pages", "plain canvas", "LibreOffice")
    lines = []
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            prepare(rows, folder)
            found = measure(_commands(rows, folder), runs)
            pages = page_count(folder / "ours.pdf")
        ours, canvas, office = found["ours"], found["canvas"], found.get("office")
        lines.append(
            (
                f"{rows:,}",
                f"{ours.seconds:.2f} s",
                f"{ours.memory} MB",
                str(pages),
                f"{canvas.seconds:.2f} s",
                f"{office.seconds:.2f} s" if office else "–",
                f"{ours.seconds / canvas.seconds:.2f}",
                f"{ours.seconds / office.seconds:.2f}" if office else "–",
            )
        )
    return table((*head, "明册 ÷ canvas", "明册 ÷ LibreOffice"), lines)


def _commands(rows: int, folder: Path) -> dict[str, list[str]]:
    present = [name for name in PRINTERS if name != "office" or shutil.which("soffice")]
    one = [sys.executable, __file__, "--rows", str(rows), "--folder", str(folder), "--one"]
    return {name: [*one, name] for name in present}


def page_count(path: Path) -> int:
    """How many pages a PDF has."""
    import pypdfium2  # noqa: PLC0415 - only here

    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


def main() -> None:
    """Measure, or run one printer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", choices=sorted(PRINTERS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        PRINTERS[args.one](args.rows[0], args.folder)
    else:
        report("notice", compared(args.rows, args.runs), write=args.write)


if __name__ == "__main__":
    main()
