"""The list of pupils: its columns, and the source that reads it in pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.core.labels import EnrolmentKind
from desktop.services.people import PupilLine, PupilList, PupilOrder, PupilQuery
from desktop.views.tables import Chip, ListColumn, ListPage, Tone

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.views.tasks import Job

_TONES: Final = {
    EnrolmentKind.SUSPENDED: Tone.CARE,
    EnrolmentKind.LEFT: Tone.CARE,
    EnrolmentKind.DIED: Tone.BAD,
}


def state_words(state: EnrolmentKind) -> str:
    """在校, or how the pupil has left."""
    return "在校" if state.present else state.label


def state_chip(state: EnrolmentKind) -> Chip:
    """The state as a chip."""
    tone = Tone.GOOD if state.present else _TONES.get(state, Tone.PLAIN)
    return Chip(state_words(state), tone)


def known(value: bool | None, yes: str, no: str) -> str:  # noqa: FBT001 - a value, not a switch
    """A fact with three states: yes, no, not recorded."""
    return "" if value is None else yes if value else no


COLUMNS: Final[tuple[ListColumn[PupilLine], ...]] = (
    ListColumn("name", "姓名", lambda p: p.name, 170, sort=PupilOrder.NAME),
    ListColumn("class", "班级", lambda p: p.school_class, 110, sort=PupilOrder.SCHOOL_CLASS),
    ListColumn("sex", "性别", lambda p: p.sex.label if p.sex else "", 60, "center"),
    ListColumn(
        "state",
        "状态",
        lambda p: state_words(p.state),
        100,
        sort=PupilOrder.STATE,
        chip=lambda p: state_chip(p.state),
    ),
    ListColumn(
        "boarding",
        "住宿",
        lambda p: known(p.boarding, "住校", "走读"),
        80,
        sort=PupilOrder.BOARDING,
    ),
    ListColumn(
        "meals",
        "营养餐",
        lambda p: known(p.meals, "享受", "不享受"),
        90,
        sort=PupilOrder.MEALS,
    ),
    ListColumn("number", "学号", lambda p: p.school_number, 110),
    ListColumn("id", "证件号（遮盖）", lambda p: p.id_masked, 180, hidden=True),
)


class PupilSource:
    """The pupils of a query; counted once for each order that is looked at."""

    def __init__(self, session: Session, query: PupilQuery) -> None:
        self._session, self.query = session, query
        self._lists: dict[tuple[str | None, bool], PupilList] = {}

    def restart(self) -> None:
        """The books have moved."""
        self._lists = {}

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[PupilLine]:
        """Some of the pupils."""
        job.progress.step("读取名册")
        lists, key = self._lists, (sort, descending)
        if key not in lists:
            order = PupilOrder(sort) if sort else PupilOrder.SCHOOL_CLASS
            query = replace(self.query, order=order, descending=descending)
            lists[key] = PupilList(self._session, query)
        page = lists[key].page(offset, limit)
        return ListPage(page.lines, page.total)
