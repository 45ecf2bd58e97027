"""Unsaved forms, kept beside the data so that they outlive the program: one small file each.

On encrypted data they are sealed under the data key. A file is named by a digest, because the name
of a form may say whose it is. Each user of each unit has their own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.core.files import disk_fault, write_whole
from desktop.core.json import dump, load_as
from desktop.database.sealed import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.services.session import Session

FOLDER: Final = "drafts"
_PURPOSE: Final = "draft"


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """An unsaved form as it lies in its file."""

    owner: str
    name: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DraftFiles:
    """The drafts of one person in one unit; where the data is on a server there is no place."""

    folder: Path | None
    key: bytes | None
    owner: str

    @classmethod
    def of(cls, session: Session) -> DraftFiles:
        """The drafts of the person at the desk."""
        folder = session.folder / FOLDER if session.folder is not None else None
        return cls(folder, session.key, f"{session.unit_id}/{session.user_id}")

    def keep(self, name: str, values: Mapping[str, object]) -> None:
        """Write a draft whole, in place of the one before.

        Raises:
            EnvironmentFault: the disk does not take it.
        """
        if self.folder is None:
            return
        content = dump(StoredDraft(self.owner, name, dict(values)))
        if self.key is not None:
            content = seal(self.key, content, _PURPOSE)
        write_whole(self._path(name), content)

    def forget(self, name: str) -> None:
        """Remove a draft, if it is there.

        Raises:
            EnvironmentFault: the disk does not let it go.
        """
        if self.folder is None:
            return
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise disk_fault(error, path) from error

    def all(self) -> dict[str, Mapping[str, Any]]:
        """Every draft of this person, by name; what cannot be read is left where it lies."""
        if self.folder is None or not self.folder.is_dir():
            return {}
        found = (self._read(path) for path in sorted(self.folder.glob("*.draft")))
        return {d.name: d.values for d in found if d is not None and d.owner == self.owner}

    def _read(self, path: Path) -> StoredDraft | None:
        try:
            content: bytes | None = path.read_bytes()
        except OSError as error:
            raise disk_fault(error, path) from error
        if self.key is not None and content is not None:
            content = unseal(self.key, content, _PURPOSE)
        try:
            return load_as(content, StoredDraft) if content is not None else None
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _path(self, name: str) -> Path:
        assert self.folder is not None  # noqa: S101 - asked before
        digest = hashlib.sha256(f"{self.owner}/{name}".encode()).hexdigest()
        return self.folder / f"{digest[:32]}.draft"
