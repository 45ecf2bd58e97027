"""New members of staff and what is known of them beside their posts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import Confirmable, SchoolError
from desktop.core.identity import IdentityFlaw, read_identity, stored_number
from desktop.core.names import normalise_name
from desktop.core.phones import Phones, read_phones
from desktop.core.pinyin import first_letters, syllables
from desktop.models import Person, PostSpell, StaffMember
from desktop.services.identity_digest import IdentityDigest
from desktop.services.staff.putting_right import spell_row
from desktop.services.staff.rules import guarded, refuse_bad_span, refuse_stranger

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from uuid import UUID

    from desktop.core.identity import IdentityNumber
    from desktop.core.labels import Sex
    from desktop.database.work import Work
    from desktop.services.session import Session
    from desktop.services.staff.posts import NewPost

MEMBER_FIELDS: Final = {
    "staff_number": "工号",
    "education": "学历",
    "title": "职称",
    "subject": "任教学科",
    "political": "政治面貌",
    "certificate": "教师资格",
    "joined": "参加工作时间",
    "remark": "备注",
}


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What is known of a member of staff beside who it is and the posts; None: not known."""

    staff_number: str | None = None
    education: str | None = None
    title: str | None = None
    subject: str | None = None
    political: str | None = None
    certificate: str | None = None
    joined: date | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who comes to work here, as a form says it."""

    name: str
    post: NewPost
    sex: Sex | None = None
    id_number: str | None = None
    phone: str | None = None
    facts: MemberFacts = MemberFacts()


@dataclass(frozen=True, slots=True)
class Added:
    """A new member of staff."""

    staff_id: UUID
    known_before: bool
    """Whether the person was in the books already, as a guardian."""
    changes: Changes


def add(session: Session, new: NewMember, accepted: Collection[str] = frozenset()) -> Added:
    """Enter somebody who comes to work here; a person whom the books know stays one person.

    Raises:
        SchoolError: the name, number or days cannot be, or this person is on the staff already.
        Confirmable: somebody of the staff has the same name.
    """
    name = normalise_name(new.name)
    if not name.usable:
        raise SchoolError(f"{name.flaw.label if name.flaw else '姓名不能用'}，没有保存。")
    identity = _identity(session, new.id_number)
    facts, post = _clean(new.facts), _clean_post(session, new.post)
    person = {
        "name": name.text,
        "name_key": name.key,
        "sex": new.sex or (identity.sex if identity else None),
        "birth": identity.birth if identity else None,
        "id_kind": identity.kind if identity else None,
        "id_number": stored_number(identity.text) if identity else None,
        "phone": _phone(new.phone),
    }

    def body(work: Work) -> Added:
        known = _known(work, person)
        _refuse_taken_number(work, facts.staff_number, None)
        if known is None:
            _ask_of_namesakes(work, person, accepted)
        person_id = _keep_person(work, person, known)
        (staff_id,) = work.new_ids(1)
        work.insert(StaffMember, [{"id": staff_id, "person_id": person_id, **asdict(facts)}])
        work.insert(PostSpell, [spell_row(work, staff_id, post)])
        work.summary = {"staff": staff_id}
        return Added(staff_id, known is not None, Changes.of(Book.PEOPLE))

    return session.write("staff.add", body)


def facts_of(session: Session, staff_id: UUID) -> MemberFacts:
    """What a form starts from."""
    with session.store.read() as connection:
        row = connection.execute(
            select(*(getattr(StaffMember, name) for name in MEMBER_FIELDS)).where(
                StaffMember.unit_id == session.unit_id, StaffMember.id == staff_id
            )
        ).one()
    return MemberFacts(**row._mapping)  # noqa: SLF001 - the library's public name for it


def edit(session: Session, staff_id: UUID, facts: MemberFacts) -> Changes:
    """Keep what is known of a member of staff; the chain holds what stood there before.

    Raises:
        NotFoundError: nobody of the staff is meant.
        SchoolError: a text cannot be kept, or somebody else has the staff number.
    """

    def body(work: Work) -> Changes:
        keep_facts(work, staff_id, facts)
        return Changes.of(Book.PEOPLE)

    return session.write("staff.edit", body)


def keep_facts(work: Work, staff_id: UUID, facts: MemberFacts) -> None:
    """The same inside a transaction."""
    clean = _clean(facts)
    refuse_stranger(work, staff_id)
    _refuse_taken_number(work, clean.staff_number, staff_id)
    work.update(StaffMember, [{"id": staff_id, **asdict(clean)}])
    work.summary = {"staff": staff_id}


def derived(values: Mapping[str, Any], digest: IdentityDigest) -> dict[str, Any]:
    """Fields of a person with what follows from them."""
    found = dict(values)
    if "name" in found:
        sounds = syllables(found["name"])
        found["pinyin"], found["initials"] = "".join(sounds), first_letters(sounds)
    if "id_number" in found:
        found["id_digest"] = digest.of(found["id_number"])
    return found


def _identity(session: Session, text: str | None) -> IdentityNumber | None:
    if not (text or "").strip():
        return None
    read = read_identity(text or "", session.store.clock.today())
    if isinstance(read, IdentityFlaw):
        raise SchoolError(f"{read.label}，没有保存。")
    return read


def _phone(text: str | None) -> str | None:
    if not (text or "").strip():
        return None
    read = read_phones(text or "")
    if not isinstance(read, Phones):
        raise SchoolError(f"{read.label}，没有保存。")
    return read.text


_LONGEST_NUMBER: Final = 40
_LONGEST: Final = {
    "education": 20,
    "title": 40,
    "subject": 40,
    "political": 20,
    "certificate": 60,
    "remark": 500,
}


def _clean(facts: MemberFacts) -> MemberFacts:
    number = "".join((facts.staff_number or "").split()) or None
    if number is not None and len(number) > _LONGEST_NUMBER:
        raise SchoolError(f"工号最多写 {_LONGEST_NUMBER} 个字，没有保存。")
    said: dict[str, Any] = {"staff_number": number}
    for name, longest in _LONGEST.items():
        text = getattr(facts, name)
        said[name] = guarded(text, MEMBER_FIELDS[name])
        if said[name] is not None and len(said[name]) > longest:
            raise SchoolError(f"{MEMBER_FIELDS[name]}最多写 {longest} 个字，没有保存。")
    return replace(facts, **said)


def _clean_post(session: Session, post: NewPost) -> NewPost:
    refuse_bad_span(session, post)
    place = post.place.strip()
    return replace(
        post,
        place="" if place == session.unit_name else place,
        duty=guarded(post.duty, "职务"),
        document=guarded(post.document, "文号"),
        note=guarded(post.note, "备注"),
    )


def _known(work: Work, person: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a row
    """The person of a number; nobody's where there is none.

    Raises:
        SchoolError: the number is another person's, or this person is on the staff already.
    """
    number = person["id_number"]
    if number is None:
        return None
    digest = IdentityDigest(work.connection).of(number)
    rows = work.connection.execute(
        select(Person.id, Person.name_key, StaffMember.id.label("staff_id"))
        .outerjoin(
            StaffMember,
            and_(StaffMember.unit_id == Person.unit_id, StaffMember.person_id == Person.id),
        )
        .where(Person.unit_id == work.unit_id, Person.id_digest == digest)
        .order_by(Person.id)
    ).all()
    same = next((row for row in rows if row.name_key == person["name_key"]), None)
    if same is None and rows:
        raise SchoolError("这个证件号在名册里是另一个姓名，没有保存。请核对姓名和证件号。")
    if same is not None and same.staff_id is not None:
        raise SchoolError("这个人已经在教职工名册里，没有再登记。要登记新岗位，请打开他的记录。")
    return same


def refuse_taken_identity(work: Work, staff_id: UUID, number: str) -> None:
    """Refuse an identity number that somebody else of the books has.

    Raises:
        SchoolError: it says whose, and that they may be one person.
    """
    digest = IdentityDigest(work.connection).of(number)
    own = select(StaffMember.person_id).where(
        StaffMember.unit_id == work.unit_id, StaffMember.id == staff_id
    )
    other = work.connection.execute(
        select(Person.name)
        .where(
            Person.unit_id == work.unit_id,
            Person.id_digest == digest,
            Person.id != own.scalar_subquery(),
        )
        .order_by(Person.id)
    ).scalar()
    if other is not None:
        msg = f"这个身份证件号在名册里是{other}的，没有保存。请核对是哪一个写错了。"
        raise SchoolError(msg)


def _ask_of_namesakes(work: Work, person: Mapping[str, Any], accepted: Collection[str]) -> None:
    if "namesake" in accepted:
        return
    query = (
        select(StaffMember.id)
        .join(
            Person, and_(Person.unit_id == StaffMember.unit_id, Person.id == StaffMember.person_id)
        )
        .where(Person.unit_id == work.unit_id, Person.name_key == person["name_key"])
    )
    if work.connection.execute(query).first() is not None:
        msg = f"教职工名册里已经有一位{person['name']}。这是另一个同名的人吗？"
        raise Confirmable("namesake", msg)


def _refuse_taken_number(work: Work, number: str | None, staff_id: UUID | None) -> None:
    if number is None:
        return
    query = select(StaffMember.id).where(
        StaffMember.unit_id == work.unit_id, StaffMember.staff_number == number
    )
    if any(key != staff_id for key in work.connection.execute(query).scalars()):
        raise SchoolError("这个工号已经是另一个人的，没有保存。请核对工号。")


def _keep_person(work: Work, person: Mapping[str, Any], known: Any) -> UUID:  # noqa: ANN401 - a row
    digest = IdentityDigest(work.connection)
    if known is None:
        (key,) = work.new_ids(1)
        work.insert(Person, [{"id": key, **EMPTY_PERSON, **derived(person, digest)}])
        return key
    said = {name: value for name, value in person.items() if value is not None}
    work.update(Person, [{"id": known.id, **derived(said, digest)}])
    person_id: UUID = known.id
    return person_id


EMPTY_PERSON: Final[Mapping[str, Any]] = dict.fromkeys(
    ("ethnicity", "phone", "address", "registered_address", "bank_card", "sex", "birth"), None
)
