"""Unsaved forms: found at once, written in a thread of their own, on the disk a moment later."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.core.json import dump, load
from desktop.services.drafts import DraftFiles, StoredDraft, lines_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.drafts import DraftLine
    from desktop.services.session import Session


class Drafts(QObject):
    """The unsaved forms of the person at the desk, by the name of the form."""

    failed = Signal(object)
    """What stood in the way (an Exception): a draft could not be written or read."""
    changed = Signal(str)
    """The draft of this name was kept for the first time, or let go of."""
    _failed_outside = Signal(object)

    def __init__(self, source: Session | DraftFiles) -> None:
        """`source` is whose drafts they are, or where they lie."""
        super().__init__()
        self.files = source if isinstance(source, DraftFiles) else DraftFiles.of(source)
        """What lies on the disk; never to be read in the GUI thread."""
        self._known: dict[str, StoredDraft] = {}
        self._loaded = Event()
        # One waiting entry per draft, so that quick typing writes the newest state only.
        self._waiting: dict[str, StoredDraft | None] = {}
        self._copies: dict[str, bytes] = {}
        self._queue: SimpleQueue[str | None] = SimpleQueue()
        self._failed_outside.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        self._thread = Thread(target=self._serve, name="mingce-drafts", daemon=True)
        self._thread.start()

    def keep(
        self, name: str, values: Mapping[str, object], title: str = "", page: str = ""
    ) -> None:
        """Remember the state of an unsaved form; plain values that JSON can hold.

        With a title it stands in lists of what is to be done, and `page` goes on with it.
        """
        # As it will be read from the disk, so that a draft looks the same before and after a crash.
        self._put(name, StoredDraft(self.files.owner, name, load(dump(dict(values))), title, page))

    def keep_copy(self, name: str, content: bytes) -> None:
        """Keep the content of a file with a draft that is there, until it is forgotten."""
        if name in self._known:
            self._copies[name] = content
            self._put(name, self._known[name])

    def find(self, name: str) -> Mapping[str, Any] | None:
        """The state of a form that was not saved, or None."""
        self._loaded.wait()
        draft = self._known.get(name)
        return None if draft is None else draft.values

    def listed(self) -> tuple[DraftLine, ...]:
        """The drafts that have a title."""
        self._loaded.wait()
        return lines_of(self._known.values())

    def names(self) -> tuple[str, ...]:
        """The names of all forms that were not saved."""
        self._loaded.wait()
        return tuple(self._known)

    def forget(self, name: str) -> None:
        """Let go of a draft: the form was saved or given up."""
        self._put(name, None)

    def drain(self) -> None:
        """Bring everything to the disk and end the thread; nothing can be kept afterwards."""
        self._queue.put(None)
        self._thread.join()

    def _put(self, name: str, draft: StoredDraft | None) -> None:
        self._loaded.wait()
        was_there = name in self._known
        if draft is None:
            self._known.pop(name, None)
            self._copies.pop(name, None)
        else:
            self._known[name] = draft
        self._waiting[name] = draft
        self._queue.put(name)
        if was_there is (draft is None):
            self.changed.emit(name)

    def _serve(self) -> None:
        self._load()
        while (name := self._queue.get()) is not None:
            try:
                draft = self._waiting.pop(name)
            except KeyError:
                continue  # a newer state of it was written already
            self._write(name, draft)

    def _write(self, name: str, draft: StoredDraft | None) -> None:
        try:
            if draft is None:
                self.files.forget(name)
            else:
                self.files.keep(draft, self._copies.pop(name, None))
        except Exception as error:  # noqa: BLE001 - told in the GUI thread
            self._failed_outside.emit(error)

    def _load(self) -> None:
        try:
            self._known.update(self.files.all())
        except Exception as error:  # noqa: BLE001 - told in the GUI thread
            self._failed_outside.emit(error)
        finally:
            self._loaded.set()
