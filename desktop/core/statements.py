"""The words of a canteen's statements: which there are, and whom money is counted for."""

from __future__ import annotations

from desktop.core.labels import Labelled


class StatementKind(Labelled):
    """报表: what is printed of a canteen's month."""

    GOODS = "goods", "进销存月报"
    INCOME = "income", "收支公示表"
    RESULT = "result", "收支盈亏表"
    KINDERGARTEN = "kindergarten", "幼儿园伙食费公示表"


class Block(Labelled):
    """核算对象: whose meals money came in for, or was spent on; they are reckoned apart."""

    PUPILS = "pupils", "学生"
    STAFF = "staff", "教职工"
    OTHERS = "others", "其他"
