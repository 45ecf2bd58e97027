"""The words of a canteen's day: who eats, who shares the meal, what is looked at."""

from __future__ import annotations

from typing import Final

from desktop.core.labels import Labelled


class Diner(Labelled):
    """就餐人员: who is counted by heads; teachers are known by name."""

    PLAN_PUPIL = "plan_pupil", "营养餐学生"
    PAYING_PUPIL = "paying_pupil", "自费学生"
    GUEST = "guest", "其他人员"


class Eater(Labelled):
    """What a meal's price is decided for."""

    PUPIL = "pupil", "学生"
    STAFF = "staff", "教职工"
    GUEST = "guest", "其他人员"


class CompanionKind(Labelled):
    """陪餐人员."""

    HEAD = "head", "校领导"
    STAFF = "staff", "教职工"
    PARENT = "parent", "家长"


class LogKind(Labelled):
    """日志: what is looked at, each with a checklist of its own."""

    MORNING = "morning", "晨检"
    DISINFECTION = "disinfection", "消毒"
    COLD_STORE = "cold_store", "冷柜温度"
    WEEKLY = "weekly", "每周检查"
    COMMITTEE = "committee", "膳食委员会"
    SATISFACTION = "satisfaction", "满意度调查"


class LogPart(Labelled):
    """What else is logged of each sitting, beside the checklists."""

    SAMPLES = "samples", "留样"
    COMPANION = "companion", "陪餐"


class LogDue(Labelled):
    """How often a checklist is gone through."""

    DAY = "day", "每个上课日"
    WEEK = "week", "每周"
    TERM = "term", "每学期"


class LogState(Labelled):
    """How something that is due stands."""

    MISSING = "missing", "未记"
    DONE = "done", "已记"
    PROBLEM = "problem", "有问题"


class Finding(Labelled):
    """What a look at one thing found."""

    GOOD = "good", "合格"
    BAD = "bad", "不合格"
    NOT_APPLICABLE = "not_applicable", "不涉及"


class OrderState(Labelled):
    """订单状态.

    ordered ──deliver──► delivered
        └───cancel───► cancelled
    """

    ORDERED = "ordered", "已下单"
    DELIVERED = "delivered", "已到货"
    CANCELLED = "cancelled", "已取消"


PUPILS: Final = (Diner.PLAN_PUPIL, Diner.PAYING_PUPIL)
"""Who is counted class by class."""
