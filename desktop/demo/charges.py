"""The charge boards of the invented schools.

Papers of the county are invented and say so (示例); the one national paper is real. What is not
allowed any more (住宿费, 饮水费, 讲义费, 副餐费 in compulsory education) is not on a board.
"""

from __future__ import annotations

from typing import Final

from desktop.core.money import Money
from desktop.demo.people import Charge
from desktop.demo.places import JUNIOR, KINDERGARTEN, POINT, PRIMARY

_SERVICE: Final = "服务性收费"
_AGENCY: Final = "代收费"
_FEE: Final = "行政事业性收费"

_LOCAL: Final = "平安县发展和改革局 平发改价费〔2025〕0号（示例）"
_LOCAL_MEALS: Final = "平安县教育局 平教发〔2025〕0号（示例）"
_PRESCHOOL: Final = f"{_LOCAL}；国办发〔2025〕27号"

_SETTLED: Final = "按实际结算，学期末多退少补，公布清单"
_MEALS_BACK: Final = "请假、转学等未就餐的按天退还，学期末结清"
_POOR: Final = "家庭经济困难学生免收"


def charges() -> tuple[Charge, ...]:
    """All lines of all boards."""
    return (
        *_compulsory(PRIMARY, "400.00", "16.00"),
        *_compulsory(JUNIOR, "450.00", "22.00"),
        *_point(),
        *_kindergarten(),
    )


def _compulsory(unit: str, service: str, books: str) -> tuple[Charge, ...]:
    return (
        _workbooks(unit, books),
        Charge(
            unit, "课后服务费", _SERVICE, "元/生·学期", Money.of(service), _LOCAL,
            "自愿参加课后服务的学生", voluntary=True, relief=_POOR, refund="按未参加的周数退还",
        ),
        Charge(
            unit, "寄宿生早餐", _SERVICE, "元/生·餐", Money.of("3.00"), _LOCAL_MEALS,
            "自愿在校就餐的寄宿生", voluntary=True, relief="寄宿生生活补助可抵", refund=_MEALS_BACK,
        ),
        Charge(
            unit, "寄宿生晚餐", _SERVICE, "元/生·餐", Money.of("5.00"), _LOCAL_MEALS,
            "自愿在校就餐的寄宿生", voluntary=True, relief="寄宿生生活补助可抵", refund=_MEALS_BACK,
        ),
    )  # fmt: skip


def _workbooks(unit: str, amount: str) -> Charge:
    return Charge(
        unit, "作业本费", _AGENCY, "元/生·学期", Money.of(amount), _LOCAL, "自愿购买的学生",
        voluntary=True, relief=_POOR, refund=_SETTLED,
    )  # fmt: skip


def _point() -> tuple[Charge, ...]:
    return (_workbooks(POINT, "12.00"),)


def _kindergarten() -> tuple[Charge, ...]:
    return (
        Charge(
            KINDERGARTEN, "保教费（大班）", _FEE, "元/生·月", Money.of("0.00"), _PRESCHOOL,
            "大班幼儿", voluntary=False, relief="2025年秋季学期起免收", refund="不收取",
        ),
        Charge(
            KINDERGARTEN, "保教费（中班、小班）", _FEE, "元/生·月", Money.of("180.00"), _LOCAL,
            "中班、小班幼儿", voluntary=False, relief="家庭经济困难幼儿减半",
            refund="当月出勤不足一半的退还一半",
        ),
        Charge(
            KINDERGARTEN, "伙食费", _SERVICE, "元/生·天", Money.of("8.00"), _LOCAL_MEALS,
            "自愿在园就餐的幼儿", voluntary=True, relief="家庭经济困难幼儿可申请补助",
            refund="未就餐的按天退还，每月公布收支",
        ),
        Charge(
            KINDERGARTEN, "校外活动费", _AGENCY, "元/次", Money.of("10.00"), _LOCAL,
            "自愿参加的幼儿", voluntary=True, relief=_POOR, refund=_SETTLED,
        ),
    )  # fmt: skip
