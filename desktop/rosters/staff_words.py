"""Conversions of what sheets say of staff: posts, establishment, absences, reasons of leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from desktop.core.dates import Precision, WrittenDate
from desktop.core.labels import Labelled
from desktop.core.posts import AbsenceKind, Establishment, PostEnd, PostKind
from desktop.rosters import people
from desktop.rosters.cells import is_nothing, plain_text, squeeze, text_of
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.rosters.cells import Cell, Context, Converter

K = TypeVar("K", bound=Labelled)
Words = tuple[tuple[K, tuple[str, ...]], ...]


def _words(*pairs: tuple[K, str]) -> Words[K]:
    return tuple((kind, tuple(words.split())) for kind, words in pairs)


# The first that a text holds decides: 副校长 before 校长, 班主任 before 主任.
_POSTS: Final = _words(
    (PostKind.TEACHER, "班主任 支教教师"),
    (PostKind.VICE_PRINCIPAL, "副校长 副园长 校长助理"),
    (PostKind.PRINCIPAL, "校长 园长 负责人 校点长"),
    (PostKind.WARDEN, "宿管 生活老师 生活教师 宿舍管理"),
    (PostKind.NURSERY, "保育"),
    (PostKind.DOCTOR, "校医 保健 卫生室"),
    (PostKind.COOK, "食堂 炊事 厨师 厨工 帮厨"),
    (PostKind.ACCOUNTANT, "会计 报账 财务"),
    (PostKind.CASHIER, "出纳"),
    (PostKind.STOREKEEPER, "库管 仓管 保管"),
    (PostKind.SAFETY, "安全员 安全干事"),
    (PostKind.GUARD, "保安 门卫 安保"),
    (PostKind.HEAD, "主任 中层 组长 书记 辅导员"),
    (PostKind.TEACHER, "教师 老师 专任 任课 教员"),
    (PostKind.OFFICE, "教辅 行政 职员 管理 图书 实验 办公 干事 专干 局长 股长 打字"),
    (PostKind.WORKER, "工勤 工人 后勤 司机 水电 保洁 清洁 勤杂 工友"),
    (PostKind.OTHER, "其他 其它"),
)
_ESTABLISHMENTS: Final = _words(
    (Establishment.TEMPORARY, "非在编 不在编 无编 编外 临聘 临时 代课 外聘 自聘 否"),
    (Establishment.SPECIAL, "特岗"),
    (Establishment.PUBLIC_SERVICE, "公益"),
    (Establishment.VOLUNTEER, "支教 三支一扶 西部计划 志愿"),
    (Establishment.DISPATCHED, "派遣 购买服务 劳务"),
    (Establishment.CONTRACT, "合同 聘用制 控制数"),
    (Establishment.STAFFED, "在编 事业 正式 编内 公办 有编 是"),
    (Establishment.OTHER, "其他 其它"),
)
_ABSENCES: Final = _words(
    (AbsenceKind.PATERNITY, "陪产 护理假"),
    (AbsenceKind.MATERNITY, "产假 生育 产检 哺乳"),
    (AbsenceKind.PARENTAL, "育儿"),
    (AbsenceKind.INJURY, "工伤"),
    (AbsenceKind.SICK, "病假 病休 住院 生病"),
    (AbsenceKind.PERSONAL, "事假"),
    (AbsenceKind.MARRIAGE, "婚假"),
    (AbsenceKind.FUNERAL, "丧假"),
    (AbsenceKind.FAMILY, "探亲"),
    (AbsenceKind.SECONDED, "借调 借用 抽调 跟班 挂职"),
    (AbsenceKind.EXCHANGE, "支教 交流 轮岗"),
    (AbsenceKind.TRAINING, "培训 进修 学习 国培 脱产 研修"),
    (AbsenceKind.SUSPENDED, "停职"),
    (AbsenceKind.UNEXCUSED, "旷工 旷职"),
    (AbsenceKind.OTHER, "其他 其它 请假 公假 年假"),
)
_ENDS: Final = _words(
    (PostEnd.RETIRED, "退休 内退 离退"),
    (PostEnd.RESIGNED, "辞职 离职 自动离职"),
    (PostEnd.DISMISSED, "解聘 辞退 开除 解除"),
    (PostEnd.EXPIRED, "期满 到期"),
    (PostEnd.DIED, "去世 死亡 病故 身故"),
    (PostEnd.TRANSFERRED, "调出 调离 调走 调往"),
    (PostEnd.MOVED, "岗位变动 免职 不再担任 卸任"),
)
STARTS: Final = (
    *("调入", "新聘", "招聘", "录用", "聘任", "聘用", "任职", "任命", "兼任", "转岗", "转任"),
    *("岗位调整", "调动", "调整", "提拔", "竞聘", "转正", "分配", "新进", "入职"),
)
BESIDES: Final = "兼"
"""A post that is taken on beside the one that is held."""


def _among(words: Words[K], text: str) -> K | None:
    return next((kind for kind, some in words if any(word in text for word in some)), None)


def post_of(text: str) -> PostKind | None:
    """The kind of a post that is called so; None where the words do not tell."""
    return PostKind.by_label(text) or _among(_POSTS, squeeze(text))


def end_of(text: str) -> PostEnd | None:
    """Why somebody left, in the words that people use; None where they do not tell."""
    return PostEnd.by_label(text) or _among(_ENDS, squeeze(text))


def _choice(kinds: type[K], words: Words[K], refusal: str) -> Converter:
    offered = "、".join(kind.label for kind in kinds)

    def convert(cell: Cell, context: Context) -> object:
        del context
        text = text_of(cell)
        if is_nothing(text):
            return None
        found = kinds.by_label(text) or _among(words, squeeze(text))
        return found or Flaw(Level.ERROR, f"{refusal}；请填：{offered}")

    return convert


establishment: Final = _choice(Establishment, _ESTABLISHMENTS, "看不懂编制")
absence_kind: Final = _choice(AbsenceKind, _ABSENCES, "看不懂请假或借调的类别")
ending: Final = _choice(PostEnd, _ENDS, "看不懂离岗原因")


def short_text(longest: int) -> Converter:
    """A converter for a text of at most so many characters."""

    def convert(cell: Cell, context: Context) -> object:
        text = plain_text(cell, context)
        if isinstance(text, str) and len(text) > longest:
            return Flaw(Level.ERROR, f"这里最多写 {longest} 个字；其余请写到备注里")
        return text

    return convert


_EDUCATION: Final = {
    squeeze(word): label
    for label, words in {
        "研究生": "研究生 硕士 博士 硕士研究生 博士研究生 研究生毕业",
        "本科": "本科 大学 大学本科 大本 本科毕业 本科生",
        "大专": "大专 专科 大学专科 专科毕业 高职",
        "中专": "中专 中师 中等专科 中等师范 中职",
        "高中": "高中 高中毕业",
        "初中": "初中 初中及以下 初中毕业",
    }.items()
    for word in words.split()
}
EDUCATIONS: Final = tuple(dict.fromkeys(_EDUCATION.values()))
_LONGEST_EDUCATION: Final = 20


def education(cell: Cell, context: Context) -> object:
    """学历 in the usual words; others stand as they are written."""
    text = short_text(_LONGEST_EDUCATION)(cell, context)
    return _EDUCATION.get(squeeze(text), text) if isinstance(text, str) else text


def day_of_post(cell: Cell, context: Context) -> object:
    """A day that a post or an absence begins or ends with: at least its month must be told."""
    read = people.written_date(cell, context)
    written = read.value if isinstance(read, Flaw) else read
    if isinstance(written, WrittenDate) and written.precision is Precision.YEAR:
        return Flaw(Level.ERROR, "只写了年份；请写到月或日，如 2026-9-1")
    return read


_HERE: Final = frozenset(
    {"在岗", "在职", "在编在岗", "在校", "正常", "是", "在编", "返聘", "在岗在编", "在职在岗"}
)


def status(cell: Cell, context: Context) -> object:
    """在岗状态: the words of one who is not here; nothing where a person is."""
    text = short_text(40)(cell, context)
    return None if isinstance(text, str) and squeeze(text) in _HERE else text


def labels(kinds: Sequence[Labelled] | type[Labelled]) -> tuple[str, ...]:
    """The words of an enumeration, for a drop-down."""
    return tuple(kind.label for kind in kinds)
