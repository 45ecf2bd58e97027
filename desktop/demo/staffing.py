"""The staff of the schools in the year of the story: who works there, who moves, who is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.dates import WrittenDate
from desktop.core.labels import IdKind
from desktop.core.names import name_key
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind
from desktop.core.terms import SchoolYear
from desktop.demo.county import county
from desktop.rosters.classes import ClassRow
from desktop.rosters.staff import StaffRow
from desktop.rosters.staff_words import post_of
from desktop.services.classes import classes_on
from desktop.services.homerooms import Appointment, appoint
from desktop.services.staff import absences, members, posts
from desktop.services.staff.lists import StaffQuery, staff

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from desktop.demo.people import PostSpell, StaffMember
    from desktop.services.session import Session

_ONE_DAY: Final = timedelta(days=1)
_TITLES: Final = ("一级教师", "二级教师", "高级教师", "一级教师", "二级教师")
_EDUCATIONS: Final = ("本科", "大专", "本科", "本科", "中专")
_POLITICAL: Final = ("群众", "中共党员", "群众", "共青团员")
_TEACHING: Final = frozenset({PostKind.PRINCIPAL, PostKind.VICE_PRINCIPAL, PostKind.TEACHER})
_HANDS: Final = frozenset({PostKind.COOK, PostKind.WARDEN, PostKind.GUARD, PostKind.NURSERY})
_AWAY: Final = {
    "支教": AbsenceKind.EXCHANGE,
    "借调县教育局": AbsenceKind.SECONDED,
    "产假": AbsenceKind.MATERNITY,
}
_TEACHERS_OF_YOUNG: Final = "幼儿教师"


def at_first(unit: str) -> tuple[StaffRow, ...]:
    """The roster of a school on the day on which the story begins."""
    own = [person for person in county().staff if person.posts[0].unit == unit]
    return tuple(_row(place, person) for place, person in enumerate(own, start=2))


def moves() -> tuple[tuple[date, str, StaffMember], ...]:
    """The days on which somebody leaves a post for another, or for a time."""
    found = [
        (person.posts[0].until + _ONE_DAY, person.posts[0].unit, person)
        for person in county().staff
        if person.posts[0].until is not None
    ]
    return tuple(sorted(found, key=lambda move: (move[0], move[2].key)))


def move(desks: Mapping[str, Session], person: StaffMember) -> None:
    """Enter what became of somebody who left the first post, at the schools that it concerns."""
    first, *later = person.posts
    session = desks[first.unit]
    staff_id = _who(session, person)
    last = first.until
    assert last is not None  # noqa: S101 - such people only are asked for
    kind = _AWAY.get(first.note)
    if kind is None:
        ending = PostEnd.RETIRED if first.note == "退休" else PostEnd.TRANSFERRED
        posts.leave(session, staff_id, posts.Leaving(last, ending))
    else:
        back = next((spell.since - _ONE_DAY for spell in later if spell.unit == first.unit), None)
        place = _place(later[0]) if later and later[0].unit != first.unit else None
        away = absences.NewAbsence(kind, last + _ONE_DAY, back, place)
        absences.record(session, staff_id, away)
    for spell in later:
        if spell.unit != first.unit and spell.unit in desks:
            members.add(desks[spell.unit], _newcomer(person, spell))


def class_rows(session: Session, unit: str, day: date) -> tuple[ClassRow, ...]:
    """The classes of a school on a day, each with one of the teachers, the same every year."""
    year = SchoolYear.of(day)
    stays = [stay for stay in county().stays if stay.unit == unit and stay.present(day)]
    rooms = {stay.room_in(year) for stay in stays}
    ordered = sorted(rooms, key=lambda room: (room.entered, room.number or 0))
    teachers = [
        line
        for line in staff(session, StaffQuery(kind=PostKind.TEACHER, on=day, limit=200)).lines
        if line.kind is PostKind.TEACHER
    ]
    return tuple(
        ClassRow(
            row=place,
            school_class=room.name(SchoolYear.of(day)),
            teacher=(teacher := teachers[_turn(room.entered, room.number) % len(teachers)]).name,
            teacher_key=name_key(teacher.name),
            teacher_number=teacher.staff_number,
            pupils=None,
        )
        for place, room in enumerate(ordered, start=2)
    )


def release(session: Session, day: date) -> None:
    """Let nobody be responsible any more for classes that have left the school."""
    for line in classes_on(session, day, closed_too=True):
        if line.grade is None and line.teacher_id is not None:
            appoint(session, Appointment(line.class_id, None, day))


def _turn(entered: int, number: int | None) -> int:
    """Spreads the classes over the teachers; a class keeps its turn while it goes up."""
    return (entered - 2000) * 4 + (number or 1)


def _who(session: Session, person: StaffMember) -> UUID:
    query = StaffQuery(text=person.id_number, states=frozenset())
    return staff(session, query).lines[0].staff_id


def _place(spell: PostSpell) -> str:
    return county().unit(spell.unit).name


def _terms(person: StaffMember, kind: PostKind) -> Establishment:
    if kind in _HANDS:
        return Establishment.TEMPORARY
    return Establishment.SPECIAL if person.key % 9 == 0 else Establishment.STAFFED


def _kind(post: str) -> PostKind:
    return post_of(post) or PostKind.OTHER


def _row(place: int, person: StaffMember) -> StaffRow:
    spell, key = person.posts[0], person.key
    kind = _kind(spell.post)
    teaches = kind in _TEACHING and spell.post.endswith("教师")
    named = teaches and spell.post != _TEACHERS_OF_YOUNG
    blank: dict[str, Any] = dict.fromkeys(StaffRow.__struct_fields__)
    learnt = {
        "education": _EDUCATIONS[key % 5] if kind in _TEACHING else "高中",
        "title": _TITLES[key % 5] if kind in _TEACHING else None,
        "subject": spell.post.removesuffix("教师")[-2:] if named else None,
        "political": _POLITICAL[key % 4],
    }
    return StaffRow(
        **(
            blank
            | learnt
            | {
                "row": place,
                "name": person.name,
                "name_key": name_key(person.name),
                "staff_number": f"{key:04}",
                "id_kind": IdKind.RESIDENT,
                "id_number": person.id_number,
                "sex": person.sex,
                "birth": person.born,
                "joined": WrittenDate(spell.since),
                "kind": kind,
                "duty": None if spell.post == kind.label else spell.post,
                "establishment": _terms(person, kind),
                "since": WrittenDate(spell.since),
                "phone": person.phone,
                "bank_card": person.bank_card,
            }
        )
    )


def _newcomer(person: StaffMember, spell: PostSpell) -> members.NewMember:
    kind = _kind(spell.post)
    post = posts.NewPost(kind, spell.since, duty=spell.post, until=spell.until)
    ending = PostEnd.MOVED if spell.until is not None else None
    return members.NewMember(
        person.name,
        replace(post, establishment=_terms(person, kind), ending=ending),
        person.sex,
        person.id_number,
        person.phone,
        members.MemberFacts(staff_number=f"{person.key:04}"),
    )
