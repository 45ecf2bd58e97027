"""Opening and making the data: one step for the callers, with the checks that go before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.clock import CHINA
from desktop.core.errors import AccessRefusedError, DamagedError, EnvironmentFault
from desktop.database import faults, files, presence, restore
from desktop.database.backup import backup
from desktop.database.engine import open_file, open_server
from desktop.database.places import Folder, with_companions
from desktop.database.upgrade import Schema, SchemaState, revision_of
from desktop.database.work import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    if not place.path.is_dir():
        raise _no_data(folder)
    place.prepare()
    with place.alone():
        restore.settle(place)
        if not place.has_data:
            raise _no_data(folder)
        if place.is_encrypted and key is None:
            raise AccessRefusedError("这份数据已加密。请先输入姓名和密码。")
        store = Store(open_file(place.database, key), clock, ids)
        try:
            _bring_up_to_date(store, place, key, schema or Schema())
            let_go = presence.enter(place.presence)
        except BaseException:
            store.close()
            raise
    return Store(store.engine, clock, ids, let_go)


def open_again(store: Store, folder: Path) -> None:
    """Open a closed store once more over the same data, for all who hold it.

    Raises:
        SchoolError: in words, why it cannot be opened.
    """
    place = Folder(folder)
    with place.alone():
        restore.settle(place)
        if not place.has_data:
            raise _no_data(folder)
        let_go = presence.enter(place.presence)
    store.open_again(let_go)


def settle(folder: Path) -> str | None:
    """Finish what an interrupted restore left, before the folder is asked for its key.

    Returns:
        A sentence to show when something was finished, else None.
    """
    place = Folder(folder)
    if not place.path.is_dir():
        return None
    place.prepare()
    with place.alone():
        return restore.settle(place)


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
        restore.settle(place)
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


def _no_data(folder: Path) -> EnvironmentFault:
    return EnvironmentFault(
        f"这里没有明册的数据：{folder}。请检查文件夹，或先用 mingce init 建立。"
    )


def _bring_up_to_date(store: Store, place: Folder, key: bytes | None, schema: Schema) -> None:
    with store.read() as connection:
        state, revision = schema.state(connection), revision_of(connection)
    if state is SchemaState.EMPTY:
        raise DamagedError(
            "数据文件是空的，或不是明册的数据。请用最近的备份恢复（mingce restore）。"
        )
    if state is SchemaState.OLDER:
        with presence.nobody_else(place.presence):
            moment = store.clock.now().astimezone(CHINA).strftime("%Y%m%d-%H%M%S")
            out = place.backups / f"before-upgrade-{revision}-{moment}.mcb"
            backup(store, place.path, out, key)
            schema.upgrade(store.engine)
