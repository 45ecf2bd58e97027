"""Posts entered one by one: begun, ended, corrected; somebody leaves altogether."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.changes import Book, Changes
from desktop.core.errors import SchoolError
from desktop.core.posts import Establishment, PostEnd, PostKind
from desktop.models import AbsenceSpell, Homeroom, PostSpell
from desktop.services.staff.putting_right import (
    Instead,
    SpellKind,
    put_right,
    spell_row,
    take_back,
)
from desktop.services.staff.rules import (
    day_words,
    guarded,
    refuse_bad_span,
    refuse_clashing_post,
    refuse_stranger,
    standing_spell,
    standing_spells,
    withdraw_rows,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

ONE_DAY: Final = timedelta(days=1)
_KIND: Final = SpellKind(PostSpell, "post")


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post as a form says it."""

    kind: PostKind
    since: date
    place: str = ""
    """Empty for the unit itself."""
    duty: str | None = None
    establishment: Establishment | None = None
    until: date | None = None
    ending: PostEnd | None = None
    document: str | None = None
    end_document: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """That a post ends: its last day, and why."""

    last_day: date
    ending: PostEnd
    document: str | None = None


def begin(
    session: Session,
    staff_id: UUID,
    new: NewPost,
    *,
    besides: bool = False,
    accepted: Collection[str] = frozenset(),
) -> Changes:
    """Enter a post that somebody takes up.

    Posts that are open then end the day before, unless the new one is taken on besides.

    Raises:
        NotFoundError: nobody of the staff is meant.
        SchoolError: the days cannot be, or the same post is held already.
        Confirmable: two posts at a time that are odd together.
    """
    new = _clean(session, new)

    def body(work: Work) -> Changes:
        refuse_stranger(work, staff_id)
        held = standing_spells(work, PostSpell, staff_id)
        ended = [] if besides else [p for p in held if p.until is None and p.since < new.since]
        others = [post for post in held if post not in ended]
        refuse_clashing_post(new, others, accepted)
        _end(work, ended, Leaving(new.since - ONE_DAY, PostEnd.MOVED, new.document))
        work.insert(PostSpell, [spell_row(work, staff_id, new)])
        work.summary = {"staff": staff_id, "kind": new.kind, "since": new.since}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.post", body)


def end(session: Session, post_id: UUID, leaving: Leaving) -> Changes:
    """Enter that one post ends; others that are held go on.

    Raises:
        NotFoundError: there is no such post.
        SchoolError: the post has ended already, or began later.
    """

    def body(work: Work) -> Changes:
        post = standing_spell(work, PostSpell, post_id)
        if post.until is not None:
            msg = f"这个岗位已经登记到{day_words(post.until)}为止；日期不对的请用更正。"
            raise SchoolError(msg)
        _end(work, [post], _checked(leaving))
        work.summary = {"post": post_id, "last_day": leaving.last_day}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.post_end", body)


def leave(session: Session, staff_id: UUID, leaving: Leaving) -> Changes:
    """Enter that somebody leaves: all open posts, absences and classes end with the last day.

    Raises:
        NotFoundError: nobody of the staff is meant.
        SchoolError: no post is open, or one began later.
    """

    def body(work: Work) -> Changes:
        refuse_stranger(work, staff_id)
        posts = [p for p in standing_spells(work, PostSpell, staff_id) if p.until is None]
        if not posts:
            raise SchoolError("这个人没有在任的岗位，不用再登记离岗。")
        said = _checked(leaving)
        _end(work, posts, said)
        for model in (AbsenceSpell, Homeroom):
            _cut(work, model, staff_id, said.last_day)
        work.summary = {"staff": staff_id, "ending": said.ending, "last_day": said.last_day}
        return Changes.of(Book.PEOPLE)

    return session.write("staff.leave", body)


def correct(
    session: Session,
    post_id: UUID,
    new: NewPost,
    why: str,
    accepted: Collection[str] = frozenset(),
) -> Changes:
    """Put right a post that was entered wrongly; what was entered is withdrawn and still seen.

    Raises:
        NotFoundError: there is no such post.
        SchoolError: the days cannot be, the same post is held already, or no reason is given.
        Confirmable: two posts at a time that are odd together.
    """
    new = _clean(session, new)

    def refuse(work: Work, old: Any) -> None:  # noqa: ANN401 - a row
        others = [p for p in standing_spells(work, PostSpell, old.staff_id) if p.id != post_id]
        refuse_clashing_post(new, others, accepted)

    return put_right(session, _KIND, post_id, Instead(new, why), refuse)


def withdraw(session: Session, post_id: UUID, why: str) -> Changes:
    """Take back a post that was never held.

    Raises:
        NotFoundError: there is no such post.
        SchoolError: no reason is given.
    """
    return take_back(session, _KIND, post_id, why)


def _clean(session: Session, new: NewPost) -> NewPost:
    """A post with its texts checked and its days possible."""
    refuse_bad_span(session, new)
    ending = new.ending or (PostEnd.MOVED if new.until is not None else None)
    return replace(
        new,
        place="" if new.place.strip() == session.unit_name else new.place.strip(),
        duty=guarded(new.duty, "职务"),
        document=guarded(new.document, "文号"),
        end_document=guarded(new.end_document, "文号"),
        note=guarded(new.note, "备注"),
        ending=ending if new.until is not None else None,
    )


def _checked(leaving: Leaving) -> Leaving:
    return replace(leaving, document=guarded(leaving.document, "文号"))


def _end(work: Work, posts: Collection[Any], leaving: Leaving) -> None:
    for post in posts:
        if leaving.last_day < post.since:
            msg = f"“{post.kind.label}”从{day_words(post.since)}才开始，最后一天不能更早。"
            raise SchoolError(msg)
    rows = [
        {
            "id": post.id,
            "until": leaving.last_day,
            "ending": leaving.ending,
            "end_document": leaving.document,
        }
        for post in posts
    ]
    if rows:
        work.update(PostSpell, rows)


def _cut(work: Work, model: Any, staff_id: UUID, last: date) -> None:  # noqa: ANN401 - a model
    """End what goes on beyond the last day; what had not begun by then is withdrawn."""
    later = [
        row
        for row in standing_spells(work, model, staff_id)
        if row.until is None or row.until > last
    ]
    rows = [{"id": row.id, "until": last} for row in later if row.since <= last]
    if rows:
        work.update(model, rows)
    withdraw_rows(work, model, [row.id for row in later if row.since > last], "已离岗")
