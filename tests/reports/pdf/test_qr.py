from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.barcode.qrencoder import QRAlphaNum, QRCode, QRErrorCorrectLevel

from desktop.reports.pdf.qr import SIDE, codewords, encode, fits, masked

codes = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ-", min_size=1, max_size=20)


@given(content=codes, mask=st.integers(0, 7))
def test_squares_are_those_of_another_encoder(content: str, mask: int) -> None:
    other = QRCode(1, QRErrorCorrectLevel.M)
    other.addData(QRAlphaNum(content))
    other.makeImpl(False, mask)  # noqa: FBT003 - the library's own order
    assert masked(codewords(content), mask) == [
        [bool(dark) for dark in line] for line in other.modules
    ]


def test_code_uses_one_of_the_masks() -> None:
    squares = encode("K7QM-2XP9-84TD")
    assert len(squares) == SIDE
    assert squares in [masked(codewords("K7QM-2XP9-84TD"), mask) for mask in range(8)]


@pytest.mark.parametrize(
    ("content", "drawn"), [("A" * 20, True), ("A" * 21, False), ("abc", False), ("封存", False)]
)
def test_only_short_plain_texts_are_drawn(content: str, *, drawn: bool) -> None:
    assert fits(content) is drawn
