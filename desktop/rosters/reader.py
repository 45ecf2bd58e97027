"""The child process that reads an untrusted workbook: limited in memory and time, it may die alone.

`python -m desktop.rosters.reader` speaks `wire` on its standard input and output. A frozen program
starts itself with `READER_FLAG` and then has to call `main` before anything else.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from itertools import islice
from typing import IO, TYPE_CHECKING, Final

from desktop.rosters.opening import open_source
from desktop.rosters.sources import LockedError, UnreadableError, first
from desktop.rosters.wire import (
    MOST_ROWS,
    End,
    Open,
    Opened,
    Read,
    Refused,
    Rows,
    receive_request,
    send,
)
from desktop.rosters.workbook import READER_FLAG

if TYPE_CHECKING:
    from desktop.rosters.sources import Source

MEMORY: Final = 1024**3
SECONDS: Final = 120


def asked(arguments: list[str]) -> bool:
    """Whether the program was started as a reader."""
    return arguments[1:2] == [READER_FLAG]


def main() -> None:
    """Serve requests until the other side closes the pipe."""
    limit_resources()
    serve(sys.stdin.buffer, sys.stdout.buffer)


def limit_resources() -> None:
    """Bound memory, processor time and writing.

    Windows has no such call: there the scan before reading and the parent's clock are the bounds.
    """
    try:
        import resource  # noqa: PLC0415 - does not exist on Windows
    except ImportError:
        return
    bounds = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for what, bound in bounds.items():
        hard = resource.getrlimit(what)[1]
        wanted = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        # macOS knows some of these limits and does not let them be set.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (wanted, wanted))


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer each request; what cannot be read is refused in words."""
    source: Source | None = None
    while (request := receive_request(requests)) is not None:
        try:
            if isinstance(request, Open):
                source = open_source(request.path, request.password, request.content)
                send(replies, Opened(source.sheets))
                _read_ahead(source)
            elif source is not None:
                _send_rows(source, request, replies)
        except UnreadableError as error:
            send(replies, Refused(str(error), isinstance(error, LockedError)))


def _read_ahead(source: Source) -> None:
    """Load the only sheet while the other side is still busy with something else."""
    if len(source.sheets) == 1:
        with suppress(UnreadableError):  # said when somebody asks for the sheet
            source.facts(0)


def _send_rows(source: Source, request: Read, replies: IO[bytes]) -> None:
    send(replies, source.facts(request.sheet))
    rows = first(source, request.sheet, request.limit)
    while chunk := list(islice(rows, MOST_ROWS)):
        send(replies, Rows.of(chunk))
    send(replies, End())


if __name__ == "__main__":
    main()
