"""A field that offers what is known while one types: articles, suppliers, people; by sound too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from desktop.core.pinyin import initials, pinyin
from desktop.views.widgets import ParsedEdit, Wrong

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QKeyEvent

_OFFER: Final = Qt.ItemDataRole.UserRole
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be chosen; `key` is None where only the name counts."""

    key: UUID | None
    name: str
    detail: str = ""
    sound: str = ""
    letters: str = ""

    @classmethod
    def of(cls, key: UUID | None, name: str, detail: str = "") -> Offer:
        """An offer that is found by its sound."""
        return cls(key, name, detail, pinyin(name), initials(name))

    def rank(self, text: str) -> int | None:
        """How well a text fits: the less the better; None: it does not."""
        begins = (self.name, self.letters, self.sound)
        if any(words.startswith(text) for words in begins):
            return 0
        return 1 if any(text in words for words in begins) else None


def fitting(offers: Sequence[Offer], text: str) -> list[Offer]:
    """The offers that a text means, the best first."""
    text = text.casefold()
    ranked = [(rank, offer) for offer in offers if (rank := offer.rank(text)) is not None]
    return [offer for _, offer in sorted(ranked, key=lambda pair: pair[0])][:_MOST]


class OfferEdit(ParsedEdit[Offer]):
    """Offers while one types; Enter takes the first. With `free`, any other words count too."""

    taken = Signal()
    """Enter has taken what was offered: the next field may have the keyboard."""

    def __init__(self, title: str, *, free: bool = False) -> None:
        self._chosen: Offer | None = None
        self._offers: Sequence[Offer] = ()
        self._free = free
        super().__init__(title)
        self._model = QStandardItemModel(self)
        self.completer_ = QCompleter(self._model, self)
        self.completer_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_.setMaxVisibleItems(_MOST)
        self.completer_.setWidget(self)
        self.completer_.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self.textEdited.connect(self._on_edited)

    def set_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these from now on."""
        self._offers = offers
        self.reread()

    def read(self, text: str) -> Offer | Wrong:
        """What was chosen, or the only one of this name."""
        if self._chosen is not None and self._chosen.name == text:
            return self._chosen
        same = [offer for offer in self._offers if offer.name == text]
        if len(same) == 1:
            return same[0]
        if self._free:
            return Offer(None, text)
        return Wrong("请从列表里选一个。", underway=True)

    def write(self, value: Offer) -> str:
        """Its name."""
        return value.name

    def set_value(self, value: Offer | None) -> None:
        """Show what is chosen."""
        self._chosen = value
        super().set_value(value)
        self.reread()

    def hint(self) -> str:
        """What tells it from others."""
        value = self.value()
        return value.detail if value is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter takes what is offered first; the arrow down opens all that is there."""
        popup = self.completer_.popup()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and popup.isVisible():
            popup.hide()
            if popup.currentIndex().isValid():
                self._take(popup.currentIndex())
                self.taken.emit()
                event.accept()
                return
        elif event.key() == Qt.Key.Key_Down and not self.text():
            self._offer("")
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take what the text can only mean."""
        if event.reason() is not Qt.FocusReason.PopupFocusReason and not self._free:
            found = fitting(self._offers, self.text().strip()) if self.text().strip() else []
            if self.value() is None and len(found) == 1:
                self.set_value(found[0])
        super().focusOutEvent(event)

    def typed(self, text: str) -> str:
        """As much of the text as is looked for."""
        return text.strip()

    def put(self, offer: Offer) -> None:
        """Show what was taken from the list."""
        self.set_value(offer)

    def _on_edited(self, text: str) -> None:
        self._chosen = None
        if self.typed(text):
            self._offer(self.typed(text))
        else:
            self.completer_.popup().hide()

    def _offer(self, text: str) -> None:
        found = fitting(self._offers, text)
        self._model.clear()
        for offer in found:
            item = QStandardItem(f"{offer.name}　{offer.detail}".rstrip("　"))
            item.setData(offer, _OFFER)
            self._model.appendRow(item)
        if not found or (len(found) == 1 and found[0].name == text):
            self.completer_.popup().hide()
            return
        self.completer_.complete()
        if not self._free:
            self.completer_.popup().setCurrentIndex(self.completer_.completionModel().index(0, 0))

    def _take(self, index: QModelIndex | QPersistentModelIndex) -> None:
        offer = index.data(_OFFER)
        if isinstance(offer, Offer):
            self.put(offer)
            self.editingFinished.emit()

    def _on_activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        self._take(index)
