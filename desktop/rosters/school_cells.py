"""The columns that tell whose row a line of a bureau's sheet is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypedDict

from desktop.rosters.cells import code_text, plain_text, words
from desktop.rosters.columns import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHOOL: Final = Column(
    "school",
    "学校",
    plain_text,
    words("学校名称 所在学校 就读学校 校名 学校全称"),
    width=20,
    few=True,
    note="县教育局的总表才要填",
)
STAFF_SCHOOL: Final = replace(
    SCHOOL,
    synonyms=words("学校名称 所在学校 校名 单位 单位名称 所在单位 工作单位 学校全称"),
)
"""Of sheets about staff, where 单位 is the same."""
SCHOOL_CODE: Final = Column(
    "school_code",
    "学校标识码",
    code_text,
    words("学校代码 学校编码 机构代码 单位代码 学校（机构）标识码 学校机构标识码 机构标识码"),
    width=14,
    few=True,
    template=False,
)


class SchoolTold(TypedDict):
    """The fields of a row that tell whose it is."""

    school: str | None
    school_code: str | None


def school_told(values: Mapping[str, object]) -> SchoolTold:
    """The school and its code."""
    school, code = values.get("school"), values.get("school_code")
    return {
        "school": school if isinstance(school, str) else None,
        "school_code": code if isinstance(code, str) else None,
    }
