"""Unsaved forms: found at once, written in a thread of their own, on the disk a moment later."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.core.errors import SchoolError
from desktop.core.json import dump, load
from desktop.services.drafts import DraftFiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.session import Session


class Drafts(QObject):
    """The unsaved forms of the person at the desk, by the name of the form."""

    failed = Signal(object)
    """A SchoolError: a draft could not be written or read."""
    _failed_outside = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._files = DraftFiles.of(session)
        self._known: dict[str, Mapping[str, Any]] = {}
        self._loaded = Event()
        # One waiting entry per draft, so that quick typing writes the newest state only.
        self._waiting: dict[str, Mapping[str, Any] | None] = {}
        self._queue: SimpleQueue[str | None] = SimpleQueue()
        self._failed_outside.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        self._thread = Thread(target=self._serve, name="mingce-drafts", daemon=True)
        self._thread.start()

    def keep(self, name: str, values: Mapping[str, object]) -> None:
        """Remember the state of an unsaved form; plain values that JSON can hold."""
        # As it will be read from the disk, so that a draft looks the same before and after a crash.
        self._put(name, load(dump(dict(values))))

    def find(self, name: str) -> Mapping[str, Any] | None:
        """The state of a form that was not saved, or None."""
        self._loaded.wait()
        return self._known.get(name)

    def forget(self, name: str) -> None:
        """Let go of a draft: the form was saved or given up."""
        self._put(name, None)

    def drain(self) -> None:
        """Bring everything to the disk and end the thread; nothing can be kept afterwards."""
        self._queue.put(None)
        self._thread.join()

    def _put(self, name: str, values: Mapping[str, Any] | None) -> None:
        self._loaded.wait()
        if values is None:
            self._known.pop(name, None)
        else:
            self._known[name] = values
        self._waiting[name] = values
        self._queue.put(name)

    def _serve(self) -> None:
        self._load()
        while (name := self._queue.get()) is not None:
            try:
                values = self._waiting.pop(name)
            except KeyError:
                continue  # a newer state of it was written already
            self._write(name, values)

    def _write(self, name: str, values: Mapping[str, Any] | None) -> None:
        try:
            if values is None:
                self._files.forget(name)
            else:
                self._files.keep(name, values)
        except SchoolError as error:
            self._failed_outside.emit(error)

    def _load(self) -> None:
        try:
            self._known.update(self._files.all())
        except SchoolError as error:
            self._failed_outside.emit(error)
        finally:
            self._loaded.set()
