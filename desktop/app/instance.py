"""One window for each data folder: a second start hands its words over and ends."""

from __future__ import annotations

import getpass
import hashlib
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop.app.arguments import Arguments
from desktop.core.json import dump, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MILLISECONDS: Final = 2000
_ANSWER_MILLISECONDS: Final = 10_000
"""A window that has its hands full answers late; a second one on the same data helps nobody."""
_MOST_BYTES: Final = 4096


class Instance(QObject):
    """Listens for other starts, or speaks to the window that was first."""

    asked = Signal(object)
    """The Arguments of a later start."""

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _name_of(folder)
        self._server: QLocalServer | None = None

    def hand_over(self, arguments: Arguments) -> bool:
        """Give the words to the window that has this data open; False: there is none."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_MILLISECONDS):
            return False
        socket.write(dump({"page": arguments.page}))
        socket.flush()
        heard = socket.waitForReadyRead(_ANSWER_MILLISECONDS)
        socket.disconnectFromServer()
        return heard

    def listen(self) -> None:
        """Be the first; a name that a killed program has left is taken over."""
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(self._name):
            QLocalServer.removeServer(self._name)
            server.listen(self._name)
        server.newConnection.connect(self._on_connection)
        self._server = server

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    def _on_connection(self) -> None:
        assert self._server is not None  # noqa: S101 - it has just spoken
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(self._reading(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _reading(self, socket: QLocalSocket) -> Callable[[], None]:
        def read() -> None:
            content = bytes(socket.read(_MOST_BYTES).data())
            socket.write(b"ok")
            socket.flush()
            self.asked.emit(Arguments(page=_page_in(content)))

        return read


def _page_in(content: bytes) -> str:
    try:
        found = load(content)
    except ValueError:
        return ""
    page = found.get("page") if isinstance(found, dict) else None
    return page if isinstance(page, str) else ""


def _name_of(folder: Path | None) -> str:
    """A name that only this user's windows over this folder have."""
    where = str(folder.resolve()) if folder is not None else ""
    digest = hashlib.sha256(f"{getpass.getuser()}\n{where}".encode()).hexdigest()
    return f"mingce-{digest[:20]}"
