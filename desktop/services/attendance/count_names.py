"""The names of a head count as people type them: 张小红（随父母外出）、lj."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.names import name_key
from desktop.core.pinyin import initials, pinyin
from desktop.services.attendance.head_counts import Absentee, Extra

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

_PIECE: Final = re.compile(r"([^（()）、，,；;\n]+)(?:[（(]([^（()）]*)[）)]?)?")
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """A pupil on the roll of a class; namesakes are told apart by a number: 张伟1, 张伟2."""

    student_id: UUID
    name: str
    called: str


def listed(pupils: Iterable[tuple[UUID, str]]) -> tuple[Listed, ...]:
    """The pupils of a class, in their order."""
    pairs = list(pupils)
    names = [name for _, name in pairs]
    seen: dict[str, int] = {}
    found = []
    for student_id, name in pairs:
        seen[name] = seen.get(name, 0) + 1
        called = f"{name}{seen[name]}" if names.count(name) > 1 else name
        found.append(Listed(student_id, name, called))
    return tuple(found)


def read_absent(text: str, pupils: Sequence[Listed]) -> tuple[tuple[Absentee, ...], str]:
    """Who is named as not there, and what cannot be understood, as a sentence."""
    found: dict[UUID, Absentee] = {}
    for word, note in _pieces(text, {name_key(pupil.called) for pupil in pupils}):
        meant = _meant(word, pupils)
        if not meant:
            return (), f"这天的名册上没有“{word}”。"
        if len(meant) > 1:
            names = "、".join(pupil.called for pupil in meant[:_MOST_NAMED])
            return (), f"“{word}”对得上{len(meant)}人，请写明：{names}。"
        if meant[0].student_id in found:
            return (), f"{meant[0].called}写了两次。"
        found[meant[0].student_id] = Absentee(meant[0].student_id, note)
    return tuple(found.values()), ""


def read_extra(text: str) -> tuple[Extra, ...]:
    """Who is named as there and on no roll."""
    return tuple(Extra(word, note) for word, note in _pieces(text, None))


def words_of(names: Iterable[tuple[str, str]]) -> str:
    """Names with their notes, as they are typed."""
    return "、".join(f"{name}（{note}）" if note else name for name, note in names)


def _pieces(text: str, known: set[str] | None) -> list[tuple[str, str | None]]:
    """Names and notes; blanks part names too, unless what they part is a name as a whole."""
    found: list[tuple[str, str | None]] = []
    for name, told in _PIECE.findall(text):
        note = told.strip() or None
        words = name.split()
        if known is None or name_key(name.strip()) in known:
            words = [" ".join(words)] if words else []
        found += [(word, None) for word in words[:-1]]
        found += [(word, note) for word in words[-1:]]
    return found


def _meant(word: str, pupils: Sequence[Listed]) -> list[Listed]:
    """Whom a word means: a name, or its initials, or how it is spelt."""
    key = name_key(word)
    exact = [pupil for pupil in pupils if name_key(pupil.called) == key]
    if exact:
        return exact
    same = [pupil for pupil in pupils if name_key(pupil.name) == key]
    if same:
        return same
    sound = word.lower()
    short = [pupil for pupil in pupils if initials(pupil.name) == sound]
    return short or [pupil for pupil in pupils if pinyin(pupil.name) == sound]
