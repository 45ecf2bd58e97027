"""The form of a head count: how many there were, who was missing, who was too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID  # noqa: TC003 - drafts are read by these types

from desktop.core.attendance import Difference
from desktop.services.attendance.count_names import read_absent, read_extra, words_of
from desktop.services.attendance.head_counts import LONGEST_NAME, NewCount, take_count
from desktop.views.forms import Field, Form
from desktop.views.widgets import CountEdit, DateEdit, TextEdit

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.attendance.counting import Countable
    from desktop.services.attendance.head_counts import CountLine
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

NAME = "attendance.count"
_LONGEST = 2000
_MOST = 999


@dataclass(frozen=True, slots=True)
class CountDraft:
    """What is being entered of a class whose heads were counted."""

    class_id: UUID
    counted: int | None = None
    absent: str | None = None
    extra: str | None = None
    day: date | None = None
    counted_by: str | None = None


class CountForm(Form[CountDraft, "Changes"]):
    """登记清点: figures and names must agree before it can be saved."""

    def __init__(self, desk: Desk, known: Countable, line: CountLine) -> None:
        self._known, self._day = known, line.day or known.suggested
        session, today = desk.session, desk.session.store.clock.today()
        last = max(known.days)

        def save(_job: Job, draft: CountDraft) -> Changes:
            return take_count(session, self._count(draft, line.count_id))

        super().__init__(desk, NAME, CountDraft, self._fields(today, last), save)
        self.content.checked_by(self._check)
        self.sheet.rows["day"].changed.connect(self._on_day)
        self.open(_begun(line, session.user_name, known), key=str(line.class_id))

    def _fields(self, today: date, last: date) -> tuple[Field, ...]:
        first = min(self._known.days)
        return (
            Field("counted", "实到人数", lambda t: CountEdit(t, most=_MOST), required=True),
            Field(
                "absent",
                "没到的",
                lambda t: TextEdit(t, longest=_LONGEST, check=self._fault),
                help="姓名或拼音首字母，用、隔开；去向写在括号里，如 张小红（随父母外出）",
            ),
            Field(
                "extra",
                "多出来的",
                lambda t: TextEdit(t, longest=_LONGEST),
                help="不在名册上的孩子，来历写在括号里，如 丁小满（外县借读）",
            ),
            Field(
                "day",
                "哪天清点的",
                lambda t: DateEdit(t, today, earliest=first, latest=last),
                required=True,
            ),
            Field(
                "counted_by",
                "清点人",
                lambda t: TextEdit(t, longest=LONGEST_NAME),
                required=True,
            ),
        )

    def _on_day(self) -> None:
        """The roll of another day: the names are looked for on that one."""
        day = self.sheet.rows["day"].entry.value()
        if isinstance(day, date):
            self._day = day
            self.sheet.rows["absent"].speak()

    def _fault(self, text: str) -> str:
        """What is wrong with the names of those who are missing, on the day that is given."""
        return read_absent(text, self._known.on(self._day))[1]

    def _check(self, draft: CountDraft) -> dict[str, str]:
        """Figure and names must agree: else nobody could follow up."""
        if draft.counted is None or draft.day is None:
            return {}
        pupils = self._known.on(draft.day)
        absent, fault = read_absent(draft.absent or "", pupils)
        if fault:
            return {"absent": fault}
        extra = read_extra(draft.extra or "")
        due = len(pupils) - len(absent) + len(extra)
        if due == draft.counted:
            return {}
        return {
            "counted": f"名册{len(pupils)}人，写明没到{len(absent)}人、多出{len(extra)}人，"
            f"应是{due}人。差{abs(due - draft.counted)}人，请写明是谁。"
        }

    def _count(self, draft: CountDraft, replaces: UUID | None) -> NewCount:
        assert draft.counted is not None  # noqa: S101 - the form requires both
        assert draft.day is not None  # noqa: S101 - same
        absent, _ = read_absent(draft.absent or "", self._known.on(draft.day))
        return NewCount(
            draft.class_id,
            draft.day,
            draft.counted,
            draft.counted_by or "",
            absent,
            read_extra(draft.extra or ""),
            replaces,
        )


def _begun(line: CountLine, user_name: str, known: Countable) -> CountDraft:
    """A blank form of the last day with lessons, or the count that is put right."""
    if line.day is None:
        return CountDraft(line.class_id, day=known.suggested, counted_by=user_name)
    called = {pupil.student_id: pupil.called for pupil in known.on(line.day)}
    absent = words_of(
        (called.get(name.student_id, name.name) if name.student_id else name.name, name.note)
        for name in line.names
        if name.kind is Difference.ABSENT
    )
    extra = words_of((n.name, n.note) for n in line.names if n.kind is Difference.EXTRA)
    return CountDraft(
        line.class_id, line.counted, absent or None, extra or None, line.day, line.counted_by
    )
