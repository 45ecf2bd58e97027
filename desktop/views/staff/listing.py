"""The list of staff: its columns, and the source that reads it in pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.core.posts import StaffState
from desktop.services.staff.lists import StaffLine, StaffOrder, StaffQuery, staff
from desktop.views.tables import Chip, ListColumn, ListPage, Tone

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.session import Session
    from desktop.views.tasks import Job

_TONES: Final = {
    StaffState.AT_POST: Tone.GOOD,
    StaffState.AWAY: Tone.CARE,
}


def state_chip(line: StaffLine) -> Chip:
    """在岗, or why not."""
    return Chip(state_words(line), _TONES.get(line.state, Tone.PLAIN))


def state_words(line: StaffLine) -> str:
    """The state in a word: the reason of who is away, and of who has left."""
    if line.state is StaffState.AWAY and line.absence is not None:
        return line.absence.label
    if line.state is StaffState.LEFT and line.ending is not None:
        return line.ending.label
    return line.state.label


def day_words(day: date | None) -> str:
    """A day in a list."""
    return "" if day is None else day.isoformat()


COLUMNS: Final[tuple[ListColumn[StaffLine], ...]] = (
    ListColumn("name", "姓名", lambda s: s.name, 120, sort=StaffOrder.NAME),
    ListColumn("number", "工号", lambda s: s.staff_number, 80, sort=StaffOrder.NUMBER),
    ListColumn("sex", "性别", lambda s: s.sex.label if s.sex else "", 60, "center"),
    ListColumn("post", "岗位", lambda s: s.post, 120, sort=StaffOrder.POST),
    ListColumn(
        "terms",
        "编制",
        lambda s: s.establishment.label if s.establishment else "",
        80,
        sort=StaffOrder.ESTABLISHMENT,
    ),
    ListColumn("state", "状态", state_words, 90, sort=StaffOrder.STATE, chip=state_chip),
    ListColumn("classes", "班主任", lambda s: s.classes, 110),
    ListColumn("since", "任职时间", lambda s: day_words(s.since), 110, sort=StaffOrder.SINCE),
    ListColumn("place", "任职单位", lambda s: s.place or "本校", 130, sort=StaffOrder.PLACE),
    ListColumn("title", "职称", lambda s: s.title, 100, hidden=True),
    ListColumn("subject", "任教学科", lambda s: s.subject, 100, hidden=True),
    ListColumn("phone", "电话（遮盖）", lambda s: s.phone_masked, 150, hidden=True),
    ListColumn("id", "证件号（遮盖）", lambda s: s.id_masked, 180, hidden=True),
)
COUNTY_COLUMNS: Final[tuple[ListColumn[StaffLine], ...]] = (
    ListColumn("school", "学校", lambda s: s.school, 180, sort=StaffOrder.SCHOOL),
    *COLUMNS,
)


class StaffSource:
    """The staff of a query."""

    def __init__(
        self, session: Session, query: StaffQuery, order: StaffOrder = StaffOrder.POST
    ) -> None:
        self._session, self.query, self._order = session, query, order

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[StaffLine]:
        """Some of the staff."""
        job.progress.step("读取名册")
        order = StaffOrder(sort) if sort else self._order
        page = staff(
            self._session,
            replace(self.query, order=order, descending=descending, offset=offset, limit=limit),
        )
        return ListPage(page.lines, page.total)
