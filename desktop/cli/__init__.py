"""`mingce`: the command line over the same services as the window, without Qt.

Exit status: 0 done; 1 done, and there are problems or differences to look at; 2 wrong call;
3 refused (the sentence says why); 4 damaged.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop.cli.answer import DAMAGED, REFUSED, Answer
from desktop.cli.arguments import build_parser
from desktop.core.errors import Cancelled, DamagedError, SchoolError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = build_parser()
    args = parser.parse_args(argv)
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
    answer.finish()
    return status


def entry() -> None:
    """Entry point of the installed program."""
    sys.exit(main())
