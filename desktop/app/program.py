"""What the window shows when: the doors, a desk, the lock; and how one leads to the next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app.doors import Doors
from desktop.app.locking import Locking
from desktop.app.opening import Found, look
from desktop.app.registry import MODULES, PAGES, SEARCH, bring_in
from desktop.core.errors import SchoolError
from desktop.core.labels import UnitKind
from desktop.services.outside import copies_of_user
from desktop.views.access.change import ChangePasswordView
from desktop.views.desk import Desk, Place
from desktop.views.drafts import Drafts
from desktop.views.frame.desk_frame import DeskFrame
from desktop.views.settings.daily import back_up_after_opening
from desktop.views.style import Look, current_tokens, dress
from desktop.views.style.tokens import tokens
from desktop.views.tasks import READING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent

    from desktop.app.arguments import Arguments
    from desktop.app.core import Core
    from desktop.app.entrance import Entrance
    from desktop.app.opening import Entered
    from desktop.app.stage import Stage
    from desktop.services.session import Session
    from desktop.services.units import UnitLine
    from desktop.views.pages import PageKind
    from desktop.views.tasks import Job, Task

# The first page is painted and filled before the others are loaded.
_BREATH_MILLISECONDS: Final = 400

__all__ = ["Program", "bring_in_first", "look"]


def bring_in_first() -> None:
    """Import the page that is shown first, while the data opens."""
    bring_in(MODULES[:1])


class Program(QObject):
    """The one window of one data folder."""

    def __init__(
        self,
        stage: Stage,
        core: Core,
        arguments: Arguments,
        pages: Sequence[PageKind] = PAGES,
    ) -> None:
        window = stage.window
        super().__init__(window)
        self._core = core
        self._page = arguments.page
        self._pages = pages
        self._who: Entered | None = None
        self._closing = False
        self._loading: Task[None] | None = None
        self.stage = stage
        self._doors = Doors(self.stage, core)
        self._locking = Locking(self.stage, core)
        self._doors.entered.connect(self._on_entered)
        self._locking.logout_asked.connect(self._log_out)
        window.closing.connect(self._on_closing)
        core.tasks.finished.connect(self._on_finished)
        core.last.append(self._let_go)

    def start(self, found: Found | Entrance) -> None:
        """Begin with what was found in the data folder, or go on with a log-in that stands."""
        if isinstance(found, Found):
            self._doors.show(found)
        else:
            self._doors.take_over(found)

    def on_asked(self, arguments: Arguments) -> None:
        """A second start: come to the front, and go where it wanted to go."""
        self.stage.window.come_to_front()
        if arguments.page and self.stage.frame is not None:
            self.stage.frame.show_page(arguments.page)

    def _on_entered(self, who: Entered) -> None:
        self._who = who
        self._remember(who)
        self._dress(demonstration=who.is_demonstration)
        place = Place(who.month, self)
        place.data_replaced.connect(
            partial(self._leave_desk, "正在打开恢复的数据…", self._doors.reopen)
        )
        self._show_desk(who, place)
        self._locking.watch(who)

    def _dress(self, *, demonstration: bool) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - there is a window
        look = Look.of(self._core.preferences.load().preferences, demo=demonstration)
        # Dressing anew polishes every widget that there is.
        if tokens(look) != current_tokens():
            dress(application, look)

    def _show_desk(self, who: Entered, place: Place) -> None:
        frame = DeskFrame(
            self._desk(who, place), self._pages, SEARCH, demonstration=who.is_demonstration
        )
        frame.unit_chosen.connect(self._on_unit)
        frame.lock_asked.connect(self._on_lock)
        frame.logout_asked.connect(self._log_out)
        frame.password_asked.connect(self._on_password)
        before = self.stage.frame
        wanted = self._page or (before.current if before is not None else "")
        self._page = ""
        self.stage.show_frame(frame)
        frame.show_first(wanted)
        if not who.is_demonstration:
            back_up_after_opening(frame.desk, owner=frame)
        QTimer.singleShot(_BREATH_MILLISECONDS, frame, self._bring_in_pages)

    def _bring_in_pages(self) -> None:
        self._loading = self._core.tasks.paper(self.stage.window, _bring_in_rest).start()

    def _desk(self, who: Entered, place: Place) -> Desk:
        core, drafts = self._core, Drafts(who.session)
        drafts.failed.connect(self._on_draft_failed)
        return Desk(
            session=who.session,
            tasks=core.tasks,
            refresh=core.refresh,
            messages=core.messages,
            place=place,
            preferences=core.preferences,
            drafts=drafts,
        )

    def _remember(self, who: Entered) -> None:
        session = who.session
        if session.folder is None:
            return
        try:
            self._core.preferences.change(data_folder=session.folder, user_name=session.user_name)
        except SchoolError as error:
            self._core.messages.say(f"下次要重新选择数据文件夹：{error.sentence}")

    def _on_unit(self, unit: UnitLine) -> None:
        if self._who is None or self.stage.frame is None:
            return
        session = self._who.session.in_unit(unit.unit_id, unit.name)
        if unit.kind is UnitKind.BUREAU:
            session = replace(session, at_bureau=True)
        self._who = replace(self._who, session=session)
        self._show_desk(self._who, self.stage.frame.desk.place)

    def _on_lock(self) -> None:
        if self._who is not None and self._who.has_password:
            self._locking.lock()
        else:
            self._core.messages.say("还没有密码，锁不住。先在右上角的菜单里修改密码。")

    def _on_password(self) -> None:
        if self._who is None:
            return
        view = ChangePasswordView(self._core.tasks, self._who.session)
        view.left.connect(self.stage.back_to_frame)
        view.changed.connect(self._on_password_changed)
        self.stage.show_front(view)

    def _on_password_changed(self) -> None:
        if self._who is not None:
            self._who = replace(self._who, has_password=True)
            self._locking.watch(self._who)

    def _log_out(self) -> None:
        if self._who is None:
            return
        if self._is_working():
            self._core.messages.say("还有工作没有做完，做完以后再退出登录。")
            return
        self._leave_desk("正在退出登录…", self._doors.leave)

    def _leave_desk(self, words: str, go: Callable[[Session], object]) -> None:
        if self._who is None:
            return
        session, self._who = self._who.session, None
        self._locking.rest()
        self.stage.clear(words)
        self._dress(demonstration=False)
        go(session)

    def _is_working(self) -> bool:
        """Whether something would be lost; loading pages is nobody's work."""
        at_work = (task for task in self._core.tasks.running if task is not self._loading)
        return any(task.kind not in READING for task in at_work)

    def _on_closing(self, event: QCloseEvent) -> None:
        if not self._is_working():
            return
        event.ignore()
        window, messages = self.stage.window, self._core.messages
        sentence = "还有工作没有做完。等它做完就关闭窗口？"
        self._closing = messages.ask(window, sentence, "做完就关闭", "不关闭")
        self._on_finished()

    def _on_finished(self, _task: object = None) -> None:
        if self._closing and not self._is_working():
            self._closing = False
            self.stage.window.close()

    def _on_draft_failed(self, error: Exception) -> None:
        if isinstance(error, SchoolError):
            self._core.messages.say(f"没有保存的内容暂时记不下来：{error.sentence}")
        else:
            self._core.messages.say_crash(self.stage.window, error)

    def _let_go(self) -> None:
        if self.stage.frame is not None:
            self.stage.frame.desk.drafts.drain()
        if self._who is not None:
            self._who.session.store.close()


def _bring_in_rest(_job: Job) -> None:
    """Import the other pages, and clean up after a run that was killed."""
    bring_in(MODULES)
    copies_of_user().clean_up()
