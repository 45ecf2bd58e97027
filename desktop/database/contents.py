"""Kept files in the database: do their bytes still have the digest that stands beside them?

The check of the rows compares both with the chain; this one needs no chain and is fast enough for
every backup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from desktop.database.base import Base, ContentColumn
from desktop.database.chain import content_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection


def changed_contents(connection: Connection) -> int:
    """How many kept files are not what their digest says; one is in memory at a time."""
    there = set(inspect(connection).get_table_names())
    count = 0
    for content, digest in _contents():
        if content.table.name not in there:
            continue  # a backup from before there were such files
        query = select(content, digest).execution_options(yield_per=1)
        with connection.execute(query) as rows:
            count += sum(not _agree(stored, said) for stored, said in rows)
    return count


def _contents() -> Iterator[tuple[Column[bytes], Column[str]]]:
    """The columns that hold files, each with the column of their digests (`info["digest"]`)."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, ContentColumn):
                yield column, table.c[table.info["digest"]]


def _agree(stored: object, said: str) -> bool:
    return isinstance(stored, bytes) and content_digest(stored) == said
