"""A county's import that was put aside: what the draft says, and whether its files are there."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.lists import ListTopic
from desktop.core.terms import Month
from desktop.rosters.kept import KeptFile
from desktop.views.importing.county.keeping import (
    PREFIX,
    CountyKeeping,
    KeptCounty,
    KeptRow,
    KeptSheet,
    found_files,
    read_county,
)
from desktop.views.importing.taking import Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping


class KnownDrafts:
    """Drafts that are simply there, and the copy of files that lies with them."""

    def __init__(self, copy: bytes | None = None, **values: Mapping[str, Any]) -> None:
        self.values = {PREFIX + name: dict(one) for name, one in values.items()}
        self.content, self.asked = copy, 0

    def find(self, name: str) -> Mapping[str, Any] | None:
        return self.values.get(name)

    def forget(self, name: str) -> None:
        del self.values[name]

    def copy(self, _name: str) -> bytes | None:
        self.asked += 1
        return self.content


def kept(*files: tuple[str, str], kind: str = "students", **more: Any) -> KeptCounty:  # noqa: ANN401
    values: dict[str, Any] = {"month": None, "paths": (), "said": {}, "place": 1, **more}
    return KeptCounty(kind=kind, files=files, **values)


def plain_kept(kind: str = "students") -> dict[str, Any]:
    return {"kind": kind, "month": None, "paths": [], "files": [], "said": {}, "place": 1}


def packed(*contents: bytes, first: str = "0") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for at, content in enumerate(contents):
            archive.writestr(first if at == 0 else str(at), content)
    return target.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_kept_sheets_and_rows_say_what_the_person_said() -> None:
    whole = kept(
        sheets=(
            KeptSheet("a.xlsx", "一", read=False),
            KeptSheet("a.xlsx", "二", read=True, sheet="二班", header_row=3),
        ),
        rows=(KeptRow("a.xlsx", "二", 7, "skip"),),
    )
    path = Path("a.xlsx")
    assert whole.corrections[path, "一"] is None
    choices = whole.corrections[path, "二"]
    assert choices is not None
    assert (choices.sheet, choices.header_row) == ("二班", 3)
    assert whole.decided == {(path, "二", 7): "skip"}


def test_purpose_of_a_kept_import_is_known_only_for_known_sheets() -> None:
    assert kept(kind="no-such-sheet").purpose is None
    known = kept(month=Month(2026, 10).number, topic=ListTopic.LOW_INCOME).purpose
    assert known is not None
    assert (known.county, known.month) == (True, Month(2026, 10))
    assert known.listed is not None
    assert known.listed.topic is ListTopic.LOW_INCOME
    plain = kept().purpose
    assert plain is not None
    assert (plain.month, plain.listed) == (None, None)


@pytest.mark.parametrize(
    "values", [{"kind": 5}, plain_kept("no-such-sheet"), {**plain_kept(), "month": "十月"}]
)
def test_draft_of_another_time_is_let_go_of(values: dict[str, Any]) -> None:
    drafts: Any = KnownDrafts(students=values)
    keeping = CountyKeeping(drafts, Purpose())
    assert keeping.name == PREFIX + "students"
    assert keeping.find() is None
    assert drafts.values == {}


def test_draft_that_this_program_knows_is_found_and_stays() -> None:
    drafts: Any = KnownDrafts(students=plain_kept())
    found = CountyKeeping(drafts, Purpose()).find()
    assert found == kept()
    assert list(drafts.values) == [PREFIX + "students"]
    assert read_county(drafts, "other/students") is None


def test_files_that_are_still_what_was_read_need_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "安宁小学.xlsx"
    path.write_bytes(b"one")
    files: Any = KnownDrafts()
    found = found_files(files, "x", kept((str(path), digest(b"one"))))
    assert (found.sources, found.sentence, found.same) == ((path,), "", True)
    assert files.asked == 0


def test_changed_file_is_taken_from_the_copy_and_said(tmp_path: Path) -> None:
    path = tmp_path / "安宁小学.xlsx"
    path.write_bytes(b"changed")
    files: Any = KnownDrafts(packed(b"one"))
    found = found_files(files, "x", kept((str(path), digest(b"one"))))
    (source,) = found.sources
    assert isinstance(source, KeptFile)
    assert source.content == b"one"
    assert found.same
    assert found.sentence.startswith("有 1 个原来的文件找不到或后来改过（安宁小学.xlsx）。")


@pytest.mark.parametrize("copy", [None, b"no archive", packed(b"one", first="名册")])
def test_files_without_a_whole_copy_are_lost(tmp_path: Path, copy: bytes | None) -> None:
    names = [f"{at}.xlsx" for at in range(4)]
    lines = [(str(tmp_path / name), digest(b"one")) for name in names]
    files: Any = KnownDrafts(copy)
    found = found_files(files, "x", kept(*lines))
    assert (found.sources, found.same) == ((), False)
    assert "有 4 个文件找不到或后来改过（0.xlsx、1.xlsx、2.xlsx 等）" in found.sentence
    assert files.asked == 1


def test_folder_that_is_gone_is_asked_for_before_anything_was_read(tmp_path: Path) -> None:
    files: Any = KnownDrafts()
    there = found_files(files, "x", kept(paths=(str(tmp_path),)))
    assert (there.sentence, there.same) == ("", True)
    gone = found_files(files, "x", kept(paths=(str(tmp_path), str(tmp_path / "no"))))
    assert not gone.same
    assert gone.sentence.startswith("找不到上次选的文件或文件夹")
