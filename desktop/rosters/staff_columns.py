"""Columns that the sheets about staff share: who is meant, and at what post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.posts import Establishment, PostKind
from desktop.rosters import people, staff_words
from desktop.rosters.cells import code_text, words
from desktop.rosters.columns import Column
from desktop.rosters.paper_columns import id_kind, id_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.cells import Cell

NAME: Final = Column(
    "name",
    "姓名",
    people.name,
    words(
        "教职工姓名 教师姓名 教工姓名 员工姓名 职工姓名 人员姓名 老师姓名 名字 真实姓名 教师 "
        "从业人员姓名 工人姓名 参检人 请假人 请假人姓名 教职工"
    ),
    required=True,
    example="王建国",
    note="少数民族姓名中间用“·”",
)
STAFF_NUMBER: Final = Column(
    "staff_number",
    "工号",
    code_text,
    words("教师编号 教师工号 职工号 教工号 员工号 人员编号 教职工号 教职工编号 教师号 个人编号"),
    width=12,
    example="0012",
)
ID_KIND: Final = id_kind()
ID_NUMBER: Final = id_number(
    *("身份证件号码", "公民身份证号码", "居民身份证号", "居民身份证号码", "身份证件号")
)
PLACE: Final = Column(
    "place",
    "任职单位",
    staff_words.short_text(80),
    words(
        "任职学校 现单位 现任职单位 教学点 任教学校 工作学校 服务学校 岗位所在单位 调入单位 "
        "任教单位 任职地点 工作地点"
    ),
    width=20,
    few=True,
    note="本校的空着；在教学点的写教学点名称",
)
POST: Final = Column(
    "post",
    "岗位",
    staff_words.short_text(40),
    words(
        "岗位类别 岗位类型 人员类别 人员类型 教职工类别 从事岗位 工作岗位 现岗位 现任岗位 "
        "岗位名称 工种 身份类别 教职工类型"
    ),
    width=14,
    example="教师",
    choices=staff_words.labels(PostKind),
    few=True,
)
DUTY: Final = Column(
    "duty",
    "职务",
    staff_words.short_text(40),
    words("行政职务 职位 现任职务 担任职务 校内职务 具体岗位 任职名称 职务名称"),
    width=14,
    example="语文教师",
    few=True,
)
ESTABLISHMENT: Final = Column(
    "establishment",
    "编制",
    staff_words.establishment,
    words("编制类型 编制类别 是否在编 编制性质 编制情况 用工形式 用工性质 聘用形式 人员性质"),
    width=10,
    example="在编",
    choices=staff_words.labels(Establishment),
    few=True,
)


def post_told(values: Mapping[str, object]) -> tuple[PostKind | None, str | None]:
    """The kind of post and its name in the school's own words, from the cells 岗位 and 职务.

    语文教师 under 岗位 is both; 岗位 alone is understood by the words in it.
    """
    post, duty = values.get("post"), values.get("duty")
    post = post if isinstance(post, str) else None
    duty = duty if isinstance(duty, str) else None
    if post is None:
        return (staff_words.post_of(duty) if duty else None), duty
    kind = PostKind.by_label(post)
    if kind is not None:
        return kind, duty
    return staff_words.post_of(post) or PostKind.OTHER, duty or post


def post_cells(
    kind: PostKind | None, duty: str | None, establishment: Establishment | None
) -> dict[str, Cell | None]:
    """The same as cells."""
    return {
        "post": kind.label if kind else None,
        "duty": duty,
        "establishment": establishment.label if establishment else None,
    }
