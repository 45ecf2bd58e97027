"""The canteen's logs on paper: of a month, and blank."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from desktop.core.canteen import Sitting
from desktop.core.errors import SchoolError
from desktop.core.meals import CompanionKind, Finding, LogKind, LogPart
from desktop.core.money import Money
from desktop.core.terms import Month
from desktop.reports.canteen.logs import (
    TITLES,
    Head,
    companions_sheet,
    rounds_sheet,
    samples_sheet,
)
from desktop.reports.document import Paragraph, Table
from desktop.reports.pdf import render
from desktop.services.canteen.companions import CompanionLine, NewCompanion
from desktop.services.canteen.log_lines import RoundLine
from desktop.services.canteen.log_lists import RoundPaper, RoundSummary
from desktop.services.canteen.samples import SampleLine

if TYPE_CHECKING:
    from desktop.reports.guard import GuardedDocument

KEY = UUID(int=1)
DAY = date(2026, 10, 12)
AT = datetime(2026, 10, 12, 3, 30, tzinfo=UTC)
OCTOBER = Head("红星小学", "学校食堂", Month(2026, 10))
BLANK = Head("红星小学", "南校区食堂", None)


def rows(guarded: GuardedDocument) -> list[tuple[str, ...]]:
    (table,) = (block for block in guarded.document.blocks if isinstance(block, Table))
    return list(table.rows())


def words(guarded: GuardedDocument) -> str:
    return "".join(b.text for b in guarded.document.blocks if isinstance(b, Paragraph))


def paper(kind: LogKind, *lines: RoundLine, note: str = "", at: str = "") -> RoundPaper:
    told = (kind, DAY, at, "老钱", "王老师", note, AT, "王老师", len(lines), 0, "")
    return RoundPaper(RoundSummary(KEY, KEY, *told), lines)


def test_samples_tell_when_they_came_and_went() -> None:
    went = AT + timedelta(days=2)
    line = SampleLine(
        KEY, DAY, Sitting.LUNCH, "红烧肉", 150, AT, "老钱", "王老师", went, went, "老孙"
    )
    guarded = samples_sheet(OCTOBER, [line])
    assert guarded.document.subject == "红星小学2026年10月留样记录"
    assert rows(guarded) == [
        (
            "10月12日",
            "午餐",
            "红烧肉",
            "150",
            "10-12 11:30",
            "老钱",
            "王老师",
            "10-14 11:30",
            "老孙",
        )
    ]


def test_companions_tell_what_was_found_and_whether_it_was_paid() -> None:
    meal = NewCompanion(
        canteen_id=KEY,
        day=DAY,
        sitting=Sitting.LUNCH,
        name="张校长",
        kind=CompanionKind.HEAD,
        opinion="好",
        paid=Money(0),
    )
    (row,) = rows(companions_sheet(OCTOBER, [CompanionLine(KEY, meal, "红烧肉")]))
    assert row == (
        "10月12日",
        "午餐",
        "张校长",
        "校领导",
        "红烧肉",
        "好",
        "无",
        "",
        "未缴",
        "",
    )


def test_rounds_name_day_and_people_once() -> None:
    bad = RoundLine("冷藏柜", "", Finding.BAD, "9", "已调低")
    fine = RoundLine("冷冻柜", "", Finding.GOOD, "-18")
    guarded = rounds_sheet(
        OCTOBER, LogKind.COLD_STORE, [paper(LogKind.COLD_STORE, bad, fine, at="上午")], DAY
    )
    assert rows(guarded) == [
        ("10月12日 上午", "冷藏柜", "9", "不合格", "已调低", "老钱", "王老师"),
        ("", "冷冻柜", "-18", "合格", "", "", ""),
    ]
    one = RoundLine("餐厅干净", "服务", Finding.GOOD)
    (row,) = rows(rounds_sheet(OCTOBER, LogKind.WEEKLY, [paper(LogKind.WEEKLY, one)], DAY))
    assert row[1:4] == ("服务", "餐厅干净", "合格")
    cook = RoundLine("老孙", "", Finding.GOOD)
    morning = paper(LogKind.MORNING, cook, at="7:30")
    (row,) = rows(rounds_sheet(OCTOBER, LogKind.MORNING, [morning], DAY))
    assert row[:4] == ("10月12日", "老孙", "7:30", "合格")


def test_meetings_and_surveys_are_told_in_words_and_shares() -> None:
    came = RoundLine("家长代表", "到会", None, "8")
    topic = RoundLine("伙食价格", "议题和决定", None, "", "每餐5元")
    meeting = paper(LogKind.COMMITTEE, came, topic, note="下次再议食谱")
    guarded = rounds_sheet(OCTOBER, LogKind.COMMITTEE, [meeting], DAY)
    assert "主持人：老钱；记录人：王老师。到会：家长代表8人。" in words(guarded)
    assert "备注：下次再议食谱" in words(guarded)
    assert rows(guarded) == [("伙食价格", "每餐5元")]
    counted = {"问卷": (("发出", "120"), ("收回", "90")), "满意": (("价格", "60"),)}
    lines = [RoundLine(n, part, None, v) for part, told in counted.items() for n, v in told]
    survey = paper(LogKind.SATISFACTION, *lines, note="多放辣椒")
    guarded = rounds_sheet(OCTOBER, LogKind.SATISFACTION, [survey], DAY)
    assert "发出120份，收回90份，收回率75.0%" in words(guarded)
    assert rows(guarded) == [("价格", "60", "66.7%")]
    assert "多放辣椒" in words(guarded)


@pytest.mark.parametrize("what", TITLES)
def test_blank_form_fits_one_sheet(what: LogKind | LogPart) -> None:
    if what is LogPart.SAMPLES:
        guarded = samples_sheet(BLANK, ())
    elif what is LogPart.COMPANION:
        guarded = companions_sheet(BLANK, ())
    else:
        assert isinstance(what, LogKind)
        guarded = rounds_sheet(BLANK, what, (), DAY)
    assert guarded.document.subject.startswith("红星小学南校区食堂")
    assert guarded.document.subject.endswith(TITLES[what])
    assert render(guarded).count(b"/Type /Page\n") == 1


def test_month_without_logs_says_that_there_is_nothing_to_print() -> None:
    with pytest.raises(SchoolError, match="2026年10月还没有留样记录"):
        samples_sheet(OCTOBER, ())
    with pytest.raises(SchoolError, match="还没有膳食委员会记录"):
        rounds_sheet(OCTOBER, LogKind.COMMITTEE, (), DAY)
