from __future__ import annotations

import gc
import threading
from dataclasses import dataclass
from functools import partial
from threading import Event, get_ident
from typing import TYPE_CHECKING
from weakref import ref

import pytest
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from desktop.core.changes import Book, Changes
from desktop.core.errors import Cancelled, Confirmable, SchoolError
from desktop.services import people
from desktop.services.units import Telephones, set_telephones
from desktop.views.messages import Messages
from desktop.views.refresh import Refresh
from desktop.views.tasks import Tasks
from tests.builders import add_pupils, everything
from tests.services.rosters import pupil, students, take
from tests.views.fakes import at_the_books

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop.database.work import Work
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job
    from tests.views.fakes import GuiThreadGuard, QuietMessages

pytestmark = pytest.mark.gui


@dataclass(frozen=True)
class Receipt:
    count: int
    changes: Changes


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.running)


def test_result_arrives_in_the_gui_thread(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    seen: list[int] = []
    tasks.read(owner, lambda _: get_ident()).then(seen.append).then(
        lambda _: seen.append(get_ident())
    ).start()
    settle(qtbot, tasks)
    assert seen[0] != get_ident()
    assert seen[1] == get_ident()


def test_nothing_runs_before_start(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    ran: list[int] = []
    tasks.read(owner, lambda _: ran.append(1))
    qtbot.wait(20)
    assert ran == []
    assert tasks.running == ()


def test_a_task_starts_once(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    task = tasks.read(owner, lambda _: 1).start()
    with pytest.raises(RuntimeError):
        task.start()
    settle(qtbot, tasks)


@pytest.mark.parametrize(
    "error", [None, SchoolError("不行"), Cancelled(), Confirmable("k", "真的？")]
)
def test_ended_comes_last_however_it_ends(
    qtbot: QtBot, tasks: Tasks, owner: QWidget, messages: QuietMessages, error: Exception | None
) -> None:
    order: list[str] = []
    messages.answers.append(False)

    def work(_: Job) -> int:
        if error is not None:
            raise error
        return 1

    task = tasks.write(owner, work).ended(lambda: order.append("ended"))
    task.then(lambda _: order.append("then")).start()
    settle(qtbot, tasks)
    assert order == (["then", "ended"] if error is None else ["ended"])


def test_refusal_is_shown(
    qtbot: QtBot, tasks: Tasks, owner: QWidget, messages: QuietMessages
) -> None:
    def work(_: Job) -> None:
        raise SchoolError("这个月已经结账。")

    tasks.read(owner, work).start()
    settle(qtbot, tasks)
    assert messages.sentences == ["这个月已经结账。"]


def test_otherwise_takes_the_place_of_the_message(
    qtbot: QtBot, tasks: Tasks, owner: QWidget, messages: QuietMessages
) -> None:
    taken: list[Exception] = []
    error = ValueError("a bug")

    def work(_: Job) -> None:
        raise error

    tasks.read(owner, work).otherwise(taken.append).start()
    settle(qtbot, tasks)
    assert taken == [error]
    assert messages.errors == []


def test_bug_in_the_work_becomes_a_crash_report(
    qtbot: QtBot, tasks: Tasks, owner: QWidget, messages: QuietMessages
) -> None:
    error = KeyError("a bug")

    def work(_: Job) -> None:
        raise error

    tasks.paper(owner, work).start()
    settle(qtbot, tasks)
    assert messages.crashes == [error]
    messages.crashes.clear()


def test_bug_in_a_callback_is_not_lost(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    ended: list[int] = []

    def use(_: int) -> None:
        raise ValueError("a bug")

    with qtbot.captureExceptions() as caught:
        tasks.read(owner, lambda _: 1).then(use).ended(lambda: ended.append(1)).start()
        settle(qtbot, tasks)
    assert [kind for kind, *_ in caught] == [ValueError]
    assert ended == [1]


def test_question_is_asked_and_the_same_work_runs_again(
    qtbot: QtBot, tasks: Tasks, owner: QWidget, messages: QuietMessages
) -> None:
    runs: list[frozenset[str]] = []
    results: list[str] = []

    def work(job: Job) -> str:
        runs.append(job.accepted)
        for key in ("running", "empty"):
            if key not in job.accepted:
                raise Confirmable(key, f"{key}，要继续吗？")
        return "done"

    messages.answers += [True, True]
    tasks.write(owner, work).then(results.append).start()
    settle(qtbot, tasks)
    assert runs == [frozenset(), {"running"}, {"running", "empty"}]
    assert messages.questions == ["running，要继续吗？", "empty，要继续吗？"]
    assert results == ["done"]


def test_question_answered_no_ends_the_work(
    qtbot: QtBot, tasks: Tasks, owner: QWidget, messages: QuietMessages
) -> None:
    def work(_: Job) -> None:
        raise Confirmable("k", "真的？")

    messages.answers.append(False)
    results: list[None] = []
    tasks.write(owner, work).then(results.append).start()
    settle(qtbot, tasks)
    assert results == []
    assert messages.errors == []


@pytest.mark.parametrize(
    "result", [Changes.of(Book.MEALS), Receipt(3, Changes.of(Book.MEALS))], ids=["plain", "inside"]
)
def test_what_a_write_changed_is_announced(
    qtbot: QtBot, tasks: Tasks, owner: QWidget, result: object
) -> None:
    heard: list[Changes] = []
    tasks._refresh.changed.connect(heard.append)
    tasks.write(owner, lambda _: result).start()
    settle(qtbot, tasks)
    assert heard == [Changes.of(Book.MEALS)]


def test_result_for_a_destroyed_owner_is_dropped_but_the_change_is_announced(
    qtbot: QtBot, tasks: Tasks
) -> None:
    go = Event()
    heard: list[Changes] = []
    results: list[Changes | None] = []
    tasks._refresh.changed.connect(heard.append)
    owner = QWidget()

    def work(_: Job) -> Changes:
        assert go.wait(10)
        return Changes.of(Book.PEOPLE)

    task = tasks.write(owner, work).then(results.append).ended(lambda: results.append(None))
    task.start()
    delete(owner)
    go.set()
    settle(qtbot, tasks)
    assert results == []
    assert heard == [Changes.of(Book.PEOPLE)]


def test_refused_write_of_a_destroyed_owner_is_still_told(
    qtbot: QtBot, tasks: Tasks, messages: QuietMessages
) -> None:
    go = Event()
    owner = QWidget()

    def work(_: Job) -> None:
        assert go.wait(10)
        raise SchoolError("磁盘已满。")

    tasks.write(owner, work).start()
    tasks.read(owner, work).start()
    delete(owner)
    go.set()
    settle(qtbot, tasks)
    assert messages.sentences == ["磁盘已满。"]


def test_cancel_raises_inside_the_work(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    at_work = Event()
    left: list[str] = []

    def work(job: Job) -> None:
        at_work.set()
        try:
            while True:
                job.progress.step("数数")
        except Cancelled:
            left.append("cancelled")
            raise

    results: list[None] = []
    task = tasks.write(owner, work).then(results.append).start()
    assert at_work.wait(10)
    task.cancel()
    settle(qtbot, tasks)
    assert left == ["cancelled"]
    assert results == []


def test_cancelled_before_its_turn_never_runs(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    go, ran = Event(), []
    tasks.write(owner, lambda _: go.wait(10)).start()
    tasks.write(owner, lambda _: ran.append(1)).start().cancel()
    go.set()
    settle(qtbot, tasks)
    assert ran == []


def test_cancelled_read_is_not_told_even_when_it_was_too_late(
    qtbot: QtBot, tasks: Tasks, owner: QWidget
) -> None:
    at_work, go = Event(), Event()
    results: list[int] = []

    def work(_: Job) -> int:
        at_work.set()
        assert go.wait(10)
        return 1

    task = tasks.read(owner, work).then(results.append).start()
    assert at_work.wait(10)
    task.cancel()
    go.set()
    settle(qtbot, tasks)
    assert results == []


def test_write_that_was_done_before_the_cancel_is_told(
    qtbot: QtBot, tasks: Tasks, owner: QWidget
) -> None:
    at_work, go = Event(), Event()
    results: list[int] = []

    def work(_: Job) -> int:
        at_work.set()
        assert go.wait(10)
        return 1

    task = tasks.write(owner, work).then(results.append).start()
    assert at_work.wait(10)
    task.cancel()
    go.set()
    settle(qtbot, tasks)
    assert results == [1]


def test_progress_is_told_in_the_gui_thread(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    steps: list[tuple[str, int, int, int]] = []

    def work(job: Job) -> None:
        for _ in job.progress.walk("读名册", range(5000), 5000, every=1000):
            pass

    task = tasks.read(owner, work)
    task.progressed.connect(lambda *step: steps.append((*step, get_ident())))
    task.start()
    settle(qtbot, tasks)
    assert ("读名册", 5000, 5000, get_ident()) in steps
    assert {step[3] for step in steps} == {get_ident()}


def pupils_of(desk: Desk) -> int:
    return people.pupils(desk.session, people.PupilQuery()).total


def test_reading_does_not_wait_for_a_long_write(qtbot: QtBot, desk: Desk) -> None:
    inside, go = Event(), Event()
    found: list[int] = []

    def body(work: Work) -> None:
        add_pupils(work, ["新生"], number=7)
        inside.set()
        assert go.wait(20)

    desk.tasks.write(None, lambda _: desk.session.write("test.long", body)).start()
    assert inside.wait(10)
    desk.tasks.read(None, lambda _: pupils_of(desk)).then(found.append).start()
    qtbot.waitUntil(lambda: bool(found))
    assert found == [8]
    assert len(desk.tasks.running) == 1
    go.set()
    settle(qtbot, desk.tasks)


def test_cancelled_write_leaves_the_books_as_they_were(qtbot: QtBot, desk: Desk) -> None:
    def written(job: Job) -> None:
        def body(work: Work) -> None:
            add_pupils(work, ["新生"], number=7)
            task.cancel()
            job.progress.step("写")

        desk.session.write("test.cancelled", body)

    before = at_the_books(lambda: everything(desk.session.store))
    task = desk.tasks.write(None, written)
    task.start()
    settle(qtbot, desk.tasks)
    assert at_the_books(lambda: everything(desk.session.store)) == before


def test_writes_come_one_after_another(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    order: list[int] = []
    threads: set[int] = set()

    def write(number: int, _: Job) -> None:
        threads.add(get_ident())
        order.append(number)

    for number in range(20):
        tasks.write(owner, partial(write, number)).start()
    settle(qtbot, tasks)
    assert order == list(range(20))
    assert len(threads) == 1


def test_drain_finishes_writing_and_stops_reading(tasks: Tasks, owner: QWidget) -> None:
    go, ran, results = Event(), [], []
    tasks.read(owner, lambda _: go.wait(10)).start()
    tasks.read(owner, lambda _: ran.append("read")).start()
    tasks.write(owner, lambda _: ran.append("write")).then(lambda _: results.append(1)).start()
    threading.Timer(0.05, go.set).start()
    tasks.drain()
    assert ran == ["write"]
    assert results == [1]
    assert tasks.running == ()


def test_refused_write_is_told_when_the_program_ends(
    tasks: Tasks, owner: QWidget, messages: QuietMessages
) -> None:
    def work(_: Job) -> None:
        raise SchoolError("磁盘已满。")

    tasks.write(owner, work).start()
    tasks.drain()
    assert messages.sentences == ["磁盘已满。"]


def test_bug_in_what_was_being_read_when_the_program_ends_is_noted(
    tasks: Tasks, owner: QWidget, messages: QuietMessages
) -> None:
    error = KeyError()
    at_work, go = Event(), Event()

    def work(_: Job) -> None:
        at_work.set()
        assert go.wait(10)
        raise error

    tasks.read(owner, work).start()
    assert at_work.wait(10)
    threading.Timer(0.05, go.set).start()
    tasks.drain()
    assert messages.crashes == [error]
    messages.crashes.clear()


def test_nothing_runs_after_the_drain(tasks: Tasks, owner: QWidget) -> None:
    tasks.drain()
    ran: list[int] = []
    ended: list[int] = []
    tasks.write(owner, lambda _: ran.append(1)).ended(lambda: ended.append(1)).start()
    assert (ran, ended) == ([], [1])


def test_gui_thread_may_not_open_a_connection(desk: Desk, guard: GuiThreadGuard) -> None:
    assert guard.armed
    with pytest.raises(RuntimeError, match=r"desk\.tasks"):
        set_telephones(desk.session, Telephones("0870-3129876", None))
    at_the_books(lambda: set_telephones(desk.session, Telephones("0870-3129876", None)))


def test_widgets_in_garbage_are_destroyed_in_the_gui_thread_only(
    qtbot: QtBot, tasks: Tasks, owner: QWidget
) -> None:
    destroyed: list[int] = []

    class Watched(QWidget):
        def __del__(self) -> None:
            destroyed.append(get_ident())

    def litter(_: Job) -> None:
        for _count in range(3000):
            cycle: list[object] = []
            cycle.append(cycle)

    ring = Watched()
    ring.itself = ring  # type: ignore[attr-defined]
    del ring
    assert not gc.isenabled()
    tasks.write(owner, litter).start()
    settle(qtbot, tasks)
    gc.collect()
    assert destroyed == [get_ident()]


def test_a_task_that_was_answered_is_let_go_of(qtbot: QtBot, tasks: Tasks, owner: QWidget) -> None:
    gone = [ref(tasks.read(owner, lambda _: 1).start()) for _ in range(5)]
    settle(qtbot, tasks)
    assert [task() for task in gone] == [None] * 5


def test_tasks_that_nobody_holds_any_more_take_nothing_down(qtbot: QtBot) -> None:
    def run_and_leave() -> None:
        messages = Messages()
        tasks = Tasks(messages, Refresh())
        tasks.write(None, lambda _: 1).start()
        tasks.drain()

    run_and_leave()
    qtbot.wait(1)
    gc.collect()


def test_import_of_many_is_written_while_search_answers(qtbot: QtBot, desk: Desk) -> None:
    many = students(*(pupil(f"新生{n}", row=n + 2) for n in range(2000)))
    found: list[int] = []
    imported = desk.tasks.write(None, lambda _: take(desk.session, many)).start()

    def search() -> None:
        if imported in desk.tasks.running:
            task = desk.tasks.read(None, lambda _: pupils_of(desk))
            task.then(found.append).ended(search).start()

    search()
    settle(qtbot, desk.tasks)
    assert found[0] == 8
    assert at_the_books(lambda: pupils_of(desk)) == 2008
