"""The data folder: what lies in it, who may write to it, and one program at a time for repairs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from desktop.core.errors import EnvironmentFault, SchoolError
from desktop.database import disk, files
from desktop.database.keys import STRONG, Cost, KeyFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.database.keys import NewKeys

DATABASE: Final = "mingce.db"
KEYS: Final = "keys.json"
# SQLite's own files beside a database; they belong to it and move with it.
COMPANIONS: Final = ("-wal", "-shm", "-journal")
PATIENCE_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder and the names in it."""

    path: Path
    cost: Cost = STRONG
    """What guessing a password costs; tests make it cheap."""

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / DATABASE

    @property
    def key_file(self) -> KeyFile:
        """The wrapped data key, there only when the data is encrypted."""
        return KeyFile(self.path / KEYS, self.cost)

    @property
    def backups(self) -> Path:
        """Where backups go that the program makes by itself."""
        return self.path / "backups"

    @property
    def presence(self) -> Path:
        """The file by which open stores are noticed."""
        return self.path / "mingce.open"

    @property
    def has_data(self) -> bool:
        """Whether a database is here."""
        return self.database.is_file()

    @property
    def is_encrypted(self) -> bool:
        """Whether a password is needed to open the data."""
        return self.key_file.path.is_file()

    @property
    def restored(self) -> Path:
        """Where a restore lies that is decided and not brought to its end."""
        return self.path / "restore.ready"

    @property
    def is_being_restored(self) -> bool:
        """Whether the next opening has a restore to finish."""
        return self.restored.is_dir()

    def refuse_data(self) -> None:
        """Refuse to make new data where some is.

        Raises:
            SchoolError: there is some.
        """
        if self.has_data:
            raise SchoolError(
                f"这个文件夹里已经有明册的数据，没有改动：{self.path}。请直接打开，或换一个文件夹。"
            )

    def new_keys(self, user: str, password: str) -> NewKeys:
        """Make the key file of new data; one that is left from data never made is put aside.

        Raises:
            SchoolError: the folder has data already, or cannot be written.
        """
        self.put_unused_keys_aside()
        return self.key_file.create(user, password)

    def put_unused_keys_aside(self) -> None:
        """Make way for new data where a key file is left from data that was never made.

        Raises:
            SchoolError: the folder has data already, or cannot be written.
        """
        self.prepare()
        self.refuse_data()
        keys = self.key_file.path
        if keys.exists():
            with disk.in_words():
                files.move(keys, keys.with_name("keys-unused.json"))

    def prepare(self) -> None:
        """Make the folder if it is not there, and see that it can be written.

        Raises:
            EnvironmentFault: it cannot, with the reason.
        """
        with disk.in_words():
            self.path.mkdir(parents=True, exist_ok=True)
            # Of a file without a name nothing stays behind when the program is killed here.
            TemporaryFile(dir=self.path).close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other programs from opening, upgrading or restoring this data meanwhile.

        Raises:
            EnvironmentFault: another program holds the folder for too long.
        """
        lock = FileLock(self.path / "mingce.lock")
        try:
            with disk.in_words():
                lock.acquire(timeout=PATIENCE_SECONDS)
        except Timeout as error:
            raise EnvironmentFault(
                "另一个明册程序正在升级或恢复这份数据。请等它做完再打开。"
            ) from error
        try:
            yield
        finally:
            lock.release()


def with_companions(database: Path) -> tuple[Path, ...]:
    """A database file and the files that SQLite keeps beside it."""
    return (database, *(database.with_name(database.name + end) for end in COMPANIONS))
