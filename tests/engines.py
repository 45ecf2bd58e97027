"""Engines of one kind share what they know of statements, as one engine does that is open for days.

A test opens data for a moment, and every engine would put all statements into words anew: a
quarter of the time of a test of the services. SQLAlchemy also keeps each dialect that ever asked
for a table, with all that hangs on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.util import LRUCache

from desktop.database import engine as engines

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 4000


class _Statements(LRUCache[Any, Any]):
    """What one store closes is of use to the next."""

    def clear(self) -> None:
        """Keep all."""


_shared: dict[str, tuple[Dialect, _Statements]] = {}


def _sharing(*words: Any, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own
    made = create_engine(*words, **options)
    known = _shared.get(made.dialect.name)
    if known is not None:
        made.dialect, made._compiled_cache = known
        return made

    @event.listens_for(made, "engine_connect")
    def keep(connection: Connection) -> None:
        # Only now does it know the server.
        dialect = connection.engine.dialect
        _shared.setdefault(dialect.name, (dialect, _Statements(_MOST)))

    return made


@pytest.fixture(scope="session", autouse=True)
def quick_engines() -> Iterator[None]:
    """All engines of a run of tests; no test cuts the power, so none waits for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", _sharing)
        patch.setattr(engines, "_PRAGMAS", (*engines._PRAGMAS, "PRAGMA synchronous=OFF"))
        yield


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are opened as the program opens them."""
    monkeypatch.setattr(engines, "_PRAGMAS", engines._PRAGMAS[:-1])
