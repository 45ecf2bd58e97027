"""The list of 100,000 pupils against one of 1,000, and the window's pulse while a roster comes in.

Real widgets on a screen of their own (offscreen), real tasks, real books. Of each step: how long
the window itself is held up, and how long until the rows are there.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from benchmarks.measuring import report, table
from benchmarks.paging import books
from benchmarks.rosters import write
from desktop.core.preferences import PreferencesFile
from desktop.core.release import release
from desktop.core.terms import Month
from desktop.services.imports.batches import apply, preview
from desktop.services.imports.reading import open_workbook
from desktop.views.desk import Desk, Place
from desktop.views.drafts import Drafts
from desktop.views.messages import Messages
from desktop.views.people.page import PeoplePage
from desktop.views.refresh import Refresh
from desktop.views.search import SearchBox
from desktop.views.style import Look, dress
from desktop.views.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.session import Session
    from desktop.views.tasks import Job

SMALL: Final = 1_000
FRAME: Final = 1000 / 60
STEPS: Final = 60
OPENED: Final = 5
# Far apart: nothing is there yet where one arrives.
PLACES: Final = (0.5, 0.93, 0.22, 0.71, 0.08, 0.39, 0.84, 0.61, 0.15, 0.77)
TYPED: Final = ("z", "zh", "zha", "zhao", "w", "wa", "wan", "wangf", "李", "李敏", "1", "没有")
PATIENCE: Final = 300
BEAT: Final = 2


def main() -> None:
    """Measure, print, and with --write keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--size", type=int, default=100_000)
    args = parser.parse_args()
    application = QApplication([])
    dress(application, Look())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = _walk(folder / "small", SMALL)
        large = _walk(folder / "large", args.size)
        rows = [_row(title, small[title], large[title]) for title in small]
        pulse = _pulse(folder / "typing", args.size)
    head = ("what", f"{SMALL:,} rows, ms", f"{args.size:,} rows, ms", "ratio", "frames apart")
    text = table(head, rows)
    text += f"\n\nWhile a roster of {args.size:,} pupils is taken in and somebody types in the "
    text += "search box:\n\n" + table(("what", "ms", "frames of 1/60 s"), pulse)
    report("table", text, write=args.write)


@dataclass(frozen=True, slots=True)
class Step:
    """How long the window was held up, and how long until the rows stood there (medians)."""

    held: float
    ready: float


def _walk(folder: Path, size: int) -> dict[str, Step]:
    folder.mkdir()
    desk = _desk(books(folder, size), folder)
    opened: list[PeoplePage] = []

    def open_page() -> Callable[[], bool]:
        page = PeoplePage(desk)
        page.resize(1198, 700)
        page.show()
        opened.append(page)
        return lambda: page.pupils.view.table.rowCount() == size

    steps = {"first page of the list": _timed([open_page] * OPENED)}
    for page in opened[:-1]:
        page.close()
        page.deleteLater()
    page = opened[-1]
    steps |= {
        "scroll by three rows": _timed([lambda: _by(page, 3)] * STEPS),
        "scroll by a screen": _timed([lambda: _by(page, 16)] * STEPS),
        "jump to another place": _jumps(page),
        "jump, sorted by name": _sorted(page),
    }
    page.close()
    _close(desk)
    return steps


def _by(page: PeoplePage, rows: int) -> Callable[[], bool]:
    bar = page.pupils.view.grid.verticalScrollBar()
    if bar.value() >= bar.maximum():
        bar.setValue(0)
    return _moved(page, bar.value() + rows * page.pupils.view.grid.rowHeight(0))


def _to(page: PeoplePage, place: float) -> Callable[[], bool]:
    return _moved(page, int(place * page.pupils.view.grid.verticalScrollBar().maximum()))


