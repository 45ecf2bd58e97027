"""`mingce`: the command line over the same services as the window, without Qt.

Exit status: 0 done; 1 done, and there are problems or differences to look at; 2 wrong call;
3 refused (the sentence says why); 4 damaged.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
import traceback
from typing import TYPE_CHECKING

from desktop.cli.answer import DAMAGED, DONE, REFUSED, WRONG, Answer
from desktop.cli.arguments import build_parser
from desktop.cli.parser import WrongCallError, parsed
from desktop.core.errors import Cancelled, DamagedError, SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


_OBJECTS = 50_000
"""How many more objects there are before the collector looks for garbage."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    # The interpreter would look through all modules for garbage once more, for a tenth of a second.
    atexit.register(gc.freeze)
    # While they are loaded, too: by itself it looks after every 700 objects, and finds nothing.
    gc.set_threshold(_OBJECTS)
    _speak_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser()
    if not words:
        parser.print_help()
        return WRONG
    try:
        args = parsed(parser, words)
    except WrongCallError as error:
        Answer(as_json="--json" in words).refuse(error.sentence)
        return WRONG
    return DONE if args is None else _run(args)


def _run(args: argparse.Namespace) -> int:
    answer = Answer(as_json=args.json)
    try:
        status: int = args.run(args, answer)
    except DamagedError as error:
        answer.refuse(error.sentence)
        return DAMAGED
    except SchoolError as error:
        answer.refuse(error.sentence)
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        answer.refuse("已中断，没有保存。")
        return REFUSED
    except BrokenPipeError:
        # Whoever was reading has seen enough (`| head`); nothing may be written on leaving either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer must be whole
        traceback.print_tb(error.__traceback__)
        answer.refuse(
            f"程序出错（{type(error).__name__}），这一步没有做完。请把上面几行告诉维护的人。"
        )
        return REFUSED
    answer.finish()
    return status


def _speak_utf8() -> None:
    """Say every name on every console; what it cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
