"""Where a list takes its rows from, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from desktop.views.tasks import Job

L = TypeVar("L")
Span = tuple[int, int]
"""First row and the row behind the last one."""

AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class ListPage(Generic[L]):
    """Some rows of a list, how many it has in all, and what stands in its foot."""

    rows: Sequence[L]
    total: int
    foot: Mapping[str, str] = field(default_factory=dict)
    """Totals of the whole list by their words: 合计 → 38,904.55."""


class ListSource(Protocol[L]):
    """A list that is sorted and cut into pages by a service."""

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[L]:
        """The rows from `offset`, at most `limit`, in the order that `sort` names.

        Called in another thread, several times at once; `sort` is a column's `sort`, or None for
        the order that the list has by itself.
        """
        ...


@runtime_checkable
class Restarting(Protocol):
    """A source that remembers what it has counted or found."""

    def restart(self) -> None:
        """Forget it: the list is read anew. Called in the GUI thread."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by."""

    sort: str | None = None
    descending: bool = False


class WholeList(Generic[L]):
    """A short list that is at hand as a whole, such as the batches of a history."""

    def __init__(
        self,
        rows: Callable[[], Sequence[L]],
        orders: Mapping[str, Callable[[L], object]] | None = None,
        foot: Mapping[str, str] | None = None,
    ) -> None:
        self._rows, self._orders, self._foot = rows, orders or {}, foot or {}

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[L]:
        """A part of the rows, which are asked for anew."""
        del job
        rows = self.sorted(sort, descending=descending)
        return ListPage(rows[offset : offset + limit], len(rows), self._foot)

    def sorted(self, sort: str | None, *, descending: bool) -> Sequence[L]:
        """All rows in an order."""
        rows = list(self._rows())
        if sort is not None:
            rows.sort(key=self._orders[sort], reverse=descending)  # type: ignore[arg-type]
        return rows


def all_rows(
    source: ListSource[L], order: Order, job: Job, spans: Sequence[Span] | None = None
) -> Iterator[L]:
    """The rows of a list from the first to the last, or those of some spans; some are held at once.

    Raises:
        Cancelled: the person stopped the reading.
    """
    if spans is None:
        job.progress.step("读取", 0)
        first = _page(source, order, job, 0, AT_ONCE)
        yield from first.rows
        spans = [(AT_ONCE, first.total)]
    whole = sum(end - begin for begin, end in spans)
    done = 0
    for begin, end in spans:
        for offset in range(begin, end, AT_ONCE):
            job.progress.step("读取", done, whole)
            limit = min(AT_ONCE, end - offset)
            rows = _page(source, order, job, offset, limit).rows
            yield from rows
            done += len(rows)


def _page(source: ListSource[L], order: Order, job: Job, offset: int, limit: int) -> ListPage[L]:
    return source.page(job, order.sort, descending=order.descending, offset=offset, limit=limit)