def _moved(page: PeoplePage, value: int) -> Callable[[], bool]:
    grid, rows = page.pupils.view.grid, page.pupils.view.table
    grid.verticalScrollBar().setValue(value)
    grid.viewport().repaint()
    top = grid.top_row()
    last = min(top + grid.viewport().height() // grid.rowHeight(0), rows.rowCount() - 1)
    return lambda: rows.line(top) is not None and rows.line(last) is not None


def _jumps(page: PeoplePage) -> Step:
    return _timed([partial(_to, page, place) for place in PLACES])


def _sorted(page: PeoplePage) -> Step:
    page.pupils.view.grid.horizontalHeader().sectionClicked.emit(0)
    _wait(
        lambda: (
            page.pupils.view.loader.order.sort is not None
            and page.pupils.view.table.line(0) is not None
        )
    )
    return _jumps(page)


def _timed(steps: list[Callable[[], Callable[[], bool]]]) -> Step:
    held, ready = [], []
    for step in steps:
        started = time.perf_counter()
        is_ready = step()
        QApplication.processEvents()
        held.append(1000 * (time.perf_counter() - started))
        _wait(is_ready)
        ready.append(1000 * (time.perf_counter() - started))
        _spin(0.02)
    return Step(statistics.median(held), statistics.median(ready))


def _row(title: str, small: Step, large: Step) -> tuple[str, ...]:
    pairs = ((small.held, large.held), (small.ready, large.ready))
    held, ready = (
        (f"{one:.1f}", f"{other:.1f}", f"{other / one:.2f}", f"{(other - one) / FRAME:.1f}")
        for one, other in pairs
    )
    both = (f"{a} / {b}" for a, b in zip(held, ready, strict=True))
    return (f"{title}: held / rows there", *both)


def _pulse(folder: Path, size: int) -> list[tuple[str, ...]]:
    """The longest time between two beats of the window, idle and while an import runs."""
    folder.mkdir()
    desk = _desk(books(folder, SMALL), folder)
    roster = folder / "large.xlsx"
    write(roster, size)
    window = QWidget()
    box = SearchBox(desk)
    QVBoxLayout(window).addWidget(box)
    window.resize(700, 500)
    window.show()
    window.activateWindow()
    box.setFocus()
    idle = _Beat()
    _type(box, lambda: len(idle.gaps) > 1000)  # noqa: PLR2004 - two seconds and more
    idle.stop()
    done: list[object] = []
    started = time.perf_counter()
    desk.tasks.write(window, lambda job: _take(desk, roster, job)).then(done.append).start()
    busy = _Beat()
    answers = _type(box, lambda: bool(done))
    busy.stop()
    seconds = time.perf_counter() - started
    rows = [
        _told("longest stall of the window, nothing else running", idle.longest),
        _told("longest stall of the window while the import runs", busy.longest),
        _told("99th of 100 stalls while the import runs", busy.share(0.99)),
        _told("an answer of the search box while the import runs (median)", answers),
        ("the import itself", f"{1000 * seconds:,.0f}", ""),
    ]
    window.close()
    _close(desk)
    return rows


def _take(desk: Desk, roster: Path, job: Job) -> object:
    session = desk.session
    read = open_workbook(session, roster, "students", progress=job.progress)
    seen = preview(session, read, progress=job.progress)
    receipt = apply(session, seen, job.progress)
    release((read, seen))
    return receipt


def _type(box: SearchBox, until: Callable[[], bool]) -> float:
    """Type, letter by letter, until something is done; the median time to an answer."""
    times: list[float] = []
    number = 0
    while not until():
        text = TYPED[number % len(TYPED)]
        number += 1
        started = time.perf_counter()
        box.setText(text)
        _wait(partial(_answered, box, text))
        times.append(1000 * (time.perf_counter() - started))
        _spin(0.05)
    return statistics.median(times)


def _answered(box: SearchBox, text: str) -> bool:
    return box.answered == text


class _Beat:
    """A timer that notes how late it comes."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    @property
    def longest(self) -> float:
        return max(self.gaps)

    def share(self, share: float) -> float:
        return sorted(self.gaps)[int(len(self.gaps) * share)]

    def stop(self) -> None:
        self._timer.stop()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(max(1000 * (now - self._last) - BEAT, 0.0))
        self._last = now


def _told(words: str, milliseconds: float) -> tuple[str, ...]:
    return words, f"{milliseconds:.1f}", f"{milliseconds / FRAME:.1f}"


def _desk(session: Session, folder: Path) -> Desk:
    preferences = PreferencesFile(folder / "preferences.json")
    messages, refresh = Messages(preferences, folder), Refresh()
    tasks = Tasks(messages, refresh)
    month = Place(Month.of(session.store.clock.today()))
    return Desk(session, tasks, refresh, messages, month, preferences, Drafts(session))


def _close(desk: Desk) -> None:
    desk.tasks.drain()
    desk.drafts.drain()
    desk.session.store.close()


def _wait(ready: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while not ready():
        QApplication.processEvents()
        time.sleep(0.0005)
        if time.perf_counter() > end:
            raise TimeoutError("the rows did not come")


def _spin(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.0005)


if __name__ == "__main__":
    main()
