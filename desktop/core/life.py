"""The life of enrolment beyond single events: cases between schools, pairs that look alike."""

from __future__ import annotations

from desktop.core.labels import Labelled


class CaseSide(Labelled):
    """Which side of a transfer a school stands on."""

    OUT = "out", "转出"
    IN = "in", "转入"


class CaseAnswer(Labelled):
    """What the other school, or somebody who has asked it, has said to a transfer."""

    ACCEPTED = "accepted", "已接收"
    DECLINED = "declined", "没有来"


class Likeness(Labelled):
    """Why two records may be one person, the surest first."""

    NUMBER = "number", "证件号相同"
    BIRTH = "birth", "姓名、性别、生日相同"
    SOUND = "sound", "姓名同音、生日相近"


class PairDecision(Labelled):
    """What was decided about two records that look alike."""

    APART = "apart", "不是同一个人"
    LATER = "later", "以后再定"


class DeedKind(Labelled):
    """What changes many records of the roster at once and can be taken back as a whole."""

    ROLLOVER = "rollover", "学年升级"
    MERGE = "merge", "合并重复"
