"""Long lists that are in memory: only what is looked at is made ready for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.services.lists import entries
from desktop.views.tables import ListPage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from desktop.services.lists import EntryLine
    from desktop.services.session import Session
    from desktop.views.tasks import Job

T = TypeVar("T")
L = TypeVar("L")


class Pieces(Generic[T, L]):
    """A sequence of which each row becomes a line when it is seen."""

    def __init__(self, rows: Sequence[T], line: Callable[[T], L]) -> None:
        self._rows, self._line = rows, line

    def page(
        self,
        job: Job,
        sort: str | None,
        *,
        descending: bool,
        offset: int,
        limit: int,
    ) -> ListPage[L]:
        """Some of the lines, in the order that they have."""
        del job, sort, descending
        rows = self._rows[offset : offset + limit]
        return ListPage([self._line(row) for row in rows], len(self._rows))


class EntrySource:
    """The people of a stored list."""

    def __init__(self, session: Session, list_id: UUID, text: str) -> None:
        self._session, self._list_id, self._text = session, list_id, text

    def page(
        self,
        job: Job,
        sort: str | None,
        *,
        descending: bool,
        offset: int,
        limit: int,
    ) -> ListPage[EntryLine]:
        """Some of them, as the list has them."""
        del sort, descending
        job.progress.step("读取名单")
        page = entries(self._session, self._list_id, self._text, offset, limit)
        return ListPage(page.lines, page.total)
