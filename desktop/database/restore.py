"""Restore: a checked backup takes the place of the data, which is put aside and never deleted.

Everything is made ready in one folder; giving that folder its final name is the one step that
decides. Before it nothing has changed; after it the next opening finishes what was begun.

    restore.unfinished/ --(checked, written to disk)--> restore.ready/ --(moves)--> done
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.core.errors import DamagedError, SchoolError
from desktop.core.json import dump, load_as
from desktop.core.progress import Progress
from desktop.database import archive, faults, files, presence
from desktop.database.backup import Contents, check_file
from desktop.database.keys import KeyFile
from desktop.database.places import DATABASE, KEYS, Folder, with_companions
from desktop.database.upgrade import Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from desktop.core.clock import Clock

PLAN: Final = "plan.json"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a decided restore does: where the present data goes, and which files are new."""

    aside: str
    files: tuple[str, ...]


class HalfRestoredError(SchoolError):
    """A restore was decided and not brought to its end: neither the old nor the new data stands."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A finished restore: what stands there now, and where the data before it was put."""

    revision: str
    entries: int
    rows: Mapping[str, int]
    aside: Path | None


def restore(
    backup_file: Path,
    folder: Path,
    unlock: Callable[[KeyFile], bytes] | None,
    clock: Clock,
    progress: Progress | None = None,
) -> RestoreReport:
    """Put a backup in the place of a folder's data. Close the store of that folder first.

    Args:
        backup_file: the `.mcb` file.
        folder: the data folder; made if it is not there.
        unlock: opens the backup's own key file by password or recovery code; None when the backup
            is not encrypted.
        clock: names the folder that the present data is put into.
        progress: told of each step; may cancel until the swap begins.

    Raises:
        HalfRestoredError: it was decided and could not be brought to its end; the next opening
            of the data goes on with it.
        SchoolError: in words; the present data has not changed.
    """
    place, made = Folder(folder), _first_missing(folder)
    try:
        return _put_in(place, backup_file, unlock, clock, progress or Progress())
    except BaseException:
        if made is not None and not place.has_data and not _ready(place).exists():
            # Nothing came of it: leave nothing where nothing was.
            shutil.rmtree(made, ignore_errors=True)
        raise


def _first_missing(folder: Path) -> Path | None:
    """The uppermost folder that is not there yet."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    return missing[-1] if missing else None


def _put_in(
    place: Folder,
    backup_file: Path,
    unlock: Callable[[KeyFile], bytes] | None,
    clock: Clock,
    progress: Progress,
) -> RestoreReport:
    place.prepare()
    with place.alone(), presence.nobody_else(place.presence), faults.in_words():
        settle(place)
        unfinished = _unfinished(place)
        unfinished.mkdir(mode=0o700)
        try:
            contents = _make_ready(backup_file, unfinished, unlock, progress)
            progress.step("换上备份")
            aside = _write_plan(place, unfinished, clock)
            for path in unfinished.iterdir():
                files.sync_file(path)
            files.move(unfinished, _ready(place))
        except BaseException as error:
            shutil.rmtree(unfinished, ignore_errors=True)
            if _ready(place).exists():
                raise _half_done(error) from error
            raise
        try:
            settle(place)
        except SchoolError as error:
            raise _half_done(error) from error
    return RestoreReport(contents.revision, contents.entries, contents.rows, aside)


def _half_done(error: BaseException) -> HalfRestoredError:
    """What stands in the way of a restore that is decided: the next opening goes on with it."""
    why = f"（{error.sentence}）" if isinstance(error, SchoolError) else ""
    return HalfRestoredError(
        f"备份检查过了，是好的，但没有全部换上{why}。请排除故障后再打开这份数据，会接着换完；原来的数据不会丢。"
    )


def rehearse(
    backup_file: Path,
    scratch: Path,
    unlock: Callable[[KeyFile], bytes] | None,
    progress: Progress | None = None,
) -> Contents:
    """Do everything that a restore does before the swap, in a folder of its own; then clean up.

    Args:
        backup_file: the `.mcb` file.
        scratch: a folder that is made for this and gone at the end.
        unlock: opens the backup's own key file; None when the backup is not encrypted.
        progress: told of each step; may cancel.

    Raises:
        SchoolError: in words, why this backup could not be restored.
    """
    with faults.in_words():
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700, parents=True)
        try:
            return _make_ready(backup_file, scratch, unlock, progress or Progress())
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def settle(place: Folder) -> str | None:
    """Finish a restore that was interrupted after it was decided, drop one that was not.

    Call it inside `Folder.alone`.

    Returns:
        A sentence when a restore was finished now, else None.
    """
    with faults.in_words():
        shutil.rmtree(_unfinished(place), ignore_errors=True)
        ready = _ready(place)
        if not ready.is_dir():
            return None
        plan = load_as((ready / PLAN).read_bytes(), _Plan)
        aside = place.path / plan.aside
        for present in (*with_companions(place.database), place.path / KEYS):
            _swap(ready / present.name, present, aside, plan)
        files.move(ready, _unfinished(place))
        shutil.rmtree(_unfinished(place))
    return f"上次恢复备份时中断，现在已经恢复完成；恢复前的数据放在 {aside}。"


def _swap(new: Path, present: Path, aside: Path, plan: _Plan) -> None:
    """Put a present file aside and the new one, if any, in its place; may be done again."""
    done = present.name in plan.files and not new.exists()
    if present.exists() and not done:
        aside.mkdir(exist_ok=True)
        files.move(present, aside / present.name)
        files.sync_folder(present.parent)
    if new.exists():
        files.move(new, present)


def _unfinished(place: Folder) -> Path:
    return place.path / f"restore{files.UNFINISHED}"


def _ready(place: Folder) -> Path:
    return place.restored


def _make_ready(
    backup_file: Path,
    unfinished: Path,
    unlock: Callable[[KeyFile], bytes] | None,
    progress: Progress,
) -> Contents:
    """Take the backup out, open it with its own key and check all of it."""
    manifest = archive.unpack(backup_file, unfinished, progress)
    key_file, key = KeyFile(unfinished / KEYS), None
    if key_file.path.exists():
        if unlock is None:
            raise SchoolError("这份备份已加密。请给出当时的姓名和密码，或打印的恢复码。")
        key = unlock(key_file)
    if manifest.revision not in Schema().revisions:
        raise SchoolError("这份备份由更新版本的明册写成，请先升级程序。")
    progress.step("打开备份并检查")
    contents = check_file(unfinished / DATABASE, key, thoroughly=True)
    if contents != Contents(manifest.revision, manifest.entries, manifest.rows):
        raise DamagedError("备份里的内容与它的清单不一致，没有恢复，现有数据没有改动。")
    return contents


def _write_plan(place: Folder, unfinished: Path, clock: Clock) -> Path | None:
    """Decide where the present data goes, and write it down; None when there is none."""
    moment = clock.now().astimezone(CHINA).strftime("%Y%m%d-%H%M%S")
    ends = ("", *(f"-{n}" for n in range(2, 1000)))
    names = (f"replaced-{moment}{end}" for end in ends)
    name = next(name for name in names if not (place.path / name).exists())
    new = tuple(sorted(path.name for path in unfinished.iterdir()))
    (unfinished / PLAN).write_bytes(dump(_Plan(name, new)))
    return place.path / name if place.has_data or place.is_encrypted else None
