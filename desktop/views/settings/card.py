"""A form of the settings: it stands as a card among the parts of its section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.views.forms import Form
from desktop.views.style import current_tokens, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.views.desk import Desk
    from desktop.views.forms import Field
    from desktop.views.tasks import Job

D = TypeVar("D")
R = TypeVar("R")
_WIDE: Final = 26
"""How many letters of type a field is wide."""


class CardForm(Form[D, R]):
    """A form with its own words on the button; taking back is offered once something is typed."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        draft_type: type[D],
        fields: Sequence[Field],
        save: Callable[[Job, D], R],
    ) -> None:
        super().__init__(desk, name, draft_type, fields, save)
        self._readonly = False
        inset = current_tokens().sizes.space // 2
        self.setContentsMargins(inset, inset, inset, inset)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark(self, kind="card")
        self.touched.connect(self._on_touched)

    def say(self, button: str, done: str = "已保存。") -> None:
        """What stands on the button, and what is said when it was done."""
        self.done_words = done
        self.sheet.stand_in_column(button, current_tokens().sizes.base * _WIDE)

    def begin_anew_after_saving(self, blank: D) -> None:
        """Be a form for new things: begin with a blank one, and again after each."""
        self.saved.connect(lambda _result: self.open(blank))
        self.open(blank)

    def set_readonly(self, why: str) -> None:
        """Let the fields be read only, and say why."""
        self._readonly = True
        self.sheet.set_readonly()
        reason = QLabel(why)
        reason.setWordWrap(True)
        mark(reason, kind="muted")
        self.sheet.set_above(reason)

    def _on_touched(self) -> None:
        self.sheet.close_button.setVisible(self.is_dirty and not self._readonly)
