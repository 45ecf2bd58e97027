"""Bytes of kept files: what the chain says of them, and what the checks notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text, update

from desktop.core.attachments import FileKind
from desktop.database import work as unit_of_work
from desktop.database.base import holds_contents
from desktop.database.chain import blocks_of, content_digest, live_values
from desktop.database.contents import changed_contents
from desktop.database.records import AuditEntry
from desktop.database.rows import BLOCK_ROWS, rows_at_once
from desktop.database.verify_rows import verify_rows
from desktop.models import Person, StoredFile
from tests.builders import tamper

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from desktop.database.chain import Actor
    from desktop.database.work import Store, Work

    Do = Callable[[Callable[[Work], object]], UUID]

FILES = (b"one", b"two\0with a zero", bytes(range(256)) * 5)


@pytest.fixture
def do(store: Store, unit_id: UUID, actor: Actor) -> Do:
    """Runs an action; gives the key of its entry."""

    def run(body: Callable[[Work], object]) -> UUID:
        def noted(work: Work) -> UUID:
            body(work)
            return work.entry_id

        return store.write(unit_id, actor, "files", noted)

    return run


def rows(work: Work, *contents: bytes) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "digest": content_digest(content),
            "kind": FileKind.PDF,
            "size": len(content),
            "at": work.now,
            "content": content,
        }
        for key, content in zip(work.new_ids(len(contents)), contents, strict=True)
    ]


def stored(store: Store) -> list[bytes]:
    with store.read() as connection:
        return list(
            connection.execute(select(StoredFile.content).order_by(StoredFile.id)).scalars()
        )


def test_bytes_come_back_and_the_chain_holds_their_digests(
    store: Store, unit_id: UUID, do: Do
) -> None:
    entry = do(lambda work: work.insert(StoredFile, rows(work, *FILES)))
    assert stored(store) == list(FILES)
    with store.read() as connection:
        blocks = list(blocks_of(connection, unit_id, entry))
        assert verify_rows(connection).whole
        assert changed_contents(connection) == 0
    place = blocks[0].columns.index("content")
    # One row a block: no two files are in memory together.
    assert [[row[place] for row in block.after] for block in blocks] == [
        [content_digest(content)] for content in FILES
    ]


def test_files_are_recorded_one_by_one_and_other_rows_are_not() -> None:
    assert holds_contents(unit_of_work.table_of(StoredFile))
    assert not holds_contents(unit_of_work.table_of(Person))
    assert rows_at_once(unit_of_work.table_of(Person)) == BLOCK_ROWS


def test_deleted_file_is_recorded_by_its_digest(store: Store, unit_id: UUID, do: Do) -> None:
    do(lambda work: work.insert(StoredFile, rows(work, *FILES)))
    with store.read() as connection:
        keys = list(connection.execute(select(StoredFile.id).order_by(StoredFile.id)).scalars())
    entry = do(lambda work: work.delete(StoredFile, keys[:2]))
    assert stored(store) == [FILES[2]]
    with store.read() as connection:
        blocks = list(blocks_of(connection, unit_id, entry))
        assert verify_rows(connection).whole
    place = blocks[0].columns.index("content")
    assert [block.before[0][place] for block in blocks] == [
        content_digest(content) for content in FILES[:2]
    ]


def test_digest_is_never_taken_for_the_content() -> None:
    with pytest.raises(TypeError, match="digest of a content"):
        live_values(unit_of_work.table_of(StoredFile), ["content"], [content_digest(b"one")])


@pytest.mark.parametrize("values", [{"content": b"other"}, {"digest": "0" * 64}], ids=str)
def test_file_that_is_not_what_its_digest_says_is_counted(
    store: Store, do: Do, values: dict[str, Any]
) -> None:
    do(lambda work: work.insert(StoredFile, rows(work, *FILES)))
    first = select(StoredFile.id).order_by(StoredFile.id).limit(1).scalar_subquery()
    tamper(store, update(StoredFile).where(StoredFile.id == first).values(**values))
    with store.read() as connection:
        assert changed_contents(connection) == 1
        assert not verify_rows(connection).whole


def test_text_in_the_place_of_bytes_is_counted(file_store: Store, actor: Actor) -> None:
    from tests.conftest import add_unit  # noqa: PLC0415 - for this test only

    unit_id = add_unit(file_store, actor)
    file_store.write(
        unit_id, actor, "files", lambda work: work.insert(StoredFile, rows(work, *FILES))
    )
    tamper(file_store, text("UPDATE stored_files SET content = 'text'"))
    with file_store.read() as connection:
        assert changed_contents(connection) == 3


def test_data_from_before_there_were_files_has_none_that_changed(file_store: Store) -> None:
    for table in ("attachments", "stored_files"):
        tamper(file_store, text(f"DROP TABLE {table}"))
    with file_store.read() as connection:
        assert changed_contents(connection) == 0
        assert connection.execute(select(AuditEntry.id)).all() == []
