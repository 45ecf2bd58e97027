"""`python -m desktop.demo --out ./out`: the main job on the sample workbooks, told step by step."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.errors import SchoolError
from desktop.demo.main_job import MainJob

if TYPE_CHECKING:
    from collections.abc import Sequence


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: Sequence[str] | None = None) -> int:
    """Do the main job; returns the exit status: 0 done, 3 refused (the sentence says why)."""
    parser = ArgumentParser(
        prog="python -m desktop.demo",
        description="把样例表格收进来，记好一个月，打印公示。里面的人和号码都是编的。",
    )
    parser.add_argument("--out", type=Path, default=Path("out"), help="放公示和数据的文件夹")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that cannot show a character shows a question mark and goes on.
            stream.reconfigure(errors="replace")
    try:
        MainJob(parser.parse_args(words).out, say).run()
    except SchoolError as error:
        sys.stderr.write(f"没有做完：{error.sentence}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
