"""What staff do at a school and why they are away: kinds of posts, absences and departures."""

from __future__ import annotations

from desktop.core.labels import Labelled


class PostKind(Labelled):
    """岗位类别, in the order in which a list names the first of several posts."""

    PRINCIPAL = "principal", "校长"
    VICE_PRINCIPAL = "vice_principal", "副校长"
    HEAD = "head", "中层干部"
    TEACHER = "teacher", "教师"
    NURSERY = "nursery", "保育员"
    DOCTOR = "doctor", "校医"
    ACCOUNTANT = "accountant", "会计"
    CASHIER = "cashier", "出纳"
    STOREKEEPER = "storekeeper", "库管员"
    SAFETY = "safety", "安全员"
    OFFICE = "office", "行政教辅"
    COOK = "cook", "食堂从业人员"
    WARDEN = "warden", "宿管"
    GUARD = "guard", "保安"
    WORKER = "worker", "工勤"
    OTHER = "other", "其他"


class Establishment(Labelled):
    """编制: on what terms somebody is employed."""

    STAFFED = "staffed", "在编"
    SPECIAL = "special", "特岗"
    CONTRACT = "contract", "合同"
    TEMPORARY = "temporary", "临聘"
    DISPATCHED = "dispatched", "劳务派遣"
    PUBLIC_SERVICE = "public_service", "公益性岗位"
    VOLUNTEER = "volunteer", "支教志愿者"
    OTHER = "other", "其他"


class PostEnd(Labelled):
    """离岗原因: why a post ended."""

    MOVED = "moved", "岗位变动"
    TRANSFERRED = "transferred", "调出"
    RETIRED = "retired", "退休"
    RESIGNED = "resigned", "辞职"
    DISMISSED = "dismissed", "解聘"
    EXPIRED = "expired", "合同期满"
    DIED = "died", "去世"


class AbsenceKind(Labelled):
    """请假和借调: why somebody who has a post is not at it."""

    SICK = "sick", "病假"
    PERSONAL = "personal", "事假"
    MATERNITY = "maternity", "产假"
    PATERNITY = "paternity", "陪产假"
    PARENTAL = "parental", "育儿假"
    MARRIAGE = "marriage", "婚假"
    FUNERAL = "funeral", "丧假"
    FAMILY = "family", "探亲假"
    INJURY = "injury", "工伤假"
    SECONDED = "seconded", "借调"
    EXCHANGE = "exchange", "交流支教"
    TRAINING = "training", "培训进修"
    SUSPENDED = "suspended", "停职"
    UNEXCUSED = "unexcused", "旷工"
    OTHER = "other", "其他"


class StaffState(Labelled):
    """在岗状态, derived from the dated posts and absences."""

    AT_POST = "at_post", "在岗"
    AWAY = "away", "不在岗"
    LEFT = "left", "已离岗"
    COMING = "coming", "未到岗"


class ClassDeed(Labelled):
    """班级变动: a dated fact in the life of a class."""

    OPENED = "opened", "开班"
    RENAMED = "renamed", "改名"
    CLOSED = "closed", "撤班"
