"""What a roster of staff says of posts: the same, in other words, since another day, or new."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.core.posts import PostEnd, PostKind
from desktop.core.terms import SchoolYear
from desktop.models import PostSpell
from desktop.rosters.personal import agrees
from desktop.services.imports.plan import Facing, FieldChange, text
from desktop.services.imports.spell_book import Held, SpellBook
from desktop.services.staff.spells import overlaps

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from desktop.rosters.staff import StaffRow

POST_FIELDS: Final = (
    *("place", "kind", "duty", "establishment", "since", "until", "ending"),
    *("document", "end_document", "note"),
)
CLASHES: Final = "任职时间与已登记的岗位重叠，请用岗位变动表登记"
OTHER_SINCE: Final = "任职时间与岗位变动的记录不一致，没有改动，请核对"
ONE_DAY: Final = timedelta(days=1)
_RANK: Final = {kind: place for place, kind in enumerate(PostKind)}


class RosterPosts:
    """The posts of all staff, with what a roster says of them."""

    def __init__(self, facing: Facing, unit_name: str) -> None:
        self.book = SpellBook(facing.connection, facing.unit_id, PostSpell, POST_FIELDS)
        self.unit_name, self.today = unit_name, facing.today
        self.warnings: list[tuple[int, str]] = []
        """Rows of which something is to be said."""

    def held(self, owner: Hashable) -> list[Held]:
        """The posts that somebody holds today or is to take up, the first by kind first."""
        going = [h for h in self.book.of(owner) if h.until is None or h.until >= self.today]
        return sorted(going, key=lambda h: (h.since > self.today, _RANK[h.values["kind"]]))

    def values_of(self, row: StaffRow) -> dict[str, Any]:
        """The post of a row, as it is kept."""
        since = row.since.day if row.since else SchoolYear.of(self.today).first
        return {
            "place": own_place(row.place, self.unit_name),
            "kind": row.kind or PostKind.OTHER,
            "duty": row.duty,
            "establishment": row.establishment,
            "since": since,
        }

    def target(self, row: StaffRow, held: Sequence[Held]) -> Held | None:
        """The post that a row speaks of, of those that are held."""
        place = own_place(row.place, self.unit_name) if row.place else None
        for post in held:
            if row.kind in (None, post.values["kind"]) and place in (None, post.values["place"]):
                return post
        return None

    def said_otherwise(self, row: StaffRow, post: Held) -> dict[str, Any]:
        """What a row says of a post that it speaks of, in other words than the books."""
        said = {"duty": row.duty, "establishment": row.establishment}
        return {k: v for k, v in said.items() if v is not None and v != post.values[k]}

    def changes(self, row: StaffRow, owner: Hashable) -> tuple[FieldChange, ...] | str:
        """What a row changes in the posts of somebody, done; or a doubt, with nothing done."""
        held = self.held(owner)
        post = self.target(row, held)
        if post is None:
            return self._new_post(row, owner, held)
        said = self.said_otherwise(row, post)
        changes = tuple(_post_change(post, name, value) for name, value in said.items())
        if any(post.values[name] is not None for name in said):
            doubt = self._reword(row, owner, post, said)
            if doubt:
                return doubt
            post = self.target(row, self.held(owner)) or post
        else:
            for name, value in said.items():
                post.put(name, value)
        return changes + self._since_changes(row, owner, post)

    def _reword(self, row: StaffRow, owner: Hashable, post: Held, said: Mapping[str, Any]) -> str:
        """The same post under other words: from the day that the row says, or from today on."""
        since = row.since.day if row.since and not agrees(row.since, post.since) else None
        if since is None and row.since is None:
            since = self.today
        if since is None or since <= post.since:
            self.book.correct(post, said)
            return ""
        return self._go_over(owner, post, {**self._same_post(post), **said, "since": since})

    def _same_post(self, post: Held) -> dict[str, Any]:
        return {
            name: post.values[name] for name in ("place", "kind", "duty", "establishment", "until")
        }

    def _new_post(
        self, row: StaffRow, owner: Hashable, held: Sequence[Held]
    ) -> tuple[FieldChange, ...] | str:
        """Another post than any that is held: the first of those ends the day before."""
        values = self.values_of(row)
        if row.since is None:
            values["since"] = self.today
        change = FieldChange("岗位", _words(held[0]) if held else "", _words_of(values))
        if not held:
            if any(_clash(values, other) for other in self.book.of(owner)):
                # A roster of before says since when it was held then.
                values["since"] = self.today
            self.book.add(owner, values)
            return (change,)
        first = held[0]
        if row.kind is None:
            values["kind"] = first.values["kind"]
            values["duty"] = row.duty or first.values["duty"]
        values["establishment"] = row.establishment or first.values["establishment"]
        if values["since"] <= first.since:
            if any(_clash(values, o) for o in self.book.of(owner) if o is not first):
                return CLASHES
            self.book.correct(first, values)
            return (change,)
        return self._go_over(owner, first, values) or (change,)

    def _go_over(self, owner: Hashable, post: Held, values: Mapping[str, Any]) -> str:
        """End a post the day before another begins; or give the doubt."""
        others = [other for other in self.book.of(owner) if other is not post]
        if any(_clash(values, other) for other in others):
            return CLASHES
        if post.until is None or post.until >= values["since"]:
            post.put("until", values["since"] - ONE_DAY)
            post.put("ending", PostEnd.MOVED)
        self.book.add(owner, values)
        return ""

    def _since_changes(self, row: StaffRow, owner: Hashable, post: Held) -> tuple[FieldChange, ...]:
        """The day that a post is held from, put right where that disturbs no other post."""
        every = self.book.of(owner)
        if row.since is None or any(agrees(row.since, other.since) for other in every):
            return ()
        values = {**post.values, "since": row.since.day}
        late = post.until is not None and row.since.day > post.until
        if late or any(_clash(values, other) for other in every if other is not post):
            self.warnings.append((row.row, OTHER_SINCE))
            return ()
        change = FieldChange("任职时间", str(post.since), str(row.since.day))
        self.book.correct(post, {"since": row.since.day})
        return (change,)


_SHORTEST_NAME: Final = 4


def own_place(said: str | None, own: str) -> str:
    """A place of work as it is kept: empty for the unit itself, under its whole or short name."""
    place = "".join((said or "").split())
    if place in ("本校", "本园", own) or (len(place) >= _SHORTEST_NAME and own.endswith(place)):
        return ""
    return place


def why_left(posts: Sequence[Held]) -> str:
    """Why somebody holds no post any more."""
    last = max(posts, key=lambda post: post.until or post.since)
    ending: PostEnd | None = last.values["ending"]
    return (ending or PostEnd.MOVED).label


def _clash(values: Mapping[str, Any], other: Held) -> bool:
    """Whether a post would be held twice on a day."""
    new = Held(None, {"until": None, **values}, None)
    same = (values["kind"], values["place"]) == (other.values["kind"], other.values["place"])
    return same and overlaps(new, other)


_POST_TITLES: Final = {"duty": "职务", "establishment": "编制"}


def _post_change(post: Held, name: str, value: object) -> FieldChange:
    return FieldChange(_POST_TITLES[name], text(post.values[name]), text(value))


def _words(post: Held) -> str:
    return _words_of(post.values)


def _words_of(values: Mapping[str, Any]) -> str:
    words = values["duty"] or values["kind"].label
    return f"{values['place']}{words}" if values["place"] else str(words)
