"""Opening and making the data: one step for the callers, with the checks that go before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.errors import AccessRefusedError, DamagedError, EnvironmentFault
from desktop.database import faults, files
from desktop.database.engine import open_file, open_server
from desktop.database.places import Folder, with_companions
from desktop.database.upgrade import Schema, SchemaState
from desktop.database.work import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from desktop.core.clock import Clock
    from desktop.core.ids import IdSource


def open_store(
    folder: Path, key: bytes | None, clock: Clock, ids: IdSource, schema: Schema | None = None
) -> Store:
    """Open the data of a folder; an older schema is upgraded first.

    Args:
        folder: the data folder.
        key: the data key; None for data that is not encrypted.
        clock: who tells the time.
        ids: who makes keys.
        schema: revisions to know besides the program's own.

    Raises:
        SchoolError: in words, why it cannot be opened.
    """
    place = Folder(folder)
    if not place.has_data:
        raise EnvironmentFault(
            f"这里没有明册的数据：{folder}。请检查文件夹，或先用 mingce init 建立。"
        )
    if place.is_encrypted and key is None:
        raise AccessRefusedError("这份数据已加密。请先输入姓名和密码。")
    place.prepare()
    with place.alone():
        engine = open_file(place.database, key)
        try:
            _bring_up_to_date(engine, schema or Schema())
        except BaseException:
            engine.dispose()
            raise
    return Store(engine, clock, ids)


def create_store(
    folder: Path,
    key: bytes | None,
    clock: Clock,
    ids: IdSource,
    fill: Callable[[Store], object] | None = None,
) -> Store:
    """Make new data in a folder that has none, and open it.

    Nothing stands there until all is done: whatever stops it, it can be made again.

    Args:
        folder: the data folder; made if it is not there.
        key: the data key (`Folder.new_keys`); None for data that is not encrypted.
        clock: who tells the time.
        ids: who makes keys.
        fill: writes the first rows, before the data is there for anybody else.

    Raises:
        SchoolError: in words, why it cannot be made.
    """
    place = Folder(folder)
    place.prepare()
    with place.alone():
        place.refuse_data()
        unfinished = place.database.with_name(place.database.name + files.UNFINISHED)
        with faults.in_words():
            for leftover in with_companions(unfinished):
                leftover.unlink(missing_ok=True)
            store = Store(open_file(unfinished, key, create=True), clock, ids)
            try:
                Schema().upgrade(store.engine)
                if fill is not None:
                    fill(store)
            finally:
                store.close()
            files.sync_file(unfinished)
            files.move(unfinished, place.database)
    return open_store(folder, key, clock, ids)


def open_server_store(url: str, clock: Clock, ids: IdSource, schema: Schema | None = None) -> Store:
    """Open the data on a PostgreSQL server; an empty or older schema is brought up to date.

    Raises:
        SchoolError: in words, why it cannot be opened.
    """
    engine = open_server(url)
    try:
        (schema or Schema()).ensure(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, clock, ids)


def _bring_up_to_date(engine: Engine, schema: Schema) -> None:
    with faults.in_words(), engine.connect() as connection:
        state = schema.state(connection)
    if state is SchemaState.EMPTY:
        raise DamagedError(
            "数据文件是空的，或不是明册的数据。请用最近的备份恢复（mingce restore）。"
        )
    if state is SchemaState.OLDER:
        schema.upgrade(engine)
