"""Lines of a bureau's sheet that belong to another school than the one that takes the sheet in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import select

from desktop.models import Unit

if TYPE_CHECKING:
    from desktop.services.imports.plan import Facing

OTHER_SCHOOL: Final = "这一行写的学校不是本校，请导入到那所学校，或改正学校名称"


class OfSchool(Protocol):
    """A row that may say whose it is."""

    @property
    def school(self) -> str | None:
        """The school's name, as the row has it."""

    @property
    def school_code(self) -> str | None:
        """The school's code, as the row has it."""


class OwnName:
    """What the unit that takes a sheet in is called."""

    def __init__(self, facing: Facing) -> None:
        query = select(Unit.name, Unit.code).where(Unit.id == facing.unit_id)
        self.name, self.code = facing.connection.execute(query).one()

    def is_other(self, row: OfSchool) -> bool:
        """Whether a row says that it is of another school; one with this school's code is not."""
        if row.school is None or self.code in (row.school_code, row.school):
            return False
        return not same_school(row.school, self.name)


def same_school(said: str, own: str) -> bool:
    """红星小学 is 平安县红星小学."""
    return said in own or own in said
