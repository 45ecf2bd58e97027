"""Finding the person that a line means: by number, or by a name that can mean only one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID


class Known(Protocol):
    """What must be known of a pupil in the books to be found."""

    name_key: str
    birth: date | None
    id_number: str | None
    student_number: str | None
    class_id: UUID | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line says of who it means."""

    name_key: str
    birth: date | None = None
    id_number: str | None = None
    student_number: str | None = None
    class_id: UUID | None = None
    class_given: bool = False


K = TypeVar("K", bound=Known)


@dataclass(frozen=True, slots=True)
class Match(Generic[K]):
    """The pupil that a line means; or nobody; or a doubt in words, with nobody taken."""

    known: K | None = None
    doubt: str = ""


class Pupils(Generic[K]):
    """The pupils of a unit, to be found by number or by name."""

    def __init__(self, known: Iterable[K]) -> None:
        self._by_id: dict[str, K] = {}
        self._by_number: dict[str, K] = {}
        self._by_name: dict[str, list[K]] = defaultdict(list)
        for pupil in known:
            if pupil.id_number:
                self._by_id[pupil.id_number] = pupil
            if pupil.student_number:
                self._by_number[pupil.student_number] = pupil
            self._by_name[pupil.name_key].append(pupil)

    def find(self, wanted: Wanted) -> Match[K]:
        """The pupil that a line means.

        A number decides, if the name agrees. Without a common number the name decides only where
        birth date and class do not speak against it and exactly one pupil is left.
        """
        by_id = self._by_id.get(wanted.id_number) if wanted.id_number else None
        by_number = self._by_number.get(wanted.student_number) if wanted.student_number else None
        if by_id is not None and by_number is not None and by_id is not by_number:
            return Match(doubt="证件号和学籍号在名册里是两个人的，请核对")
        numbered = by_id if by_id is not None else by_number
        if numbered is not None:
            if numbered.name_key != wanted.name_key:
                return Match(doubt="名册里这个号码的姓名不同，请核对姓名或号码")
            return Match(numbered)
        return self._by_name_alone(wanted)

    def _by_name_alone(self, wanted: Wanted) -> Match[K]:
        namesakes = self._by_name.get(wanted.name_key, ())
        likely = [k for k in namesakes if _compatible(k, wanted)]
        if len(likely) > 1:
            in_class = [k for k in likely if wanted.class_given and k.class_id == wanted.class_id]
            likely = in_class or likely
        if len(likely) == 1:
            return Match(likely[0])
        if likely:
            return Match(doubt="名册里有几个同名的人，请补上证件号或学籍号")
        if any(_same_birth(k, wanted) for k in namesakes):
            return Match(doubt="名册里有同名同生日而号码不同的人，请核对是不是同一人")
        return Match()


def _compatible(known: Known, wanted: Wanted) -> bool:
    """Whether nothing that both sides know speaks against their being the same person."""
    if known.id_number and wanted.id_number:
        return False  # the numbers differ, or the number would have found the pupil
    if known.student_number and wanted.student_number and not _same_birth(known, wanted):
        return False
    if known.birth and wanted.birth:
        return known.birth == wanted.birth
    return not (wanted.class_given and known.class_id) or known.class_id == wanted.class_id


def _same_birth(known: Known, wanted: Wanted) -> bool:
    return known.birth is not None and known.birth == wanted.birth


def repeated(keys: Sequence[Any]) -> set[int]:
    """Places whose key stands at an earlier place too; None is no key."""
    seen: set[Any] = set()
    again = set()
    for place, key in enumerate(keys):
        if key is None:
            continue
        if key in seen:
            again.add(place)
        seen.add(key)
    return again
