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
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

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
    """Books of a bureau with `count` canteens that have a year behind them; one from the middle."""
    unit = NewUnit("3629000000", "测试县教育局", UnitKind.BUREAU)
    session = create(folder / "data", unit, NewUser("经办人", Role.BUREAU)).session
    session.store.clock = FixedClock(datetime(2027, 8, 31, 2, 0, tzinfo=UTC))
    kitchens = []
    for number in range(count):
        line = add_unit(
            session, NewUnit(f"36291{number:05}", f"第{number + 1}小学", UnitKind.PRIMARY)
        )
        school = replace(session.in_unit(line.unit_id, line.name), role=Role.PRINCIPAL)
        kitchens.append(Kitchen.of(school, articles))
    # Month by month, as life is: the rows of one canteen lie among those of all others.
    for month in YEAR.months:
        for kitchen in kitchens:
            kitchen.book(month)
    return kitchens[count // 2]


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
