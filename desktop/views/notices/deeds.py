"""Writing down what happened to a notice: each deed asks for what it needs, in the pane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from desktop.core.notices import NoticeDeed
from desktop.services.notices import life
from desktop.views.notices.deed_form import Asked, DeedForm
from desktop.views.notices.photos import ask_photos

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from desktop.core.changes import Changes
    from desktop.services.notices.life import NoticeRecord
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

WORDS: Final = {
    NoticeDeed.POSTED: "登记张贴",
    NoticeDeed.TAKEN_DOWN: "登记撤下",
    NoticeDeed.ARCHIVED: "归档",
    NoticeDeed.OBJECTED: "登记异议",
    NoticeDeed.ANSWERED: "答复异议",
    NoticeDeed.PHOTO: "登记照片",
}


class Deeds(QObject):
    """Asks and writes for one pane; what is written comes back through the books."""

    def __init__(self, desk: Desk, pane: QWidget) -> None:
        super().__init__(pane)
        self._desk, self._pane = desk, pane
        self.place = QVBoxLayout()
        """Where the pane shows the form that is open."""
        self.form: DeedForm | None = None

    def ask(self, record: NoticeRecord, deed: NoticeDeed) -> None:
        """Ask for what a deed needs, and write it down."""
        {
            NoticeDeed.POSTED: self._ask_posting,
            NoticeDeed.TAKEN_DOWN: self._ask_take_down,
            NoticeDeed.ARCHIVED: self._archive,
            NoticeDeed.OBJECTED: self._ask_objection,
            NoticeDeed.ANSWERED: self._ask_answer,
            NoticeDeed.PHOTO: self._ask_photo,
        }[deed](record)

    def take_back(self, record: NoticeRecord) -> None:
        """Ask whether the last step was a mistake, and take it back."""
        number, last = record.entry.number, record.taken_back_next
        if last is None:
            return
        words = f"取消{last.label}登记"
        if self._desk.messages.ask(self._pane, f"{number}：要{words}吗？", words, "不取消"):
            self._write(lambda _job: life.take_back(self._desk.session, number), "已取消登记")

    def leave_form(self) -> None:
        """Close the form without writing anything down."""
        if self.form is not None:
            self.place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self._pane.setFocus()

    def _open(
        self, name: str, asked: Asked, earliest: date, save: Callable[[date, str], object]
    ) -> None:
        """Open a form; under `name` it is kept until it is saved or given up."""
        self.leave_form()
        drafts = self._desk.drafts
        form = DeedForm(asked, self._desk.session.store.clock.today(), earliest)
        kept = drafts.find(name)
        if kept is not None:
            form.resume({field: str(text) for field, text in kept.items()})

        def keep() -> None:
            if form.is_dirty:
                drafts.keep(name, form.texts())
            else:
                drafts.forget(name)

        form.changed.connect(keep)
        form.saved.connect(save)
        form.left.connect(lambda: self._on_left(name, form))
        self.form = form
        self.place.addWidget(form)
        form.show()
        form.begin()
        QTimer.singleShot(0, form, lambda: _reveal(form))

    def _on_left(self, name: str, form: DeedForm) -> None:
        """The person wants to leave: ask when something would be lost."""
        sentence = "填写的内容还没有保存，关闭后就没有了。"
        messages = self._desk.messages
        if not form.is_dirty or messages.ask(self._pane, sentence, "放弃这些内容", "接着填"):
            self._desk.drafts.forget(name)
            self.leave_form()

    def _ask_posting(self, record: NoticeRecord) -> None:
        session, entry = self._desk.session, record.entry
        name = draft_name(record, NoticeDeed.POSTED)

        def save(day: date, place: str) -> None:
            self._write(
                lambda _job: life.post(session, entry.number, day, place), "已登记张贴", name
            )

        asked = Asked("登记张贴", "保存", "张贴日期", "张贴地点（可以不写，如校门口公示栏）")
        self._open(name, asked, entry.issued_on, save)

    def _ask_take_down(self, record: NoticeRecord) -> None:
        session, entry = self._desk.session, record.entry
        name = draft_name(record, NoticeDeed.TAKEN_DOWN)

        def save(day: date, _note: str) -> None:
            self._write(
                lambda job: life.take_down(session, entry.number, day, job.accepted),
                "已登记撤下",
                name,
            )

        asked = Asked("登记撤下", "保存", "撤下日期")
        self._open(name, asked, entry.posted_on or entry.issued_on, save)

    def _archive(self, record: NoticeRecord) -> None:
        session, number = self._desk.session, record.entry.number
        self._write(lambda _job: life.archive(session, number), "已归档")

    def _ask_objection(self, record: NoticeRecord) -> None:
        session, entry = self._desk.session, record.entry
        name = draft_name(record, NoticeDeed.OBJECTED)

        def save(day: date, text: str) -> None:
            self._write(
                lambda _job: life.object_to(session, entry.number, day, text), "已登记异议", name
            )

        told = "不用写是谁提的；不要写身份证号、电话、住址和家庭困难情况。"
        asked = Asked("登记异议", "保存", "提出日期", "异议内容", long=True, told=told)
        self._open(name, asked, entry.posted_on or entry.issued_on, save)

    def _ask_answer(self, record: NoticeRecord) -> None:
        session, number = self._desk.session, record.entry.number
        objection = record.open_objections[0]
        name = f"{draft_name(record, NoticeDeed.ANSWERED)}/{objection.event_id}"

        def save(_day: date, text: str) -> None:
            self._write(
                lambda _job: life.answer(session, number, objection.event_id, text),
                "已登记答复",
                name,
            )

        told = f"异议：{objection.note}"
        asked = Asked("答复异议", "保存", "", "怎样处理、怎样答复", long=True, told=told)
        self._open(name, asked, objection.day, save)

    def _ask_photo(self, record: NoticeRecord) -> None:
        ask_photos(self._desk, self._pane, record.entry.number)

    def _write(self, work: Callable[[Job], Changes], words: str, draft: str = "") -> None:
        def done(_changes: Changes) -> None:
            self.leave_form()
            if draft:
                self._desk.drafts.forget(draft)
            self._desk.messages.say(words)

        self._desk.tasks.write(self._pane, work).then(done).start()


def draft_name(record: NoticeRecord, deed: NoticeDeed) -> str:
    """Under which name the unsaved form of a deed is kept."""
    return f"notices/{record.entry.number}/{deed.value}"


def _reveal(form: DeedForm) -> None:
    """Scroll the pane until the whole form is seen."""
    area = form.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    inside = area.widget().layout() if area is not None else None
    if area is not None and inside is not None:
        inside.activate()
        area.ensureWidgetVisible(form)
