"""What this machine remembers for its user: folders and looks (the school's settings are data).

Stored as JSON in the user's configuration folder. Nothing that cannot be read is thrown away: the
file is set aside first. Keys of a newer program are kept when an older one writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, Final, get_type_hints

import msgspec
import platformdirs

from desktop.core.errors import EnvironmentFault
from desktop.core.files import disk_fault, write_whole
from desktop.core.labels import Labelled


class Theme(Labelled):
    """The colours of the window."""

    LIGHT = "light", "普通"
    HIGH_CONTRAST = "high_contrast", "高对比度"


class TypeSize(Labelled):
    """How large the window writes."""

    NORMAL = "normal", "标准"
    BIG = "big", "大字"


@dataclass(frozen=True, slots=True)
class ListLayout:
    """How a person has laid the columns of a list out; keys that are not named stand as made."""

    order: tuple[str, ...] = ()
    """Column keys from left to right, hidden ones included."""
    hidden: tuple[str, ...] = ()
    widths: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preferences:
    """All settings of a machine with their defaults; the title is what the person reads."""

    data_folder: Path | None = field(default=None, metadata={"title": "数据文件夹"})
    backup_folder: Path | None = field(default=None, metadata={"title": "备份文件夹"})
    roster_folder: Path | None = field(default=None, metadata={"title": "上次打开表格的文件夹"})
    output_folder: Path | None = field(default=None, metadata={"title": "上次保存文件的文件夹"})
    printer: str = field(default="", metadata={"title": "打印机"})
    theme: Theme = field(default=Theme.LIGHT, metadata={"title": "配色"})
    type_size: TypeSize = field(default=TypeSize.NORMAL, metadata={"title": "文字大小"})
    lock_after_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] = field(
        default=10, metadata={"title": "多少分钟不动就锁屏（0 表示不锁）"}
    )
    user_name: str = field(default="", metadata={"title": "上次登录的姓名"})
    lists: dict[str, ListLayout] = field(default_factory=dict, metadata={"title": "各个列表的栏目"})


@dataclass(frozen=True, slots=True)
class LoadedPreferences:
    """What was read, and in words what could not be."""

    preferences: Preferences
    notes: tuple[str, ...] = ()


_FIELDS: Final = {setting.name: setting for setting in fields(Preferences)}


class PreferencesFile:
    """The file that holds the preferences of one user on one machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of_user(cls) -> PreferencesFile:
        """The file in the user's own configuration folder."""
        return cls(platformdirs.user_config_path("mingce", appauthor=False) / "preferences.json")

    def load(self) -> LoadedPreferences:
        """Read the preferences; never refuses, so that the program always starts.

        A damaged file, or one with a damaged value, is copied beside itself, what is good in it is
        taken, and a note tells where the copy is. No file at all is no damage.
        """
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return LoadedPreferences(Preferences())
        except OSError as error:
            return LoadedPreferences(Preferences(), (disk_fault(error, self.path).sentence,))
        stored = _decoded(content)
        if stored is None:
            note = self._set_aside(content, {})
            return LoadedPreferences(Preferences(), (f"设置文件已损坏，改用默认设置。{note}",))
        return self._checked(content, stored)

    def save(self, preferences: Preferences) -> None:
        """Write the preferences, keeping the keys that this program does not know.

        Raises:
            EnvironmentFault: the disk is full, the folder read-only, the file in use.
        """
        try:
            stored = _decoded(self.path.read_bytes()) or {}
        except FileNotFoundError:
            stored = {}
        except OSError as error:
            raise disk_fault(error, self.path) from error
        stored |= {name: getattr(preferences, name) for name in _FIELDS}
        self._write(stored)

    def change(self, **values: object) -> Preferences:
        """Write some settings and leave the others as they are; gives all of them.

        Raises:
            EnvironmentFault: as for `save`.
        """
        changed: Preferences = replace(self.load().preferences, **values)  # type: ignore[arg-type]
        self.save(changed)
        return changed

    def _checked(self, content: bytes, stored: dict[str, Any]) -> LoadedPreferences:
        good, bad = {}, []
        hints = get_type_hints(Preferences, include_extras=True)
        for name in _FIELDS.keys() & stored.keys():
            try:
                good[name] = msgspec.convert(stored[name], hints[name], dec_hook=_path)
            except msgspec.ValidationError:
                bad.append(name)
        if not bad:
            return LoadedPreferences(Preferences(**good))
        titles = "、".join(sorted(_FIELDS[name].metadata["title"] for name in bad))
        kept = {name: value for name, value in stored.items() if name not in bad}
        note = f"设置里的{titles}看不懂，改用默认值。{self._set_aside(content, kept)}"
        return LoadedPreferences(Preferences(**good), (note,))

    def _set_aside(self, content: bytes, kept: dict[str, Any]) -> str:
        """Copy the file beside itself, leave in it what is good; tell where the copy is."""
        copy = self._free_name()
        try:
            write_whole(copy, content)
            self._write(kept)
        except EnvironmentFault as fault:
            return f"原文件没有动（{fault.sentence}）"
        return f"原文件另存为 {copy}"

    def _free_name(self) -> Path:
        number = 1
        while (copy := self.path.with_suffix(f".damaged-{number}.json")).exists():
            number += 1
        return copy

    def _write(self, stored: dict[str, Any]) -> None:
        content = msgspec.json.encode(stored, enc_hook=str, order="sorted")
        write_whole(self.path, msgspec.json.format(content) + b"\n")


def _decoded(content: bytes) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _path(kind: type, value: object) -> object:
    """Let msgspec read a path."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise ValueError("not a path")
