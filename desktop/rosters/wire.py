"""What passes between the program and the child that reads a workbook: framed MessagePack."""

from __future__ import annotations

import struct
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Annotated, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rosters.cells import Cell, Row


class Open(msgspec.Struct, tag=True):
    """Open a file, or what was kept of it."""

    path: str
    password: str = ""
    content: bytes | None = None


class Read(msgspec.Struct, tag=True):
    """Send the rows of a sheet, all of them or the first ones."""

    sheet: int
    limit: int | None = None


class SheetInfo(msgspec.Struct, frozen=True):
    """A sheet that holds cells."""

    name: str
    visible: bool = True


class Opened(msgspec.Struct, tag=True):
    """The file is open."""

    sheets: list[SheetInfo]


class Refused(msgspec.Struct, tag=True):
    """The file cannot be read; the sentence says what it is and what to do."""

    sentence: str
    locked: bool = False
    """Whether a password would help."""


class Facts(msgspec.Struct, tag=True):
    """What the cells do not say: areas, hidden lines, lost values. All counted from 0."""

    merges: list[tuple[int, int, int, int]] = []
    """Top, left, bottom, right."""
    error_cells: list[tuple[int, int]] = []
    uncalculated: list[tuple[int, int]] = []
    hidden_rows: list[int] = []
    hidden_columns: list[int] = []
    strays: int = 0
    """Cells left out because they stand absurdly far away."""
    macros: bool = False
    """Whether the workbook has macros; nothing here ever runs one."""


MOST_ROWS: Final = 4_000
"""The most rows of one message."""


class Few(msgspec.Struct):
    """A column in which few texts occur: the texts, and which of them each row holds."""

    texts: list[str]
    places: bytes


class Rows(msgspec.Struct, tag=True):
    """Some rows, in order, from row 0 on: column by column, all of one length."""

    count: Annotated[int, msgspec.Meta(ge=0, le=MOST_ROWS)]
    columns: list[list[object] | Few]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Rows:
        """Rows made ready for sending; those that end early are filled up with empty cells."""
        columns = zip_longest(*rows, fillvalue="")
        return cls(len(rows), [_packed(column) for column in columns])

    def taken_apart(self) -> list[Row]:
        """The rows again.

        Raises:
            IndexError, ValueError: the columns do not fit together.
        """
        columns = [
            list(map(column.texts.__getitem__, column.places))
            if isinstance(column, Few)
            else column
            for column in self.columns
        ]
        if not columns:
            return [[] for _ in range(self.count)]
        # Packed from rows of cells, and from nothing else.
        return list(map(list, zip(*columns, strict=True)))


class End(msgspec.Struct, tag=True):
    """There are no more rows."""


Request = Open | Read
Reply = Opened | Refused | Facts | Rows | End

_LENGTH: Final = struct.Struct("<I")
_LONGEST: Final = 256 * 1024 * 1024
_PLAIN: Final = frozenset({str, float, int, bool})
_MOST_PLACES: Final = 256
_DATE, _DATETIME, _TIME, _TIMEDELTA = 1, 2, 3, 4


def _packed(column: Sequence[Cell]) -> list[object] | Few:
    """A column that MessagePack can carry: dates and times wrapped so that they come out as such.

    A text that stands in many rows is sent, and made by the other side, only once.
    """
    kinds = set(map(type, column))
    if kinds == {str}:
        texts = list(dict.fromkeys(column))
        if len(texts) <= min(_MOST_PLACES, len(column) // 2):
            place = {text: number for number, text in enumerate(texts)}
            return Few(texts, bytes(map(place.__getitem__, column)))  # type: ignore[arg-type]  # only texts
    if kinds <= _PLAIN:
        return list(column)
    return [cell if type(cell) in _PLAIN else _wrapped(cell) for cell in column]


def _wrapped(cell: object) -> object:
    if isinstance(cell, datetime):
        return msgspec.msgpack.Ext(_DATETIME, cell.replace(tzinfo=None).isoformat().encode())
    if isinstance(cell, date):
        return msgspec.msgpack.Ext(_DATE, cell.isoformat().encode())
    if isinstance(cell, time):
        return msgspec.msgpack.Ext(_TIME, cell.replace(tzinfo=None).isoformat().encode())
    if isinstance(cell, timedelta):
        return msgspec.msgpack.Ext(_TIMEDELTA, repr(cell.total_seconds()).encode())
    return "" if cell is None else str(cell)


def _unwrapped(code: int, data: memoryview) -> object:
    text = bytes(data).decode()
    if code == _DATE:
        return date.fromisoformat(text)
    if code == _DATETIME:
        return datetime.fromisoformat(text)
    if code == _TIME:
        return time.fromisoformat(text)
    if code == _TIMEDELTA:
        return timedelta(seconds=float(text))
    msg = f"unknown extension {code}"
    raise msgspec.DecodeError(msg)


_ENCODER: Final = msgspec.msgpack.Encoder()
_REQUESTS: Final = msgspec.msgpack.Decoder(Request)
_REPLIES: Final = msgspec.msgpack.Decoder(Reply, ext_hook=_unwrapped)


def send(stream: IO[bytes], message: Request | Reply) -> None:
    """Write one message."""
    data = _ENCODER.encode(message)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive_request(stream: IO[bytes]) -> Request | None:
    """Read one request, or None at the end."""
    data = _frame(stream)
    return None if data is None else _REQUESTS.decode(data)


def receive_reply(stream: IO[bytes]) -> Reply | None:
    """Read one reply, or None when the other side is gone.

    Raises:
        msgspec.DecodeError: what came is no reply.
    """
    data = _frame(stream)
    return None if data is None else _REPLIES.decode(data)


def _frame(stream: IO[bytes]) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        msg = "frame too long"
        raise msgspec.DecodeError(msg)
    data = stream.read(length)
    return data if len(data) == length else None
