"""Public notices: their kinds, what happens to an issued one, and the stages that this makes."""

from __future__ import annotations

from desktop.core.labels import Labelled


class NoticeKind(Labelled):
    """公示的种类."""

    MEALS = "meals", "学生午餐实名公示"
    CANTEEN = "canteen", "膳食经费收支公示"
    KINDERGARTEN = "kindergarten", "幼儿园伙食费公示"
    CHARGES = "charges", "收费公示"

    @property
    def long_term(self) -> bool:
        """Whether it hangs until a newer one takes its place (发改价检〔2003〕781号: a board)."""
        return self is NoticeKind.CHARGES


class NoticeDeed(Labelled):
    """公示经过: a dated fact in the life of an issued notice."""

    PRINTED = "printed", "打印"
    POSTED = "posted", "张贴"
    PHOTO = "photo", "照片存证"
    OBJECTED = "objected", "异议"
    ANSWERED = "answered", "答复"
    TAKEN_DOWN = "taken_down", "撤下"
    ARCHIVED = "archived", "归档"


class NoticeStage(Labelled):
    """公示状态, derived from what happened and from the day."""

    ISSUED = "issued", "已发布"
    UP = "up", "张贴中"
    DUE = "due", "该撤下"
    DOWN = "down", "已撤下"
    ARCHIVED = "archived", "已归档"
    REPLACED = "replaced", "已被替代"
