"""What lies on the disk: readable words, and whether anything is different from before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.database.base import Base

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from desktop.database.work import Store


def readable(folder: Path, secrets: Sequence[str]) -> list[str]:
    """Which of these words stand in clear in any file of a folder, or in a file's name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    content = [path.read_bytes() for path in files] + [str(path).encode() for path in files]
    return [
        word
        for word in secrets
        for coded in (word.encode(), word.encode("utf-16-le"))
        if any(coded in one for one in content)
    ]


@dataclass(frozen=True)
class Snapshot:
    """Everything that giving up must not have changed."""

    rows: Mapping[str, frozenset[tuple[Any, ...]]]
    """All rows of all tables, the audit chain and the imports included."""
    files: frozenset[Path]


def files_below(*folders: Path) -> frozenset[Path]:
    """Every file in these folders, and every folder that is in them."""
    return frozenset(path for folder in folders for path in folder.rglob("*"))


def snapshot(store: Store, *folders: Path) -> Snapshot:
    """How things stand in the books and on the disk."""
    with store.read() as connection:
        rows = {
            table.name: frozenset(tuple(row) for row in connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }
    return Snapshot(rows, files_below(*folders))
