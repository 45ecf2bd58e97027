"""Finding the member of staff that a line means: by number, or by a name that can mean only one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from desktop.models import Person, StaffMember
from desktop.services.staff.members import MEMBER_FIELDS
from desktop.services.staff.spells import PERSON_OF_STAFF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

TWO_PEOPLE: Final = "证件号和工号在教职工名册里是两个人的，请核对"
OTHER_NAME: Final = "教职工名册里这个号码的姓名不同，请核对姓名或号码"
SEVERAL: Final = "教职工名册里有几个同名的人，请补上证件号或工号"
SAME_BIRTH: Final = "教职工名册里有同名同生日而号码不同的人，请核对是不是同一人"
BORN_ALIKE: Final = "表里有两行同名同生日而号码不同，请核对是不是同一人"
TWICE: Final = "表里不止一行是这个人，只能留一行"
NAMESAKE: Final = "表里有两个分不清的同名的人，请补上证件号或工号"
PERSON_FIELDS: Final = {
    "name": "姓名",
    "sex": "性别",
    "birth": "出生日期",
    "id_kind": "身份证件类型",
    "id_number": "身份证件号",
    "ethnicity": "民族",
    "phone": "联系电话",
    "address": "家庭住址",
    "bank_card": "银行卡号",
}


class Colleague(msgspec.Struct):
    """A member of staff to be found by what is known, with what the lines so far say."""

    name_key: str
    birth: date | None
    id_number: str | None
    staff_number: str | None
    row: Any = None
    """The row in the books; None for one whom an earlier line brings in."""
    taken: bool = False


class Sought(msgspec.Struct, frozen=True):
    """What a line says of who it means."""

    name_key: str
    id_number: str | None
    """In its stored form."""
    staff_number: str | None
    birth: date | None = None

    @property
    def numbered(self) -> bool:
        """Whether it has a number of any kind."""
        return bool(self.id_number or self.staff_number)


class Colleagues:
    """The staff of a unit, to be found by number or by name."""

    def __init__(self, known: Iterable[Colleague]) -> None:
        self._by_id: dict[str, Colleague] = {}
        self._by_number: dict[str, Colleague] = {}
        self._by_name: dict[str, list[Colleague]] = defaultdict(list)
        self.everybody: list[Colleague] = []
        for colleague in known:
            self.add(colleague)

    def add(self, colleague: Colleague) -> None:
        """Make one more known."""
        self.everybody.append(colleague)
        self._by_name[colleague.name_key].append(colleague)
        self._index(colleague)

    def learn(self, colleague: Colleague, sought: Sought) -> None:
        """Note what a line that means this person says otherwise."""
        colleague.id_number = sought.id_number or colleague.id_number
        colleague.staff_number = sought.staff_number or colleague.staff_number
        colleague.birth = sought.birth or colleague.birth
        self._index(colleague)

    def _index(self, colleague: Colleague) -> None:
        if colleague.id_number:
            self._by_id[colleague.id_number] = colleague
        if colleague.staff_number:
            self._by_number[colleague.staff_number] = colleague

    def has_number(self, sought: Sought) -> bool:
        """Whether a number of the line is somebody's already."""
        return sought.id_number in self._by_id or sought.staff_number in self._by_number

    def find(
        self, sought: Sought, said_already: Callable[[Colleague], bool] = lambda _: False
    ) -> tuple[Colleague | None, str]:
        """Whom a line means, or nobody, and a doubt in words.

        Of several namesakes the one is meant of whom the books say all that the line says.
        """
        by_id = self._by_id.get(sought.id_number) if sought.id_number else None
        by_number = self._by_number.get(sought.staff_number) if sought.staff_number else None
        if by_id is not None and by_number is not None and by_id is not by_number:
            return None, TWO_PEOPLE
        numbered = by_id or by_number
        if numbered is None:
            return self._by_name_alone(sought, said_already)
        if numbered.name_key != sought.name_key or _other_number(numbered, sought):
            return None, OTHER_NAME
        return (None, TWICE) if numbered.taken else (numbered, "")

    def _by_name_alone(
        self, sought: Sought, said_already: Callable[[Colleague], bool]
    ) -> tuple[Colleague | None, str]:
        namesakes = self._by_name.get(sought.name_key, [])
        likely = [other for other in namesakes if _compatible(other, sought)]
        free = [other for other in likely if not other.taken]
        if len(free) > 1:
            exact = [other for other in free if said_already(other)]
            free = exact[:1] or free
        if len(free) == 1:
            return free[0], ""
        if free:
            return None, SEVERAL
        if likely:
            return None, NAMESAKE
        born_alike = [o for o in namesakes if sought.birth and o.birth == sought.birth]
        if born_alike:
            return None, SAME_BIRTH if any(o.row is not None for o in born_alike) else BORN_ALIKE
        return None, ""


def _other_number(known: Colleague, sought: Sought) -> bool:
    """Found by the staff number, but the identity number is another one."""
    return bool(known.id_number and sought.id_number and known.id_number != sought.id_number)


def _compatible(known: Colleague, sought: Sought) -> bool:
    """Whether nothing that both sides know speaks against their being the same person."""
    for name in ("id_number", "staff_number", "birth"):
        mine, theirs = getattr(known, name), getattr(sought, name)
        if mine and theirs and mine != theirs:
            return False
    return True


def known_staff(connection: Connection, unit_id: UUID) -> Sequence[Colleague]:
    """Everybody on the staff of a unit, whether here or gone."""
    rows = connection.execute(
        select(
            StaffMember.id,
            StaffMember.person_id,
            *(getattr(StaffMember, name) for name in MEMBER_FIELDS),
            Person.name_key,
            *(getattr(Person, name) for name in PERSON_FIELDS),
        )
        .join(Person, PERSON_OF_STAFF)
        .where(StaffMember.unit_id == unit_id)
        .order_by(StaffMember.id)
    )
    return [
        Colleague(row.name_key, row.birth, row.id_number, row.staff_number, row) for row in rows
    ]
