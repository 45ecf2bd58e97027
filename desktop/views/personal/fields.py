"""The fields in which a person is typed, with the checks of the roster below each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from desktop.core.labels import EnrolmentKind, IdKind, Sex
from desktop.rosters.nations import NAMES
from desktop.services.pupils.checks import field_fault
from desktop.services.pupils.entries import TITLES
from desktop.views.forms import Field
from desktop.views.personal.suggest import SuggestEdit
from desktop.views.widgets import Choice, DateEdit, IdentityEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.rosters.cells import Context
    from desktop.views.widgets import Entry

RELATIONS: Final = ("父亲", "母亲", "祖父", "祖母", "外祖父", "外祖母", "叔叔", "姑姑", "其他")
ARRIVALS: Final = (EnrolmentKind.ENROLLED, EnrolmentKind.TRANSFER_IN)


@dataclass(frozen=True, slots=True)
class Fields:
    """Makes fields for a school and a day."""

    how: Context
    """How its rosters are read."""
    classes: Sequence[str]
    """The classes to offer."""

    def text(self, key: str, title: str = "", **more: Any) -> Field:  # noqa: ANN401 - of a Field
        """A line of words."""
        check = self._check(key)
        return self._field(
            key, lambda t: TextEdit(t, longest=200, check=check), title=title, **more
        )

    def offered(self, key: str, offers: Sequence[str], **more: Any) -> Field:  # noqa: ANN401 - same
        """A line of words with some to choose from."""
        make = partial(_suggest, offers, self._check(key))
        return self._field(key, make, **more)

    def school_class(self, **more: Any) -> Field:  # noqa: ANN401 - same
        """The class, by what it is called."""
        told = "写成 三年级1班 的样子"
        return self.offered("school_class", self.classes, required=True, help=told, **more)

    def ethnicity(self) -> Field:
        """民族."""
        return self.offered("ethnicity", NAMES)

    def number(self, key: str, kind: IdKind | None, **more: Any) -> Field:  # noqa: ANN401 - same
        """The number of a paper."""
        today = self.how.today
        return self._field(key, lambda t: IdentityEdit(t, today, kind), **more)

    def day(self, key: str, **more: Any) -> Field:  # noqa: ANN401 - same
        """A day up to today."""
        today = self.how.today
        return self._field(key, lambda t: DateEdit(t, today, latest=today), **more)

    def choice(self, key: str, choices: Sequence[tuple[Any, str]], **more: Any) -> Field:  # noqa: ANN401 - same
        """One of a few values."""
        return self._field(key, lambda t: Choice(t, choices), **more)

    def sex(self, **more: Any) -> Field:  # noqa: ANN401 - same
        """性别."""
        return self.choice("sex", [(sex, sex.label) for sex in Sex], **more)

    def id_kind(self, **more: Any) -> Field:  # noqa: ANN401 - same
        """身份证件类型."""
        return self._field("id_kind", _kinds, **more)

    def boarding(self) -> Field:
        """就读方式."""
        return self.choice("boarding", [(True, "住校"), (False, "走读")])

    def meal_plan(self) -> Field:
        """营养餐."""
        return self.choice("meal_plan", [(True, "享受"), (False, "不享受")], title="营养餐")

    def relation(self, place: int) -> Field:
        """What the guardian in a place is to the pupil."""
        return self.offered(f"guardian{place}_relation", RELATIONS, title="关系")

    def remark(self) -> Field:
        """备注."""
        return self._field("remark", lambda t: NoteEdit(t, longest=500), section="其他")

    def _check(self, key: str) -> Callable[[str], str]:
        how = self.how
        return lambda text: field_fault(key, text, how)

    @staticmethod
    def _field(key: str, make: Callable[[str], Entry], *, title: str = "", **more: Any) -> Field:  # noqa: ANN401 - same
        return Field(key, title or TITLES[key], make, **more)


def _kinds(title: str) -> Choice[IdKind]:
    """The kinds of papers; the longest may be cut, so that the field fits into a narrow pane."""
    made = Choice(title, [(kind, kind.label) for kind in IdKind])
    made.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    return made


def _suggest(offers: Sequence[str], check: Callable[[str], str], title: str) -> SuggestEdit:
    return SuggestEdit(title, offers, check=check)
