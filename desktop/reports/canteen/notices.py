"""膳食经费收支公示 and 幼儿园伙食费公示, as they hang on the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.statements import StatementKind
from desktop.reports.canteen.statements import body_of, columns_on_wall
from desktop.reports.document import (
    Document,
    Heading,
    Orientation,
    Paragraph,
    SealCode,
    SignatureLines,
    plain_date,
)
from desktop.reports.guard import Fields, GuardedDocument
from desktop.reports.posting import closing_blocks, correction, correction_mark, mark, we

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.reports.document import Block
    from desktop.services.notices.canteen import CanteenNotice, Corrected

_NAMES: Final = {
    StatementKind.INCOME: ("膳食经费", "收支公示"),
    StatementKind.KINDERGARTEN: ("幼儿园", "伙食费公示"),
}
_WHAT: Final = {
    StatementKind.INCOME: "食堂膳食经费的收入、支出和结余",
    StatementKind.KINDERGARTEN: "食堂食品的购进、消耗、结存和伙食费收支",
}


def canteen_notice(notice: CanteenNotice, *, draft: bool = False) -> GuardedDocument:
    """The notice of a month, with what was found wrong in it since.

    Raises:
        SchoolError: something private stands in it.
    """
    posting = notice.posting
    blocks: list[Block] = [Paragraph(_lead(notice)), *_bodies(notice)]
    if notice.corrected:
        blocks += _corrections(notice.corrected)
    blocks.append(SignatureLines(("编制人", "审核人", "膳食委员会")))
    blocks += closing_blocks(posting, SealCode(posting.seal_code))
    document = Document(
        title=(
            notice.unit_name,
            notice.month.label,
            *_NAMES[notice.kind][:-1],
            _NAMES[notice.kind][-1] + correction_mark(posting),
        ),
        blocks=tuple(blocks),
        number=posting.number if posting.seal_code and not draft else "",
        mark=mark(posting, draft=draft),
        orientation=(
            Orientation.LANDSCAPE
            if notice.kind is StatementKind.KINDERGARTEN
            else Orientation.PORTRAIT
        ),
    )
    titles = columns_on_wall(notice.kind)
    fields = Fields("".join(_NAMES[notice.kind]), titles, titles, about_people=False)
    named = (each.canteen.name for each in notice.canteens)
    return GuardedDocument(document, fields, (notice.unit_name, posting.signed_by, *named))


def _lead(notice: CanteenNotice) -> str:
    return (
        f"{correction(notice.posting)}现将{we(notice.unit_name)}{notice.month.label}"
        f"{_WHAT[notice.kind]}公示如下，请师生、家长和社会监督。"
    )


def _bodies(notice: CanteenNotice) -> Iterator[Block]:
    """The statement of each canteen, under its name where there are several."""
    for found in notice.canteens:
        if len(notice.canteens) > 1:
            yield Heading(found.canteen.name)
        yield from body_of(notice.kind, found)


def _corrections(corrected: tuple[Corrected, ...]) -> Iterator[Paragraph]:
    yield Paragraph(
        "更正说明：下列单据经核查有误，已在以后的月份用红字冲销，差额计入冲销的月份；"
        "本月已结账，上表的数不变。"
    )
    for at, line in enumerate(corrected, 1):
        yield Paragraph(
            f"{at}.{line.document}（{plain_date(line.day)}，{line.amount}元）"
            f"由{line.corrected_by}（{plain_date(line.corrected_on)}）冲销，原因：{line.reason}。"
        )
