"""What the window may be told when it is started."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Arguments:
    """Which data to open, and where in it to begin."""

    data: Path | None = None
    page: str = ""


def parsed(words: Sequence[str]) -> Arguments:
    """Read the words of the command line; wrong ones end the program with the usage."""
    parser = argparse.ArgumentParser(prog="mingce-window", description="明册的窗口")
    parser.add_argument("--data", type=Path, metavar="文件夹", help="打开这个数据文件夹")
    parser.add_argument("--page", default="", metavar="页", help="先打开这一页，例如 people")
    found = parser.parse_args(words)
    named = os.environ.get("MINGCE_DATA")
    folder = found.data or (Path(named) if named else None)
    return Arguments(folder.absolute() if folder else None, found.page)
