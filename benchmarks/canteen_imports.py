"""Taking 10,000 lines of goods in from Excel, against reading and bare inserts of the same rows."""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import measure, python, report, table

HEADER: Final = (
    *("入库日期", "供货商", "物品名称", "规格", "数量", "单位", "单价", "金额"),
    *("资金来源", "验收人", "票据号", "生产日期"),
)
ARTICLES: Final = ("大米", "鸡蛋", "白菜", "土豆", "豆腐", "猪肉", "菜籽油", "苹果", "食盐", "挂面")
MAKE: Final = """
import shutil, sys
from datetime import date
from pathlib import Path
from desktop.core.labels import Role, UnitKind
from desktop.services.books import create
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.units import NewUnit
from desktop.services.users import NewUser
folder = Path(sys.argv[1]); shutil.rmtree(folder, ignore_errors=True)
unit = NewUnit("3629000001", "测试小学", UnitKind.PRIMARY)
session = create(folder, unit, NewUser("校长", Role.PRINCIPAL)).session
open_canteen(session, NewCanteen(date(2020, 1, 1)))
session.store.close()
"""
OURS: Final = """
import os, sys
from desktop.cli import main
sys.stderr = open(os.devnull, "w")
call = ["import", "goods-receipts", sys.argv[1], "--data", sys.argv[2], "--apply", "--json"]
status = main(call)
sys.exit(status if status > 1 else 0)
"""
START: Final = """
import os, sys
from desktop.cli import main
sys.stdout = open(os.devnull, "w")
sys.exit(main(["batches", "--data", sys.argv[1]]))
"""
BARE: Final = "import python_calamine, sqlcipher3.dbapi2"
FLOOR: Final = """
import sys
from pathlib import Path
import python_calamine, sqlcipher3.dbapi2 as sqlite
rows = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
path = Path(sys.argv[2]); path.unlink(missing_ok=True)
kept = sqlite.connect(sys.argv[3] + "/mingce.db", isolation_level=None)
connection = sqlite.connect(str(path), isolation_level=None)
tables = sys.argv[4].split()
held = {name: kept.execute("SELECT * FROM " + name).fetchall() for name in tables}
connection.execute("BEGIN")
for name, some in held.items():
    width = len(some[0])
    columns = ", ".join(f"c{i}" for i in range(width))
    connection.execute("CREATE TABLE " + name + " (" + columns + ")")
    marks = ", ".join("?" * width)
    connection.executemany("INSERT INTO " + name + " VALUES (" + marks + ")", some)
connection.execute("COMMIT")
"""
TABLES: Final = (
    "suppliers articles stock_documents document_signers stock_lots stock_lines receipt_lines "
    "vouchers ledger_entries"
)


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    rows = [row for size in args.sizes for row in _measured(size, args.runs)]
    head = ("lines × 12 columns", "what", "seconds", "of work", "× floor", "without start", "MB")
    report("canteen-imports", table(head, rows), write=args.write)


def _write(path: Path, size: int) -> None:
    """A workbook as a school keeps it: ten lines of a supplier a day."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("入库")
        page.write_row(0, 0, HEADER)
        for number in range(size):
            day = date(2023, 9, 1) + timedelta(days=number // 10)
            page.write_datetime(number + 1, 0, day)
            page.write_row(
                number + 1,
                1,
                (
                    f"供货商{number // 10 % 7}",
                    ARTICLES[number % 10],
                    f"规格{number % 30 // 10}",
                    5 + number % 90 / 4,
                    "千克",
                    2 + number % 50 / 10,
                    round((5 + number % 90 / 4) * (2 + number % 50 / 10), 2),
                    "学生伙食费",
                    "张三丰、李桂兰",
                    f"{number // 10:06}",
                ),
            )
            page.write_datetime(number + 1, 11, day)


def _measured(size: int, runs: int) -> list[tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, data, bare = folder / "goods.xlsx", folder / "data", folder / "bare.db"
        _write(book, size)
        commands = {
            "make": python(MAKE, data),
            "import": python(OURS, book, data),
            "again": python(OURS, book, data),
            "floor": python(FLOOR, book, bare, data, TABLES),
            "start": python(START, data),
            "bare": python(BARE),
        }
        found = measure(commands, runs)
    floor = found["floor"].work
    least = floor - found["bare"].work
    titles = {
        "floor": ("fast reader + bare `executemany` of the rows that the books then hold", "bare"),
        "import": ("`mingce import goods-receipts --apply`", "start"),
        "again": ("the same file again (all same)", "start"),
    }
    return [
        (
            f"{size:,}",
            title,
            f"{found[key].seconds:.2f}",
            f"{found[key].work:.2f}",
            f"{found[key].work / floor:.2f}",
            f"{(found[key].work - found[start].work) / least:.2f}",
            str(found[key].memory),
        )
        for key, (title, start) in titles.items()
    ]


if __name__ == "__main__":
    main()
