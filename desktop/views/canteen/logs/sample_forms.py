"""The forms of samples: taken at a sitting, thrown away together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

from desktop.core.canteen import Sitting
from desktop.core.clock import CHINA
from desktop.services.canteen.samples import (
    LONGEST_PERSON,
    MOST_GRAMS,
    NewSamples,
    SampledDish,
    dispose,
    take,
)
from desktop.views.canteen.logs.words import moment, time_problem
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, NoteEdit, TextEdit
from desktop.views.widgets.numbers import CountEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.samples import Proposal, SamplesSaved
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

SITTINGS: Final = [(sitting, sitting.label) for sitting in Sitting]
_OWN: Final = re.compile(r"(.+?)\s*(\d+)\s*[克gG]?")
_NAMES: Final = 1000


@dataclass(frozen=True, slots=True)
class TakeDraft:
    """What is being entered of a sitting's samples."""

    canteen_id: UUID
    dishes: str | None = None
    grams: int | None = None
    taken_at: str | None = None
    taken_by: str | None = None
    watched_by: str | None = None
    day: date | None = None
    sitting: Sitting | None = None


def dishes_of(text: str, grams: int) -> tuple[SampledDish, ...]:
    """A dish a line; a weight of its own stands behind its name."""
    found = []
    for line in text.splitlines():
        if line.strip():
            own = _OWN.fullmatch(line.strip())
            name, weight = (own[1], int(own[2])) if own else (line.strip(), grams)
            found.append(SampledDish(name, weight))
    return tuple(found)


class TakeForm(Form[TakeDraft, "SamplesSaved"]):
    """登记留样: the dishes of the menu stand there already."""

    def __init__(
        self, desk: Desk, canteen: CanteenLine, when: tuple[date, Sitting], found: Proposal
    ) -> None:
        session, now = desk.session, desk.session.store.clock.now()
        day, sitting = when

        def save(_job: Job, draft: TakeDraft) -> SamplesSaved:
            return take(session, _new(draft))

        fields = _take_fields(desk, canteen, found.least)
        super().__init__(desk, "canteen.samples", TakeDraft, fields, save)
        self.done_words = "留样已登记。"
        is_today = day == session.store.clock.today()
        begun = TakeDraft(
            canteen.canteen_id,
            "\n".join(found.dishes) or None,
            None,
            f"{now.astimezone(CHINA):%H:%M}" if is_today else None,
            found.taken_by or None,
            found.watched_by or None,
            day,
            sitting,
        )
        self.open(begun, key=f"{canteen.canteen_id}/{day}/{sitting.value}")


@dataclass(frozen=True, slots=True)
class DisposeDraft:
    """What is being entered of samples that were thrown away."""

    day: date | None = None
    at: str | None = None
    disposed_by: str | None = None


class DisposeForm(Form[DisposeDraft, "SamplesSaved"]):
    """销样: one, or all that may go."""

    def __init__(self, desk: Desk, sample_ids: Sequence[UUID], key: str) -> None:
        session, now = desk.session, desk.session.store.clock.now().astimezone(CHINA)
        today = now.date()

        def save(_job: Job, draft: DisposeDraft) -> SamplesSaved:
            assert draft.day is not None  # noqa: S101 - the form requires all
            at = moment(draft.day, draft.at or "")
            return dispose(session, sample_ids, at, draft.disposed_by or "")

        fields = (
            Field("disposed_by", "销样人", person, required=True),
            Field("day", "销样日期", lambda t: DateEdit(t, today, latest=today), required=True),
            Field(
                "at",
                "销样时间",
                lambda words: TextEdit(words, longest=5, check=time_problem),
                required=True,
                help="写成 11:30 或 1130",
            ),
        )
        super().__init__(desk, "canteen.disposal", DisposeDraft, fields, save)
        self.done_words = f"已登记 {len(sample_ids)} 份销样。"
        self.open(DisposeDraft(today, f"{now:%H:%M}"), key=key)


def _take_fields(desk: Desk, canteen: CanteenLine, least: int) -> tuple[Field, ...]:
    today = desk.session.store.clock.today()
    latest = min(today, canteen.closed_on or today)
    return (
        Field(
            "dishes",
            "品名",
            lambda words: NoteEdit(words, longest=_NAMES),
            required=True,
            help="每样一行；重量不同的写在品名后面，如 红烧肉 150",
        ),
        Field(
            "grams",
            "每样重量（克）",
            lambda words: CountEdit(words, least=1, most=MOST_GRAMS),
            required=True,
            help=f"称出来的重量，每样至少 {least} 克",
        ),
        Field(
            "taken_at",
            "留样时间",
            lambda words: TextEdit(words, longest=5, check=time_problem),
            required=True,
            help="写成 11:30 或 1130",
        ),
        Field("taken_by", "留样人", person, required=True),
        Field("watched_by", "监督人", person, required=True, help="和留样人是两个人"),
        Field(
            "day",
            "日期",
            lambda t: DateEdit(t, today, earliest=canteen.opened_on, latest=latest),
            required=True,
        ),
        Field("sitting", "餐次", lambda words: Choice(words, SITTINGS), required=True),
    )


def person(words: str) -> TextEdit:
    """A field for a name."""
    return TextEdit(words, longest=LONGEST_PERSON)


def _new(draft: TakeDraft) -> NewSamples:
    assert draft.day is not None  # noqa: S101 - the form requires all
    assert draft.sitting is not None  # noqa: S101 - same
    return NewSamples(
        canteen_id=draft.canteen_id,
        day=draft.day,
        sitting=draft.sitting,
        taken_at=moment(draft.day, draft.taken_at or ""),
        taken_by=draft.taken_by or "",
        watched_by=draft.watched_by or "",
        dishes=dishes_of(draft.dishes or "", draft.grams or 0),
    )
