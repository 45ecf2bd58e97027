"""What stands around the table of every notice: marks, what it corrects, its days, the seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.reports.document import (
    Block,
    ContactLine,
    Contacts,
    Paragraph,
    SealArea,
    SealCode,
    plain_date,
)

if TYPE_CHECKING:
    from desktop.services.notices.results import Posting

_TRIAL: Final = "试印稿·本月未结账"
_DRAFT: Final = "试印稿·尚未发布"


def mark(posting: Posting, *, draft: bool, sealed: bool = True) -> str:
    """What is printed across a paper that is not valid yet; empty on a valid one.

    Args:
        posting: how it hangs.
        draft: whether it is still to be issued.
        sealed: whether a closed month must stand behind it.
    """
    if sealed and posting.seal_code is None:
        return _TRIAL
    return _DRAFT if draft else ""


def we(unit_name: str) -> str:
    """How a school speaks of itself."""
    return "我园" if "幼儿园" in unit_name else "我校"


def closing_blocks(
    posting: Posting, seal: SealCode | None, *, long_term: bool = False
) -> list[Block]:
    """Days of posting, telephones, 署名, date, room for the seal."""
    days = (
        f"公示期：{plain_date(posting.first_day)}至{plain_date(posting.last_day)}"
        f"（{posting.working_days}个工作日）。如有异议，请在公示期内反映。"
    )
    if long_term:  # 发改价检〔2003〕781号: a board is fixed and hangs for long
        days = (
            f"公示期：自{plain_date(posting.first_day)}起长期公示，收费项目或标准有变动时重新公示。"
            "如有异议，请随时反映。"
        )
    blocks: list[Block] = [Paragraph(days)]
    if posting.contacts:
        lines = tuple(ContactLine(contact.label, contact.number) for contact in posting.contacts)
        named = any("电话" in line.label for line in lines)
        blocks.append(Contacts("" if named else "监督电话", lines))
    blocks.append(SealArea(posting.signed_by, posting.signed_on, seal))
    return blocks


def correction_mark(posting: Posting) -> str:
    """What the title of a correction says of it."""
    return "（更正）" if posting.replaces else ""


def correction(posting: Posting) -> str:
    """The sentence with which a correction begins; empty for a first notice."""
    if not posting.replaces:
        return ""
    return f"更正公示：本公示更正并替代编号为“{posting.replaces}”的公示，原公示作废。"
