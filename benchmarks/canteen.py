"""One canteen's month in a county of 1, 20 and 200: its page, its statements, its close."""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import report, table
from desktop.core.canteen import ArticleKind, Duty, Fund, MoneyKind, Sitting, StockKind
from desktop.core.clock import FixedClock
from desktop.core.labels import Role, UnitKind
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month, SchoolYear
from desktop.database.base import Base
from desktop.services.books import create
from desktop.services.canteen.articles import NewArticle, add_article
from desktop.services.canteen.canteens import NewCanteen, open_canteen
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.issues import NewIssue, NewIssueLine, issue_all
from desktop.services.canteen.money import NewMoney, record_all
from desktop.services.canteen.receipts import NewReceipt, NewReceiptLine, receive_all
from desktop.services.canteen.statements import statements
from desktop.services.canteen.stock import documents, on_hand
from desktop.services.canteen.suppliers import NewSupplier, add_supplier
from desktop.services.months import close
from desktop.services.units import NewUnit, add_unit
from desktop.services.users import NewUser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from desktop.database.work import Work
    from desktop.services.session import Session

YEAR: Final = SchoolYear(2026)
DAYS: Final = 20
"""Of each month, on which goods come and are eaten."""
ACCEPTORS: Final = (Signer(Duty.ACCEPTOR, "甲"), Signer(Duty.ACCEPTOR, "乙"))
OUT: Final = (Signer(Duty.KEEPER, "丙"), Signer(Duty.TAKER, "丁"))


@dataclass(frozen=True)
class Kitchen:
    """A canteen whose year is booked through the services, a month in one transaction."""

    session: Session
    canteen_id: UUID
    supplier_id: UUID
    articles: tuple[UUID, ...]

    @classmethod
    def of(cls, session: Session, articles: int) -> Kitchen:
        """Begin one."""
        canteen = open_canteen(session, NewCanteen(YEAR.first)).canteen_id
        (supplier,) = add_supplier(session, NewSupplier(name="平安粮油店")).supplier_ids
        made = [
            add_article(session, NewArticle(name=f"菜{n}", kind=ArticleKind.VEGETABLE)).article_ids
            for n in range(articles)
        ]
        return cls(session, canteen, supplier, tuple(keys[0] for keys in made))

    def book(self, month: Month) -> None:
        """Twenty days of goods in and out, and the fees."""
        days = [month.first + timedelta(days=number) for number in range(DAYS)]

        def body(work: Work) -> None:
            receive_all(work, [self._receipt(day) for day in days])
            issue_all(work, self.canteen_id, [self._issue(day) for day in days])
            record_all(work, [self._fee(day) for day in days])

        self.session.write("benchmark", body)

    def _receipt(self, day: date) -> NewReceipt:
        lines = tuple(
            NewReceiptLine(
                article_id=article, delivered=Quantity.of("12.5"), price=UnitPrice.of("4.36")
            )
            for article in self.articles
        )
        return NewReceipt(
            canteen_id=self.canteen_id,
            day=day,
            supplier_id=self.supplier_id,
            fund=Fund.PUPIL_FEES,
            lines=lines,
            signers=ACCEPTORS,
        )

    def _issue(self, day: date) -> NewIssue:
        return NewIssue(
            canteen_id=self.canteen_id,
            day=day,
            lines=tuple(NewIssueLine(article, Quantity.of("12")) for article in self.articles),
            signers=OUT,
            sitting=Sitting.LUNCH,
        )

    def _fee(self, day: date) -> NewMoney:
        return NewMoney(
            canteen_id=self.canteen_id,
            day=day,
            kind=MoneyKind.PUPIL_FEE,
            amount=Money.of("900"),
        )


