"""A small two-dimensional code of a short text, drawn as black squares.

ISO/IEC 18004, version 1 (21 × 21), level M, alphanumeric: up to 20 digits, capital letters
and hyphens, which is what a seal code is made of. The encoder that comes with the printing library
would load all of its page layout, a third of a second, for these squares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.reports.pdf.paper import Paper

SIDE: Final = 21
CAPACITY: Final = 20
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DATA_BYTES: Final = 16
_CHECK_BYTES: Final = 10
_FIELD: Final = 0x11D  # x^8 + x^4 + x^3 + x^2 + 1
_FORMAT_CHECK: Final = 0x537
_FORMAT_MASK: Final = 0x5412
_LEVEL_M: Final = 0b00
_TIMING: Final = 6
_MASKS: Final[tuple[Callable[[int, int], bool], ...]] = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, _: r % 2 == 0,
    lambda _, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)

Squares = list[list[bool]]


def fits(content: str) -> bool:
    """Whether a text can be drawn as this code."""
    return len(content) <= CAPACITY and all(char in _ALPHABET for char in content)


def draw_code(paper: Paper, content: str, at: tuple[float, float], side: float) -> None:
    """Draw `content` as a code of the given side, its upper left corner at `at`."""
    dot = side / SIDE
    left, top = at
    squares = [
        f"{left + column * dot:.2f} {paper.sheet.height - top - (row + 1) * dot:.2f} "
        f"{dot + 0.02:.2f} {dot + 0.02:.2f} re"
        for row, line in enumerate(encode(content))
        for column, dark in enumerate(line)
        if dark
    ]
    paper.draw("0 g\n" + "\n".join(squares) + "\nf")


def encode(content: str) -> Squares:
    """The code's squares, dark ones True, under the mask that mixes them best."""
    code = codewords(content)  # once, not for each mask
    return min((masked(code, mask) for mask in range(len(_MASKS))), key=_sameness)


def masked(code: bytes, mask: int) -> Squares:
    """The squares of a code's bytes under one of the eight masks."""
    squares: list[list[bool | None]] = [[None] * SIDE for _ in range(SIDE)]
    _put_finders(squares)
    _put_format(squares, mask)
    bits = _bits(code)
    for row, column in _path():
        if squares[row][column] is None:
            squares[row][column] = next(bits) ^ _MASKS[mask](row, column)
    return [[bool(square) for square in line] for line in squares]


def codewords(content: str) -> bytes:
    """The bytes of a text, its check bytes after them."""
    data = _data_bytes(content)
    return bytes([*data, *_check_bytes(data)])


def _put_finders(squares: list[list[bool | None]]) -> None:
    """The three corner marks with their white edges, and the dotted lines between them."""
    for top, left in ((0, 0), (0, SIDE - 7), (SIDE - 7, 0)):
        for row in range(max(top - 1, 0), min(top + 8, SIDE)):
            for column in range(max(left - 1, 0), min(left + 8, SIDE)):
                ring = max(abs(row - top - 3), abs(column - left - 3))
                squares[row][column] = ring in (0, 1, 3)
    for at in range(8, SIDE - 8):
        squares[_TIMING][at] = squares[at][_TIMING] = at % 2 == 0


def _put_format(squares: list[list[bool | None]], mask: int) -> None:
    """Level and mask, twice, each guarded by a BCH code; and the one square that is always dark."""
    word = _LEVEL_M << 3 | mask
    rest = word << 10
    for shift in range(4, -1, -1):
        if rest >> (shift + 10) & 1:
            rest ^= _FORMAT_CHECK << shift
    bits = (word << 10 | rest) ^ _FORMAT_MASK
    for at in range(15):
        dark = bool(bits >> at & 1)
        upright = at if at < _TIMING else at + 1 if at < 8 else SIDE - 15 + at  # noqa: PLR2004
        lying = SIDE - 1 - at if at < 8 else 15 - at if at < 9 else 14 - at  # noqa: PLR2004
        squares[upright][8] = squares[8][lying] = dark
    squares[SIDE - 8][8] = True


def _path() -> Iterator[tuple[int, int]]:
    """The squares in the order of the bits: pairs of columns from the right, up and down."""
    upward = True
    for right in (20, 18, 16, 14, 12, 10, 8, 5, 3, 1):
        rows = range(SIDE - 1, -1, -1) if upward else range(SIDE)
        for row in rows:
            yield row, right
            yield row, right - 1
        upward = not upward


def _data_bytes(content: str) -> bytes:
    """Mode, length, characters two by two, then padding (clause 7.4)."""
    values = [_ALPHABET.index(char) for char in content]
    bits = f"0010{len(content):09b}"
    for first, second in zip(values[::2], values[1::2], strict=False):
        bits += f"{first * len(_ALPHABET) + second:011b}"
    if len(values) % 2:
        bits += f"{values[-1]:06b}"
    room = _DATA_BYTES * 8
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    data = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return data + (b"\xec\x11" * _DATA_BYTES)[: _DATA_BYTES - len(data)]


def _check_bytes(data: bytes) -> list[int]:
    """The Reed-Solomon check bytes of the data."""
    generator = [1]
    root = 1
    for _ in range(_CHECK_BYTES):
        generator = [
            high ^ _times(low, root)
            for high, low in zip([*generator, 0], [0, *generator], strict=True)
        ]
        root = _times(root, 2)
    rest = [0] * _CHECK_BYTES
    for byte in data:
        factor = byte ^ rest[0]
        rest = [
            value ^ _times(part, factor)
            for value, part in zip([*rest[1:], 0], generator[1:], strict=True)
        ]
    return rest


def _times(left: int, right: int) -> int:
    """Multiply in the field of 256 elements."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left > 0xFF:  # noqa: PLR2004 - a byte
            left ^= _FIELD
        right >>= 1
    return product


def _bits(data: bytes) -> Iterator[bool]:
    return (bool(byte >> shift & 1) for byte in data for shift in range(7, -1, -1))


def _sameness(squares: Squares) -> int:
    """How many neighbours are alike: fewer are easier to read for a camera."""
    across = sum(line[at] == line[at + 1] for line in squares for at in range(SIDE - 1))
    down = sum(squares[at][c] == squares[at + 1][c] for c in range(SIDE) for at in range(SIDE - 1))
    return across + down
