"""`mingce` and `python -m desktop`: the window without a command, else the command line.

It is the entry of a frozen program too.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_OF_THE_WINDOW: Final = ("--data", "--page")
_NO_SCREEN: Final = "这里没有屏幕，窗口打不开。命令行可以用：mingce --help 列出全部命令。"


def main(words: Sequence[str] | None = None) -> int:
    """Open the window or run a command; returns the exit status."""
    given = sys.argv[1:] if words is None else list(words)
    if given and not given[0].startswith(_OF_THE_WINDOW):
        from desktop.cli import main as command  # noqa: PLC0415 - the window starts without it

        return command(given)
    from desktop.core.screen import has_screen  # noqa: PLC0415 - not for commands

    if not has_screen():
        sys.stderr.write(f"{_NO_SCREEN}\n")
        return 2
    from desktop.app import main as window  # noqa: PLC0415 - commands start without Qt

    return window(given)


def _is_reader() -> bool:
    """Read an untrusted workbook and end, if a frozen program has started itself for that."""
    if not getattr(sys, "frozen", False):
        return False
    from desktop.rosters import reader  # noqa: PLC0415 - nobody else needs it here

    if reader.asked(sys.argv):
        reader.main()
        return True
    return False


if __name__ == "__main__" and not _is_reader():
    sys.exit(main())
