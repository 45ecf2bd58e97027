"""The forms of a person: somebody new, and what is known beside the posts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final

from desktop.core.labels import Sex
from desktop.core.phones import Phones, read_phones
from desktop.core.posts import Establishment, PostKind  # noqa: TC001 - drafts are read by these
from desktop.rosters.nations import NAMES, read_nation
from desktop.services.pupils.colleagues import PersonalFacts, edit, personal_of
from desktop.services.staff import members
from desktop.services.staff.members import MemberFacts, NewMember
from desktop.services.staff.posts import NewPost
from desktop.views.forms import Field, Form
from desktop.views.personal.suggest import SuggestEdit
from desktop.views.staff.posts import DUTY, ESTABLISHMENT, KIND, PLACE
from desktop.views.widgets import Choice, DateEdit, IdentityEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.core.changes import Changes
    from desktop.services.session import Session
    from desktop.services.staff.members import Added
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_SEXES: Final = [(kind, kind.label) for kind in Sex]


def _telephone(text: str) -> str:
    """What is wrong with a telephone number."""
    read = read_phones(text)
    return "" if isinstance(read, Phones) else f"{read.label}。"


def _text(name: str, title: str, longest: int, told: str = "") -> Field:
    return Field(name, title, lambda words: TextEdit(words, longest=longest), help=told)


@dataclass(frozen=True, slots=True)
class NewMemberDraft:
    """What is being entered of somebody new."""

    name: str | None = None
    sex: Sex | None = None
    id_number: str | None = None
    phone: str | None = None
    staff_number: str | None = None
    kind: PostKind | None = None
    duty: str | None = None
    establishment: Establishment | None = None
    place: str | None = None
    since: date | None = None
    subject: str | None = None
    title: str | None = None
    document: str | None = None


class NewMemberForm(Form[NewMemberDraft, "Added"]):
    """新增教职工: who it is, and the first post."""

    def __init__(self, desk: Desk) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: NewMemberDraft) -> Added:
            return members.add(session, _new(draft), job.accepted)

        fields = (
            Field("name", "姓名", lambda title: TextEdit(title, longest=50), required=True),
            Field("sex", "性别", lambda title: Choice(title, _SEXES, nothing="按证件号")),
            Field("id_number", "身份证件号", lambda title: IdentityEdit(title, today)),
            Field("phone", "联系电话", lambda title: TextEdit(title, check=_telephone)),
            _text("staff_number", "工号", 40),
            *(KIND, DUTY, ESTABLISHMENT, PLACE),
            Field("since", "到岗日期", lambda title: DateEdit(title, today), required=True),
            _text("subject", "任教学科", 40),
            _text("title", "职称", 40, "如 一级教师"),
            _text("document", "文号", 200),
        )
        super().__init__(desk, "staff.new", NewMemberDraft, fields, save)
        self.open(NewMemberDraft(since=today))


def _new(draft: NewMemberDraft) -> NewMember:
    assert draft.kind is not None  # noqa: S101 - the form requires both
    assert draft.since is not None  # noqa: S101 - same
    post = NewPost(
        draft.kind,
        draft.since,
        draft.place or "",
        draft.duty,
        draft.establishment,
        document=draft.document,
    )
    facts = MemberFacts(staff_number=draft.staff_number, subject=draft.subject, title=draft.title)
    return NewMember(draft.name or "", post, draft.sex, draft.id_number, draft.phone, facts)


@dataclass(frozen=True, slots=True)
class FactsDraft:
    """What is known of a member of staff beside the posts."""

    sex: Sex | None = None
    ethnicity: str | None = None
    staff_number: str | None = None
    education: str | None = None
    title: str | None = None
    subject: str | None = None
    political: str | None = None
    certificate: str | None = None
    joined: date | None = None
    remark: str | None = None


class FactsForm(Form[FactsDraft, "Changes"]):
    """修改资料: staff number, title, subject, sex …; name, numbers and address need two people."""

    def __init__(self, desk: Desk, staff_id: UUID, draft: FactsDraft) -> None:
        today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: FactsDraft) -> Changes:
            facts, personal = _told(draft)
            return edit(session, staff_id, facts, personal, job.accepted)

        fields = (
            Field("sex", "性别", lambda title: Choice(title, _SEXES, nothing="不清楚")),
            Field("ethnicity", "民族", lambda title: SuggestEdit(title, NAMES, check=_nation)),
            _text("staff_number", "工号", 40),
            _text("title", "职称", 40, "如 一级教师"),
            _text("subject", "任教学科", 40),
            _text("education", "学历", 20),
            _text("political", "政治面貌", 20),
            _text("certificate", "教师资格", 60, "如 小学 语文"),
            Field("joined", "参加工作时间", lambda title: DateEdit(title, today, latest=today)),
            Field("remark", "备注", lambda title: NoteEdit(title, longest=500)),
        )
        super().__init__(desk, "staff.facts", FactsDraft, fields, save)

        self.open(draft, str(staff_id), lambda _job: facts_draft(session, staff_id))


def facts_draft(session: Session, staff_id: UUID) -> FactsDraft:
    """What the form starts from."""
    personal = personal_of(session, staff_id)
    return FactsDraft(**asdict(personal), **asdict(members.facts_of(session, staff_id)))


def _told(draft: FactsDraft) -> tuple[MemberFacts, PersonalFacts]:
    """What the services are given."""
    said = asdict(draft)
    own = PersonalFacts(said.pop("sex"), said.pop("ethnicity"))
    return MemberFacts(**said), own


def _nation(text: str) -> str:
    """What is wrong with a 民族."""
    return "" if read_nation(text) else "没有这个民族；请填全称，如 汉族、维吾尔族。"
