"""入库单 and 出库单 on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pypdfium2
import pytest

from desktop.core.canteen import DocumentState, Duty, Fund, Sitting, StockKind
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.reports.canteen.goods import goods_sheet, short_number
from desktop.reports.document import Paragraph, SignatureLines, Table
from desktop.reports.pdf import render
from desktop.services.canteen.documents import Signer
from desktop.services.canteen.stock import DocumentLine, GoodsLine, StockPaper

KEY = UUID(int=1)
DAY = date(2026, 10, 8)


def paper(kind: StockKind, *, red: bool = False, ticket: str = "") -> StockPaper:
    sign = -1 if red else 1
    out = kind is not StockKind.RECEIPT
    worth = Money(sign * (-5000 if out else 5000))
    goods = GoodsLine(
        article_id=KEY,
        lot_id=KEY,
        name="大米",
        specification="东北 25 千克装",
        measure="千克",
        quantity=Quantity(sign * (-12_500 if out else 12_500)),
        price=UnitPrice.of("4"),
        amount=worth,
        reason="受潮" if kind is StockKind.LOSS else "",
        ordered=None,
        delivered=None if out or red else Quantity.of("15"),
        rejected=None if out or red else Quantity.of("2.5"),
        rejected_why=None if out or red else "袋子破了",
        produced_on=date(2026, 9, 1),
        expires_on=date(2027, 9, 1),
        batch="20260901",
        quarantine="5328001123456",
        received_on=DAY,
    )
    head = DocumentLine(
        document_id=KEY,
        kind=kind,
        state=DocumentState.POSTED,
        month=Month(2026, 10),
        number=7,
        day=DAY,
        supplier=None if out else "赵家村粮油店",
        fund=None if out else Fund.PUPIL_FEES,
        sitting=Sitting.LUNCH if kind is StockKind.ISSUE else None,
        ticket=ticket,
        note="数量写错" if red else "",
        articles="大米",
        lines=1,
        amount=worth,
        reverses_id=KEY if red else None,
        reversed_by=None,
        recorded_at=datetime(2026, 10, 8, tzinfo=UTC),
        recorded_by="王老师",
        signers=(Signer(Duty.ACCEPTOR, "张三丰"), Signer(Duty.ACCEPTOR, "李桂兰")),
    )
    return StockPaper(head, (goods,))


def test_receipt_shows_what_came_what_went_back_and_who_signs() -> None:
    whole = paper(StockKind.RECEIPT, ticket="25532000000012345678")
    guarded = goods_sheet("红星小学", "学校食堂", whole)
    sheet = guarded.document
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    assert [column.title for column in table.columns][3:8] == [
        "送来",
        "退回",
        "实收",
        "单价",
        "金额",
    ]
    assert list(table.rows()) == [
        (
            "大米",
            "东北 25 千克装",
            "千克",
            "15",
            "2.5",
            "12.5",
            "4.00",
            "50.00",
            "2026-09-01",
            "2027-09-01",
            "20260901",
            "尾号123456",
            "袋子破了",
        )
    ]
    assert table.total is not None
    assert table.total.cells[7] == "50.00"
    assert table.closing == "大写：伍拾元整"
    told = [block.text for block in sheet.blocks if isinstance(block, Paragraph)]
    assert "供货商：赵家村粮油店" in told[0]
    assert told[1] == "票据号：尾号345678　验收人：张三丰、李桂兰"
    assert told[2].startswith("验收情况：数量相符□　感官性状正常□")
    (signed,) = (block for block in sheet.blocks if isinstance(block, SignatureLines))
    assert signed.labels.count("验收人") == 2
    assert (sheet.subject, sheet.number, sheet.red) == (
        "红星小学入库单（验收单）",
        "入库 2026-10-007",
        False,
    )


@pytest.mark.parametrize(
    ("kind", "title", "note"),
    [(StockKind.ISSUE, "出库单", ""), (StockKind.LOSS, "报损单", "受潮")],
)
def test_what_goes_out_is_written_above_zero_with_its_lot(
    kind: StockKind, title: str, note: str
) -> None:
    sheet = goods_sheet("红星小学", "学校食堂", paper(kind)).document
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    assert list(table.rows()) == [
        (
            "大米",
            "东北 25 千克装",
            "2026-10-08",
            "千克",
            "12.5",
            "4.00",
            "50.00",
            "2027-09-01",
            note,
        )
    ]
    assert sheet.title[1] == title


def test_red_ink_is_red_with_minus_and_names_what_it_undoes() -> None:
    guarded = goods_sheet(
        "红星小学", "学校食堂", paper(StockKind.ISSUE, red=True), "出库 2026-10-003"
    )
    sheet = guarded.document
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    assert next(iter(table.rows()))[4:7] == ("-12.5", "4.00", "-50.00")
    assert table.closing == "大写：负伍拾元整"
    told = [block.text for block in sheet.blocks if isinstance(block, Paragraph)]
    assert told[-1] == "冲销出库 2026-10-003，原因：数量写错"
    assert (sheet.title[1], sheet.red) == ("红字出库单", True)
    assert _has_red(render(guarded))
    assert not _has_red(render(goods_sheet("红星小学", "学校食堂", paper(StockKind.ISSUE))))


def _has_red(pdf: bytes) -> bool:
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    colours = page.getcolors(1 << 24)
    assert colours is not None
    return any(red > green + 90 for _, (red, green, _blue) in colours)


def test_note_of_a_document_is_printed() -> None:
    whole = paper(StockKind.LOSS)
    noted = replace(whole, head=replace(whole.head, note="雨季", signers=()))
    sheet = goods_sheet("红星小学", "学校食堂", noted).document
    told = [block.text for block in sheet.blocks if isinstance(block, Paragraph)]
    assert told == ["食堂：学校食堂　日期：2026年10月8日", "备注：雨季"]


def test_long_numbers_are_printed_by_their_end() -> None:
    assert short_number("0087") == "0087"
    assert short_number("12345678901") == "尾号678901"
