from __future__ import annotations

from datetime import date

from desktop.reports.document import Column, Document, Group, Summary, Table, plain_date


def test_date_has_no_leading_zeros() -> None:
    assert plain_date(date(2026, 6, 5)) == "2026年6月5日"


def test_label_spans_the_columns_before_the_first_figure() -> None:
    assert Summary("合计", ("", "", "22", "", "5")).label_span == 2
    assert Summary("合计", ("", "")).label_span == 2
    assert Summary("", ("1",)).label_span == 0


def test_rows_of_all_groups_in_order() -> None:
    table = Table((Column("姓名", 1),), (Group([("甲",), ("乙",)]), Group([("丙",)])))
    assert [cells[0] for cells in table.rows()] == ["甲", "乙", "丙"]


def test_subject_is_the_title_in_one_line() -> None:
    assert Document(("平安小学", "收费公示"), ()).subject == "平安小学收费公示"