def county(folder: Path, count: int, articles: int) -> Kitchen:
    """Books of a bureau with `count` canteens that have a year behind them; one from the middle.

    One is booked through the services. The rows of the others are its own under their units, laid
    down month by month, half of them before and half after: they lie among each other as in life.
    """
    unit = NewUnit("3629000000", "测试县教育局", UnitKind.BUREAU)
    session = create(folder / "data", unit, NewUser("经办人", Role.BUREAU)).session
    session.store.clock = FixedClock(datetime(2027, 8, 31, 2, 0, tzinfo=UTC))
    schools = [
        replace(session.in_unit(line.unit_id, line.name), role=Role.PRINCIPAL)
        for line in (
            add_unit(session, NewUnit(f"36291{n:05}", f"第{n + 1}小学", UnitKind.PRIMARY))
            for n in range(count)
        )
    ]
    kitchen = Kitchen.of(schools[count // 2], articles)
    others = [school.unit_id for school in schools if school is not schools[count // 2]]
    copies = _Copies(session, kitchen.session.unit_id, others)
    copies.lay(FOUNDATION)
    for month in YEAR.months:
        copies.lay(MONTHLY, month.previous)
        kitchen.book(month)
    copies.lay(MONTHLY, YEAR.months[-1])
    return kitchen


_OF_DOCUMENT: Final = (
    "{t}.document_id IN (SELECT d.id FROM stock_documents d WHERE d.unit_id = :source "
    "AND d.month = :month)"
)
FOUNDATION: Final = dict.fromkeys(("account_books", "canteens", "suppliers", "articles"), "TRUE")
MONTHLY: Final = {
    "stock_documents": "{t}.month = :month",
    "document_signers": _OF_DOCUMENT,
    "stock_lots": (
        "{t}.id IN (SELECT l.lot_id FROM stock_lines l WHERE l.unit_id = :source "
        "AND l.month = :month AND l.quantity > 0)"
    ),
    "stock_lines": "{t}.month = :month",
    "receipt_lines": (
        "{t}.line_id IN (SELECT l.id FROM stock_lines l WHERE l.unit_id = :source "
        "AND l.month = :month)"
    ),
    "money_documents": "{t}.month = :month",
    "vouchers": "{t}.month = :month",
    "ledger_entries": "{t}.month = :month",
}
"""What a month adds, and which rows of a table are of a month."""


@dataclass(frozen=True)
class _Copies:
    """Lays the rows of one unit down under others; keys are a unit's own, and stay the same."""

    session: Session
    source: UUID
    units: Sequence[UUID]

    def lay(self, tables: Mapping[str, str], month: Month | None = None) -> None:
        """Copy what is of a month, unit by unit."""
        with self.session.store.engine.connect() as plain:
            connection = plain.execution_options(writing=True)
            with connection.begin():
                for unit in self.units:
                    for name, wanted in tables.items():
                        self._lay(connection, name, wanted.format(t=name), unit, month)

    def _lay(
        self, connection: Connection, name: str, wanted: str, unit: UUID, month: Month | None
    ) -> None:
        table = Base.metadata.tables[name]
        columns = [column.name for column in table.columns if column.name != "unit_id"]
        marks = ", ".join(f'"{column}"' for column in columns)
        connection.exec_driver_sql(
            f"INSERT INTO {name} (unit_id, {marks}) SELECT :unit, {marks} FROM {name} "  # noqa: S608 - names of our own tables
            f"WHERE {name}.unit_id = :source AND {wanted}",
            {
                "unit": unit.bytes,
                "source": self.source.bytes,
                "month": month.number if month else 0,
            },
        )


def cases(kitchen: Kitchen) -> dict[str, Callable[[Month], object]]:
    """What is asked of a month, by its words."""
    session, key = kitchen.session, kitchen.canteen_id

    def page(month: Month) -> object:
        return documents(session, key, month, tuple(StockKind)), on_hand(session, key)

    return {
        "page of a month": page,
        "statements of a month": lambda month: statements(session, key, month),
        "close of a month": lambda month: close(session, month, accept_warnings=True),
    }


def seconds(work: Callable[[Month], object], months: tuple[Month, ...]) -> float:
    """The median over some months."""
    times = []
    for month in months:
        gc.collect()
        started = time.perf_counter()
        work(month)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--canteens", type=int, nargs="+", default=[1, 20, 200])
    parser.add_argument("--articles", type=int, default=18, help="lines of each delivery")
    args = parser.parse_args()
    found: dict[str, list[float]] = {}
    for count in args.canteens:
        with tempfile.TemporaryDirectory() as name:
            kitchen = county(Path(name), count, args.articles)
            for words, work in cases(kitchen).items():
                found.setdefault(words, []).append(seconds(work, YEAR.months[5:12]))
            kitchen.session.store.close()
    rows = [
        (words, *(f"{1000 * took:.1f}" for took in times), f"{times[-1] / times[0]:.2f}")
        for words, times in found.items()
    ]
    head = ("what, ms", *(f"{count} canteens" for count in args.canteens), "last : first")
    report("canteen", table(head, rows), write=args.write)


if __name__ == "__main__":
    main()
