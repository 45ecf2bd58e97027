"""Seeing, before a settings form is saved, whether the books have changed since it was filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.services.session import Session
    from desktop.views.settings.sheet import Sheet, Values

_NOTHING: Final = "空"


class ChangedElsewhereError(SchoolError):
    """Somebody else has written what this form is about to write over."""

    def __init__(self, moved: str, now: Values) -> None:
        super().__init__(
            f"刚才在别处改过：{moved}。您填的还没有保存；核对后再按一次保存，就用您填的。"
        )
        self.now = now


class Compared:
    """Saves what a form holds, unless somebody else has changed it since the form was filled.

    Then the person is shown old and new value, and the form begins with the new ones; what the
    person typed stays. Saving once more is the person's decision.
    """

    def __init__(
        self,
        titles: Mapping[str, str],
        read: Callable[[Session], Values],
        save: Callable[[Session, Values], object],
    ) -> None:
        """`read` gives what the books hold now, under the names of the form's lines."""
        self._titles, self._read, self._save = titles, read, save
        self._base: Values | None = None

    def watch(self, sheet: Sheet) -> None:
        """Let the form begin with the new values when it was refused for them."""
        self._sheet = sheet
        sheet.refused.connect(self._on_refused)

    def begin(self, values: Values) -> None:
        """Fill the form with what the books hold."""
        self._base = values
        self._sheet.show_saved(values)

    def save(self, session: Session, values: Values) -> object:
        """Save, in the task of the form.

        Raises:
            ChangedElsewhereError: the books hold other values than the form began with.
        """
        base, now = self._base, self._read(session)
        if base is not None:
            moved = [name for name in now if now[name] not in (base[name], values[name])]
            if moved:
                words = (_moved(self._titles[name], base[name], now[name]) for name in moved)
                raise ChangedElsewhereError("；".join(words), now)
        result = self._save(session, values)
        self._base = self._read(session)
        return result

    def _on_refused(self, error: object) -> None:
        if isinstance(error, ChangedElsewhereError):
            self.begin(error.now)


def _moved(title: str, old: Any, new: Any) -> str:  # noqa: ANN401 - what a line can hold
    return f"{title}原来是“{_words(old)}”，现在是“{_words(new)}”"


def _words(value: Any) -> str:  # noqa: ANN401 - same
    return str(getattr(value, "label", value) or _NOTHING)
