"""Invented families and their children: names, guardians, villages, categories, siblings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.labels import HouseholdCategory, IdKind, Sex
from desktop.demo import names
from desktop.demo.chance import Chance
from desktop.demo.numbers import Numbers, national_number
from desktop.demo.people import Child, Family, Guardian
from desktop.demo.places import FAR_VILLAGES, NEAR_VILLAGES, POINT_VILLAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

_CATEGORIES: Final = (
    (HouseholdCategory.OUT_OF_POVERTY, 140),
    (HouseholdCategory.LEFT_BEHIND, 180),
    (HouseholdCategory.LOW_INCOME, 70),
    (HouseholdCategory.MONITORED, 30),
    (HouseholdCategory.DISABLED_PARENT, 15),
    (HouseholdCategory.EXTREME_POVERTY, 8),
    (HouseholdCategory.UNATTENDED, 6),
    (HouseholdCategory.ORPHAN, 4),
    (HouseholdCategory.MARTYR, 4),
)
"""How many families in a thousand are in each."""

_WITHOUT_PARENTS: Final = frozenset({HouseholdCategory.ORPHAN, HouseholdCategory.UNATTENDED})
_DISABLED_CHILDREN: Final = 10
_SIBLINGS: Final = 300
_TWINS: Final = 8
_WITHOUT_PAPERS: Final = frozenset({413, 1207})
"""Children whose birth was never registered: their papers are missing, not wrong."""
_LARGEST_FAMILY: Final = 3


class Households:
    """Makes children, year group by year group, in families that may already have some."""

    def __init__(self) -> None:
        self._chance = Chance("平安县 户")
        self._numbers = Numbers(Chance("平安县 号码"))
        self._families: list[Family] = []
        self._children: dict[int, list[Child]] = {}
        self._schooling: dict[int, list[int]] = {}
        self._count = 0

    def child(self, group: int, village: str | None = None) -> Child:
        """A child that begins primary school in the year `group`, of an old family or a new one."""
        family = self._older_family(group, village)
        born = _birthday(self._chance, group)
        if family is None:
            family = self._new_family(born, village)
        elif group in self._schooling[family.key]:
            born = self._children[family.key][-1].born
        sex = Sex.MALE if self._chance.happens(520) else Sex.FEMALE
        taken = {child.name for child in self._children[family.key]}
        return self._join(family, group, born, (self._name(family, sex, taken), sex))

    def twin_named(self, child: Child, group: int) -> Child:
        """A child of another family who has the very same name."""
        born = _birthday(self._chance, group)
        family = self._new_family(born, None, (child.family.ethnicity, child.family.surname))
        return self._join(family, group, born, (child.name, child.sex))

    def special(self, group: int, row: tuple[str, str, str, Sex]) -> Child:
        """A child with one of the names that systems stumble over."""
        people, surname, name, sex = row
        born = _birthday(self._chance, group)
        family = self._new_family(born, None, (people, surname))
        return self._join(family, group, born, (name, sex))

    def _name(self, family: Family, sex: Sex, taken: set[str]) -> str:
        while True:
            name = names.full_name(self._chance, family.ethnicity, family.surname, sex)
            if name not in taken:
                return name

    def _older_family(self, group: int, village: str | None) -> Family | None:
        """A family that could have a child of this year group, or None for a new one."""
        if not self._families or not self._chance.happens(_SIBLINGS):
            return None
        twins = self._chance.happens(_TWINS * 1000 // _SIBLINGS)
        for _ in range(20):
            family = self._chance.pick(self._families)
            years = self._schooling[family.key]
            fits = years == [group] if twins else all(abs(year - group) > 1 for year in years)
            here = (family.village == POINT_VILLAGE) == (village == POINT_VILLAGE)
            if fits and here and len(years) < _LARGEST_FAMILY:
                return family
        return None

    def _join(self, family: Family, group: int, born: date, who: tuple[str, Sex]) -> Child:
        self._count += 1
        name, sex = who
        own = {HouseholdCategory.DISABLED} if self._chance.happens(_DISABLED_CHILDREN) else set()
        papers = self._count not in _WITHOUT_PAPERS
        number = self._numbers.identity(born, sex) if papers else ""
        child = Child(
            key=self._count,
            name=name,
            sex=sex,
            born=born,
            id_kind=IdKind.RESIDENT if papers else IdKind.OTHER,
            id_number=number,
            national_number=national_number(number, born, self._count),
            family=family,
            categories=family.categories | own,
        )
        self._children[family.key].append(child)
        self._schooling[family.key].append(group)
        return child

    def _new_family(
        self, born: date, village: str | None, kin: tuple[str, str] | None = None
    ) -> Family:
        """A family whose first child here was `born` then; `kin` gives its people and surname."""
        chance = self._chance
        if kin is None:
            people = chance.weighted(names.PEOPLES)
            kin = people, names.surname(chance, people)
        if village is None:
            village = chance.pick(NEAR_VILLAGES if chance.happens(450) else FAR_VILLAGES)
        categories = frozenset(c for c, share in _CATEGORIES if chance.happens(share))
        place = f"平安县平安乡{village}{chance.between(1, 8)}组{chance.between(1, 99)}号"
        family = Family(
            key=len(self._families) + 1,
            surname=kin[1],
            ethnicity=kin[0],
            village=village,
            address=place,
            guardians=self._guardians(kin, born, categories),
            categories=categories,
            bank_card=self._numbers.bank_card(),
        )
        self._families.append(family)
        self._children[family.key] = []
        self._schooling[family.key] = []
        return family

    def _guardians(
        self, kin: tuple[str, str], born: date, categories: frozenset[HouseholdCategory]
    ) -> tuple[Guardian, ...]:
        """Father and mother; grandparents where the parents are gone or away."""
        parents = {"父亲": Sex.MALE, "母亲": Sex.FEMALE}
        elders = {"祖父": Sex.MALE, "祖母": Sex.FEMALE}
        if categories & _WITHOUT_PARENTS:
            return tuple(self._adult(kin, born, pair) for pair in elders.items())
        if HouseholdCategory.LEFT_BEHIND in categories:
            mixed: Mapping[str, Sex] = {"祖母": Sex.FEMALE, "父亲": Sex.MALE}
            return tuple(self._adult(kin, born, pair) for pair in mixed.items())
        return tuple(self._adult(kin, born, pair) for pair in parents.items())

    def _adult(self, kin: tuple[str, str], born: date, role: tuple[str, Sex]) -> Guardian:
        relation, sex = role
        people, family = kin
        chance = self._chance
        years = chance.between(22, 36) + (26 if relation.startswith("祖") else 0)
        birthday = born - timedelta(days=years * 365 + chance.below(365))
        if people == names.UYGHUR and sex is Sex.MALE and relation == "父亲":
            name = names.son_of_another(chance, family)
        else:
            own = family if sex is Sex.MALE else names.surname(chance, people)
            name = names.full_name(chance, people, own, sex, grown=True)
        number = self._numbers.identity(birthday, sex)
        return Guardian(name, relation, self._numbers.mobile(), number)


def _birthday(chance: Chance, group: int) -> date:
    """A birthday of those who are six by the end of August of the year `group`."""
    first = date(group - 7, 9, 1)
    return first + timedelta(days=chance.below((date(group - 6, 9, 1) - first).days))
