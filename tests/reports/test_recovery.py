from __future__ import annotations

from datetime import date

import pytest

from desktop.reports.document import Table
from desktop.reports.pdf import render
from desktop.reports.recovery import RecoverySheet, document

CODES = ("ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345", "1234-5678-9012-3456-7890-1234-5678")


@pytest.mark.parametrize("code", CODES)
def test_sheet_shows_each_group_in_a_box_of_its_own(code: str) -> None:
    guarded = document(RecoverySheet("平安乡留守儿童小学", code, date(2026, 11, 2)))
    (table,) = (block for block in guarded.document.blocks if isinstance(block, Table))
    assert list(table.rows()) == [tuple(code.split("-"))]
    assert "2026年11月2日" in str(guarded.document)
    assert render(guarded).startswith(b"%PDF")
