"""The words of a canteen's day on one screen: what belongs to a sitting, and how it stands."""

from __future__ import annotations

from desktop.core.labels import Labelled


class DayPart(Labelled):
    """What belongs to every sitting."""

    MENU = "menu", "食谱"
    HEADS = "heads", "就餐"
    GOODS = "goods", "出库"
    SAMPLES = "samples", "留样"
    COMPANION = "companion", "陪餐"


class PartState(Labelled):
    """How a part of a sitting stands."""

    OPEN = "open", "未办"
    DONE = "done", "已办"
    PROBLEM = "problem", "有问题"
    AHEAD = "ahead", "未到"
