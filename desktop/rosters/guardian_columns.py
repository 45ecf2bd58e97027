"""The columns of a pupil's two guardians, with the headings that schools and forms give them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.labels import IdKind
from desktop.rosters import people
from desktop.rosters.cells import plain_text, words
from desktop.rosters.columns import Column
from desktop.rosters.guardian_names import guardian_name
from desktop.rosters.paper_columns import PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST: Final = words(
    "监护人1 监护人一 第一监护人 监护人① 监护人 家长1 家长一 第一家长 家长 成员1 "
    "家庭成员1 成员一 家庭成员一 父亲 父 爸爸 父亲信息 监护人信息 监护人一信息 "
    "监护人1信息 家长信息 主要监护人 法定监护人"
)
_FAMILY: Final = words("家庭 家庭成员 家庭主要成员 主要家庭成员")
"""Over 姓名 and 关系 it is whoever looks after the child; alone it is no name."""
_SECOND: Final = words(
    "监护人2 监护人二 第二监护人 监护人② 家长2 家长二 第二家长 成员2 家庭成员2 "
    "成员二 家庭成员二 母亲 母 妈妈 母亲信息 监护人二信息 监护人2信息"
)
PHONES: Final = words("电话 联系电话 手机 手机号 手机号码 电话号码 联系方式 移动电话")
_PAPERS: Final = (*PAPERS, "身份证件号", "身份证件号码", "公民身份证号码")


def _with(groups: Iterable[str], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(group + word for group in groups for word in words)


RELATIONS: Final = (
    *("关系", "与学生关系", "与本人关系", "与孩子关系", "与幼儿关系"),
    *("称谓", "与被监护人关系"),
)


def _guardian(place: int, groups: tuple[str, ...], alone: tuple[str, ...]) -> tuple[Column, ...]:
    title, key, first = f"监护人{place}", f"guardian{place}", place == 1
    over = (*groups, *_FAMILY) if first else groups
    return (
        Column(
            f"{key}_name",
            f"{title}姓名",
            guardian_name,
            (*_with(over, ("姓名", "名字")), *groups, *alone),
            example="王建国" if first else "李秀英",
            sensitive=True,
        ),
        Column(
            f"{key}_relation",
            f"{title}关系",
            plain_text,
            (*_with(over, RELATIONS), *(("与监护人关系",) if first else ())),
            example="父亲" if first else "母亲",
            choices=("父亲", "母亲", "祖父", "祖母", "外祖父", "外祖母", "其他"),
            few=True,
        ),
        Column(
            f"{key}_phone",
            f"{title}电话",
            people.phone,
            _with(over, PHONES),
            width=15,
            example="13900000001" if first else "13900000002",
            sensitive=True,
        ),
        *_guardian_papers(title, key, over),
    )


def _guardian_papers(title: str, key: str, groups: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        Column(
            f"{key}_id_kind",
            f"{title}证件类型",
            people.id_kind,
            _with(groups, ("身份证件类型", "证件类型")),
            few=True,
            choices=tuple(kind.label for kind in IdKind),
        ),
        Column(
            f"{key}_id_number",
            f"{title}证件号",
            people.raw_number,
            _with(groups, _PAPERS),
            width=22,
            sensitive=True,
        ),
    )


def guardian_columns(place: int) -> tuple[Column, ...]:
    """The columns of the guardian in a place."""
    alone = ("联系人", "联系人姓名", "委托监护人姓名", "受委托监护人姓名")
    return _guardian(1, _FIRST, alone) if place == 1 else _guardian(2, _SECOND, ())


@dataclass(frozen=True, slots=True)
class GuardianKeys:
    """The keys of one guardian's columns."""

    name: str
    relation: str
    phone: str
    paper_kind: str
    paper_number: str


GUARDIAN_KEYS: Final = {
    place: GuardianKeys(
        f"guardian{place}_name",
        f"guardian{place}_relation",
        f"guardian{place}_phone",
        f"guardian{place}_id_kind",
        f"guardian{place}_id_number",
    )
    for place in (1, 2)
}
