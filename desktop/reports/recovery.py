"""The sheet with the recovery code: printed once, kept under lock, never posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.reports.document import (
    Column,
    Document,
    Group,
    Heading,
    Paragraph,
    SignatureLines,
    Table,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument

if TYPE_CHECKING:
    from datetime import date

_GROUPS: Final = ("第一组", "第二组", "第三组", "第四组", "第五组", "第六组", "第七组")
_FIELDS: Final = Fields("恢复码", frozenset(_GROUPS), about_people=False)
_TYPE_SIZE: Final = 16.0


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the sheet says."""

    unit_name: str
    code: str
    """Seven groups with dashes between them."""
    on: date


def document(sheet: RecoverySheet) -> GuardedDocument:
    """Set the sheet. Each group stands in a box of its own, to be copied without a slip."""
    groups = tuple(sheet.code.split("-"))
    titles = _GROUPS[: len(groups)]
    table = Table(
        columns=tuple(Column(title, 1.0) for title in titles),
        groups=(Group((groups,)),),
        type_size=_TYPE_SIZE,
    )
    return GuardedDocument(
        Document(
            title=("明册", "恢复码"),
            blocks=(
                Paragraph(f"{sheet.unit_name}　{plain_date(sheet.on)}", indent=False),
                table,
                Heading("怎么用"),
                Paragraph(
                    "忘记密码时，在登录窗口点“忘记密码”，照上面抄进这七组字母和数字，再设一个新密码。"
                ),
                Heading("怎么保管"),
                Paragraph(
                    "有了这张纸，不用密码也能打开全部数据。请和公章、存折一样锁好，不要拍照，"
                    "不要贴出来，不要和电脑放在一起。"
                ),
                Paragraph("数据是加密的：密码和这张纸都没有了，谁也打不开。"),
                SignatureLines(("保管人", "日期")),
            ),
        ),
        _FIELDS,
        (sheet.unit_name,),
    )
