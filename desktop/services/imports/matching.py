"""Finding the person that a line means: by number, or by a name that can mean only one."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from desktop.services.enrolment import ClassKey


SAME_BIRTH: Final = "名册里有同名同生日而号码不同的人，请核对是不是同一人"
BORN_ALIKE: Final = "表里有两行同名同生日而号码不同，请核对是不是同一人"


class Pupil(msgspec.Struct):
    """What is known of a pupil to be found by, as it will be once the lines so far are written."""

    name_key: str
    birth: date | None
    id_number: str | None
    student_number: str | None
    school_class: ClassKey | None
    row: Any = None
    """The pupil's row in the books; None for one whom an earlier line brings in, or has settled."""
    taken: bool = False
    """Whether an earlier line means this pupil."""
    known: bool = True
    """Whether the books know this pupil; not when an earlier line brings the pupil in."""


class Wanted(msgspec.Struct, frozen=True):
    """What a line says of who it means."""

    name_key: str
    birth: date | None = None
    id_number: str | None = None
    """In its stored form."""
    student_number: str | None = None
    classes: frozenset[ClassKey] | None = None
    """The classes that the line may mean; None: it names no class."""


class Match(msgspec.Struct, frozen=True):
    """The pupil that a line means; or nobody; or a doubt in words, with nobody taken."""

    pupil: Pupil | None = None
    doubt: str = ""
    by_number: bool = False
    candidates: Sequence[Pupil] = ()
    """Of a doubt: the pupils who may be meant."""


class Pupils:
    """The pupils of a unit, to be found by number or by name."""

    def __init__(self, known: Iterable[Pupil]) -> None:
        self._by_id: dict[str, Pupil] = {}
        self._by_number: dict[str, Pupil] = {}
        self._by_name: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in known:
            self.add(pupil)

    def add(self, pupil: Pupil) -> None:
        """Make one more pupil known."""
        self._index(pupil)
        self._by_name[pupil.name_key].append(pupil)

    def learn(self, pupil: Pupil, wanted: Wanted, school_class: ClassKey | None) -> None:
        """Note what a line that means this pupil says otherwise."""
        for index, number in (
            (self._by_id, wanted.id_number and pupil.id_number),
            (self._by_number, wanted.student_number and pupil.student_number),
        ):
            if number and index.get(number) is pupil:
                del index[number]
        pupil.birth = wanted.birth or pupil.birth
        pupil.id_number = wanted.id_number or pupil.id_number
        pupil.student_number = wanted.student_number or pupil.student_number
        pupil.school_class = school_class or pupil.school_class
        self._index(pupil)

    def _index(self, pupil: Pupil) -> None:
        if pupil.id_number:
            self._by_id[pupil.id_number] = pupil
        if pupil.student_number:
            self._by_number[pupil.student_number] = pupil

    def set_apart(self, pupil: Pupil) -> None:
        """From now on no name means this pupil: only a number does."""
        others = [known for known in self.namesakes(pupil.name_key) if known is not pupil]
        self._by_name[pupil.name_key] = others

    def namesakes(self, name_key: str) -> Sequence[Pupil]:
        """Everybody whom a name may mean."""
        return self._by_name.get(name_key, ())

    def has_number(self, wanted: Wanted) -> bool:
        """Whether a number of the line is somebody's already."""
        return wanted.id_number in self._by_id or wanted.student_number in self._by_number

    def of_key(self, key: str) -> Pupil | None:
        """The pupil of the books who has a key, as a person points at one."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> Mapping[str, Pupil]:
        everybody = (pupil for pupils in self._by_name.values() for pupil in pupils)
        return {pupil.row.id.hex: pupil for pupil in everybody if pupil.row is not None}

    def may_mean(self, pupil: Pupil, wanted: Wanted) -> bool:
        """Whether a line may be said to mean a pupil: free, and its numbers are nobody else's."""
        numbered = (
            self._by_id.get(wanted.id_number or ""),
            self._by_number.get(wanted.student_number or ""),
        )
        return (
            pupil.row is not None
            and not pupil.taken
            and all(other is None or other is pupil for other in numbered)
        )

    def has_paper(self, wanted: Wanted) -> bool:
        """Whether the identity number of the line is somebody's already."""
        return wanted.id_number in self._by_id

    def find(self, wanted: Wanted) -> Match:
        """The pupil that a line means.

        A number decides, if the name agrees or none is told. Without a common number the name
        decides only where birth date and class do not speak against it and exactly one pupil is
        left.
        """
        by_id = self._by_id.get(wanted.id_number) if wanted.id_number else None
        by_number = self._by_number.get(wanted.student_number) if wanted.student_number else None
        if by_id is not None and by_number is not None and by_id is not by_number:
            return Match(doubt="证件号和学籍号在名册里是两个人的，请核对")
        numbered = by_id if by_id is not None else by_number
        if numbered is not None:
            if wanted.name_key and numbered.name_key != wanted.name_key:
                doubt = "名册里这个号码的姓名不同，请核对姓名或号码"
                return Match(doubt=doubt, candidates=(numbered,))
            return Match(numbered, by_number=True)
        return self._by_name_alone(wanted)

    def _by_name_alone(self, wanted: Wanted) -> Match:
        namesakes = self.namesakes(wanted.name_key)
        likely = [k for k in namesakes if _compatible(k, wanted)]
        if len(likely) > 1:
            in_class = [k for k in likely if wanted.classes and k.school_class in wanted.classes]
            likely = in_class or likely
        if len(likely) == 1:
            return Match(likely[0])
        if likely:
            where = "名册里" if any(k.known for k in likely) else "表里"
            doubt = f"{where}有几个同名的人，请补上证件号或学籍号"
            return Match(doubt=doubt, candidates=likely)
        born_alike = [k for k in namesakes if _same_birth(k, wanted)]
        if born_alike:
            doubt = SAME_BIRTH if any(k.known for k in born_alike) else BORN_ALIKE
            return Match(doubt=doubt, candidates=born_alike)
        return Match()


def _compatible(known: Pupil, wanted: Wanted) -> bool:
    """Whether nothing that both sides know speaks against their being the same person."""
    if known.id_number and wanted.id_number:
        return False  # the numbers differ, or the number would have found the pupil
    if known.student_number and wanted.student_number and not _same_birth(known, wanted):
        return False
    if known.birth and wanted.birth:
        return known.birth == wanted.birth
    return not wanted.classes or not known.school_class or known.school_class in wanted.classes


def _same_birth(known: Pupil, wanted: Wanted) -> bool:
    return known.birth is not None and known.birth == wanted.birth
