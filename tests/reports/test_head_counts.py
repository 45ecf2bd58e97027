from __future__ import annotations

from datetime import date
from uuid import UUID

from desktop.core.attendance import Difference
from desktop.core.terms import Month
from desktop.reports.document import Heading, Paragraph, Table
from desktop.reports.head_counts import head_count_sheet
from desktop.reports.pdf import render
from desktop.services.attendance.head_counts import CountedName, CountLine, MonthCounts

KEY = UUID(int=1)
DAY = date(2026, 10, 20)


def counted(label: str, *names: CountedName) -> CountLine:
    return CountLine(KEY, label, 30, DAY, 30, 30, "李老师", names)


def test_sheet_names_every_difference_and_the_classes_nobody_counted() -> None:
    absent = CountedName(Difference.ABSENT, KEY, "甲安", "随父母外出")
    extra = CountedName(Difference.EXTRA, None, "丙生", "借读")
    open_line = CountLine(KEY, "三年级2班", 28, None, None, None, "", ())
    lines = (counted("三年级1班", absent, extra), open_line)
    sheet = head_count_sheet("红星小学", MonthCounts(Month(2026, 10), lines)).document
    classes, names = (block for block in sheet.blocks if isinstance(block, Table))
    assert list(classes.rows()) == [
        ("三年级1班", "10月20日", "30", "30", "1", "1", "李老师", ""),
        ("三年级2班", "没有清点", "28", "", "", "", "", ""),
    ]
    assert classes.total is not None
    assert classes.total.cells == ("", "", "30", "30", "1", "1", "", "")
    assert list(names.rows()) == [
        ("三年级1班", "甲安", "有籍无人", "随父母外出"),
        ("三年级1班", "丙生", "有人无籍", "借读"),
    ]
    assert Paragraph("还有1个班没有清点。", indent=False) in sheet.blocks
    assert sheet.subject == "红星小学2026年10月人籍一致核对表"


def test_sheet_of_classes_that_agree_can_be_printed() -> None:
    counts = MonthCounts(Month(2026, 10), (counted("三年级1班"),))
    guarded = head_count_sheet("红星小学", counts)
    assert not any(isinstance(block, Heading) for block in guarded.document.blocks)
    assert Paragraph("已清点的班级人籍一致。", indent=False) in guarded.document.blocks
    assert render(guarded).startswith(b"%PDF")
