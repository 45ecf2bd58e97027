"""The forms of posts: taken up, put right, and somebody leaves altogether."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final
from uuid import UUID  # noqa: TC003 - same

from desktop.core.posts import Establishment, PostEnd, PostKind
from desktop.services.staff import posts
from desktop.services.staff.posts import Leaving, NewPost
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, DateEdit, NoteEdit, TextEdit, Tick

if TYPE_CHECKING:
    from desktop.core.changes import Changes
    from desktop.services.staff.story import PostLine, StaffRecord
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

KINDS: Final = [(kind, kind.label) for kind in PostKind]
TERMS: Final = [(kind, kind.label) for kind in Establishment]
ENDINGS: Final = [(kind, kind.label) for kind in PostEnd]
_LEAVINGS: Final = [(kind, kind.label) for kind in PostEnd if kind is not PostEnd.MOVED]

KIND: Final = Field("kind", "岗位类别", lambda title: Choice(title, KINDS), required=True)
DUTY: Final = Field(
    "duty", "职务", lambda title: TextEdit(title, longest=40), help="如 语文教师、教导主任"
)
ESTABLISHMENT: Final = Field(
    "establishment", "编制", lambda title: Choice(title, TERMS, nothing="没有登记")
)
PLACE: Final = Field(
    "place", "任职单位", lambda title: TextEdit(title, longest=80), help="本校的空着"
)
DOCUMENT: Final = Field("document", "文号", lambda title: TextEdit(title, longest=200))
WHY: Final = Field(
    "why",
    "为什么更正",
    lambda title: TextEdit(title, longest=200),
    required=True,
    help="如 日期登记错了；原来登记的会留着备查",
)


@dataclass(frozen=True, slots=True)
class PostDraft:
    """What is being entered of a post that somebody takes up."""

    staff_id: UUID
    kind: PostKind | None = None
    duty: str | None = None
    establishment: Establishment | None = None
    place: str | None = None
    since: date | None = None
    besides: bool = False
    document: str | None = None


class PostForm(Form[PostDraft, "Changes"]):
    """登记岗位: what was held before ends the day before, unless both are held."""

    def __init__(self, desk: Desk, record: StaffRecord) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: PostDraft) -> Changes:
            assert draft.kind is not None  # noqa: S101 - the form requires both
            assert draft.since is not None  # noqa: S101 - same
            new = NewPost(
                draft.kind,
                draft.since,
                draft.place or "",
                draft.duty,
                draft.establishment,
                document=draft.document,
            )
            return posts.begin(
                session, draft.staff_id, new, besides=draft.besides, accepted=job.accepted
            )

        fields = (
            *(KIND, DUTY, ESTABLISHMENT, PLACE),
            Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
            Field("besides", "", lambda _title: Tick("兼任，原来的岗位不变")),
            DOCUMENT,
        )
        super().__init__(desk, "staff.post", PostDraft, fields, save)
        line = record.line
        begun = PostDraft(line.staff_id, establishment=line.establishment, since=today)
        self.open(begun, key=str(line.staff_id))


@dataclass(frozen=True, slots=True)
class PostCorrection:
    """What is being put right of a post."""

    post_id: UUID
    kind: PostKind | None = None
    duty: str | None = None
    establishment: Establishment | None = None
    place: str | None = None
    since: date | None = None
    until: date | None = None
    ending: PostEnd | None = None
    document: str | None = None
    end_document: str | None = None
    note: str | None = None
    why: str | None = None


class PostCorrectionForm(Form[PostCorrection, "Changes"]):
    """更正岗位: what was entered stays to be seen."""

    def __init__(self, desk: Desk, post: PostLine) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: PostCorrection) -> Changes:
            new, why = _corrected(draft), draft.why or ""
            return posts.correct(session, draft.post_id, new, why, job.accepted)

        fields = (
            *(KIND, DUTY, ESTABLISHMENT, PLACE),
            Field("since", "从哪天起", lambda title: DateEdit(title, today), required=True),
            Field("until", "到哪天止", lambda title: DateEdit(title, today), help="还在岗的空着"),
            Field("ending", "离岗原因", lambda title: Choice(title, ENDINGS, nothing="没有")),
            DOCUMENT,
            Field("end_document", "离岗文号", lambda title: TextEdit(title, longest=200)),
            Field("note", "备注", lambda title: NoteEdit(title, longest=500)),
            WHY,
        )
        super().__init__(desk, "staff.post_correct", PostCorrection, fields, save)
        self.open(_as_entered(post), key=str(post.post_id))


def _as_entered(post: PostLine) -> PostCorrection:
    return PostCorrection(
        post.post_id,
        post.kind,
        post.duty or None,
        post.establishment,
        post.place or None,
        post.since,
        post.until,
        post.ending,
        post.document or None,
        post.end_document or None,
        post.note or None,
    )


def _corrected(draft: PostCorrection) -> NewPost:
    assert draft.kind is not None  # noqa: S101 - the form requires both
    assert draft.since is not None  # noqa: S101 - same
    return NewPost(
        draft.kind,
        draft.since,
        draft.place or "",
        draft.duty,
        draft.establishment,
        draft.until,
        draft.ending,
        draft.document,
        draft.end_document,
        draft.note,
    )


@dataclass(frozen=True, slots=True)
class LeaveDraft:
    """What is being entered of somebody who leaves."""

    staff_id: UUID
    ending: PostEnd | None = None
    last_day: date | None = None
    document: str | None = None


class LeaveForm(Form[LeaveDraft, "Changes"]):
    """登记离岗: all posts, absences and classes end with the last day."""

    def __init__(self, desk: Desk, record: StaffRecord) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(_job: Job, draft: LeaveDraft) -> Changes:
            assert draft.ending is not None  # noqa: S101 - the form requires both
            assert draft.last_day is not None  # noqa: S101 - same
            leaving = Leaving(draft.last_day, draft.ending, draft.document)
            return posts.leave(session, draft.staff_id, leaving)

        fields = (
            Field("ending", "离岗原因", lambda title: Choice(title, _LEAVINGS), required=True),
            Field("last_day", "最后一天在岗", lambda title: DateEdit(title, today), required=True),
            DOCUMENT,
        )
        super().__init__(desk, "staff.leave", LeaveDraft, fields, save)
        staff_id = record.line.staff_id
        self.open(LeaveDraft(staff_id, last_day=today), key=str(staff_id))
